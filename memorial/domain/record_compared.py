"""Which sources were compared by a reviewer with all that the record says by them at this moment."""

from __future__ import annotations

from collections.abc import Collection

from memorial.domain.record import EntryKind
from memorial.domain.record_entry import AnyEntry
from memorial.domain.record_known import references
from memorial.domain.record_signing import NOT_ITS_WORDS, said_anew_at


def compared(inside: Collection[AnyEntry]) -> frozenset[str]:
    """Names of the sources that are signed, of which nothing in the record was made, worded anew or brought back since.

    `inside`: all entries in the record. An entry that waited outside it was looked at with the source as well.
    """
    signed = {one.name: one.signed.at for one in inside if one.kind is EntryKind.SOURCE and one.signed is not None}
    first = min(signed.values(), default=None)
    if first is None:
        return frozenset()
    newer = set[str]()
    for one in inside:
        if one.kind in NOT_ITS_WORDS or not any(change.at > first for change in one.history):
            continue
        at = said_anew_at(one)
        named = {each.name for each in references(one.now) if each.kind is EntryKind.SOURCE}
        newer |= {name for name in named & signed.keys() if at is not None and at > signed[name]}
    return frozenset(signed.keys() - newer)
