"""Objections at the desk: what waits, one of them with what it is about, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from memorial.application import concern_decisions as decisions
from memorial.application.concern_decisions import DeskConcern, Opened
from memorial.domain.errors import Conflict, NotFound, Refusal
from memorial.domain.holds import NAME
from memorial.domain.memorial import Memorial
from memorial.domain.objection import WAITING, Objection, Subject, of_record
from memorial.domain.remembrance import Message
from memorial.vocabulary import Flag, Ground, ObjectionKind, ObjectionState
from memorial.web.desk import words
from memorial.web.desk.exposure import CONCERN, concern_opened, mark_of, rest_first
from memorial.web.desk.frame import (
    DeskForm,
    complain,
    member,
    memorial_at,
    or_not_found,
    readable,
    refused,
    services,
    show,
)
from memorial.web.surface import date_words

blueprint = Blueprint("concerns", __name__, url_prefix="/desk/concerns")

KINDS = {ObjectionKind.CORRECT: _l("Put something right"), ObjectionKind.HIDE: _l("Hide something")}
STATES = {
    ObjectionState.OPEN: _l("waits for a reader"),
    ObjectionState.HIDING: _l("hidden until two people have decided"),
    ObjectionState.UPHELD: _l("upheld: it stays hidden"),
    ObjectionState.REJECTED: _l("rejected: nothing is hidden by it"),
    ObjectionState.LAPSED: _l("lapsed: nothing came that shows it"),
    ObjectionState.ANSWERED: _l("answered"),
    ObjectionState.GONE: _l("closed: what it was about is gone"),
}
HELD_BACK = {
    "ground": _l("This ground hides nothing before somebody has looked."),
    "looks_automatic": _l("It looks as if a machine had sent it."),
    "from_a_list": _l("The name comes from a list."),
    "settled_before": _l("The same ground was brought forward before, and came to nothing."),
    "hidden_already": _l("Another objection hides it already."),
    "commemoration": _l("It came around a day of remembrance, when crowds come."),
    "limit": _l("As much as may be hidden at once was hidden already."),
}


@dataclass(frozen=True)
class Row:
    href: str
    name: str
    kind: str
    ground: str
    state: str
    since: str
    until: str


@dataclass(frozen=True)
class Line:
    author: str
    mine: bool
    text: str
    day: Any


@blueprint.get("")
def concerns() -> Any:
    mine = readable()
    if not mine:
        abort(404)
    slug = request.args.get("memorial", "")
    memorial = memorial_at(slug) if slug else mine[0]
    waiting, closed = decisions.listed(services(), member(), memorial)
    return show("concerns", _("Objections"), memorial, mine=mine,
                waiting=[_row(memorial, one) for one in waiting],
                closed=[_row(memorial, one) for one in closed],
                full=len(waiting) >= decisions.MOST)  # fmt: skip


def _row(memorial: Memorial, one: DeskConcern) -> Row:
    found = one.objection
    return Row(
        href=url_for("concerns.concern", slug=memorial.slug, objection_id=found.id),
        name=_name(one),
        kind=_("Reply") if _is_reply(found) else str(KINDS[found.kind]),
        ground="" if _is_reply(found) else str(words.GROUNDS[found.ground]),
        state=str(STATES[found.state]),
        since=words.since_words(found.made_at, services().now()),
        until=_until(found),
    )


def _is_reply(found: Objection) -> bool:
    """A reply to the record asks for nothing, and has no ground."""
    part = of_record(found.subject_id) if found.subject is Subject.RECORD else None
    return part is not None and part.reply


def _name(one: DeskConcern) -> str:
    if one.objection.subject is Subject.MEMORIAL:
        return _("The memorial as a whole")
    if one.objection.subject is Subject.RECORD:
        return _of_record(one)
    return _("Not there any more") if one.gone else one.name or _("No name given")


def _of_record(one: DeskConcern) -> str:
    part = of_record(one.objection.subject_id)
    if one.gone or part is None:
        return _("Not there any more")
    if not one.name:
        return _("A reply to the record") if part.reply else _("The record of what happened")
    about = {"title": one.name}
    if part.source:
        return (
            _("A reply to the record, source: %(title)s", **about)
            if part.reply
            else _("The record, source: %(title)s", **about)
        )
    return (
        _("A reply to the record, question: %(title)s", **about)
        if part.reply
        else _("The record, question: %(title)s", **about)
    )


def _until(found: Objection) -> str:
    """By when, and whether that day is past."""
    day, lapses = found.decide_by, found.lapses_at
    if day is not None and day < services().now():
        return _("should have been decided by %(day)s", day=date_words(day.date()))
    if day is not None:
        return _("to decide by %(day)s", day=date_words(day.date()))
    return _("lapses on %(day)s", day=date_words(lapses.date())) if lapses is not None else ""


class ActForm(DeskForm):
    """What should happen with one objection; only what may be done now is offered."""

    action = RadioField(_l("What should happen?"), [InputRequired(_l("Please choose what should happen."))])
    message = TextAreaField(_l("Message"))


WAYS = {
    "hide": (_l("Hide it until it is decided"), _l("Any reader may; nothing is shown by it.")),
    "kin": (_l("They are family, and have shown it"), _l("The name is hidden until it is decided.")),
    "uphold": (_l("Uphold: it stays hidden"), _l("When a second editor says so too.")),
    "reject": (_l("Reject: nothing is hidden by it"), _l("When a second editor says so too.")),
    "answer": (_l("Answer, and close it"), _l("What is wrong is put right elsewhere first.")),
    "message": (_l("Ask or tell the objector something"), _l("It stays open.")),
}


def _form(opened: Opened, *, fresh: bool) -> ActForm:
    form = ActForm(formdata=None) if fresh else ActForm()
    form.action.choices = [SelectChoice(way, WAYS[way][0]) for way in decisions.ACTIONS if way in _possible(opened)]
    return form


def _possible(opened: Opened) -> set[str]:
    found, gone = opened.concern.objection, opened.concern.gone
    if not found.hides_something:
        return {"answer", "message"}
    ways = {"message"}
    if found.state is ObjectionState.OPEN and not gone:
        ways.add("hide")
    if found.element == NAME and not found.kin_verified_by and not gone:
        ways.add("kin")
    return ways | {"uphold", "reject"} if opened.editor and not opened.alone else ways


@blueprint.get("/<slug>/<objection_id>")
@or_not_found
def concern(slug: str, objection_id: str) -> Any:
    memorial = memorial_at(slug)
    if (stop := rest_first(memorial, mark_of(CONCERN, objection_id))) is not None:
        return stop
    told = {"asked": _("One of two has agreed. A second editor must agree too."), "done": _("Done.")}
    return _page(memorial, objection_id, message=told.get(request.args.get("said", "")))


@blueprint.post("/<slug>/<objection_id>")
@or_not_found
def act(slug: str, objection_id: str) -> Any:
    """`hide` and `kin` by any reader at once, `answer` and `message` too; `uphold` and `reject` by two editors."""
    memorial = memorial_at(slug)
    try:
        opened = decisions.read(services(), member(), memorial, objection_id)
    except NotFound:
        refused("not_found", where=memorial.id, subject=objection_id)
        raise
    form = _form(opened, fresh=False)
    action = form.action.data or ""
    if not action or action not in decisions.ACTIONS:
        form.validate()
        refused("no_such_action", where=memorial.id, subject=objection_id)
        return _page(memorial, objection_id, form, status=422)
    try:
        done = decisions.act(services(), member(), memorial, objection_id, action, form.message.data or "")
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        _complain(form, refusal)
        return _page(memorial, objection_id, form, status=409 if isinstance(refusal, Conflict) else 422)
    said = "done" if done else "asked"
    return redirect(url_for("concerns.concern", slug=slug, objection_id=objection_id, said=said), 303)


def _complain(form: ActForm, refusal: Refusal) -> None:
    if refusal.code == "write_something":
        form.message.errors = [_("Write something first.")]
    else:
        complain(form, "", refusal.code)


def _page(
    memorial: Memorial,
    objection_id: str,
    form: ActForm | None = None,
    *,
    message: str | None = None,
    status: int = 200,
) -> Any:
    opened = decisions.read(services(), member(), memorial, objection_id)
    found, one = opened.concern.objection, opened.concern
    concern_opened(found.id, (*one.flags, *([Flag.MINOR] if found.ground is Ground.CHILD else [])))
    is_open = found.state in WAITING
    first = Message(found.made_at, True, found.message)
    return show(
        "concern",
        _("Objection"),
        memorial,
        status=status,
        message=message,
        has_errors=status >= 400,
        slug=memorial.slug,
        id=found.id,
        name=_name(one),
        about=_about(memorial, one),
        link=_link(memorial, one),
        element=element_words(found.element),
        quotation=one.quotation,
        state=str(STATES[found.state]),
        until=_until(found),
        held_back=str(HELD_BACK.get(found.held_back, "")),
        thread=[_line(word) for word in (first, *found.messages)],
        open=is_open,
        form=(form or _form(opened, fresh=True)) if is_open else None,
        consequences={way: str(says) for way, (_label, says) in WAYS.items()},
        alone=opened.alone and found.hides_something,
        agreed=_agreed(opened),
    )


def _about(memorial: Memorial, one: DeskConcern) -> list[tuple[str, str]]:
    found = one.objection
    rows = [
        (_("What is asked"), _("Reply") if _is_reply(found) else str(KINDS[found.kind])),
        *([] if _is_reply(found) else [(_("Why"), str(words.GROUNDS[found.ground]))]),
        (_("Said on"), words.moment_words(found.made_at, memorial.time_zone)),
    ]
    if found.given_about.startswith("interviews/"):
        rows.append((_("An interview"), found.given_about))
    elif found.given_about:
        rows.append((_("Id in the address, of nothing that is shown"), found.given_about))
    if found.kin_verified_by:
        rows.append((_("Kinship"), _("confirmed by a reader")))
    return rows


def _link(memorial: Memorial, one: DeskConcern) -> str:
    found = one.objection
    if found.subject is not Subject.REMEMBRANCE or one.gone:
        return ""
    return url_for("review.review", slug=memorial.slug, record_id=found.subject_id)


def element_words(element: str) -> str:
    if not element:
        return ""
    known = {"name": _("The name"), "text": _("The text"), "signature": _("The name under the text")}
    return known.get(element) or _("A picture or a recording")


def _line(message: Message) -> Line:
    author = _("The objector") if message.from_contributor else _("The readers")
    if message.code == "proof":
        author = _("The objector, to show it")
    return Line(author, not message.from_contributor, message.text, message.at.date())


def _agreed(opened: Opened) -> str:
    asked = opened.concern.objection.asked
    acts = {"upheld": _("upholding it"), "rejected": _("rejecting it")}
    named = [acts[one.act] for one in asked if one.act in acts]
    return _("One of two has agreed: %(acts)s.", acts=", ".join(named)) if named else ""
