"""The search for planted words on PostgreSQL: as anyone in the short form, as everybody in the long one.

What lies in the database's own files is measured in tests/backup/test_postgresql_traces.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.installations import on_postgresql
from tests.journeys import test_canaries as on_sqlite
from tests.journeys.conftest import ROUNDS
from tests.journeys.planted import Planted, planted
from tests.servers.postgres import PostgresServer

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer) -> Iterator[Planted]:
    environ = on_postgresql(postgres_server)
    one_in = 1 if ROUNDS > 1 else 8
    with planted(tmp_path_factory.mktemp("canaries"), rounds=ROUNDS, one_in=one_in, environ=environ) as made:
        yield made


def test_on_postgresql_anyone_finds_every_public_word_and_no_other(site: Planted) -> None:
    on_sqlite.test_anyone_finds_every_public_word_and_no_other(site)


@pytest.mark.long
def test_on_postgresql_everybody_finds_what_is_theirs_and_nothing_else(site: Planted) -> None:
    for who in ("moderator", "editor", "archivist"):
        on_sqlite.test_readers_find_what_waits_for_them_and_nothing_taken_back(site, who)
    for who in ("admin", "elsewhere"):
        on_sqlite.test_administrators_and_readers_of_other_memorials_find_public_words_only(site, who)
    on_sqlite.test_without_signing_in_every_page_of_the_desk_leads_to_the_sign_in(site)
    on_sqlite.test_each_sender_finds_their_own_words_and_those_of_nobody_else(site)
    on_sqlite.test_a_guardian_finds_what_visitors_would_and_nothing_else_of_the_sender(site)
    on_sqlite.test_feeds_and_the_sitemap_hold_nothing_of_what_search_engines_shall_not_see(site)
    on_sqlite.test_logs_and_metrics_hold_no_word_and_no_code(site)
    on_sqlite.test_mail_names_nobody_and_goes_to_one_address_each(site)
    on_sqlite.test_nothing_is_published_that_no_person_has_accepted(site)
    on_sqlite.test_an_id_that_never_was_gives_the_same_answer_as_all_thatis_hidden(site)


@pytest.mark.long
def test_on_postgresql_the_files_of_the_home_hold_published_words_only(site: Planted) -> None:
    """Beside the database lie keys, sealed masters and access copies."""
    site.server.stop()
    try:
        for path in (path for path in site.place.home.rglob("*") if path.is_file()):
            assert not on_sqlite.found_in(path.read_bytes()), path.relative_to(site.place.home)
    finally:
        site.server.start()
