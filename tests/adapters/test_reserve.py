"""The room that is kept for taking back: made once, let go only on a full disk, and never because of a refusal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memorial.adapters.files import reserve
from memorial.adapters.files.reserve import Reserve
from memorial.application.ports.secrets import StorageFull
from memorial.application.services import even_without_room
from memorial.domain.errors import NotAllowed
from tests.installations import TestInstallation, installation


@pytest.fixture
def kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> Reserve:
    monkeypatch.setattr(reserve, "LARGEST_BYTES", 64 * 1024)
    made = Reserve(home)
    assert made.keep()
    assert made.keep()
    return made


def test_its_bytes_are_really_taken_and_for_nobody_to_read(kept: Reserve, home: Path) -> None:
    found = (home / "reserve").stat()

    assert (found.st_size, found.st_mode & 0o777) == (64 * 1024, 0o600)
    assert found.st_blocks * 512 >= found.st_size
    assert [path.name for path in home.iterdir()] == ["reserve"]


def test_it_is_let_go_once_and_only_for_want_of_room(kept: Reserve, home: Path) -> None:
    answers = [kept.make_room(problem) for problem in (ValueError(), NotAllowed(), StorageFull(), StorageFull())]

    assert answers == [False, False, True, False]
    assert not (home / "reserve").exists()


def test_where_there_is_no_room_for_it_nothing_is_left_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reserve, "_free", lambda self: self.size)
    short = Reserve(home)

    assert (short.keep(), short.has_room(), list(home.iterdir())) == (False, False, [])


@pytest.mark.parametrize(("room", "times"), [(True, 2), (False, 1)])
def test_what_failed_is_tried_once_more_where_there_is_room_now(home: Path, room: bool, times: int) -> None:
    tried = []

    def take_back() -> None:
        tried.append(1)
        raise StorageFull

    with installation(home) as here:
        services = _with_room(here, room)
        with pytest.raises(StorageFull):
            even_without_room(services, take_back)

    assert len(tried) == times


def _with_room(here: TestInstallation, room: bool) -> Any:
    return replace(here.services, make_room=lambda _: room)
