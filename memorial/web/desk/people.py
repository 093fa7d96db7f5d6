"""Who works at the desk, for administrators: add, end, close, open again. No private text is on these pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from memorial.application import staffing
from memorial.application.setting_up import has_second_factor
from memorial.application.staffing import NewAccount
from memorial.domain.errors import Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.staff import EVERYWHERE, StaffMember
from memorial.vocabulary import Role
from memorial.web.desk.frame import (
    DeskForm,
    by,
    complain,
    is_admin,
    is_admin_everywhere,
    member,
    my_memorials,
    refused,
    services,
    show,
    title_of,
)
from memorial.web.desk.refusals import said
from memorial.web.desk.setup_people import factor_words, languages_of, roles
from memorial.web.desk.words import ROLES

blueprint = Blueprint("people", __name__, url_prefix="/desk/people")


class NewForm(DeskForm):
    email = StringField(_l("E-mail address"), [InputRequired(_l("Please fill this in."))])
    name = StringField(_l("Name, as colleagues see it"))
    role = SelectField(_l("Role"), choices=[SelectChoice(role.value, words) for role, words in ROLES.items()])
    memorial = SelectField(_l("Where"))


@dataclass(frozen=True)
class Line:
    email: str
    name: str
    roles: str
    state: str
    manage: bool
    slugs: list[tuple[str, str]]
    languages: str = ""
    factor: str = ""
    safe: bool = True


def _administered() -> list[Memorial]:
    return [one for one in my_memorials() if member().is_admin(one.id)]


def _form(memorials: list[Memorial]) -> NewForm:
    form = NewForm()
    places = [SelectChoice(one.slug, title_of(one)) for one in memorials]
    everywhere = [SelectChoice(EVERYWHERE, _("All memorials"))] if is_admin_everywhere(member()) else []
    form.memorial.choices = [*places, *everywhere]
    return form


@blueprint.get("")
def people() -> Any:
    _require_admin()
    memorials = _administered()
    told = _("Done.") if request.args.get("said") == "done" else None
    return _page(_form(memorials), memorials, message=told)


def _require_admin() -> None:
    if not is_admin(member()):
        refused("admins_only")
        abort(404)


def _page(form: NewForm, memorials: list[Memorial], *, message: str | None = None, problem: str = "") -> Any:
    errors = bool(form.errors) or bool(problem)
    titles = {one.id: (one.slug, title_of(one)) for one in memorials}
    lines = [_line(one, titles) for one in staffing.list_staff(services(), by=by())]
    return show("people", _("People"), status=422 if errors else 200, message=message, form=form, lines=lines,
                problem=problem, has_errors=errors, roles=roles())  # fmt: skip


def _line(one: StaffMember, titles: dict[str, tuple[str, str]]) -> Line:
    places = [(where, role) for where, role in one.roles if where == EVERYWHERE or where in titles]
    everywhere = _("all memorials")
    does = [f"{ROLES[role]} · {everywhere if w == EVERYWHERE else titles[w][1]}" for w, role in places]
    state = _("closed") if one.disabled else _("demonstration") if one.demonstration else ""
    if not state and not one.password_hash:
        state = _("needs a new password")
    if not state and not one.totp_secret and not one.recovery_hashes:
        state = _("has not signed in yet")
    manage = staffing.may_manage(member(), one) and one.id != member().id
    slugs = [titles[where] for where in dict.fromkeys(where for where, _role in places) if where in titles]
    factor = "" if one.demonstration or one.disabled else factor_words(one)
    return Line(
        one.email, one.name, ", ".join(does), state, manage, slugs, languages_of(one), factor,
        safe=one.disabled or one.demonstration or has_second_factor(services(), one),
    )  # fmt: skip


@blueprint.post("")
def add() -> Any:
    """A new account with a password for the first sign-in, shown this once to be handed over."""
    _require_admin()
    memorials = _administered()
    form = _form(memorials)
    if not form.validate():
        refused("incomplete")
        return _page(form, memorials)
    password = staffing.temporary_password()
    where = None if form.memorial.data == EVERYWHERE else form.memorial.data
    new = NewAccount(
        form.email.data, Role(form.role.data), where, password, form.name.data or "", must_change_password=True
    )
    try:
        added, fresh = staffing.add_staff(services(), new, by=by())
    except Refusal as refusal:
        complain(form, getattr(refusal, "field", ""), refusal.code)
        return _page(form, memorials)
    return show("person_added", _("Added"), email=added.email, password=password if fresh else None)


@blueprint.post("/act")
def act() -> Any:
    """`disable`, `reset`, or `leave`: end somebody's work in one memorial."""
    _require_admin()
    action, email = request.form.get("action", ""), request.form.get("email", "")
    password = staffing.temporary_password()
    try:
        if action == "disable":
            staffing.disable(services(), email, by=by())
        elif action == "reset":
            staffing.reset(services(), email, password, by=by())
            return show("person_added", _("Reset"), email=email, password=password)
        elif action == "leave":
            staffing.take_roles(services(), email, request.form.get("memorial", ""), by=by())
        else:
            refused("no_such_action")
            abort(422)
    except Refusal as refusal:
        memorials = _administered()
        return _page(_form(memorials), memorials, problem=said(refusal.code))
    return redirect(url_for("people.people", said="done"), 303)
