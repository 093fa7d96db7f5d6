"""Letters of the keyboard at the desk, in a browser: off at first, choosing never decides, and writing is writing."""

from __future__ import annotations

import pytest

from memorial.vocabulary import Role
from tests.journeys.desks import DeskSite
from tests.journeys.hand import Hand
from tests.servers.chromium import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]


def _chosen(reader: Hand) -> str:
    return str(reader.page.evaluate("document.querySelector('input[name=decision]:checked')?.value ?? ''"))


def _and_go(reader: Hand, keys: str) -> None:
    with reader.page.expect_navigation():
        reader.page.keyboard.press(keys)


def test_keys_are_off_until_somebody_switches_them_on_and_what_chooses_never_decides(
    desk: DeskSite, browser_context: Visitor
) -> None:
    team = desk.team("keys")
    team.give("One sang on the quay.", "Two mended nets.", "Three kept bees.")
    reader = Hand(browser_context.new_page(), desk.url)
    reader.sign_in(team.reader(Role.EDITOR))
    reader.open("/desk/queue")
    reader.press()
    first = reader.path
    for key in ("1", "x", "n", "Control+Enter"):
        reader.page.keyboard.press(key)
    assert (reader.path, _chosen(reader)) == (first, ""), "nothing is switched on"

    reader.open("/desk/account/desk")
    reader.page.locator("[name=keys_on]").check()
    reader.type("key_pass", "z")
    reader.press()

    # Walking in the queue, and the help on the page.
    reader.open("/desk/queue")
    reader.page.get_by_text("Keys on this page").click()
    assert "pass, no reason needed" in reader.page.locator("footer").inner_text()
    reader.page.locator("h1").click()
    order = reader.page.locator("[data-key=row]").all_text_contents()
    assert len(order) == 3
    reader.page.keyboard.press("n")
    reader.page.keyboard.press("n")
    at = "[...document.querySelectorAll('[data-key=row]')].indexOf(document.activeElement)"
    assert reader.page.evaluate(at) == 1
    reader.page.keyboard.press("p")
    assert reader.page.evaluate(at) == 0

    # Choosing is not deciding; a letter in a box is a letter; another layout is the same key.
    reader.open(first)
    reader.page.keyboard.press("6")
    assert (_chosen(reader), reader.path) == ("decline", first)
    reader.page.keyboard.press("1")
    assert (_chosen(reader), reader.path) == ("accept", first)
    box = reader.page.locator("[name=message]").first
    box.fill("")
    box.press_sequentially("nzpux 12")
    assert (box.input_value(), _chosen(reader), reader.path) == ("nzpux 12", "accept", first)
    box.fill("")
    reader.page.keyboard.press("Enter")
    assert reader.path == first
    box.fill("")
    reader.page.locator("h1").click()
    reader.page.keyboard.press("x")
    assert reader.path == first, "pass was moved to another letter"

    _and_go(reader, "Control+Enter")
    assert "Will be published" in reader.words()
    _and_go(reader, "u")
    assert reader.path == first
    reader.press("main button:has-text('Take this one')")
    _and_go(reader, "z")
    assert reader.path == "/desk/queue"
    browser_context.assert_no_third_party(desk.url)
    browser_context.assert_quiet()
