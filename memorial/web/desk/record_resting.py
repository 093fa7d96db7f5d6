"""What rests on an entry of the record: what goes with it when it is taken out, and what is compared with a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from memorial.application import record as use
from memorial.application.record_erasing import what_goes
from memorial.application.record_signing import Signing
from memorial.domain.memorial import Memorial
from memorial.domain.record import NEVER_PUBLISHED, EntryKind, Standing
from memorial.domain.record_entry import AnyEntry
from memorial.published.record import PublishedRecord
from memorial.web.desk.frame import member, services
from memorial.web.desk.record_fields import ONE
from memorial.web.desk.record_forms import Entries
from memorial.web.desk.record_words import STANDINGS, Row, label_of, rows_of


@dataclass(frozen=True)
class Resting:
    """An entry that names a source. `newer`: than its signature; `lines`: what is entered, to compare it."""

    href: str
    kind: str
    label: str
    standing: str
    newer: bool
    lines: list[Row]


def resting(memorial: Memorial, entries: Iterable[AnyEntry], signing: Signing, known: Entries) -> list[Resting]:
    newer = {one.id for one in signing.covered.since}
    return [
        Resting(_at(memorial, one), str(ONE[one.kind]), label_of(one), str(STANDINGS[one.standing]), one.id in newer,
                rows_of(one.kind, one.now, known))
        for one in entries
    ]  # fmt: skip


def _at(memorial: Memorial, entry: AnyEntry) -> str:
    return url_for("record_entries.entry", slug=memorial.slug, entry_id=entry.id)


@dataclass(frozen=True)
class Falling:
    """An entry that rests on the one that is taken out. `wholly`: nothing of it would be seen any more."""

    href: str
    kind: str
    label: str
    wholly: bool


def goes_with(memorial: Memorial, entry: AnyEntry) -> list[Falling]:
    """What would be erased with it, and what would lose the words of a source."""
    found = what_goes(services(), member(), memorial.id, entry.id)
    return [Falling(_at(memorial, one), str(ONE[one.kind]), label_of(one), wholly) for one, wholly in found]


def falling(memorial: Memorial, entry: AnyEntry) -> list[Falling]:
    """Everything in the record that names it, and whether visitors would see anything of that any more."""
    seen_still = _seen(use.without(services(), member(), memorial.id, entry.id))
    return [
        Falling(_at(memorial, one), str(ONE[one.kind]), label_of(one), _key(one) not in seen_still)
        for one in use.cited_by(services(), member(), memorial.id, entry.id)
        if one.standing is Standing.IN_RECORD and one.kind not in NEVER_PUBLISHED
    ]


def _key(entry: AnyEntry) -> tuple[str, str]:
    """How an entry is found again among what visitors see: names of the event have no id there."""
    if entry.kind is EntryKind.ABOUT:
        return (entry.kind, "")
    return (entry.kind, entry.now.name if entry.kind is EntryKind.NAME else entry.name)


def _seen(record: PublishedRecord) -> set[tuple[str, str]]:
    parts: dict[EntryKind, Sequence[Any]] = {
        EntryKind.SOURCE: record.sources,
        EntryKind.FIGURE: record.figures,
        EntryKind.QUESTION: record.questions,
        EntryKind.EVENT: record.events,
        EntryKind.PLACE: record.places,
        EntryKind.OBSERVANCE: record.observances,
        EntryKind.STATEMENT: record.statements,
        EntryKind.REPLY: record.replies,
    }
    found: set[tuple[str, str]] = {(kind, str(one.id)) for kind, several in parts.items() for one in several}
    found |= {(one.kind, one.id) for one in record.matters} | {(EntryKind.NAME, one.name) for one in record.names}
    return found | ({(EntryKind.ABOUT, "")} if record.about is not None else set())
