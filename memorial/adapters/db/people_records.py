"""The repository of people: saving seals, getting opens; found again by keyed hashes of their names and ties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from memorial.adapters.db.people_search import find_people
from memorial.adapters.db.records import at_record, ids_in, of_record
from memorial.adapters.db.tables import dependence, person
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes, without_revision
from memorial.adapters.sealing import open_sealed, seal
from memorial.application.ports.secrets import KeyDestroyed, LedgerEntry, SealBroken
from memorial.disclosure.folding import fold
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.holds import NAME, forbids
from memorial.domain.person import Person, as_one

_COLUMNS = (person.c.id, person.c.key_id, person.c.revision, person.c.sealed)
_PERSON = select(*_COLUMNS).where(at_record(person))
_AT_ONCE = 500
_SAVE_PERSON = update(person).where(at_record(person), person.c.revision == bindparam("of_revision"))


class SqlPeople:
    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, memorial_id: str, person_id: str) -> Person:
        found = self.find(memorial_id, person_id)
        if found is None:
            raise NotFound
        return found

    def find(self, memorial_id: str, person_id: str) -> Person | None:
        at = (memorial_id, person_id)
        if at in self._work.people:
            return self._work.people[at]
        if at not in self._work.opened_people:
            self._work.lock(memorial_id)
            place = {"of_memorial": memorial_id, "of_record": person_id}
            row = self._work.connection.execute(_PERSON, place).one_or_none()
            if row is None:
                return None
            self._work.opened_people[at] = self._open(row)
        return self._work.opened_people[at]

    def whole(self, memorial_id: str, person_id: str) -> Person | None:
        found = self.find(memorial_id, person_id)
        if found is not None and found.joined_into:
            # Where the one that led is gone, or knows nothing of it, the other stands alone again.
            leading = self.find(memorial_id, found.joined_into)
            found = leading if leading and found.id in leading.joined else replace(found, joined_into="")
        if found is None or not found.joined:
            return found
        others = (self.find(memorial_id, other_id) for other_id in found.joined)
        return as_one(found, [other for other in others if other is not None and other.joined_into == found.id])

    def open_many(self, memorial_id: str, person_ids: Sequence[str]) -> None:
        """Have these at hand, in a few statements instead of one for each."""
        opened, touched = self._work.opened_people, self._work.people
        left = [one for one in person_ids if (memorial_id, one) not in opened and (memorial_id, one) not in touched]
        for start in range(0, len(left), _AT_ONCE):
            these = and_(person.c.memorial_id == memorial_id, person.c.id.in_(left[start : start + _AT_ONCE]))
            rows = self._work.connection.execute(select(*_COLUMNS).where(these)).all()
            # One that cannot be opened is found so when it is asked for.
            with suppress(KeyDestroyed, SealBroken):
                self._work.fetch_keys([row.key_id for row in rows])
                opened |= {(memorial_id, row.id): self._open(row) for row in rows}

    def _open(self, row: Any) -> Person:
        opened = open_sealed(self._work.key(row.key_id), row.sealed, context=f"person:{row.id}")
        return replace(from_bytes(opened, Person), revision=row.revision)

    def add(self, added: Person) -> None:
        self.add_many([added])

    def add_many(self, added: Sequence[Person]) -> None:
        """Many in one statement, for lists of names."""
        if not added:
            return
        self._work.lock(added[0].memorial_id)
        self._work.fetch_keys([one.key_id for one in added])
        self._work.connection.execute(insert(person), [{**self._columns(one), "revision": 1} for one in added])
        rows = [row for one in added for row in self._name_rows(one)]
        if rows:
            self._work.connection.execute(insert(dependence), rows)
        for one in added:
            self._work.new.add((one.memorial_id, one.id))
            self._work.people[(one.memorial_id, one.id)] = replace(one, revision=1)

    def save(self, changed: Person) -> None:
        work, at = self._work, (changed.memorial_id, changed.id)
        work.lock(changed.memorial_id)
        before = work.people.get(at) or work.opened_people.get(at)
        place = {"of_memorial": changed.memorial_id, "of_record": changed.id, "of_revision": changed.revision}
        values = {**self._columns(changed), "revision": changed.revision + 1}
        if work.connection.execute(_SAVE_PERSON, {**values, **place}).rowcount != 1:
            raise Conflict
        if before is None or _found_by(before) != _found_by(changed):
            self._index(changed)
        work.people[at] = replace(changed, revision=changed.revision + 1)

    def _columns(self, record: Person) -> dict[str, Any]:
        sealed = seal(self._work.key(record.key_id), to_bytes(without_revision(record)), context=f"person:{record.id}")
        return {
            "memorial_id": record.memorial_id,
            "id": record.id,
            "key_id": record.key_id,
            "import_id": record.import_id,
            "sealed": sealed,
        }

    def _index(self, record: Person) -> None:
        mine = and_(dependence.c.memorial_id == record.memorial_id, dependence.c.record_id == record.id)
        self._work.connection.execute(delete(dependence).where(mine))
        rows = self._name_rows(record)
        if rows:
            self._work.connection.execute(insert(dependence), rows)

    def _name_rows(self, record: Person) -> list[dict[str, str]]:
        base = {"memorial_id": record.memorial_id, "record_kind": "person", "record_id": record.id}
        keys = dict.fromkeys(self._name_key(name) for name in record.all_names())
        tied = dict.fromkeys(self._work.hashed("person", claim.other_id) for claim in record.kin)
        return [
            *({**base, "on_key": key} for key in keys),
            *({**base, "on_key": key, "record_kind": "kin"} for key in tied),
            *self._place_rows(base, record),
        ]

    def _place_rows(self, base: dict[str, str], record: Person) -> list[dict[str, str]]:
        if record.kept_place is None:
            return []
        return [{**base, "on_key": self._work.hashed("place", record.kept_place.source_id), "record_kind": "place"}]

    def _name_key(self, name: str) -> str:
        return self._work.hashed("name", " ".join(sorted(fold(name).split())))

    def erase(self, record: Person) -> None:
        work = self._work
        self._part(record)
        mine = and_(dependence.c.memorial_id == record.memorial_id, dependence.c.record_id == record.id)
        work.connection.execute(delete(dependence).where(mine))
        work.connection.execute(delete(person).where(of_record(person, record.memorial_id, record.id)))
        work.people[(record.memorial_id, record.id)] = None
        work.doomed_keys.append(record.key_id)
        work.ledger.append(LedgerEntry(work.now(), "erased", record.memorial_id, record.id, "person"))

    def _part(self, gone: Person) -> None:
        """Whoever was joined with it stands alone again; what hid the joined name still hides theirs."""
        leading = self.find(gone.memorial_id, gone.joined_into) if gone.joined_into else None
        if leading is not None:
            self.save(replace(leading, joined=tuple(one for one in leading.joined if one != gone.id)))
        for other_id in gone.joined:
            other = self.find(gone.memorial_id, other_id)
            if other is not None and other.joined_into == gone.id:
                held = (*other.objections, *(one for one in gone.objections if forbids((one,), NAME)))
                self.save(replace(other, joined_into="", objections=held))

    def rekey(self, record: Person) -> None:
        fresh = self._work.keys.take()
        self._work.material[fresh.id] = fresh.material
        self._work.doomed_keys.append(record.key_id)
        self.save(replace(record, key_id=fresh.id))

    def of_import(self, memorial_id: str, import_id: str) -> Iterator[Person]:
        for person_id in self.ids_of_import(memorial_id, import_id):
            yield self.get(memorial_id, person_id)

    def ids_of_import(self, memorial_id: str, import_id: str) -> Iterator[str]:
        where = and_(person.c.memorial_id == memorial_id, person.c.import_id == import_id)
        yield from self._work.connection.execute(select(person.c.id).where(where)).scalars().all()

    def has_remembrances(self, memorial_id: str, person_id: str) -> bool:
        return bool(dependents_on_person(self._work, memorial_id, person_id))

    def with_name(self, memorial_id: str, name: str, *, limit: int) -> list[Person]:
        where = and_(
            dependence.c.memorial_id == memorial_id,
            dependence.c.on_key == self._name_key(name),
            dependence.c.record_kind == "person",
        )
        found = self._work.connection.execute(select(dependence.c.record_id).where(where).limit(limit)).scalars()
        return [self.get(memorial_id, person_id) for person_id in found.all()]

    def found(self, memorial_id: str, query: str, *, limit: int) -> list[str]:
        return [one.line.id for one in find_people(self._work.connection, memorial_id, query, limit=limit)]

    def remembrances_about(self, memorial_id: str, person_id: str) -> list[str]:
        return dependents_on_person(self._work, memorial_id, person_id)

    def ids(self, memorial_id: str) -> Iterator[str]:
        return ids_in(self._work, person, memorial_id)

    def tied_to(self, memorial_id: str, person_id: str) -> list[str]:
        """The ids of everyone of whom somebody says what that person is to them."""
        return _dependents(self._work, "kin", memorial_id, person_id)


def _found_by(record: Person) -> tuple[set[str], set[str]]:
    return set(record.all_names()), {claim.other_id for claim in record.kin}


def dependents_on_person(work: Work, memorial_id: str, person_id: str) -> list[str]:
    """The ids of all remembrances that are about this person, private ones too."""
    return _dependents(work, "remembrance", memorial_id, person_id)


def _dependents(work: Work, kind: str, memorial_id: str, person_id: str) -> list[str]:
    where = and_(
        dependence.c.memorial_id == memorial_id,
        dependence.c.on_key == work.hashed("person", person_id),
        dependence.c.record_kind == kind,
    )
    return list(work.connection.execute(select(dependence.c.record_id).where(where)).scalars())
