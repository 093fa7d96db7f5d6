"""The repository of remembrances, and what it shares with that of people. Saving seals; getting opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, insert, or_, select, update

from memorial.adapters.db.chains import append_consent, consent_of
from memorial.adapters.db.evidence import evidence_of
from memorial.adapters.db.notices import all_kept, keep_notices
from memorial.adapters.db.queue import wanted_of
from memorial.adapters.db.review_drafts import forget_review_drafts, review_draft
from memorial.adapters.db.tables import (
    access_copy,
    dependence,
    due,
    fixity,
    guardian_code,
    hide_code,
    receipt,
    remembrance,
    submission,
)
from memorial.adapters.db.times import from_db, maybe_from_db, to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes, without_revision
from memorial.adapters.sealing import commitment, open_sealed, seal
from memorial.application.ports.evidence import Evidence
from memorial.application.ports.queue import ALL, Only
from memorial.application.ports.secrets import LedgerEntry
from memorial.application.ports.store import Clear
from memorial.domain.agreement import require_agreed
from memorial.domain.consent import ConsentEvent
from memorial.domain.deciding import WAITING, unread_since
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.remembrance import Remembrance, Version
from memorial.domain.timers import timers
from memorial.vocabulary import Standing


def of_record(table: Table, memorial_id: str, record_id: str) -> ColumnElement[bool]:
    return and_(table.c.memorial_id == memorial_id, table.c.id == record_id)


def at_record(table: Table) -> ColumnElement[bool]:
    """The place of one record, for statements that are made once: the values come as `of_memorial` and `of_record`."""
    id_column = table.c.record_id if "record_id" in table.c else table.c.id
    return and_(table.c.memorial_id == bindparam("of_memorial"), id_column == bindparam("of_record"))


_REMEMBRANCE = select(remembrance.c.key_id, remembrance.c.revision, remembrance.c.sealed).where(at_record(remembrance))
_UNREAD = remembrance.c.unread_since
_CLEAR = [column for column in remembrance.c if column.name not in ("sealed", "key_id", "waiting")]
_SAVE_REMEMBRANCE = update(remembrance).where(
    at_record(remembrance), remembrance.c.revision == bindparam("of_revision")
)
_FORGET_DEPENDENCES = delete(dependence).where(at_record(dependence))
_FORGET_DUES = delete(due).where(at_record(due))


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
        if changed.standing is Standing.WITHDRAWN:
            forget_review_drafts(work, changed.memorial_id, changed.id)
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
        waiting, unread = record.status in WAITING, unread_since(record)
        return {
            "memorial_id": record.memorial_id,
            "id": record.id,
            "key_id": record.key_id,
            "status": record.status,
            "waiting": waiting,
            "waiting_since": to_db(latest.state_since or record.received_at),
            "unread_since": to_db(unread) if unread is not None else None,
            "language": latest.language,
            "kind": _kind(record, latest),
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
        codes = (receipt, hide_code, guardian_code)
        for table in (dependence, due, access_copy, submission, *codes, fixity, review_draft):
            where = and_(table.c.memorial_id == record.memorial_id, table.c.record_id == record.id)
            if table is not access_copy:
                work.connection.execute(delete(table).where(where))
        work.connection.execute(delete(remembrance).where(of_record(remembrance, record.memorial_id, record.id)))
        work.remembrances[(record.memorial_id, record.id)] = None
        work.doomed_keys.append(record.key_id)
        work.doomed_files += [vault_id for kept in record.files for vault_id in kept.vault_ids]
        work.ledger.append(LedgerEntry(at, "erased", record.memorial_id, record.id, action))

    def clear(self, memorial_id: str, record_id: str) -> Clear:
        found = self._clear(of_record(remembrance, memorial_id, record_id), 1)
        if not found:
            raise NotFound
        return found[0]

    def waiting(self, memorial_id: str, *, limit: int, only: Only = ALL) -> list[Clear]:
        """What waits for a reader, the longest wait first. Nothing sealed is opened."""
        here = (remembrance.c.memorial_id == memorial_id, remembrance.c.waiting.is_(True))
        return self._clear(and_(*here, *wanted_of(only)), limit)

    def unread(self, memorial_id: str, *, limit: int) -> list[Clear]:
        """Those whose sender wrote something that nobody has seen, the longest first. Nothing sealed is opened."""
        where = and_(remembrance.c.memorial_id == memorial_id, _UNREAD.is_not(None))
        return self._clear(where, limit, by=_UNREAD)

    def renew_unread(self, record: Remembrance) -> None:
        """The clear column anew from the record, as it was before an older program knew of it."""
        since = unread_since(record)
        right = to_db(since) if since is not None else None
        # Whoever saved it since then wrote the column themselves.
        as_read = and_(of_record(remembrance, record.memorial_id, record.id), remembrance.c.revision == record.revision)
        here = and_(as_read, _UNREAD.is_distinct_from(right))
        self._work.connection.execute(update(remembrance).where(here).values(unread_since=right))

    def with_status(
        self, memorial_id: str, statuses: Sequence[str], *, limit: int, newest: bool = False
    ) -> list[Clear]:
        """What stands so, the longest first; with `newest` what came to stand so last."""
        where = and_(remembrance.c.memorial_id == memorial_id, remembrance.c.status.in_(statuses))
        since = remembrance.c.waiting_since
        return self._clear(where, limit, by=since.desc() if newest else since)

    def _clear(
        self, where: ColumnElement[bool], limit: int, *, by: ColumnElement[Any] = remembrance.c.waiting_since
    ) -> list[Clear]:
        rows = self._work.connection.execute(select(*_CLEAR).where(where).order_by(by, remembrance.c.id).limit(limit))
        return [_clear(row) for row in rows.mappings()]

    def claim(self, memorial_id: str, record_id: str, staff_id: str, *, now: datetime, until: datetime) -> bool:
        """True if it waits and is now this reader's until then; False while another's claim runs."""
        free = or_(
            remembrance.c.claimed_by.is_(None),
            remembrance.c.claimed_by == staff_id,
            remembrance.c.claimed_until < to_db(now),
        )
        where = and_(of_record(remembrance, memorial_id, record_id), remembrance.c.waiting.is_(True), free)
        claimed = update(remembrance).where(where).values(claimed_by=staff_id, claimed_until=to_db(until))
        return self._work.connection.execute(claimed).rowcount == 1

    def release(self, memorial_id: str, record_id: str, staff_id: str) -> None:
        mine = and_(of_record(remembrance, memorial_id, record_id), remembrance.c.claimed_by == staff_id)
        self._work.connection.execute(update(remembrance).where(mine).values(claimed_by=None, claimed_until=None))

    def ids(self, memorial_id: str) -> Iterator[str]:
        return ids_in(self._work, remembrance, memorial_id)

    def consent(self, memorial_id: str, record_id: str) -> list[ConsentEvent]:
        return consent_of(self._work, memorial_id, record_id)

    def evidence(self, of: Remembrance) -> Evidence:
        return evidence_of(self._work, of)


def _kind(record: Remembrance, version: Version) -> str:
    """What the queue says of it: by its files where it has no text."""
    if version.story.strip() or not version.files:
        return "text"
    kept = (record.kept_file(one.file_id) for one in version.files)
    return "voice" if any(one is not None and one.is_recording for one in kept) else "photo"


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
        unread_since=maybe_from_db(row["unread_since"]),
    )


def ids_in(work: Work, table: Table, memorial_id: str, batch: int = 500) -> Iterator[str]:
    """All ids of a memorial, by boundaries, so that memory stays flat."""
    last = ""
    while True:
        wanted = select(table.c.id).where(table.c.memorial_id == memorial_id, table.c.id > last)
        found = work.connection.execute(wanted.order_by(table.c.id).limit(batch)).scalars().all()
        yield from found
        if len(found) < batch:
            return
        last = found[-1]


def memorial_of(work: Work, memorial_id: str) -> Any:
    from memorial.adapters.db.memorials import SqlMemorials

    return SqlMemorials(work).get(memorial_id)
