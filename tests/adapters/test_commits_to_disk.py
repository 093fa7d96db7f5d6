"""On a PostgreSQL that was told to be quick instead of safe, the archive waits for its commits and `doctor` says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from memorial.cli.examination import Judgement, examine
from tests.installations import installation, on_postgresql
from tests.servers.postgres import PostgresServer

QUICK = "PostgreSQL runs with fsync and full_page_writes off"


def test_commits_are_waited_for_where_the_server_would_not_wait(home: Path, postgres_server: PostgresServer) -> None:
    environ = on_postgresql(postgres_server)
    plain = create_engine(environ["MEMORIAL_DATABASE_URL"])
    with plain.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "off"
    plain.dispose()

    with installation(home, **environ) as here:
        engines = here.installation.engines
        for _ in range(2):  # and when the connection comes back from the pool
            with engines.writing.connect() as connection:
                assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
        said = [one for one in examine(here.installation.settings) if QUICK in one.what]

    assert [one.judgement for one in said] == [Judgement.UNSAFE]


@pytest.mark.postgres
def test_a_server_that_forces_every_write_is_well(home: Path) -> None:
    with PostgresServer(durable=True) as server, installation(home, **on_postgresql(server)) as here:
        assert not [one for one in examine(here.installation.settings) if "PostgreSQL runs" in one.what]
