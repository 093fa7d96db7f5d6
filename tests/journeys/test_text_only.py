"""A browser for a terminal, at its own keys: a remembrance is sent and found again, and the wall can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from memorial.application import receipt
from tests.journeys.families import AYLA, FamiliesSite
from tests.journeys.places import opened
from tests.servers.w3m import ENTER, W3m

pytestmark = [pytest.mark.journey, pytest.mark.system, pytest.mark.timeout(240)]

STORY = "She rang the bell.\nEvery day at noon."


def test_w3m_can_send_a_remembrance(families: FamiliesSite, tmp_path: Path) -> None:
    with W3m(tmp_path, f"{families.server.url}/en/harbour/share", typed=STORY) as terminal:
        terminal.wait_for("You can speak instead")
        terminal.follow("Start")
        terminal.wait_for("Who do you want to remember?")
        terminal.write("In your own letters", "Wila Moss")
        terminal.follow("Continue")
        terminal.wait_for("Everything but the name may stay empty")
        terminal.follow("Continue")
        terminal.wait_for("Tell us about Wila Moss")
        terminal.go_to("It may be a habit")
        terminal.next_box()
        terminal.wait_for("She rang the bell.")
        terminal.follow("Continue")
        terminal.wait_for("Who may see it, and how")
        terminal.choose("Only our staff keep it")
        terminal.choose("Not at all")
        terminal.choose("No signature")
        terminal.follow("Continue")
        terminal.wait_for("Look at it once more")
        terminal.follow("Send and agree")
        words = " ".join(terminal.wait_for("We have it").split())
    found = re.search(r"\d{4}(?: \d{4}){4}", words)

    assert found, words
    built = opened(families.home)
    try:
        view = receipt.open_receipt(built.services, found[0].replace(" ", ""), media_base="")
        assert view.remembrance.latest.story == STORY
    finally:
        built.close()


def test_w3m_can_read_the_wall(families: FamiliesSite, tmp_path: Path) -> None:
    with W3m(tmp_path, f"{families.server.url}/en/harbour/names", typed="") as terminal:
        terminal.wait_for(AYLA)
        terminal.follow(AYLA)
        terminal.wait_for("She mended nets by the window")
        terminal.press("q", ENTER)
