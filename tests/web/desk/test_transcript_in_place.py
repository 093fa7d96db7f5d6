"""The editor with its script, in Chromium: lines play in place, words save themselves, nobody's words are lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from memorial.domain.interview import Interview, Session
from memorial.vocabulary import Role
from tests import interviews as made
from tests import tones
from tests.interviews import cue, transcript
from tests.servers.chromium import Visitor
from tests.web.desk.desk_client import World, build_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(120)]

LINES = tuple(cue(number, f"Words {number}.", "Ines") for number in range(1, 7))


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        return None


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = build_world(tmp_path / "home")
    yield found
    found.installation.close()


@pytest.fixture
def told(world: World) -> Interview:
    here: Any = SimpleNamespace(services=world.services, memorial=world.begin_memorial("ferry"))
    sound = made.copy_of(here, tones.recorded([440] * 12), "mp3")
    session = Session(1, recordings=(made.recording(here, sound, duration=12_000),))
    return made.kept(here, made.interview(here, sessions=(session,), transcripts=(transcript(*LINES),)))


@pytest.fixture
def open_editor(world: World, told: Interview, browser_context: Visitor) -> Iterator[Any]:
    """A window with the editor, signed in as an archivist."""
    client = world.signed_in("archivist@example.org", Role.ARCHIVIST).client
    cookie = client.get_cookie("memorial_desk", path="/desk/")
    assert cookie is not None
    server = make_server("127.0.0.1", 0, world.app, threaded=True, request_handler=Quiet)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    address = f"http://127.0.0.1:{server.port}"

    def open_it() -> Page:
        page = browser_context.new_page()
        page.context.add_cookies([{"name": "memorial_desk", "value": cookie.value, "url": f"{address}/desk/"}])
        page.goto(f"{address}/desk/interviews/ferry/{told.id}/transcript/t1")
        return page

    yield open_it
    browser_context.assert_quiet()
    server.shutdown()
    running.join()
    server.server_close()


def texts(world: World, told: Interview) -> list[str]:
    with world.services.unit_of_work(read_only=True) as uow:
        found = uow.interviews.get(told.memorial_id, told.id).transcript("t1")
    assert found is not None
    return [one.text for one in found.cues]


def line(page: Page, number: int) -> Any:
    return page.locator(f"#of-c{number}-text")


def test_words_save_themselves_and_those_of_two_people_stay_apart(
    world: World, told: Interview, open_editor: Any
) -> None:
    page, other = open_editor(), open_editor()
    said = page.locator("[data-said]")

    line(page, 2).fill("Mended.")
    expect(said).to_have_text("Not saved yet")
    expect(said).to_have_text(f"Saved {world.clock():%H:%M}")
    assert texts(world, told)[1] == "Mended."

    line(other, 1).fill("Theirs.")
    other.locator("#line-c1 button[value=correct]").click()
    expect(other.get_by_role("status").first).to_have_text("Saved.")
    line(page, 1).fill("Mine.")
    expect(page.locator("#line-c1 blockquote")).to_have_text("Theirs.")
    expect(said).to_have_text("Not saved: somebody else changed this line.")
    assert (line(page, 1).input_value(), texts(world, told)[0]) == ("Mine.", "Theirs.")
    page.locator("#line-c1 button[value=correct]").click()
    expect(line(page, 1)).to_have_value("Mine.")
    assert texts(world, told)[0] == "Mine."


def test_an_act_on_one_line_waits_for_the_words_of_another(world: World, told: Interview, open_editor: Any) -> None:
    page = open_editor()
    line(page, 3).fill("Typed a moment ago.")

    page.locator("#line-c5 summary").click()
    page.locator("#line-c5 button[value=remove]").click()

    expect(page.locator("#line-c5")).to_have_count(0)
    assert texts(world, told) == ["Words 1.", "Words 2.", "Typed a moment ago.", "Words 4.", "Words 6."]


def test_by_keyboard_a_line_is_played_split_and_left(world: World, told: Interview, open_editor: Any) -> None:
    page = open_editor()
    player = page.locator("audio")
    line(page, 2).focus()

    page.keyboard.press("Control+Enter")
    expect(page.locator("#line-c2")).to_have_attribute("aria-current", "true")
    expect(player).to_have_js_property("paused", value=True)
    assert 3.9 < player.evaluate("one => one.currentTime") < 4.6, "it stops where the line ends"

    page.keyboard.press("Control+End")
    page.keyboard.press("Control+ArrowDown")
    expect(line(page, 3)).to_be_focused()
    line(page, 3).evaluate("box => box.setSelectionRange(5, 5)")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("[data-cue]")).to_have_count(7)
    assert texts(world, told)[2:4] == ["Words", "3."]
