"""The store of objections on both databases: its table comes and goes with data; the limit holds for many at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from memorial.adapters.db.database import migrate, migrate_down
from memorial.application import concerns, jobs
from memorial.domain.receipt_code import ReceiptCode
from memorial.settings import project_folder
from tests.installations import TestInstallation, installation, on_postgresql


@contextmanager
def with_objections(home: Path, count: int, **environ: str) -> Iterator[tuple[TestInstallation, list[Any]]]:
    with installation(home, **environ) as here:
        given = [here.publish(person_name=f"Ayla Verdin {n}")[1] for n in range(count)]

        def object_to(about: str) -> Any:
            fields = {"kind": "hide", "reason": "child", "message": "My child.", "about": about}
            code = ReceiptCode.generate().digits
            return concerns.raise_objection(here.services, "harbour", code, fields, language="en")

        with ThreadPoolExecutor(max(count, 1)) as pool:
            yield here, list(pool.map(object_to, [one.id for one in given]))


def many_at_once_hide_three(home: Path, **environ: str) -> None:
    with with_objections(home, 8, **environ) as (here, raised):
        assert sum(one.hidden for one in raised) == 3
        assert len(here.shown()) == 5
        here.clock.pass_by(days=15)
        jobs.run_due(here.services)
        assert len(here.shown()) == 8


def the_table_goes_and_comes_with_data(home: Path, **environ: str) -> None:
    with with_objections(home, 0, **environ) as (here, _raised):
        here.publish()
        url, folder = here.installation.settings.database.url, project_folder("migrations")
        here.installation.engines.dispose()

        migrate_down(url, folder, "0003")
        with here.installation.engines.writing.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM receipt")).scalar_one() == 1
        here.installation.engines.dispose()
        migrate(url, folder)

        assert len(here.shown()) == 1
        with here.services.unit_of_work(read_only=True) as uow:
            assert uow.objections.count_waiting(here.memorial.id) == 0


def an_older_version_is_refused_once_there_was_an_objection(home: Path, **environ: str) -> None:
    """What it hid is sealed into the records, where an older program could not read it."""
    with with_objections(home, 2, **environ) as (here, raised):
        url, folder = here.installation.settings.database.url, project_folder("migrations")
        for gone in ([], [one.objection_id for one in raised]):
            with here.installation.engines.writing.begin() as connection:
                for one in gone:
                    connection.execute(text("DELETE FROM objection WHERE id = :one"), {"one": one})
            here.installation.engines.dispose()

            with pytest.raises(RuntimeError, match="backup that was made before the upgrade"):
                migrate_down(url, folder, "0003")

            assert here.shown() == []
            with here.services.unit_of_work(read_only=True) as uow:
                assert uow.objections.count_waiting(here.memorial.id) == (0 if gone else 2)
        here.installation.engines.dispose()
        # Down to nothing at all there is nobody left to misread it: so an unfinished restore is cleared away.
        migrate_down(url, folder, "base")


def test_many_at_once_hide_no_more_than_three(home: Path) -> None:
    many_at_once_hide_three(home)


@pytest.mark.postgres
def test_many_at_once_hide_no_more_than_three_on_postgresql(home: Path, postgres_server: Any) -> None:
    many_at_once_hide_three(home, **on_postgresql(postgres_server))


def test_the_table_of_objections_goes_and_comes_with_data(home: Path) -> None:
    the_table_goes_and_comes_with_data(home)


@pytest.mark.postgres
def test_the_table_of_objections_goes_and_comes_with_data_on_postgresql(home: Path, postgres_server: Any) -> None:
    the_table_goes_and_comes_with_data(home, **on_postgresql(postgres_server))


def test_an_older_version_is_refused_once_there_was_an_objection(home: Path) -> None:
    an_older_version_is_refused_once_there_was_an_objection(home)


@pytest.mark.postgres
def test_an_older_version_is_refused_once_there_was_an_objection_on_postgresql(
    home: Path, postgres_server: Any
) -> None:
    an_older_version_is_refused_once_there_was_an_objection(home, **on_postgresql(postgres_server))
