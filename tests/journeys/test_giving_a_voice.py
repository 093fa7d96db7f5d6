"""The page where somebody speaks or adds files, in Chromium: recorded, sent in pieces, cut, resumed, kept, sent on."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import tarfile
from pathlib import Path

import av
import pytest
from playwright.sync_api import Page, expect

from memorial.application import giving, uploads
from tests.conftest import IN_CI
from tests.journeys.hand import LEADS_ON, Hand
from tests.journeys.places import Place
from tests.journeys.senders import Sender
from tests.journeys.telling import wait_until
from tests.journeys.test_resumed_uploads import recording
from tests.servers.application import MemorialServer
from tests.servers.chromium import Visitor
from tests.servers.cutting import CuttingLine

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]

TUS = Path(__file__).parents[2] / ".tools" / "npm" / "tus-js-client-4.3.1.tgz"
"""`make programs` fetches it where npm is."""
SIXTY_TIMES = "(later) => (then, after) => later(then, after * 60)"


def at_the_words(page: Page, url: str, place: Place) -> tuple[Hand, str]:
    """On the page with the words, with a draft whose code is given."""
    with place.opened() as built:
        code = giving.begin(built.services, place.memorial.slug, "en", {"about": "event"})
        giving.save_answers(built.services, code, {}, code_shown=True)
    hand = Hand(page, url)
    page.context.grant_permissions(["microphone"])
    hand.open("/receipt")
    hand.type("code", code)
    hand.press()
    hand.open(f"{place.base}share/say")
    return hand, code


def files_of(place: Place, code: str) -> list[tuple[str, str, bytes]]:
    with place.opened() as built:
        vault = built.services.vault
        return [
            (kept.name, kept.mime, vault.read(kept.vault_id, bytes.fromhex(kept.vault_key)))
            for kept in giving.open_draft(built.services, code).files
        ]


def counted(place: Place, code: str) -> int:
    """How many bytes count of what is not whole yet."""
    with place.opened() as built:
        return sum(one.offset for one in uploads.unfinished(built.services, code))


def seconds_of(sound: bytes, tmp_path: Path) -> float:
    """How long it plays, by what is in it; one codec, one channel, no picture."""
    path = tmp_path / "sound"
    path.write_bytes(sound)
    with av.open(str(path)) as opened:
        (stream,) = opened.streams
        assert (stream.type, stream.codec_context.name) == ("audio", "opus")
        return float(sum(frame.samples / frame.sample_rate for frame in opened.decode(stream)))


def test_a_voice_is_recorded_by_keyboard_heard_kept_and_sent_along(
    upload_place: Place, upload_server: MemorialServer, browser_context: Visitor, tmp_path: Path
) -> None:
    hand, code = at_the_words(browser_context.new_page(width=390, height=844), upload_server.url, upload_place)
    page = hand.page
    said = page.locator("[data-recorder] [data-state]")

    page.locator("[data-speak]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-do=record]")).to_be_focused()
    assert (page.locator("[data-do=record]").bounding_box() or {})["height"] >= 64
    page.keyboard.press("Enter")
    expect(said).to_have_text("We are recording.")
    expect(page.locator("[data-do=pause]")).to_be_focused()
    expect(page.locator("[data-time]")).to_have_text("0:01")
    expect(page.locator("[data-recorder] [data-heard]")).to_have_text("We hear you.")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Paused. Nothing is recorded now.")
    expect(page.locator("[data-safe]")).to_have_text("What you have said so far is safe with us.")
    page.keyboard.press("Enter")
    expect(page.locator("[data-do=stop]")).to_be_visible()
    page.locator("[data-do=stop]").press("Enter")
    expect(page.locator("[data-do=keep]")).to_be_focused()
    page.locator("[data-do=listen]").click()
    expect(page.locator("[data-listen]")).to_have_js_property("paused", False)
    page.locator("[data-do=keep]").press("Enter")
    expect(page.locator("[data-list]")).to_contain_text("MB, kept")
    expect(page.locator("[data-told]")).to_contain_text("Recording.webm")
    hand.press()

    ((name, mime, sound),) = files_of(upload_place, code)
    assert (name, mime) == ("Recording.webm", "audio/webm")
    assert 0.9 < seconds_of(sound, tmp_path) < 8
    hand.choose("audience", "archive")
    hand.choose("signature", "none")
    hand.choose("file_1_living", "no")
    hand.choose("file_1_publish", "no")
    hand.press()
    assert "Recording.webm" in hand.words()
    hand.press()
    assert hand.path.endswith("/done")
    browser_context.assert_quiet()
    browser_context.assert_no_third_party(upload_server.url)


def test_a_recording_whose_browser_died_is_offered_with_the_code(
    upload_place: Place, upload_server: MemorialServer, browser_context: Visitor, tmp_path: Path
) -> None:
    hand, code = at_the_words(browser_context.new_page(), upload_server.url, upload_place)
    hand.page.locator("[data-speak]").click()
    hand.page.locator("[data-do=record]").click()
    expect(hand.page.locator("[data-time]")).to_have_text("0:01")
    hand.page.locator("[data-do=pause]").click()
    expect(hand.page.locator("[data-safe]")).to_have_text("What you have said so far is safe with us.")
    hand.page.context.close()

    later = Hand(browser_context.new_page(javascript=False), upload_server.url)
    later.open("/receipt")
    later.type("code", code)
    later.press()
    assert re.search("A recording of [1-4] seconds? was not finished.", later.words())
    later.press('button[value="keep_upload"]')

    ((name, mime, sound),) = files_of(upload_place, code)
    assert (name, mime) == ("Recording.webm", "audio/webm")
    assert 0.9 < seconds_of(sound, tmp_path) < 5
    assert "Recording.webm" in later.words()


@pytest.mark.long
def test_continue_takes_along_what_is_being_recorded_and_the_words_are_saved_before(
    upload_place: Place, upload_server: MemorialServer, browser_context: Visitor, tmp_path: Path
) -> None:
    hand, code = at_the_words(browser_context.new_page(), upload_server.url, upload_place)
    hand.page.locator("[data-speak]").click()
    hand.page.locator("[data-do=record]").click()
    expect(hand.page.locator("[data-time]")).to_have_text("0:01")

    hand.type("story", "She sang.")
    hand.press()

    assert hand.path.endswith("/choices")
    assert [name for name, _, _ in files_of(upload_place, code)] == ["Recording.webm"]


def test_without_a_microphone_the_page_says_so_and_offers_the_file(
    upload_place: Place, upload_server: MemorialServer, browser_context: Visitor
) -> None:
    hand, _ = at_the_words(browser_context.new_page(), upload_server.url, upload_place)
    hand.page.context.clear_permissions()

    hand.page.locator("[data-speak]").click()
    hand.page.locator("[data-do=record]").click()

    expect(hand.page.locator("[data-recorder] [data-state]")).to_contain_text("We cannot use the microphone.")
    expect(hand.page.locator("[data-recorder] [data-choose=voice]")).to_be_focused()
    browser_context.assert_quiet()


def test_the_pages_own_script_sends_a_file_over_a_line_that_is_cut(
    upload_place: Place, upload_server: MemorialServer, browser_context: Visitor, tmp_path: Path
) -> None:
    chance = random.Random(3)
    body = recording(3_000_000, chance)
    path = tmp_path / "long walk.mp3"
    path.write_bytes(body)
    with CuttingLine(upload_server.port, chance.sample(range(1, len(body)), 1), lose_last=len(body)) as line:
        hand, code = at_the_words(browser_context.new_page(), line.url, upload_place)
        hand.page.locator("main input[name=files]").set_input_files(path)
        hand.type("story", "Written meanwhile.")
        # It waits for what is on its way by itself; the words are saved at once.
        hand.page.locator(LEADS_ON).click()
        expect(hand.page.locator("[data-wait]")).to_be_visible()
        hand.page.wait_for_url("**/choices", timeout=60_000)

        assert line.cut == 2
    ((name, mime, kept),) = files_of(upload_place, code)
    assert (name, mime, kept == body) == ("long walk.mp3", "audio/mpeg", True)


def test_a_file_that_came_in_part_goes_on_when_it_is_chosen_again(
    upload_place: Place, upload_server: MemorialServer, browser_context: Visitor, tmp_path: Path
) -> None:
    body = recording(2_000_000, random.Random(4))
    path = tmp_path / "half way.mp3"
    path.write_bytes(body)
    with CuttingLine(upload_server.port, [1_200_000], seed=2) as line:
        hand, code = at_the_words(browser_context.new_page(), line.url, upload_place)
        # It tries again after a minute, not after a second: a busy machine may not have pressed Pause by then.
        hand.page.evaluate(f"setTimeout = ({SIXTY_TIMES})(setTimeout)")
        hand.page.locator("main input[name=files]").set_input_files(path)
        expect(hand.page.locator("[data-list]")).to_contain_text("The connection was lost")
        hand.page.locator("[data-list] [data-pause]").click()
        expect(hand.page.locator("[data-list]")).to_contain_text("Paused")
        hand.open(f"{upload_place.base}share/say")
        assert "half way.mp3\u2069 has not arrived" in hand.words()
        # How much of it came is told when the server has noticed the cut, and kept what came before.
        wait_until(lambda: counted(upload_place, code) == 1_200_000, "the bytes before the cut are kept", 30)
        hand.open(f"{upload_place.base}share/say")
        assert "half way.mp3\u2069 has not arrived wholly: 1 MB of 2 MB." in hand.words()
        hand.page.locator("main input[name=files]").set_input_files(path)
        expect(hand.page.locator("[data-list]")).to_contain_text("1.9 MB, kept")

        assert line.cut == 1
    assert [(name, kept == body) for name, _, kept in files_of(upload_place, code)] == [("half way.mp3", True)]


def client_of_others() -> str:
    """The source of tus-js-client, as its makers publish it for browsers."""
    if not TUS.exists():
        (pytest.fail if IN_CI and shutil.which("npm") else pytest.skip)(
            "tus-js-client is not here: `make programs` fetches it where npm is installed"
        )
    with tarfile.open(TUS) as archive:
        member = archive.extractfile("package/dist/tus.min.js")
        assert member is not None
        return member.read().decode()


@pytest.mark.parametrize("cuts", [25, pytest.param(1000, marks=pytest.mark.long)])
def test_tus_js_client_sends_a_file_over_a_line_that_is_cut_again_and_again(
    upload_place: Place, upload_server: MemorialServer, browser_context: Visitor, cuts: int, tmp_path: Path
) -> None:
    source, chance = client_of_others(), random.Random(cuts)
    body = recording(40_000 * cuts, chance)
    path = tmp_path / "voice.mp3"
    path.write_bytes(body)
    with CuttingLine(upload_server.port, chance.sample(range(1, len(body)), cuts)) as line:
        hand, code = at_the_words(browser_context.new_page(javascript=True), line.url, upload_place)
        sender = Sender(upload_place, line, code)
        hand.page.evaluate(source)
        # A field of ours, so that the page's own script does not take the file too.
        own_field = "Object.assign(document.createElement('input'), {type: 'file', id: 'theirs'})"
        hand.page.evaluate(f"document.body.append({own_field})")
        hand.page.locator("#theirs").set_input_files(path)
        ended = hand.page.evaluate(
            """([endpoint, retries]) => new Promise((resolve) => {
              const token = document.querySelector("[name=csrf_token]").value;
              const upload = new tus.Upload(document.getElementById("theirs").files[0], {
                endpoint, retryDelays: Array(retries).fill(10), chunkSize: Infinity,
                headers: {"X-CSRF-Token": token}, metadata: {filename: "voice.mp3"},
                onError: (error) => resolve(String(error)), onSuccess: () => resolve("whole"),
              });
              upload.start();
            })""",
            [f"{upload_place.base}share/uploads", 20],
        )

        assert (ended, line.cut) == ("whole", cuts)
    assert sender.kept() == [("voice.mp3", hashlib.sha256(body).hexdigest())]
