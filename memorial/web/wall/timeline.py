"""`/timeline`: what the record dates, by year, month, day and hour, and between it the names of those dates.

Each entry says what it is and who says it. Two accounts of one day are two entries; none is merged with another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.published.record import PublishedEvent, PublishedMatter, PublishedRecord, PublishedStatement
from memorial.published.record_reading import with_origins
from memorial.published.wall import DateWithNames, DayKind, GroupStart, WallOrder
from memorial.web.language import direction
from memorial.web.page import Link
from memorial.web.record_shown import Cited, Place, Shown
from memorial.web.record_words import MATTERS
from memorial.web.surface import number
from memorial.web.wall.moments import Moment, hour_of, moment_of, month_in_words
from memorial.web.wall.names import PER_PAGE
from memorial.web.wall.names_asked import Asked
from memorial.web.wall.visit import Visit, current_wall, in_memorial, show

MOST_DATES = 400
"""More dates with births, or with deaths, than this are named only where the record has an entry of that day too."""
MOST_LINKS = 80


@dataclass(frozen=True)
class Entry:
    """One dated entry of the record. `kind`: what it is, in words; `remembrance`: one that it cites, or None."""

    id: str
    kind: str
    time: str
    text: str
    quotation: bool
    title: str
    differs: str
    by: tuple[Cited, ...]
    place: Place | None
    place_id: str
    remembrance: Link | None


@dataclass(frozen=True)
class Group:
    """What stands under one heading of a day, a night or less; `heading` '' under a month or a year as a whole.

    `hours`: entries with an hour, by it; `others`: entries without. `names`: how many people here belong to the day.
    """

    id: str
    heading: str
    hours: Sequence[Entry]
    others: Sequence[Entry]
    names: Sequence[Link]


@dataclass
class Part:
    """A month; or what belongs to the year as a whole, then `heading` is ''."""

    id: str
    heading: str
    groups: list[Group] = field(default_factory=list)


@dataclass
class Year:
    """`names`: who stands under this year. `years`: of a run of years in which only names stand, each of them."""

    id: str
    heading: str
    parts: list[Part] = field(default_factory=list)
    names: Link | None = None
    years: list[tuple[str, Link]] = field(default_factory=list)


@in_memorial
def show_timeline(visit: Visit) -> Response:
    """Always `noindex`: it counts people whom search engines are asked to leave alone. No dated entry, no page."""
    record = visit.snapshot.record(visit.memorial.id).whole()
    if not dated(record):
        abort(404)
    opened = request.args.get("open") == "1"
    shown = _shown(visit, record, opened)
    entries = list(_entries(visit, shown))
    years = _years(visit, entries)
    cited = {one.id for _moment, entry in entries for one in entry.by}
    return show(
        visit,
        "wall/timeline.html",
        title=_("Timeline"),
        rest="timeline",
        asked={"open": "1" if opened else ""},
        record=shown,
        record_direction=direction(record.language),
        years=years,
        jumps=_jumps(years),
        hidden=sum(one.graphic for one in dated(record)),
        opened=opened,
        open=visit.link("", "timeline", {"open": "" if opened else "1"}).href,
        sources=shown.sources(with_origins(cited, record), uses=False),
        here=f"{visit.base}record",
        map=visit.link(_("To the map"), "map") if record.places else None,
        concern=visit.link(_("Something is wrong here"), "concern"),
    )


def dated(record: PublishedRecord) -> list[PublishedEvent | PublishedStatement | PublishedMatter]:
    """What has a date, in the order of the record."""
    statements = (one for one in record.statements if one.date)
    return [*record.events, *statements, *(one for one in record.matters if one.date)]


def _shown(visit: Visit, record: PublishedRecord, opened: bool) -> Shown:
    return Shown(record, visit.language, partial(_in_words, visit), graphic=opened)


def _in_words(visit: Visit, edtf: str) -> str:
    return current_wall().date_in_words(edtf, visit.language, _)


# The record


def _entries(visit: Visit, shown: Shown) -> Iterator[tuple[Moment, Entry]]:
    """Each with the moment to which it belongs; what is graphic only where it is shown."""
    for one in dated(shown.record):
        if shown.graphic or not one.graphic:
            end, precision = (one.date_end, one.precision) if isinstance(one, PublishedEvent) else ("", "")
            yield moment_of(one.date, end, precision, shown.said, visit.language), _entry(visit, shown, one)


def _entry(visit: Visit, shown: Shown, one: PublishedEvent | PublishedStatement | PublishedMatter) -> Entry:
    match one:
        case PublishedEvent():
            sources, place, time, differs = one.source_ids, one.place_id, one.time, one.differs
            name, kind, text, title = f"event-{one.id}", _("The record"), one.what, ""
        case PublishedStatement():
            sources, place, time, differs = (one.source_id,), next(iter(one.place_ids), ""), "", ""
            name, kind, text, title = f"statement-{one.id}", _("The record: a statement"), one.statement, ""
        case PublishedMatter():
            sources, place, time, differs = one.source_ids, one.place_id, one.time, ""
            name, kind, text, title = f"{one.kind}-{one.id}", str(MATTERS.get(one.kind, "")), one.what, one.title
    return Entry(
        id=name,
        kind=kind,
        time=time,
        text=text,
        quotation=isinstance(one, PublishedStatement) and one.quotation,
        title=title,
        differs=differs,
        by=shown.by(sources),
        place=shown.place(place),
        place_id=place,
        remembrance=_remembrance(visit, shown.record, sources),
    )


def _remembrance(visit: Visit, record: PublishedRecord, sources: Iterable[str]) -> Link | None:
    cited = (record.source_by_id[one].remembrance_id for one in sources if one in record.source_by_id)
    found = next(filter(None, cited), "")
    return visit.link(_("Read the remembrance"), f"remembrances/{found}") if found else None


# In the order of time


def _years(visit: Visit, entries: Sequence[tuple[Moment, Entry]]) -> list[Year]:
    """Years of the record with the names of their days; years of names alone between them; what has no date, last."""
    starts = _starts(visit)
    by_year: dict[str, list[tuple[Moment, Entry | DateWithNames]]] = {}
    for moment, entry in entries:
        by_year.setdefault(moment.year, []).append((moment, entry))
    for found in _dates(visit, [moment for moment, _entry in entries]):
        if f"{found.on.year:04d}" in by_year:
            moment = moment_of(found.on.isoformat(), "", "day", str, visit.language)
            by_year[moment.year].append((moment, found))
    firsts = {year: min(moment.order for moment, _one in found) for year, found in by_year.items()}
    firsts |= {
        year: (date(int(year), 1, 1), False, date(int(year), 1, 1), False, 0) for year in starts if year not in firsts
    }
    years: list[Year] = []
    for year in sorted(firsts, key=lambda one: firsts[one]):
        if year in by_year:
            years.append(_year(visit, year, by_year[year], starts.get(year)))
        else:
            _add_names(visit, years, starts[year])
    return years


def _year(
    visit: Visit, year: str, found: Sequence[tuple[Moment, Entry | DateWithNames]], start: GroupStart | None
) -> Year:
    shown = Year(f"y{re.sub('[^0-9A-Z]', '-', year)}" if year else "undated", _heading(visit, year))
    shown.names = _names_link(visit, start) if start else None
    groups: dict[Moment, list[Entry | DateWithNames]] = {}
    for moment, one in found:
        groups.setdefault(moment, []).append(one)
    for moment in sorted(groups, key=lambda one: one.order):
        part = shown.parts[-1] if shown.parts else None
        if part is None or not moment.month or part.id != f"m{moment.month}":
            part = _part(visit, moment)
            shown.parts.append(part)
        part.groups.append(_group(visit, moment, groups[moment]))
    return shown


def _part(visit: Visit, moment: Moment) -> Part:
    return Part(f"m{moment.month}", month_in_words(moment.month, visit.language)) if moment.month else Part("", "")


def _heading(visit: Visit, year: str) -> str:
    return _in_words(visit, year) if year else _("Date not known")


def _group(visit: Visit, moment: Moment, found: Sequence[Entry | DateWithNames]) -> Group:
    entries = [one for one in found if isinstance(one, Entry)]
    hours = [one for one in entries if hour_of(one.time) is not None]
    return Group(
        id=f"d{moment.day.isoformat()}" if moment.day else "",
        heading=moment.heading,
        hours=sorted(hours, key=lambda one: hour_of(one.time) or 0),
        others=[one for one in entries if hour_of(one.time) is None],
        names=[_day_link(visit, one) for one in found if isinstance(one, DateWithNames)],
    )


def _jumps(years: Sequence[Year]) -> list[tuple[Link, list[Link]]]:
    """The years, each with its months where there are several; the years alone where that would be too many."""
    jumps = []
    for year in years:
        months = [Link(part.heading, f"#{part.id}") for part in year.parts if part.heading]
        jumps.append((Link(year.heading, f"#{year.id}"), months if len(months) > 1 else []))
    if sum(1 + len(months) for _year, months in jumps) > MOST_LINKS:
        jumps = [(year, []) for year, _months in jumps]
    return jumps if len(jumps) > 1 or any(months for _year, months in jumps) else []


# The names


def _starts(visit: Visit) -> dict[str, GroupStart]:
    """By its year: where people stand in the order by date, as far as the year is known for certain."""
    starts = visit.snapshot.wall(visit.memorial.id).group_starts(WallOrder.DATE, per_page=PER_PAGE)
    return {start.heading: start for start in starts if start.heading.isdecimal()}


def _dates(visit: Visit, moments: Iterable[Moment]) -> Sequence[DateWithNames]:
    days = sorted({moment.day for moment in moments if moment.day})
    return visit.snapshot.wall(visit.memorial.id).dates(among=days, most=MOST_DATES)


def _names_link(visit: Visit, start: GroupStart) -> Link:
    words = ngettext(
        "%(count)s person named here stands under this year.",
        "%(count)s people named here stand under this year.",
        start.count,
        count=number(start.count),
    )
    return Link(words, f"{Asked(WallOrder.DATE, page=start.page).address(visit)}#g-{start.number}")


def _day_link(visit: Visit, found: DateWithNames) -> Link:
    count = number(found.count)
    if found.kind is DayKind.DIED:
        words = ngettext(
            "%(count)s person named here died on this day.",
            "%(count)s people named here died on this day.",
            found.count,
            count=count,
        )
    else:
        words = ngettext(
            "%(count)s person named here was born on this day.",
            "%(count)s people named here were born on this day.",
            found.count,
            count=count,
        )
    return visit.link(words, f"on/{found.on:%m-%d}")


def _add_names(visit: Visit, years: list[Year], start: GroupStart) -> None:
    """A year in which only names stand joins the one before it, if that is such a one too."""
    words, link = _in_words(visit, start.heading), _names_link(visit, start)
    if years and years[-1].years:
        run = years[-1]
        run.years.append((words, link))
        run.heading = _("%(first)s to %(last)s", first=run.years[0][0], last=words)
    else:
        years.append(Year(f"y{start.heading}", words, years=[(words, link)]))
