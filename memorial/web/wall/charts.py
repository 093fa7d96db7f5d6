"""The numbers that answer one question, drawn: one axis for each unit, one mark for each number of an account.

Nothing is drawn that no source says: no mean, no line between marks, no shade. Where a mark stands, how long an axis is
and what follows what depends on numbers and on the order of the accounts, and on no name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.published.record import PublishedFigure, PublishedQuestion
from memorial.published.record_reading import figures_of
from memorial.web.language import current_language, direction
from memorial.web.record_shown import Cited, Shown
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
    ends. `whole`: the subject of the figure of which this is a part, or ''. `as_of`: words, or ''.
    """

    id: str
    by: Cited
    seen_in: Cited | None
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
    low: float
    high: float
    step: float
    rtl: bool

    def at(self, value: float) -> float:
        return self.side((value - self.low) / (self.high - self.low) * 100)

    def side(self, place: float) -> float:
        """The place as this page reads: on a page from right to left the axis begins at the right."""
        return round(100 - place if self.rtl else place, 2)


def charts_of(question: PublishedQuestion, shown: Shown) -> tuple[Chart, ...]:
    """A chart for each unit in which accounts give a number, in the order in which the accounts bring units up.

    Graphic matter is drawn only where it is shown at all.
    """
    if question.graphic and not shown.graphic:
        return ()
    by_unit: dict[str, list[PublishedFigure]] = {}
    for figure in _figures(question, shown):
        by_unit.setdefault(figure.unit, []).append(figure)
    return tuple(_chart(unit, figures, shown) for unit, figures in by_unit.items())


def _figures(question: PublishedQuestion, shown: Shown) -> Iterator[PublishedFigure]:
    """Those that have a source: what has none is not drawn, whatever the record holds."""
    for account in question.accounts:
        if account.graphic and not shown.graphic:
            continue
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
    ends = [float(figure.value if figure.value_max is None else figure.value_max) for figure in figures]
    room = 1 / (1 - _ARROW / 100)
    wanted = [end * room if figure.qualifier == "at least" else end for figure, end in zip(figures, ends, strict=True)]
    top, bottom = max(0.0, *wanted), min(0.0, *(float(figure.value) for figure in figures))
    whole = all(float(end).is_integer() for end in (*ends, *(figure.value for figure in figures)))
    step = _step(top - bottom, 2 if top >= _WIDE_NUMBER else _MOST_STEPS, whole)
    low, high = math.floor(bottom / step) * step, math.ceil(top / step) * step
    return _Axis(low, high if high > low else low + step, step, rtl)


def _step(span: float, most: int, whole: bool) -> float:
    """The smallest of 1, 2, 5, 10, 20, … of which at most so many fill the span; no part of one where all are whole."""
    if span <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(span / most))
    step = next(size * factor for factor in (1, 2, 5, 10) if span / (size * factor) <= most)
    return max(1.0, step) if whole else step


def _tick(axis: _Axis, number: int, steps: int) -> Tick:
    value = axis.low + number * axis.step
    ends = {0: "end" if axis.rtl else "start", steps: "start" if axis.rtl else "end"}
    return Tick(_words(value), axis.at(value), ends.get(number, "middle"))


def _mark(figure: PublishedFigure, axis: _Axis, shown: Shown) -> Mark:
    last = float(figure.value if figure.value_max is None else figure.value_max)
    arrow = {"at least": UP, "at most": DOWN}.get(figure.qualifier, "")
    from_, tip = (last, _ARROW) if arrow == UP else (float(figure.value), -_ARROW)
    place = (from_ - axis.low) / (axis.high - axis.low) * 100
    whole = shown.record.figure_by_id.get(figure.part_of)
    return Mark(
        id=figure.id,
        by=shown.cited[figure.source_id],
        seen_in=shown.cited.get(figure.seen_in) if figure.seen_in != figure.source_id else None,
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


def _words(value: float) -> str:
    """A place on the axis, without what counting in steps adds to a fraction."""
    return number_words(round(value, 10), current_language())


def _shapes(marks: Sequence[Mark]) -> Iterator[str]:
    for mark in marks:
        yield mark.arrow or ("dot" if mark.filled else "open")
        if mark.end is not None:
            yield "bar"
