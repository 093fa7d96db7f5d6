"""What entries of a record name in one another, and what is known of all entries when one of them is looked at."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.words import words_of
from memorial.domain.record import (
    Check,
    Document,
    EntryKind,
    Event,
    EventName,
    Figure,
    Footage,
    LeftOut,
    Observance,
    Place,
    PlaceName,
    Question,
    RecordAbout,
    RecordSource,
    Reply,
    Standing,
    Statement,
    Unit,
)
from memorial.domain.record_entry import AnyEntry
from memorial.domain.record_numbers import numbers_of

SHORTEST_TELLING = 4
"""Letters of a word of a contested name that counts: `the` and `in` say nothing."""

Letters = Callable[[str], Collection[str]]
"""The spellings in a-z and 0-9 of one word in any script, as an address may give it."""


def _no_letters(word: str) -> Collection[str]:
    return ()


@dataclass(frozen=True)
class Reference:
    """In that field of a state an entry of that kind and name is named."""

    field: str
    kind: EntryKind
    name: str


@dataclass(frozen=True)
class Known:
    """What one entry may name: all entries of the memorial that were not removed, whatever else their standing.

    `contested` holds the words by which names of the event go beyond its neutral label and the names of places, folded
    and as addresses spell them: no address may hold one. `unit_numbers` stand in names of armed units that are entered.
    `added` are the memorial's own lines beside the core lists of words against a people.
    """

    names: frozenset[tuple[EntryKind, str]] = frozenset()
    via: Mapping[str, str] = field(default_factory=dict)
    part_of: Mapping[str, str] = field(default_factory=dict)
    contested: frozenset[str] = frozenset()
    unit_numbers: frozenset[str] = frozenset()
    added: tuple[AddedWords, ...] = ()

    def leads_round(self, kind: EntryKind, name: str, first: str | None) -> bool:
        """Whether that source's `via`, or that figure's `part_of`, leads back to it; quick for what is known so."""
        onward, rings = (self.via, self._via_rings) if kind is EntryKind.SOURCE else (self.part_of, self._part_rings)
        return name in rings if first and onward.get(name) == first else goes_round(name, first, onward)

    @cached_property
    def _via_rings(self) -> frozenset[str]:
        return on_a_ring(self.via)

    @cached_property
    def _part_rings(self) -> frozenset[str]:
        return on_a_ring(self.part_of)


def known_of(entries: Iterable[AnyEntry], added: Iterable[AddedWords] = (), *, letters: Letters = _no_letters) -> Known:
    """The view over these entries of one memorial."""
    there = [entry for entry in entries if entry.standing is not Standing.REMOVED]
    return Known(
        frozenset((entry.kind, entry.name) for entry in there),
        {one.name: one.now.via for one in there if one.kind is EntryKind.SOURCE and one.now.via},
        {one.name: one.now.part_of for one in there if one.kind is EntryKind.FIGURE and one.now.part_of},
        contested_words([entry.now for entry in there], letters),
        _unit_numbers(entry.now for entry in there if entry.kind is EntryKind.UNIT),
        tuple(added),
    )


def contested_words(states: Iterable[Any], letters: Letters = _no_letters) -> frozenset[str]:
    """The words of names of the event that are neither of its neutral label nor of a place: folded, and in letters."""
    contested, neutral = set[str](), set[str]()
    for state in states:
        if isinstance(state, EventName):
            contested |= _telling(state.name, letters)
        elif isinstance(state, RecordAbout):
            neutral |= _telling(state.neutral_label, letters)
        elif isinstance(state, Place):
            neutral |= {word for name in state.names for word in _telling(name.name, letters)}
    return frozenset(contested - neutral)


def _telling(text: str, letters: Letters) -> set[str]:
    words = words_of(text)
    forms = {form for word in words for form in word.forms}
    written = [one for word in words for one in _written(text[word.start : word.end], word.forms)]
    forms |= {spelt for one in written for spelt in letters(one)}
    return {form for form in forms if len(form) >= SHORTEST_TELLING and not form.isdecimal()}


def _written(word: str, forms: tuple[str, ...]) -> Iterator[str]:
    """The word, and in Arabic script also without marks, without what is written together with it, and with `the`."""
    yield word
    if "\u0600" <= word[-1] <= "\u06ff":
        bare = "".join(sign for sign in word if not unicodedata.combining(sign) and sign != "\u0640")
        for form in forms:
            own = bare[len(forms[0]) - len(form) :]
            yield from (own, f"ال{own}")


def _unit_numbers(units: Iterable[Unit]) -> frozenset[str]:
    return frozenset(number for unit in units for name in unit.names for number in numbers_of(name.name))


def goes_round(name: str, first: str | None, onward: Mapping[str, str]) -> bool:
    """Whether going from `first` ever onward comes to `name` itself."""
    seen = {name}
    while first:
        if first in seen:
            return first == name
        seen.add(first)
        first = onward.get(first)
    return False


def on_a_ring(onward: Mapping[str, str]) -> frozenset[str]:
    """Every name from which going ever onward comes back to it. In one pass, however long the ways are."""
    found, seen = set[str](), set[str]()
    for start in onward:
        way: dict[str, int] = {}
        name: str | None = start
        while name is not None and name not in seen:
            seen.add(name)
            way[name] = len(way)
            name = onward.get(name)
        if name in way:
            found.update(list(way)[way[name] :])
    return frozenset(found)


def references(state: Any) -> tuple[Reference, ...]:
    """Every entry that this state names, in the order of its fields; what is empty names none."""
    found = _REFERENCES.get(type(state))
    return tuple(one for one in found(state) if one.name) if found else ()


def names(state: Any, kind: EntryKind, name: str) -> bool:
    """Whether the state names that entry."""
    return any((one.kind, one.name) == (kind, name) for one in references(state))


def _source(field_name: str, name: str | None) -> Reference:
    return Reference(field_name, EntryKind.SOURCE, name or "")


def _several(field_name: str, kind: EntryKind, found: Iterable[str]) -> Iterator[Reference]:
    return (Reference(field_name, kind, name) for name in found)


def _place(state: Event | Figure | Footage) -> Reference:
    return Reference("place_id", EntryKind.PLACE, state.place_id or "")


def _about(state: RecordAbout) -> Iterator[Reference]:
    yield from _several("summary_source_ids", EntryKind.SOURCE, state.summary_source_ids)
    for at, one in enumerate(state.name_lists_known):
        yield _source(f"name_lists_known.{at}.source_id", one.source_id)


def _of_source(state: RecordSource) -> Iterator[Reference]:
    yield _source("via", state.via)


def _figure(state: Figure) -> Iterator[Reference]:
    yield _source("source_id", state.source_id)
    yield _source("seen_in", state.seen_in)
    yield _place(state)
    yield Reference("part_of", EntryKind.FIGURE, state.part_of or "")


def _question(state: Question) -> Iterator[Reference]:
    for at, account in enumerate(state.accounts):
        yield _source(f"accounts.{at}.source_id", account.source_id)
        yield from _several(f"accounts.{at}.figure_ids", EntryKind.FIGURE, account.figure_ids)


def _event(state: Event) -> Iterator[Reference]:
    yield from _several("source_ids", EntryKind.SOURCE, state.source_ids)
    yield _place(state)


def _names(found: Iterable[PlaceName]) -> Iterator[Reference]:
    for at, name in enumerate(found):
        yield _source(f"names.{at}.source_id", name.source_id)


def _of_place(state: Place) -> Iterator[Reference]:
    yield from _names(state.names)
    for line in ("coordinates", "course"):
        for at, one in enumerate(getattr(state, line)):
            yield _source(f"{line}.{at}.source_id", one.source_id)


def _event_name(state: EventName) -> Iterator[Reference]:
    yield from _several("used_by", EntryKind.SOURCE, state.used_by)


def _observance(state: Observance) -> Iterator[Reference]:
    yield from _several("source_ids", EntryKind.SOURCE, state.source_ids)
    for at, act in enumerate(state.established):
        yield _source(f"established.{at}.source_id", act.source_id)


def _statement(state: Statement) -> Iterator[Reference]:
    yield _source("attributed_to", state.attributed_to)
    yield from _several("figure_ids", EntryKind.FIGURE, state.figure_ids)
    yield from _several("place_ids", EntryKind.PLACE, state.place_ids)
    yield Reference("disputed_id", EntryKind.QUESTION, state.disputed_id or "")


def _unit(state: Unit) -> Iterator[Reference]:
    yield from _names(state.names)
    yield from _several("source_ids", EntryKind.SOURCE, state.source_ids)


def _document(state: Document) -> Iterator[Reference]:
    yield from _several("source_ids", EntryKind.SOURCE, state.source_ids)


def _footage(state: Footage) -> Iterator[Reference]:
    yield from _several("source_ids", EntryKind.SOURCE, state.source_ids)
    yield _place(state)


def _reply(state: Reply) -> Iterator[Reference]:
    yield Reference("about_id", state.about_kind, state.about_id)


def _check(state: Check) -> Iterator[Reference]:
    yield Reference("total", EntryKind.FIGURE, state.total)


def _left_out(state: LeftOut) -> Iterator[Reference]:
    yield _source("from_source_id", state.from_source_id)


_REFERENCES: dict[type[Any], Any] = {
    RecordAbout: _about,
    RecordSource: _of_source,
    Figure: _figure,
    Question: _question,
    Event: _event,
    Place: _of_place,
    EventName: _event_name,
    Observance: _observance,
    Statement: _statement,
    Unit: _unit,
    Document: _document,
    Footage: _footage,
    Reply: _reply,
    Check: _check,
    LeftOut: _left_out,
}
