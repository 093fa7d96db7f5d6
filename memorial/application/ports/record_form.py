"""A record as somebody brings it or takes it along: its entries by name and number, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from memorial.domain.errors import Refusal
from memorial.domain.record import EntryKind, State
from memorial.domain.record_rules import LARGEST_NUMBER

MOST_MEGABYTES = 20
LARGEST_RECORD = MOST_MEGABYTES * 1024 * 1024

MOST_ENTRIES = 20_000
"""Of one file; the longest record that comes with the program has some hundreds."""

_WHY = {
    "too_large": f"it is larger than {MOST_MEGABYTES} MB.",
    "empty": "it is empty.",
    "not_utf8": "it is not text in UTF-8.",
    "not_json": "it is not JSON: {problem}.",
    "too_deep": "something in it lies too deep, in lists within lists.",
    "not_a_record": "it is JSON, and no record: it must be an object with the parts sources, figures and so on.",
    "other_version": "its schema_version is {version}; this program reads 1.",
    "twice": "{place} stands in it twice, and one of the two would be lost.",
    "too_large_number": f"a number in it is larger than {LARGEST_NUMBER:,}.",
    "too_many": f"it has more than {MOST_ENTRIES:,} entries. Bring it in as several files.",
    "too_entangled": "what it changes leads round and round. Bring the changes in as several files.",
}


class NotARecord(Refusal):
    """Nothing of the file can be used. `code` says why; `detail` is the sentence in English."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, _WHY[code].format(**values))


NAMELESS = frozenset(
    {EntryKind.ABOUT, EntryKind.NAME, EntryKind.OBSERVANCE, EntryKind.EVENT, EntryKind.CHECK, EntryKind.LEFT_OUT}
)
"""Kinds that have no id in the form: such an entry is known by what it says."""


@dataclass(frozen=True)
class Named:
    """An entry without an archive: `name` is its id in the JSON form, or one given for the time of the reading."""

    kind: EntryKind
    name: str
    number: int
    state: State

    @property
    def at(self) -> tuple[EntryKind, str]:
        return (self.kind, self.name)


@dataclass(frozen=True)
class Refused:
    """One thing that was not taken: where it stands (`figures[12].unit`), and why, in a word and in a sentence."""

    place: str
    code: str
    words: str


@dataclass(frozen=True)
class ReadRecord:
    """What a file holds. `places` says of each entry where it stands in the file; `lost` names those not taken."""

    entries: tuple[Named, ...]
    refused: tuple[Refused, ...] = ()
    places: Mapping[tuple[EntryKind, str], str] = field(default_factory=dict)
    lost: frozenset[tuple[EntryKind, str]] = frozenset()
