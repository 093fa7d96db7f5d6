"""Where a dated entry stands on the timeline: its year, its month, its day or night; and its hour, where it has one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import format_skeleton
from flask_babel import gettext as _

from memorial.web.wall import on_this_day
from memorial.web.wall.written_dates import Exactness, WrittenDate, read_date

InWords = Callable[[str], str]
"""Says an EDTF date in the page's language."""

_NOT_KNOWN = date.max
_HOUR = re.compile(r"(?<!\d)(\d{1,2})[:.](\d{2})(?!\d)")


@dataclass(frozen=True)
class Moment:
    """A place in the order of time. Entries with equal moments stand under one heading.

    `year`: '1992', of what spans years the first, '199X' of a decade, '' where it is not known. `month`: '1992-02', ''
    for what belongs to the year as a whole. `heading` is '' where the heading above says all that is known. `day` is
    set where it is one day for certain. `night`: it stands between its two days.
    """

    year: str
    month: str
    heading: str
    first: date
    last: date
    day: date | None = None
    night: bool = False

    @property
    def order(self) -> tuple[date, bool, date, bool, int]:
        """By the month in which it begins, first what belongs to no month alone; then what lasts longer first."""
        return self.first.replace(day=1), bool(self.month), self.first, self.night, -(self.last - self.first).days


def moment_of(edtf: str, edtf_end: str, precision: str, in_words: InWords, language: str) -> Moment:
    """What is not known whole, or not for certain, is grouped by what is said of it, such as 'about February 1992'."""
    on, end = read_date(edtf), read_date(edtf_end)
    if on is None:
        return Moment("", "", in_words(edtf) if edtf else "", _NOT_KNOWN, _NOT_KNOWN)
    if on.exactness is Exactness.YEARS:
        return Moment(on.edtf, "", "", on.first, on.last)
    if on.exactness is Exactness.SPAN or not on.sure:
        return _said(on, in_words(edtf))
    if on.exactness is Exactness.DAY and precision == "night":
        return _night(on, end.last if end and end.last > on.first else _next_day(on.first), language)
    if end is not None and end.last > on.last:
        return _from_to(on, end, in_words, language)
    if on.exactness is Exactness.SEASON:
        return _said(on, in_words(edtf))
    if on.exactness is Exactness.MONTH and precision == "season":
        return replace(_said(on, _("The season around %(month)s", month=in_words(edtf))), month="")
    if on.exactness is Exactness.DAY:
        return replace(_said(on, day_in_words(on.first, language)), day=on.first)
    return _said(on, "")


def _said(on: WrittenDate, heading: str) -> Moment:
    return Moment(f"{on.first.year:04d}", on.month, heading, on.first, on.last)


def _from_to(on: WrittenDate, end: WrittenDate, in_words: InWords, language: str) -> Moment:
    if on.exactness is end.exactness is Exactness.DAY and on.first.year == end.last.year:
        begins, ends = day_in_words(on.first, language), day_in_words(end.last, language)
    else:
        begins, ends = in_words(on.edtf), in_words(end.edtf)
    return replace(_said(on, _("From %(first)s to %(last)s", first=begins, last=ends)), last=end.last)


def _night(on: WrittenDate, last: date, language: str) -> Moment:
    """One night, though it has two days; the night after the last day of all calendars ends on no day."""
    begins, ends = day_in_words(on.first, language), day_in_words(last, language)
    heading = _("Night from %(first)s to %(last)s", first=begins, last=ends)
    if last == on.first:
        heading = _("Night of %(day)s", day=begins)
    return replace(_said(on, heading), last=last, night=True)


def _next_day(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


@lru_cache(maxsize=4096)
def day_in_words(on: date, language: str) -> str:
    """Remembered: a timeline says the same days again and again, and a locale is slow to make."""
    return on_this_day.day_in_words(on, language)


@lru_cache(maxsize=1024)
def month_in_words(month: str, language: str) -> str:
    """'February 1992'."""
    locale = "en_001" if language == "en" else language.replace("-", "_")
    return str(format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=locale))


def hour_of(time: str) -> int | None:
    """Minutes after midnight of the first hour that a time names; None where it names none in figures."""
    found = _HOUR.search(time)
    return int(found[1]) * 60 + int(found[2]) if found else None
