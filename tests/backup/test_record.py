"""The record comes back with a backup; what was taken out or corrected since waits until the desk has looked."""

from __future__ import annotations

from pathlib import Path

from memorial.adapters.documents import to_text
from memorial.domain.record import Standing
from tests.adapters.test_record_forgetting import WORD as FORGOTTEN
from tests.adapters.test_record_forgetting import quoting
from tests.backup.test_restore import back_up, opened, restored, rows
from tests.installations import TestInstallation
from tests.record_entries import change, figure, in_archive, signature, source

TABLES = ("record_entry", "published_record")


def test_the_record_comes_back_whole(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    kept, _ = in_archive(here, source("s"), figure("f", "s"))
    change(here, kept, signed=signature())
    there = rows(home)
    assert all(there[table] for table in TABLES)

    empty = restored(home, back_up(home, tmp_path / "whole"), tmp_path / "empty")

    assert {table: rows(empty)[table] for table in TABLES} == {table: there[table] for table in TABLES}


def test_what_was_taken_out_or_corrected_since_is_not_shown_again(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    _, out, slip, erased, _ = in_archive(
        here, source("s"), figure("out", "s"), figure("slip", "s", 1), figure("erased", "s"), figure("stays", "s")
    )
    backup = back_up(home, tmp_path / "whole")
    change(here, out, standing=Standing.REMOVED)
    change(here, slip, now=figure("slip", "s", 2).now)
    with here.services.unit_of_work() as uow:
        uow.record.erase(uow.record.get(here.memorial.id, erased.id))
        uow.commit()

    empty = restored(home, backup, tmp_path / "empty")

    with opened(empty) as built, built.reader.snapshot() as snapshot:
        assert [one.id for one in snapshot.record(here.memorial.id).whole().figures] == ["stays"]
        with built.services.unit_of_work(read_only=True) as uow:
            standing = {one.name: one.standing for one in uow.record.all(here.memorial.id)}
    assert standing == {
        "s": Standing.IN_RECORD,
        "stays": Standing.IN_RECORD,
        "out": Standing.PENDING,
        "slip": Standing.PENDING,
    }


def test_words_that_were_erased_since_come_back_nowhere(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    code, told = quoting(here)
    backup = back_up(home, tmp_path / "whole")
    here.act(code, "erase")

    empty = restored(home, backup, tmp_path / "empty")

    with opened(empty) as built, built.services.unit_of_work(read_only=True) as uow:
        left = to_text(list(uow.record.all(here.memorial.id)))
    assert FORGOTTEN not in left
    assert told not in left
