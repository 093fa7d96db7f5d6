"""Codes with which a guardian agrees, refuses or takes back. They lie in a table that no other look-up reads."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, bindparam, delete, insert, select

from memorial.adapters.db.contributors import lookup_of
from memorial.adapters.db.tables import guardian_code
from memorial.adapters.db.work import Work

_FIND = select(guardian_code.c.memorial_id, guardian_code.c.record_id, guardian_code.c.id).where(
    guardian_code.c.lookup == bindparam("of")
)
_MINE = and_(
    guardian_code.c.memorial_id == bindparam("of_memorial"), guardian_code.c.record_id == bindparam("of_record")
)


class SqlGuardianCodes:
    """Keeps the promises of the `GuardianCodes` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def _lookup(self, code: str) -> str:
        """A hash of its own: the same digits as a receipt's would be found nowhere else."""
        return lookup_of(self._work, f"guardian:{code}")

    def add(self, code: str, memorial_id: str, record_id: str, *, code_id: str) -> None:
        self.end(memorial_id, record_id)
        row = {"lookup": self._lookup(code), "memorial_id": memorial_id, "record_id": record_id}
        made_on = self._work.now().date()
        self._work.connection.execute(insert(guardian_code), {**row, "id": code_id, "made_on": made_on})

    def find(self, code: str) -> tuple[str, str, str] | None:
        row = self._work.connection.execute(_FIND, {"of": self._lookup(code)}).one_or_none()
        return (row.memorial_id, row.record_id, row.id) if row else None

    def made_on(self, memorial_id: str, record_id: str) -> date | None:
        at = {"of_memorial": memorial_id, "of_record": record_id}
        found: date | None = self._work.connection.execute(select(guardian_code.c.made_on).where(_MINE), at).scalar()
        return found

    def end(self, memorial_id: str, record_id: str) -> None:
        at = {"of_memorial": memorial_id, "of_record": record_id}
        self._work.connection.execute(delete(guardian_code).where(_MINE), at)
