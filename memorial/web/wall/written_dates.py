"""What an EDTF date of the edition means for an order of time: its first and last day, and how exact it is.

The wall knows no rules of the desk, so this reads only what passed them. What it cannot read has no place in the order.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Exactness(Enum):
    """`YEARS`: a decade or a century. `SPAN`: at some time between two dates."""

    YEARS = "years"
    YEAR = "year"
    SEASON = "season"
    MONTH = "month"
    DAY = "day"
    SPAN = "span"


@dataclass(frozen=True)
class WrittenDate:
    """`sure`: neither 'about' nor 'perhaps', and no part of it is said not to be known. `month`: '1992-02', or ''."""

    edtf: str
    first: date
    last: date
    exactness: Exactness
    sure: bool

    @property
    def month(self) -> str:
        """The month in which all of it lies, unless it is a season."""
        within = self.first.replace(day=1) == self.last.replace(day=1)
        return self.first.isoformat()[:7] if within and self.exactness is not Exactness.SEASON else ""


_POINT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d\dXX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<mark>[~?%]?)", re.ASCII
)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}


def read_date(edtf: str) -> WrittenDate | None:
    """None for what is no date, and where one side of it is open or not known."""
    begins, slash, ends = edtf.partition("/")
    first = _point(begins)
    if not slash or first is None:
        return first
    last = _point(ends)
    if last is None or last.last < first.first:
        return None
    return WrittenDate(edtf, first.first, last.last, Exactness.SPAN, False)


def _point(edtf: str) -> WrittenDate | None:
    found = _POINT.fullmatch(edtf)
    if found is None:
        return None
    year, month, day = found["year"], found["month"] or "", found["day"] or ""
    sure = not found["mark"] and "X" not in edtf
    if "X" in year:
        first, last = date(max(1, int(year.replace("X", "0"))), 1, 1), date(int(year.replace("X", "9")), 12, 31)
        return WrittenDate(edtf, first, last, Exactness.YEARS, sure)
    try:
        return _of_one_year(edtf, int(year), _number(month), _number(day), sure)
    except ValueError:
        return None


def _of_one_year(edtf: str, year: int, month: int, day: int, sure: bool) -> WrittenDate:
    """`month` and `day` are 0 where they are not given. Raises ValueError for what no calendar has."""
    if not month:
        return WrittenDate(edtf, date(year, 1, 1), date(year, 12, 31), Exactness.YEAR, sure)
    if day:
        return WrittenDate(edtf, date(year, month, day), date(year, month, day), Exactness.DAY, sure)
    begins, ends = _SEASONS.get(month, (month, month))
    last_year, last_month = (year + 1, ends - 12) if ends > 12 else (year, ends)
    last = date(last_year, last_month, monthrange(last_year, last_month)[1])
    return WrittenDate(edtf, date(year, begins, 1), last, Exactness.SEASON if month > 12 else Exactness.MONTH, sure)


def _number(part: str) -> int:
    return int(part) if part.isdecimal() else 0
