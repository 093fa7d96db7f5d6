"""Whatever is done in whatever order, on PostgreSQL: a few sequences in the short form, many in the long one."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.application.test_any_sequence import AnySequence
from tests.installations import on_postgresql
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.timeout(3600)


@pytest.mark.parametrize(("sequences", "steps"), [(3, 10), pytest.param(300, 40, marks=pytest.mark.long)])
def test_on_postgresql_too_the_edition_is_what_the_gate_says(
    postgres_server: PostgresServer, sequences: int, steps: int
) -> None:
    class OnPostgresql(AnySequence):
        def settings_that_differ(self) -> dict[str, str]:
            self.databases = on_postgresql(postgres_server)
            return self.databases

        def teardown(self) -> None:
            super().teardown()
            for url in getattr(self, "databases", {}).values():
                postgres_server.drop_database(url.rpartition("/")[2])

    run_state_machine_as_test(
        OnPostgresql, settings=settings(max_examples=sequences, stateful_step_count=steps, deadline=None)
    )
