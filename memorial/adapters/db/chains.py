"""Append-only chains: each row carries the hash of the one before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, func, insert, select, update

from memorial.adapters.db.tables import audit_entry, chain_head, consent_event
from memorial.adapters.db.times import from_db, maybe_from_db, to_db
from memorial.adapters.db.work import Work
from memorial.application.ports.store import AuditEntry
from memorial.domain.consent import ConsentEvent, Grant, Notice, chain_hash, first_link
from memorial.vocabulary import ActorKind, Audience, Basis, ConsentState, Rendering, Scope, Use

CONSENT, AUDIT = "consent", "audit"

_AT_HEAD = and_(chain_head.c.memorial_id == bindparam("of_memorial"), chain_head.c.chain == bindparam("of_chain"))
_HEAD = select(chain_head.c.seq, chain_head.c.hash).where(_AT_HEAD)
_MOVE_HEAD = update(chain_head).where(_AT_HEAD)


def append(work: Work, chain: str, table: Table, memorial_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """Give the rows their numbers and hashes and insert them; the head moves in the same transaction."""
    if not rows:
        return
    work.lock(memorial_id)
    at = {"of_memorial": memorial_id, "of_chain": chain}
    head = work.connection.execute(_HEAD, at).one_or_none()
    seq, previous = head if head is not None else (0, first_link(memorial_id, chain))
    linked = []
    for row in rows:
        seq += 1
        numbered = {**row, "memorial_id": memorial_id, "seq": seq, "prev_hash": previous}
        previous = chain_hash(previous, plain(numbered))
        linked.append({**numbered, "hash": previous})
    work.connection.execute(insert(table), linked)
    values = {"seq": seq, "hash": previous}
    if head is None:
        work.connection.execute(insert(chain_head).values(memorial_id=memorial_id, chain=chain, **values))
    else:
        work.connection.execute(_MOVE_HEAD, {**values, **at})


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """The row as it is hashed: dates and times as ISO text, its own hash left out."""
    return {name: _plain_value(value) for name, value in row.items() if name != "hash"}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def consent_row(event: ConsentEvent) -> dict[str, Any]:
    grant = event.grant
    return {
        "record_id": event.record_id,
        "version": event.version,
        "element": grant.element,
        "scope": grant.scope.value,
        "use": grant.use.value,
        "from_audience": event.from_audience.word,
        "to_audience": grant.audience.word,
        "rendering": grant.rendering.value,
        "not_before": grant.not_before,
        "valid_until": None,
        "state": grant.state.value,
        "basis": grant.basis.value,
        "at_utc": to_db(event.at),
        "actor_kind": event.actor_kind.value,
        "method": event.method,
        "notice_id": event.notice.id,
        "notice_lang": event.notice.language,
        "notice_hash": event.notice.text_hash,
        "controls_hash": event.notice.controls_hash,
        "content_commitment": event.content_commitment,
    }


def append_consent(work: Work, memorial_id: str, events: Sequence[ConsentEvent]) -> None:
    append(work, CONSENT, consent_event, memorial_id, [consent_row(event) for event in events])


def consent_of(work: Work, memorial_id: str, record_id: str) -> list[ConsentEvent]:
    of_record = (consent_event.c.memorial_id == memorial_id) & (consent_event.c.record_id == record_id)
    rows = work.connection.execute(select(consent_event).where(of_record).order_by(consent_event.c.seq))
    return [_event(row) for row in rows.mappings()]


def _event(row: Any) -> ConsentEvent:
    grant = Grant(
        Scope(row["scope"]),
        Use(row["use"]),
        Audience.parse(row["to_audience"]),
        Rendering(row["rendering"]),
        row["element"],
        row["not_before"],
        ConsentState(row["state"]),
        Basis(row["basis"]),
    )
    notice = Notice(row["notice_id"], row["notice_lang"], row["notice_hash"], row["controls_hash"])
    return ConsentEvent(
        row["record_id"],
        row["version"],
        grant,
        Audience.parse(row["from_audience"]),
        from_db(row["at_utc"]),
        ActorKind(row["actor_kind"]),
        row["method"],
        notice,
        row["content_commitment"],
    )


class SqlAudit:
    """The audit log: one entry for every act, in one chain for each memorial ('*' for the installation)."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, entry: AuditEntry) -> None:
        row = {
            "at_utc": to_db(entry.at or self._work.now()),
            "actor_kind": entry.actor_kind.value,
            "actor": entry.actor,
            "action": entry.action,
            "subject_kind": entry.subject_kind,
            "subject_id": entry.subject_id,
            "outcome": entry.outcome,
            "reason": entry.reason,
        }
        append(self._work, AUDIT, audit_entry, entry.memorial_id, [row])

    def lock(self, what: str) -> None:
        self._work.lock(what)

    def entries(self, memorial_id: str, *, before: int | None, limit: int) -> list[tuple[int, AuditEntry]]:
        """Newest first; `before` is the number of the last entry of the page before."""
        wanted = select(audit_entry).where(audit_entry.c.memorial_id == memorial_id)
        if before is not None:
            wanted = wanted.where(audit_entry.c.seq < before)
        rows = self._work.connection.execute(wanted.order_by(audit_entry.c.seq.desc()).limit(limit)).mappings()
        return [(row["seq"], audit_entry_of(row)) for row in rows]

    def count(self, actor: str, action: str, *, after: datetime) -> int:
        """How often they have done that since then, in all memorials together; refused acts are not counted."""
        entry = audit_entry.c
        at = and_(entry.actor == actor, entry.action == action, entry.outcome == "done", entry.at_utc > to_db(after))
        counted = select(func.count()).select_from(audit_entry).where(at)
        return int(self._work.connection.execute(counted).scalar_one())

    def acts(
        self, actions: Collection[str], *, after: datetime, memorial_id: str | None = None, actor: str | None = None
    ) -> list[tuple[int, AuditEntry]]:
        entry = audit_entry.c
        wanted = select(audit_entry).where(_done(actions), entry.at_utc > to_db(after))
        if memorial_id is not None:
            wanted = wanted.where(entry.memorial_id == memorial_id)
        if actor is not None:
            wanted = wanted.where(entry.actor == actor)
        rows = self._work.connection.execute(wanted.order_by(entry.at_utc, entry.seq)).mappings()
        return [(row["seq"], audit_entry_of(row)) for row in rows]

    def latest(self, actions: Collection[str]) -> datetime | None:
        wanted = select(func.max(audit_entry.c.at_utc)).where(_done(actions))
        return maybe_from_db(self._work.connection.execute(wanted).scalar())

    def began(self) -> datetime | None:
        first = and_(audit_entry.c.memorial_id == chain_head.c.memorial_id, audit_entry.c.seq == 1)
        firsts = chain_head.join(audit_entry, first)
        wanted = select(func.min(audit_entry.c.at_utc)).select_from(firsts).where(chain_head.c.chain == AUDIT)
        return maybe_from_db(self._work.connection.execute(wanted).scalar())


def _done(actions: Collection[str]) -> ColumnElement[bool]:
    return and_(audit_entry.c.action.in_(sorted(actions)), audit_entry.c.outcome == "done")


def audit_entry_of(row: Any) -> AuditEntry:
    return AuditEntry(
        row["memorial_id"],
        ActorKind(row["actor_kind"]),
        row["actor"],
        row["action"],
        row["subject_kind"],
        row["subject_id"],
        row["outcome"],
        row["reason"],
        maybe_from_db(row["at_utc"]),
    )


def broken_links(work: Work, chain: str, table: Table, memorial_id: str) -> list[int]:
    """The numbers of rows that do not fit the chain; the head is checked as number 0 when it disagrees.

    Rows come a thousand at a time, so that a long chain takes no more memory than a short one.
    """
    previous, expected, broken = first_link(memorial_id, chain), 0, []
    wanted = select(table).where(table.c.memorial_id == memorial_id).order_by(table.c.seq)
    rows = work.connection.execute(wanted, execution_options={"yield_per": 1000})
    for row in rows.mappings():
        expected += 1
        fits = row["seq"] == expected and row["prev_hash"] == previous
        if not fits or row["hash"] != chain_hash(previous, plain(dict(row))):
            broken.append(row["seq"])
        previous, expected = row["hash"], row["seq"]
    at_head = (chain_head.c.memorial_id == memorial_id) & (chain_head.c.chain == chain)
    head = work.connection.execute(select(chain_head.c.seq, chain_head.c.hash).where(at_head)).one_or_none()
    if (tuple(head) if head else (0, first_link(memorial_id, chain))) != (expected, previous):
        broken.append(0)
    return broken
