"""What is asked for of the queue, as conditions on the clear columns."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, not_, or_

from memorial.adapters.db.tables import remembrance
from memorial.adapters.db.times import to_db
from memorial.application.ports.queue import Held, Only


def wanted_of(only: Only) -> list[ColumnElement[bool]]:
    """Conditions that all hold of what is asked for; none where everything is."""
    columns, found = remembrance.c, list[ColumnElement[bool]]()
    if only.kind:
        found.append(columns.kind == only.kind)
    if only.languages:
        found.append(columns.language.in_(only.languages))
    if only.label:
        found.append(_has(only.label))
    found += [not_(_has(label)) for label in only.without]
    if only.since_before is not None:
        found.append(columns.waiting_since <= to_db(only.since_before))
    return [*found, *_held(only)]


def _has(label: str) -> ColumnElement[bool]:
    return ("," + remembrance.c.flags + ",").contains(f",{label},", autoescape=True)


def _held(only: Only) -> list[ColumnElement[bool]]:
    if only.held is None or only.now is None:
        return []
    columns = remembrance.c
    live = and_(columns.claimed_by.is_not(None), columns.claimed_until > to_db(only.now))
    if only.held is Held.NOBODY:
        return [or_(columns.claimed_by.is_(None), columns.claimed_until <= to_db(only.now))]
    mine = columns.claimed_by == only.me
    return [and_(live, mine if only.held is Held.ME else not_(mine))]
