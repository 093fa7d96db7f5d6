"""Places of memory: cemeteries, monuments, buildings; what they are called, and how they were found, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, abort
from flask_babel import gettext as _

from memorial.published.groups import HeritageLine, PublishedCondition
from memorial.web.group_words import CONDITIONS, HERITAGE_KINDS
from memorial.web.wall.groups import page_links, titles
from memorial.web.wall.names_asked import page_number
from memorial.web.wall.visit import Visit, current_wall, in_memorial, show

PER_PAGE = 200
ADDRESS = "places-of-memory"


@dataclass(frozen=True)
class ItemLine:
    href: str
    label: str
    kind: str
    language: str
    direction: str
    place: str
    place_language: str


@dataclass(frozen=True)
class Statement:
    """One statement and who makes it; `on` and `words` are '' where nothing is said."""

    on: str
    condition: str
    words: str
    language: str
    source: str


@dataclass(frozen=True)
class PlaceShown:
    text: str
    language: str
    source: str


@in_memorial
def show_places(visit: Visit) -> Response:
    page = page_number()
    found = visit.snapshot.heritage(visit.memorial.id).page(page=page, per_page=PER_PAGE)
    if page > max(found.pages, 1):
        abort(404)
    return show(
        visit,
        "wall/heritage.html",
        title=_("Places of memory"),
        rest=ADDRESS,
        asked={"page": page if page > 1 else ""},
        places=[_line(visit, line) for line in found.rows],
        **page_links(visit, ADDRESS, page, found.pages),
    )


def _line(visit: Visit, line: HeritageLine) -> ItemLine:
    return ItemLine(
        f"{visit.base}{ADDRESS}/{line.id}",
        line.label,
        str(HERITAGE_KINDS[line.kind]),
        line.language,
        line.direction,
        line.place,
        line.place_language,
    )


@in_memorial
def show_place(visit: Visit, item_id: str) -> Response:
    """Statements on its condition stand side by side, each with its date and source; none is called right."""
    item = visit.snapshot.heritage(visit.memorial.id).get(item_id)
    if item is None:
        abort(404)
    title_of_source = titles(visit)
    return show(
        visit,
        "wall/heritage_item.html",
        title=item.label,
        rest=f"{ADDRESS}/{item.id}",
        indexable=item.indexable,
        item=item,
        kind=str(HERITAGE_KINDS[item.kind]),
        places=[PlaceShown(one.text, one.language, title_of_source(one.source_id)) for one in item.places],
        statements=_statements(visit, item.conditions, title_of_source),
        name_sources=list(dict.fromkeys(title_of_source(one.source_id) for one in item.names if one.source_id)),
        up=visit.link(_("All places of memory"), ADDRESS),
        concern=visit.link(_("Something is wrong here"), "concern"),
    )


def _statements(
    visit: Visit, conditions: Sequence[PublishedCondition], title_of_source: Callable[[str], str]
) -> list[Statement]:
    in_words = current_wall().date_in_words
    return [
        Statement(
            in_words(one.on, visit.language, _) if one.on else "",
            str(CONDITIONS[one.condition]),
            one.words,
            one.language,
            title_of_source(one.source_id),
        )
        for one in conditions
    ]
