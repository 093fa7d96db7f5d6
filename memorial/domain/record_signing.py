"""What a signature of a source covers, and whose words those are: two people look at all that a source says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from memorial.domain.record import NEVER_PUBLISHED, EntryKind, Standing
from memorial.domain.record_entry import AnyEntry, Change, public_part
from memorial.domain.record_known import names, references

NOT_ITS_WORDS = NEVER_PUBLISHED | {EntryKind.REPLY}
"""What readers reply to a source and what was left out of it are not what it says."""


def last_worded(entry: AnyEntry) -> Change[Any] | None:
    """The last change after which it said something else to visitors, or the one that made it.

    None for what has no history, as only something that came by a job could have.
    """
    after = entry.now
    for change in reversed(entry.history):
        if change.was is None or public_part(change.was) != public_part(after):
            return change
        after = change.was
    return None


def said_anew_at(entry: AnyEntry) -> datetime | None:
    """When it last came to say what it says: was made, worded anew, or brought back after it had been removed.

    Whoever signs a source does not see what was removed by then, and so has not compared it.
    """
    worded = last_worded(entry)
    standings = [*(change.was_standing for change in entry.history[1:]), entry.standing]
    moves = zip(entry.history, standings, strict=True) if entry.history else ()
    back = [
        change.at for change, now in moves if change.was_standing is Standing.REMOVED and now is not Standing.REMOVED
    ]
    return max([*back, *([worded.at] if worded else [])], default=None)


def worded_by(entry: AnyEntry) -> str:
    """Who gave it the words that it has; '' where nobody did that is known."""
    change = last_worded(entry)
    return change.by if change else ""


@dataclass(frozen=True)
class Covered:
    """What a signature of a source covers. `rests`: every entry that names it; `since`: those of them that are newer.

    While nobody has signed the source, everything is newer.
    """

    rests: tuple[AnyEntry, ...]
    since: tuple[AnyEntry, ...]

    @property
    def mark(self) -> str:
        """Another one as soon as one of the entries is another or in another state."""
        stand = "\n".join(sorted(f"{one.id} {one.revision}" for one in self.rests))
        return hashlib.sha256(stand.encode()).hexdigest()


def covered(source: AnyEntry, entries: Iterable[AnyEntry]) -> Covered:
    rests = tuple(
        one
        for one in entries
        if one.kind not in NOT_ITS_WORDS
        and one.standing is not Standing.REMOVED
        and one.id != source.id
        and names(one.now, EntryKind.SOURCE, source.name)
    )
    return Covered(rests, tuple(one for one in rests if _is_newer(source, one)))


def newer_by_source(entries: Iterable[AnyEntry]) -> dict[str, int]:
    """How many entries are newer than the signature of each source that is signed, by its name; none: not in it."""
    there = [one for one in entries if one.standing is not Standing.REMOVED]
    signed = {one.name: one for one in there if one.kind is EntryKind.SOURCE and one.signed is not None}
    found: dict[str, int] = {}
    for entry in there:
        named = {one.name for one in references(entry.now) if one.kind is EntryKind.SOURCE}
        for name in named & signed.keys() if entry.kind not in NOT_ITS_WORDS else ():
            if signed[name].id != entry.id and _is_newer(signed[name], entry):
                found[name] = found.get(name, 0) + 1
    return found


def _is_newer(source: AnyEntry, entry: AnyEntry) -> bool:
    at = said_anew_at(entry)
    return source.signed is None or (at is not None and at > source.signed.at)


def may_compare(member_id: str, source: AnyEntry, what: Covered) -> bool:
    """Whether it is another person's work that this member would compare: of the source, and of some of what is newer.

    Who gave the source its words, or entered all that is newer, compares only what they wrote themselves.
    """
    if worded_by(source) == member_id:
        return False
    return not what.since or any(worded_by(one) != member_id for one in what.since)
