"""Where things stand on a sketch map: coordinates of sources on a flat sheet, with a scale, and labels kept apart.

Degrees of longitude are narrowed by the cosine of the middle latitude, which is right for a region and not for a
continent. All lengths are units of the sheet, which is `WIDTH` wide however wide it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from memorial.published.record import PublishedCoordinate, PublishedRecordPlace

WIDTH = 320
_LEAST_HEIGHT, _MOST_HEIGHT = 150, 380
_EDGE = 24
_FOOT = 40
"""Room for the scale bar."""
_LEAST_KM = 1.0
_KM_PER_DEGREE = 111.195
DOT = 3.5
LETTERS, SMALL_LETTERS = 18.0, 10.4
"""The height of letters on a telephone, where numbers stand alone, and where there is room for names."""
_SMALLEST_CIRCLE = DOT + 1
_APART = 6.0
"""Points of one place that lie closer than this are one: their dots would cover one another, on every screen."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)

    def holds(self, other: Box) -> bool:
        inside = self.left <= other.left and other.right <= self.right
        return inside and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True)
class Label:
    """A number of the list, standing at a point by its start, middle or end; `name` where there is room for it.

    `leader`: from the mark to the label, where it had to move away.
    """

    number: int
    at: Point
    anchor: str
    name: str
    leader: tuple[Point, Point] | None


@dataclass(frozen=True)
class Mark:
    """One place: its points that can be told apart, joined where there are several, with how far off each may be."""

    number: int
    points: tuple[Point, ...]
    circles: tuple[tuple[Point, float], ...]
    label: Label | None


@dataclass(frozen=True)
class Course:
    number: int
    points: tuple[Point, ...]
    label: Label | None


@dataclass(frozen=True)
class Sketch:
    """`scale`: the length of the bar and what it stands for in metres."""

    height: int
    marks: tuple[Mark, ...]
    courses: tuple[Course, ...]
    scale: tuple[float, int]


@dataclass(frozen=True)
class _Sheet:
    """How kilometres become units. `west` and `north` are where the drawn part begins, in degrees."""

    west: float
    north: float
    narrowing: float
    units_per_km: float
    beside: float
    above: float
    height: int

    def at(self, one: PublishedCoordinate) -> Point:
        east = round((one.lon - self.west) % 360, 9) % 360 * _KM_PER_DEGREE * self.narrowing
        south = (self.north - one.lat) * _KM_PER_DEGREE
        return east * self.units_per_km + self.beside, south * self.units_per_km + self.above

    def on(self, one: PublishedCoordinate) -> Point:
        x, y = self.at(one)
        return round(x, 1), round(y, 1)

    def radius(self, one: PublishedCoordinate) -> float:
        return round((one.precision_m or 0) / 1000 * self.units_per_km, 1)


def sketch_of(numbered: Sequence[tuple[int, PublishedRecordPlace, str]]) -> Sketch | None:
    """The sketch of these places (number in the list, place, name); None where no source gives a coordinate."""
    there = [one for _number, place, _name in numbered for one in (*place.coordinates, *place.course)]
    if not there:
        return None
    sheet = _sheet(there)
    labels = _Labels(sheet.height)
    for _number, place, _name in numbered:
        labels.keep_free((*_told_apart(place, sheet), *(sheet.on(one) for one in place.course)))
    marks, courses = [], []
    for number, place, name in numbered:
        if place.coordinates:
            points = _told_apart(place, sheet)
            radii = [(sheet.on(one), sheet.radius(one)) for one in place.coordinates]
            circles = tuple((at, radius) for at, radius in radii if radius >= _SMALLEST_CIRCLE)
            marks.append(Mark(number, points, circles, labels.placed(number, points[0], name)))
        if len(place.course) > 1:
            points = tuple(sheet.on(one) for one in place.course)
            own = None if place.coordinates else labels.placed(number, points[len(points) // 2], name)
            courses.append(Course(number, points, own))
    return Sketch(sheet.height, tuple(marks), tuple(courses), _scale(sheet))


def _told_apart(place: PublishedRecordPlace, sheet: _Sheet) -> tuple[Point, ...]:
    """Each point but those beside an earlier one. Never their middle, which no source gives."""
    kept: list[Point] = []
    for one in place.coordinates:
        at = sheet.on(one)
        if all(math.dist(at, other) >= _APART for other in kept):
            kept.append(at)
    return tuple(kept)


def _sheet(there: Sequence[PublishedCoordinate]) -> _Sheet:
    """All coordinates, with the circles round them, as large as the sheet allows."""
    north, south = max(one.lat for one in there), min(one.lat for one in there)
    west, _east = _west_and_east([one.lon for one in there])
    narrowing = max(0.05, math.cos(math.radians((north + south) / 2)))
    plain = _Sheet(west, north, narrowing, 1, 0, 0, 0)
    reach = [(*plain.at(one), (one.precision_m or 0) / 1000) for one in there]
    left, right = min(x - far for x, _y, far in reach), max(x + far for x, _y, far in reach)
    top, bottom = min(y - far for _x, y, far in reach), max(y + far for _x, y, far in reach)
    wide, high = right - left, bottom - top
    units = min((WIDTH - 2 * _EDGE) / max(wide, _LEAST_KM), (_MOST_HEIGHT - 2 * _EDGE - _FOOT) / max(high, _LEAST_KM))
    height = max(_LEAST_HEIGHT, math.ceil(high * units) + 2 * _EDGE + _FOOT)
    beside = (WIDTH - wide * units) / 2 - left * units
    above = (height - _FOOT - high * units) / 2 - top * units
    return _Sheet(west, north, narrowing, units, beside, above, height)


def _west_and_east(longitudes: Iterable[float]) -> tuple[float, float]:
    """The shorter way round the earth, also across the line where the days change."""
    around = sorted({longitude % 360 for longitude in longitudes})
    gaps = [(around[(at + 1) % len(around)] - one) % 360 or 360 for at, one in enumerate(around)]
    widest = gaps.index(max(gaps))
    west = around[(widest + 1) % len(around)]
    return west, west + 360 - gaps[widest]


def _scale(sheet: _Sheet) -> tuple[float, int]:
    """The longest of 1, 2, 5, 10, … metres that is no more than a third of the sheet."""
    most = WIDTH / 3 / sheet.units_per_km * 1000
    size = 10 ** math.floor(math.log10(most))
    metres = max(size * factor for factor in (1, 2, 5) if size * factor <= most)
    return round(metres / 1000 * sheet.units_per_km, 1), int(metres)


# Labels

_AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_AWAY = (DOT + 3, 20.0, 36.0, 54.0, 76.0)
_LETTER_WIDTH = 0.62


class _Labels:
    """Puts each label at the first free place near its mark, if there is one where its name has room too."""

    def __init__(self, height: int) -> None:
        self._sheet = Box(2, 2, WIDTH - 2, height - _FOOT + 4)
        self._taken: list[Box] = []

    def keep_free(self, points: Iterable[Point]) -> None:
        self._taken += [Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in points]

    def placed(self, number: int, mark: Point, name: str) -> Label | None:
        """None where everything around is taken: the mark then stands without its number."""
        signs = len(str(number))
        for wanted in (name, ""):
            for away in _AWAY[:2] if wanted else _AWAY:
                for at, anchor in _places(mark, away):
                    alone = box_of(at, anchor, signs, LETTERS)
                    named = box_of(at, anchor, signs + 1 + len(wanted), SMALL_LETTERS) if wanted else alone
                    if self._is_free(alone) and self._is_free(named):
                        self._taken += [alone, named]
                        return Label(number, at, anchor, wanted, (mark, at) if away > _AWAY[0] else None)
        return None

    def _is_free(self, box: Box) -> bool:
        return self._sheet.holds(box) and not any(box.meets(other) for other in self._taken)


def _places(mark: Point, away: float) -> Iterator[tuple[Point, str]]:
    for east, south in _AROUND:
        x, y = mark[0] + east * away, mark[1] + south * (away + (LETTERS / 2 if east == 0 else 0))
        yield (round(x, 1), round(y, 1)), {1: "start", -1: "end", 0: "middle"}[east]


def box_of(at: Point, anchor: str, signs: int, height: float) -> Box:
    width = signs * height * _LETTER_WIDTH
    left = at[0] - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return Box(left, at[1] - height / 2, left + width, at[1] + height / 2)
