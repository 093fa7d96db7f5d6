"""Lists in the database: on both databases, through a migration down and up, and through a restore."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from memorial.adapters.db.database import migrate, migrate_down
from memorial.adapters.db.mending import SqlMending
from memorial.adapters.db.name_lists import name_list, vault_ids_of_lists
from memorial.application import importing, jobs, list_staging, same_people
from memorial.application.restoring import replay
from memorial.domain.errors import Conflict
from memorial.domain.name_list import AboutList, ListState, SameState
from memorial.settings import project_folder
from memorial.vocabulary import Audience
from tests.installations import EDITOR, TestInstallation, installation, on_postgresql
from tests.servers.postgres import PostgresServer

LIST = b"name,age,phone\nAnna Berg,3,+374 55\nBela Cohn,4,+374 56\nBerg Anna,3,\n,5,\n"


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def stage(here: TestInstallation) -> str:
    list_id = list_staging.stage(here.services, EDITOR, here.memorial.id, "names.csv", [LIST])
    work(here)
    return list_id


def work(here: TestInstallation) -> None:
    while jobs.do_due(here.services):
        pass


def bring_in(here: TestInstallation) -> str:
    list_id = stage(here)
    at = (here.services, EDITOR, here.memorial.id, list_id)
    list_staging.describe(*at, AboutList("A list"), Audience.PUBLIC)
    importing.begin(*at)
    work(here)
    return list_id


def whole_way(here: TestInstallation) -> None:
    list_id = bring_in(here)
    at = (here.services, EDITOR, here.memorial.id, list_id)
    (pair,) = same_people.pairs(*at)
    same_people.decide(*at[:3], pair.id, SameState.LATER)
    assert same_people.counts(*at)[SameState.LATER] == 1
    assert sorted(here.names()) == ["Anna Berg", "Bela Cohn", "Berg Anna"]

    importing.undo(*at)
    work(here)

    assert list_staging.get(*at).state is ListState.UNDONE
    assert (here.names(), list(here.services.vault.ids())) == ([], [])


def test_a_list_goes_its_whole_way(here: TestInstallation) -> None:
    whole_way(here)


def test_a_list_goes_its_whole_way_on_postgresql(home: Path, postgres_server: PostgresServer) -> None:
    with installation(home, **on_postgresql(postgres_server)) as here:
        whole_way(here)


def down_and_up(here: TestInstallation) -> None:
    list_id = bring_in(here)
    stage_again = list_staging.stage(here.services, EDITOR, here.memorial.id, "b.csv", [LIST + b"Eva Fink,3,\n"])
    url, folder = here.installation.settings.database.url, project_folder("migrations")
    here.installation.engines.dispose()

    migrate_down(url, folder, "0010")
    migrate(url, folder)

    with here.services.unit_of_work(read_only=True) as uow:
        assert uow.imports.get(list_id) is not None
        assert uow.lists.all(here.memorial.id) == []
        assert all(one.kind != "import" for one in uow.dues.due(here.clock(), limit=100))
        assert len(list(uow.people.ids(here.memorial.id))) == 3, "who was brought in stays"
    assert stage_again != list_id
    work(here)


def test_without_its_tables_and_with_them_again_everyone_stays(here: TestInstallation) -> None:
    down_and_up(here)


def test_without_its_tables_and_with_them_again_everyone_stays_on_postgresql(
    home: Path, postgres_server: PostgresServer
) -> None:
    with installation(home, **on_postgresql(postgres_server)) as here:
        down_and_up(here)


def test_an_import_of_an_earlier_version_can_still_be_taken_back(here: TestInstallation) -> None:
    from memorial.application.people import undo_import

    list_id = bring_in(here)
    with here.installation.engines.writing.begin() as connection:
        for table in ("same_person", "list_row", "name_list"):
            connection.execute(text(f"DELETE FROM {table}"))

    undone = undo_import(here.services, list_id)

    assert (undone.erased, undone.kept, here.names()) == (3, 0, [])


def test_nothing_of_a_list_stands_in_clear_in_the_database_or_among_its_files(here: TestInstallation) -> None:
    bring_in(here)
    home = here.installation.settings.home

    for path in (path for path in home.rglob("*") if path.is_file()):
        assert b"+374 55" not in path.read_bytes(), path
    with here.installation.engines.reading.connect() as connection:
        stored = "".join(repr(tuple(row)) for row in connection.execute(text("SELECT * FROM name_list")))
    for word in ("Anna", "names.csv", "A list", "phone"):
        assert word not in stored


def test_a_list_whose_key_is_gone_does_not_come_back_with_a_backup(here: TestInstallation) -> None:
    list_id = stage(here)
    kept = list_staging.get(here.services, EDITOR, here.memorial.id, list_id)
    here.services.keys.destroy([kept.key_id], entries=())
    mending = SqlMending(here.installation.archive)
    needed = mending.files_of_drafts()

    replay(here.services, mending, (), lambda _what, _done: None)
    mending.sweep_files(mending.files_of_drafts())

    assert needed == set(kept.vault_ids)
    assert list(here.services.vault.ids()) == []
    with here.installation.engines.reading.connect() as connection:
        assert vault_ids_of_lists(connection) == set()
        assert connection.execute(text("SELECT count(*) FROM same_person")).scalar_one() == 0


def test_of_two_who_change_a_list_at_once_one_is_told(here: TestInstallation) -> None:
    list_id = stage(here)
    with here.services.unit_of_work(read_only=True) as uow:
        kept = uow.lists.get(here.memorial.id, list_id)
    with here.services.unit_of_work() as uow:
        uow.lists.save(kept)
        uow.commit()

    with pytest.raises(Conflict), here.services.unit_of_work() as uow:
        uow.lists.save(kept)
    assert {column.name for column in name_list.c} >= {"file_id", "table_id", "sealed"}
