"""`disclose_record()`: what may be seen of the record. Whatever rests on a source that is not seen falls away with it.

The record passes as a whole. Editors' notes have no place in what comes out; neither has what is pending or removed,
a name or a number without a source, or a remembrance that is cited and not public itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from memorial.disclosure.record_graphic import At, graphic_entries
from memorial.disclosure.record_parts import Parts, Seen
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind, Figure, Question, RecordAbout, RecordSource, Standing
from memorial.domain.record_compared import compared
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
    every = list(entries)
    inside = [one for one in every if one.standing is Standing.IN_RECORD]
    inside.sort(key=lambda one: (one.number, one.name))
    of: dict[EntryKind, list[AnyEntry]] = {kind: [] for kind in EntryKind}
    for entry in inside:
        of[entry.kind].append(entry)
    parts = Parts(_seen(of, is_public, graphic_entries(every)))
    about = next((one.now for one in of[EntryKind.ABOUT]), None)
    there = {(EntryKind.ABOUT, one.name) for one in of[EntryKind.ABOUT]}

    def each(shown: Callable[[AnyEntry], T | None], *kinds: EntryKind) -> tuple[T, ...]:
        found = [(entry, one) for kind in kinds for entry in of[kind] if (one := shown(entry)) is not None]
        there.update((entry.kind, entry.name) for entry, _ in found)
        return tuple(one for _, one in found)

    whole = PublishedRecord(
        about=parts.about(about) if isinstance(about, RecordAbout) else None,
        sources=each(parts.source, EntryKind.SOURCE),
        figures=each(parts.figure, EntryKind.FIGURE),
        questions=each(parts.question, EntryKind.QUESTION),
        events=each(parts.event, EntryKind.EVENT),
        places=each(parts.place, EntryKind.PLACE),
        names=each(parts.name, EntryKind.NAME),
        observances=each(parts.observance, EntryKind.OBSERVANCE),
        statements=each(parts.statement, EntryKind.STATEMENT),
        matters=each(parts.matter, EntryKind.UNIT, EntryKind.DOCUMENT, EntryKind.FOOTAGE),
    )
    replies = [one for one in of[EntryKind.REPLY] if (one.now.about_kind, one.now.about_id) in there]
    return replace(whole, replies=tuple(map(parts.reply, replies)))


def _seen(of: Mapping[EntryKind, Sequence[AnyEntry]], is_public: IsPublic, graphic: frozenset[At]) -> Seen:
    sources = {one.name: one.now for one in of[EntryKind.SOURCE] if _may_be_cited(one.now, is_public)}
    places = of[EntryKind.PLACE]
    return Seen(
        sources=sources,
        figures=frozenset(one.name for one in of[EntryKind.FIGURE] if _has_its_source(one.now, sources)),
        places=frozenset(one.name for one in places if any(n.seen and n.source_id in sources for n in one.now.names)),
        questions=frozenset(one.name for one in of[EntryKind.QUESTION] if _is_answered(one.now, sources)),
        signed=compared([one for some in of.values() for one in some]),
        graphic=graphic,
    )


def _may_be_cited(source: RecordSource, is_public: IsPublic) -> bool:
    return source.remembrance_id is None or is_public(source.remembrance_id)


def _is_answered(question: Question, sources: Mapping[str, RecordSource]) -> bool:
    """A question that no source answers would be the memorial's own: it is not shown."""
    return any(one.source_id in sources for one in question.accounts)


def _has_its_source(figure: Figure, sources: Mapping[str, RecordSource]) -> bool:
    return figure.source_id in sources and bool(figure.unit and figure.qualifier)
