"""Access copies: served only while a published row names them, whole or in parts, and never run by a browser."""

from __future__ import annotations

from flask import Response, abort, redirect, request
from werkzeug.http import quote_etag
from werkzeug.wrappers import Response as AnyResponse

from memorial.published.types import MediaFile
from memorial.web.ranges import NoSuchRange, Part, Pieces, asked_part
from memorial.web.wall.visit import current_wall

_FOLDER = 2
"""Access copies lie in folders that are named after so many of their first letters (`adapters/files/access.py`)."""


_LOOKED_AT = "default-src 'none'; base-uri 'none'; sandbox"
_PLAYED = "default-src 'none'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""A link to a moment opens the sound by itself where there is no script: a browser plays nothing in a sandbox."""


def send_media(name: str) -> AnyResponse:
    """The row is asked for first, for each part anew: whatever is taken back answers as if it had never been.

    Who sends the bytes is the installation's choice: this program, the web server in front of it (`accel_prefix`), or
    the object store, at an address that is good for a while.
    """
    wall = current_wall()
    copy = wall.reader.media(name)
    if copy is None:
        abort(404)
    if address := wall.reader.media_link(copy):
        answer = redirect(address, 302)
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cache-Control"] = "no-store"
        return answer
    if request.if_none_match.contains_weak(copy.etag):
        return _described(Response(status=304), copy)
    if prefix := wall.settings.accel_prefix:
        answer = _described(Response(), copy)
        answer.headers["X-Accel-Redirect"] = f"{prefix}{copy.name[:_FOLDER]}/{copy.name}"
        return answer
    return _own_answer(copy)


def _own_answer(copy: MediaFile) -> Response:
    """Ranges are for GET alone, as RFC 9110 has it."""
    if request.method == "HEAD":
        return _with_length(_described(Response(), copy), copy.length)
    try:
        part = asked_part(request.headers, length=copy.length, etag=copy.etag)
    except NoSuchRange:
        return Response(status=416, headers={"Content-Range": f"bytes */{copy.length}", "Accept-Ranges": "bytes"})
    sent = part or Part(0, copy.length, copy.length)
    opened = current_wall().reader.open_media(copy)
    if opened is None:
        abort(404)
    pieces = Pieces(opened, sent.start, sent.length)
    if not pieces.there:
        pieces.close()
        abort(404)
    answer = Response(pieces, direct_passthrough=True)
    if part is not None:
        answer.status_code = 206
        answer.headers["Content-Range"] = part.content_range
    return _with_length(_described(answer, copy), sent.length)


def _described(answer: Response, copy: MediaFile) -> Response:
    """`no-cache`: a browser may keep the bytes, but asks before it shows them again, since they must vanish with their
    row. The name is random and never given twice, so the answer is a small 304. No index: it may belong to a page that
    keeps out of them.
    """
    answer.mimetype = copy.mime
    answer.headers["ETag"] = quote_etag(copy.etag)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Content-Disposition"] = f'inline; filename="{copy.name}"'
    answer.headers["Content-Security-Policy"] = _PLAYED if copy.mime.startswith(("audio/", "video/")) else _LOOKED_AT
    answer.headers["X-Robots-Tag"] = "noindex, noarchive, noimageindex"
    return answer


def _with_length(answer: Response, length: int) -> Response:
    answer.content_length = length
    return answer
