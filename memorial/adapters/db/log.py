"""The audit log as people read it: by who, what and when, in one chain."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from memorial.adapters.db.chains import audit_entry_of
from memorial.adapters.db.tables import audit_entry
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.application.ports.log import Acts
from memorial.application.ports.store import AuditEntry
from memorial.vocabulary import ActorKind


class SqlLog:
    """Keeps the promises of the `Log` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def entries(
        self, memorial_id: str, wanted: Acts, *, before: int | None, limit: int
    ) -> list[tuple[int, AuditEntry]]:
        found = select(audit_entry).where(audit_entry.c.memorial_id == memorial_id, *_conditions(wanted))
        if before is not None:
            found = found.where(audit_entry.c.seq < before)
        rows = self._work.connection.execute(found.order_by(audit_entry.c.seq.desc()).limit(limit)).mappings()
        return [(row["seq"], audit_entry_of(row)) for row in rows]

    def kinds(self, memorial_id: str) -> tuple[Sequence[str], Sequence[str]]:
        here = audit_entry.c.memorial_id == memorial_id
        staff = audit_entry.c.actor_kind == ActorKind.STAFF.value
        run = self._work.connection.execute
        actions = run(select(audit_entry.c.action).where(here).distinct()).scalars()
        actors = run(select(audit_entry.c.actor).where(here, staff).distinct()).scalars()
        return sorted(actions), sorted(actors)


def _conditions(wanted: Acts) -> list[ColumnElement[bool]]:
    entry, found = audit_entry.c, list[ColumnElement[bool]]()
    for column, asked in ((entry.actor, wanted.actor), (entry.action, wanted.action), (entry.outcome, wanted.outcome)):
        if asked:
            found.append(column == asked)
    if wanted.since is not None:
        found.append(entry.at_utc >= to_db(wanted.since))
    if wanted.until is not None:
        found.append(entry.at_utc < to_db(wanted.until))
    return found
