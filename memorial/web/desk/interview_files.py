"""The files of an interview at the desk: they come in as streams; copies are heard; masters go out with proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from memorial.application import interview_media as use
from memorial.application import interview_texts
from memorial.application.offer import Incomplete
from memorial.application.ports.media import FileRefused
from memorial.application.ports.transcripts import LARGEST_TRANSCRIPT, NotATranscript, TranscriptForm
from memorial.domain.errors import Invalid, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.vocabulary import FileKind
from memorial.web.desk import interview_asks as asks
from memorial.web.desk.frame import arriving_form, member, or_not_found, refused, services
from memorial.web.desk.groups_frame import keeper_of
from memorial.web.desk.interview_acts import ACTS
from memorial.web.desk.interview_frame import look_at, say
from memorial.web.desk.interviews import act_page, case_sent
from memorial.web.intake import Broken, pass_over
from memorial.web.sealed_media import send_sealed

blueprint = Blueprint("interview_files", __name__, url_prefix="/desk/interviews")

LISTENED_TO = 64 * 1024 * 1024
"""How much of a file that is refused is passed over, so that the browser reads our answer."""
_PICTURES = {"webp": "image/webp", "jpeg": "image/jpeg"}

Keep = Callable[[tuple[str, str], dict[str, str], str, Iterator[bytes]], Any]


# What comes in


@blueprint.post("/<slug>/<interview_id>/recordings")
@or_not_found
def recording(slug: str, interview_id: str) -> Any:
    def keep(where: tuple[str, str], given: dict[str, str], name: str, pieces: Iterator[bytes]) -> Any:
        return use.keep_recording(services(), member(), where, given, name, pieces)

    return _take(slug, interview_id, "recording", keep)


@blueprint.post("/<slug>/<interview_id>/photographs")
@or_not_found
def photograph(slug: str, interview_id: str) -> Any:
    def keep(where: tuple[str, str], given: dict[str, str], name: str, pieces: Iterator[bytes]) -> Any:
        return use.keep_photograph(services(), member(), where, given, name, pieces)

    return _take(slug, interview_id, "photograph", keep)


@blueprint.post("/<slug>/<interview_id>/scans")
@or_not_found
def scan(slug: str, interview_id: str) -> Any:
    def keep(where: tuple[str, str], given: dict[str, str], name: str, pieces: Iterator[bytes]) -> Any:
        return use.keep_scan(services(), member(), where, given, name, pieces)

    return _take(slug, interview_id, "scan", keep)


@blueprint.post("/<slug>/<interview_id>/transcripts")
@or_not_found
def transcript(slug: str, interview_id: str) -> Any:
    def keep(where: tuple[str, str], given: dict[str, str], name: str, pieces: Iterator[bytes]) -> Any:
        read = services().transcript_forms.read(at_most(pieces, LARGEST_TRANSCRIPT), name)
        return interview_texts.keep(services(), member(), where, given, read)

    return _take(slug, interview_id, "transcript", keep)


def at_most(pieces: Iterator[bytes], most: int) -> bytes:
    """As much of a file as may be read, and a little more, so that it is seen to be too large."""
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > most:
            break
    return bytes(found)


def _take(slug: str, interview_id: str, action: str, keep: Keep) -> Any:
    """The words of the form first, then its file, handed on while it arrives."""
    arriving = arriving_form()
    memorial = keeper_of(slug)
    fields = arriving.fields
    try:
        where = (memorial.id, interview_id)
        for name, pieces in arriving.files():
            first = next(pieces, b"")
            if name or first:
                keep(where, dict(fields.items()), name, chain((first,) if first else (), pieces))
                said = "lines_came" if action == "transcript" else "came"
                back = url_for("interviews.interview", slug=slug, interview_id=interview_id, said=said,
                               _anchor=ACTS[action].back)  # fmt: skip
                return redirect(back, 303)
        return _again(memorial, interview_id, action, fields, [Invalid("file", "no_file")])
    except Broken:
        return _again(memorial, interview_id, action, fields, [Invalid("file", "broken_off")])
    except FileRefused as refusal:
        return _again(memorial, interview_id, action, fields, [Invalid("file", refusal.code)])
    except NotATranscript as refusal:
        return _again(memorial, interview_id, action, fields, [Invalid("file", f"transcript:{refusal.code}")])
    except Incomplete as incomplete:
        return _again(memorial, interview_id, action, fields, incomplete.problems)
    except NotFound as refusal:
        refused(refusal.code, where=memorial.id)
        raise
    except Refusal as refusal:
        return _again(memorial, interview_id, action, fields, [Invalid("", refusal.code)])
    finally:
        pass_over(arriving.stream, LISTENED_TO)


def _again(
    memorial: Memorial, interview_id: str, action: str, fields: MultiDict[str, str], problems: list[Invalid]
) -> Any:
    """The page again, with the words that were typed; the file has to be chosen once more."""
    try:
        seen = look_at(memorial, interview_id)
    except NotFound as refusal:
        refused(refusal.code, where=memorial.id)
        raise
    of = fields.get(ACTS[action].by, "")[:64]
    page, case = case_sent(memorial, seen, action, of)
    form = asks.form_of(page.asks(case), {}, fields)
    say(form, Incomplete(problems), memorial)
    return act_page(memorial, seen, action, of, form)


# What is heard, seen and read at the desk


@blueprint.get("/<slug>/<interview_id>/media/<recording_id>.<fmt>")
@or_not_found
def sound(slug: str, interview_id: str, recording_id: str, fmt: str) -> Response:
    """A copy as visitors would hear it, from any place on; what is sealed is silent in it."""
    memorial = keeper_of(slug)
    copy = _or_none(lambda: use.copy_of(services(), member(), memorial.id, interview_id, recording_id, fmt))
    key = bytes.fromhex(copy.vault_key)
    return send_sealed(lambda: services().vault.open(copy.vault_id, key), copy.length, copy.mime, copy.sha256)


@blueprint.get("/<slug>/<interview_id>/media/<file_id>/<size>.<fmt>")
@or_not_found
def picture(slug: str, interview_id: str, file_id: str, size: str, fmt: str) -> Response:
    memorial = keeper_of(slug)
    if fmt not in _PICTURES:
        abort(404)
    content = _or_none(lambda: use.picture(services(), member(), (memorial.id, interview_id), file_id, size, fmt))
    return Response(content, mimetype=_PICTURES[fmt], headers={"Cache-Control": "no-store"})


@blueprint.get("/<slug>/<interview_id>/papers/<file_id>")
@or_not_found
def paper(slug: str, interview_id: str, file_id: str) -> Response:
    """A scan: a picture as it was made clean, anything else to be kept and opened by another program."""
    memorial = keeper_of(slug)
    kept = _or_none(lambda: use.paper(services(), member(), (memorial.id, interview_id), file_id))
    full = next((one for one in kept.derivatives if (one.size, one.format) == ("full", "jpeg")), None)
    if kept.kind is FileKind.PHOTO and full is not None:
        content = services().vault.read(full.vault_id, bytes.fromhex(full.vault_key))
        return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})
    answer = send_sealed(
        lambda: services().vault.open(kept.vault_id, bytes.fromhex(kept.vault_key)), kept.length, kept.mime, kept.sha256
    )
    answer.headers.set("Content-Disposition", "attachment", filename=f"scan-{kept.id[:8]}{_ending(kept.name)}")
    return answer


def _or_none(read: Callable[[], Any]) -> Any:
    """What is there, for who may have it; for everybody else there is no such page."""
    try:
        found = read()
    except Refusal:
        found = None
    if found is None:
        abort(404)
    return found


# What goes out


@blueprint.post("/<slug>/<interview_id>/master")
@or_not_found
def master(slug: str, interview_id: str) -> Any:
    """A whole recording as it came, with what is sealed in it: for readers, with a fresh proof; the log says so."""
    memorial = keeper_of(slug)
    try:
        kept = use.master_of(services(), member(), memorial.id, interview_id, request.form.get("id", "")[:64])
    except Refusal as refusal:
        refused(refusal.code, where=memorial.id)
        abort(404)
    key = bytes.fromhex(kept.vault_key)
    answer = send_sealed(lambda: services().vault.open(kept.vault_id, key), kept.length, kept.mime, kept.sha256)
    answer.headers.set("Content-Disposition", "attachment", filename=f"recording-{kept.id[:8]}{_ending(kept.name)}")
    return answer


@blueprint.post("/<slug>/<interview_id>/transcript-file")
@or_not_found
def transcript_file(slug: str, interview_id: str) -> Any:
    """A transcript with every line, what is sealed too: as `master`. `form` is how the file ends."""
    memorial = keeper_of(slug)
    wanted = request.form.get("form", "")
    try:
        if wanted not in set(TranscriptForm):
            raise NotFound("no_such_form")
        where = (memorial.id, interview_id)
        found = interview_texts.take_along(services(), member(), where, request.form.get("id", "")[:64])
        content = services().transcript_forms.write(found, TranscriptForm(wanted))
    except Refusal as refusal:
        refused(refusal.code, where=memorial.id)
        abort(404)
    answer = Response(content, mimetype="text/plain" if wanted != "vtt" else "text/vtt")
    answer.headers.set("Content-Disposition", "attachment", filename=f"transcript-{interview_id[:8]}.{wanted}")
    return answer


def _ending(name: str) -> str:
    """The ending of a file's name, where it is a plain one."""
    ending = name.rpartition(".")[2].lower()
    return f".{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= 5 and "." in name else ""
