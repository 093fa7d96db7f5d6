"""The wall of names for reading aloud: one name a page, large, in any order. Nothing moves unless somebody wants it."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, abort, current_app
from flask_babel import gettext as _

from memorial.published.types import PersonLine
from memorial.web.assets import Assets
from memorial.web.page import Link
from memorial.web.surface import number
from memorial.web.wall.cards import PER_PAGE as BLOCK
from memorial.web.wall.names_asked import Asked, script_of_page
from memorial.web.wall.visit import Visit, show, site_address

PACES = (6, 10, 20)
"""Seconds for a name, where somebody has the pages turn by themselves. Never fewer than six."""


def show_reading(visit: Visit, asked: Asked, per_list: int) -> Response:
    """`per_list`: how many names the list has to a page, for the way back to it."""
    # Read with the names around it: the boundaries of the cards' pages serve here too.
    block, within = divmod(asked.page - 1, BLOCK)
    wall, script = visit.snapshot.wall(visit.memorial.id), script_of_page(visit.language)
    around = wall.page(asked.order, page=block + 1, per_page=BLOCK, first_script=script)
    if not around.pages and asked.page == 1:
        return _nothing_to_read(visit, asked)
    if within >= len(around.lines):
        abort(404)
    line, total = around.lines[within], wall.count()
    return show(
        visit,
        "wall/names_read.html",
        title=_("A name kept by the family") if line.kept else line.label,
        rest="names",
        asked=asked.query,
        line=line,
        person=None if line.kept else visit.snapshot.person(visit.memorial.id, line.id),
        previous=_to(visit, asked, asked.page - 1, _("The name before")) if asked.page > 1 else None,
        next=_to(visit, asked, asked.page + 1, _("The next name")) if asked.page < total else None,
        position=_("Name %(number)s of %(total)s", number=number(asked.page), total=number(total)),
        back=Link(_("Leave the reading"), _in_the_list(visit, asked, line, per_list)),
        paces=[(seconds, _("Every %(seconds)s seconds", seconds=seconds)) for seconds in PACES],
        address=site_address() + asked.address(visit),
        script=_script(),
    )


def _nothing_to_read(visit: Visit, asked: Asked) -> Response:
    """Without names the list says what there is to say."""
    response = Response(status=302)
    response.location = Asked(asked.order).address(visit)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _to(visit: Visit, asked: Asked, page: int, text: str) -> Link:
    return Link(text, replace(asked, page=page).address(visit))


def _in_the_list(visit: Visit, asked: Asked, line: PersonLine, per_list: int) -> str:
    page = (asked.page - 1) // per_list + 1
    return f"{Asked(asked.order, page=page).address(visit)}#p-{line.id}"


def _script() -> str:
    assets: Assets = current_app.extensions["assets"]
    return assets.scripts["reading"]
