"""A record in which every number and every statement can be told from all others wherever it is printed.

Each value becomes a number that nothing else has; each text of a source ends with a word of its own; each note for
editors is a word that no page may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from memorial.application.ports.record_form import Named
from memorial.disclosure.record import shown_of
from memorial.domain.record import (
    GRAPHIC,
    Account,
    Check,
    Event,
    EventName,
    Figure,
    Footage,
    LeftOut,
    Observance,
    Place,
    Question,
    RecordAbout,
    State,
    Statement,
)
from memorial.published.record import PublishedRecord
from memorial.published.record_reading import figures_of
from tests.records import entry

FIRST_NUMBER, STEP = 4_100_003, 1_009
"""Far from every number that a date, an axis or a count may show."""

NOTE = "canarynote"
PENDING = "canarypending"


@dataclass
class Marked:
    """The record, and what has to stand beside what: `beside` says for each mark as printed in English who says it.

    `never` is on no page, `graphic` on those alone that the reader chose to open.
    """

    entries: list[Named]
    beside: dict[str, tuple[str, ...]] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)
    graphic: set[str] = field(default_factory=set)


def marked(entries: Iterable[Named], *, pending: Callable[[Named], bool]) -> Marked:
    """`pending`: which of its entries will wait at the desk, so that no word of theirs may be read anywhere."""
    whole = list(entries)
    found = _Marking(whole)
    return Marked([found.entry(one, waits=pending(one)) for one in whole], found.beside, found.never, found.graphic)


class _Marking:
    def __init__(self, entries: Iterable[Named]) -> None:
        self._numbers, self._words = count(FIRST_NUMBER, STEP), count(1)
        self.beside: dict[str, tuple[str, ...]] = {}
        self.never: set[str] = set()
        self.graphic: set[str] = set()
        record = shown_of([entry(one.kind, one.name, one.state, one.number) for one in entries], lambda _: True)
        self._figures = dict(_figures_of_accounts(record))

    def entry(self, one: Named, *, waits: bool) -> Named:
        state = self._without_notes(one.state)
        if waits:
            assert isinstance(state, Statement)
            return replace(one, state=replace(state, statement=f"{state.statement} {self._hidden(PENDING)}"))
        before = set(self.beside)
        made = self._state(one.name, state)
        if getattr(state, "sensitivity", None) == GRAPHIC:
            self.graphic |= self.beside.keys() - before
        return replace(one, state=made)

    def _state(self, name: str, state: State) -> State:
        match state:
            case RecordAbout():
                return replace(state, kept={**state.kept, "gaps": [self._hidden("canarykept")]})
            case Figure():
                top = state.value_max
                return replace(
                    state,
                    value=self._number(state.source_id),
                    value_max=None if top is None else self._number(state.source_id),
                )
            case Question():
                accounts = tuple(self._account(name, at, one) for at, one in enumerate(state.accounts))
                return replace(state, accounts=accounts)
            case Event():
                return replace(state, what=f"{state.what} {self._word(*state.source_ids)}")
            case Statement():
                return replace(state, statement=f"{state.statement} {self._word(state.attributed_to)}")
            case EventName():
                return replace(state, name=f"{state.name} {self._word(*state.used_by)}")
            case Observance():
                return replace(state, observance=f"{state.observance} {self._word(*state.source_ids)}")
            case Footage():
                return replace(state, title=f"{state.title} {self._word(*state.source_ids)}")
            case Place():
                return self._place(state)
            case Check():
                return replace(state, finding=self._hidden("canarycheck"))
            case LeftOut():
                return replace(state, note=self._hidden("canaryleftout"))
        return state

    def _account(self, question: str, at: int, account: Account) -> Account:
        """Its figures are named before their numbers change: by the words alone they would not be known any more."""
        figures = self._figures.get((question, account.source_id, account.says), account.figure_ids)
        return replace(account, says=f"{account.says} {self._word(account.source_id)}", figure_ids=figures)

    def _place(self, place: Place) -> Place:
        return replace(
            place,
            role=self._hidden("canaryrole"),
            do_not_confuse_with=self._hidden("canaryconfuse"),
            names=tuple(
                replace(name, note=self._hidden(NOTE))
                if name.seen and name.source_id
                else replace(name, name=self._hidden("canaryunseen"))
                for name in place.names
            ),
            coordinates=tuple(
                replace(one, lat=self._degrees(one.lat, one.source_id), note=self._hidden(NOTE))
                for one in place.coordinates
            ),
        )

    def _without_notes(self, state: Any) -> Any:
        return replace(state, note=self._hidden(NOTE)) if hasattr(state, "note") else state

    def _number(self, source: str) -> int:
        value = next(self._numbers)
        self.beside[f"{value:,}"] = (source,)
        return value

    def _degrees(self, near: float, source: str) -> float:
        value = round(int(near) + (next(self._words) * 17 + 100_000) / 1_000_000 * (1 if near > 0 else -1), 6)
        self.beside[f"{abs(value):.6f}".rstrip("0") + "°"] = (source,)
        return value

    def _word(self, *sources: str) -> str:
        word = f"spoken{next(self._words)}x"
        self.beside[word] = sources
        return word

    def _hidden(self, kind: str) -> str:
        word = f"{kind}{next(self._words)}x"
        self.never.add(word)
        return word


def _figures_of_accounts(record: PublishedRecord) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    for question in record.questions:
        for account in question.accounts:
            ids = tuple(one.id for one in figures_of(account, record))
            yield (question.id, account.source_id, account.says), ids
