"""An upgrade from each older version, killed at any operation: it is complete, or it was never begun."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from memorial import bootstrap
from memorial.adapters.db.database import migrate_down, sqlite_path
from memorial.adapters.db.people_keys_upkeep import PeopleKeysUpkeep
from memorial.application import memorials, seeking
from memorial.settings import project_folder
from tests.durability.faults import power
from tests.durability.faults.acts import Told, broken, copy_of, settings_of
from tests.durability.faults.disk import Fault, FaultyDisk, How, sample

pytestmark = [pytest.mark.system, pytest.mark.timeout(1800)]
MIGRATIONS = project_folder("migrations")


def versions() -> list[str]:
    """Every version but the newest, oldest first."""
    return [one.revision for one in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))][:-1]


@pytest.fixture(scope="module")
def lived_in(sound_home: Path, faulty_disk: FaultyDisk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """A home with families in every state, and what they were told."""
    home, told = copy_of(sound_home, tmp_path_factory.mktemp("lived") / "home"), Told()
    told.hear(faulty_disk.run("acts", home, seed=5, families=6).lines)
    assert broken(home, told) == []
    return home, told


@pytest.mark.parametrize("kills", [20, pytest.param(500, marks=pytest.mark.long)])
def test_an_upgrade_killed_at_any_operation_is_complete_or_untouched(
    lived_in: tuple[Path, Told], faulty_disk: FaultyDisk, tmp_path: Path, kills: int
) -> None:
    home, told = lived_in
    chance, problems, killed = random.Random(kills), dict[str, list[str]](), 0
    older = versions()
    at_each = max(4, kills // len(older))
    # In the short form some of the versions, others each time; every one is upgraded whole.
    with_kills = {older[-1], *random.sample(older, min(len(older), kills // at_each))}
    for version in older:
        old = copy_of(home, tmp_path / version)
        migrate_down(settings_of(old).database.url, MIGRATIONS, version)
        before = _state(old)
        whole = copy_of(old, tmp_path / "whole")
        said = faulty_disk.run("upgrade", whole)
        assert not said.trouble
        make_findable(whole)
        assert broken(whole, told) == []
        after = _state(whole)
        power.clean(whole)
        for at in sample(at_each, said.operations, chance) if version in with_kills else ():
            here = copy_of(old, tmp_path / "killed")
            killed += faulty_disk.run("upgrade", here, fault=Fault(at, How.KILLED)).killed
            found = [] if _state(here) in (before, after) else [f"half done: {_state(here)[0]}"]
            bootstrap.initialise(settings_of(here))
            make_findable(here)
            if found := found + broken(here, told):
                problems[f"from {version}, operation {at}"] = found
            power.clean(here)

    print(f"killed {killed} times, from {sorted(with_kills)}")
    assert killed >= at_each * len(with_kills) * 0.8
    assert problems == {}


def make_findable(home: Path) -> None:
    """What `memorial init` does beside the upgrade, and the background work after it."""
    installation = bootstrap.build(settings_of(home))
    try:
        memorials.recompute_waiting(installation.services)
        seeking.prepare_all(installation.services)
        PeopleKeysUpkeep(installation.archive).make_all()
    finally:
        installation.close()


def _state(home: Path) -> tuple[str, frozenset[str]]:
    """The version that the database says it has, and its tables with their columns."""
    engine = create_engine(f"sqlite:///{sqlite_path(settings_of(home).database.url)}")
    try:
        with engine.connect() as connection:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        return version, frozenset(_columns(inspect(engine)))
    finally:
        engine.dispose()


def _columns(found: object) -> Iterator[str]:
    for table in found.get_table_names():  # type: ignore[attr-defined]
        if not table.startswith("published_") or "_search" not in table:
            yield f"{table}: {sorted(column['name'] for column in found.get_columns(table))}"  # type: ignore[attr-defined]
