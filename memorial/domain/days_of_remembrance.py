"""Days on which communities remember: side by side, each in its own words and local time, none before others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOST_DAYS = 12
"""So many days of the year at most, of all communities together: around them no objection hides anything at once."""

_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_LEAP_YEAR = 2000


@dataclass(frozen=True)
class DayOfRemembrance:
    """One community's day of the year.

    `community` is its name as it writes it itself; `month_day` is MM-DD; `local_time` is HH:MM in `time_zone` (a name
    of the IANA database), or '' for the whole day; `name` is by language; `source_id` is a source of the memorial, ''
    where the community itself says it.
    """

    community: str
    month_day: str
    name: dict[str, str] = field(default_factory=dict)
    local_time: str = ""
    time_zone: str = ""
    source_id: str = ""


def is_day(text: str) -> bool:
    """Whether this is a day of the year as MM-DD; 29 February is one."""
    if _MONTH_DAY.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(f"{_LEAP_YEAR}-{text}")
    except ValueError:
        return False
    return True


def is_hour(text: str) -> bool:
    """Whether this is an hour of the day as HH:MM."""
    return _HOUR.fullmatch(text) is not None


def is_zone(text: str) -> bool:
    """Whether the IANA database knows a time zone of that name."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def problems_of(day: DayOfRemembrance, source_ids: Iterable[str]) -> list[tuple[str, str]]:
    """(field, code) of everything that keeps this from being a day of remembrance; none for a good one."""
    found = []
    if not (day.community or any(day.name.values())):
        found.append(("community", "write_something"))
    if not is_day(day.month_day):
        found.append(("month_day", "unknown_days"))
    if day.local_time and not is_hour(day.local_time):
        found.append(("local_time", "unknown_hour"))
    if (day.local_time or day.time_zone) and not is_zone(day.time_zone):
        # An hour without a place on earth is no hour.
        found.append(("time_zone", "unknown_zone"))
    if day.source_id and day.source_id not in set(source_ids):
        found.append(("source_id", "choose_one"))
    return found
