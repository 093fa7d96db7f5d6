"""The wall of names as cards: a portrait where a family gave one, else the name itself, large. Never a silhouette."""

from __future__ import annotations

from flask import Response, abort

from memorial.published.wall import WallOrder
from memorial.web.wall.names_asked import (
    Asked,
    order_links,
    page_links,
    script_of_page,
    title_of,
    view_links,
)
from memorial.web.wall.names_groups import shown_groups
from memorial.web.wall.visit import Visit, show, site_address

PER_PAGE = 24


def show_cards(visit: Visit, asked: Asked, orders: frozenset[WallOrder]) -> Response:
    wall = visit.snapshot.wall(visit.memorial.id)
    script = script_of_page(visit.language)
    shown = wall.page(asked.order, page=asked.page, per_page=PER_PAGE, first_script=script)
    if asked.page > max(shown.pages, 1):
        abort(404)
    return show(
        visit,
        "wall/names_cards.html",
        title=title_of(asked.order),
        rest="names",
        asked=asked.query,
        groups=shown_groups(visit, asked.order, shown.groups),
        total=wall.count(),
        **page_links(visit, asked, shown.pages),
        address=site_address() + asked.address(visit),
        orders=order_links(visit, asked, orders),
        views=view_links(visit, asked),
        share=visit.share(),
    )
