"""Consent events, audit entries and notices only grow: every way in SQL to change or remove one is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Table, select, text
from sqlalchemy.exc import DatabaseError

from memorial.adapters.db.database import migrate, migrate_down
from memorial.adapters.db.tables import audit_entry, consent_event, notice_text
from memorial.application import memorials
from memorial.application.consent_record import consent_record
from memorial.domain.memorial import Memorial
from memorial.settings import project_folder
from tests.installations import TestInstallation, installation, memorial_like, on_postgresql

TABLES = (consent_event, audit_entry, notice_text)
FIRST = "We keep what you send, and show what you allow."


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def here(request: pytest.FixtureRequest, home: object) -> Iterator[TestInstallation]:
    environ: dict[str, str] = {}
    if request.param == "postgresql":
        environ = on_postgresql(request.getfixturevalue("postgres_server"))
    with installation(home, **environ) as made:  # type: ignore[arg-type]
        yield made


def rows(connection: Connection, table: Table) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]


def ways_to_change(table: Table, dialect: str) -> list[str]:
    """Every column in every row, one row, some rows, all rows, and the ways round that each database has."""
    name, columns = table.name, [column.name for column in table.columns]
    found = [f"UPDATE {name} SET {column} = {column}" for column in columns]
    found += [f"UPDATE {name} SET memorial_id = 'x' WHERE memorial_id <> ''", f"DELETE FROM {name}"]
    found += [f"DELETE FROM {name} WHERE memorial_id <> ''"]
    every = ", ".join(columns)
    rest = ", ".join(columns[1:])
    if dialect == "sqlite":
        found += [
            f"INSERT OR REPLACE INTO {name} ({every}) SELECT {every} FROM {name}",
            f"REPLACE INTO {name} ({every}) SELECT {every} FROM {name}",
            f"INSERT OR REPLACE INTO {name} (rowid, {every}) SELECT rowid, 'elsewhere', {rest} FROM {name}",
            f"UPDATE OR REPLACE {name} SET {columns[1]} = {columns[1]}",
            f"INSERT INTO {name} ({every}) SELECT {every} FROM {name} WHERE true"
            f" ON CONFLICT DO UPDATE SET {columns[-1]} = 'x'",
        ]
    else:
        keys = ", ".join(column.name for column in table.primary_key.columns)
        same = " AND ".join(f"{name}.{column.name} = s.{column.name}" for column in table.primary_key.columns)
        found += [
            f"TRUNCATE {name}",
            f"TRUNCATE {name} CASCADE",
            f"INSERT INTO {name} ({every}) SELECT {every} FROM {name}"
            f" ON CONFLICT ({keys}) DO UPDATE SET {columns[-1]} = EXCLUDED.{columns[-1]}",
            f"MERGE INTO {name} USING {name} s ON {same} WHEN MATCHED THEN DELETE",
            f"WITH gone AS (DELETE FROM {name} RETURNING 1) SELECT count(*) FROM gone",
        ]
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_way_to_change_or_remove_a_row_is_refused(here: TestInstallation, table: Table) -> None:
    code, _ = here.publish()
    here.act(code, "withdraw")
    engine = here.installation.engines.writing
    with engine.connect() as connection:
        before = rows(connection, table)
    assert before

    passed = []
    for statement in ways_to_change(table, engine.dialect.name):
        with engine.connect() as connection:
            try:
                connection.execute(text(statement))
                connection.commit()
            except DatabaseError as refused:
                said = str(refused.orig)
            else:
                said = "nothing"
            if "only grows" not in said:
                passed.append((statement, said))

    assert passed == []
    with engine.connect() as connection:
        assert rows(connection, table) == before
    here.give()
    with engine.connect() as connection:
        assert rows(connection, table)[: len(before)] == before or table is not consent_event


def kept(here: TestInstallation, memorial: Memorial | None = None) -> set[tuple[str, str]]:
    of = (memorial or here.memorial).id
    with here.installation.engines.reading.connect() as connection:
        found = connection.execute(select(notice_text).where(notice_text.c.memorial_id == of)).all()
    assert all(row.hash == hashlib.sha256(row.text.encode()).hexdigest() for row in found)
    return {(row.language, row.text) for row in found}


def change_notice(here: TestInstallation, language: str, words: str) -> None:
    def changed(before: Memorial) -> Memorial:
        return replace(before, notice={**before.notice, language: words})

    memorials.change_settings(here.services, here.memorial.slug, change=changed)


def test_every_wording_of_a_notice_is_kept_from_the_day_on_which_it_could_be_read(here: TestInstallation) -> None:
    assert kept(here) == {("en", FIRST)}
    change_notice(here, "en", "Other words.")
    change_notice(here, "ar", "كلمات")
    change_notice(here, "en", FIRST)
    other = memorials.create(here.services, memorial_like(here.services, "hill", notice={"en": FIRST, "ar": FIRST}))

    assert kept(here) == {("en", FIRST), ("en", "Other words."), ("ar", "كلمات")}
    assert kept(here, other) == {("en", FIRST)}


def test_consent_shows_the_words_under_which_it_was_given_after_they_were_replaced(here: TestInstallation) -> None:
    code, given = here.give()
    change_notice(here, "en", "You give us everything.")

    notices = consent_record(here.services, code).evidence.notices

    assert [one.text for one in notices.values()] == [FIRST]
    assert given.latest.notice.text_hash in notices


def test_consent_keeps_the_words_that_no_change_of_the_memorial_had_kept(here: TestInstallation) -> None:
    """As on an installation whose notice came in another way: at the latest with the first consent they are kept."""
    engine = here.installation.engines.writing
    with engine.begin() as connection:
        document = connection.execute(text("SELECT document FROM memorial")).scalar_one()
        changed = document.replace(FIRST, "Words from elsewhere.")
        connection.execute(text("UPDATE memorial SET document = :document"), {"document": changed})

    code, _ = here.give()

    assert ("en", "Words from elsewhere.") in kept(here)
    assert [one.text for one in consent_record(here.services, code).evidence.notices.values()] == [
        "Words from elsewhere."
    ]


def test_an_installation_from_before_keeps_its_present_notices_when_it_is_upgraded(here: TestInstallation) -> None:
    code, _ = here.give()
    memorials.create(here.services, memorial_like(here.services, "hill", notice={}))
    url, folder = here.installation.settings.database.url, project_folder("migrations")
    here.installation.engines.dispose()

    migrate_down(url, folder, "0001")
    migrate(url, folder)

    assert kept(here) == {("en", FIRST)}
    assert [one.text for one in consent_record(here.services, code).evidence.notices.values()] == [FIRST]
