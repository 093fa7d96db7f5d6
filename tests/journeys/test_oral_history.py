"""A voice on its whole way, in Chromium: given at home, entered at the desk, read by its narrator, found, sealed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import tones
from tests.journeys.hand import LEADS_ON, Hand
from tests.journeys.places import Place
from tests.journeys.plain_browser import PlainBrowser
from tests.journeys.telling import (
    EACH,
    FOUND,
    KEPT_BACK,
    LINES,
    OTHER,
    SEALED,
    SECRET,
    SPOKEN,
    TITLE,
    WORD,
    Desk,
    enter,
    loudness_of_line,
    sounds_at,
    tape,
    wait_until,
)
from tests.journeys.ways import ANSWER_404, BY_KEYS, WITH, WITHOUT, Way, in_every_way
from tests.servers.application import MemorialServer
from tests.servers.cutting import CuttingLine

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]

PHONE = {"width": 390, "height": 844}
REMEMBERED = {WITH: "Wenhild Ostravar", WITHOUT: "Torquil Benabay", ANSWER_404: "Ismena Calloway"}
"""Names unlike one another: the form asks whether it is somebody whose name is alike."""
PATIENCE = 90_000
"""Milliseconds for what waits for an upload, or for sound."""


@in_every_way(ANSWER_404, but=(BY_KEYS,))
def test_a_family_speaks_and_sends_a_tape_and_visitors_hear_what_a_reader_heard(
    upload_place: Place, upload_server: MemorialServer, way: Way, tmp_path: Path
) -> None:
    """With script they speak into the page, over a line that is cut; else they send what they recorded elsewhere."""
    body = tape()
    path = tmp_path / "kitchen table.wav"
    path.write_bytes(body)
    who = REMEMBERED[way.name]
    with CuttingLine(upload_server.port, [len(body) // 2] if way.script else []) as line:
        family = way.hand(line.url, **PHONE)
        family.open(f"{upload_place.base}share")
        family.press()
        family.type("person_name", who)
        family.press()
        family.press()
        spoken = _speak(family, tmp_path, way)
        family.choose_files(path, selector="main input[name=files]")
        # It waits for what is on its way by itself.
        family.page.locator(LEADS_ON).click()
        family.page.wait_for_url("**/choices", timeout=PATIENCE)
        assert line.cut == (1 if way.script else 0)
        code = _choose_and_send(family)

    later = way.hand(upload_server.url)
    later.come_back(code)
    assert spoken in later.words()
    assert "kitchen table.wav" in later.words()

    _listen_and_accept(way.hand(upload_server.url), who)
    _hear(way.hand(upload_server.url, **PHONE), upload_place)


def _choose_and_send(family: Hand) -> str:
    """Both files came in this order: only what was spoken is for visitors. The code."""
    family.choose("audience", "public")
    family.choose("person_name_shown", "full")
    family.choose("signature", "none")
    for number, publish in ((1, "yes"), (2, "no")):
        family.choose(f"file_{number}_living", "no")
        family.choose(f"file_{number}_publish", publish)
    family.press()
    family.press()
    assert family.path.endswith("/done")
    return family.code()


def _listen_and_accept(reader: Hand, who: str) -> None:
    reader.sign_in("moderator")
    wait_until(lambda: _is_ready(reader, who), "copies of what was spoken")
    reader.press('main form button:has-text("Take this one")')
    reader.choose("decision", "accept")
    reader.tick("#decide input[name=heard]")
    reader.press("#decide [data-next]")


def _is_ready(reader: Hand, who: str) -> bool:
    reader.open("/desk/queue")
    reader.press(f'main a:has-text("{who}")')
    return reader.page.locator(".review-text audio").count() == 2


def _hear(visitor: Hand, place: Place) -> None:
    visitor.open(f"{place.base}wall?kind=voice")
    visitor.press("main .remembrance-more a")
    player = visitor.page.locator("main audio")
    expect(player).to_have_count(1)
    player.evaluate("player => { player.muted = true; return player.play(); }")
    wait_until(lambda: player.evaluate("player => player.currentTime > 0.2"), "it is heard")


def _speak(family: Hand, folder: Path, way: Way) -> str:
    """The name of what was kept of it."""
    page = family.page
    if not way.script:
        voice = folder / "spoken.wav"
        voice.write_bytes(tones.recorded([SPOKEN] * 2))
        family.choose_files(voice, selector="main input[name=voice]")
        return voice.name
    page.context.grant_permissions(["microphone"])
    page.locator("[data-speak]").click()
    page.locator("[data-do=record]").click()
    expect(page.locator("[data-time]")).to_have_text("0:02")
    page.locator("[data-do=stop]").click()
    page.locator("[data-do=keep]").click()
    expect(page.locator("[data-list]")).to_contain_text("kept")
    return "Recording.webm"


@in_every_way(WITH, but=(BY_KEYS,))
def test_an_interview_is_read_by_its_narrator_found_by_a_word_heard_at_the_moment_and_sealed_in_part(
    upload_place: Place, upload_server: MemorialServer, way: Way, tmp_path: Path
) -> None:
    def somebody(javascript: bool = True, phone: bool = False) -> Hand:
        if javascript:
            return way.hand(upload_server.url, **(PHONE if phone else {}))
        return Hand(way.visitor.new_page(javascript=False, **(PHONE if phone else {})), upload_server.url)

    desk = enter(somebody(), upload_place, tmp_path)
    address = f"{upload_place.base}interviews/{desk.id}"
    anyone = PlainBrowser(upload_server.url)
    desk.do("access", access="open", listed="yes")
    assert anyone.open(address).status == 404 or WORD not in anyone.open(address).text
    _read_change_and_agree(somebody(phone=True), _code_for_narrator(desk))
    _take_over(desk)
    wait_until(lambda: bool(sounds_at(anyone, address)), "copies of the recording")

    if way.script:
        _find_and_land(somebody(phone=True), upload_place, address)
    _find_without_script(somebody(javascript=False, phone=True), upload_place, address)

    (before,) = sounds_at(anyone, address)
    assert loudness_of_line(tones.heard(anyone.open(before).body), SEALED, KEPT_BACK) > 1_000
    _seal(desk)
    _assert_not_read(anyone, upload_place, address)
    assert anyone.open(before).status == 404
    assert before not in sounds_at(anyone, address)
    wait_until(lambda: bool(sounds_at(anyone, address)), "copies without what is sealed")
    (after,) = sounds_at(anyone, address)
    sound = tones.heard(anyone.open(after).body)
    assert loudness_of_line(sound, SEALED, KEPT_BACK) < 10
    assert loudness_of_line(sound, FOUND, SPOKEN) > 1_000

    _on_request(desk, somebody(phone=True), somebody(javascript=False), address)


# The narrator


def _code_for_narrator(desk: Desk) -> str:
    desk.hand.open(f"{desk.here}/narrator")
    desk.hand.press('main button[value="code"]')
    return desk.hand.code()


def _read_change_and_agree(narrator: Hand, code: str) -> None:
    narrator.come_back(code)
    assert narrator.path == "/receipt/interview"
    assert TITLE in narrator.words()
    narrator.press('main a[href^="/receipt/interview/read"]')
    line = narrator.page.locator("main textarea").nth(1)
    assert line.input_value() == LINES[1]
    line.fill(LINES[1].replace("the lamps", "the seven lamps"))
    narrator.press()
    narrator.press('main button[value="agree"]')


def _take_over(desk: Desk) -> None:
    desk.hand.open(f"{desk.here}/narrator")
    assert "the seven lamps" in desk.hand.words()
    desk.hand.press('main button[value="take_over"]')


# A visitor


def _find_and_land(visitor: Hand, place: Place, address: str) -> None:
    """By the search of the memorial, then by that of the interview: to the line, and the sound to its moment."""
    page = visitor.page
    visitor.open(f"{place.base}search?q={WORD}")
    visitor.press(f'main .voices-found a:has-text("{WORD}")')
    assert visitor.path == address
    _assert_landed(page, FOUND)
    page.evaluate("document.querySelector('.sound-player').muted = true")
    page.locator("[data-bar] [data-play]").click()
    _wait_until_it_plays_from(page, FOUND * EACH)
    page.locator("[data-bar] [data-play]").click()

    page.evaluate("scrollTo(0, 0)")
    page.locator("main form[role=search] [name=q]").fill(LINES[OTHER].split()[-1])
    page.locator("main form[role=search] button").click()
    page.locator("[data-found] a:visible").click()
    _assert_landed(page, OTHER)


def _assert_landed(page: Page, number: int) -> None:
    line = page.locator(".told-words > span", has_text=LINES[number])
    expect(line).to_be_in_viewport(ratio=1)
    expect(line).to_have_attribute("aria-current", "true")
    expect(page.locator(".told-words > [aria-current]")).to_have_count(1)
    expect(page.locator("[data-bar] [data-clock]")).to_have_text(f"00:{number * EACH:02d}")
    assert page.evaluate("document.querySelector('.sound-player').currentTime") == number * EACH


def _find_without_script(visitor: Hand, place: Place, address: str) -> None:
    page = visitor.page
    visitor.open(f"{place.base}search?q={WORD}")
    visitor.press(f'main .voices-found a:has-text("{WORD}")')
    expect(page.locator(".told-words > span:target")).to_have_text(LINES[FOUND])
    expect(page.locator(".told-words > span:target")).to_be_in_viewport(ratio=1)
    page.locator("main form[role=search] [name=q]").fill(LINES[FOUND])
    visitor.press("main form[role=search] button")
    assert visitor.path == address
    _assert_opens_at(page, "main .voices-found a:has-text('Listen from here')", FOUND * EACH)
    visitor.press(f'main .voices-found a:has-text("{WORD}")')
    expect(page.locator(".told-words > span:target")).to_have_text(LINES[FOUND])
    addresses = [str(one.get_attribute("href")) for one in page.locator(".told-line .told-at").all()]
    assert re.fullmatch(r"/media/[0-9a-z]+\.mp3#t=0", addresses[0])
    assert re.fullmatch(r"/media/[0-9a-z]+\.mp3#t=[0-9]+", addresses[-1])


def _assert_opens_at(page: Page, link: str, seconds: int) -> None:
    """The sound by itself, as a browser shows it that was led to it by a link."""
    with page.expect_navigation(wait_until="commit"):
        page.locator(link).click()
    _wait_until_it_plays_from(page, seconds)
    page.go_back()


def _wait_until_it_plays_from(page: Page, seconds: int) -> None:
    """Within less time than it would take to play all that is before it."""
    at = "() => { const one = document.querySelector('video, audio'); return one?.played.length && one.currentTime }"
    wait_until(lambda: (page.evaluate(at) or 0) >= seconds, "it plays", seconds=seconds - 1)


# What is sealed


def _seal(desk: Desk) -> None:
    desk.hand.open(f"{desk.here}/seals")
    desk.hand.page.locator("main input[name=from]").fill(f"0:{SEALED * EACH:02d}")
    desk.hand.page.locator("main input[name=to]").fill(f"0:{(SEALED + 1) * EACH:02d}")
    desk.hand.press('main form[method="get"] button')
    assert SECRET in desk.hand.words().lower()
    desk.hand.type("why", "She asked for it.")
    desk.hand.press()


def _assert_not_read(anyone: PlainBrowser, place: Place, address: str) -> None:
    for path in (address, f"{address}?q={SECRET}", f"{place.base}search?q={SECRET}"):
        answer = anyone.open(path)
        assert answer.status == 200
        assert LINES[SEALED] not in answer.text, path
    transcripts = set(re.findall(rf"{re.escape(address)}/transcript-[^\"?]+", anyone.open(address).text))
    assert len(transcripts) >= 3
    for path in transcripts:
        assert SECRET not in anyone.open(path).text.lower(), path


# What is opened for somebody who asks


def _on_request(desk: Desk, asker: Hand, later: Hand, address: str) -> None:
    """Who asked comes back in another browser, with the code alone."""
    anyone = PlainBrowser(asker.url)
    desk.do("access", access="on_request", listed="yes")
    assert WORD not in anyone.open(address).text
    asker.open(address)
    asker.press()
    asker.type("purpose", "My grandmother lived in that street.")
    asker.press()
    code = asker.code()

    desk.hand.open("/desk/")
    desk.hand.press('main a[href^="/desk/interviews/requests"]')
    desk.hand.press(f'main a:has-text("{TITLE}")')
    assert "My grandmother" in desk.hand.words()
    desk.hand.type("days", "3")
    desk.hand.press()
    request = desk.hand.path

    later.come_back(code)
    later.press('main a[href^="/access/"]')
    assert WORD in later.words()
    assert SECRET not in later.words().lower()
    link = later.path
    _assert_opens_at(later.page, f"main p:has-text('{LINES[FOUND]}') > span > a", FOUND * EACH)
    sound = str(later.page.locator(".sound-player source").first.get_attribute("src"))
    assert anyone.open(sound).status == 200

    desk.hand.open(request)
    desk.hand.press('main button[value="end"]')
    assert (anyone.open(link).status, anyone.open(sound).status) == (404, 404)
    later.open("/receipt/access")
    assert not later.page.locator('main a[href^="/access/"]').count()
