"""`/days`: the days on which communities remember, side by side and alike: by date, then by name, none first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_time, get_timezone_gmt, get_timezone_name
from flask import Response
from flask_babel import gettext as _

from memorial.published.types import PublishedDay
from memorial.web.page import Link
from memorial.web.wall.on_this_day import day_in_words, day_of_the_year
from memorial.web.wall.visit import Visit, in_memorial, show

_ANY_DAY = date(2024, 1, 1)


@dataclass(frozen=True)
class DayShown:
    """One community's day. `name` and `language` are as that community gives them."""

    date: str
    name: str
    language: str
    community: str
    hour: str
    source: str
    href: str


@in_memorial
def show_days(visit: Visit) -> Response:
    """The page is there for every memorial; one that has none says so."""
    calendar = None if visit.memorial.draft else visit.link(_("These days in your calendar"), "calendar.ics")
    return show(
        visit,
        "wall/days.html",
        title=_("Days of remembrance"),
        rest="days",
        days=_shown(visit),
        calendar=calendar,
        today=Link(_("Names of this day"), f"{visit.base}on/today"),
    )


def in_order(days: Sequence[PublishedDay]) -> list[PublishedDay]:
    """By date, then by name: the same order for everybody, and no other rank."""
    known = [day for day in days if day_of_the_year(day.month_day) is not None]
    return sorted(known, key=lambda day: (day.month_day, day.community.casefold(), day.local_time))


def name_of(day: PublishedDay, language: str) -> tuple[str, str]:
    """The day's name and the language of it: the page's, else the first that there is."""
    code = language if day.name.get(language) else next(iter(day.name), "")
    return day.name.get(code, ""), code or "und"


def _shown(visit: Visit) -> list[DayShown]:
    titles = {source.id: source.title for source in visit.memorial.sources}
    shown = []
    for day in in_order(visit.memorial.days):
        name, language = name_of(day, visit.language)
        on = day_of_the_year(day.month_day)
        assert on is not None
        shown.append(
            DayShown(
                date=day_in_words(on, visit.language),
                name=name,
                language=language,
                community=day.community,
                hour=_hour(day, visit.language),
                source=titles.get(day.source_id, ""),
                href=f"{visit.base}on/{day.month_day}",
            )
        )
    return shown


def _hour(day: PublishedDay, language: str) -> str:
    """'12:00 pm, Azerbaijan Time'; '' where no hour is given: an hour without a place on earth is none."""
    try:
        at, zone = time.fromisoformat(day.local_time), ZoneInfo(day.time_zone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return ""
    locale = "en_001" if language == "en" else language.replace("-", "_")
    hour = str(format_time(at, "short", locale=locale))
    if day.time_zone.startswith("Etc/"):
        # No place is meant: a distance from UTC has no name but itself.
        where = get_timezone_gmt(datetime.combine(_ANY_DAY, at, zone), locale=locale)
    else:
        where = get_timezone_name(zone, width="long", locale=locale, zone_variant="generic")
    return _("%(hour)s, %(zone)s", hour=hour, zone=where)
