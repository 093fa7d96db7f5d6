"""One entry of the record: what it states now, who signed it, and every state before with who changed it and why."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from memorial.domain.record import EntryKind, RecordSource, Standing

S = TypeVar("S")


@dataclass(frozen=True)
class Signed:
    """Somebody at the desk compared what is entered with the source itself. `name` is how they sign, for the desk."""

    by: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Change(Generic[S]):
    """One change: when, who, why, and how all was before it; `was` is None where the entry was made.

    `reason` is shown to visitors in the change log once the entry is, or was, in the record; `by` never.
    """

    at: datetime
    by: str
    reason: str
    was: S | None
    was_standing: Standing
    was_signed: Signed | None = None


@dataclass(frozen=True)
class Entry(Generic[S]):
    """One entry. `name` is its id in the JSON form and in addresses, unique in its kind; `number` its place in order.

    Only what is in the record can be seen by visitors, and only through the gate.
    """

    id: str
    memorial_id: str
    key_id: str
    kind: EntryKind
    name: str
    number: int
    now: S
    standing: Standing = Standing.PENDING
    signed: Signed | None = None
    history: tuple[Change[S], ...] = ()
    revision: int = 0

    @property
    def at(self) -> tuple[str, str]:
        return (self.memorial_id, self.id)


AnyEntry = Entry[Any]


FOR_EDITORS = ("note", "role", "do_not_confuse_with", "communities_note", "kept")
"""Fields that no visitor ever sees."""


def public_part(state: Any) -> Any:
    """The state without what is for editors alone: only what differs in this is a change for visitors or a reviewer."""
    if not is_dataclass(state) or isinstance(state, type):
        return state
    changes: dict[str, Any] = {}
    for one in fields(state):
        value = getattr(state, one.name)
        if one.name in FOR_EDITORS:
            changes[one.name] = {} if one.name == "kept" else "" if one.name == "role" else None
        elif isinstance(value, tuple):
            changes[one.name] = tuple(public_part(part) for part in value)
    return replace(state, **changes)


def changed(
    entry: AnyEntry,
    *,
    at: datetime,
    by: str,
    reason: str,
    now: Any = None,
    standing: Standing | None = None,
    signed: Signed | None = None,
) -> AnyEntry:
    """The entry in that state, with how it was before in its history. The same entry where nothing differs.

    A signature holds for what was signed: whatever of it changes takes it away, unless it is signed anew. A note for
    editors is no part of that.
    """
    state = entry.now if now is None else now
    where = entry.standing if standing is None else standing
    kept = entry.signed if public_part(state) == public_part(entry.now) else None
    signature = signed or kept
    if (state, where, signature) == (entry.now, entry.standing, entry.signed):
        return entry
    change: Change[Any] = Change(at, by, reason, entry.now, entry.standing, entry.signed)
    return replace(entry, now=state, standing=where, signed=signature, history=(*entry.history, change))


def made(entry: AnyEntry, *, at: datetime, by: str, reason: str) -> AnyEntry:
    """A new entry, with the note of who made it."""
    change: Change[Any] = Change(at, by, reason, None, Standing.PENDING)
    return replace(entry, history=(change,))


def taken_back(entry: AnyEntry, number: int, *, at: datetime, by: str, reason: str) -> AnyEntry:
    """The entry as it was before its change of that number, counted from 0. Raises `IndexError` for none such.

    A signature is not brought back: nobody signed today what was signed then.
    """
    change = entry.history[number]
    if change.was is None:
        return changed(entry, at=at, by=by, reason=reason, standing=Standing.REMOVED)
    return changed(entry, at=at, by=by, reason=reason, now=change.was, standing=change.was_standing)


def is_narrower(before: AnyEntry, after: AnyEntry) -> bool:
    """Whether something that may have been seen is kept from visitors now."""
    if before.standing is Standing.IN_RECORD and after.standing is not Standing.IN_RECORD:
        return True
    return before.standing is Standing.IN_RECORD and public_part(before.now) != public_part(after.now)


def is_unsigned_source(entry: AnyEntry) -> bool:
    in_record = entry.standing is Standing.IN_RECORD
    return in_record and isinstance(entry.now, RecordSource) and entry.signed is None
