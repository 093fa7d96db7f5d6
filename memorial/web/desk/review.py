"""The queue, one item at a time, what is decided on it, and what follows the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from memorial.application import desk as reads
from memorial.application import listening, reviewing
from memorial.application.reviewing import ReviewView
from memorial.application.step_up import Act
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Findings
from memorial.web.desk.forms import number_of, review_form, suggested, verdict_of
from memorial.web.desk.frame import (
    complain,
    go_on_a_little,
    member,
    memorial_at,
    or_not_found,
    readable,
    refused,
    rest_is_due,
    services,
    show,
)
from memorial.web.desk.review_page import decided_words, queue_rows, review_parts
from memorial.web.desk.step_up import require
from memorial.web.desk.words import clock_words, said
from memorial.web.sealed_media import send_sealed

blueprint = Blueprint("review", __name__, url_prefix="/desk")

_TYPES = {"webp": "image/webp", "jpeg": "image/jpeg", "avif": "image/avif", "png": "image/png"}


@blueprint.get("/queue")
def queue() -> Any:
    """One memorial's queue: the one asked for, else the first that this person reads in."""
    mine = readable()
    if not mine:
        abort(404)
    slug = request.args.get("memorial", "")
    memorial = memorial_at(slug) if slug else mine[0]
    lines = reviewing.queue(services(), member(), memorial.id)
    rows = queue_rows(services(), memorial, lines)
    message = _("Nothing is waiting for you. Thank you.") if request.args.get("said") == "nothing" else None
    return show(
        "queue",
        _("Queue"),
        memorial,
        message=message,
        rows=rows,
        mine=mine,
        rest=rest_is_due(),
        full=len(rows) >= reads.MOST,
    )


@blueprint.post("/queue")
def take_next() -> Any:
    memorial = memorial_at(request.form.get("memorial", ""))
    if request.form.get("more"):
        go_on_a_little()
    found = reviewing.take_next(services(), member(), memorial.id, but_not=request.form.get("but_not", ""))
    if found is None:
        return redirect(url_for("review.queue", memorial=memorial.slug, said="nothing"), 303)
    return redirect(url_for("review.review", slug=memorial.slug, record_id=found), 303)


@blueprint.get("/review/<slug>/<record_id>")
@or_not_found
def review(slug: str, record_id: str) -> Any:
    memorial = memorial_at(slug)
    return _review_page(memorial, record_id)


def _media_base(memorial: Memorial, record_id: str) -> str:
    return f"/desk/media/{memorial.slug}/{record_id}"


def _open(memorial: Memorial, record_id: str) -> ReviewView:
    base = _media_base(memorial, record_id)
    return reviewing.review(services(), member(), memorial.id, record_id, media_base=base)


def _review_page(memorial: Memorial, record_id: str, form: Any = None, status: int = 200, changed: str = "") -> Any:
    try:
        view = _open(memorial, record_id)
    except NotFound:
        if form is None:
            raise
        return _changed_page(memorial, record_id, "withdrawn_meanwhile")
    except Conflict as conflict:
        return _changed_page(memorial, record_id, conflict.code)
    if form is None:
        form = review_form(view, fresh=True)
    parts = review_parts(services(), member(), memorial, view, form)
    if parts["held_by_other"]:
        return show("held", _("Review"), memorial, status=status, typed=_typed(form, view), **parts)
    errors = bool(form.errors)
    return show("review", _("Review"), memorial, status=status, has_errors=errors, changed=changed, form=form, **parts)


@blueprint.post("/review/<slug>/<record_id>")
def decide(slug: str, record_id: str) -> Any:
    memorial = memorial_at(slug)
    action = request.form.get("action", "")
    if action:
        return _act(memorial, record_id, action)
    try:
        view = _open(memorial, record_id)
    except NotFound:
        refused("withdrawn_meanwhile", where=memorial.id, subject=record_id)
        return _changed_page(memorial, record_id, "withdrawn_meanwhile")
    except Conflict as conflict:
        refused(conflict.code, where=memorial.id, subject=record_id)
        return _changed_page(memorial, record_id, conflict.code)
    form = review_form(view, fresh=False)
    # A form of an older version may name places that the present one does not have: that is a conflict, no mistake.
    stale = form.revision.data != str(view.remembrance.revision)
    if not stale and not form.validate():
        refused("incomplete", where=memorial.id, subject=record_id)
        return _review_page(memorial, record_id, form, 422)
    return _decide(memorial, record_id, view, form, stale)


def _decide(memorial: Memorial, record_id: str, view: ReviewView, form: Any, stale: bool) -> Any:
    if stale:
        refused("changed_meanwhile", where=memorial.id, subject=record_id)
        return _read_again(memorial, record_id, form, "changed_meanwhile")
    try:
        verdict = verdict_of(form, view)
    except Invalid as invalid:
        refused(invalid.code, where=memorial.id, subject=record_id)
        complain(form, invalid.field, invalid.code)
        return _review_page(memorial, record_id, form, 422)
    if reviewing.needs_two(view, verdict):
        require(Act.TWO_PEOPLE)
    try:
        reviewing.decide(services(), member(), memorial.id, record_id, verdict)
    except Conflict as conflict:
        return _read_again(memorial, record_id, form, conflict.code)
    except Invalid as invalid:
        complain(form, invalid.field, invalid.code)
        return _review_page(memorial, record_id, form, 422)
    except NotAllowed as refusal:
        complain(form, "", refusal.code)
        return _review_page(memorial, record_id, form, 422)
    return redirect(url_for("review.decided", slug=memorial.slug, record_id=record_id), 303)


def _read_again(memorial: Memorial, record_id: str, form: Any, code: str) -> Any:
    """What stands now, with everything that was typed kept and nothing decided."""
    try:
        view = _open(memorial, record_id)
    except (Conflict, NotFound):
        return _changed_page(memorial, record_id, "withdrawn_meanwhile")
    if not _still_open(view):
        return _changed_page(memorial, record_id, code, _typed(form, view))
    kept = {"message": form.message.data, "take_out": form.take_out.data, "reason": form.reason.data}
    kept |= {"flags": form.flags.data or []}
    if words := suggested(form, view):
        kept["suggestion"] = words
    fresh = review_form(view, fresh=True, **kept)
    return _review_page(memorial, record_id, fresh, 409, changed=said(code))


def _still_open(view: ReviewView) -> bool:
    return view.clear.status in ("in_review", "quarantined", "received")


def _typed(form: Any = None, view: ReviewView | None = None) -> list[str]:
    """What the reader wrote. The box for other words held the sender's text: as long as it does, it is not theirs."""
    words = [request.form.get("message", ""), request.form.get("take_out", "")]
    if form is not None and view is not None:
        words.append(suggested(form, view))
    return [text for text in words if text.strip()]


def _changed_page(memorial: Memorial, record_id: str, code: str, typed: list[str] | None = None) -> Any:
    """Nothing was decided, and why; with the reader's own words, and nothing of what was taken back."""
    there = code != "withdrawn_meanwhile"
    again = url_for("review.review", slug=memorial.slug, record_id=record_id) if there else None
    words = _typed() if typed is None else typed
    return show("changed", _("This has changed"), memorial, status=409, what=said(code), typed=words, again=again)


def _act(memorial: Memorial, record_id: str, action: str) -> Any:
    """`claim`, `pass`, `undo` and `listen`, each with one press."""
    here = redirect(url_for("review.review", slug=memorial.slug, record_id=record_id), 303)
    if action == "claim":
        reviewing.claim(services(), member(), memorial.id, record_id)
        return here
    if action == "pass":
        reviewing.release(services(), member(), memorial.id, record_id)
        return redirect(url_for("review.queue", memorial=memorial.slug), 303)
    if action == "undo":
        number = request.form.get("version", "")
        try:
            reviewing.undo(services(), member(), memorial.id, record_id, int(number) if number.isdecimal() else 0)
        except Refusal as refusal:
            return _changed_page(memorial, record_id, refusal.code)
        return here
    if action == "listen":
        version, revision = (number_of(request.form.get(name)) for name in ("version", "revision"))
        findings = Findings(
            heard=frozenset(request.form.getlist("heard")), no_name_said=bool(request.form.get("no_name_said"))
        )
        try:
            listening.listen(services(), member(), memorial.id, record_id, version, findings, revision=revision)
        except Refusal as refusal:
            return _changed_page(memorial, record_id, refusal.code)
        return here
    refused("no_such_action", where=memorial.id, subject=record_id)
    abort(422)


@blueprint.get("/decided/<slug>/<record_id>")
@or_not_found
def decided(slug: str, record_id: str) -> Any:
    """What follows from the decision, said plainly; undo while there is time for it; one more, or stop."""
    memorial = memorial_at(slug)
    one = reads.record(services(), memorial, record_id)
    pending = one.remembrance.pending
    soon = pending.publish_at if pending is not None else None
    return show(
        "decided",
        _("Decided"),
        memorial,
        words=decided_words(one.remembrance, memorial.time_zone),
        name=one.person_name,
        undo=pending.number if pending is not None and soon is not None else None,
        at=clock_words(soon, memorial.time_zone) if soon is not None else "",
        record_id=record_id,
        rest=rest_is_due(),
    )


@blueprint.get("/media/<slug>/<record_id>/<file_id>/<size>.<fmt>")
def media(slug: str, record_id: str, file_id: str, size: str, fmt: str) -> Response:
    """One re-encoded size of a photograph, for its readers; never kept by a browser."""
    memorial = memorial_at(slug)
    content = reads.review_picture(services(), memorial, record_id, file_id, size, fmt) if fmt in _TYPES else None
    if content is None:
        abort(404)
    return Response(content, mimetype=_TYPES[fmt], headers={"Cache-Control": "no-store"})


@blueprint.get("/media/<slug>/<record_id>/<file_id>.<fmt>")
def sound(slug: str, record_id: str, file_id: str, fmt: str) -> Response:
    """A copy of a recording, for its readers, from any place on; never kept by a browser."""
    memorial = memorial_at(slug)
    copy = reads.review_recording(services(), memorial, record_id, file_id, fmt)
    if copy is None:
        abort(404)
    key = bytes.fromhex(copy.vault_key)
    return send_sealed(lambda: services().vault.open(copy.vault_id, key), copy.length, copy.mime, copy.sha256)
