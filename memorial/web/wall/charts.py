"""The numbers that answer one question, drawn: one axis for each unit, one mark for each number of an account.

Nothing is drawn that no source says: no mean, no line between marks, no shade. Where a mark stands, how long an axis is
and what follows what depends on numbers and on the order of the accounts, and on no name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from memorial.published.record import PublishedAccount, PublishedFigure, PublishedQuestion
from memorial.published.record_reading import exact, figures_of
from memorial.web.language import current_language, direction
from memorial.web.record_shown import Cited, Place, Shown
from memorial.web.record_words import number_words, qualifier_words, range_words

UP, DOWN = "up", "down"
_ARROW = 9.0
"""How long an arrow is, in hundredths of the axis."""
_MOST_STEPS = 4
_WIDE_NUMBER = 100_000
"""From here on the numbers under an axis are so wide that a phone has room for three of them."""


@dataclass(frozen=True)
class Tick:
    """A number under the axis, `at` hundredths of its length. `anchor`: which end of the text stands there."""

    text: str
    at: float
    anchor: str


@dataclass(frozen=True)
class Mark:
    """One number of one account. Places are hundredths of the axis, as the page reads them.

    `filled`: the source does not say "about". `end` closes a range. `arrow` is UP, DOWN or '', and `tip` is where it
    ends. `whole`: the subject of the figure of which this is a part, or ''. `about` (to which event it
    belongs) and `as_of`: words, or ''.
    """

    id: str
    by: Cited
    seen_in: Cited | None
    about: str
    place: Place | None
    as_of: str
    subject: str
    whole: str
    qualifier: str
    number: str
    drawn: str
    at: float
    end: float | None
    filled: bool
    arrow: str
    tip: float
    turned: bool


@dataclass(frozen=True)
class Chart:
    """One axis in one unit, which is the record's word. `shapes`: which kinds of mark are in it."""

    unit: str
    span: str
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    shapes: frozenset[str]


@dataclass(frozen=True)
class _Axis:
    """Its numbers are exact, so that none is too large for it, or so small that it is lost."""

    low: Fraction
    high: Fraction
    step: Fraction
    rtl: bool

    def at(self, value: int | float | Fraction) -> float:
        return self.side(self.place(value))

    def place(self, value: int | float | Fraction) -> float:
        of_it = value if isinstance(value, Fraction) else exact(value)
        return float((of_it - self.low) / (self.high - self.low) * 100)

    def side(self, place: float) -> float:
        """The place as this page reads: on a page from right to left the axis begins at the right."""
        return round(100 - place if self.rtl else place, 2)


def charts_of(question: PublishedQuestion, shown: Shown) -> tuple[Chart, ...]:
    """A chart for each unit in which accounts give a number, in the order in which the accounts bring units up.

    Graphic matter is drawn only where it is shown at all.
    """
    by_unit: dict[str, list[PublishedFigure]] = {}
    for figure in numbers_of(question, shown).drawn:
        by_unit.setdefault(figure.unit, []).append(figure)
    return tuple(_chart(unit, figures, shown) for unit, figures in by_unit.items())


MOST_NUMBERS = 200
"""So many numbers of accounts a page of a question shows."""


@dataclass(frozen=True)
class Numbers:
    """The numbers that accounts give, in the order of the accounts, and how many more there are than are drawn."""

    drawn: tuple[PublishedFigure, ...]
    more: int


def numbers_of(question: PublishedQuestion, shown: Shown) -> Numbers:
    """Where there are too many, the first of each account come before the second of any.

    Only those that have a source: what has none is not drawn, whatever the record holds.
    """
    if question.graphic and not shown.graphic:
        return Numbers((), 0)
    accounts = [one for one in question.accounts if shown.graphic or not one.graphic]
    found = [
        (rank, at, figure)
        for at, account in enumerate(accounts)
        for rank, figure in enumerate(_figures(account, question, shown))
    ]
    first = sorted(found, key=lambda one: one[:2])[:MOST_NUMBERS]
    drawn = sorted(first, key=lambda one: (one[1], one[0]))
    return Numbers(tuple(figure for _rank, _at, figure in drawn), len(found) - len(drawn))


def _figures(account: PublishedAccount, question: PublishedQuestion, shown: Shown) -> Iterator[PublishedFigure]:
    for figure in figures_of(account, shown.record, question.question):
        if (shown.graphic or not figure.graphic) and figure.source_id in shown.cited:
            yield figure


def _chart(unit: str, figures: Sequence[PublishedFigure], shown: Shown) -> Chart:
    axis = _axis(figures, direction(shown.language) == "rtl")
    marks = tuple(_mark(figure, axis, shown) for figure in figures)
    steps = round((axis.high - axis.low) / axis.step)
    ticks = tuple(_tick(axis, number, steps) for number in range(steps + 1))
    return Chart(unit, _span(axis), ticks, marks, frozenset(_shapes(marks)))


def _axis(figures: Sequence[PublishedFigure], rtl: bool) -> _Axis:
    """Linear and from zero, to the first round number that leaves every arrow its room."""
    ends = [exact(figure.value if figure.value_max is None else figure.value_max) for figure in figures]
    begins = [exact(figure.value) for figure in figures]
    room = 1 / (1 - exact(_ARROW) / 100)
    wanted = [end * room if figure.qualifier == "at least" else end for figure, end in zip(figures, ends, strict=True)]
    zero = Fraction(0)
    top, bottom = max(zero, *wanted), min(zero, *begins)
    whole = all(end.denominator == 1 for end in (*ends, *begins))
    step = _step(top - bottom, 2 if top >= _WIDE_NUMBER else _MOST_STEPS, whole)
    low, high = math.floor(bottom / step) * step, math.ceil(top / step) * step
    return _Axis(low, high if high > low else low + step, step, rtl)


def _step(span: Fraction, most: int, whole: bool) -> Fraction:
    """The smallest of 1, 2, 5, 10, 20, … of which at most so many fill the span; no part of one where all are whole."""
    if span <= 0:
        return Fraction(1)
    each = span / most
    size = Fraction(10) ** math.floor(math.log10(each.numerator) - math.log10(each.denominator))
    step = next(size * factor for factor in (1, 2, 5, 10, 20) if size * factor >= each)
    return max(Fraction(1), step) if whole else step


def _tick(axis: _Axis, number: int, steps: int) -> Tick:
    value = axis.low + number * axis.step
    ends = {0: "end" if axis.rtl else "start", steps: "start" if axis.rtl else "end"}
    return Tick(_words(value), axis.at(value), ends.get(number, "middle"))


def _mark(figure: PublishedFigure, axis: _Axis, shown: Shown) -> Mark:
    last = figure.value if figure.value_max is None else figure.value_max
    arrow = {"at least": UP, "at most": DOWN}.get(figure.qualifier, "")
    from_, tip = (last, _ARROW) if arrow == UP else (figure.value, -_ARROW)
    place = axis.place(from_)
    whole = shown.record.figure_by_id.get(figure.part_of)
    return Mark(
        id=figure.id,
        by=shown.cited[figure.source_id],
        seen_in=shown.cited.get(figure.seen_in) if figure.seen_in != figure.source_id else None,
        about=shown.about(figure.scope),
        place=shown.place(figure.place_id),
        as_of=shown.as_of(figure.as_of),
        subject=figure.subject,
        whole=whole.subject if whole and (shown.graphic or not whole.graphic) else "",
        qualifier=qualifier_words(figure.qualifier),
        number=_number(figure),
        drawn=_drawn(figure, axis),
        at=axis.at(figure.value),
        end=None if figure.value_max is None else axis.at(figure.value_max),
        filled=figure.qualifier != "about",
        arrow=arrow,
        tip=axis.side(min(100.0, max(0.0, place + tip))) if arrow else 0.0,
        turned=(arrow == DOWN) != axis.rtl,
    )


def _drawn(figure: PublishedFigure, axis: _Axis) -> str:
    """What the picture of one number shows, in words."""
    low, high = _words(axis.low), _words(axis.high)
    number = f"{qualifier_words(figure.qualifier)} {_number(figure)}"
    return _("%(number)s, on a line from %(low)s to %(high)s", number=number, low=low, high=high)


def _span(axis: _Axis) -> str:
    return _("A line from %(low)s to %(high)s", low=_words(axis.low), high=_words(axis.high))


def _number(figure: PublishedFigure) -> str:
    return range_words(figure.value, figure.value_max, current_language())


def _words(value: Fraction) -> str:
    """A place on the axis."""
    return number_words(Decimal(value.numerator) / Decimal(value.denominator), current_language())


def _shapes(marks: Sequence[Mark]) -> Iterator[str]:
    for mark in marks:
        yield mark.arrow or ("dot" if mark.filled else "open")
        if mark.end is not None:
            yield "bar"
