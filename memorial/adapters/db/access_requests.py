"""The repository of requests for access: sealed; found by the code of who asks, and by the link that was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, Column, String, and_, case, delete, func, insert, select

from memorial.adapters.db.contributors import lookup_of
from memorial.adapters.db.sealed_records import SealedRecords, sealed_table
from memorial.adapters.db.tables import ID, UTC_TIME, due, receipt
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes
from memorial.domain.access_request import AccessRequest, RequestState

access_request = sealed_table(
    "access_request",
    "Requests for an interview, sealed; `link_lookup`: the keyed hash of the link that was given",
    Column("interview_id", ID, nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("waiting_since", UTC_TIME, nullable=False),
    Column("link_lookup", String(64), nullable=False),
)

RECORD_KIND = "access"
"""What its row among the receipts is called."""
FORGET = "forget_access"
"""What becomes due: its words are destroyed."""


class SqlAccessRequests(SealedRecords[AccessRequest]):
    """Keeps the promises of the `AccessRequests` port."""

    table = access_request

    def __init__(self, work: Work) -> None:
        super().__init__(work, {}, {})

    def _read(self, opened: bytes, row: Any) -> AccessRequest:
        return from_bytes(opened, AccessRequest)

    def _columns(self, record: AccessRequest) -> dict[str, Any]:
        return {
            **super()._columns(record),
            "interview_id": record.interview_id,
            "waiting": record.state is RequestState.WAITING,
            "waiting_since": to_db(record.state_since or record.made_at),
            "link_lookup": self._link(record.token) if record.token else "",
        }

    def _link(self, token: str) -> str:
        return self._work.hashed("access link", token)

    def _index(self, record: AccessRequest) -> None:
        mine = and_(due.c.memorial_id == record.memorial_id, due.c.record_id == record.id)
        self._work.connection.execute(delete(due).where(mine))
        row = {"memorial_id": record.memorial_id, "record_id": record.id, "kind": FORGET}
        self._work.connection.execute(insert(due), {**row, "due_at": to_db(record.ends_at())})

    def ask(self, added: AccessRequest, code: str) -> None:
        bound = {"lookup": lookup_of(self._work, code), "memorial_id": added.memorial_id, "record_id": added.id}
        self._work.connection.execute(insert(receipt), {**bound, "record_kind": RECORD_KIND})
        self.add(added)

    def of_code(self, code: str) -> AccessRequest | None:
        wanted = select(receipt.c.memorial_id, receipt.c.record_id).where(
            receipt.c.lookup == lookup_of(self._work, code), receipt.c.record_kind == RECORD_KIND
        )
        row = self._work.connection.execute(wanted).one_or_none()
        return self.find(row.memorial_id, row.record_id) if row else None

    def of_link(self, token: str) -> AccessRequest | None:
        if not token:
            return None
        wanted = select(access_request.c.memorial_id, access_request.c.id)
        row = self._work.connection.execute(
            wanted.where(access_request.c.link_lookup == self._link(token))
        ).one_or_none()
        return self.find(row.memorial_id, row.id) if row else None

    def listed(self, memorial_id: str, *, limit: int, skip: int = 0) -> Sequence[AccessRequest]:
        columns = access_request.c
        wanted = select(columns.id).where(columns.memorial_id == memorial_id)
        # Of those that wait the oldest first, so that no crowd of later ones comes before it.
        since_when_it_waits = case((columns.waiting, columns.waiting_since), else_=None)
        order = (columns.waiting.desc(), since_when_it_waits, columns.waiting_since.desc(), columns.id)
        ids = self._work.connection.execute(wanted.order_by(*order).offset(skip).limit(limit)).scalars().all()
        return [self.get(memorial_id, one) for one in ids]

    def count_waiting(self, memorial_id: str) -> int:
        waits = and_(access_request.c.memorial_id == memorial_id, access_request.c.waiting)
        return self._work.connection.execute(select(func.count()).where(waits)).scalar_one()

    def granted(self, memorial_id: str) -> Sequence[AccessRequest]:
        mine = and_(access_request.c.memorial_id == memorial_id, access_request.c.link_lookup != "")
        ids = self._work.connection.execute(select(access_request.c.id).where(mine)).scalars().all()
        return [self.get(memorial_id, one) for one in ids]

    def erase(self, gone: AccessRequest) -> None:
        for table in (receipt, due):
            mine = and_(table.c.memorial_id == gone.memorial_id, table.c.record_id == gone.id)
            self._work.connection.execute(delete(table).where(mine))
        super().erase(gone)

    def erase_of(self, memorial_id: str, interview_id: str) -> None:
        """All that asked for that interview, which goes."""
        mine = and_(access_request.c.memorial_id == memorial_id, access_request.c.interview_id == interview_id)
        for one in self._work.connection.execute(select(access_request.c.id).where(mine)).scalars().all():
            self.erase(self.get(memorial_id, one))
