"""What readers typed and have not decided: sealed under the key of the record that it is about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKeyConstraint, LargeBinary, Table, and_, delete, insert, select

from memorial.adapters.db.tables import ID, UTC_TIME, memorial_key, metadata, remembrance
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.adapters.sealing import open_sealed, seal
from memorial.application.ports.review_drafts import ReviewDraft
from memorial.domain.errors import NotFound

review_draft = Table(
    "review_draft",
    metadata,
    memorial_key(),
    Column("record_id", ID, primary_key=True),
    Column("staff_id", ID, primary_key=True),
    Column("kept_at", UTC_TIME, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
    comment="What a reader typed and has not decided, sealed under the key of the record",
)


def forget_review_drafts(work: Work, memorial_id: str, record_id: str, staff_id: str = "") -> None:
    where = [review_draft.c.memorial_id == memorial_id, review_draft.c.record_id == record_id]
    if staff_id:
        where.append(review_draft.c.staff_id == staff_id)
    work.connection.execute(delete(review_draft).where(*where))


class SqlReviewDrafts:
    """Keeps the promises of the `ReviewDrafts` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def keep(self, memorial_id: str, record_id: str, staff_id: str, draft: ReviewDraft) -> None:
        key = self._key(memorial_id, record_id)
        if key is None:
            raise NotFound
        self._work.lock(memorial_id)
        self.forget(memorial_id, record_id, staff_id)
        row = {"memorial_id": memorial_id, "record_id": record_id, "staff_id": staff_id}
        sealed = seal(key, to_bytes(draft), context=_context(record_id, staff_id))
        self._work.connection.execute(
            insert(review_draft), {**row, "kept_at": to_db(self._work.now()), "sealed": sealed}
        )

    def find(self, memorial_id: str, record_id: str, staff_id: str) -> ReviewDraft | None:
        mine = and_(
            review_draft.c.memorial_id == memorial_id,
            review_draft.c.record_id == record_id,
            review_draft.c.staff_id == staff_id,
        )
        sealed = self._work.connection.execute(select(review_draft.c.sealed).where(mine)).scalar_one_or_none()
        key = self._key(memorial_id, record_id) if sealed is not None else None
        if sealed is None or key is None:
            return None
        return from_bytes(open_sealed(key, sealed, context=_context(record_id, staff_id)), ReviewDraft)

    def forget(self, memorial_id: str, record_id: str, staff_id: str = "") -> None:
        forget_review_drafts(self._work, memorial_id, record_id, staff_id)

    def forget_reader(self, staff_id: str, memorial_id: str = "") -> None:
        where = [review_draft.c.staff_id == staff_id]
        if memorial_id:
            where.append(review_draft.c.memorial_id == memorial_id)
        self._work.connection.execute(delete(review_draft).where(*where))

    def holds_older(self, than: datetime) -> bool:
        older = select(review_draft.c.staff_id).where(review_draft.c.kept_at < to_db(than)).limit(1)
        return self._work.connection.execute(older).first() is not None

    def forget_older(self, before: datetime) -> int:
        gone = delete(review_draft).where(review_draft.c.kept_at < to_db(before))
        return int(self._work.connection.execute(gone).rowcount)

    def _key(self, memorial_id: str, record_id: str) -> bytes | None:
        here = and_(remembrance.c.memorial_id == memorial_id, remembrance.c.id == record_id)
        key_id = self._work.connection.execute(select(remembrance.c.key_id).where(here)).scalar_one_or_none()
        return self._work.key(key_id) if key_id is not None else None


def _context(record_id: str, staff_id: str) -> str:
    return f"review_draft:{record_id}:{staff_id}"
