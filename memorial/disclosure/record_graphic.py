"""A record without its graphic matter: what is left out whole, and what the rest loses with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from memorial.domain.record import (
    GRAPHIC,
    Account,
    Check,
    EntryKind,
    Figure,
    Question,
    RecordSource,
    Reply,
    Standing,
    Statement,
)
from memorial.domain.record_entry import AnyEntry
from memorial.published.record_said import figures_said

At = tuple[EntryKind, str]
"""The kind of an entry and its name."""


def graphic_entries(entries: Iterable[AnyEntry]) -> frozenset[At]:
    """Entries that are graphic themselves, and those that belong to such a one.

    To a question belong the statements about it, to it and to its accounts their figures, to a statement the figures
    that it names; and to all of these the replies and the worked sums. To be given all entries of the record: what
    belongs to graphic matter stays graphic while that waits, or after it was taken out. A source is not graphic: its
    heading may be seen, whatever stands behind its address.
    """
    every = list(entries)
    found = {(one.kind, one.name) for one in every if _is_graphic(one.now)}
    found |= {(one.kind, one.name) for one in every if _is_of_question(one.now, found)}
    found |= {(EntryKind.FIGURE, name) for name in _figures_of_graphic(every, found)}
    while more := {(one.kind, one.name) for one in every if _is_about(one.now, found)} - found:
        found |= more
    return frozenset(found)


def _is_graphic(state: Any) -> bool:
    return getattr(state, "sensitivity", None) == GRAPHIC and not isinstance(state, RecordSource)


def _is_of_question(state: Any, graphic: Collection[At]) -> bool:
    return isinstance(state, Statement) and (EntryKind.QUESTION, state.disputed_id) in graphic


def _figures_of_graphic(entries: Iterable[AnyEntry], graphic: Collection[At]) -> Iterator[str]:
    figures: dict[str, list[AnyEntry]] = {}
    accounts: list[tuple[Account, str]] = []
    for one in entries:
        state, is_graphic = one.now, (one.kind, one.name) in graphic
        if isinstance(state, Figure):
            figures.setdefault(state.source_id, []).append(one)
        elif isinstance(state, Statement) and is_graphic:
            yield from state.figure_ids
        elif isinstance(state, Question):
            accounts += [(part, state.question) for part in state.accounts if is_graphic or _is_graphic(part)]
    for account, asked in accounts:
        yield from account.figure_ids
        yield from _spoken_of(account, asked, figures.get(account.source_id, ()))


def _spoken_of(account: Account, asked: str, figures: Iterable[AnyEntry]) -> Iterator[str]:
    """Those of its source whose number it says, as pages have them that find none of the figures that it names.

    Among those in the record by themselves too: one that was taken out does not stand for another that is seen.
    """
    inside = [one for one in figures if one.standing is Standing.IN_RECORD]
    if any(one.name in account.figure_ids for one in inside):
        return
    for some in (figures, inside):
        told = {id(one) for one in figures_said(account.says, asked, [one.now for one in some])}
        yield from (one.name for one in some if id(one.now) in told)


def _is_about(state: Any, gone: Collection[At]) -> bool:
    if isinstance(state, Check):
        return any((EntryKind.FIGURE, one) in gone for one in (state.total, *state.parts))
    return isinstance(state, Reply) and (state.about_kind, state.about_id) in gone


def without_graphic(state: Any, gone: Collection[At]) -> Any:
    """The state without its graphic accounts, and without the names of what is gone."""
    if isinstance(state, Question):
        mild = [one for one in state.accounts if not _is_graphic(one)]
        return replace(state, accounts=tuple(replace(one, figure_ids=_figures(one.figure_ids, gone)) for one in mild))
    if isinstance(state, Figure) and (EntryKind.FIGURE, state.part_of) in gone:
        return replace(state, part_of=None)
    if isinstance(state, Statement):
        return replace(state, figure_ids=_figures(state.figure_ids, gone))
    return state


def _figures(named: Iterable[str], gone: Collection[At]) -> tuple[str, ...]:
    return tuple(one for one in named if (EntryKind.FIGURE, one) not in gone)


def graphic_accounts(state: Any) -> int:
    """How many of its accounts are graphic where it is not so itself."""
    return sum(map(_is_graphic, state.accounts)) if isinstance(state, Question) else 0
