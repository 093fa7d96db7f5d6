"""One item at a time, what is decided on it, and what follows the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _

from memorial.application import desk as reads
from memorial.application import listening, resting, review_desk, reviewing
from memorial.application.ports.review_drafts import ReviewDraft
from memorial.application.reviewing import ReviewView
from memorial.application.step_up import Act
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Findings
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Standing
from memorial.web.desk.bulk import marks_of
from memorial.web.desk.exposure import rest_first
from memorial.web.desk.forms import (
    MORE,
    STOP,
    changes_typed,
    form_again,
    kept_of,
    number_of,
    reaches_sender,
    review_form,
    suggested,
    verdict_of,
)
from memorial.web.desk.frame import (
    complain,
    member,
    memorial_at,
    or_not_found,
    refused,
    services,
    show,
)
from memorial.web.desk.message_texts import text_of
from memorial.web.desk.refusals import said
from memorial.web.desk.review_changed import changed_page
from memorial.web.desk.review_page import consequences, decided_words, review_parts
from memorial.web.desk.review_shown import shown_first
from memorial.web.desk.step_up import require
from memorial.web.desk.words import clock_words
from memorial.web.sealed_media import send_sealed

blueprint = Blueprint("review", __name__, url_prefix="/desk")

ANEW = ("decision", "person_id", "released", "heard", "compared")
"""Chosen for another text: it is chosen anew."""
_TYPES = {"webp": "image/webp", "jpeg": "image/jpeg", "avif": "image/avif", "png": "image/png"}


@blueprint.get("/review/<slug>/<record_id>")
@or_not_found
def review(slug: str, record_id: str) -> Any:
    memorial = memorial_at(slug)
    return rest_first(memorial, record_id) or _review_page(memorial, record_id)


def _media_base(memorial: Memorial, record_id: str) -> str:
    return f"/desk/media/{memorial.slug}/{record_id}"


def _open(memorial: Memorial, record_id: str) -> ReviewView:
    base = _media_base(memorial, record_id)
    return reviewing.review(services(), member(), memorial.id, record_id, media_base=base)


def _review_page(
    memorial: Memorial,
    record_id: str,
    form: Any = None,
    status: int = 200,
    changed: str = "",
    typed: Any = None,
    lost: Sequence[str] = (),
) -> Any:
    """The page with `form`, or with what this reader typed before. `typed`: the words in the boxes of paragraphs;
    `lost`: such words for paragraphs that are not there any more, to be read once more.
    """
    try:
        view = _open(memorial, record_id)
    except NotFound:
        if form is None:
            raise
        return _changed_page(memorial, record_id, "withdrawn_meanwhile")
    except Conflict as conflict:
        return _changed_page(memorial, record_id, conflict.code)
    if form is None:
        typed = _kept(memorial, view)
        form = form_again(view, typed)
    parts = review_parts(services(), member(), memorial, view, form, typed or {})
    if parts["held_by_other"]:
        return show("held", _("Review"), memorial, status=status, typed=_typed(form, view), **parts)
    resting.opened(services(), member(), record_id, view.clear.flags)
    errors = bool(form.errors)
    return show("review", _("Review"), memorial, status=status, has_errors=errors, changed=changed, form=form,
                lost=lost, review_script=current_app.extensions["assets"].scripts["review"], marks=marks_of(view),
                **parts)  # fmt: skip


def _kept(memorial: Memorial, view: ReviewView) -> dict[str, str]:
    """What this reader typed before; words for paragraphs only as long as the text is the one they were typed for."""
    draft = review_desk.kept_draft(services(), member(), memorial.id, view.remembrance.id)
    if draft is None:
        return {}
    read = view.remembrance.version(draft.version)
    same = read is not None and read.story == view.version.story
    return {name: text for name, text in draft.fields.items() if same or not name.startswith("suggest_")}


def _keep(memorial: Memorial, view: ReviewView, **instead: str) -> None:
    if not _still_open(view):
        return
    fields = {name: text for name, text in (kept_of(request.form, view) | instead).items() if text}
    draft = ReviewDraft(number_of(request.form.get("version")), fields)
    review_desk.keep_draft(services(), member(), memorial.id, view.remembrance.id, draft)


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
        return _again(memorial, record_id, form)
    return _decide(memorial, record_id, view, form, stale)


def _again(memorial: Memorial, record_id: str, form: Any) -> Any:
    """The form as it was sent, with what has to be looked at."""
    return _review_page(memorial, record_id, form, 422, typed=request.form)


def _decide(memorial: Memorial, record_id: str, view: ReviewView, form: Any, stale: bool) -> Any:
    if stale:
        refused("changed_meanwhile", where=memorial.id, subject=record_id)
        return _read_again(memorial, record_id, form, "changed_meanwhile")
    try:
        verdict = verdict_of(form, view, request.form)
    except Invalid as invalid:
        refused(invalid.code, where=memorial.id, subject=record_id)
        complain(form, invalid.field, invalid.code)
        return _again(memorial, record_id, form)
    if not request.form.get("confirmed") and (after := _would_reach_sender(memorial, record_id, verdict)) is not None:
        _keep(memorial, view)
        review_desk.shown_first(services(), member(), memorial.id, record_id, verdict.decision.value)
        return shown_first(memorial, view, verdict, after, consequences(services(), member(), view))
    if reviewing.needs_two(view, verdict):
        require(Act.TWO_PEOPLE)
    try:
        reviewing.decide(services(), member(), memorial.id, record_id, verdict)
    except Conflict as conflict:
        return _read_again(memorial, record_id, form, conflict.code)
    except Invalid as invalid:
        complain(form, invalid.field, invalid.code)
        return _again(memorial, record_id, form)
    except NotAllowed as refusal:
        complain(form, "", refusal.code)
        return _again(memorial, record_id, form)
    then = STOP if form.then.data == STOP else MORE
    return redirect(url_for("review.decided", slug=memorial.slug, record_id=record_id, then=then), 303)


def _would_reach_sender(memorial: Memorial, record_id: str, verdict: reviewing.Verdict) -> Remembrance | None:
    """How it would stand, if the sender would read of it. None too where it is not possible: deciding says why."""
    try:
        after = reviewing.would_decide(services(), member(), memorial.id, record_id, verdict)
    except Refusal:
        return None
    return after if reaches_sender(after, verdict) else None


def _read_again(memorial: Memorial, record_id: str, form: Any, code: str) -> Any:
    """What stands now, with everything that was typed kept and nothing decided."""
    try:
        view = _open(memorial, record_id)
    except (Conflict, NotFound):
        return _changed_page(memorial, record_id, "withdrawn_meanwhile")
    if not _still_open(view):
        return _changed_page(memorial, record_id, code, _typed(form, view))
    kept = kept_of(request.form, view)
    kept = {name: text for name, text in kept.items() if name not in ANEW}
    if words := suggested(form, view):
        kept["suggestion"] = words
    read = view.remembrance.version(number_of(form.version.data))
    words_lost = []
    if read is None or read.story != view.version.story:
        words_lost = [f"{one.after}\n({one.reason})" for one in changes_typed(view, request.form)]
        kept = {name: text for name, text in kept.items() if not name.startswith("suggest_")}
    fresh = form_again(view, kept)
    return _review_page(memorial, record_id, fresh, 409, changed=said(code), typed=kept, lost=words_lost)


def _still_open(view: ReviewView) -> bool:
    return view.clear.status in ("in_review", "quarantined", "received")


def _typed(form: Any = None, view: ReviewView | None = None) -> list[str]:
    """What the reader wrote. The box for other words held the sender's text: as long as it does, it is not theirs."""
    words = [request.form.get(name, "") for name in ("message", "take_out", "note")]
    if form is not None and view is not None:
        words.append(suggested(form, view))
        words += [f"{one.after}\n({one.reason})" for one in changes_typed(view, request.form)]
    return [text for text in words if text.strip()]


def _changed_page(memorial: Memorial, record_id: str, code: str, typed: list[str] | None = None) -> Any:
    return changed_page(memorial, record_id, code, _typed() if typed is None else typed)


def _act(memorial: Memorial, record_id: str, action: str) -> Any:
    """`claim`, `pass`, `undo`, `listen`, `note` and `put` (a text into the message), each with one press."""
    here = redirect(url_for("review.review", slug=memorial.slug, record_id=record_id), 303)
    if action == "claim":
        reviewing.claim(services(), member(), memorial.id, record_id)
        return here
    if action == "pass":
        reviewing.release(services(), member(), memorial.id, record_id)
        return redirect(url_for("queue.queue", memorial=memorial.slug), 303)
    if action in ("note", "put"):
        return _beside(memorial, record_id, action)
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


def _beside(memorial: Memorial, record_id: str, action: str) -> Any:
    """A note for other readers, or a text to begin the message with. All else that was typed stays as it is."""
    try:
        view = _open(memorial, record_id)
        if action == "note":
            review_desk.write_note(services(), member(), memorial.id, record_id, request.form.get("note", ""))
            _keep(memorial, view, note="")
        else:
            begun = text_of(memorial, view.remembrance.interface_language, request.form.get("template", ""))
            review_desk.began_message(services(), member(), memorial.id, record_id)
            message = request.form.get("message", "").strip()
            _keep(memorial, view, message="\n\n".join(part for part in (message, begun) if part))
    except Invalid as invalid:
        form = form_again(view, kept_of(request.form, view))
        complain(form, invalid.field, invalid.code)
        return _again(memorial, record_id, form)
    except (Conflict, NotFound):
        refused("withdrawn_meanwhile", where=memorial.id, subject=record_id)
        return _changed_page(memorial, record_id, "withdrawn_meanwhile")
    at = "notes" if action == "note" else "message"
    return redirect(url_for("review.review", slug=memorial.slug, record_id=record_id, _anchor=at), 303)


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
        then=STOP if request.args.get("then") == STOP else MORE,
        published=one.remembrance.published is not None and one.remembrance.standing is Standing.OPEN,
        rest=resting.rest_is_due(services(), member(), memorial),
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
