"""Names under headings: years, and places as they are published; and the links that lead to where a heading stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask_babel import gettext as _

from memorial.published.types import PersonLine
from memorial.published.wall import GroupStart, WallGroup, WallOrder
from memorial.web.language import direction
from memorial.web.page import Link
from memorial.web.wall.names_asked import Asked
from memorial.web.wall.visit import Visit, current_wall

MOST_LINKS = 80
MOST_YEARS = 40
"""More years than this are led into by their decades."""


@dataclass(frozen=True)
class GroupShown:
    """Names under one heading; `heading` is '' where the order has none. A place is its source's word, not ours."""

    id: str
    heading: str
    of_a_source: bool
    count: int
    lines: Sequence[PersonLine]


@dataclass(frozen=True)
class Jumps:
    """A row of links to headings."""

    label: str
    dir: str
    letters: Sequence[Link]


def shown_groups(visit: Visit, order: WallOrder, groups: Iterable[WallGroup]) -> list[GroupShown]:
    return [
        GroupShown(
            id=f"g-{group.number}",
            heading=_heading(visit, order, group.heading),
            of_a_source=order is WallOrder.PLACE and bool(group.heading),
            count=group.count,
            lines=group.lines,
        )
        for group in groups
    ]


def _heading(visit: Visit, order: WallOrder, heading: str) -> str:
    match order:
        case WallOrder.DATE:
            return _in_words(visit, heading) if heading else _("Date not known")
        case WallOrder.PLACE:
            return heading or _("Place not known")
    return ""


def _in_words(visit: Visit, edtf: str) -> str:
    return current_wall().date_in_words(edtf, visit.language, _)


def group_starts(visit: Visit, asked: Asked, per_page: int) -> list[Jumps]:
    """Years, or decades where there are many; or the letters with which places begin."""
    starts = visit.snapshot.wall(visit.memorial.id).group_starts(asked.order, per_page=per_page)
    if asked.order is WallOrder.DATE:
        return _years(visit, asked, starts)
    if asked.order is WallOrder.PLACE:
        return _letters_of_places(visit, asked, starts)
    return []


def _years(visit: Visit, asked: Asked, starts: Sequence[GroupStart]) -> list[Jumps]:
    years = [start for start in starts if start.heading.isdecimal()]
    if len(years) > MOST_YEARS:
        firsts = [next(of_decade) for _decade, of_decade in groupby(years, key=lambda start: start.heading[:3])]
        links = [_link(visit, asked, one, _in_words(visit, f"{one.heading[:3]}X")) for one in firsts]
    else:
        links = [_link(visit, asked, one, _in_words(visit, one.heading)) for one in years]
    return [Jumps(_("Years"), direction(visit.language), links[:MOST_LINKS])] if len(links) > 1 else []


def _letters_of_places(visit: Visit, asked: Asked, starts: Sequence[GroupStart]) -> list[Jumps]:
    firsts: dict[str, GroupStart] = {}
    for start in starts:
        if start.letter:
            firsts.setdefault(start.letter, start)
    if not 1 < len(firsts) <= MOST_LINKS:
        return []
    rows: dict[str, list[Link]] = {}
    for letter, start in firsts.items():
        side = "rtl" if unicodedata.bidirectional(letter[0]) in ("R", "AL") else "ltr"
        rows.setdefault(side, []).append(_link(visit, asked, start, letter))
    return [Jumps(_("First letters of places"), side, links) for side, links in rows.items()]


def _link(visit: Visit, asked: Asked, start: GroupStart, text: str) -> Link:
    address = "" if start.page == asked.page else replace(asked, page=start.page).address(visit)
    return Link(text, f"{address}#g-{start.number}")
