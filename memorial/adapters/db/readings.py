"""What each person at the desk opened today, sealed under that account's key, so that nobody can count or compare."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary, Table, delete, insert, select, update

from memorial.adapters.db.tables import ID, UTC_TIME, metadata
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import DoesNotFit, from_bytes, to_bytes
from memorial.adapters.sealing import open_sealed, seal
from memorial.application.ports.secrets import SealBroken
from memorial.domain.exposure import Reading
from memorial.domain.staff import StaffMember

staff_reading = Table(
    "staff_reading",
    metadata,
    Column("staff_id", ID, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("seen_at", UTC_TIME, nullable=False),
    comment="Directory: what somebody opened today, for themselves; sealed, in no backup, gone after a night",
)


class SqlReadings:
    """Keeps the promises of the `Readings` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def of(self, member: StaffMember) -> Reading:
        wanted = select(staff_reading.c.sealed).where(staff_reading.c.staff_id == member.id)
        if not self._work.read_only:
            # Two windows of one person: neither forgets what the other opened.
            wanted = wanted.with_for_update()
        sealed = self._work.connection.execute(wanted).scalar_one_or_none()
        if sealed is None:
            return Reading()
        try:
            opened = open_sealed(self._work.key(member.key_id), sealed, context=_context(member))
            return from_bytes(opened, Reading)
        except (SealBroken, DoesNotFit):
            # It is of today only: nobody is kept from work by it.
            return Reading()

    def keep(self, member: StaffMember, reading: Reading, *, now: datetime) -> None:
        sealed = seal(self._work.key(member.key_id), to_bytes(reading), context=_context(member))
        values = {"sealed": sealed, "seen_at": to_db(now)}
        mine = staff_reading.c.staff_id == member.id
        if self._work.connection.execute(update(staff_reading).where(mine).values(**values)).rowcount == 0:
            self._work.connection.execute(insert(staff_reading), {"staff_id": member.id, **values})

    def holds_older(self, than: datetime) -> bool:
        older = select(staff_reading.c.staff_id).where(staff_reading.c.seen_at < to_db(than)).limit(1)
        return self._work.connection.execute(older).first() is not None

    def forget(self, before: datetime) -> int:
        gone = delete(staff_reading).where(staff_reading.c.seen_at < to_db(before))
        return int(self._work.connection.execute(gone).rowcount)


def _context(member: StaffMember) -> str:
    return f"reading:{member.id}"
