"""A date as far as it is known: the part of EDTF (ISO 8601-2) that families and sources need.

Kept: year, year and month, day, season (months 21 to 24), decade (`192X`), century (`19XX`), month or day said not to
be known (`1943-XX`, `1943-02-XX`), `~` about, `?` not certain, `%` both, intervals, `..` open, an empty side unknown,
and `XXXX` for a date not known at all. An interval is read as "at some time within": it dates one moment of a life.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from memorial.domain.errors import Refusal

SPRING, SUMMER, AUTUMN, WINTER = 21, 22, 23, 24

# First and last month of the northern seasons, for order only; a winter runs into the next year.
_SEASON_MONTHS = {SPRING: (3, 5), SUMMER: (6, 8), AUTUMN: (9, 11), WINTER: (12, 14)}


class NotEdtf(Refusal):
    """The text is no date of the part of EDTF that is kept here."""

    code = "not_edtf"


class Unspecified(Enum):
    """What a point in time says is not known."""

    NOTHING = ""
    DAY = "day"
    MONTH = "month"
    MONTH_AND_DAY = "month and day"
    YEAR_OF_DECADE = "year of the decade"
    YEAR_OF_CENTURY = "year of the century"


class Edge(Enum):
    """A side of an interval that has no date."""

    OPEN = ".."
    UNKNOWN = ""


_SPAN_OF_YEARS = {Unspecified.YEAR_OF_DECADE: 9, Unspecified.YEAR_OF_CENTURY: 99}
_MARKS = {(False, False): "", (True, False): "~", (False, True): "?", (True, True): "%"}
_FLAGS = {mark: flags for flags, mark in _MARKS.items()}

_POINT = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<mark>[~?%]?)"
)


@dataclass(frozen=True, slots=True)
class Point:
    """A year from 1 to 9999, perhaps with month (or season, 21 to 24) and day.

    For a decade or century `year` is its first year. A season takes no `~` or `?` (EDTF has none). Raises `NotEdtf` for
    what no calendar has.
    """

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False
    uncertain: bool = False
    unspecified: Unspecified = Unspecified.NOTHING

    def __post_init__(self) -> None:
        if not _possible(self):
            raise NotEdtf(detail="no such date")

    @classmethod
    def parse(cls, text: str) -> Point:
        match = _POINT.fullmatch(text)
        if not match:
            raise NotEdtf(detail="not a date")
        year, month, day = match["year"], match["month"], match["day"]
        approximate, uncertain = _FLAGS[match["mark"]]
        return cls(
            year=int(year.replace("X", "0")),
            month=None if month in (None, "XX") else int(month),
            day=None if day in (None, "XX") else int(day),
            approximate=approximate,
            uncertain=uncertain,
            unspecified=_unspecified(year, month, day),
        )

    @property
    def edtf(self) -> str:
        digits = f"{self.year:04d}"
        match self.unspecified:
            case Unspecified.YEAR_OF_DECADE:
                written = digits[:3] + "X"
            case Unspecified.YEAR_OF_CENTURY:
                written = digits[:2] + "XX"
            case Unspecified.MONTH:
                written = digits + "-XX"
            case Unspecified.MONTH_AND_DAY:
                written = digits + "-XX-XX"
            case Unspecified.DAY:
                written = f"{digits}-{self.month:02d}-XX"
            case Unspecified.NOTHING:
                written = "-".join([digits, *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])
        return written + _MARKS[self.approximate, self.uncertain]

    @property
    def earliest(self) -> date:
        """The first day it can mean, `about` and `not certain` left aside."""
        return date(self.year, self._months[0], self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can mean, `about` and `not certain` left aside."""
        if self.day:
            return self.earliest
        year, month = self.year + _SPAN_OF_YEARS.get(self.unspecified, 0), self._months[1]
        if month > 12:
            year, month = year + 1, month - 12
        return date(year, month, monthrange(year, month)[1]) if year <= date.max.year else date.max

    def year_only(self) -> Point:
        kept = self.unspecified if self.unspecified in _SPAN_OF_YEARS else Unspecified.NOTHING
        return replace(self, month=None, day=None, unspecified=kept)

    @property
    def _months(self) -> tuple[int, int]:
        if self.month is None:
            return 1, 12
        return _SEASON_MONTHS.get(self.month, (self.month, self.month))


@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """One point, or an interval when `last` is given, or `FuzzyDate.unknown()`."""

    first: Point | Edge
    last: Point | Edge | None = None

    def __post_init__(self) -> None:
        if self.last is None:
            impossible = self.first is Edge.OPEN
        elif isinstance(self.first, Point) and isinstance(self.last, Point):
            impossible = self.first.earliest > self.last.latest
        else:
            impossible = isinstance(self.first, Edge) and isinstance(self.last, Edge)
        if impossible:
            raise NotEdtf(detail="no such interval")

    @classmethod
    def unknown(cls) -> FuzzyDate:
        return cls(Edge.UNKNOWN)

    @classmethod
    def of(cls, day: date) -> FuzzyDate:
        return cls(Point(day.year, day.month, day.day))

    @classmethod
    def parse(cls, text: str) -> FuzzyDate:
        """The date that EDTF text means. Raises `NotEdtf`; what families type is another module's matter."""
        if text == "XXXX":
            return cls.unknown()
        first, slash, last = text.partition("/")
        if not slash:
            return cls(Point.parse(first))
        return cls(_side(first), _side(last))

    @property
    def edtf(self) -> str:
        if self.is_unknown:
            return "XXXX"
        written = [side.edtf if isinstance(side, Point) else side.value for side in (self.first, self.last) if side]
        return "/".join(written)

    @property
    def is_unknown(self) -> bool:
        return self.first is Edge.UNKNOWN and self.last is None

    @property
    def is_interval(self) -> bool:
        return self.last is not None

    @property
    def point(self) -> Point | None:
        """The date when it is a single one."""
        return self.first if isinstance(self.first, Point) and self.last is None else None

    @property
    def year(self) -> int | None:
        """The year when there is exactly one; of a decade or century none."""
        return self.point.year if self.point and self.point.unspecified not in _SPAN_OF_YEARS else None

    @property
    def month(self) -> int | None:
        return self.point.month if self.point else None

    @property
    def day(self) -> int | None:
        return self.point.day if self.point else None

    @property
    def approximate(self) -> bool:
        return any(point.approximate for point in self._points)

    @property
    def uncertain(self) -> bool:
        return any(point.uncertain for point in self._points)

    @property
    def certain_day(self) -> date | None:
        """The day when it is known without any doubt: only such a date belongs to a day of the year."""
        point = self.point
        if point is None or point.day is None or point.approximate or point.uncertain:
            return None
        return point.earliest

    @property
    def earliest(self) -> date | None:
        """The first day it can mean; None where that side is open or not known."""
        return self.first.earliest if isinstance(self.first, Point) else None

    @property
    def latest(self) -> date | None:
        """The last day it can mean; None where that side is open or not known."""
        end = self.first if self.last is None else self.last
        return end.latest if isinstance(end, Point) else None

    @property
    def sort_key(self) -> str:
        """Sixteen digits that sort as text: first day, last day. A one-sided date stands by the side that is known; a
        date not known at all comes last."""
        if not self._points:
            return "9" * 16
        days = (self._points[0].earliest, self._points[-1].latest)
        return "".join(f"{day.year:04d}{day.month:02d}{day.day:02d}" for day in days)

    def year_only(self) -> FuzzyDate:
        """The same without months and days, as a family may ask for."""
        first = self.first.year_only() if isinstance(self.first, Point) else self.first
        last = self.last.year_only() if isinstance(self.last, Point) else self.last
        if isinstance(first, Point) and isinstance(last, Point) and _same_years(first, last):
            about, unsure = first.approximate or last.approximate, first.uncertain or last.uncertain
            return FuzzyDate(replace(first, approximate=about, uncertain=unsure))
        return FuzzyDate(first, last)

    @property
    def _points(self) -> tuple[Point, ...]:
        return tuple(side for side in (self.first, self.last) if isinstance(side, Point))


def before(point: Point) -> Point:
    """The point just before, as exact as the one given: 1949 for 1950, 24 February for 25 February."""
    return _neighbour(point, point.earliest.toordinal() - 1)


def after(point: Point) -> Point:
    """The point just after, as exact as the one given."""
    return _neighbour(point, point.latest.toordinal() + 1)


def _neighbour(point: Point, ordinal: int) -> Point:
    if point.unspecified is not Unspecified.NOTHING or point.month in _SEASON_MONTHS:
        raise NotEdtf(detail="its neighbour cannot be said exactly")
    if not 1 <= ordinal <= date.max.toordinal():
        raise NotEdtf(detail="no such date")
    day = date.fromordinal(ordinal)
    month = None if point.month is None else day.month
    return replace(point, year=day.year, month=month, day=None if point.day is None else day.day)


def _side(text: str) -> Point | Edge:
    if text == Edge.OPEN.value:
        return Edge.OPEN
    return Point.parse(text) if text else Edge.UNKNOWN


def _same_years(first: Point, last: Point) -> bool:
    return (first.year, first.unspecified) == (last.year, last.unspecified)


def _unspecified(year: str, month: str | None, day: str | None) -> Unspecified:
    if "X" in year:
        if month is not None:
            raise NotEdtf(detail="a month needs a year")
        return Unspecified.YEAR_OF_CENTURY if year.endswith("XX") else Unspecified.YEAR_OF_DECADE
    if month == "XX":
        if day not in (None, "XX"):
            raise NotEdtf(detail="a day needs a month")
        return Unspecified.MONTH if day is None else Unspecified.MONTH_AND_DAY
    return Unspecified.DAY if day == "XX" else Unspecified.NOTHING


def _possible(point: Point) -> bool:
    span = _SPAN_OF_YEARS.get(point.unspecified, 0)
    if not 1 <= point.year <= 9999 or point.year % (span + 1):
        return False
    if point.unspecified not in (Unspecified.NOTHING, Unspecified.DAY):
        return point.month is None and point.day is None
    if point.unspecified is Unspecified.DAY and (point.month is None or point.day is not None):
        return False
    if point.month is None:
        return point.day is None
    if point.month in _SEASON_MONTHS:
        exact = not (point.approximate or point.uncertain)
        return exact and point.day is None and point.unspecified is Unspecified.NOTHING
    if not 1 <= point.month <= 12:
        return False
    return point.day is None or 1 <= point.day <= monthrange(point.year, point.month)[1]
