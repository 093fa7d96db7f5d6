"""Records that are one sealed document beside their ids: saving seals, getting opens, erasing takes the key too."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from memorial.adapters.db.records import at_record, ids_in, of_record
from memorial.adapters.db.tables import ID, dependence, memorial_key, metadata
from memorial.adapters.db.work import Work
from memorial.adapters.documents import to_bytes
from memorial.adapters.sealing import open_sealed, seal
from memorial.application.ports.secrets import LedgerEntry
from memorial.domain.access_request import AccessRequest
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.group import Group
from memorial.domain.heritage import HeritageItem
from memorial.domain.interview import Interview
from memorial.domain.record_entry import AnyEntry

R = TypeVar("R", Group, HeritageItem, AnyEntry, Interview, AccessRequest)


def sealed_table(name: str, comment: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        memorial_key(),
        Column("id", ID, primary_key=True),
        Column("key_id", ID, nullable=False),
        *columns,
        Column("revision", Integer, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
        comment=comment,
    )


class SealedRecords(ABC, Generic[R]):
    """What they have in common. What was touched waits in `touched` for the gate; `before` is how it was."""

    table: Table

    def __init__(self, work: Work, touched: dict[tuple[str, str], R | None], before: dict[tuple[str, str], R]) -> None:
        self._work = work
        self._touched: dict[tuple[str, str], R | None] = touched
        self._before: dict[tuple[str, str], R] = before

    def get(self, memorial_id: str, record_id: str) -> R:
        found = self.find(memorial_id, record_id)
        if found is None:
            raise NotFound
        return found

    def find(self, memorial_id: str, record_id: str) -> R | None:
        at = (memorial_id, record_id)
        if at in self._touched:
            return self._touched[at]
        if at not in self._before:
            self._work.lock(memorial_id)
            row = self._work.connection.execute(
                select(self.table).where(of_record(self.table, memorial_id, record_id))
            ).one_or_none()
            if row is None:
                return None
            self._before[at] = self._open(row)
        return self._before[at]

    def _open(self, row: Any) -> R:
        opened = open_sealed(self._work.key(row.key_id), row.sealed, context=f"{self.table.name}:{row.id}")
        return replace(self._read(opened, row), revision=row.revision)

    @abstractmethod
    def _read(self, opened: bytes, row: Any) -> R: ...

    def add(self, added: R) -> None:
        self._work.lock(added.memorial_id)
        self._work.connection.execute(insert(self.table), {**self._columns(added), "revision": 1})
        self._index(added)
        self._touched[(added.memorial_id, added.id)] = replace(added, revision=1)

    def save(self, changed: R) -> None:
        """Raises `Conflict` where somebody else changed it meanwhile."""
        work, at = self._work, (changed.memorial_id, changed.id)
        work.lock(changed.memorial_id)
        self.find(*at)
        place = {"of_memorial": at[0], "of_record": at[1], "of_revision": changed.revision}
        wanted = update(self.table).where(at_record(self.table), self.table.c.revision == bindparam("of_revision"))
        values = {**self._columns(changed), "revision": changed.revision + 1}
        if work.connection.execute(wanted, {**values, **place}).rowcount != 1:
            raise Conflict
        self._index(changed)
        self._touched[at] = replace(changed, revision=changed.revision + 1)

    def _columns(self, record: R) -> dict[str, Any]:
        context = f"{self.table.name}:{record.id}"
        return {
            "memorial_id": record.memorial_id,
            "id": record.id,
            "key_id": record.key_id,
            "sealed": seal(self._work.key(record.key_id), to_bytes(replace(record, revision=0)), context=context),
        }

    def _index(self, record: R) -> None:
        """Nothing to find it by."""

    def erase(self, gone: R) -> None:
        """Its rows go now, and its key right after the commit."""
        work = self._work
        work.lock(gone.memorial_id)
        hanging = and_(dependence.c.memorial_id == gone.memorial_id, dependence.c.record_id == gone.id)
        work.connection.execute(delete(dependence).where(hanging))
        work.connection.execute(delete(self.table).where(of_record(self.table, gone.memorial_id, gone.id)))
        self._touched[(gone.memorial_id, gone.id)] = None
        work.doomed_keys.append(gone.key_id)
        work.ledger.append(LedgerEntry(work.now(), "erased", gone.memorial_id, gone.id, self.table.name))

    def ids(self, memorial_id: str) -> Iterator[str]:
        return ids_in(self._work, self.table, memorial_id)

    def touch(self, memorial_id: str, record_id: str) -> bool:
        """Let it pass the gate again at commit. False for an unknown id."""
        found = self.find(memorial_id, record_id)
        if found is not None:
            self._touched[(memorial_id, record_id)] = found
        return found is not None
