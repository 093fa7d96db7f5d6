"""How much waits, for an operator's metrics: numbers of the whole installation, nothing of any one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, Table, func, select

from memorial.adapters.db.fixity import unread
from memorial.adapters.db.last_check import last_check_gauges
from memorial.adapters.db.restore_proofs import restore_gauges
from memorial.adapters.db.tables import due, fixity, outbox, remembrance
from memorial.adapters.db.times import to_db


def what_waits(reading: Engine, now: Callable[[], datetime]) -> Mapping[str, float]:
    """Remembrances that wait for a reader, jobs that are due, mail that waits; what the last check found."""
    wanted: dict[str, tuple[Table, ColumnElement[bool]]] = {
        "queue_length": (remembrance, remembrance.c.waiting.is_(True)),
        "jobs_due": (due, due.c.due_at <= to_db(now())),
        "mail_waiting": (outbox, outbox.c.state == "waiting"),
        "files_damaged": (fixity, fixity.c.damaged > 0),
        "files_unread": (remembrance, unread(now())),
    }
    with reading.connect() as connection:
        waiting = {
            name: float(connection.execute(select(func.count()).select_from(table).where(where)).scalar_one())
            for name, (table, where) in wanted.items()
        }
    return {**waiting, **last_check_gauges(reading, now()), **restore_gauges(reading, now())}
