"""Short names of entries, which are addresses: made of a kind and a number, and never of a title."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count

from memorial.domain.record import EntryKind, Standing
from memorial.domain.record_entry import AnyEntry
from memorial.domain.record_known import names


def numbered_name(kind: EntryKind, taken: Collection[str]) -> str:
    """Such as `source-7`: what a title or a question says may be private, and an address is seen by everybody."""
    word = kind.value.replace("_", "-")
    if kind is EntryKind.ABOUT and word not in taken:
        return word
    return next(name for number in count(len(taken) + 1) if (name := f"{word}-{number}") not in taken)


def can_be_renamed(entry: AnyEntry) -> bool:
    """Whether it waits and never stood in the record, so that no visitor ever had its address."""
    ever = [entry.standing, *(change.was_standing for change in entry.history)]
    return all(standing is Standing.PENDING for standing in ever)


def ever_names(entry: AnyEntry, named: AnyEntry) -> bool:
    """Whether it names that one now, or did in a state that can be brought back."""
    states = [entry.now, *(change.was for change in entry.history if change.was is not None)]
    return any(names(state, named.kind, named.name) for state in states)
