"""The disk fills up while a family sends: the page says so plainly, the words are kept, and it goes on afterwards."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.durability.sending import items_by_word, new_word
from tests.durability.small_disk import fill, small_disk
from tests.journeys.places import AT_ONCE, prepare
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.application import MemorialServer

pytestmark = [pytest.mark.journey, pytest.mark.system, pytest.mark.timeout(240)]

__all__ = ["small_disk"]

LEFT = 600 * 1024


def test_a_full_disk_loses_no_words_and_takes_them_when_there_is_room(small_disk: Path) -> None:
    place = prepare(small_disk / "home")
    server = MemorialServer(place.home, env=AT_ONCE)
    server.log = small_disk.parent / "server.log"
    with server:
        family, word, ballast = PlainBrowser(server.url), new_word(), small_disk / "ballast"
        family.begin(place.base)
        family.answer_who({"about": "person", "person_name": f"P {word}"})
        fill(ballast, LEFT)
        page = family.press("story", [("a.jpg", _large_picture())], story=f"A story of {word}.")

        assert page.status == 422
        assert "no room" in page.text.lower() or "not kept" in page.text
        assert word in page.text

        fill(ballast, 0)
        page = family.press("story", story=f"A longer story of {word}. " + "word " * 4_000)
        assert page.status < 600
        assert word in page.text or page.status >= 500

        ballast.unlink()
        family.open(f"{place.base}share/say")
        page = family.press("story", story=f"A story of {word}.")
        assert page.path.endswith("/share/choices"), page.status
        family.press("audience", audience="public", person_name_shown="full", signature="none")
        code = family.send()

    assert len(code) == 20
    assert items_by_word(place, [word]) == {word: 1}


def _large_picture() -> bytes:
    """Larger than what is left, and no picture that anything could be made of before it is stored."""
    out = BytesIO()
    Image.frombytes("RGB", (700, 700), os.urandom(700 * 700 * 3)).save(out, "JPEG", quality=95)
    return out.getvalue()
