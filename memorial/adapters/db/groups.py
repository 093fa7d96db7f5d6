"""The repositories of groups and of places of memory: saving seals, getting opens; groups are found by their people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, insert, select

from memorial.adapters.db.sealed_records import SealedRecords, sealed_table
from memorial.adapters.db.tables import dependence
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes
from memorial.domain.group import Group
from memorial.domain.heritage import HeritageItem

people_group = sealed_table(
    "people_group", "Families, households, houses, crews, classes: who belongs together, sealed"
)
heritage_item = sealed_table("heritage_item", "Cemeteries, monuments, buildings: their names and conditions, sealed")

GROUP = "group"
"""What their rows among the dependences are called."""


class SqlGroups(SealedRecords[Group]):
    """Groups can be asked for by one of their people: by a keyed hash, since who belongs together is private."""

    table = people_group

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.groups, work.groups_before)

    def _read(self, opened: bytes, row: Any) -> Group:
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


class SqlHeritage(SealedRecords[HeritageItem]):
    table = heritage_item

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.heritage, work.heritage_before)

    def _read(self, opened: bytes, row: Any) -> HeritageItem:
        return from_bytes(opened, HeritageItem)
