"""`/map`: the places of the record by all their names, and a sketch of those whose coordinates a source gives.

Places are towns, rivers, areas: nothing here leads to the place of one person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from babel import Locale
from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.published.record import (
    PublishedCoordinate,
    PublishedEvent,
    PublishedPlaceName,
    PublishedRecordPlace,
)
from memorial.published.record_reading import with_origins
from memorial.published.wall import GroupStart, WallOrder
from memorial.web.language import direction
from memorial.web.page import Link
from memorial.web.record_shown import Cited, Place, Shown
from memorial.web.record_words import number_words, plain_words
from memorial.web.surface import number
from memorial.web.wall.names import PER_PAGE
from memorial.web.wall.names_asked import Asked
from memorial.web.wall.sketch import sketch_of
from memorial.web.wall.visit import Visit, current_wall, in_memorial, show

MOST_OF_NAMES = 120
"""More places than this to which names belong are not listed: the wall has an order for them."""


@dataclass(frozen=True)
class NamesInLanguage:
    """What a place is called in one language: for each source, the names that it uses."""

    words: str
    used: Sequence[tuple[Sequence[PublishedPlaceName], Cited]]


@dataclass(frozen=True)
class CoordinateShown:
    """Where one source puts a place. `exact`: how exact that is said to be."""

    words: str
    exact: str
    by: Cited


@dataclass(frozen=True)
class PlaceShown:
    """One place of the list. `course`: who gives the line of a river. `entries`: of the timeline, and who says each.

    `figures`: how many, in words, or ''.
    """

    id: str
    number: int
    kind: str
    heading: Place
    names: Sequence[NamesInLanguage]
    coordinates: Sequence[CoordinateShown]
    course: Sequence[Cited]
    entries: Sequence[tuple[Link, Sequence[Cited]]]
    figures: str
    people: Sequence[Link]


@in_memorial
def show_map(visit: Visit) -> Response:
    """Always `noindex`, as it counts names. No place in the record, no page."""
    record = visit.snapshot.record(visit.memorial.id).whole()
    if not record.places:
        abort(404)
    shown = Shown(record, visit.language, partial(_in_words, visit))
    starts = visit.snapshot.wall(visit.memorial.id).group_starts(WallOrder.PLACE, per_page=PER_PAGE)
    known = [start for start in starts if start.heading]
    places = _places(visit, shown, {start.heading: start for start in known})
    sketch = sketch_of([(one.number, record.place_by_id[one.id], one.heading.text) for one in places])
    return show(
        visit,
        "wall/map.html",
        title=_("Places"),
        rest="map",
        record=shown,
        record_direction=direction(record.language),
        places=places,
        sketch=sketch,
        scale=_distance(sketch.scale[1], visit.language) if sketch else "",
        of_names=[(start.heading, _names_link(visit, start)) for start in known] if len(known) <= MOST_OF_NAMES else [],
        names=visit.link(_("The names by place"), "names", {"order": "place"}) if known else None,
        sources=shown.sources(with_origins(_cited(places), record), uses=False),
        here=f"{visit.base}record",
        timeline=visit.link(_("To the timeline"), "timeline") if record.events else None,
        concern=visit.link(_("Something is wrong here"), "concern"),
    )


def _in_words(visit: Visit, edtf: str) -> str:
    return current_wall().date_in_words(edtf, visit.language, _)


# The list


def _places(visit: Visit, shown: Shown, starts: dict[str, GroupStart]) -> list[PlaceShown]:
    """In the order of the record, and numbered in it."""
    events: dict[str, list[PublishedEvent]] = {}
    for event in shown.record.events:
        if not event.graphic:
            events.setdefault(event.place_id, []).append(event)
    counts: dict[str, int] = {}
    for figure in shown.figures:
        counts[figure.place_id] = counts.get(figure.place_id, 0) + 1
    return [
        _place(visit, shown, number, place, events.get(place.id, []), counts.get(place.id, 0), starts)
        for number, place in enumerate(shown.record.places, start=1)
    ]


def _place(
    visit: Visit,
    shown: Shown,
    at: int,
    place: PublishedRecordPlace,
    events: Sequence[PublishedEvent],
    figures: int,
    starts: dict[str, GroupStart],
) -> PlaceShown:
    heading = shown.place(place.id)
    assert heading is not None
    spelled = dict.fromkeys(name.text for name in place.names)
    return PlaceShown(
        id=place.id,
        number=at,
        kind=plain_words(place.kind),
        heading=heading,
        names=_names(visit, shown, place),
        coordinates=[_coordinate(one, shown) for one in place.coordinates if one.source_id in shown.cited],
        course=shown.by(dict.fromkeys(one.source_id for one in place.course)),
        entries=[(_entry(visit, shown, event), shown.by(event.source_ids)) for event in events],
        figures=_figures(figures) if figures else "",
        people=[_names_link(visit, starts[name]) for name in spelled if name in starts],
    )


def _names(visit: Visit, shown: Shown, place: PublishedRecordPlace) -> list[NamesInLanguage]:
    """Languages, and the sources within each, in the order in which they first come."""
    found: dict[str, dict[str, list[PublishedPlaceName]]] = {}
    for one in place.names:
        if one.source_id in shown.cited:
            found.setdefault(one.language, {}).setdefault(one.source_id, []).append(one)
    words = Locale.parse(visit.language.replace("-", "_")).languages
    return [
        NamesInLanguage(words.get(code, code), [(names, shown.cited[source]) for source, names in of_source.items()])
        for code, of_source in found.items()
    ]


def _coordinate(one: PublishedCoordinate, shown: Shown) -> CoordinateShown:
    north, east = number_words(abs(one.lat), shown.language), number_words(abs(one.lon), shown.language)
    latitude = _("%(degrees)s° north", degrees=north) if one.lat >= 0 else _("%(degrees)s° south", degrees=north)
    longitude = _("%(degrees)s° east", degrees=east) if one.lon >= 0 else _("%(degrees)s° west", degrees=east)
    exact = _("how exact is not said")
    if one.precision_m is not None:
        exact = _("to within %(distance)s", distance=_distance(one.precision_m, shown.language))
    return CoordinateShown(
        _("%(latitude)s, %(longitude)s", latitude=latitude, longitude=longitude), exact, shown.cited[one.source_id]
    )


def _entry(visit: Visit, shown: Shown, event: PublishedEvent) -> Link:
    """Its date leads to where it stands on the timeline."""
    words = shown.said(event.date)
    if event.date_end:
        words = _("%(first)s to %(last)s", first=words, last=shown.said(event.date_end))
    return Link(words, f"{visit.base}timeline#event-{event.id}", about=event.what)


def _figures(count: int) -> str:
    return ngettext("%(count)s figure of the record", "%(count)s figures of the record", count, count=number(count))


def _names_link(visit: Visit, start: GroupStart) -> Link:
    words = ngettext(
        "%(count)s person named here", "%(count)s people named here", start.count, count=number(start.count)
    )
    return Link(
        words, f"{Asked(WallOrder.PLACE, page=start.page).address(visit)}#g-{start.number}", about=start.heading
    )


def _cited(places: Sequence[PlaceShown]) -> set[str]:
    names = {by.id for place in places for group in place.names for _used, by in group.used}
    points = {one.by.id for place in places for one in place.coordinates}
    entries = {one.id for place in places for _link, by in place.entries for one in by}
    return names | points | entries | {one.id for place in places for one in place.course}


def _distance(metres: int, language: str) -> str:
    if metres >= 1000:
        return _("%(count)s km", count=number_words(metres / 1000, language))
    return _("%(count)s m", count=number_words(metres, language))
