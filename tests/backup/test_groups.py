"""Groups and places of memory come back with a backup; what became narrower or was erased since does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from memorial.vocabulary import Audience
from tests.backup.test_restore import back_up, opened, restored, rows
from tests.installations import TestInstallation
from tests.people_together import a_group, a_person, an_item, change_group, member_of

TABLES = ("people_group", "heritage_item", "published_group", "published_member", "published_heritage")


def test_groups_come_back_whole(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    ada, bo = a_person(here, "Ada Lind"), a_person(here, "Bo Lind")
    a_group(here, [ada, member_of(bo, role="brother")], name="Lind")
    a_group(here, [ada, member_of(bo, Audience.TEAM)], name="Private")
    an_item(here)
    there = rows(home)
    assert all(there[table] for table in TABLES)

    empty = restored(home, back_up(home, tmp_path / "whole"), tmp_path / "empty")

    assert {table: rows(empty)[table] for table in TABLES} == {table: there[table] for table in TABLES}


def test_what_became_narrower_since_stays_shut_until_the_desk_has_looked(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    ada, bo, cy, di = (a_person(here, f"{name} Lind") for name in ("Ada", "Bo", "Cy", "Di"))
    removed, renamed, parted, kept, smaller, forgotten = (
        a_group(here, [ada, bo], name="Removed"),
        a_group(here, [ada, bo], name="Renamed"),
        a_group(here, [ada, bo, cy], name="Parted"),
        a_group(here, [ada, bo], name="Kept"),
        a_group(here, [ada, bo, di], name="Smaller"),
        a_group(here, [di], name="Forgotten"),
    )
    stands, gone = an_item(here), an_item(here, "The mill")
    backup = back_up(home, tmp_path / "whole")
    change_group(here, removed, removed=True)
    change_group(here, renamed, names=(replace(renamed.names[0], text="Of another name"),))
    change_group(here, parted, members=parted.members[:2])
    change_group(here, kept, note="A note narrows nothing")
    with here.services.unit_of_work() as uow:
        uow.heritage.save(replace(uow.heritage.get(gone.memorial_id, gone.id), now=replace(gone.now, removed=True)))
        uow.people.erase(uow.people.get(here.memorial.id, di.id))
        uow.commit()

    empty = restored(home, backup, tmp_path / "empty")

    with opened(empty) as built, built.reader.snapshot() as snapshot:
        groups, heritage = snapshot.groups(here.memorial.id), snapshot.heritage(here.memorial.id)
        shut = [one.id for one in (removed, renamed, parted, forgotten) if groups.get(one.id) is not None]
        assert shut == []
        assert groups.get(kept.id) is not None
        assert [one.line.id for one in groups.get(smaller.id).members] == [ada.id, bo.id]  # type: ignore[union-attr]
        assert heritage.get(stands.id) is not None
        assert heritage.get(gone.id) is None
        with built.services.unit_of_work(read_only=True) as uow:
            assert uow.groups.find(here.memorial.id, forgotten.id) is None
            assert di.id not in uow.groups.get(here.memorial.id, smaller.id).people_ever
            assert uow.groups.get(here.memorial.id, parted.id).removed
