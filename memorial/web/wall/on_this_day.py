"""`/on/02-25`: who was born or died on a day of the year, where the whole date is known and nothing contradicts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_skeleton
from flask import Response, abort, request
from flask_babel import gettext as _

from memorial.published.types import PersonLine
from memorial.published.wall import DayKind, DayName
from memorial.web.page import Link
from memorial.web.page_cache import VALID_UNTIL
from memorial.web.wall.names_asked import page_number
from memorial.web.wall.visit import Visit, current_wall, in_memorial, show, with_query

PER_PAGE = 1000
# A year with a 29 February.
_LEAP = 2000


@dataclass(frozen=True)
class LineOnDay:
    """Someone, and what the day is of them, in words."""

    line: PersonLine
    words: str


@in_memorial
def show_day(visit: Visit, day: str) -> Response:
    """Always `noindex`, as the wall is. A day that no calendar has is no page."""
    on = day_of_the_year(day)
    if on is None:
        abort(404)
    number = page_number()
    shown = visit.snapshot.wall(visit.memorial.id).on_day(day, page=number, per_page=PER_PAGE)
    if number > max(shown.pages, 1):
        abort(404)
    return show(
        visit,
        "wall/on_this_day.html",
        title=_("On %(day)s", day=day_in_words(on, visit.language)),
        rest=f"on/{day}",
        asked={"page": number if number > 1 else ""},
        people=[LineOnDay(one.line, _words(one)) for one in shown.names],
        total=shown.count,
        leap_day=day == "02-29",
        before=_neighbour(visit, on, -1),
        after=_neighbour(visit, on, 1),
        previous=_to(visit, day, number - 1, _("Names before these")) if number > 1 else None,
        next=_to(visit, day, number + 1, _("More names")) if number < shown.pages else None,
        more=_more(visit),
    )


@in_memorial
def to_today(visit: Visit) -> Response:
    """The page of this day, as the day is where the memorial is."""
    response = Response(status=302)
    response.location = f"{visit.base}on/{today(visit):%m-%d}"
    response.headers["Cache-Control"] = "no-store"
    return response


def today(visit: Visit) -> date:
    return _now(visit).date()


def names_of_today(visit: Visit, *, most: int) -> Sequence[DayName]:
    """For a page that is about something else: whom everybody may find. The page holds until the day is over there."""
    now = _now(visit)
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=now.tzinfo)
    request.environ[VALID_UNTIL] = midnight.timestamp()
    wall = visit.snapshot.wall(visit.memorial.id)
    return wall.on_day(f"{now:%m-%d}", page=1, per_page=most, everybody=True).names


def _now(visit: Visit) -> datetime:
    try:
        zone = ZoneInfo(visit.memorial.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return current_wall().now().astimezone(zone)


def day_of_the_year(text: str) -> date | None:
    """`02-25` as that day of a leap year; None for what no calendar has."""
    try:
        return date.fromisoformat(f"{_LEAP}-{text}")
    except ValueError:
        return None


def day_in_words(on: date, language: str) -> str:
    """'25 February', without a year. Plain English is the world's."""
    locale = "en_001" if language == "en" else language.replace("-", "_")
    return str(format_skeleton("MMMMd", on, locale=locale))


def _words(one: DayName) -> str:
    if one.kind is DayKind.DIED:
        return _("Died in %(year)s", year=one.year)
    return _("Born in %(year)s", year=one.year)


def _neighbour(visit: Visit, on: date, days: int) -> Link:
    """The day before or after; the year goes round."""
    other = date.fromordinal(on.toordinal() + days).replace(year=_LEAP)
    return visit.link(day_in_words(other, visit.language), f"on/{other:%m-%d}")


def _to(visit: Visit, day: str, number: int, text: str) -> Link:
    return Link(text, with_query(f"{visit.base}on/{day}", {"page": number if number > 1 else ""}))


def _more(visit: Visit) -> list[Link]:
    links = [visit.link(_("The names"), "names")]
    if visit.memorial.days:
        links.append(visit.link(_("Days of remembrance"), "days"))
    return [*links, visit.link(_("These days in your calendar"), "calendar.ics")] if not visit.memorial.draft else links
