"""`/share/uploads`: files and recordings that a script sends in pieces, by tus 1.0. Without a script the form does it.

Who has the draft open in this browser, and the upload's random address, may go on with it. Whatever changes something
carries the form's token in a header, so that no other site can send it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import BinaryIO, cast

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.http import http_date
from wtforms import ValidationError

from memorial.application import uploads as use
from memorial.application.ports.media import FileRefused
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.upload import Upload
from memorial.domain.writing import clean_line
from memorial.web.contribute import tus, words
from memorial.web.contribute.forms import PlainForm
from memorial.web.contribute.frame import Place, place_of, services
from memorial.web.contribute.session import form_secret
from memorial.web.contribute.steps import draft_here
from memorial.web.intake import PIECE, pass_over
from memorial.web.limits import Doing, slow_down
from memorial.web.surface import AS_IT_COMES

uploads = Blueprint("uploads", __name__)

ADDRESS = "/<language>/<slug>/share/uploads"
TOKEN = "X-CSRF-Token"  # noqa: S105 - the name of a header
RECORDED = "Memorial-Recorded"
"""Seconds that a recording has by now. tus knows no such header, and other clients send none."""
LISTENED_TO = 8 * 1024 * 1024
"""How much of a body that is not wanted is passed over, so that the browser reads our answer."""
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_REFUSED = {"too_large": 413, "recording_too_large": 413, "too_many": 413, "storage_full": 507}

View = Callable[..., ResponseReturnValue]


def by_method(view: View) -> View:
    """Calls the view with the method that the sender means, as `X-HTTP-Method-Override` has the last word of it."""

    @wraps(view)
    def asked(**address: str) -> ResponseReturnValue:
        method = request.headers.get("X-HTTP-Method-Override", request.method).upper()
        request.max_content_length = AS_IT_COMES
        if method == "OPTIONS":
            place_of(address["language"], address["slug"])
            return _abilities()
        if method not in ("HEAD", "POST", "PATCH", "DELETE"):
            abort(404)
        if request.headers.get("Tus-Resumable") != tus.VERSION:
            return _no("", 412, {"Tus-Version": tus.VERSION})
        try:
            return view(method=method, **address)
        except NotFound:
            return _no("", 404)
        except (tus.Malformed, Invalid):
            return _no("", 400)
        except use.OffsetDiffers:
            return _no("", 409)
        except use.ChecksumDiffers:
            return _no("", "460 Checksum Mismatch")

    return asked


@uploads.route(ADDRESS, methods=_METHODS, provide_automatic_options=False)
@by_method
def collection(method: str, language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    if method != "POST":
        abort(404)
    _require_token()
    code, headers = _code(place), request.headers
    length = tus.length_or_deferred(headers.get("Upload-Length"), headers.get("Upload-Defer-Length"))
    metadata = headers.get("Upload-Metadata", "")
    name = clean_line(tus.name_in(metadata))
    if refused := _may_not_give(place):
        return refused
    try:
        begun = use.begin(services(), code, name=name, metadata=metadata, length=length)
    except FileRefused as refusal:
        return _not_kept(name, refusal)
    answer = _about(begun, 201)
    if headers.get("Content-Type") == tus.CONTENT_TYPE:
        answer = _add(code, begun, 0, 201)
    answer.headers["Location"] = f"{place.step('uploads')}/{begun.id}"
    return answer


@uploads.route(f"{ADDRESS}/<upload_id>", methods=_METHODS, provide_automatic_options=False)
@by_method
def one(method: str, language: str, slug: str, upload_id: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    if method == "POST":
        abort(404)
    if method != "HEAD":
        _require_token()
    code = _code(place)
    upload = use.find(services(), code, upload_id)
    if method == "HEAD":
        return _about(upload, 200)
    if method == "DELETE":
        use.remove(services(), code, upload.id)
        return Response(status=204)
    if request.headers.get("Content-Type") != tus.CONTENT_TYPE:
        return _no("", 415)
    offset = tus.number(request.headers.get("Upload-Offset"))
    if offset is None:
        raise tus.Malformed("Upload-Offset")
    return _may_not_give(place) or _add(code, upload, offset, 204)


def _add(code: str, upload: Upload, offset: int, status: int) -> Response:
    headers = request.headers
    arriving = use.Arriving(
        offset,
        _bytes(),
        length=tus.number(headers.get("Upload-Length")) if status == 204 else None,
        seconds=tus.number(headers.get(RECORDED)),
        checksum=tus.checksum(headers.get("Upload-Checksum")),
    )
    known = upload.length if upload.length is not None else arriving.length
    if known is not None and offset == upload.offset <= known < offset + (request.content_length or 0):
        return _no("", 413)
    try:
        return _about(use.add(services(), code, upload.id, arriving), status)
    except FileRefused as refusal:
        return _not_kept(upload.name, refusal)


def _bytes() -> Iterator[bytes]:
    """The body as it comes, to where it ends: at its end, or where the line was cut. It is never held whole."""
    stream = cast(BinaryIO, request.stream)
    try:
        while piece := stream.read(PIECE):
            yield piece
    except (OSError, ClientDisconnected, RequestEntityTooLarge):
        return


def _code(place: Place) -> str:
    """The code of the draft that is open in this browser. The answer without one is that of an unknown upload."""
    begun = draft_here(place)
    if begun is None:
        raise NotFound
    return begun.code


def _require_token() -> None:
    try:
        validate_csrf(request.headers.get(TOKEN), form_secret(), token_key=PlainForm.Meta.csrf_field_name)
    except ValidationError:
        abort(_no(words.problem_words("form_token", services().limits), 403))


def _may_not_give(place: Place) -> Response | None:
    if not place.takes:
        return _no("", 403)
    if slow_down(Doing.UPLOAD):
        return _no(words.problem_words("too_fast", services().limits), 429)
    return None


def _abilities() -> Response:
    return Response(
        status=204,
        headers={
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(services().limits.largest_bytes),
            "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
        },
    )


def _about(upload: Upload, status: int) -> Response:
    answer = Response(status=status)
    answer.headers["Upload-Offset"] = str(upload.offset)
    if not upload.finished:
        answer.headers["Upload-Expires"] = http_date(upload.expires_at)
    if status == 200:
        told = ("Upload-Defer-Length", "1") if upload.length is None else ("Upload-Length", str(upload.length))
        answer.headers.add(*told)
        if upload.metadata:
            answer.headers["Upload-Metadata"] = upload.metadata
    return answer


def _not_kept(name: str, refusal: FileRefused) -> Response:
    return _no(words.not_kept(name, refusal.code, services().limits), _REFUSED.get(refusal.code, 422))


def _no(sentence: str, status: int | str, headers: dict[str, str] | None = None) -> Response:
    """A refusal. The sentence is for the page that the script stands on, in that page's language."""
    pass_over(cast(BinaryIO, request.stream), LISTENED_TO)
    return Response(sentence, status=status, headers=headers, content_type="text/plain; charset=utf-8")


@uploads.after_request
def speak_tus(response: Response) -> Response:
    response.headers["Tus-Resumable"] = tus.VERSION
    return response
