"""Who may sign a source of the record, and what they look at before: two people look at everything that it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from memorial.domain.errors import Conflict, NotAllowed
from memorial.domain.record import EntryKind, Standing
from memorial.domain.record_entry import AnyEntry
from memorial.domain.record_signing import Covered, covered, may_compare
from memorial.domain.staff import StaffMember


@dataclass(frozen=True)
class Signing:
    """`due`: it is a source that waits for a signature, the first or another. `mine`: this member would compare their
    own words only, so that somebody else has to.
    """

    covered: Covered
    due: bool
    mine: bool


def signing_of(member: StaffMember, source: AnyEntry, entries: Iterable[AnyEntry]) -> Signing:
    if source.kind is not EntryKind.SOURCE or source.standing is Standing.REMOVED:
        return Signing(Covered((), ()), due=False, mine=False)
    what = covered(source, entries)
    due = source.signed is None or bool(what.since)
    return Signing(what, due, mine=due and not may_compare(member.id, source, what))


def refuse_to_sign(
    member: StaffMember, source: AnyEntry, entries: Iterable[AnyEntry], revision: int | None, seen: str | None
) -> None:
    """`revision` and `seen`: what the reviewer looked at, None where nobody says. Raises as `record.sign` does."""
    if source.kind is not EntryKind.SOURCE or source.standing is Standing.REMOVED:
        raise NotAllowed("only_sources_are_signed")
    signing = signing_of(member, source, entries)
    if (revision is not None and revision != source.revision) or (seen is not None and seen != signing.covered.mark):
        raise Conflict
    if not signing.due:
        raise NotAllowed("nothing_to_sign")
    if signing.mine:
        raise NotAllowed("another_compares")
