"""The archive and the edition on SQLite and on a real PostgreSQL: the same promises on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DatabaseError

from memorial.adapters.db.chains import AUDIT, CONSENT, broken_links
from memorial.adapters.db.database import SEARCH_TABLES, DatabaseNotReady, migrate, migrate_down, open_engines
from memorial.adapters.db.edition_tables import PUBLISHED
from memorial.adapters.db.tables import audit_entry, consent_event, metadata
from memorial.application import giving, jobs, receipt, reviewing
from memorial.domain.errors import Conflict, Refusal
from memorial.settings import project_folder
from memorial.vocabulary import Audience, Decision
from tests.installations import EDITOR, SECOND_EDITOR, TestInstallation, installation, on_postgresql

PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def here(request: pytest.FixtureRequest, home: Path) -> Iterator[TestInstallation]:
    environ: dict[str, str] = {}
    if request.param == "postgresql":
        environ = on_postgresql(request.getfixturevalue("postgres_server"))
    with installation(home, **environ) as made:
        yield made


def test_the_whole_way_there_and_back(here: TestInstallation) -> None:
    code = here.offer(signature="relation", relation="family", born="1943")
    kept = giving.keep_file(here.services, code, "boat.jpg", [PHOTOGRAPH])
    giving.save_answers(here.services, code, {f"file:{kept.id}:publish": "yes", f"file:{kept.id}:living": "no"})
    given = here.send(code)
    here.decide(given)

    (shown,) = here.shown()
    with here.installation.reader.snapshot() as snapshot:
        found = [
            len(snapshot.search(here.memorial.id, query, after="", limit=5).rows)
            for query in ("nets", "NETS mend", "absent", "ayla", "Айла", "''\"*()")
        ]
        people = [one.line.label for one in snapshot.find_people(here.memorial.id, "verd", limit=5)]
        assert [letter[:3] for letter in snapshot.letters(here.memorial.id, per_page=10)] == [("Latn", "A", 1)]
        assert len(snapshot.sitemap(here.memorial.id, after="", limit=10).rows) == 2
    assert found == [1, 1, 0, 1, 1, 0] and people == ["Ayla Verdin"]
    name = shown.pictures[0].sources[0].name
    copy = here.installation.reader.media(name)
    assert copy is not None
    opened = here.installation.reader.open_media(copy)
    assert opened is not None
    opened.close()

    here.act(code, "withdraw")

    assert here.shown() == [] and here.names() == [] and here.installation.reader.media(name) is None
    here.act(code, "erase")
    assert list(here.services.vault.ids()) == []


def test_pages_by_cursor_meet_every_remembrance_once_newest_first(here: TestInstallation) -> None:
    for number in range(7):
        here.publish(person_name=f"Person {number}", story=f"Word {number}.")
        here.clock.pass_by(days=1)

    seen, after = [], ""
    with here.installation.reader.snapshot() as snapshot:
        while True:
            page = snapshot.remembrances(here.memorial.id, after=after, limit=3)
            seen += [row.excerpt for row in page.rows]
            after = page.next
            if not after:
                break
        names = [snapshot.names(here.memorial.id, page=n, per_page=3)[0].rows for n in (1, 2, 3)]

    assert seen == [f"Word {number}." for number in reversed(range(7))]
    assert [line.label for page in names for line in page] == [f"Person {number}" for number in range(7)]


def test_the_edition_rises_when_something_public_changed_and_only_then(here: TestInstallation) -> None:
    before = here.edition()
    code, given = here.give()
    assert here.edition() == before
    here.decide(given)
    published = here.edition()
    assert published > before
    here.act(code, "message", message="Thank you.")
    here.act(code, "change", story="Other words.")
    assert here.edition() == published

    here.act(code, "hide")

    assert here.edition() > published


def test_a_reader_of_an_older_snapshot_never_sees_a_newer_edition_number(here: TestInstallation) -> None:
    code, _ = here.publish()
    with here.installation.reader.snapshot() as snapshot:
        number = snapshot.edition(here.memorial.id)
        here.act(code, "withdraw")

        assert len(snapshot.remembrances(here.memorial.id, after="", limit=5).rows) == 1
        assert snapshot.edition(here.memorial.id) == number < here.edition()


def _refused(connection: Connection, statement: str) -> bool:
    try:
        connection.execute(text(statement)).all()
    except DatabaseError:
        connection.rollback()
        return True
    return False


def test_the_public_connection_reads_the_edition_and_nothing_else(here: TestInstallation) -> None:
    here.publish()
    with here.installation.engines.public.connect() as connection:
        for table in PUBLISHED:
            assert not _refused(connection, f"SELECT count(*) FROM {table}")
        private = [name for name in metadata.tables if name not in PUBLISHED]
        assert len(private) > 15
        for table in private:
            assert _refused(connection, f"SELECT count(*) FROM {table}"), table
        for table in (*PUBLISHED, *SEARCH_TABLES):
            assert _refused(connection, f"DELETE FROM {table}"), table
            assert _refused(connection, f"INSERT INTO {table} SELECT * FROM {table}"), table


@pytest.mark.parametrize("table", ["consent_event", "audit_entry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}"])
def test_a_chain_only_grows(here: TestInstallation, table: str, statement: str) -> None:
    here.publish()

    with here.installation.engines.writing.connect() as connection, pytest.raises(DatabaseError, match="only grows"):
        connection.execute(text(statement.format(table)))


def test_an_entry_that_does_not_fit_the_chain_is_found(here: TestInstallation) -> None:
    here.publish()
    with here.services.unit_of_work(read_only=True) as uow:
        work = uow._work  # type: ignore[attr-defined]
        assert broken_links(work, CONSENT, consent_event, here.memorial.id) == []
        assert broken_links(work, AUDIT, audit_entry, here.memorial.id) == []

    with here.installation.engines.writing.begin() as connection:
        row = connection.execute(select(consent_event).order_by(consent_event.c.seq.desc())).mappings().first()
        assert row is not None
        connection.execute(consent_event.insert(), {**row, "seq": row["seq"] + 1})

    with here.services.unit_of_work(read_only=True) as uow:
        assert broken_links(uow._work, CONSENT, consent_event, here.memorial.id)  # type: ignore[attr-defined]


def test_saving_over_somebody_elses_change_is_a_conflict(here: TestInstallation) -> None:
    _, given = here.give()
    with here.services.unit_of_work() as uow:
        uow.remembrances.save(given)
        uow.commit()

    with here.services.unit_of_work() as uow, pytest.raises(Conflict):
        uow.remembrances.save(given)


def test_leaving_without_commit_changes_nothing_and_leaves_no_copy(here: TestInstallation) -> None:
    code = here.offer()
    kept = giving.keep_file(here.services, code, "boat.jpg", [PHOTOGRAPH])
    giving.save_answers(here.services, code, {f"file:{kept.id}:publish": "yes", f"file:{kept.id}:living": "no"})
    given = here.send(code)
    here.decide(given)
    copies = set(here.installation.archive.copies.names())

    here.act(code, "hide")
    assert set(here.installation.archive.copies.names()) == set()
    with here.services.unit_of_work() as uow:
        shown_again = here.remembrance(given.memorial_id, given.id)
        uow.remembrances.save(replace(shown_again, standing=reviewing.Standing.OPEN, paused_by=()))
        uow._pass_the_gate()  # type: ignore[attr-defined]
        assert len(set(here.installation.archive.copies.names())) == len(copies)

    assert here.shown() == [] and set(here.installation.archive.copies.names()) == set()


def test_no_private_word_lies_in_clear_in_the_database(here: TestInstallation) -> None:
    here.offer(story="Unfinished marigold.")
    here.give(story="Waiting marigold.", contributor_name="Private Tansy", signature="none")

    everything = ""
    with here.installation.engines.reading.connect() as connection:
        for table in metadata.tables.values():
            everything += str(connection.execute(select(table)).all())
    assert "marigold" not in everything and "Tansy" not in everything and "Verdin" not in everything


def test_staff_cannot_widen_what_was_granted(here: TestInstallation) -> None:
    _, given = here.give(audience="archive")
    for by in (EDITOR, SECOND_EDITOR):
        with suppress(Refusal):
            here.decide(given, by=by)
    jobs.run_due(here.services)

    assert here.shown() == []
    stored = here.remembrance(given.memorial_id, given.id)
    assert stored.latest.grants.audience(receipt.taking_back.Scope.TEXT) is Audience.ARCHIVE


def test_every_act_of_a_reader_leaves_one_entry_refused_ones_too(here: TestInstallation) -> None:
    _, given = here.give()

    def entries() -> int:
        with here.installation.engines.reading.connect() as connection:
            staff = audit_entry.c.actor_kind == "staff"
            return int(connection.execute(select(func.count()).select_from(audit_entry).where(staff)).scalar_one())

    acts: list[Any] = [
        lambda: reviewing.claim(here.services, EDITOR, given.memorial_id, given.id),
        lambda: reviewing.claim(here.services, SECOND_EDITOR, given.memorial_id, given.id),
        lambda: here.decide(given, Decision.ASK, by=SECOND_EDITOR, message="Which?"),
        lambda: here.decide(given, Decision.ACCEPT, by=EDITOR),
        lambda: reviewing.pause(here.services, EDITOR, given.memorial_id, given.id),
        lambda: reviewing.undo(here.services, EDITOR, given.memorial_id, given.id, 1),
    ]
    for act in acts:
        before = entries()
        with suppress(Refusal):
            act()
        assert entries() == before + 1


@pytest.mark.parametrize("way", ["down"])
def test_the_migrations_go_up_and_down_with_data(here: TestInstallation, way: str) -> None:
    here.publish()
    url, folder = here.installation.settings.database.url, project_folder("migrations")
    migrate(url, folder)

    here.installation.engines.dispose()
    migrate_down(url, folder, "base")

    engines = here.installation.engines
    with engines.writing.connect() as connection:
        for table in metadata.tables:
            assert _refused(connection, f"SELECT count(*) FROM {table}")
    engines.dispose()
    migrate(url, folder)


def test_who_was_signed_in_before_an_upgrade_still_is_and_has_proved_nothing_wrong(here: TestInstallation) -> None:
    with here.services.unit_of_work() as uow:
        uow.staff.open_session("a token", EDITOR.id, session_id="one", now=here.clock())
        uow.commit()
    url, folder = here.installation.settings.database.url, project_folder("migrations")
    here.installation.engines.dispose()
    migrate_down(url, folder, "0002")
    migrate(url, folder)

    with here.services.unit_of_work() as uow:
        assert [one.id for one in uow.staff.sessions_of(EDITOR.id)] == ["one"]
        assert [uow.staff.try_proof("one") for _ in range(2)] == [1, 2]
        uow.staff.forgive("one")
        assert uow.staff.try_proof("one") == 1
        uow.staff.revoke(["one"], now=here.clock())
        assert uow.staff.try_proof("one") == 0


def test_the_migrated_schema_is_the_one_the_program_describes(here: TestInstallation) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with here.installation.engines.writing.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    ours = [d for d in differences if "_search" not in str(d)]
    assert ours == []


@pytest.mark.postgres
def test_a_public_login_that_can_read_more_is_refused(home: Path, postgres_server: Any) -> None:
    environ = on_postgresql(postgres_server)
    with installation(home, **environ) as here:
        login = environ["MEMORIAL_PUBLIC_DATABASE_URL"].split("//")[1].split(":")[0]
        with here.installation.engines.writing.begin() as connection:
            connection.execute(text(f'GRANT SELECT ON draft TO "{login}"'))

        with pytest.raises(DatabaseNotReady, match="draft"):
            open_engines(environ["MEMORIAL_DATABASE_URL"], environ["MEMORIAL_PUBLIC_DATABASE_URL"])
