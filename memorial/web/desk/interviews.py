"""Interviews at the desk: the list, one interview section by section, its acts, its history, and what may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _

from memorial.application import desk as reads
from memorial.application import interview_forms, interview_media, interview_rights, interview_texts
from memorial.application import interviews as use
from memorial.application.interview_waiting import GRAVE, waiting
from memorial.application.interviews import InterviewSeen
from memorial.application.offer import Incomplete
from memorial.domain.errors import Conflict, Invalid, NotFound, Refusal
from memorial.domain.interview import Interview
from memorial.domain.memorial import Memorial
from memorial.web.desk import interview_asks as asks
from memorial.web.desk.exposure import interview_counted
from memorial.web.desk.frame import member, or_not_found, refused, services, show
from memorial.web.desk.groups_frame import chosen, given, is_wrong, keeper_of, kept
from memorial.web.desk.interview_acts import ACTS, OF_PART, ActPage, Case, offered
from memorial.web.desk.interview_frame import head, look_at, say, state_words, titled, told
from memorial.web.desk.interview_page import InterviewPage
from memorial.web.desk.interview_words import said, wait_words
from memorial.web.language import current_language
from memorial.web.page import Link

blueprint = Blueprint("interviews", __name__, url_prefix="/desk/interviews")

DO: Mapping[str, use.Act] = {
    **interview_forms.ACTS,
    **interview_media.ACTS,
    **interview_texts.ACTS,
    **{code: interview_rights.with_reason(code, act) for code, act in interview_rights.ACTS.items()},
}


# The list


@dataclass(frozen=True)
class Line:
    href: str
    title: str
    language: str
    narrators: tuple[str, ...]
    state: str
    shown: bool
    waits: tuple[tuple[str, str], ...]


@blueprint.get("")
def interviews() -> Any:
    memorial = chosen()
    return _list(memorial, _begin_form(memorial))


def _begin_form(memorial: Memorial, sent: Any = None) -> Any:
    return asks.form_of(asks.title(memorial.languages), {}, sent)


def _list(memorial: Memorial, form: Any) -> Any:
    found = use.listed(services(), member(), memorial.id, after=request.args.get("after", "")[:64])
    wrong = is_wrong(form)
    more = url_for("interviews.interviews", memorial=memorial.slug, after=found.after) if found.after else ""
    return show("interviews", _("Interviews"), memorial, status=422 if wrong else 200, has_errors=wrong,
                message=told(), slug=memorial.slug, mine=kept(), form=form,
                asks=asks.title(memorial.languages), lines=[_line(memorial, one) for one in found.seen],
                count=found.count, next=Link(_("More"), more) if more else None,
                reads=member().may_read(memorial.id))  # fmt: skip


def _line(memorial: Memorial, one: InterviewSeen) -> Line:
    language, title = titled(memorial, one)
    narrators = tuple(narrator.name for narrator in one.interview.narrators if narrator.name)
    waits = tuple((wait_words(w), "warn" if w.what in GRAVE else "") for w in waiting(one.interview, one.jobs))
    href = url_for("interviews.interview", slug=memorial.slug, interview_id=one.interview.id)
    return Line(href, title, language, narrators, state_words(one), one.shown, waits)


@blueprint.post("/<slug>")
def begin(slug: str) -> Any:
    memorial = keeper_of(slug)
    try:
        new = use.begin(services(), member(), memorial.id, given())
    except Incomplete as incomplete:
        form = _begin_form(memorial, request.form)
        say(form, incomplete, memorial)
        return _list(memorial, form)
    except Refusal as refusal:
        refused(refusal.code, where=memorial.id)
        abort(404)
    return redirect(url_for("interviews.interview", slug=slug, interview_id=new.id, said="added"), 303)


# One interview


@blueprint.get("/<slug>/<interview_id>")
@or_not_found
@interview_counted
def interview(slug: str, interview_id: str) -> Any:
    memorial = keeper_of(slug)
    return _page(memorial, look_at(memorial, interview_id))


def _page(memorial: Memorial, seen: InterviewSeen, *, problem: str = "", status: int = 200) -> Any:
    page = InterviewPage(memorial, seen, member().is_admin(memorial.id), reads.names_of_staff(services()))
    waits = [(wait_words(one), "warn" if one.what in GRAVE else "") for one in waiting(seen.interview, seen.jobs)]
    return show("interview", _("An interview"), memorial, status=status, message=told(), problem=problem,
                has_errors=bool(problem), waits=waits, state=state_words(seen), sections=page.sections(),
                ways=_ways(memorial, seen), private=seen.private, has_code=seen.has_code,
                **head(memorial, seen))  # fmt: skip


def _ways(memorial: Memorial, seen: InterviewSeen) -> list[Link]:
    here = url_for("interviews.interview", **(request.view_args or {}))
    ways = [Link(_("What may be published today, and why"), f"{here}/today")]
    if seen.shown:
        spoken = current_language() if current_language() in memorial.languages else memorial.languages[0]
        outside = f"/{spoken}/{memorial.slug}/interviews/{seen.interview.id}"
        ways.append(Link(_("Its page for visitors"), outside))
    if seen.private:
        ways += [
            Link(_("As visitors would see it"), f"{here}/preview"),
            Link(_("Sealed spans"), f"{here}/seals"),
            Link(_("The narrator"), f"{here}/narrator"),
        ]
    return [*ways, Link(_("History"), f"{here}/history")]


# An act: its page, and doing it


@blueprint.get("/<slug>/<interview_id>/do/<action>")
@or_not_found
def ask(slug: str, interview_id: str, action: str) -> Any:
    memorial = keeper_of(slug)
    seen = look_at(memorial, interview_id)
    return act_page(memorial, seen, action, request.args.get("of", ""))


def act_page(
    memorial: Memorial, seen: InterviewSeen, action: str, of: str, form: Any = None, *, status: int = 422
) -> Any:
    """The page of an act, or, with a `form` that came back, the same with what was typed. Raises `NotFound`."""
    page, case = case_of(memorial, seen, action, of)
    wrong = form is not None
    data = page.data(case)
    form = form or asks.form_of(page.asks(case), data)
    hidden = [("action", action), *page.hidden(case)]
    named = head(memorial, seen)
    here = named["here"]
    to = f"{here}/{page.sent_to}" if page.sent_to else here
    back = f"{here}/index" if page.back == "index" else f"{here}#{page.back}" if page.back else here
    stands = _stands(page, case, data) if wrong and status == 409 else []
    return show("interview_act", str(page.title), memorial, status=status if wrong else 200, has_errors=wrong,
                form=form, asks=page.asks(case), hidden=hidden, sent_to=to, means=list(map(str, page.means)),
                button=str(page.button), about=page.name(case), back=back, stands=stands, **named,
                files=any(one.shape == "file" for one in page.asks(case)))  # fmt: skip


def case_of(memorial: Memorial, seen: InterviewSeen, action: str, of: str) -> tuple[ActPage, Case]:
    page = ACTS.get(action)
    narrowing = action in (*interview_rights.NARROWING, "erase")
    admin = member().is_admin(memorial.id)
    if page is None or not (seen.private or narrowing) or (action in OF_PART and not of):
        raise NotFound("no_such_action")
    if not offered(seen.interview, action, reads=seen.private, admin=admin):
        raise NotFound("no_such_action")
    return page, Case(seen.interview, use.languages_of(memorial, seen.interview), of)


def case_sent(memorial: Memorial, seen: InterviewSeen, action: str, of: str) -> tuple[ActPage, Case]:
    """The same for an act that was refused: where it has no page, that is noted here."""
    try:
        return case_of(memorial, seen, action, of)
    except NotFound as refusal:
        refused(refusal.code, where=memorial.id)
        raise


def _stands(page: ActPage, case: Case, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What another saved meanwhile, question by question."""
    return [(str(one.label), str(data[one.name])) for one in page.asks(case) if data.get(one.name) not in (None, "")]


@blueprint.post("/<slug>/<interview_id>")
@or_not_found
def act(slug: str, interview_id: str) -> Any:
    """`action` is one of the acts; which part it is about stands in a field of the form."""
    memorial = keeper_of(slug)
    action = request.form.get("action", "")
    try:
        _done(memorial, interview_id, action)
    except Incomplete as incomplete:
        return _again(memorial, interview_id, action, incomplete)
    except NotFound as refusal:
        refused(refusal.code, where=memorial.id)
        raise
    except Refusal as refusal:
        return _not_done(memorial, interview_id, action, refusal)
    if action == "erase":
        return redirect(url_for("interviews.interviews", memorial=slug, said="erased"), 303)
    said_then = "again" if action == "again" else "saved"
    back = ACTS[action].back if action in ACTS else "sessions"
    where = "interview_looking.index" if back == "index" else "interviews.interview"
    return redirect(url_for(where, slug=slug, interview_id=interview_id, said=said_then, _anchor=back or None), 303)


def _done(memorial: Memorial, interview_id: str, action: str) -> Interview | None:
    where = (services(), member(), memorial.id, interview_id)
    if action == "erase":
        if not request.form.get("sure"):
            raise Incomplete([Invalid("sure", "not_sure")])
        try:
            interview_rights.erase(*where, request.form.get("why", ""))
        except Invalid as invalid:
            raise Incomplete([invalid]) from None
        return None
    if action == "again":
        interview_media.again(*where, request.form.get("id", "")[:64])
        return None
    if action in interview_rights.NARROWING:
        return interview_rights.narrow(*where, action, given())
    if action not in DO:
        raise NotFound("no_such_action")
    return use.act_on(*where, action, DO[action], given())


def _again(memorial: Memorial, interview_id: str, action: str, incomplete: Incomplete, status: int = 422) -> Any:
    """The page of the act with what was typed, and what is wrong with it."""
    seen = look_at(memorial, interview_id)
    page, case = case_sent(memorial, seen, action, _of(action))
    form = asks.form_of(page.asks(case), {}, request.form)
    say(form, incomplete, memorial)
    return act_page(memorial, seen, action, case.of, form, status=status)


def _of(action: str) -> str:
    page = ACTS.get(action)
    return request.form.get(page.by, "")[:64] if page is not None else ""


def _not_done(memorial: Memorial, interview_id: str, action: str, refusal: Refusal) -> Any:
    """Where somebody changed it meanwhile, the act again with what was typed; else the interview, and why not."""
    refused(refusal.code, where=memorial.id)
    seen = look_at(memorial, interview_id)
    if not isinstance(refusal, Conflict):
        return _page(memorial, seen, problem=said(refusal.code), status=422)
    page, case = case_of(memorial, seen, action, _of(action))
    form = asks.form_of(page.asks(case), {}, request.form)
    form.form_errors = [said("account_changed")]
    return act_page(memorial, seen, action, case.of, form, status=409)
