"""Widening past the forms: through the store with every role's own record in hand, and with SQL on each login."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, StatementError

from memorial.adapters.db.database import SEARCH_TABLES
from memorial.adapters.db.edition_tables import PUBLISHED
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.application.checking import check
from memorial.application.receipt import consent_changes
from memorial.domain.consent import Grant, Grants
from memorial.domain.errors import Refusal
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import ActorKind, Audience, ConsentState, Rendering, Scope, Standing, Use
from tests.installations import TestInstallation, installation, on_postgresql


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def here(request: pytest.FixtureRequest, home: Path) -> Iterator[TestInstallation]:
    environ: dict[str, str] = {}
    if request.param == "postgresql":
        environ = on_postgresql(request.getfixturevalue("postgres_server"))
    with installation(home, **environ) as made:
        yield made


def shown(here: TestInstallation) -> list[tuple[Any, ...]]:
    """Everything that visitors could see."""
    with here.installation.engines.public.connect() as connection:
        return [tuple(row) for table in PUBLISHED for row in connection.execute(text(f"SELECT * FROM {table}")).all()]


def wider(given: Remembrance) -> Iterator[tuple[str, Grants]]:
    """Every element of it opened to everybody, one at a time; and the rest of what a grant says."""
    grants = given.latest.grants
    for scope in Scope:
        for use in (Use.DISPLAY, Use.INDEX):
            yield f"{scope}/{use}", grants.with_changes([Grant(scope, use, Audience.PUBLIC, Rendering.FULL)])
    name = grants.find(Scope.PERSON_NAME, Use.DISPLAY)
    text_ = grants.find(Scope.TEXT, Use.DISPLAY)
    assert name is not None and text_ is not None
    full = replace(name, audience=Audience.PUBLIC, rendering=Rendering.FULL, state=ConsentState.GIVEN)
    yield "rendering", grants.with_changes([full])
    if text_.not_before is not None:
        yield "sooner", grants.with_changes([replace(text_, not_before=date(2026, 1, 1))])
        yield "now", grants.with_changes([replace(text_, not_before=None)])


KINDS = {
    "archive": {"audience": "archive", "person_name_shown": "none"},
    "embargoed": {"audience": "until", "embargo_until": "2027-05-05", "person_name_shown": "initials"},
    "unlisted": {"audience": "unlisted", "person_name_shown": "initials"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_store_refuses_what_the_contributor_did_not_say(here: TestInstallation, kind: str) -> None:
    _, given = here.give(**KINDS[kind])
    if kind != "archive":
        here.decide(given)
    given, before, tried, taken = here.remembrance(given.memorial_id, given.id), shown(here), 0, []
    for actor in (None, ActorKind.STAFF, ActorKind.JOB, ActorKind.OPERATOR):
        for name, grants in wider(given):
            if set(grants.entries) == set(given.latest.grants.entries):
                # It was granted already.
                continue
            changed = given.with_version(replace(given.latest, grants=grants))
            now = here.clock()
            events = consent_changes(given, changed, now, actor_kind=actor, method="desk") if actor else ()
            tried += 1
            try:
                with here.services.unit_of_work() as uow:
                    uow.remembrances.save(changed, events)
                    uow.commit()
            except Refusal:
                continue
            taken.append((actor, name))

    assert taken == []
    assert shown(here) == before
    assert here.remembrance(given.memorial_id, given.id).latest.grants == given.latest.grants
    assert tried > 90


def test_a_version_of_somebody_elses_making_is_refused_as_well(here: TestInstallation) -> None:
    _, given = here.give(audience="archive")
    latest = given.latest
    opened = tuple(replace(one, audience=Audience.PUBLIC) for one in latest.grants.entries)
    fresh = replace(latest, number=latest.number + 1, grants=Grants(opened))

    with here.services.unit_of_work() as uow, pytest.raises(Refusal, match="nobody_agreed"):
        uow.remembrances.save(replace(given, versions=(*given.versions, fresh)))


def test_what_its_contributor_says_is_taken(here: TestInstallation) -> None:
    """The other way round: the refusal above is no refusal of everything."""
    code, given = here.give(audience="archive")
    here.act(code, "change", audience="public", person_name_shown="full", signature="none")

    assert here.remembrance(given.memorial_id, given.id).latest.grants.audience(Scope.TEXT) is Audience.PUBLIC


def refused(connection: Connection, statement: str) -> bool:
    try:
        connection.execute(text(statement))
    except (DatabaseError, StatementError):
        connection.rollback()
        return True
    connection.rollback()
    return False


def statements() -> Iterator[str]:
    """What somebody would try who has the public login's password, or broke into the public pages."""
    for table in (*PUBLISHED, *SEARCH_TABLES):
        yield f"DELETE FROM {table}"
        yield f"INSERT INTO {table} SELECT * FROM {table}"
        yield f"DROP TABLE {table}"
        yield f"ALTER TABLE {table} RENAME TO published_other"
        yield f"CREATE TRIGGER t AFTER INSERT ON {table} BEGIN SELECT 1; END"
    for table in PUBLISHED:
        yield f"UPDATE {table} SET memorial_id = memorial_id"
    for table in (
        "remembrance",
        "consent_event",
        "audit_entry",
        "chain_head",
        "person",
        "staff",
        "receipt",
        "memorial",
    ):
        yield f"UPDATE {table} SET memorial_id = 'x'"
        yield f"DELETE FROM {table}"
        yield f"SELECT * FROM {table}"
        yield f"CREATE VIEW published_view AS SELECT * FROM {table}"
        yield f"WITH published_x AS (SELECT * FROM {table}) SELECT * FROM published_x"
    yield "CREATE TABLE published_new (a INTEGER)"


ON_SQLITE = (
    "ATTACH DATABASE ':memory:' AS other",
    "PRAGMA writable_schema = 1",
    "PRAGMA query_only = 0",
    "PRAGMA journal_mode = delete",
    "PRAGMA table_info(remembrance)",
    "SELECT sql FROM sqlite_master",
    "UPDATE sqlite_master SET sql = 'x'",
    "VACUUM",
    "REINDEX",
    "SELECT load_extension('x')",
)
ON_POSTGRESQL = (
    "SET ROLE postgres",
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC",
    "COPY published_memorial TO PROGRAM 'true'",
    "SELECT lo_import('/etc/hostname')",
    "SELECT pg_read_file('/etc/hostname')",
    "TRUNCATE published_remembrance",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER SYSTEM SET log_statement = 'all'",
)


def test_the_public_login_changes_nothing_by_any_statement(here: TestInstallation) -> None:
    here.publish()
    before, engine = shown(here), here.installation.engines.public
    own = ON_SQLITE if engine.dialect.name == "sqlite" else ON_POSTGRESQL
    passed = [statement for statement in (*statements(), *own) if not _tried(engine, statement)]

    assert passed == []
    assert shown(here) == before


def _tried(engine: Engine, statement: str) -> bool:
    """True if it was refused. On PostgreSQL the transaction is made writable first, as an intruder would do."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TRANSACTION READ WRITE")
        return refused(connection, statement)


def test_what_the_archives_own_login_forges_on_published_tables_is_found(here: TestInstallation) -> None:
    """It writes the edition, so no right can keep it from there; the check finds what the gate did not let pass."""
    _, given = here.publish()
    inspection = ArchiveInspection(here.installation.archive, here.clock)
    with here.installation.engines.writing.begin() as connection:
        connection.execute(text("UPDATE published_remembrance SET excerpt = 'Forged.'"))

    assert {(one.kind, one.where) for one in check(here.services, inspection)} == {
        ("drift", f"{given.memorial_id}/{given.id}")
    }
    assert here.remembrance(given.memorial_id, given.id).standing is Standing.OPEN
