"""Whoever changes the audit log, clumsily or with every hash made anew, is found; and it names nobody it should not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from memorial.adapters.db.chains import AUDIT, plain
from memorial.adapters.db.database import sqlite_path
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.sqlite import sqlite_dbapi
from memorial.application.checking import check
from memorial.application.heads import note_heads
from memorial.application.ports.store import AuditEntry
from memorial.domain.consent import chain_hash, first_link
from memorial.vocabulary import ActorKind
from tests.installations import TestInstallation, installation

ENTRIES = 120
Row = dict[str, Any]
Rows = list[Row]


@dataclass
class Log:
    """A long audit log, how far it had grown by what is noted with the keys, and a copy to go back to."""

    here: TestInstallation
    connection: Any
    copy: Any
    rows: Rows
    head: Row

    @property
    def inspection(self) -> ArchiveInspection:
        return ArchiveInspection(self.here.installation.archive, self.here.clock)

    def write(self, rows: Rows, *, head: bool) -> None:
        """As a database administrator could: the triggers go first."""
        run, memorial_id = self.connection.execute, self.here.memorial.id
        names = ", ".join(self.rows[0])
        marks = ", ".join("?" * len(self.rows[0]))
        run("BEGIN")
        for (name,) in run(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
        ).fetchall():
            run(f"DROP TRIGGER {name}")
        run("DELETE FROM audit_entry WHERE memorial_id = ?", [memorial_id])
        values = [tuple(row.values()) for row in rows]
        self.connection.executemany(f"INSERT INTO audit_entry ({names}) VALUES ({marks})", values)
        if head:
            last = rows[-1] if rows else {"seq": 0, "hash": first_link(memorial_id, AUDIT)}
            run("UPDATE chain_head SET seq = ?, hash = ? WHERE memorial_id = ? AND chain = 'audit'",
                [last["seq"], last["hash"], memorial_id])  # fmt: skip
        run("COMMIT")

    def is_found(self) -> bool:
        inspection, memorial_id = self.inspection, self.here.memorial.id
        return bool(inspection.broken_links(AUDIT, memorial_id) or inspection.cut_or_written_anew())

    def as_it_was(self) -> None:
        self.copy.backup(self.connection)


@pytest.fixture
def log(home: Path) -> Iterator[Log]:
    with installation(home) as here:
        write_entries(here, ENTRIES)
        path = str(sqlite_path(here.installation.settings.database.url))
        with closing(sqlite_dbapi().connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.row_factory = sqlite_dbapi().Row
            wanted = "SELECT * FROM audit_entry WHERE memorial_id = ? ORDER BY seq"
            rows = [dict(row) for row in connection.execute(wanted, [here.memorial.id]).fetchall()]
            made = Log(here, connection, sqlite_dbapi().connect(":memory:"), rows, rows[-1])
            connection.backup(made.copy)
            note_heads(made.inspection, here.installation.key_store.noted_heads)
            assert not made.is_found()
            yield made
            made.copy.close()


def write_entries(here: TestInstallation, count: int) -> None:
    with here.services.unit_of_work() as uow:
        for number in range(count):
            here.clock.pass_by(seconds=7)
            actor = here.staff[number % 3].id
            subject = f"{number:032x}"
            entry = AuditEntry(
                here.memorial.id, ActorKind.STAFF, actor, "claim", "remembrance", subject, "done", "decided"
            )
            uow.audit.add(entry)
        uow.commit()


# The ten ways. Each gives the rows as somebody would leave them who changes these and nothing else.


def edited(rows: Rows, at: int) -> Rows:
    return _with(rows, at, outcome="refused")


def deleted(rows: Rows, at: int) -> Rows:
    return rows[:at] + rows[at + 1 :]


def inserted(rows: Rows, at: int) -> Rows:
    return _numbered([*rows[:at], {**rows[at], "subject_id": "f" * 32}, *rows[at:]])


def swapped(rows: Rows, at: int) -> Rows:
    other = at + 1 if at + 1 < len(rows) else at - 1
    first, second = rows[at], rows[other]
    return _with(_with(rows, at, **_said(second)), other, **_said(first))


def truncated(rows: Rows, at: int) -> Rows:
    return rows[:at]


def replayed(rows: Rows, at: int) -> Rows:
    """Once more, before the last two. At the very end it would be one more entry, and what grew is no change."""
    return _numbered([*rows[:-2], rows[at], *rows[-2:]])


def forked(rows: Rows, at: int) -> Rows:
    """Another history from there on."""
    return rows[:at] + [{**row, "action": "release"} for row in rows[at:]]


def later(rows: Rows, at: int) -> Rows:
    return _with(rows, at, at_utc=_moved(rows[at]["at_utc"]))


def by_another(rows: Rows, at: int) -> Rows:
    other = rows[at - 1]["actor"]
    return _with(rows, at, actor=other if other != rows[at]["actor"] else "somebody-else")


def begun_anew(rows: Rows, at: int) -> Rows:
    """What was before never was."""
    return _numbered(rows[max(at, 1) :])


MUTATIONS: tuple[Callable[[Rows, int], Rows], ...] = (
    edited, deleted, inserted, swapped, truncated, replayed, forked, later, by_another, begun_anew,
)  # fmt: skip


def _with(rows: Rows, at: int, **changes: Any) -> Rows:
    return [{**row, **changes} if number == at else row for number, row in enumerate(rows)]


def _said(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("memorial_id", "seq", "prev_hash", "hash")}


def _numbered(rows: Rows) -> Rows:
    return [{**row, "seq": number} for number, row in enumerate(rows, start=1)]


def _moved(moment: str) -> str:
    hour = int(moment[11:13])
    return f"{moment[:11]}{(hour + 1) % 24:02}{moment[13:]}"


def with_every_hash_made_anew(rows: Rows, memorial_id: str) -> Rows:
    """As somebody would leave them who knows how the chain is made."""
    previous, chained = first_link(memorial_id, AUDIT), []
    for row in _numbered(rows):
        linked = {**row, "prev_hash": previous}
        previous = chain_hash(previous, plain({**linked, "at_utc": datetime.fromisoformat(row["at_utc"])}))
        chained.append({**linked, "hash": previous})
    return chained


def test_a_changed_log_is_found_wherever_it_was_changed(log: Log) -> None:
    for mutation in MUTATIONS:
        try_at(log, mutation, [0, len(log.rows) - 1, *random.Random(7).sample(range(1, len(log.rows) - 1), 18)])


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_changed_log_is_found_at_a_thousand_places(log: Log, mutation: Callable[[Rows, int], Rows]) -> None:
    log.here.clock.now += timedelta(days=1)
    write_entries(log.here, 1000 - len(log.rows))
    wanted = "SELECT * FROM audit_entry WHERE memorial_id = ? ORDER BY seq"
    log.rows = [dict(row) for row in log.connection.execute(wanted, [log.here.memorial.id]).fetchall()]
    log.connection.backup(log.copy)
    note_heads(log.inspection, log.here.installation.key_store.noted_heads)
    assert not log.is_found()

    try_at(log, mutation, list(range(len(log.rows))))


def test_the_careful_one_of_these_tests_knows_how_the_chain_is_made(log: Log) -> None:
    assert with_every_hash_made_anew(log.rows, log.here.memorial.id) == log.rows


def try_at(log: Log, mutation: Callable[[Rows, int], Rows], places: list[int]) -> None:
    unseen = []
    for at in places:
        changed = mutation(log.rows, at)
        careful = with_every_hash_made_anew(changed, log.here.memorial.id)
        for kind, rows, head in (("clumsy", changed, mutation is truncated), ("careful", careful, True)):
            log.write(rows, head=head)
            if not log.is_found():
                unseen.append((kind, at))
            log.as_it_was()
    assert unseen == [], mutation.__name__
    assert not log.is_found()


def test_memorial_check_says_where_a_log_was_cut(log: Log) -> None:
    inspection = ArchiveInspection(log.here.installation.archive, log.here.clock)
    assert [one for one in check(log.here.services, inspection) if one.kind == "chain"] == []
    log.write(log.rows[:50], head=True)

    (wrong,) = [one for one in check(log.here.services, inspection) if one.kind == "chain"]

    assert wrong.where == f"{log.here.memorial.id}/audit/{len(log.rows)}"


def test_noting_again_does_not_cover_up_what_was_cut(log: Log) -> None:
    """The worker goes on noting while nobody has looked."""
    noted = log.here.installation.key_store.noted_heads
    log.write(log.rows[:50], head=True)
    note_heads(log.inspection, noted)
    write_entries(log.here, 200)
    note_heads(log.inspection, noted)

    assert log.is_found()


def test_a_log_that_only_grew_is_noted_further(log: Log) -> None:
    noted = log.here.installation.key_store.noted_heads
    write_entries(log.here, 3)

    assert note_heads(log.inspection, noted) == 1
    assert noted.all()[(AUDIT, log.here.memorial.id)].seq == len(log.rows) + 3
    assert note_heads(log.inspection, noted) == 0
    assert not log.is_found()


def test_after_a_restore_the_shorter_log_is_taken_as_it_is(log: Log) -> None:
    noted = log.here.installation.key_store.noted_heads
    log.write(log.rows[:50], head=True)
    assert log.is_found()

    noted.forget()
    note_heads(log.inspection, noted)

    assert not log.is_found()


def test_the_log_holds_no_word_of_anybody_and_stands_after_an_erasure(home: Path) -> None:
    with installation(home) as here:
        code, given = here.publish(
            person_name="Zqaudit Verdin", story="At the zqstory bridge.", contributor_name="Zqsender", signature="name",
            place="Zqplace",
        )  # fmt: skip
        here.act(code, "message", message="Write to zqmessage.")
        here.act(code, "erase")
        with here.installation.engines.reading.connect() as connection:
            everything = str(connection.exec_driver_sql("SELECT * FROM audit_entry").all()).lower()
        inspection = ArchiveInspection(here.installation.archive, here.clock)

        assert given.id in everything
        assert "zq" not in everything
        assert code not in everything
        assert inspection.broken_links(AUDIT, here.memorial.id) == []
