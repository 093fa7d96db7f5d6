"""The repository of objections: each is one sealed document beside the few clear columns that the desk's list needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update

from memorial.adapters.db.contributors import lookup_of
from memorial.adapters.db.edition_tables import published_person, published_remembrance
from memorial.adapters.db.tables import due, objection, receipt
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.adapters.sealing import open_sealed, seal
from memorial.application.ports.secrets import LedgerEntry
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.objection import WAITING, Objection, timers
from memorial.vocabulary import ObjectionState

RECORD_KIND = "objection"


class SqlObjections:
    """Keeps the promises of the `Objections` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def lock(self, memorial_id: str) -> None:
        self._work.lock(memorial_id)

    def get(self, memorial_id: str, objection_id: str) -> Objection:
        found = self._opened(_at(memorial_id, objection_id), limit=1)
        if not found:
            raise NotFound
        return found[0]

    def of_code(self, code: str) -> Objection | None:
        wanted = select(receipt.c.memorial_id, receipt.c.record_id).where(
            receipt.c.lookup == lookup_of(self._work, code), receipt.c.record_kind == RECORD_KIND
        )
        row = self._work.connection.execute(wanted).one_or_none()
        if row is None:
            return None
        found = self._opened(_at(row.memorial_id, row.record_id), limit=1)
        return found[0] if found else None

    def add(self, added: Objection, code: str | None) -> None:
        work = self._work
        if code is not None:
            bound = {"lookup": lookup_of(work, code), "memorial_id": added.memorial_id, "record_id": added.id}
            work.connection.execute(insert(receipt), {**bound, "record_kind": RECORD_KIND})
        work.connection.execute(insert(objection), {**self._columns(added), "revision": 1})
        self._keep_dues(added)

    def save(self, changed: Objection) -> None:
        at = and_(_at(changed.memorial_id, changed.id), objection.c.revision == changed.revision)
        values = {**self._columns(changed), "revision": changed.revision + 1}
        if self._work.connection.execute(update(objection).where(at).values(**values)).rowcount != 1:
            raise Conflict
        self._keep_dues(changed)

    def erase(self, gone: Objection) -> None:
        work = self._work
        for table in (receipt, due):
            of = and_(table.c.memorial_id == gone.memorial_id, table.c.record_id == gone.id)
            work.connection.execute(delete(table).where(of))
        work.connection.execute(delete(objection).where(_at(gone.memorial_id, gone.id)))
        work.doomed_keys.append(gone.key_id)
        work.ledger.append(LedgerEntry(work.now(), "erased", gone.memorial_id, gone.id, "objection"))

    def waiting(self, memorial_id: str, *, limit: int) -> Sequence[Objection]:
        return self._opened(and_(objection.c.memorial_id == memorial_id, objection.c.waiting.is_(True)), limit=limit)

    def closed(self, memorial_id: str, *, limit: int) -> Sequence[Objection]:
        where = and_(objection.c.memorial_id == memorial_id, objection.c.waiting.is_(False))
        return self._opened(where, limit=limit, newest=True)

    def count_waiting(self, memorial_id: str) -> int:
        where = and_(objection.c.memorial_id == memorial_id, objection.c.waiting.is_(True))
        return self._count(select(func.count()).select_from(objection).where(where))

    def hidden_at_once(self, memorial_id: str) -> int:
        hiding = and_(objection.c.state == ObjectionState.HIDING.value, objection.c.at_once.is_(True))
        where = and_(objection.c.memorial_id == memorial_id, hiding)
        return self._count(select(func.count()).select_from(objection).where(where))

    def shown(self, memorial_id: str) -> int:
        tables = (published_person, published_remembrance)
        of = [select(func.count()).select_from(t).where(t.c.memorial_id == memorial_id) for t in tables]
        return sum(self._count(wanted) for wanted in of)

    def _count(self, wanted: Any) -> int:
        return int(self._work.connection.execute(wanted).scalar_one())

    def _opened(self, where: ColumnElement[bool], *, limit: int, newest: bool = False) -> list[Objection]:
        since = objection.c.waiting_since.desc() if newest else objection.c.waiting_since
        rows = self._work.connection.execute(
            select(objection).where(where).order_by(since, objection.c.id).limit(limit)
        ).all()
        self._work.fetch_keys([row.key_id for row in rows])
        return [self._open(row) for row in rows]

    def _open(self, row: Any) -> Objection:
        opened = open_sealed(self._work.key(row.key_id), row.sealed, context=f"objection:{row.id}")
        return replace(from_bytes(opened, Objection), revision=row.revision)

    def _columns(self, record: Objection) -> dict[str, Any]:
        plain = to_bytes(replace(record, revision=0))
        return {
            "memorial_id": record.memorial_id,
            "id": record.id,
            "key_id": record.key_id,
            "kind": record.kind.value,
            "state": record.state.value,
            "waiting": record.state in WAITING,
            "waiting_since": to_db(record.state_since or record.made_at),
            "at_once": record.at_once,
            "sealed": seal(self._work.key(record.key_id), plain, context=f"objection:{record.id}"),
        }

    def _keep_dues(self, record: Objection) -> None:
        mine = and_(due.c.memorial_id == record.memorial_id, due.c.record_id == record.id)
        self._work.connection.execute(delete(due).where(mine))
        base = {"memorial_id": record.memorial_id, "record_id": record.id}
        rows = [{**base, "kind": timer.kind, "due_at": to_db(timer.at)} for timer in timers(record)]
        if rows:
            self._work.connection.execute(insert(due), rows)


def _at(memorial_id: str, objection_id: str) -> ColumnElement[bool]:
    return and_(objection.c.memorial_id == memorial_id, objection.c.id == objection_id)
