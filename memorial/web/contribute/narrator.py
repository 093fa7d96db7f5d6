"""`/receipt/interview`: what a narrator may hear, read, change, keep back and decide, with the code of an interview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.application import narrators
from memorial.application.interview_media import copy_heard
from memorial.application.narrators import NarratorView
from memorial.domain.errors import Conflict, Invalid, NotFound, Refusal
from memorial.domain.interview import Interview
from memorial.domain.languages import direction_of
from memorial.domain.transcript import Cue, Transcript
from memorial.published.interview import PublishedInterview
from memorial.web.contribute import narrator_words as words
from memorial.web.contribute import receipt_pages as pages
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import ActForm, PlainForm
from memorial.web.contribute.frame import services, show_receipt
from memorial.web.contribute.steps import see_other
from memorial.web.interview_words import clock
from memorial.web.limits import Doing
from memorial.web.page import Link
from memorial.web.person_words import language_words
from memorial.web.sealed_media import send_sealed

narrator = Blueprint("narrator", __name__)
HOME = "/receipt/interview"
DID = "narrator_did"
LINES = 100
"""How many lines of a transcript stand on one page."""
FURTHER = 60
"""Up to how many lines further on a part that is kept back may end."""


class SayForm(PlainForm):
    paced = Doing.CONCERN
    action = HiddenField(default="note")
    message = TextAreaField(_l("Your message to the archive"))


class KeepBackForm(PlainForm):
    last = SelectField(_l("Up to and with the line"), validate_choice=False)


def view_of(code: str | None) -> NarratorView | None:
    if code is None:
        return None
    try:
        return narrators.open_interview(services(), code, media_base=f"{HOME}/media")
    except NotFound:
        return None


@narrator.get(HOME)
def page() -> ResponseReturnValue:
    view = view_of(here.receipt_code())
    if view is None:
        return see_other("/receipt")
    return _page(view, did=here.take_word(DID))


@narrator.post(HOME)
def act() -> ResponseReturnValue:
    """`agree`, `open` a part of one's own, or one of `narrators.SIMPLE`; taking back asks once more."""
    code = here.receipt_code()
    view = view_of(code)
    if code is None or view is None:
        return see_other("/receipt")
    pages.language_here(view.memorial)
    action = request.form.get("action", "")
    form = SayForm() if action in ("note", "refuse") else ActForm()
    if not form.came_from_here(services().limits):
        return _page(view, form, status=422)
    if action == "withdraw" and "confirm" not in request.form:
        return _ask(view)
    try:
        if action == "agree":
            narrators.agree(services(), code, request.form.get("look", ""))
        elif action == "open":
            narrators.open_part(services(), code, request.form.get("seal", ""))
        else:
            narrators.act(services(), code, action, {"message": request.form.get("message", "")})
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            abort(404)
        _complain(form, refusal)
        return _page(view_of(code) or view, form, status=409 if isinstance(refusal, Conflict) else 422)
    here.leave_word(DID, action)
    return see_other(HOME)


def _complain(form: PlainForm, refusal: Refusal) -> None:
    said = words.problem(refusal.code)
    if isinstance(refusal, Invalid) and refusal.field in form:
        form[refusal.field].errors = [said]
    else:
        form.tell_whole(said)


# The overview


@dataclass(frozen=True)
class Sound:
    """Something to listen to: address and MIME type of each copy."""

    title: str
    video: bool
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reading:
    """A transcript to read: `state` says whether others can read it."""

    href: str
    title: str
    state: str


def _page(view: NarratorView, wrong: PlainForm | None = None, *, status: int = 200, did: str = "") -> Response:
    memorial, interview = view.memorial, view.interview
    language = pages.language_here(memorial)
    forms: dict[str, PlainForm] = {
        "note": wrong if isinstance(wrong, SayForm) else SayForm(formdata=None),
        "agree": ActForm(formdata=None),
        "act": ActForm(formdata=None),
        "open": ActForm(formdata=None),
        "close": ActForm(formdata=None),
    }
    for number, form in enumerate(forms.values(), start=1):
        form.number_ids(number)
    return show_receipt(
        "narrator",
        _("Your interview"),
        language=language,
        memorial=memorial,
        form=wrong,
        status_code=status,
        message=words.done(did) or None,
        name=title_of(view, language),
        states=words.states(view),
        public=words.public_now(view),
        sounds=_sounds(view.would_be),
        readings=[_reading(interview, one, language) for one in interview.transcripts],
        seals=words.seals(view),
        can_agree=words.can_agree(interview),
        listed=interview.listed,
        hidden=interview.paused,
        hidden_by_me=interview.paused and interview.paused_by == narrators.NARRATOR,
        withdrawn=interview.withdrawn_at is not None,
        forms=forms,
        look=view.look,
        leave_href=f"/leave?m={memorial.slug}&l={language}",
    )


def title_of(view: NarratorView, language: str) -> str:
    return view.memorial.text(view.interview.about.title, language) or _("An interview")


def _sounds(shown: PublishedInterview | None) -> list[Sound]:
    found = []
    for session in shown.sessions if shown else ():
        for number, one in enumerate(session.recordings, start=1):
            title = _("Recording %(number)s", number=number)
            found.append(Sound(title, one.video, tuple((copy.href, copy.mime) for copy in one.sources)))
    return found


def _reading(interview: Interview, one: Transcript, language: str) -> Reading:
    named = language_words(one.language, language)
    title = (
        _("Translation: %(language)s", language=named)
        if one.translation
        else _("Transcript: %(language)s", language=named)
    )
    if len(interview.sessions) > 1:
        title = _("Session %(number)s", number=one.session) + " · " + title
    return Reading(f"{HOME}/read?t={one.id}", title, words.reading_state(one))


def _ask(view: NarratorView) -> Response:
    language = pages.language_here(view.memorial)
    return show_receipt(
        "narrator_withdraw",
        _("Take it back"),
        language=language,
        memorial=view.memorial,
        form=ActForm(formdata=None),
        name=title_of(view, language),
    )


# Reading and changing words


@dataclass(frozen=True)
class LineShown:
    name: str
    id: str
    at: str
    speaker: str
    text: str
    language: str
    sealed: bool


@narrator.get(f"{HOME}/read")
def read() -> ResponseReturnValue:
    view = view_of(here.receipt_code())
    if view is None:
        return see_other("/receipt")
    return _read_page(view, _transcript(view), PlainForm(formdata=None), did=here.take_word(DID))


@narrator.post(f"{HOME}/read")
def save() -> ResponseReturnValue:
    """Keep the words that were changed on this page, and go on to where the pressed button leads."""
    code = here.receipt_code()
    view = view_of(code)
    if code is None or view is None:
        return see_other("/receipt")
    transcript = _transcript(view)
    form = PlainForm()
    if not form.came_from_here(services().limits):
        return _read_page(view, transcript, form, status=422, typed=True)
    pages.language_here(view.memorial)
    given = {name: text for name, text in request.form.items() if name.startswith(f"{transcript.id}.")}
    try:
        narrators.write(services(), code, request.form.get("look", ""), given)
    except Refusal as refusal:
        form.tell_whole(words.problem(refusal.code))
        return _read_page(view_of(code) or view, transcript, form, status=409, typed=True)
    here.leave_word(DID, "wrote")
    number = _page_number() + (1 if request.form.get("go") == "next" else 0)
    return see_other(HOME if request.form.get("go") == "end" else f"{HOME}/read?t={transcript.id}&page={number}")


def _transcript(view: NarratorView) -> Transcript:
    found = view.interview.transcript(request.args.get("t", ""))
    if found is None:
        abort(404)
    return found


def _page_number() -> int:
    asked = request.args.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _read_page(
    view: NarratorView,
    transcript: Transcript,
    form: PlainForm,
    *,
    status: int = 200,
    typed: bool = False,
    did: str = "",
) -> Response:
    language = pages.language_here(view.memorial)
    number = _page_number()
    some = transcript.cues[(number - 1) * LINES : number * LINES]
    last = number * LINES >= len(transcript.cues)
    return show_receipt(
        "narrator_read",
        _("Read what was written down"),
        language=language,
        memorial=view.memorial,
        form=form,
        status_code=status,
        message=words.done(did) or None,
        name=title_of(view, language),
        spoken=(transcript.language, direction_of(transcript.language)),
        lines=[_line(view.interview, transcript, one, typed=typed) for one in some],
        transcript=transcript.id,
        number=number,
        last=last,
        look=view.look,
        previous=Link(_("Back"), f"{HOME}/read?t={transcript.id}&page={number - 1}") if number > 1 else None,
        home=Link(_("Your interview"), HOME),
    )


def _line(interview: Interview, transcript: Transcript, cue: Cue, *, typed: bool) -> LineShown:
    name = f"{transcript.id}.{cue.id}"
    text = request.form.get(name, cue.text) if typed else cue.text
    sealed = any(
        one.lifted_at is None and one.session == transcript.session and one.start < cue.end and cue.start < one.end
        for one in interview.seals
    )
    return LineShown(name, cue.id, clock(cue.start), cue.speaker, text, cue.language or transcript.language, sealed)


# Keeping a part back


@narrator.get(f"{HOME}/keep-back")
def keep_back_page() -> ResponseReturnValue:
    view = view_of(here.receipt_code())
    if view is None:
        return see_other("/receipt")
    return _keep_back_page(view, _transcript(view))


@narrator.post(f"{HOME}/keep-back")
def keep_back() -> ResponseReturnValue:
    code = here.receipt_code()
    view = view_of(code)
    if code is None or view is None:
        return see_other("/receipt")
    transcript = _transcript(view)
    form = KeepBackForm()
    if not form.came_from_here(services().limits):
        return _keep_back_page(view, transcript, form, status=422)
    pages.language_here(view.memorial)
    first = request.args.get("line", "")
    try:
        narrators.keep_back(services(), code, transcript.id, first, form.last.data or first)
    except Refusal as refusal:
        form.tell_whole(words.problem(refusal.code))
        return _keep_back_page(view, transcript, form, status=422)
    here.leave_word(DID, "sealed")
    return see_other(HOME)


def _keep_back_page(
    view: NarratorView, transcript: Transcript, form: KeepBackForm | None = None, *, status: int = 200
) -> Response:
    language = pages.language_here(view.memorial)
    cues = transcript.cues
    place = next((at for at, one in enumerate(cues) if one.id == request.args.get("line", "")), None)
    if place is None:
        abort(404)
    some = cues[place : place + FURTHER]
    form = form or KeepBackForm(formdata=None)
    form.last.choices = _choices(some)
    return show_receipt(
        "narrator_keep_back",
        _("Keep a part back"),
        language=language,
        memorial=view.memorial,
        form=form,
        status_code=status,
        name=title_of(view, language),
        first=_line(view.interview, transcript, cues[place], typed=False),
        spoken=(transcript.language, direction_of(transcript.language)),
        back=Link(_("Back"), f"{HOME}/read?t={transcript.id}&page={place // LINES + 1}"),
    )


def _choices(cues: Sequence[Cue]) -> list[SelectChoice]:
    return [SelectChoice(one.id, f"{clock(one.start)} {' '.join(one.text.split())[:70]}") for one in cues]


# Listening


@narrator.get(f"{HOME}/media/<recording_id>.<fmt>")
def sound(recording_id: str, fmt: str) -> Response:
    """A copy as visitors would hear it, for the narrator alone; what is kept back is silent in it."""
    view = view_of(here.receipt_code())
    copy = copy_heard(services(), view.interview, recording_id, fmt) if view else None
    if copy is None:
        abort(404)
    key = bytes.fromhex(copy.vault_key)
    return send_sealed(lambda: services().vault.open(copy.vault_id, key), copy.length, copy.mime, copy.sha256)


def narrator_here(code: str | None) -> bool:
    """Whether that code opens an interview."""
    return view_of(code) is not None
