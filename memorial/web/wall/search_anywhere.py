"""`/search`: a search from a page that belongs to no memorial. It leads to the only one, or asks which is meant."""

from __future__ import annotations

from flask import Response, current_app, request
from flask_babel import gettext as _

from memorial.web.footing import footing
from memorial.web.language import direction, interface_languages, offered
from memorial.web.page import Link, Page
from memorial.web.surface import stylesheet
from memorial.web.theme import theme_links, theme_of
from memorial.web.wall.redirects import redirect_to
from memorial.web.wall.visit import asked_words, current_wall, home_links, open_to_visitor, printed, with_query


def choose_where(language: str) -> Response:
    """Nothing is searched here, so that the page for what is not there can offer this box and know of nothing."""
    query = asked_words()
    with current_wall().reader.snapshot() as snapshot:
        memorials = [one for one in snapshot.memorials() if open_to_visitor(one)]
    ways = list[Link]()
    for memorial in memorials:
        languages = offered(memorial.languages)
        nearest = language if language in languages else languages[0]
        address = with_query(f"/{nearest}/{memorial.slug}/search", {"q": query})
        ways.append(Link(memorial.text(memorial.title, nearest), address))
    if len(ways) == 1:
        return redirect_to(ways[0].href)
    page = Page(
        title=_("Search"),
        language=language,
        direction=direction(language),
        stylesheet=stylesheet(current_app),
        languages=home_links(interface_languages(), language),
        footer=footing(),
        theme=theme_of(request.environ),
        extra={"ways": ways, "query": query, "themes": theme_links(request.environ)},
    )
    return printed("wall/search_anywhere.html", page, keep=False)
