"""Access copies: served only while a published row names them, whole or in ranges, and never run by a browser."""

from __future__ import annotations

from flask import Response, abort, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from memorial.web.wall.visit import current_wall

_PIECE = 64 * 1024


def send_media(name: str) -> Response:
    """`no-cache`, since it must vanish with its row; no index, since it may belong to a page that keeps out of them."""
    found = current_wall().reader.media(name)
    if found is None:
        abort(404)
    copy, opened = found
    response = Response(FileWrapper(opened, _PIECE), mimetype=copy.mime, direct_passthrough=True)
    response.content_length = copy.length
    response.set_etag(copy.etag)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Disposition"] = f'inline; filename="{copy.name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; base-uri 'none'; sandbox"
    response.headers["X-Robots-Tag"] = "noindex, noarchive, noimageindex"
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=copy.length)
    except RequestedRangeNotSatisfiable:
        opened.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{copy.length}"})
    return response
