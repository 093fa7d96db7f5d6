"""The wall of names: every name alike, in several orders, a thousand to a page; and the answer to a search in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from babel import Locale
from flask import Response, abort
from flask_babel import gettext as _

from memorial.published.wall import WallOrder
from memorial.web.found_words import why_words
from memorial.web.page import Link
from memorial.web.wall import cards, reading
from memorial.web.wall.lists import has_lists
from memorial.web.wall.names_asked import (
    Asked,
    View,
    asked_for,
    order_links,
    page_links,
    script_of_page,
    title_of,
    view_links,
)
from memorial.web.wall.names_groups import group_starts, shown_groups
from memorial.web.wall.visit import Visit, asked_words, in_memorial, show, site_address

PER_PAGE = 1000
MOST_FOUND = 200
# Scripts of thousands of signs have no letters to lead by.
_MOST_LETTERS = 80
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Samr", "Syrc", "Thaa"})


@dataclass(frozen=True)
class LettersOfScript:
    """One script's letters, each a link to where it begins."""

    label: str
    dir: str
    letters: Sequence[Link]


@in_memorial
def show_names(visit: Visit) -> Response:
    """Always `noindex`: a name on it may be one that search engines are asked to leave alone."""
    if asked_words():
        return _show_found(visit)
    orders = visit.snapshot.wall(visit.memorial.id).orders()
    asked = asked_for(visit, orders)
    match asked.view:
        case View.CARDS:
            return cards.show_cards(visit, asked, orders)
        case View.READ:
            return reading.show_reading(visit, asked, PER_PAGE)
    return _show_list(visit, asked, orders)


def _show_list(visit: Visit, asked: Asked, orders: frozenset[WallOrder]) -> Response:
    wall = visit.snapshot.wall(visit.memorial.id)
    script = script_of_page(visit.language)
    shown = wall.page(asked.order, page=asked.page, per_page=PER_PAGE, first_script=script)
    if asked.page > max(shown.pages, 1):
        abort(404)
    by_name = asked.order is WallOrder.NAME
    return show(
        visit,
        "wall/names.html",
        title=title_of(asked.order),
        rest="names",
        asked=asked.query,
        people=(),
        groups=shown_groups(visit, asked.order, shown.groups),
        start=(asked.page - 1) * PER_PAGE + 1,
        total=wall.count() or None,
        letters=_letters(visit, asked) if by_name else group_starts(visit, asked, PER_PAGE),
        **page_links(visit, asked, shown.pages),
        query="",
        search_action=f"{visit.base}names",
        address=site_address() + asked.address(visit),
        orders=order_links(visit, asked, orders),
        views=view_links(visit, asked),
        more=_more(visit),
        share=visit.share(),
        lists_known=() if shown.groups else _lists_known(visit),
    )


def _show_found(visit: Visit) -> Response:
    """The answer to a search looks the same in whatever order the wall was asked for."""
    query = asked_words()
    found = visit.snapshot.find_people(visit.memorial.id, query, limit=MOST_FOUND)
    return show(
        visit,
        "wall/names.html",
        title=_("The names"),
        rest="names",
        asked={"q": query},
        people=[(one.line, why_words(one)) for one in found],
        groups=(),
        start=1,
        total=None,
        letters=[],
        previous=None,
        next=None,
        position=None,
        query=query,
        search_action=f"{visit.base}names",
        orders=[],
        views=[],
        more=[],
        share=visit.share(),
        lists_known=(),
    )


def _more(visit: Visit) -> list[Link]:
    days = [visit.link(_("Days of remembrance"), "days")] if visit.memorial.days else []
    lists = [visit.link(_("Lists of names"), "lists")] if has_lists(visit) else []
    return [visit.link(_("On this day"), "on/today"), *days, *lists]


def _letters(visit: Visit, asked: Asked) -> list[LettersOfScript]:
    """A row for each script; a letter leads to the first name that begins with it, on whichever page that is."""
    wall = visit.snapshot.wall(visit.memorial.id)
    scripts: dict[str, list[Link]] = {}
    for script, letter, page, first in wall.letters(per_page=PER_PAGE, first_script=script_of_page(visit.language)):
        if letter:
            address = "" if page == asked.page else replace(asked, page=page).address(visit)
            scripts.setdefault(script, []).append(Link(letter, f"{address}#p-{first}"))
    named = Locale.parse(visit.language.replace("-", "_")).scripts
    return [
        LettersOfScript(named.get(script, script), "rtl" if script in _RIGHT_TO_LEFT else "ltr", links)
        for script, links in scripts.items()
        if len(links) <= _MOST_LETTERS and (len(links) > 1 or len(scripts) > 1)
    ]


def _lists_known(visit: Visit) -> list[tuple[str, str]]:
    """(who says so, what it is) of lists of names that the record knows of, for a memorial without names."""
    record = visit.snapshot.record(visit.memorial.id).whole()
    if record.about is None:
        return []
    known = record.source_by_id
    return [(known[one.source_id].title, one.what) for one in record.about.lists_known if one.source_id in known]
