"""The repositories of groups and of places of memory: saving seals, getting opens; groups are found by their people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.adapters.sealing import open_sealed, seal
from memorial.application.ports.secrets import LedgerEntry
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.group import Group
from memorial.domain.heritage import HeritageItem


def _sealed(name: str, comment: str) -> Table:
    return Table(
        name,
        metadata,
        memorial_key(),
        Column("id", ID, primary_key=True),
        Column("key_id", ID, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
        comment=comment,
    )


people_group = _sealed("people_group", "Families, households, houses, crews, classes: who belongs together, sealed")
heritage_item = _sealed("heritage_item", "Cemeteries, monuments, buildings: their names and conditions, sealed")

GROUP = "group"
"""What their rows among the dependences are called."""

R = TypeVar("R", Group, HeritageItem)


class _Records(Generic[R]):
    """What both have in common. What was touched waits in `touched` for the gate; `before` is how it was."""

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
        return replace(self._read(opened), revision=row.revision)

    def _read(self, opened: bytes) -> R:
        raise NotImplementedError

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


class SqlGroups(_Records[Group]):
    """Groups can be asked for by one of their people: by a keyed hash, since who belongs together is private."""

    table = people_group

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.groups, work.groups_before)

    def _read(self, opened: bytes) -> Group:
        return from_bytes(opened, Group)

    def _index(self, record: Group) -> None:
        mine = and_(dependence.c.memorial_id == record.memorial_id, dependence.c.record_id == record.id)
        self._work.connection.execute(delete(dependence).where(mine))
        base = {"memorial_id": record.memorial_id, "record_kind": GROUP, "record_id": record.id}
        # Who is only in its history too: when they are erased, that goes as well.
        rows = [{**base, "on_key": self._hash(person_id)} for person_id in sorted(record.people_ever)]
        if rows:
            self._work.connection.execute(insert(dependence), rows)

    def _hash(self, person_id: str) -> str:
        return self._work.hashed("person", person_id)

    def of_person(self, memorial_id: str, person_id: str) -> Sequence[str]:
        """The ids of the groups that name that person, now or in their history."""
        where = and_(
            dependence.c.memorial_id == memorial_id,
            dependence.c.on_key == self._hash(person_id),
            dependence.c.record_kind == GROUP,
        )
        return list(self._work.connection.execute(select(dependence.c.record_id).where(where)).scalars())


class SqlHeritage(_Records[HeritageItem]):
    table = heritage_item

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.heritage, work.heritage_before)

    def _read(self, opened: bytes) -> HeritageItem:
        return from_bytes(opened, HeritageItem)
