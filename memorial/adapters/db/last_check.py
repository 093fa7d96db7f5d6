"""When everything was last checked and how much was wrong: one row, for metrics and the doctor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from memorial.adapters.db.tables import last_check
from memorial.adapters.db.times import from_db, to_db
from memorial.application.ports.inspection import LastCheck

_ONE_ROW = 1


class SqlLastChecks:
    """Keeps the promises of the `LastChecks` port."""

    def __init__(self, writing: Engine, reading: Engine) -> None:
        self._writing, self._reading = writing, reading

    def last(self) -> LastCheck | None:
        with self._reading.connect() as connection:
            row = connection.execute(select(last_check)).one_or_none()
        return LastCheck(from_db(row.finished_at), row.wrong, row.kinds) if row else None

    def note(self, done: LastCheck) -> None:
        values = {"finished_at": to_db(done.finished_at), "wrong": done.wrong, "kinds": done.kinds[:200]}
        with self._writing.begin() as connection:
            if connection.execute(update(last_check).values(**values)).rowcount == 0:
                connection.execute(insert(last_check), {"id": _ONE_ROW, **values})


def last_check_gauges(reading: Engine, now: datetime) -> Mapping[str, float]:
    """How many things the last check found wrong, and how many hours ago it ended; -1 where there was none."""
    with reading.connect() as connection:
        row = connection.execute(select(last_check)).one_or_none()
    if row is None:
        return {"check_wrong": -1.0, "check_age_hours": -1.0}
    hours = (now - from_db(row.finished_at)).total_seconds() / 3600
    return {"check_wrong": float(row.wrong), "check_age_hours": hours}
