"""Lists as documents: who made each, when, for what, and how many of the people on it are named here."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.published.types import PublishedSource
from memorial.web.surface import number
from memorial.web.wall.visit import Visit, current_wall, in_memorial, show

LIST = "list"
ADDRESS = "lists"


@dataclass(frozen=True)
class ListShown:
    """One list. `href` is its page; `rows` and `named` are sentences, '' where nothing is known."""

    source: PublishedSource
    href: str
    made_on: str
    rows: str
    named: str


@in_memorial
def show_lists(visit: Visit) -> Response:
    """Always `noindex`: it counts people whom search engines are asked to leave alone too."""
    return show(visit, "wall/lists.html", title=_("Lists of names"), rest=ADDRESS, lists=_lists(visit))


@in_memorial
def show_list(visit: Visit, source_id: str) -> Response:
    found = next((one for one in _lists(visit) if one.source.id == source_id), None)
    if found is None:
        abort(404)
    return show(
        visit,
        "wall/list.html",
        title=found.source.title,
        rest=f"{ADDRESS}/{source_id}",
        list=found,
        up=visit.link(_("All lists"), ADDRESS),
        names=visit.link(_("To the names"), "names"),
        concern=visit.link(_("Something is wrong here"), "concern"),
    )


def has_lists(visit: Visit) -> bool:
    return any(one.kind == LIST for one in visit.memorial.sources) and bool(_lists(visit))


def _lists(visit: Visit) -> list[ListShown]:
    """The lists on which somebody stands who is on the wall. Of any other list nothing is said."""
    counts = visit.snapshot.people_by_source(visit.memorial.id)
    shown = [one for one in visit.memorial.sources if one.kind == LIST and counts.get(one.id)]
    return [_shown(visit, one, counts[one.id]) for one in sorted(shown, key=lambda one: (one.title.casefold(), one.id))]


def _shown(visit: Visit, source: PublishedSource, count: int) -> ListShown:
    made = current_wall().date_in_words(source.made_on, visit.language, _) if source.made_on else ""
    rows = ""
    if source.rows is not None:
        rows = ngettext("It has %(count)s row.", "It has %(count)s rows.", source.rows, count=number(source.rows))
    named = ngettext(
        "%(count)s person on it is named here.", "%(count)s people on it are named here.", count, count=number(count)
    )
    return ListShown(source, f"{visit.base}{ADDRESS}/{source.id}", made, rows, named)
