"""Codes that can hide one record and do nothing else. They lie in a table that no other look-up reads."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, delete, insert, select

from memorial.adapters.db.contributors import lookup_of
from memorial.adapters.db.tables import hide_code
from memorial.adapters.db.work import Work
from memorial.application.ports.evidence import HideCode

_FIND = select(hide_code.c.memorial_id, hide_code.c.record_id, hide_code.c.id).where(
    hide_code.c.lookup == bindparam("of")
)


class SqlHideCodes:
    """Keeps the promises of the `HideCodes` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, code: str, memorial_id: str, record_id: str, *, code_id: str) -> None:
        row = {"lookup": lookup_of(self._work, code), "memorial_id": memorial_id, "record_id": record_id}
        made_on = self._work.now().date()
        self._work.connection.execute(insert(hide_code), {**row, "id": code_id, "made_on": made_on})

    def find(self, code: str) -> tuple[str, str, str] | None:
        row = self._work.connection.execute(_FIND, {"of": lookup_of(self._work, code)}).one_or_none()
        return (row.memorial_id, row.record_id, row.id) if row else None

    def of(self, memorial_id: str, record_id: str) -> tuple[HideCode, ...]:
        mine = and_(hide_code.c.memorial_id == memorial_id, hide_code.c.record_id == record_id)
        wanted = select(hide_code.c.id, hide_code.c.made_on).where(mine).order_by(hide_code.c.made_on, hide_code.c.id)
        return tuple(HideCode(row.id, row.made_on) for row in self._work.connection.execute(wanted))

    def revoke(self, memorial_id: str, record_id: str, code_id: str) -> bool:
        """False where that record has no such code."""
        mine = and_(hide_code.c.memorial_id == memorial_id, hide_code.c.record_id == record_id)
        return self._work.connection.execute(delete(hide_code).where(mine, hide_code.c.id == code_id)).rowcount == 1
