"""Whoever takes database, files and backup without the keys reads nothing private; with them, all but the erased."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from memorial import bootstrap
from memorial.application.ports.secrets import KeyDestroyed, KeysUnusable
from memorial.vocabulary import MemorialKind
from tests.canaries import Canary, Case, Finder, Planter, found_in
from tests.canary_states import FULL, plant_all
from tests.journeys.places import AT_ONCE, Place, opened, prepare
from tests.servers.application import run_memorial

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True)
class Stolen:
    """`today`: all but the keys, which are `keys`. `earlier` and `keys_before`: the same before an erasure."""

    today: Path
    earlier: Path
    keys: Path
    keys_before: Path
    backup: Path
    place: Place
    cases: list[Case]
    canaries: list[Canary]
    erased_since: Case

    def private(self) -> list[Canary]:
        return [one for one in self.canaries if Finder.ANYONE not in one.may]


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Stolen:
    folder = tmp_path_factory.mktemp("stolen")
    place = prepare(folder / "home", kind=MemorialKind.REAL, fictional_note={})
    with place.opened() as built:
        with built.services.unit_of_work(read_only=True) as uow:
            staff = {member.name: member for member in uow.staff.all()}
        planter = Planter(built, place.memorial, staff, random.Random(4))
        plant_all(planter)
        late = planter.accepted("erased since", FULL, photographs=2)
    _take(place.home, folder / "earlier")
    shutil.copytree(place.home / "keys", folder / "keys-before")
    with place.opened() as built:
        planter.built = built
        planter.act(late, "erase")
        planter.hide(late, sender=False, readers=False)
    backup = folder / "backup"
    made = run_memorial(["backup", str(backup)], place.home, env=AT_ONCE)
    assert made.returncode == 0, made.stderr
    _take(place.home, folder / "today")
    keys = folder / "keys"
    shutil.copytree(place.home / "keys", keys)
    today, earlier, before = folder / "today", folder / "earlier", folder / "keys-before"
    return Stolen(today, earlier, keys, before, backup, place, planter.cases, planter.canaries, late)


def _take(home: Path, to: Path) -> None:
    shutil.copytree(home, to, ignore=lambda folder, names: ["keys"] if Path(folder) == home else [])


def bytes_of(*roots: Path) -> Iterator[tuple[Path, bytes]]:
    for root in roots:
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            if path.is_file():
                yield path, path.read_bytes()


def test_without_the_keys_no_private_word_is_found_and_every_public_one_is(stolen: Stolen) -> None:
    private, everything, files = stolen.private(), set[str](), 0
    for path, raw in bytes_of(stolen.today, stolen.backup):
        files += 1
        words = found_in(raw)
        everything |= words
        for one in private:
            assert one.word not in words, path
            assert one.word[5:].encode() not in raw, path

    public = [one for one in stolen.canaries if Finder.ANYONE in one.must]
    assert len(private) > 300
    assert len(public) > 50
    assert files > 20
    assert [one.place for one in public if one.word not in everything] == []


def test_without_the_keys_the_program_does_not_start_and_changes_nothing(stolen: Stolen) -> None:
    before = all_but_shared_memory(stolen.today)

    said = run_memorial(["serve", "--port", "1"], stolen.today, env=AT_ONCE)

    assert said.returncode == 1
    assert said.stderr.count("\n") == 1
    assert "key folder" in said.stderr and "memorial keys restore BACKUP" in said.stderr
    assert all_but_shared_memory(stolen.today) == before
    with pytest.raises(KeysUnusable):
        opened(stolen.today)


def all_but_shared_memory(folder: Path) -> dict[Path, bytes]:
    """SQLite notes in `-shm` who reads: whoever asks a database for its version changes it, and nothing of the data."""
    return {path: raw for path, raw in bytes_of(folder) if not path.name.endswith("-shm")}


def test_with_the_keys_the_same_bytes_give_every_word_that_was_not_erased(stolen: Stolen, tmp_path: Path) -> None:
    words, records = read_everything(stolen.today, stolen.keys, stolen.place, tmp_path / "home")

    there = [case for case in stolen.cases if case.record_id in records]
    # What is not about a person has no name and no place, though the planter made words for them.
    names = {case.name for case in there if not case.name.startswith(("about the event", "lived through"))}
    wanted = [one for one in stolen.canaries if one.case in names and (one.place in FULL or "metadata" in one.place)]
    assert len(there) > 30
    assert len(wanted) > 200
    assert [f"{one.place} of {one.case}" for one in wanted if one.word not in words] == []
    gone = [one for one in stolen.canaries if one.case.startswith("erased") and "readers" not in one.must]
    assert len(gone) > 20
    assert [one.place for one in gone if one.word in words] == []


def test_an_erased_record_in_an_older_copy_does_not_open_even_with_todays_keys(stolen: Stolen, tmp_path: Path) -> None:
    words, records = read_everything(stolen.earlier, stolen.keys, stolen.place, tmp_path / "home")

    erased = set(stolen.erased_since.words.values())
    assert len(erased) > 15
    assert stolen.erased_since.record_id not in records
    assert not erased & words
    assert len(records) > 30
    # The control: with the keys of that day the same copy opens it, photographs and all.
    then, opened_then = read_everything(stolen.earlier, stolen.keys_before, stolen.place, tmp_path / "then")
    assert stolen.erased_since.record_id in opened_then
    assert not {word for place, word in stolen.erased_since.words.items() if place in FULL or "caption" in place} - then


def read_everything(taken: Path, keys: Path, place: Place, home: Path) -> tuple[set[str], set[str]]:
    """Every canary word in what those bytes and keys open together, and the records that opened."""
    shutil.copytree(taken, home)
    shutil.copytree(keys, home / "keys")
    words, records = set[str](), set[str]()
    built = opened(home)
    try:
        for record_id in _ids(built, place):
            try:
                with built.services.unit_of_work(read_only=True) as uow:
                    record = uow.remembrances.get(place.memorial.id, record_id)
            except KeyDestroyed:
                continue
            records.add(record_id)
            words |= found_in(repr(record).encode())
            for kept in record.files:
                words |= found_in(built.services.vault.read(kept.vault_id, bytes.fromhex(kept.vault_key)))
    finally:
        built.close()
    return words, records


def _ids(built: bootstrap.Installation, place: Place) -> list[str]:
    with built.services.unit_of_work(read_only=True) as uow:
        return list(uow.remembrances.ids(place.memorial.id))
