"""A record without its graphic matter: what is left out whole, and what the rest loses with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from memorial.domain.record import (
    GRAPHIC,
    Check,
    EntryKind,
    Figure,
    Question,
    RecordSource,
    Reply,
    Statement,
)

At = tuple[EntryKind, str]
"""The kind of an entry and its name."""


def graphic_entries(states: Mapping[At, Any]) -> frozenset[At]:
    """Entries that are graphic themselves, and those that say something of such a one alone.

    A source stays: its heading is not graphic, whatever stands behind its address.
    """
    gone = {at for at, state in states.items() if _is_graphic(state)}
    return frozenset(gone | {at for at, state in states.items() if _is_about(state, gone)})


def _is_graphic(state: Any) -> bool:
    return getattr(state, "sensitivity", None) == GRAPHIC and not isinstance(state, RecordSource)


def _is_about(state: Any, gone: Collection[At]) -> bool:
    if isinstance(state, Check):
        return (EntryKind.FIGURE, state.total) in gone
    return isinstance(state, Reply) and (state.about_kind, state.about_id) in gone


def without_graphic(state: Any, gone: Collection[At]) -> Any:
    """The state without its graphic accounts, and without the names of what is gone."""
    if isinstance(state, Question):
        mild = [one for one in state.accounts if not _is_graphic(one)]
        return replace(state, accounts=tuple(replace(one, figure_ids=_figures(one.figure_ids, gone)) for one in mild))
    if isinstance(state, Figure) and (EntryKind.FIGURE, state.part_of) in gone:
        return replace(state, part_of=None)
    if isinstance(state, Statement):
        asked = None if (EntryKind.QUESTION, state.disputed_id) in gone else state.disputed_id
        return replace(state, figure_ids=_figures(state.figure_ids, gone), disputed_id=asked)
    return state


def _figures(named: Iterable[str], gone: Collection[At]) -> tuple[str, ...]:
    return tuple(one for one in named if (EntryKind.FIGURE, one) not in gone)


def graphic_accounts(state: Any) -> int:
    """How many of its accounts are graphic where it is not so itself."""
    return sum(map(_is_graphic, state.accounts)) if isinstance(state, Question) else 0
