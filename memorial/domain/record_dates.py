"""Dates and hours of a record: as exact as they are said to be, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from memorial.domain.errors import Invalid
from memorial.domain.fuzzy_date import SPRING, WINTER, FuzzyDate, NotEdtf, Point
from memorial.domain.record import Event, Observance, Precision

_DAY_OF_THE_YEAR = re.compile(r"--(\d\d)-(\d\d)")
_LEAP_YEAR = 2000
_LOCAL_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HOUR = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)")
_ZONE = re.compile(r"UTC(?:[+-](?:0\d|1[0-4]):[0-5]\d)?|[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+-]+){1,2}")
LONGEST_TIME = 80


def date_problems(field: str, text: str | None) -> Iterator[Invalid]:
    """A date in EDTF, or none."""
    if text and parsed(text) is None:
        yield Invalid(field, "not_a_date")


def parsed(text: str) -> FuzzyDate | None:
    try:
        return FuzzyDate.parse(text)
    except NotEdtf:
        return None


def event_date_problems(event: Event) -> Iterator[Invalid]:
    """One point in time, and perhaps its last; as exact as `precision` says, a night with its next day at most."""
    if event.precision not in list(Precision):
        yield Invalid("precision", "choose_one")
        return
    first = _point("date", event.date)
    last = _point("date_end", event.date_end)
    for found in (first, last):
        if isinstance(found, Invalid):
            yield found
    for field, point in (("date", first), ("date_end", last)):
        if isinstance(point, Point) and not _FITS[event.precision](point):
            yield Invalid(field, "not_of_this_precision")
    if isinstance(first, Point) and isinstance(last, Point):
        yield from _span_problems(event.precision, first, last)
    yield from time_problems("time", event.time)
    if event.time and event.precision not in (Precision.DAY, Precision.NIGHT):
        yield Invalid("time", "time_without_a_day")


def _point(field: str, text: str | None) -> Point | Invalid | None:
    if not text:
        return None
    found = parsed(text)
    return found.point if found is not None and found.point is not None else Invalid(field, "not_a_date")


def _span_problems(precision: Precision, first: Point, last: Point) -> Iterator[Invalid]:
    if last.latest < first.latest or last.earliest < first.earliest:
        yield Invalid("date_end", "range_reversed")
    elif precision is Precision.NIGHT and last.earliest - first.earliest > timedelta(days=1):
        yield Invalid("date_end", "longer_than_a_night")


def _is_day(point: Point) -> bool:
    return point.day is not None


def _is_month(point: Point) -> bool:
    return point.day is None and point.month is not None and point.month <= 12


def _is_season(point: Point) -> bool:
    """One of EDTF's seasons, or a month that stands for the season that it is in."""
    return point.day is None and point.month is not None and (point.month <= 12 or SPRING <= point.month <= WINTER)


def _is_year(point: Point) -> bool:
    return point.month is None


_FITS = {
    Precision.YEAR: _is_year,
    Precision.SEASON: _is_season,
    Precision.MONTH: _is_month,
    Precision.NIGHT: _is_day,
    Precision.DAY: _is_day,
}


def time_problems(field: str, text: str | None) -> Iterator[Invalid]:
    """An hour as a source gives it, in words or figures: `about 23:00`, `01:00-04:00`. Figures are hours that exist."""
    if not text:
        return
    if len(text) > LONGEST_TIME:
        yield Invalid(field, "too_long")
    if any(int(hours) > 24 or int(minutes) > 59 for hours, minutes in _HOUR.findall(text)):
        yield Invalid(field, "not_a_time")


def observance_date_problems(observance: Observance) -> Iterator[Invalid]:
    """A day of the year as `--MM-DD`, and where an hour is kept the hour with its zone."""
    if observance.date and not _is_day_of_the_year(observance.date):
        yield Invalid("date", "not_a_day_of_the_year")
    if observance.local_time:
        if not _LOCAL_TIME.fullmatch(observance.local_time):
            yield Invalid("local_time", "not_a_time")
        if not observance.time_zone:
            yield Invalid("time_zone", "forgotten")
    if observance.time_zone and not _ZONE.fullmatch(observance.time_zone):
        yield Invalid("time_zone", "unknown_time_zone")


def _is_day_of_the_year(text: str) -> bool:
    found = _DAY_OF_THE_YEAR.fullmatch(text)
    if not found:
        return False
    try:
        date(_LEAP_YEAR, int(found[1]), int(found[2]))
    except ValueError:
        return False
    return True
