"""What the worker reads: mail to send, what is due, imports, and what is known of the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, delete, insert, or_, select, update

from memorial.adapters.db.tables import due, import_batch, outbox, trusted_clock
from memorial.adapters.db.times import from_db, maybe_from_db, to_db
from memorial.adapters.db.work import Work
from memorial.application.ports.name_lists import ImportBatch
from memorial.application.ports.store import Due, OutboxNote

SECOND_READING = timedelta(minutes=5)
LARGEST_JUMP = timedelta(hours=24)


class SqlOutbox:
    def __init__(self, work: Work) -> None:
        self._work = work

    def add(
        self,
        memorial_id: str,
        record_id: str,
        template: str,
        language: str,
        *,
        now: datetime,
        send_at: datetime | None = None,
    ) -> None:
        row: dict[str, Any] = {"memorial_id": memorial_id, "id": uuid4().hex, "record_id": record_id}
        row |= {"template": template}
        row |= {"language": language, "tries": 0, "state": "waiting", "problem": ""}
        times = {"created_at": to_db(now), "next_at": to_db(send_at or now)}
        self._work.connection.execute(insert(outbox), {**row, **times})

    def drop_waiting(self, memorial_id: str, record_id: str, since: datetime) -> None:
        mine = and_(outbox.c.memorial_id == memorial_id, outbox.c.record_id == record_id)
        where = and_(mine, outbox.c.state == "waiting", outbox.c.created_at >= to_db(since))
        self._work.connection.execute(delete(outbox).where(where))

    def waiting(self, now: datetime, *, limit: int) -> Sequence[OutboxNote]:
        where = and_(outbox.c.state == "waiting", outbox.c.next_at <= to_db(now))
        rows = self._work.connection.execute(select(outbox).where(where).order_by(outbox.c.next_at).limit(limit))
        return [_note(row) for row in rows.mappings()]

    def listed(self, memorial_id: str, *, limit: int) -> Sequence[OutboxNote]:
        wanted = select(outbox).where(outbox.c.memorial_id == memorial_id).order_by(outbox.c.created_at.desc())
        return [_note(row) for row in self._work.connection.execute(wanted.limit(limit)).mappings()]

    def mark(self, note: OutboxNote, *, state: str, next_at: datetime, problem: str = "") -> None:
        at = and_(outbox.c.memorial_id == note.memorial_id, outbox.c.id == note.id)
        values = {"state": state, "tries": note.tries + 1, "next_at": to_db(next_at), "problem": problem[:80]}
        self._work.connection.execute(update(outbox).where(at).values(**values))

    def holds_older(self, than: datetime) -> bool:
        wanted = select(outbox.c.id).where(outbox.c.created_at < to_db(than)).limit(1)
        return self._work.connection.execute(wanted).first() is not None

    def forget(self, before: datetime) -> int:
        """Delete what is older than that, sent or not, and say how many."""
        return self._work.connection.execute(delete(outbox).where(outbox.c.created_at < to_db(before))).rowcount


def _note(row: Any) -> OutboxNote:
    names = ("memorial_id", "id", "record_id", "template", "language")
    values = {name: row[name] for name in names}
    return OutboxNote(
        **values, created_at=from_db(row["created_at"]), tries=row["tries"], state=row["state"], problem=row["problem"]
    )


class SqlDues:
    def __init__(self, work: Work) -> None:
        self._work = work

    def due(self, now: datetime, *, limit: int, trusted: datetime | None = None) -> Sequence[Due]:
        is_due = and_(due.c.kind != "embargo", due.c.due_at <= to_db(now))
        if trusted is not None:
            is_due = or_(is_due, and_(due.c.kind == "embargo", due.c.due_at <= to_db(trusted)))
        wanted = select(due).where(is_due).order_by(due.c.due_at, due.c.record_id).limit(limit)
        rows = self._work.connection.execute(wanted)
        return [Due(row.memorial_id, row.record_id, row.kind, from_db(row.due_at), row.tries) for row in rows]

    def postpone(self, one: Due, until: datetime) -> None:
        values = {"due_at": to_db(until), "tries": one.tries + 1}
        self._work.connection.execute(update(due).where(self._at(one)).values(**values))

    def done(self, one: Due) -> None:
        self._work.connection.execute(delete(due).where(self._at(one)))

    @staticmethod
    def _at(one: Due) -> Any:
        return and_(due.c.memorial_id == one.memorial_id, due.c.record_id == one.record_id, due.c.kind == one.kind)


class SqlImports:
    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, batch: ImportBatch) -> None:
        row = {"memorial_id": batch.memorial_id, "id": batch.id, "kind": batch.kind, "source_id": batch.source_id}
        row |= {"digest": batch.digest}
        self._work.connection.execute(insert(import_batch), {**row, "rows": batch.rows, "at_utc": to_db(batch.at)})

    def get(self, batch_id: str) -> ImportBatch | None:
        return self._one(import_batch.c.id == batch_id)

    def by_digest(self, memorial_id: str, digest: str) -> ImportBatch | None:
        mine = and_(import_batch.c.memorial_id == memorial_id, import_batch.c.digest == digest)
        return self._one(and_(mine, import_batch.c.undone_at.is_(None)))

    def _one(self, where: Any) -> ImportBatch | None:
        row = self._work.connection.execute(select(import_batch).where(where)).first()
        if row is None:
            return None
        at, undone = from_db(row.at_utc), maybe_from_db(row.undone_at)
        return ImportBatch(row.memorial_id, row.id, row.kind, row.source_id, at, row.rows, row.digest, undone)

    def mark_undone(self, batch: ImportBatch, now: datetime) -> None:
        at = and_(import_batch.c.memorial_id == batch.memorial_id, import_batch.c.id == batch.id)
        self._work.connection.execute(update(import_batch).where(at).values(undone_at=to_db(now)))


class SqlClockReadings:
    """A time is trusted once two readings at least ten minutes apart agree that it is past.

    The trusted time never goes back and never leaps more than a day ahead unless an operator accepts it.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    def trusted(self) -> datetime | None:
        """None while there is no such time, or while the clock stands behind one that was seen before."""
        row = self._row()
        if row is None or to_db(self._work.now()) < row.highest - SECOND_READING:
            return None
        return maybe_from_db(row.trusted)

    def record(self, now: datetime, *, accept_jump: bool = False) -> datetime | None:
        row, seen = self._row(), to_db(now)
        if row is None:
            values = {"id": 1, "highest": seen, "reading": seen, "trusted": None}
            self._work.connection.execute(insert(trusted_clock), values)
            return None
        if accept_jump:
            return self._set(highest=seen, reading=seen, trusted=seen)
        if seen < row.highest or seen - row.highest > LARGEST_JUMP:
            return None if seen < row.highest else maybe_from_db(row.trusted)
        if seen - row.reading < SECOND_READING:
            return self._set(highest=seen, reading=row.reading, trusted=row.trusted)
        return self._set(highest=seen, reading=seen, trusted=row.reading)

    def _row(self) -> Any:
        return self._work.connection.execute(select(trusted_clock).where(trusted_clock.c.id == 1)).one_or_none()

    def _set(self, *, highest: datetime, reading: datetime, trusted: datetime | None) -> datetime | None:
        values = {"highest": highest, "reading": reading, "trusted": trusted}
        self._work.connection.execute(update(trusted_clock).where(trusted_clock.c.id == 1).values(**values))
        return maybe_from_db(trusted)
