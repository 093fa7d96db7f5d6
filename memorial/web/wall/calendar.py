"""`/calendar.ics`: the days of remembrance, and each day of the year with the names of it that everybody may find."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import ngettext
from icalendar import Calendar, Event

from memorial.published.types import PublishedDay
from memorial.published.wall import DayInFeed
from memorial.web.surface import number
from memorial.web.wall.days import in_order, name_of
from memorial.web.wall.visit import Visit, fictional_note, in_memorial, site_address

MOST_NAMES = 20
"""So many names stand in the entry of a day; the page of the day has them all."""

# Entries come back each year. They begin in a leap year that means nothing, and do not say when they were made.
_FIRST_YEAR, _LAST_YEAR = 2024, 2054
_NO_TIME = datetime(2024, 1, 1, tzinfo=UTC)


@in_memorial
def send_calendar(visit: Visit) -> Response:
    """A draft has none. A fictional memorial's says so in the name of the calendar and of each entry."""
    if visit.memorial.draft:
        abort(404)
    calendar = Calendar()
    calendar.add("prodid", "-//memorial//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _title(visit, visit.title))
    calendar.add("x-wr-caldesc", _plain(fictional_note(visit.memorial, visit.language)))
    for event in (*_days_of_remembrance(visit), *_days_with_names(visit)):
        calendar.add_component(event)
    calendar.add_missing_timezones(first_date=date(_FIRST_YEAR, 1, 1), last_date=date(_LAST_YEAR, 1, 1))
    response = Response(calendar.to_ical(), mimetype="text/calendar")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _days_of_remembrance(visit: Visit) -> Iterator[Event]:
    for day in in_order(visit.memorial.days):
        name, _language = name_of(day, visit.language)
        # From the memorial's random id and the day itself: the same for ever, and it tells nothing more.
        mark = hashlib.sha256(f"{visit.memorial.id}\n{day.community}\n{day.month_day}\n{day.local_time}".encode())
        event = _yearly(f"{mark.hexdigest()[:32]}", day.month_day, _begins(day))
        event.add("summary", _title(visit, name or day.community))
        if day.community:
            event.add("description", _plain(day.community))
        event.add("url", f"{site_address()}{visit.base}days")
        yield event


def _begins(day: PublishedDay) -> date | datetime:
    """The local hour where one is given, in the community's own zone; else the whole day."""
    on = date.fromisoformat(f"{_FIRST_YEAR}-{day.month_day}")
    try:
        return datetime.combine(on, time.fromisoformat(day.local_time), tzinfo=ZoneInfo(day.time_zone))
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return on


def _days_with_names(visit: Visit) -> Iterator[Event]:
    for day in visit.snapshot.wall(visit.memorial.id).days_in_feed(most=MOST_NAMES):
        on = date.fromisoformat(f"{_FIRST_YEAR}-{day.month_day}")
        event = _yearly(f"{visit.memorial.id}-{day.month_day}", day.month_day, on)
        said = ngettext("%(count)s name of this day", "%(count)s names of this day", day.count, count=number(day.count))
        event.add("summary", _title(visit, said))
        event.add("description", "\n".join(_names(visit, day)))
        event.add("url", f"{site_address()}{visit.base}on/{day.month_day}")
        yield event


def _names(visit: Visit, day: DayInFeed) -> Iterator[str]:
    # Each name keeps its own direction within a line of another.
    yield from (f"\u2068{_plain(name)}\u2069" for name in day.names)
    left = day.count - len(day.names)
    if left > 0:
        yield ngettext("and %(count)s more", "and %(count)s more", left, count=number(left))
    yield f"{site_address()}{visit.base}on/{day.month_day}"


def _yearly(uid: str, month_day: str, begins: date | datetime) -> Event:
    """29 February comes in leap years only, as its page says."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", _NO_TIME)
    event.add("dtstart", begins)
    month, day = month_day.split("-")
    event.add("rrule", {"freq": "yearly", "bymonth": int(month), "bymonthday": int(day)})
    event.add("transp", "TRANSPARENT")
    return event


def _title(visit: Visit, title: str) -> str:
    shown = _plain(title)
    return _("[Fictional] %(title)s", title=shown) if visit.memorial.kind == "fictional" else shown


def _plain(text: str) -> str:
    """On one line, without characters that control anything: whoever typed it, it stays the text of its field."""
    kept = (" " if unicodedata.category(one) in ("Cc", "Zl", "Zp", "Cs") else one for one in text)
    return " ".join("".join(kept).split())
