"""`disclose_record()`: what may be seen of the record. Whatever rests on a source that is not seen falls away with it.

The record passes as a whole. Editors' notes have no place in what comes out; neither has what is pending or removed,
a name or a number without a source, or a remembrance that is cited and not public itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from memorial.disclosure.record_parts import Parts, Seen
from memorial.domain.memorial import Memorial
from memorial.domain.record import GRAPHIC, EntryKind, Figure, RecordAbout, RecordSource, Standing
from memorial.domain.record_entry import AnyEntry
from memorial.published.record import PublishedRecord
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience

T = TypeVar("T")
IsPublic = Callable[[str], bool]
"""Whether a remembrance of that id, which is cited, is public with its words at this moment."""


@dataclass(frozen=True)
class RecordDisclosure:
    """What may be seen, and by whom."""

    shown: PublishedRecord
    audience: Audience


NOTHING = RecordDisclosure(PublishedRecord(), Audience.NONE)


def disclose_record(entries: Iterable[AnyEntry], memorial: Memorial, is_public: IsPublic) -> RecordDisclosure:
    """What visitors may see of a memorial's record, as far as the memorial itself reaches."""
    audience = memorial.reach
    if not memorial.public or audience not in SHOWN_TO_VISITORS:
        return NOTHING
    return RecordDisclosure(shown_of(entries, is_public), audience)


def shown_of(entries: Iterable[AnyEntry], is_public: IsPublic) -> PublishedRecord:
    """The same for a preview: as if the memorial were open."""
    known = [one for one in entries if one.standing is not Standing.REMOVED]
    inside = [one for one in known if one.standing is Standing.IN_RECORD]
    inside.sort(key=lambda one: (one.number, one.name))

    def of(kind: EntryKind) -> list[AnyEntry]:
        return [one for one in inside if one.kind is kind]

    sources = {one.name: one.now for one in of(EntryKind.SOURCE) if _may_be_cited(one.now, is_public)}
    signed = {one.name for one in of(EntryKind.SOURCE) if one.signed is not None}
    figures = {one.name for one in of(EntryKind.FIGURE) if _has_its_source(one.now, sources)}
    places = {one.name for one in of(EntryKind.PLACE) if any(n.seen and n.source_id in sources for n in one.now.names)}
    parts = Parts(Seen(sources, frozenset(figures), frozenset(places), frozenset(signed), _graphic_figures(known)))
    about = next((one.now for one in of(EntryKind.ABOUT)), None)
    matters = [*of(EntryKind.UNIT), *of(EntryKind.DOCUMENT), *of(EntryKind.FOOTAGE)]
    return PublishedRecord(
        about=parts.about(about) if isinstance(about, RecordAbout) else None,
        sources=_each(of(EntryKind.SOURCE), parts.source),
        figures=_each(of(EntryKind.FIGURE), parts.figure),
        questions=_each(of(EntryKind.QUESTION), parts.question),
        events=_each(of(EntryKind.EVENT), parts.event),
        places=_each(of(EntryKind.PLACE), parts.place),
        names=_each(of(EntryKind.NAME), parts.name),
        observances=_each(of(EntryKind.OBSERVANCE), parts.observance),
        statements=_each(of(EntryKind.STATEMENT), parts.statement),
        matters=_each(matters, parts.matter),
        replies=_each(of(EntryKind.REPLY), parts.reply),
    )


def _each(entries: Sequence[AnyEntry], shown: Callable[[AnyEntry], T | None]) -> tuple[T, ...]:
    return tuple(one for entry in entries if (one := shown(entry)) is not None)


def _may_be_cited(source: RecordSource, is_public: IsPublic) -> bool:
    return source.remembrance_id is None or is_public(source.remembrance_id)


def _graphic_figures(known: Iterable[AnyEntry]) -> frozenset[str]:
    """The figures of statements that are graphic, also of those that still wait: a number tells what it counts."""
    statements = [one.now for one in known if one.kind is EntryKind.STATEMENT and one.now.sensitivity == GRAPHIC]
    return frozenset(figure for one in statements for figure in one.figure_ids)


def _has_its_source(figure: Figure, sources: dict[str, RecordSource]) -> bool:
    return figure.source_id in sources and bool(figure.unit and figure.qualifier)
