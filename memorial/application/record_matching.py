"""Finds for each entry of a file the one in the archive that it is, where the form has no ids too."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from memorial.application.ports.record_form import NAMELESS, Named
from memorial.domain.record import EntryKind
from memorial.domain.record_entry import AnyEntry


@dataclass(frozen=True)
class Pair:
    """An entry of a file, under the name that it has or gets in the archive, and how it stands there, if it does."""

    named: Named
    before: AnyEntry | None
    read_as: str
    """Its name while the file was read."""


def paired(read: Sequence[Named], there: Iterable[AnyEntry]) -> list[Pair]:
    """Each entry of the file once, in its order. Nothing in the archive is paired twice."""
    by_kind: dict[EntryKind, list[AnyEntry]] = {kind: [] for kind in EntryKind}
    for entry in there:
        by_kind[entry.kind].append(entry)
    found: dict[tuple[EntryKind, str], Pair] = {}
    for kind in EntryKind:
        mine = [one for one in read if one.kind is kind]
        pairs = _by_what_they_say(mine, by_kind[kind]) if kind in NAMELESS else _by_name(mine, by_kind[kind])
        found |= {(kind, pair.read_as): pair for pair in pairs}
    return [found[one.at] for one in read]


def _by_name(mine: Iterable[Named], there: Iterable[AnyEntry]) -> list[Pair]:
    by_name = {entry.name: entry for entry in there}
    return [Pair(one, by_name.get(one.name), one.name) for one in mine]


def _by_what_they_say(mine: Sequence[Named], there: Sequence[AnyEntry]) -> list[Pair]:
    """The same in all, then alike in what tells one from another, then by their place; the rest is new."""
    pairs: list[Pair] = []
    free, unpaired = list(there), list(mine)
    for key in (_everything, _alike, None):
        waiting: dict[Hashable, deque[AnyEntry]] = {}
        for entry in free:
            waiting.setdefault(_key(key, entry.now, entry.name), deque()).append(entry)
        still = []
        for one in unpaired:
            if found := waiting.get(_key(key, one.state, one.name)):
                before = found.popleft()
                pairs.append(Pair(replace(one, name=before.name), before, one.name))
            else:
                still.append(one)
        free, unpaired = [entry for found in waiting.values() for entry in found], still
    return pairs + _newly_named(unpaired, {entry.name for entry in there})


def _newly_named(unpaired: Iterable[Named], taken: set[str]) -> list[Pair]:
    pairs = []
    last = 0
    for one in unpaired:
        name, number = one.name, max(one.number, last)
        while name in taken:
            number += 1
            name = f"{one.name.rstrip('0123456789')}{number:03}"
            last = number
        taken.add(name)
        pairs.append(Pair(replace(one, name=name), None, one.name))
    return pairs


def _key(key: Callable[[Any], Hashable] | None, state: Any, name: str) -> Hashable:
    return name if key is None else key(state)


def _everything(state: Any) -> Hashable:
    return repr(state)


_TELLS_APART: dict[str, tuple[str, ...]] = {
    "RecordAbout": (),
    "EventName": ("lang", "name"),
    "Observance": ("date", "observance"),
    "Event": ("what",),
    "Check": ("total",),
    "LeftOut": ("from_source_id",),
}


def _alike(state: Any) -> Hashable:
    return tuple(getattr(state, field) for field in _TELLS_APART[type(state).__name__])
