"""Families and other groups at the desk: archivists and administrators put together who belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application import desk as reads
from memorial.application import groups as use
from memorial.application.groups import GroupSeen, MemberSeen
from memorial.application.offer import Incomplete
from memorial.domain.errors import Conflict
from memorial.domain.group import Group, GroupChange
from memorial.domain.memorial import Memorial
from memorial.domain.person import Person
from memorial.vocabulary import SHOWN_TO_VISITORS, Certainty
from memorial.web.desk.frame import DeskForm, complain, member, or_not_found, refused, services, show
from memorial.web.desk.groups_frame import (
    AboutForm,
    BeginForm,
    Change,
    Claim,
    ClaimForm,
    KeptList,
    Line,
    NameForm,
    chosen,
    claim_words,
    given,
    is_wrong,
    keeper_of,
    kinds_to_choose,
    say_problems,
    show_list,
    with_choices,
)
from memorial.web.group_words import GROUP_KINDS
from memorial.web.page import Link
from memorial.web.surface import number

blueprint = Blueprint("groups", __name__, url_prefix="/desk/groups")

CERTAINTIES = {
    Certainty.NOT_SAID: _l("Not said"),
    Certainty.CERTAIN: _l("Certain"),
    Certainty.PROBABLE: _l("Probable"),
    Certainty.POSSIBLE: _l("Possible"),
}
ADDS = ("name", "person", "about")


class FindForm(DeskForm):
    find = StringField(_l("Name, or the address of their page"))


class MemberForm(ClaimForm):
    person = RadioField(_l("Who belongs to it?"), validate_choice=False)
    role = StringField(_l("As what"))
    certainty = SelectField(_l("How sure"), validate_choice=False)


@blueprint.get("")
def groups() -> Any:
    memorial = chosen()
    return _list(memorial, _begin_form(memorial))


@blueprint.post("/<slug>")
def begin(slug: str) -> Any:
    memorial = keeper_of(slug)
    form = _begin_form(memorial)
    try:
        group = use.begin(services(), member(), memorial.id, given())
    except Incomplete as incomplete:
        say_problems(form, incomplete, memorial)
        return _list(memorial, form)
    return redirect(url_for("groups.group", slug=slug, group_id=group.id, add="person", said="saved"), 303)


def _begin_form(memorial: Memorial) -> BeginForm:
    form: BeginForm = kinds_to_choose(with_choices(BeginForm(), memorial), GROUP_KINDS)
    return form


def _list(memorial: Memorial, form: BeginForm) -> Any:
    found = use.listed(services(), member(), memorial.id)
    reads_there = member().may_read(memorial.id)
    about = KeptList(
        "/desk/groups",
        _("Families and groups"),
        _("Visitors see a group as soon as two of its people are on the wall, and of its people only those."),
        _("Add a family or group"),
        Link(_("Places of memory"), "/desk/places-of-memory"),
        nameless=True,
    )
    return show_list(memorial, about, [_line(memorial, one, private=reads_there) for one in found], form)


def _line(memorial: Memorial, one: Group, *, private: bool) -> Line:
    names = [name.text for name in one.names if private or name.audience in SHOWN_TO_VISITORS]
    href = url_for("groups.group", slug=memorial.slug, group_id=one.id)
    people = len(one.people)
    counted = ngettext("%(count)s person", "%(count)s people", people, count=number(people))
    return Line(href, names[0] if names else "", str(GROUP_KINDS[one.kind]), counted, one.removed)


@blueprint.get("/<slug>/<group_id>")
@or_not_found
def group(slug: str, group_id: str) -> Any:
    memorial = keeper_of(slug)
    seen = use.look(services(), member(), memorial.id, group_id)
    told = _("Saved.") if request.args.get("said") == "saved" else None
    adding = request.args.get("add", "")
    return _page(memorial, seen, _form(memorial, seen.group, adding), adding, message=told)


@blueprint.post("/<slug>/<group_id>")
@or_not_found
def act(slug: str, group_id: str) -> Any:
    """`action` is one of the acts of the application, or `find`, which answers with whom it found."""
    memorial = keeper_of(slug)
    action = request.form.get("action", "")
    seen = use.look(services(), member(), memorial.id, group_id)
    if action == "find":
        found = use.people_called(services(), member(), memorial.id, request.form.get("find", ""))
        form = _member_form(memorial, found) if found else FindForm()
        if not found:
            complain(form, "find", "nobody_found")
        return _page(memorial, seen, form, "person")
    adding = {"name": "name", "member": "person", "kind": "about", "note": "about"}.get(action, "")
    try:
        use.change(services(), member(), memorial.id, group_id, action, given())
    except Incomplete as incomplete:
        sent = _sent(memorial) if action == "member" else []
        back = _member_form(memorial, sent) if sent else _form(memorial, seen.group, adding)
        say_problems(back, incomplete, memorial)
        return _page(memorial, seen, back, adding)
    except Conflict as conflict:
        refused(conflict.code, where=memorial.id)
        abort(422)
    then = "person" if action == "member" else None
    return redirect(url_for("groups.group", slug=slug, group_id=group_id, said="saved", add=then), 303)


def _sent(memorial: Memorial) -> list[Person]:
    """Who was chosen in the form that came back."""
    with services().unit_of_work(read_only=True) as uow:
        found = uow.people.find(memorial.id, request.form.get("person", "")[:40])
    return [found] if found is not None and use.names_known(member(), found) else []


def _form(memorial: Memorial, shown: Group, adding: str) -> DeskForm | None:
    match adding:
        case "name":
            named: NameForm = with_choices(NameForm(), memorial)
            return named
        case "person":
            return FindForm()
        case "about":
            about = AboutForm(data={"kind": shown.kind.value, "note": shown.note})
            kinds_to_choose(about, GROUP_KINDS)
            return about
    return None


def _member_form(memorial: Memorial, people: Sequence[Person]) -> MemberForm:
    form: MemberForm = with_choices(MemberForm(), memorial)
    form.person.choices = [SelectChoice(one.id, _who(one)) for one in people]
    form.certainty.choices = [SelectChoice(one.value, words) for one, words in CERTAINTIES.items()]
    return form


def _who(person: Person) -> str:
    """Names and what tells namesakes apart, for who may know it."""
    facts = [fact.value for fact in person.facts if fact.kind in ("born", "died", "age", "place")]
    known = facts[:3] if member().may_read(person.memorial_id) else []
    return " · ".join((*use.names_known(member(), person), *known))


def _page(memorial: Memorial, seen: GroupSeen, form: Any, adding: str, *, message: str | None = None) -> Any:
    shown = seen.group
    wrong = is_wrong(form)
    names = [Claim(one.id, one.text, one.language, claim_words(one, memorial)) for one in shown.names]
    members = [_member_claim(one, memorial) for one in seen.members]
    return show(
        "group",
        _("A group"),
        memorial,
        status=422 if wrong else 200,
        message=message,
        group=shown,
        kind=str(GROUP_KINDS[shown.kind]),
        names=names,
        members=members,
        form=form,
        adding=adding,
        has_errors=wrong,
        kinds=isinstance(form, MemberForm),
        history=_history(shown),
        slug=memorial.slug,
    )


def _member_claim(one: MemberSeen, memorial: Memorial) -> Claim:
    who = " · ".join(one.names) or _("A name that is private")
    more = (one.member.role, _certainty(one.member.certainty), *claim_words(one.member, memorial))
    return Claim(one.member.id, who, "und", tuple(filter(None, more)))


def _certainty(certainty: Certainty) -> str:
    return "" if certainty is Certainty.NOT_SAID else str(CERTAINTIES[certainty])


def _history(shown: Group) -> list[Change]:
    names = reads.names_of_staff(services())
    lines = [
        Change(number, one.at, names.get(one.by, ""), tuple(_change_words(one)), one.reason)
        for number, one in enumerate(shown.history)
    ]
    return lines[::-1]


def _change_words(change: GroupChange) -> list[str]:
    """What was done, without names: who may not know them reads the history too."""
    said = []
    if change.names_in:
        said.append(_("a name added"))
    if change.names_out:
        said.append(_("a name taken out"))
    if change.members_in:
        said.append(_("somebody added"))
    if change.members_out:
        said.append(_("somebody taken out"))
    if change.kind_was is not None:
        said.append(_("was: %(kind)s", kind=GROUP_KINDS[change.kind_was]))
    if change.note_was is not None:
        said.append(_("the note changed"))
    if change.removed_was is not None:
        said.append(_("brought back") if change.removed_was else _("removed"))
    return said
