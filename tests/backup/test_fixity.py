"""One changed bit in a kept file is always found, reported without a name, and told in the audit log once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import select

from memorial.adapters.db.fixity import SqlFixity, how_many_unread
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.tables import audit_entry
from memorial.adapters.db.waiting import what_waits
from memorial.application import fixity, giving
from memorial.application.checking import check
from memorial.domain.remembrance import Remembrance
from memorial.worker import Worker
from tests.installations import TestInstallation

PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()
ABOUT_FILES_EACH = 15
"""A master, its sizes in each format, and as many files for visitors as sizes."""


def with_photographs(here: TestInstallation, many: int = 1) -> Remembrance:
    code = here.offer()
    for number in range(many):
        kept = giving.keep_file(here.services, code, f"{number}.jpg", [PHOTOGRAPH])
        answers = {f"file:{kept.id}:{name}": word for name, word in (("publish", "yes"), ("living", "no"))}
        giving.save_answers(here.services, code, answers)
    here.decide(here.send(code))
    with here.services.unit_of_work(read_only=True) as uow:
        return uow.remembrances.get(*(uow.receipts.find(code) or ("", "")))


def kept_files(home: Path) -> list[Path]:
    return sorted(path for path in (home / "files").rglob("*") if path.is_file())


def flip(path: Path, chance: random.Random) -> None:
    raw = bytearray(path.read_bytes())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    path.write_bytes(raw)


def alarms(here: TestInstallation) -> list[tuple[str, str, str]]:
    wanted = select(audit_entry).where(audit_entry.c.actor == "fixity")
    with here.installation.engines.reading.connect() as connection:
        return [(row.subject_id, row.outcome, row.reason) for row in connection.execute(wanted)]


def wrongs(here: TestInstallation) -> list[str]:
    inspection = ArchiveInspection(here.installation.archive, here.services.now)
    return [wrong.where for wrong in check(here.services, inspection) if wrong.kind == "fixity"]


@pytest.mark.parametrize("least", [60, pytest.param(1000, marks=[pytest.mark.long, pytest.mark.timeout(3000)])])
def test_one_changed_bit_in_every_file_is_found_in_each(here: TestInstallation, home: Path, least: int) -> None:
    while len(kept_files(home)) < least:
        with_photographs(here, 5)
    paths, store = kept_files(home), SqlFixity(here.installation.archive)
    assert fixity.read_everything(here.services, store) > 0
    assert wrongs(here) == []
    chance = random.Random(least)
    for path in paths:
        flip(path, chance)
    here.clock.pass_by(minutes=1)

    fixity.read_everything(here.services, store)

    found = sum(int(reason.partition(":")[2]) for _, _, reason in alarms(here))
    print(f"{found} of {len(paths)} files with one changed bit each were found")
    assert found == len(paths)


@pytest.mark.parametrize("place", ["vault", "access"])
def test_the_worker_finds_it_by_itself_and_says_it_once(here: TestInstallation, home: Path, place: str) -> None:
    given = with_photographs(here)
    worker = Worker(here.installation, None)
    worker.round()
    (path, *_) = [path for path in kept_files(home) if place in path.parts]
    flip(path, random.Random(1))

    for _ in range(31):
        here.clock.pass_by(days=1)
        worker.round()

    assert alarms(here) == [(given.id, "damaged", "files:1")]
    assert wrongs(here) == [f"{given.memorial_id}/{given.id}"]
    waits = what_waits(here.installation.engines.reading, here.services.now)
    assert (waits["files_damaged"], waits["files_unread"]) == (1.0, 0.0)


def test_a_file_that_is_gone_is_damage_too_and_one_that_was_brought_back_is_none(
    here: TestInstallation, home: Path
) -> None:
    with_photographs(here)
    store = SqlFixity(here.installation.archive)
    (path, *_) = [path for path in kept_files(home) if "vault" in path.parts]
    whole = path.read_bytes()
    path.unlink()

    fixity.read_everything(here.services, store)
    gone = wrongs(here)
    path.write_bytes(whole)
    here.clock.pass_by(minutes=1)
    fixity.read_everything(here.services, store)

    assert (len(gone), wrongs(here)) == (1, [])


def test_what_is_new_is_read_within_a_day_and_everything_within_thirty(here: TestInstallation) -> None:
    given = with_photographs(here)
    store = SqlFixity(here.installation.archive)
    worker = Worker(here.installation, None)

    never = store.due(here.services.now(), limit=9)
    worker.round()
    read = store.due(here.services.now(), limit=9)
    here.clock.pass_by(days=26)
    again = store.due(here.services.now(), limit=9)
    here.clock.pass_by(days=5)
    late = how_many_unread(here.installation.archive, here.services.now())

    # The memorial itself may have a picture of its own.
    assert set(never) == set(again) == {(given.memorial_id, given.id), (given.memorial_id, given.memorial_id)}
    assert (read, late) == ([], 1)


def test_what_is_taken_out_of_sight_while_it_is_read_is_no_damage(here: TestInstallation) -> None:
    given = with_photographs(here)
    with here.services.unit_of_work(read_only=True) as uow:
        record = uow.remembrances.get(given.memorial_id, given.id)
    store = SqlFixity(here.installation.archive)
    with here.services.unit_of_work() as uow:
        uow.remembrances.erase(record, "contributor")
        uow.commit()

    assert fixity.read_files(here.services, store, given.memorial_id, given.id) == 0
    assert store.damaged_copies(given.memorial_id, given.id) == []
    assert alarms(here) == []
