"""`memorial init` after an upgrade: what an older program kept is found at the desk, and said in numbers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, insert, select, text

from memorial import bootstrap
from memorial.adapters.db.found_by import found_by_table
from memorial.adapters.db.tables import due
from memorial.settings import load_settings
from tests.cli.conftest import Run
from tests.installations import installation


def test_init_makes_older_remembrances_ready_for_the_search_once(run: Run, home: Path) -> None:
    with installation(home) as here:
        for _ in range(2):
            here.give()
        with here.installation.engines.writing.begin() as connection:
            connection.execute(delete(found_by_table))

    first, again = run("init"), run("init")

    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert "Making remembrances ready for the desk's search: 2 of 2" in first.out
    assert "Making" not in again.out
    built = bootstrap.build(load_settings({"MEMORIAL_HOME": str(home)}))
    with built.engines.reading.connect() as connection:
        assert connection.execute(select(func.count()).select_from(found_by_table)).scalar() == 2
    built.close()


def test_init_makes_the_names_of_an_older_installation_findable_once(run: Run, home: Path) -> None:
    with installation(home) as here:
        here.publish()
        with here.installation.engines.writing.begin() as connection:
            connection.execute(text("DELETE FROM published_keys_search"))

    first, again = run("init"), run("init")

    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert "Making names ready for the visitors' search: 1 of 1" in first.out
    assert "Making" not in again.out


def test_init_runs_the_gate_anew_where_an_upgrade_asks_for_it(run: Run, home: Path) -> None:
    with installation(home) as here:
        here.publish()
        with here.installation.engines.writing.begin() as connection:
            connection.execute(text("UPDATE published_person SET place = 'what an older gate let pass'"))
            row = {"memorial_id": here.memorial.id, "record_id": here.memorial.id, "kind": "recompute"}
            connection.execute(insert(due), {**row, "due_at": datetime(2020, 1, 1)})

    first, again = run("init"), run("init")

    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert "Running the gate anew, as this version does: 2 records" in first.out
    assert "Running" not in again.out
    assert run("check").code == 0
