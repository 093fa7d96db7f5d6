"""A narrator's code and changes, and requests for interviews that are open on request, at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from memorial.application import access_requests as requests
from memorial.application import narrators
from memorial.application.access_request_list import page_of
from memorial.application.access_requests import Asked
from memorial.application.step_up import Act
from memorial.domain.access_request import LONGEST_DAYS, USUAL_DAYS, RequestState
from memorial.domain.errors import Invalid, NotFound, Refusal
from memorial.domain.interview import Interview
from memorial.domain.memorial import Memorial
from memorial.domain.receipt_code import ReceiptCode
from memorial.web.desk.exposure import interview_counted
from memorial.web.desk.frame import DeskForm, member, memorial_at, or_not_found, readable, refused, services, show
from memorial.web.desk.groups_frame import keeper_of
from memorial.web.desk.interview_frame import head, look_at
from memorial.web.desk.interview_lines import number_in
from memorial.web.desk.step_up import require
from memorial.web.desk.words import moment_words
from memorial.web.interview_words import clock
from memorial.web.page import Link
from memorial.web.surface import date_words, number

blueprint = Blueprint("interview_narrator", __name__, url_prefix="/desk/interviews")

STATES = {
    RequestState.WAITING: _l("waits for an answer"),
    RequestState.GRANTED: _l("granted"),
    RequestState.REFUSED: _l("not granted"),
    RequestState.ENDED: _l("ended by the desk"),
}


# The narrator


@dataclass(frozen=True)
class Changed:
    """A line that the narrator wants in other words: as it stood, and as it is wanted ('' where it is to go)."""

    at: str
    before: str
    after: str
    language: str


@blueprint.get("/<slug>/<interview_id>/narrator")
@or_not_found
@interview_counted
def narrator(slug: str, interview_id: str) -> Any:
    return _page(keeper_of(slug), interview_id)


@blueprint.post("/<slug>/<interview_id>/narrator")
@or_not_found
def act(slug: str, interview_id: str) -> Any:
    """`code` makes a new one, shown once, with a fresh proof where it ends another; `take_over` says that the
    narrator's words were read."""
    memorial = keeper_of(slug)
    action = request.form.get("action", "")
    if action == "code":
        if look_at(memorial, interview_id).has_code:
            require(Act.NARRATOR)
        code = narrators.give_code(services(), member(), memorial.id, interview_id)
        return _page(memorial, interview_id, code=ReceiptCode(code).grouped)
    if action != "take_over":
        refused("no_such_action", where=memorial.id, subject=interview_id)
        raise NotFound("no_such_action")
    try:
        narrators.take_over(services(), member(), memorial.id, interview_id, request.form.get("mark", ""))
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        refused(refusal.code, where=memorial.id, subject=interview_id)
        said = _("The narrator’s words are others by now. Please read them once more.")
        if refusal.code == "nothing_to_take_over":
            said = _("There is nothing to take over now.")
        return _page(memorial, interview_id, problem=said, status=409)
    return redirect(url_for("interviews.interview", slug=slug, interview_id=interview_id, said="saved"), 303)


def _page(memorial: Memorial, interview_id: str, *, code: str = "", problem: str = "", status: int = 200) -> Any:
    seen = look_at(memorial, interview_id)
    if not seen.private:
        raise NotFound
    one = seen.interview
    return show(
        "interview_narrator",
        _("The narrator"),
        memorial,
        status=status,
        code=code,
        has_code=seen.has_code,
        problem=problem,
        changes=_changes(one),
        waits=_waits(one),
        mark=narrators.mark_of(one),
        note=one.narrator_note,
        receipt=f"{request.host_url.rstrip('/')}/receipt",
        **head(memorial, seen),
    )


def _waits(interview: Interview) -> bool:
    """Whether there are words of the narrator's that the desk has to read; of what was taken back it reads none."""
    there = interview.withdrawn_at is None and interview.answer == narrators.CHANGED
    return there and any(text.agreed is not None for text in interview.transcripts)


def _changes(interview: Interview) -> list[Changed]:
    languages = {one.id: one.language for one in interview.transcripts}
    return [
        Changed(
            clock(min(cue.start for cue in (one.before, one.after) if cue)),
            one.before.text if one.before else "",
            one.after.text if one.after else "",
            languages[one.transcript_id],
        )
        for one in narrators.wanted_by_narrator(interview)
    ]


# Requests


class AnswerForm(DeskForm):
    days = StringField(_l("For how many days"))
    answer = TextAreaField(_l("Your answer"))


@dataclass(frozen=True)
class Row:
    href: str
    title: str
    state: str
    since: str
    waits: bool


@blueprint.get("/requests")
@or_not_found
def asked() -> Any:
    mine = readable()
    if not mine:
        raise NotFound
    slug = request.args.get("memorial", "")
    memorial = memorial_at(slug) if slug else mine[0]
    at = number_in(request.args.get("page", ""))
    found, further = page_of(services(), member(), memorial.id, at)
    rows = [_row(memorial, one) for one in found]
    here = f"/desk/interviews/requests?memorial={memorial.slug}"
    choices = [Link(one.text(one.title, "en"), f"/desk/interviews/requests?memorial={one.slug}") for one in mine]
    return show("interview_requests", _("Requests for interviews"), memorial, rows=rows,
                choices=choices if len(choices) > 1 else [],
                next=Link(_("More"), f"{here}&page={at + 1}") if further else None)  # fmt: skip


def _row(memorial: Memorial, one: Asked) -> Row:
    found = one.request
    href = url_for("interview_narrator.request_page", slug=memorial.slug, request_id=found.id)
    since = date_words(found.made_at.date())
    return Row(href, one.title or _("An interview"), _state(found), since, found.state is RequestState.WAITING)


def _state(found: Any) -> str:
    if found.state is RequestState.GRANTED and found.granted_until is not None:
        if not found.opens(services().now()):
            return _("granted; its time is over")
        return _("granted until %(day)s", day=date_words(found.granted_until.date()))
    return str(STATES[found.state])


@blueprint.get("/requests/<slug>/<request_id>")
@or_not_found
def request_page(slug: str, request_id: str) -> Any:
    return _request_page(memorial_at(slug), request_id)


@blueprint.post("/requests/<slug>/<request_id>")
@or_not_found
def decide(slug: str, request_id: str) -> Any:
    """`grant` for some days, `refuse`, or `end` what was granted."""
    memorial, form = memorial_at(slug), AnswerForm()
    given = {"days": form.days.data or "", "answer": form.answer.data or ""}
    try:
        requests.decide(services(), member(), memorial.id, request_id, request.form.get("action", ""), given)
    except Refusal as refusal:
        refused(refusal.code, where=memorial.id, subject=request_id)
        if isinstance(refusal, NotFound):
            raise
        if isinstance(refusal, Invalid):
            form.days.errors = [_("Give a number of days from 1 to %(most)s.", most=number(LONGEST_DAYS))]
            return _request_page(memorial, request_id, form, status=422)
        form.form_errors = [_("It was answered meanwhile. This is how it stands now.")]
        return _request_page(memorial, request_id, form, status=409)
    return redirect(url_for("interview_narrator.request_page", slug=slug, request_id=request_id), 303)


def _request_page(memorial: Memorial, request_id: str, form: AnswerForm | None = None, *, status: int = 200) -> Any:
    one = requests.look(services(), member(), memorial.id, request_id)
    found = one.request
    return show(
        "interview_request",
        _("A request"),
        memorial,
        status=status,
        form=form or AnswerForm(formdata=None, data={"days": str(USUAL_DAYS)}),
        has_errors=status >= 400,
        slug=memorial.slug,
        name=one.title or _("An interview"),
        state=_state(found),
        waits=found.state is RequestState.WAITING,
        opens=found.opens(services().now()),
        who=found.name or _("No name given"),
        since=moment_words(found.made_at, memorial.time_zone),
        purpose=found.purpose,
        answer=found.answer,
    )
