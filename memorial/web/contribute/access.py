"""Asking for an interview that is open on request, what was answered, and what the link that was given opens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import Blueprint, Response, abort, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField

from memorial.application import access_requests as use
from memorial.application.access_requests import Asked, Opened
from memorial.application.offer import Incomplete
from memorial.domain.access_request import RequestState
from memorial.domain.errors import AlreadySentDifferently, Invalid, NotFound
from memorial.domain.receipt_code import ReceiptCode
from memorial.published.interview import PublishedSession
from memorial.web.contribute import receipt_pages as pages
from memorial.web.contribute import session as here
from memorial.web.contribute.access_shown import TranscriptShown, transcript_shown
from memorial.web.contribute.forms import ActForm, PlainForm, TrappedForm
from memorial.web.contribute.frame import Place, place_of, services, show, show_receipt
from memorial.web.contribute.of_interview import interview_title
from memorial.web.contribute.steps import see_other
from memorial.web.interview_words import clock
from memorial.web.language import best_language, offered, set_language
from memorial.web.limits import Doing, slow_down
from memorial.web.page import Link
from memorial.web.sealed_media import send_sealed
from memorial.web.surface import date_words

access = Blueprint("access", __name__)
_SENT = "access_sent"


class RequestForm(TrappedForm):
    paced = Doing.CONCERN
    idempotency_key = HiddenField()
    name = StringField(_l("Your name"))
    purpose = TextAreaField(_l("What do you want to hear or read it for?"))


# Asking


@access.get("/<language>/<slug>/interviews/<interview_id>/request")
def ask(language: str, slug: str, interview_id: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    key = secrets.token_hex(8)
    _code_for(key)
    return _form_page(place, interview_id, RequestForm(formdata=None, data={"idempotency_key": key}))


@access.post("/<language>/<slug>/interviews/<interview_id>/request")
def send(language: str, slug: str, interview_id: str) -> ResponseReturnValue:
    """Keep the request. What cannot be taken comes back as it was typed."""
    place, form = place_of(language, slug), RequestForm()
    code = _code_for(form.idempotency_key.data or "")
    if not form.came_from_here(services().limits):
        return _form_page(place, interview_id, form, status=422)
    given = {"name": form.name.data or "", "purpose": form.purpose.data or ""}
    try:
        use.ask(services(), place.slug, interview_id, code, given, place.language)
    except NotFound:
        abort(404)
    except (Incomplete, AlreadySentDifferently) as refusal:
        problems = refusal.problems if isinstance(refusal, Incomplete) else [Invalid("purpose", refusal.code)]
        for one in problems:
            form[one.field].errors = [*form[one.field].errors, _problem(one.code)]
        return _form_page(place, interview_id, form, status=422)
    session[_SENT] = code
    here.open_receipt_here(code)
    return see_other(f"/{place.language}/{place.slug}/interviews/{interview_id}/request/done")


def _problem(code: str) -> str:
    found: Mapping[str, str] = {
        "needed": _("Please write a sentence or two. Without it the archive cannot decide."),
        "too_long": _("This is too long. Please make it shorter."),
        "own_code": _("Your code stands in your text. Please take it out: it opens your request to every reader."),
        "already_sent_differently": _("You have sent a request with other words already. Its code opens it."),
    }
    return found.get(code) or _("Please look at this once more.")


def _code_for(key: str) -> str:
    """The code that this browser holds for one form, so that a form sent twice makes one request."""
    known: dict[str, str] = dict(session.get(here.CONCERNS, {}))
    if key not in known:
        known[key] = ReceiptCode.generate().digits
        session[here.CONCERNS] = dict(list(known.items())[-4:])
    return known[key]


def _form_page(place: Place, interview_id: str, form: RequestForm, *, status: int = 200) -> Response:
    title = interview_title(place, f"interviews/{interview_id}")
    if title is None:
        abort(404)
    return show(
        place,
        "access_request",
        _("Ask to hear an interview"),
        at=f"{interview_id}/request",
        under="interviews",
        form=form,
        status_code=status,
        name=title or _("An interview"),
        back=Link(_("Back"), f"/{place.language}/{place.slug}/interviews/{interview_id}"),
    )


@access.get("/<language>/<slug>/interviews/<interview_id>/request/done")
def done(language: str, slug: str, interview_id: str) -> ResponseReturnValue:
    """The code, and what happens next. It may be loaded again as long as this browser holds its cookie."""
    place = place_of(language, slug)
    code = session.get(_SENT)
    asked = _asked(code) if isinstance(code, str) else None
    if asked is None or asked.memorial.id != place.memorial.id or not isinstance(code, str):
        return see_other(f"/{place.language}/{place.slug}/interviews/{interview_id}/request")
    return show(
        place,
        "access_done",
        _("We have it"),
        at=f"{interview_id}/request/done",
        under="interviews",
        code=ReceiptCode(code).grouped,
        hidden=place.quiet,
        leave_href=f"/leave?m={place.slug}&l={place.language}",
    )


# What became of it


def _asked(code: str | None) -> Asked | None:
    if code is None:
        return None
    try:
        return use.of_code(services(), code)
    except NotFound:
        return None


def asked_here(code: str | None) -> bool:
    """Whether that code is of a request."""
    return _asked(code) is not None


@access.get("/receipt/access")
def asked() -> ResponseReturnValue:
    found = _asked(here.receipt_code())
    return see_other("/receipt") if found is None else _asked_page(found)


@access.post("/receipt/access")
def take_back() -> ResponseReturnValue:
    code = here.receipt_code()
    found = _asked(code)
    if code is None or found is None:
        return see_other("/receipt")
    form = ActForm()
    if not form.came_from_here(services().limits):
        return _asked_page(found, form, status=422)
    use.take_back(services(), code)
    here.forget_code(code)
    pages.language_here(found.memorial)
    return pages.erased_page()


def _asked_page(found: Asked, wrong: PlainForm | None = None, *, status: int = 200) -> Response:
    language = pages.language_here(found.memorial)
    forms: dict[str, PlainForm] = {"erase": ActForm(formdata=None), "close": ActForm(formdata=None)}
    for number, form in enumerate(forms.values(), start=1):
        form.number_ids(number)
    one = found.request
    opens = one.opens(services().now())
    return show_receipt(
        "access_asked",
        _("What you asked for"),
        language=language,
        memorial=found.memorial,
        form=wrong,
        status_code=status,
        name=found.title or _("An interview"),
        state=_state(found),
        answer=one.answer,
        purpose=one.purpose,
        link=Link(_("Hear and read it"), f"/access/{one.token}") if opens else None,
        forms=forms,
        leave_href=f"/leave?m={found.memorial.slug}&l={language}",
    )


def _state(found: Asked) -> str:
    one = found.request
    if one.state is RequestState.WAITING:
        return _("Your request waits for the archive.")
    if one.opens(services().now()) and one.granted_until is not None:
        return _("The archive has opened it for you until %(day)s.", day=date_words(one.granted_until.date()))
    if one.state is RequestState.REFUSED:
        return _("The archive has not opened it for you.")
    return _("The time for which it was open for you is over.")


# What was granted


@access.get("/access/<token>")
def opened(token: str) -> ResponseReturnValue:
    """One sitting, as the gate shows it to whoever was granted access. No search engine, no copy kept by a browser."""
    found = _opened(token)
    language = _language(found)
    sessions = found.shown.sessions
    asked_for = _number(request.args.get("session", ""))
    sitting = next((one for one in sessions if one.number == asked_for), sessions[0])
    answer = show_receipt(
        "access",
        found.memorial.text(found.shown.title, language) or _("An interview"),
        language=language,
        memorial=found.memorial,
        form=None,
        shown=found.shown,
        until=date_words(found.request.granted_until.date()) if found.request.granted_until else "",
        session=sitting,
        sessions=[
            Link(_("Session %(number)s", number=one.number), f"/access/{token}?session={one.number}", one is sitting)
            for one in sessions
        ],
        clock=clock,
        transcripts=[_transcript(found, token, sitting, one.id, language) for one in sitting.transcripts],
    )
    answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    return answer


def _opened(token: str) -> Opened:
    if slow_down(Doing.SEARCH):
        abort(429)
    try:
        return use.open_link(services(), token, media_base=f"/access/{token}/media")
    except NotFound:
        abort(404)


def _language(found: Opened) -> str:
    languages = offered(found.memorial.languages)
    asked_for = request.args.get("l", "")
    language = asked_for if asked_for in languages else best_language(languages)
    set_language(language)
    return language


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 0


def _transcript(found: Opened, token: str, sitting: PublishedSession, tid: str, language: str) -> TranscriptShown:
    return transcript_shown(
        sitting,
        next(one for one in sitting.transcripts if one.id == tid),
        found.cues.get(tid, ()),
        page=max(1, _number(request.args.get("page", ""))),
        address=f"/access/{token}?session={sitting.number}&page=",
        language=language,
    )


@access.get("/access/<token>/media/<recording_id>.<fmt>")
def sound(token: str, recording_id: str, fmt: str) -> Response:
    """A copy for whoever was granted access, only while the gate lets it be heard."""
    found = _opened(token)
    heard = {one.id for sitting in found.shown.sessions for one in sitting.recordings}
    recording = found.interview.recording(recording_id) if recording_id in heard else None
    copy = next((one for one in recording[1].copies if one.format == fmt), None) if recording else None
    if copy is None:
        abort(404)
    key = bytes.fromhex(copy.vault_key)
    return send_sealed(lambda: services().vault.open(copy.vault_id, key), copy.length, copy.mime, copy.sha256)
