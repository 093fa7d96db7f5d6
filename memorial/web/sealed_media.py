"""A sealed file as an answer, whole or from any place on: for those few who may hear it beside the public."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Response, request
from werkzeug.datastructures import Headers

from memorial.web.ranges import NoSuchRange, asked_part


def send_sealed(opened: Callable[[], Iterator[bytes]], length: int, mime: str, mark: str) -> Response:
    """`opened` gives the bytes from the beginning; `mark` tells this file from every other. No browser keeps it.

    A seal is opened from its beginning, so what stands before the part that is asked for is opened and passed over; and
    whoever asks from a place on gets everything after it, so that this happens once for each leap of a player.
    """
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-store", "ETag": f'"{mark}"'}
    asked = Headers({name: text for name, text in request.headers.items() if name in ("Range", "If-Range")})
    try:
        part = asked_part(asked, length=length, etag=mark)
    except NoSuchRange:
        return Response(status=416, headers={**headers, "Content-Range": f"bytes */{length}"}, mimetype=mime)
    if part is None:
        body = _between(opened(), 0, length)
        return Response(body, mimetype=mime, headers={**headers, "Content-Length": str(length)})
    headers |= {"Content-Range": part.content_range, "Content-Length": str(part.length)}
    return Response(_between(opened(), part.start, part.length), status=206, mimetype=mime, headers=headers)


def _between(pieces: Iterator[bytes], start: int, length: int) -> Iterator[bytes]:
    for piece in pieces:
        if start >= len(piece):
            start -= len(piece)
            continue
        given = piece[start : start + length]
        start, length = 0, length - len(given)
        yield given
        if not length:
            return
