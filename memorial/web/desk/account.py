"""One's own account: the password, recovery codes, and where one is signed in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import logout_user
from wtforms import PasswordField
from wtforms.validators import InputRequired

from memorial.application import staff_entry
from memorial.application.staff_entry import Stage
from memorial.domain.errors import Conflict, Refusal
from memorial.web.desk.frame import DeskForm, complain, entered, refused, services, show
from memorial.web.desk.words import moment_words, said

blueprint = Blueprint("account", __name__, url_prefix="/desk/account")

_NEEDED = _l("Please fill this in.")


class PasswordForm(DeskForm):
    old_password = PasswordField(_l("Your present password"), [InputRequired(_NEEDED)])
    new_password = PasswordField(_l("The new password"), [InputRequired(_NEEDED)])
    again = PasswordField(_l("The new password once more"), [InputRequired(_NEEDED)])


class ConfirmForm(DeskForm):
    password = PasswordField(_l("Your present password"), [InputRequired(_NEEDED)])


@blueprint.get("")
def account() -> Any:
    told = {"password": _("Your password is changed. Other places were signed out."), "ended": _("That was ended.")}
    return _account_page(message=told.get(request.args.get("said", "")))


def _account_page(*, message: str | None = None, problem: str = "", status: int = 200) -> Any:
    here = entered().session.id
    lines = [
        (one.id, moment_words(one.created_at), moment_words(one.seen_at), one.id == here)
        for one in staff_entry.sessions(services(), entered())
    ]
    own = entered().member
    return show("account", _("Your account"), status=status, message=message, problem=problem, sessions=lines,
                email=own.email, codes_left=len(own.recovery_hashes), demonstration=own.demonstration,
                has_errors=bool(problem))  # fmt: skip


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> Any:
    form = PasswordForm()
    if form.validate_on_submit():
        if form.new_password.data != form.again.data:
            refused("differs", subject=entered().member.id)
            complain(form, "again", "differs")
        elif _changed(form):
            return redirect(url_for("account.account", said="password"), 303)
    elif request.method == "POST":
        refused("incomplete", subject=entered().member.id)
    errors = bool(form.errors)
    first = entered().stage is Stage.NEW_PASSWORD
    return show("password", _("Change your password"), status=422 if errors else 200, form=form, has_errors=errors,
                first=first)  # fmt: skip


def _changed(form: PasswordForm) -> bool:
    try:
        staff_entry.change_password(services(), entered(), form.old_password.data, form.new_password.data)
    except Refusal as refusal:
        if isinstance(refusal, Conflict):
            refused(refusal.code)
        complain(form, getattr(refusal, "field", ""), refusal.code)
        return False
    return True


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
def recovery_codes() -> Any:
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            codes = staff_entry.new_recovery_codes(services(), entered(), form.password.data)
        except Refusal as refusal:
            if isinstance(refusal, Conflict):
                refused(refusal.code)
            complain(form, getattr(refusal, "field", ""), refusal.code)
        else:
            return show("recovery_codes", _("Your recovery codes"), codes=codes)
    elif request.method == "POST":
        refused("incomplete", subject=entered().member.id)
    errors = bool(form.errors)
    return show("new_codes", _("New recovery codes"), status=422 if errors else 200, form=form, has_errors=errors)


@blueprint.post("/sessions")
def sessions() -> Any:
    """End one session by its id, or all others."""
    which = request.form.get("session", "")
    try:
        if which == "others":
            staff_entry.revoke_others(services(), entered())
        else:
            staff_entry.revoke_session(services(), entered(), which)
    except Refusal as refusal:
        return _account_page(problem=said(refusal.code), status=422)
    if which == entered().session.id:
        logout_user()
        session.clear()
        return redirect(url_for("entry.sign_in"), 303)
    return redirect(url_for("account.account", said="ended"), 303)
