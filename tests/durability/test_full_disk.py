"""The disk fills up while a family sends: the page says so plainly, the words are kept, and it goes on afterwards."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.durability.sending import items_by_word, new_word
from tests.journeys.places import AT_ONCE, prepare
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.application import MemorialServer

pytestmark = [pytest.mark.journey, pytest.mark.system, pytest.mark.timeout(240)]

MEGABYTES = 24
LEFT = 600 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, in memory; where mounting is not allowed the test is left out."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_loses_no_words_and_takes_them_when_there_is_room(small_disk: Path) -> None:
    place = prepare(small_disk / "home")
    server = MemorialServer(place.home, env=AT_ONCE)
    server.log = small_disk.parent / "server.log"
    with server:
        family, word, ballast = PlainBrowser(server.url), new_word(), small_disk / "ballast"
        family.begin(place.base)
        family.answer_who({"about": "person", "person_name": f"P {word}"})
        _fill(ballast, LEFT)
        page = family.press("story", [("a.jpg", _large_picture())], story=f"A story of {word}.")

        assert page.status == 422
        assert "no room" in page.text.lower() or "not kept" in page.text
        assert word in page.text

        _fill(ballast, 0)
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


def _fill(ballast: Path, left: int) -> None:
    """Leave that many bytes."""
    state = os.statvfs(ballast.parent)
    with ballast.open("ab") as out:
        free = state.f_bavail * state.f_frsize - left
        try:
            for _ in range(max(free, 0) // 4096):
                out.write(bytes(4096))
                out.flush()
        except OSError:
            return


def _large_picture() -> bytes:
    """Larger than what is left, and no picture that anything could be made of before it is stored."""
    out = BytesIO()
    Image.frombytes("RGB", (700, 700), os.urandom(700 * 700 * 3)).save(out, "JPEG", quality=95)
    return out.getvalue()
