"""Parts of a figure set against it, in sentences: arithmetic that repairs nothing and judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.published.record import PublishedFigure
from memorial.published.record_reading import Breakdown, exact
from memorial.web.record_words import number_words


@dataclass(frozen=True)
class Sum:
    """What the parts of a figure come to, in sentences, and the parts; `others` are parts that were not added."""

    sentences: tuple[str, ...]
    parts: tuple[PublishedFigure, ...]
    others: tuple[PublishedFigure, ...]


MOST_IN_A_ROW = 100
"""Of more parts than this nobody looks for those in a row that add up to the total."""


def sum_of(one: Breakdown, language: str) -> Sum:
    return Sum(_sentences(one, language), one.parts, one.others)


def _sentences(one: Breakdown, language: str) -> tuple[str, ...]:
    """Parts that together are more than the total overlap: those in a row that add up to it are said by themselves."""
    if not one.parts:
        return ()
    if one.sum_of_parts is None or one.remainder is None:
        return (_("These parts are not added up: not all of them are plain numbers in one unit."),)
    if one.remainder >= 0:
        return _within(one, one.sum_of_parts, one.remainder, language)
    runs = _rows_that_fit([exact(part.value) for part in one.parts], exact(one.total.value))
    if not runs:
        return (_too_much(one, one.sum_of_parts, language),)
    total = one.total.value
    whole = [_equation(one.parts[first:last], total, one.total, language) for first, last in runs]
    covered = {index for first, last in runs for index in range(first, last)}
    if len(runs) > 1 or len(covered) < len(one.parts):
        whole.append(_("The parts overlap: together they are more than the total."))
    return (*whole, _("This is arithmetic, not a count."))


def _within(one: Breakdown, added: int | float, remainder: int | float, language: str) -> tuple[str, ...]:
    equation = _equation(one.parts, added, one.total, language)
    if remainder == 0:
        return (equation, _("This is arithmetic, not a count. Parts may overlap."))
    left = number_words(remainder, language)
    return (
        equation,
        ngettext(
            "%(left)s is not broken down: this is arithmetic, not a count. Parts may overlap.",
            "%(left)s are not broken down: this is arithmetic, not a count. Parts may overlap.",
            int(remainder) if remainder == int(remainder) else 2,
            left=left,
        ),
    )


def _equation(parts: Sequence[PublishedFigure], added: int | float, total: PublishedFigure, language: str) -> str:
    said = " + ".join(number_words(part.value, language) for part in parts)
    whole = number_words(total.value, language)
    if len(parts) == 1:
        return _("%(part)s of %(total)s.", part=said, total=whole)
    return _("%(parts)s = %(sum)s of %(total)s.", parts=said, sum=number_words(added, language), total=whole)


def _too_much(one: Breakdown, added: int | float, language: str) -> str:
    said = " + ".join(number_words(part.value, language) for part in one.parts)
    return _(
        "%(parts)s = %(sum)s, more than %(total)s: the parts overlap. This is arithmetic, not a count.",
        parts=said,
        sum=number_words(added, language),
        total=number_words(one.total.value, language),
    )


def _rows_that_fit(values: Sequence[Fraction], total: Fraction) -> list[tuple[int, int]]:
    """Parts in a row that add up to the total, from the first on: (first, after the last) of each."""
    found, first = [], 0
    while first < len(values) <= MOST_IN_A_ROW:
        added = Fraction(0)
        last = first
        while last < len(values) and added < total:
            added += values[last]
            last += 1
        if added == total:
            found.append((first, last))
            first = last
        else:
            first += 1
    return found
