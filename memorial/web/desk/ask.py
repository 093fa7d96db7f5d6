"""The conversation with a sender, whole and on a page of its own, and a word to them, shown before it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.application import conversation, resting, review_desk, reviewing
from memorial.application import desk as reads
from memorial.application.reviewing import ReviewView, Verdict
from memorial.application.services import Services
from memorial.application.step_up import Act
from memorial.domain.deciding import WAITING, unread_since
from memorial.domain.errors import Conflict, Invalid, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Findings
from memorial.domain.staff import StaffMember
from memorial.domain.writing import clean
from memorial.vocabulary import Decision, Standing
from memorial.web.desk.exposure import rest_first
from memorial.web.desk.forms import MORE, number_of
from memorial.web.desk.frame import DeskForm, complain, member, memorial_at, or_not_found, refused, services, show
from memorial.web.desk.message_texts import text_of
from memorial.web.desk.refusals import said
from memorial.web.desk.review_changed import changed_page
from memorial.web.desk.review_page import consequences, item_head, message_parts
from memorial.web.desk.review_shown import message_shown_first
from memorial.web.desk.step_up import require
from memorial.web.desk.thread_lines import said_of
from memorial.web.desk.words import STATES, since_words
from memorial.web.signing import reader_words

blueprint = Blueprint("ask", __name__, url_prefix="/desk/ask")


class AskForm(DeskForm):
    """Made for one state of one item: what changed since is not written to."""

    version = HiddenField()
    revision = HiddenField()
    message = TextAreaField(_l("Message"))
    template = SelectField(_l("A text to begin with"), validate_choice=False)


@dataclass(frozen=True)
class Line:
    """One message that nobody has seen: of whom it is about, how that stands, and how long it waits."""

    href: str
    name: str
    state: str
    since: str


@blueprint.get("/<slug>")
@or_not_found
def unread(slug: str) -> Any:
    """Messages about what is not in the queue: what waits for a decision brings its messages along."""
    memorial = memorial_at(slug)
    lines = [_line(memorial, one) for one in reads.unread(services(), memorial)]
    return show("unread", _("Messages from families"), memorial, lines=lines, full=len(lines) >= reads.MOST,
                message=_("Marked as read.") if request.args.get("said") == "read" else None)  # fmt: skip


def _line(memorial: Memorial, one: reads.Listed) -> Line:
    since = one.clear.unread_since or one.clear.waiting_since
    return Line(
        url_for("ask.ask", slug=memorial.slug, record_id=one.clear.id),
        one.person_name or _nameless(one),
        str(STATES[one.clear.status]),
        since_words(since, services().now()),
    )


def _nameless(one: reads.Listed) -> str:
    return _("What was taken back") if one.remembrance.standing is Standing.WITHDRAWN else _("No name given")


@blueprint.get("/<slug>/<record_id>")
@or_not_found
def ask(slug: str, record_id: str) -> Any:
    memorial = memorial_at(slug)
    return rest_first(memorial, record_id) or _page(memorial, record_id)


@blueprint.post("/<slug>/<record_id>")
@or_not_found
def write(slug: str, record_id: str) -> Any:
    """`message` with `confirmed`; without it the words are shown first. `action`: claim, put (a text), back, read."""
    memorial, action = memorial_at(slug), request.form.get("action", "")
    if action == "claim":
        reviewing.claim(services(), member(), memorial.id, record_id)
        return redirect(url_for("ask.ask", slug=slug, record_id=record_id), 303)
    if action == "read":
        return _mark_read(memorial, record_id)
    if action not in ("", "put", "back"):
        refused("no_such_action", where=memorial.id, subject=record_id)
        abort(422)
    try:
        view = _open(memorial, record_id)
    except (Conflict, NotFound):
        refused("withdrawn_meanwhile", where=memorial.id, subject=record_id)
        return changed_page(memorial, record_id, "withdrawn_meanwhile", _typed())
    if action == "put":
        return _begun(memorial, view)
    if action == "back":
        review_desk.shown_first(services(), member(), memorial.id, record_id, _act_of(view))
        return _page(memorial, record_id, typed=_words())
    return _write(memorial, view)


def _open(memorial: Memorial, record_id: str) -> ReviewView:
    return reviewing.review(services(), member(), memorial.id, record_id, media_base="/desk/media")


def _words() -> str:
    return clean(request.form.get("message", "")).strip()


def _typed() -> list[str]:
    return [_words()] if _words() else []


def _act_of(view: ReviewView) -> str:
    """What a message is: a question while it waits for a decision, else a word that decides nothing."""
    return Decision.ASK.value if view.clear.status in WAITING else conversation.ACTION


def _begun(memorial: Memorial, view: ReviewView) -> Any:
    """A text to begin with, under what was typed."""
    begun = text_of(memorial, view.remembrance.interface_language, request.form.get("template", ""))
    review_desk.began_message(services(), member(), memorial.id, view.remembrance.id)
    return _page(memorial, view.remembrance.id, typed="\n\n".join(part for part in (_words(), begun) if part))


def _write(memorial: Memorial, view: ReviewView) -> Any:
    record_id, words = view.remembrance.id, _words()
    asks, revision = view.clear.status in WAITING, number_of(request.form.get("revision"))
    findings, at = Findings(), (services(), member(), memorial.id, record_id)
    verdict = Verdict(Decision.ASK, number_of(request.form.get("version")), revision, findings, words)
    confirmed = bool(request.form.get("confirmed"))
    if confirmed and asks and reviewing.needs_two(view, verdict):
        require(Act.TWO_PEOPLE)
    try:
        if not confirmed:
            _try(at, verdict, asks=asks)
        elif asks:
            reviewing.decide(*at, verdict)
        else:
            conversation.write(*at, words, revision=revision)
    except Refusal as refusal:
        if not confirmed:
            refused(refusal.code, where=memorial.id, subject=record_id)
        return _not_sent(memorial, record_id, refusal)
    if not confirmed:
        review_desk.shown_first(*at, _act_of(view))
        return message_shown_first(memorial, view, words, _happens(view), url_for("ask.ask", **_here(memorial, view)))
    if asks:
        return redirect(url_for("review.decided", **_here(memorial, view), then=MORE), 303)
    return redirect(url_for("ask.ask", **_here(memorial, view), said="sent"), 303)


def _mark_read(memorial: Memorial, record_id: str) -> Any:
    """It needs no answer; where something came meanwhile, that is shown and nothing is marked. No answer is lost."""
    if _words():
        refused("answer_begun", where=memorial.id, subject=record_id)
        return _page(memorial, record_id, typed=_words(), refusal=Invalid("message", "answer_begun"), status=422)
    revision = number_of(request.form.get("revision"))
    try:
        conversation.mark_read(services(), member(), memorial.id, record_id, revision=revision)
    except NotFound:
        return changed_page(memorial, record_id, "withdrawn_meanwhile", [])
    except Conflict as conflict:
        return _page(memorial, record_id, changed=said(conflict.code), status=409)
    return redirect(url_for("ask.unread", slug=memorial.slug, said="read"), 303)


def _try(at: tuple[Services, StaffMember, str, str], verdict: Verdict, *, asks: bool) -> None:
    """Raises what sending it would raise."""
    if asks:
        reviewing.would_decide(*at, verdict)
    else:
        conversation.would_write(*at, verdict.message, revision=verdict.revision)


def _here(memorial: Memorial, view: ReviewView) -> dict[str, Any]:
    return {"slug": memorial.slug, "record_id": view.remembrance.id}


def _happens(view: ReviewView) -> str:
    if view.clear.status in WAITING:
        return consequences(services(), member(), view)[Decision.ASK.value]
    return _("The sender reads it when they come back. Nothing else changes.")


def _not_sent(memorial: Memorial, record_id: str, refusal: Refusal) -> Any:
    """What was typed stays; what was taken back does not."""
    if refusal.code == "withdrawn_meanwhile":
        return changed_page(memorial, record_id, refusal.code, _typed())
    if isinstance(refusal, Conflict):
        return _page(memorial, record_id, typed=_words(), changed=said(refusal.code), status=409)
    return _page(memorial, record_id, typed=_words(), refusal=refusal, status=422)


def _page(
    memorial: Memorial,
    record_id: str,
    *,
    typed: str | None = None,
    changed: str = "",
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response | Any:
    """`typed`: what stands in the box; None for what this reader typed before."""
    try:
        view = _open(memorial, record_id)
    except Conflict as conflict:
        return _taken_back(memorial, record_id, status) or changed_page(memorial, record_id, conflict.code, _typed())
    head = item_head(services(), member(), memorial, view)
    if head["held_by_other"]:
        return show("held", _("Messages"), memorial, status=status, typed=[typed] if typed else [], **head)
    resting.opened(services(), member(), record_id, view.clear.flags)
    form = _form(memorial, view, typed)
    if refusal is not None:
        field = refusal.field if isinstance(refusal, Invalid) else ""
        complain(form, field, refusal.code)
    return show("ask", _("Messages"), memorial, status=status, form=form, changed=changed,
                has_errors=refusal is not None, message=_("Sent.") if request.args.get("said") == "sent" else None,
                unread=unread_since(view.remembrance) is not None, happens=_happens(view),
                signed=reader_words(memorial, member().desk.signature),
                review_script=current_app.extensions["assets"].scripts["review"],
                **head, **message_parts(member(), memorial, view))  # fmt: skip


def _taken_back(memorial: Memorial, record_id: str, status: int) -> Any:
    """What its sender wrote with taking back, or since, and nothing else of it; None where nobody has to read it."""
    if _typed():
        return None
    at = (services(), member(), memorial.id, record_id)
    messages, revision = conversation.written_since_taken_back(*at)
    if not messages:
        return None
    return show("taken_back", _("What was taken back"), memorial, status=status, messages=said_of(messages),
                slug=memorial.slug, record_id=record_id, revision=revision)  # fmt: skip


def _form(memorial: Memorial, view: ReviewView, typed: str | None) -> AskForm:
    if typed is None:
        kept = review_desk.kept_draft(services(), member(), memorial.id, view.remembrance.id)
        typed = kept.fields.get("message", "") if kept is not None else ""
    starting = {"version": str(view.version.number), "revision": str(view.remembrance.revision), "message": typed}
    form = AskForm(formdata=None, data=starting)
    form.template.choices = [SelectChoice("", _("Choose a text"))]
    return form
