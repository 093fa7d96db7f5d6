"""The repositories of sealed records: remembrances and people. Saving seals; getting opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, insert, or_, select, update

from memorial.adapters.db.chains import append_consent, consent_of
from memorial.adapters.db.evidence import evidence_of
from memorial.adapters.db.notices import all_kept, keep_notices
from memorial.adapters.db.tables import (
    access_copy,
    dependence,
    due,
    fixity,
    guardian_code,
    hide_code,
    person,
    receipt,
    remembrance,
    submission,
)
from memorial.adapters.db.times import from_db, maybe_from_db, to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes, without_revision
from memorial.adapters.sealing import commitment, open_sealed, seal
from memorial.application.ports.evidence import Evidence
from memorial.application.ports.secrets import LedgerEntry
from memorial.application.ports.store import Clear
from memorial.disclosure.folding import fold
from memorial.domain.agreement import require_agreed
from memorial.domain.consent import ConsentEvent
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.person import Person
from memorial.domain.remembrance import Remembrance
from memorial.domain.timers import timers
from memorial.vocabulary import Standing

WAITING = frozenset({"received", "in_review", "quarantined"})
"""Statuses in which a reader has something to do."""


def _of(table: Table, memorial_id: str, record_id: str) -> ColumnElement[bool]:
    return and_(table.c.memorial_id == memorial_id, table.c.id == record_id)


def _at(table: Table) -> ColumnElement[bool]:
    """The place of one record, for statements that are made once: the values come as `of_memorial` and `of_record`."""
    id_column = table.c.record_id if "record_id" in table.c else table.c.id
    return and_(table.c.memorial_id == bindparam("of_memorial"), id_column == bindparam("of_record"))


_REMEMBRANCE = select(remembrance.c.key_id, remembrance.c.revision, remembrance.c.sealed).where(_at(remembrance))
_SAVE_REMEMBRANCE = update(remembrance).where(_at(remembrance), remembrance.c.revision == bindparam("of_revision"))
_PERSON = select(person.c.id, person.c.key_id, person.c.revision, person.c.sealed).where(_at(person))
_SAVE_PERSON = update(person).where(_at(person), person.c.revision == bindparam("of_revision"))
_FORGET_DEPENDENCES = delete(dependence).where(_at(dependence))
_FORGET_DUES = delete(due).where(_at(due))


class SqlRemembrances:
    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, memorial_id: str, record_id: str) -> Remembrance:
        """Raises `NotFound`; an unknown id and an erased one are the same."""
        self._work.lock(memorial_id)
        at = {"of_memorial": memorial_id, "of_record": record_id}
        row = self._work.connection.execute(_REMEMBRANCE, at).one_or_none()
        if row is None:
            raise NotFound
        opened = open_sealed(self._work.key(row.key_id), row.sealed, context=f"remembrance:{record_id}")
        found = replace(from_bytes(opened, Remembrance), revision=row.revision)
        if not self._work.read_only:
            self._work.before.setdefault((memorial_id, record_id), found)
        return found

    def add(self, added: Remembrance, consent: Sequence[ConsentEvent]) -> None:
        self.add_many([(added, consent)])

    def add_many(self, added: Sequence[tuple[Remembrance, Sequence[ConsentEvent]]]) -> None:
        if not added:
            return
        work, memorial_id = self._work, added[0][0].memorial_id
        work.fetch_keys([one.key_id for one, _ in added])
        rest = {"revision": 1, "claimed_by": None, "claimed_until": None}
        work.connection.execute(insert(remembrance), [{**self._columns(one), **rest} for one, _ in added])
        self._append(memorial_id, [event for one, given in added for event in self._committed(one, given)])
        self._insert(dependence, [row for one, _ in added for row in self._dependences(one)])
        self._insert(due, [row for one, _ in added for row in self._dues(one)])
        for one, _ in added:
            work.new.add((memorial_id, one.id))
            work.remembrances[(memorial_id, one.id)] = replace(one, revision=1)

    def save(self, changed: Remembrance, consent: Sequence[ConsentEvent] = ()) -> None:
        """Raises `Conflict` if somebody else saved it since it was read, `NotAllowed` if nobody agreed to it."""
        work, at = self._work, {"of_memorial": changed.memorial_id, "of_record": changed.id}
        if (changed.memorial_id, changed.id) not in work.before:
            self.get(changed.memorial_id, changed.id)
        require_agreed(work.before[(changed.memorial_id, changed.id)], changed, consent)
        columns = {**self._columns(changed), "revision": changed.revision + 1}
        saved = work.connection.execute(_SAVE_REMEMBRANCE, {**columns, **at, "of_revision": changed.revision})
        if saved.rowcount != 1:
            raise Conflict
        self._append(changed.memorial_id, self._committed(changed, consent))
        work.connection.execute(_FORGET_DEPENDENCES, at)
        self._insert(dependence, self._dependences(changed))
        work.connection.execute(_FORGET_DUES, at)
        self._insert(due, self._dues(changed))
        work.remembrances[(changed.memorial_id, changed.id)] = replace(changed, revision=changed.revision + 1)

    def _append(self, memorial_id: str, consent: Sequence[ConsentEvent]) -> None:
        """No consent without the words of its notice: those of the memorial now are kept at the latest here."""
        marks = {event.notice.text_hash for event in consent}
        if marks and not all_kept(self._work, memorial_id, marks):
            keep_notices(self._work, memorial_of(self._work, memorial_id))
        append_consent(self._work, memorial_id, consent)

    def _insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._work.connection.execute(insert(table), rows)

    def _committed(self, saved: Remembrance, consent: Sequence[ConsentEvent]) -> list[ConsentEvent]:
        """The events with a commitment to what the version says, by the record's own key."""
        key, commitments = self._work.key(saved.key_id), dict[int, str]()
        for number in {event.version for event in consent}:
            version = saved.version(number)
            commitments[number] = commitment(key, (version.content_hash if version else "").encode())
        return [replace(event, content_commitment=commitments[event.version]) for event in consent]

    def _columns(self, record: Remembrance) -> dict[str, Any]:
        latest = record.pending or record.published or record.latest
        sealed = seal(
            self._work.key(record.key_id), to_bytes(without_revision(record)), context=f"remembrance:{record.id}"
        )
        waiting = record.status in WAITING
        return {
            "memorial_id": record.memorial_id,
            "id": record.id,
            "key_id": record.key_id,
            "status": record.status,
            "waiting": waiting,
            "waiting_since": to_db(latest.state_since or record.received_at),
            "language": latest.language,
            "kind": "photo" if latest.files and not latest.story.strip() else "text",
            "length": len(latest.story),
            "flags": ",".join(latest.flags),
            "sealed": sealed,
        }

    def _dependences(self, record: Remembrance) -> list[dict[str, Any]]:
        if not record.person_id or record.standing is Standing.ERASED:
            return []
        on = self._work.hashed("person", record.person_id)
        return [{"memorial_id": record.memorial_id, "record_kind": "remembrance", "record_id": record.id, "on_key": on}]

    def _dues(self, record: Remembrance) -> list[dict[str, Any]]:
        found = {timer.kind: to_db(timer.at) for timer in timers(record, self._zone(record.memorial_id))}
        base = {"memorial_id": record.memorial_id, "record_id": record.id}
        return [{**base, "kind": kind, "due_at": at} for kind, at in found.items()]

    def _zone(self, memorial_id: str) -> str:
        zone: str = memorial_of(self._work, memorial_id).time_zone
        return zone

    def erase(self, record: Remembrance, action: str) -> None:
        """Remove its rows now; its key and files go right after the commit, and the ledger remembers the id."""
        work, at = self._work, self._work.now()
        work.lock(record.memorial_id)
        for table in (dependence, due, access_copy, submission, receipt, hide_code, guardian_code, fixity):
            where = and_(table.c.memorial_id == record.memorial_id, table.c.record_id == record.id)
            if table is not access_copy:
                work.connection.execute(delete(table).where(where))
        work.connection.execute(delete(remembrance).where(_of(remembrance, record.memorial_id, record.id)))
        work.remembrances[(record.memorial_id, record.id)] = None
        work.doomed_keys.append(record.key_id)
        work.doomed_files += [vault_id for kept in record.files for vault_id in kept.vault_ids]
        work.ledger.append(LedgerEntry(at, "erased", record.memorial_id, record.id, action))

    def clear(self, memorial_id: str, record_id: str) -> Clear:
        found = self._clear(_of(remembrance, memorial_id, record_id), 1)
        if not found:
            raise NotFound
        return found[0]

    def waiting(self, memorial_id: str, *, limit: int) -> list[Clear]:
        """What waits for a reader, the longest wait first. Nothing sealed is opened."""
        return self._clear(and_(remembrance.c.memorial_id == memorial_id, remembrance.c.waiting.is_(True)), limit)

    def with_status(
        self, memorial_id: str, statuses: Sequence[str], *, limit: int, newest: bool = False
    ) -> list[Clear]:
        """What stands so, the longest first; with `newest` what came to stand so last."""
        where = and_(remembrance.c.memorial_id == memorial_id, remembrance.c.status.in_(statuses))
        return self._clear(where, limit, newest=newest)

    def _clear(self, where: ColumnElement[bool], limit: int, *, newest: bool = False) -> list[Clear]:
        columns = [column for column in remembrance.c if column.name not in ("sealed", "key_id", "waiting")]
        since = remembrance.c.waiting_since.desc() if newest else remembrance.c.waiting_since
        rows = self._work.connection.execute(
            select(*columns).where(where).order_by(since, remembrance.c.id).limit(limit)
        )
        return [_clear(row) for row in rows.mappings()]

    def claim(self, memorial_id: str, record_id: str, staff_id: str, *, now: datetime, until: datetime) -> bool:
        """True if it waits and is now this reader's until then; False while another's claim runs."""
        free = or_(
            remembrance.c.claimed_by.is_(None),
            remembrance.c.claimed_by == staff_id,
            remembrance.c.claimed_until < to_db(now),
        )
        where = and_(_of(remembrance, memorial_id, record_id), remembrance.c.waiting.is_(True), free)
        claimed = update(remembrance).where(where).values(claimed_by=staff_id, claimed_until=to_db(until))
        return self._work.connection.execute(claimed).rowcount == 1

    def release(self, memorial_id: str, record_id: str, staff_id: str) -> None:
        mine = and_(_of(remembrance, memorial_id, record_id), remembrance.c.claimed_by == staff_id)
        self._work.connection.execute(update(remembrance).where(mine).values(claimed_by=None, claimed_until=None))

    def ids(self, memorial_id: str) -> Iterator[str]:
        return _ids(self._work, remembrance, memorial_id)

    def consent(self, memorial_id: str, record_id: str) -> list[ConsentEvent]:
        return consent_of(self._work, memorial_id, record_id)

    def evidence(self, of: Remembrance) -> Evidence:
        return evidence_of(self._work, of)


def _clear(row: Any) -> Clear:
    return Clear(
        memorial_id=row["memorial_id"],
        id=row["id"],
        status=row["status"],
        waiting_since=from_db(row["waiting_since"]),
        language=row["language"],
        kind=row["kind"],
        length=row["length"],
        flags=tuple(flag for flag in row["flags"].split(",") if flag),
        claimed_by=row["claimed_by"],
        claimed_until=maybe_from_db(row["claimed_until"]),
        revision=row["revision"],
    )


def _ids(work: Work, table: Table, memorial_id: str, batch: int = 500) -> Iterator[str]:
    """All ids of a memorial, by boundaries, so that memory stays flat."""
    last = ""
    while True:
        wanted = select(table.c.id).where(table.c.memorial_id == memorial_id, table.c.id > last)
        found = work.connection.execute(wanted.order_by(table.c.id).limit(batch)).scalars().all()
        yield from found
        if len(found) < batch:
            return
        last = found[-1]


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
        if before is None or set(before.all_names()) != set(changed.all_names()):
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
        return [{**base, "on_key": key} for key in keys]

    def _name_key(self, name: str) -> str:
        return self._work.hashed("name", " ".join(sorted(fold(name).split())))

    def erase(self, record: Person) -> None:
        work = self._work
        mine = and_(dependence.c.memorial_id == record.memorial_id, dependence.c.record_id == record.id)
        work.connection.execute(delete(dependence).where(mine))
        work.connection.execute(delete(person).where(_of(person, record.memorial_id, record.id)))
        work.people[(record.memorial_id, record.id)] = None
        work.doomed_keys.append(record.key_id)
        work.ledger.append(LedgerEntry(work.now(), "erased", record.memorial_id, record.id, "person"))

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

    def ids(self, memorial_id: str) -> Iterator[str]:
        return _ids(self._work, person, memorial_id)


def dependents_on_person(work: Work, memorial_id: str, person_id: str) -> list[str]:
    """The ids of all remembrances that are about this person, private ones too."""
    where = and_(
        dependence.c.memorial_id == memorial_id,
        dependence.c.on_key == work.hashed("person", person_id),
        dependence.c.record_kind == "remembrance",
    )
    return list(work.connection.execute(select(dependence.c.record_id).where(where)).scalars())


def memorial_of(work: Work, memorial_id: str) -> Any:
    from memorial.adapters.db.memorials import SqlMemorials

    return SqlMemorials(work).get(memorial_id)
