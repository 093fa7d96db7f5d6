"""Taking everything out of an entry that rests on a source which must not be kept at all, out of its history too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from memorial.domain.record import (
    Document,
    EntryKind,
    Event,
    EventName,
    Figure,
    Footage,
    LeftOut,
    Observance,
    Place,
    Question,
    RecordAbout,
    RecordSource,
    Reply,
    Statement,
    Unit,
)
from memorial.domain.record_entry import AnyEntry, Change, public_part
from memorial.domain.record_known import references

Gone = frozenset[str]
"""Names of sources that are erased."""


def cited_ever(entry: AnyEntry) -> frozenset[str]:
    """The remembrances that a source cites, or cited in an earlier state."""
    states = [entry.now, *(change.was for change in entry.history)]
    return frozenset(one.remembrance_id for one in states if isinstance(one, RecordSource) and one.remembrance_id)


def sources_ever_named(entries: Iterable[AnyEntry]) -> frozenset[str]:
    """Every source that one of these entries rests on, or rested on in an earlier state."""
    states = (state for one in entries for state in (one.now, *(change.was for change in one.history)))
    return frozenset(named.name for state in states for named in references(state) if named.kind is EntryKind.SOURCE)


def forgotten(entry: AnyEntry, gone: Gone) -> AnyEntry | None:
    """The entry without a word of these sources, now or in any earlier state; None where nothing of it is left."""
    now = without_sources(entry.now, gone)
    if now is None:
        return None
    history = tuple(_change(change, gone) for change in entry.history if _is_left(change, gone))
    if now == entry.now and history == entry.history:
        return entry
    return replace(
        entry, now=now, history=history, signed=entry.signed if public_part(now) == public_part(entry.now) else None
    )


def _is_left(change: Change[Any], gone: Gone) -> bool:
    return change.was is None or without_sources(change.was, gone) is not None


def _change(change: Change[Any], gone: Gone) -> Change[Any]:
    return change if change.was is None else replace(change, was=without_sources(change.was, gone))


def without_sources(state: Any, gone: Gone) -> Any:
    """The state without what these sources say; None where it rests on them alone."""
    found = _WITHOUT.get(type(state))
    return found(state, gone) if found else state


def _left(names: Sequence[str], gone: Gone) -> tuple[str, ...]:
    return tuple(name for name in names if name not in gone)


def _said(parts: Sequence[Any], gone: Gone) -> tuple[Any, ...]:
    return tuple(one for one in parts if one.source_id not in gone)


def _about(state: RecordAbout, gone: Gone) -> RecordAbout:
    """Which sentence of the summary was theirs, nobody can tell: it goes whole."""
    kept = _left(state.summary_source_ids, gone)
    summary = state.neutral_summary if kept == state.summary_source_ids else ""
    return replace(
        state,
        neutral_summary=summary,
        summary_source_ids=kept,
        name_lists_known=_said(state.name_lists_known, gone),
    )


def _source(state: RecordSource, gone: Gone) -> RecordSource:
    return replace(state, via=None) if state.via in gone else state


def _figure(state: Figure, gone: Gone) -> Figure | None:
    if state.source_id in gone:
        return None
    return replace(state, seen_in=None) if state.seen_in in gone else state


def _question(state: Question, gone: Gone) -> Question:
    return replace(state, accounts=_said(state.accounts, gone))


def _place(state: Place, gone: Gone) -> Place | None:
    names, coordinates, course = (_said(one, gone) for one in (state.names, state.coordinates, state.course))
    return replace(state, names=names, coordinates=coordinates, course=course) if names else None


def _name(state: EventName, gone: Gone) -> EventName | None:
    kept = _left(state.used_by, gone)
    return replace(state, used_by=kept) if kept or not state.used_by else None


def _with_sources(state: Any, gone: Gone) -> Any:
    kept = _left(state.source_ids, gone)
    return replace(state, source_ids=kept) if kept or not state.source_ids else None


def _observance(state: Observance, gone: Gone) -> Observance | None:
    found: Observance | None = _with_sources(state, gone)
    return replace(found, established=_said(found.established, gone)) if found else None


def _unit(state: Unit, gone: Gone) -> Unit | None:
    found: Unit | None = _with_sources(state, gone)
    return replace(found, names=_said(found.names, gone)) if found else None


def _statement(state: Statement, gone: Gone) -> Statement | None:
    return None if state.attributed_to in gone else state


def _reply(state: Reply, gone: Gone) -> Reply | None:
    return None if state.about_kind is EntryKind.SOURCE and state.about_id in gone else state


def _left_out(state: LeftOut, gone: Gone) -> LeftOut | None:
    return None if state.from_source_id in gone else state


_WITHOUT: Mapping[type[Any], Callable[[Any, Gone], Any]] = {
    RecordAbout: _about,
    RecordSource: _source,
    Figure: _figure,
    Question: _question,
    Event: _with_sources,
    Place: _place,
    EventName: _name,
    Observance: _observance,
    Statement: _statement,
    Unit: _unit,
    Document: _with_sources,
    Footage: _with_sources,
    Reply: _reply,
    LeftOut: _left_out,
}
