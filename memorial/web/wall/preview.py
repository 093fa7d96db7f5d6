"""`/preview.png`: the memorial's title on paper, for those who pass on a link to it."""

from __future__ import annotations

from flask import Response, abort, request

from memorial.web.language import direction
from memorial.web.wall.card import card
from memorial.web.wall.link_preview import is_told
from memorial.web.wall.visit import Visit, current_wall, in_memorial, may_be_indexed


@in_memorial
def send_card(visit: Visit) -> Response:
    """A memorial that must not be found, and one at high risk, have none."""
    told = may_be_indexed(visit.memorial) and is_told(visit.memorial)
    fonts = current_wall().settings.static / "fonts"
    drawn = card(visit.title, fonts, direction(visit.language) == "rtl") if told else None
    if drawn is None:
        abort(404)
    response = Response(drawn, mimetype="image/png")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; base-uri 'none'; sandbox"
    response.add_etag()
    response.make_conditional(request)
    return response
