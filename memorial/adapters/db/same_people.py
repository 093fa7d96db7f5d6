"""Who may be one person with whom: pairs sealed under the key of their list, and the looking for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update

from memorial.adapters.db.name_lists import same_person
from memorial.adapters.db.people_search import find_people
from memorial.adapters.db.tables import dependence, person
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.adapters.sealing import open_sealed, seal
from memorial.disclosure.folding import fold
from memorial.domain.errors import NotFound
from memorial.domain.name_list import KeptList, SamePair, SameState

_AT_ONCE = 500


class SqlSamePairs:
    """Keeps the promises of the `SamePairs` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, kept: KeptList, pairs: Sequence[SamePair]) -> int:
        by_id = {pair.id: pair for pair in pairs}
        for start in range(0, len(pairs), _AT_ONCE):
            some = list(by_id)[start : start + _AT_ONCE]
            there = select(same_person.c.id).where(self._mine(kept), same_person.c.id.in_(some))
            for known in self._work.connection.execute(there).scalars().all():
                by_id.pop(known)
        if by_id:
            self._work.connection.execute(insert(same_person), [self._columns(kept, one) for one in by_id.values()])
        return len(by_id)

    def of(self, kept: KeptList, *, state: SameState, after: str, limit: int) -> Sequence[SamePair]:
        wanted = select(same_person).where(self._mine(kept), same_person.c.state == state.value)
        wanted = wanted.where(same_person.c.id > after).order_by(same_person.c.id).limit(limit)
        return [self._open(kept, row) for row in self._work.connection.execute(wanted).all()]

    def list_of(self, memorial_id: str, pair_id: str) -> str:
        at = (same_person.c.memorial_id == memorial_id) & (same_person.c.id == pair_id)
        found: str | None = self._work.connection.execute(select(same_person.c.list_id).where(at)).scalar()
        if found is None:
            raise NotFound("no_such_pair")
        return found

    def get(self, kept: KeptList, pair_id: str) -> SamePair:
        row = self._work.connection.execute(
            select(same_person).where(self._mine(kept), same_person.c.id == pair_id)
        ).one_or_none()
        if row is None:
            raise NotFound("no_such_pair")
        return self._open(kept, row)

    def save(self, kept: KeptList, pair: SamePair) -> None:
        at = and_(self._mine(kept), same_person.c.id == pair.id)
        self._work.connection.execute(update(same_person).where(at).values(**self._columns(kept, pair)))

    def counts(self, kept: KeptList) -> Mapping[SameState, int]:
        counted = select(same_person.c.state, func.count()).where(self._mine(kept)).group_by(same_person.c.state)
        found = {SameState(state): number for state, number in self._work.connection.execute(counted).all()}
        return {state: found.get(state, 0) for state in SameState}

    def forget(self, kept: KeptList, *, only_open: bool = False) -> None:
        where = self._mine(kept)
        if only_open:
            where = and_(where, same_person.c.state == SameState.OPEN.value)
        self._work.connection.execute(delete(same_person).where(where))

    def people_named(self, memorial_id: str, names: Collection[str]) -> Mapping[str, Sequence[str]]:
        by_key: dict[str, list[str]] = {}
        for name in names:
            by_key.setdefault(self._work.hashed("name", self.same_words(name)), []).append(name)
        found: dict[str, list[str]] = {}
        keys = list(by_key)
        for start in range(0, len(keys), _AT_ONCE):
            where = and_(
                dependence.c.memorial_id == memorial_id,
                dependence.c.on_key.in_(keys[start : start + _AT_ONCE]),
                dependence.c.record_kind == "person",
            )
            for row in self._work.connection.execute(select(dependence.c.on_key, dependence.c.record_id).where(where)):
                for name in by_key[row.on_key]:
                    found.setdefault(name, []).append(row.record_id)
        return found

    def people_like(self, memorial_id: str, name: str, *, at_least: float, limit: int) -> Sequence[str]:
        found = find_people(self._work.connection, memorial_id, name, limit=limit)
        return [one.line.id for one in found if one.score >= at_least]

    def anybody_else(self, kept: KeptList) -> bool:
        others = select(person.c.id).where(person.c.memorial_id == kept.memorial_id, person.c.import_id != kept.id)
        return self._work.connection.execute(others.limit(1)).first() is not None

    def same_words(self, name: str) -> str:
        return " ".join(sorted(fold(name).split()))

    def _columns(self, kept: KeptList, pair: SamePair) -> dict[str, Any]:
        sealed = seal(self._work.key(kept.key_id), to_bytes(pair), context=f"same:{kept.id}:{pair.id}")
        row = {"memorial_id": kept.memorial_id, "list_id": kept.id, "id": pair.id}
        return {**row, "state": pair.state.value, "sealed": sealed}

    def _open(self, kept: KeptList, row: Any) -> SamePair:
        opened = open_sealed(self._work.key(kept.key_id), row.sealed, context=f"same:{kept.id}:{row.id}")
        return from_bytes(opened, SamePair)

    @staticmethod
    def _mine(kept: KeptList) -> Any:
        return (same_person.c.memorial_id == kept.memorial_id) & (same_person.c.list_id == kept.id)
