"""Opened identities: an editor asks for more than ten a day, an administrator answers, and looks at what was opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from memorial.application import desk as reads
from memorial.application import openings as use
from memorial.domain.errors import Conflict, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.web.desk import words
from memorial.web.desk.frame import (
    DeskForm,
    complain,
    entered,
    member,
    memorial_at,
    my_memorials,
    or_not_found,
    readable,
    refused,
    services,
    show,
)
from memorial.web.desk.refusals import said
from memorial.web.surface import date_words

blueprint = Blueprint("openings", __name__, url_prefix="/desk/openings")

NOT_CHOSEN = ""


class AskForm(DeskForm):
    reason = SelectField(_l("Why do you need to open more?"), validate_choice=False)
    more = IntegerField(_l("How many more"), [InputRequired(_l("Please give a number from 1 to 10."))])


@dataclass(frozen=True)
class QuestionLine:
    """One question as it stands on a page."""

    id: str
    who: str
    reason: str
    more: int
    when: str
    state: str
    mine: bool


@dataclass(frozen=True)
class WeekLine:
    name: str
    days: str
    upto: int
    rows: list[tuple[str, str, str, str, str]]
    """Who, which day, why; then the record, or in words what was searched."""
    looked: str
    looked_at: bool
    mine: bool


# An editor asks


@blueprint.get("/mine")
def mine() -> Any:
    memorial, found = _chosen(readable())
    told = {"asked": _("You have asked. An administrator decides; you see the answer here.")}
    return _own_page(memorial, found, _ask_form(), message=told.get(request.args.get("said", "")))


@blueprint.post("/<slug>/ask")
def ask(slug: str) -> Any:
    """`reason` and `more`, from 1 to 10."""
    memorial = memorial_at(slug)
    form = _ask_form()
    try:
        use.ask(services(), member(), memorial.id, form.reason.data or "", form.more.data or 0)
    except Refusal as refusal:
        complain(form, getattr(refusal, "field", ""), refusal.code)
        return _own_page(memorial, readable(), form, status=422)
    return redirect(url_for("openings.mine", memorial=slug, said="asked"), 303)


def _ask_form() -> AskForm:
    form = AskForm()
    reasons = [SelectChoice(code.value, text) for code, text in words.OPENING_REASONS.items()]
    form.reason.choices = [SelectChoice(NOT_CHOSEN, _("Please choose")), *reasons]
    return form


def _own_page(
    memorial: Memorial, found: list[Memorial], form: AskForm, *, status: int = 200, message: str | None = None
) -> Any:
    own = use.own(services(), member(), memorial.id)
    names = reads.names_of_staff(services())
    return show("openings_mine", _("Senders that you opened"), memorial, status=status, message=message, mine=found,
                has_errors=status >= 400, own=own, form=form if own.may_ask or status >= 400 else None,
                most=use.MOST_A_DAY, editor=member().is_editor(memorial.id),
                lines=[_question(one, memorial, names) for one in own.questions])  # fmt: skip


# An administrator answers, and looks


@blueprint.get("")
def openings() -> Any:
    memorial, found = _chosen([one for one in my_memorials() if member().is_admin(one.id)])
    told = {
        "allowed": _("Allowed, for 24 hours."),
        "refused": _("Not allowed."),
        "looked": _("Noted: you looked at it."),
    }
    return _page(memorial, found, message=told.get(request.args.get("said", "")))


@blueprint.post("/<slug>/decide")
@or_not_found
def decide(slug: str) -> Any:
    """`action` = allow or refuse, of `question`."""
    memorial, action = _administered(slug), request.form.get("action", "")
    if action not in ("allow", "refuse"):
        refused("no_such_action", where=memorial.id)
        abort(422)
    try:
        use.decide(services(), entered(), memorial.id, request.form.get("question", ""), allow=action == "allow")
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused_page(memorial, refusal)
    said = "allowed" if action == "allow" else "refused"
    return redirect(url_for("openings.openings", memorial=slug, said=said), 303)


@blueprint.post("/<slug>/look")
@or_not_found
def look(slug: str) -> Any:
    """`week`, and `upto`: the newest entry that stood on the page."""
    memorial = _administered(slug)
    try:
        use.look(services(), member(), memorial.id, request.form.get("week", ""), request.form.get("upto", ""))
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused_page(memorial, refusal)
    return redirect(url_for("openings.openings", memorial=slug, said="looked"), 303)


def _administered(slug: str) -> Memorial:
    memorial = memorial_at(slug, admins=True)
    if not member().is_admin(memorial.id):
        refused("admins_only", where=memorial.id)
        abort(404)
    return memorial


def _chosen(found: list[Memorial]) -> tuple[Memorial, list[Memorial]]:
    slug = request.args.get("memorial", "")
    memorial = next((one for one in found if not slug or one.slug == slug), None)
    if memorial is None:
        abort(404)
    return memorial, found


def _refused_page(memorial: Memorial, refusal: Refusal) -> Any:
    found = [one for one in my_memorials() if member().is_admin(one.id)]
    status = 409 if isinstance(refusal, Conflict) else 422
    return _page(memorial, found, problem=said(refusal.code), status=status)


def _page(
    memorial: Memorial, found: list[Memorial], *, message: str | None = None, problem: str = "", status: int = 200
) -> Any:
    waiting, weeks = use.listed(services(), member(), memorial.id)
    names = reads.names_of_staff(services())
    return show("openings", _("Opened identities"), memorial, status=status, message=message, problem=problem,
                mine=found, has_errors=bool(problem), slug=memorial.slug,
                questions=[_question(one, memorial, names) for one in waiting],
                weeks=[_week(one, names) for one in weeks])  # fmt: skip


def _question(one: use.Question, memorial: Memorial, names: dict[str, str]) -> QuestionLine:
    when = words.moment_words(one.at, memorial.time_zone)
    reason, who = str(words.OPENING_REASONS[one.reason]), names.get(one.staff_id, one.staff_id)
    return QuestionLine(one.id, who, reason, one.more, when, _state(one, memorial), one.staff_id == member().id)


def _state(one: use.Question, memorial: Memorial) -> str:
    if one.until is not None:
        if services().now() >= one.until:
            return _("It was allowed, and is over.")
        return _("Allowed until %(time)s.", time=words.moment_words(one.until, memorial.time_zone))
    return _("Not allowed.") if one.answer else _("Waits for an administrator.")


def _what(one: use.Opening) -> tuple[str, str]:
    if not one.searched:
        return one.record_id, ""
    return "", str(words.SEARCHED_BY.get(one.record_id, one.record_id))


def _week(one: use.Week, names: dict[str, str]) -> WeekLine:
    rows = [
        (names.get(f.staff_id, f.staff_id), date_words(f.day), words.reason_words(f.reason), *_what(f))
        for f in one.openings
    ]
    looked = ""
    if one.looked_on is not None:
        who = f"\u2068{names.get(one.looked_by, one.looked_by)}\u2069"
        looked = _("Looked at by %(name)s on %(day)s.", name=who, day=date_words(one.looked_on))
        if one.more_since:
            looked += " " + _("More was opened after that.")
    days = _("%(first)s to %(last)s", first=date_words(one.monday), last=date_words(one.monday + timedelta(days=6)))
    own = any(found.staff_id == member().id for found in one.openings)
    return WeekLine(one.name, days, one.upto, rows, looked, one.looked_at, own)
