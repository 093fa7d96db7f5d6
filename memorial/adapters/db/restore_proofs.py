"""When a restore was proved last, for metrics; and about when a backup was made, by what it holds itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, and_, func, select

from memorial.adapters.db.tables import audit_entry, trusted_clock
from memorial.adapters.db.times import from_db, maybe_from_db
from memorial.application.restore_alarm import PROVED, RESTORED


def restore_gauges(reading: Engine, now: datetime) -> Mapping[str, float]:
    """How many hours ago a restore was proved; -1 where none ever was."""
    entry = audit_entry.c
    done = and_(entry.action.in_((PROVED, RESTORED)), entry.outcome == "done")
    with reading.connect() as connection:
        proved = maybe_from_db(connection.execute(select(func.max(entry.at_utc)).where(done)).scalar())
    hours = (now - proved).total_seconds() / 3600 if proved is not None else -1.0
    return {"restore_proved_age_hours": hours}


def made_about(restored: Engine) -> datetime | None:
    """The newest time that a backup just restored knows of: its worker read the clock every minute.

    What the restore itself wrote does not count. None for a backup in which nothing has a time.
    """
    entry = audit_entry.c
    with restored.connect() as connection:
        acted = connection.execute(select(func.max(entry.at_utc)).where(entry.action != RESTORED)).scalar()
        clock = connection.execute(select(func.max(trusted_clock.c.highest))).scalar()
    times = [from_db(one) for one in (acted, clock) if one is not None]
    return max(times, default=None)
