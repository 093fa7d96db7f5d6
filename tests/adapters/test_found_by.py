"""What the desk finds a remembrance by, on both databases: written, found, made anew and erased alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from memorial.adapters.db.found_by import found_by_table
from memorial.application import seeking
from memorial.disclosure.found_by import asked_for
from memorial.vocabulary import SoughtBy
from tests.installations import TestInstallation, installation, on_postgresql


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestInstallation]:
    environ = on_postgresql(request.getfixturevalue("postgres_server")) if request.param == "PostgreSQL" else {}
    with installation(tmp_path / "home", **environ) as place:
        yield place


def found(here: TestInstallation, words: str) -> set[str]:
    with here.services.unit_of_work(read_only=True) as uow:
        return set(uow.found_by.find(here.memorial.id, asked_for(SoughtBy.SENDER, words)))


def test_rows_come_with_a_record_are_made_anew_page_by_page_and_go_with_it(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [here.give(contributor_name="Osman Weir", signature="none") for _ in range(3)]
    ids = {record.id for _, record in given}
    assert found(here, "weir osman") == ids
    with here.installation.engines.writing.begin() as connection:
        connection.execute(delete(found_by_table))
    assert found(here, "weir") == set()
    monkeypatch.setattr(seeking, "AT_ONCE", 2)
    monkeypatch.setattr("memorial.adapters.db.found_by._PAGE", 2)

    assert (seeking.prepare_all(here.services), seeking.how_many_wait(here.services)) == (3, 0)

    assert found(here, "weir") == ids
    here.act(given[0][0], "erase")
    assert found(here, "weir") == ids - {given[0][1].id}
    with here.installation.engines.reading.connect() as connection:
        assert set(connection.execute(select(found_by_table.c.record_id)).scalars()) == ids - {given[0][1].id}
    with here.services.unit_of_work(read_only=True) as uow:
        assert (list(uow.found_by.left_over()), uow.found_by.count_waiting()) == ([], 0)
