"""The same matrix on PostgreSQL: a sample of every kind of cell in the short form, every cell in the long one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.authorization import reference
from tests.authorization.test_matrix import acts, check, pages_of_many, pages_of_one
from tests.authorization.town import Town, build_town
from tests.installations import on_postgresql
from tests.servers.postgres import PostgresServer

pytestmark = [pytest.mark.journey, pytest.mark.timeout(3600)]

SOME_CONSENTS = ("public",)
SHARE_OF_PAGES, SHARE_OF_ACTS = 20, 60


@pytest.fixture(
    params=[
        pytest.param((SOME_CONSENTS, SHARE_OF_PAGES, SHARE_OF_ACTS), id="a sample"),
        pytest.param((reference.CONSENTS, 1, 1), id="every cell", marks=pytest.mark.long),
    ]
)
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[tuple[Town, int, int]]:
    consents, pages, done = request.param
    home = tmp_path_factory.mktemp("town") / "home"
    made = build_town(home, reference.STATES, consents, **on_postgresql(postgres_server))
    yield made, pages, done
    made.close()


def test_on_postgresql_nothing_opens_that_should_not_and_nothing_refuses_that_should(
    town: tuple[Town, int, int],
) -> None:
    made, share_of_pages, share_of_acts = town

    check(pages_of_many(made), least=2_500)
    check(pages_of_one(made, share_of_pages), least=15_000 // share_of_pages // 6)
    check(acts(made, share_of_acts), least=30_000 // share_of_acts // 6)
