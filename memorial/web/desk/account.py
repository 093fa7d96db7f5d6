"""One's own account: the password, recovery codes, and where one is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import logout_user
from wtforms import PasswordField
from wtforms.validators import InputRequired

from memorial.application import factors, staff_entry
from memorial.application.staff_entry import Stage
from memorial.domain.errors import Conflict, Refusal
from memorial.web.desk import entry
from memorial.web.desk.frame import DeskForm, away, complain, entered, refused, relying_site, services, show
from memorial.web.desk.refusals import said
from memorial.web.desk.words import moment_words
from memorial.web.limits import Doing, note, slow_down
from memorial.web.surface import date_words

blueprint = Blueprint("account", __name__, url_prefix="/desk/account")

_OLD_PASSWORD = _l("Please write your present password.")


class PasswordForm(DeskForm):
    old_password = PasswordField(_l("Your present password"), [InputRequired(_OLD_PASSWORD)])
    new_password = PasswordField(_l("The new password"), [InputRequired(_l("Please write the new password."))])
    again = PasswordField(
        _l("The new password once more"), [InputRequired(_l("Please write the new password once more."))]
    )


class ConfirmForm(DeskForm):
    password = PasswordField(_l("Your present password"), [InputRequired(_OLD_PASSWORD)])


@blueprint.get("")
def account() -> Any:
    told = {"password": _("Your password is changed. Other places were signed out."), "ended": _("That was ended."),
            "passkey": _("The passkey is added."), "removed": _("Removed. Other places were signed out."),
            "authenticator": _("The authenticator is set up. Other places were signed out.")}  # fmt: skip
    return account_page(message=told.get(request.args.get("said", "")))


def account_page(*, message: str | None = None, problem: str = "", typed: str = "", status: int = 200) -> Any:
    here = entered().session.id
    lines = [
        (one.id, moment_words(one.created_at), moment_words(one.seen_at), one.id == here)
        for one in staff_entry.sessions(services(), entered())
    ]
    own, found = entered().member, factors.factors(services(), entered().member)
    passkeys = [
        (one.id, one.name, _day(one.created_at), _day(one.used_at) if one.used_at else "") for one in found.passkeys
    ]
    return show("account", _("Your account"), status=status, message=message, problem=problem, sessions=lines,
                email=own.email, codes_left=len(own.recovery_hashes), demonstration=own.demonstration,
                authenticator=found.authenticator, passkeys=passkeys, last=found.count < 2 and not own.demonstration,
                possible=relying_site() is not None, typed=typed, has_errors=bool(problem))  # fmt: skip


def why(refusal: Refusal) -> str:
    """The code to say it with; a change that came first, which nothing has noted yet, is noted here."""
    if isinstance(refusal, Conflict):
        refused(refusal.code)
        return "account_changed"
    return refusal.code


def _day(moment: datetime | None) -> str:
    return date_words(moment.date()) if moment else ""


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> Any:
    form = PasswordForm()
    if form.validate_on_submit():
        if form.new_password.data != form.again.data:
            refused("differs", subject=entered().member.id)
            complain(form, "again", "differs")
        elif slow_down(Doing.SIGN_IN, count=False):
            complain(form, "", "too_fast")
        else:
            try:
                staff_entry.change_password(services(), entered(), form.old_password.data, form.new_password.data)
            except Refusal as refusal:
                if _was_one_too_many(form, refusal):
                    return away()
            else:
                return redirect(url_for("account.account", said="password"), 303)
    elif request.method == "POST":
        refused("incomplete", subject=entered().member.id)
    errors = bool(form.errors)
    first = entered().stage is Stage.NEW_PASSWORD
    return show("password", _("Change your password"), status=422 if errors else 200, form=form, has_errors=errors,
                first=first)  # fmt: skip


def _was_one_too_many(form: DeskForm, refusal: Refusal) -> bool:
    """Says in the form what was wrong, and counts a guess as a failed sign-in; whether it has ended the session."""
    if isinstance(refusal, Conflict):
        refused(refusal.code)
    if refusal.code in ("wrong_password", "signed_out"):
        note(Doing.SIGN_IN)
    complain(form, getattr(refusal, "field", ""), refusal.code)
    return refusal.code == "signed_out"


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
def recovery_codes() -> Any:
    form = ConfirmForm()
    if form.validate_on_submit():
        if slow_down(Doing.SIGN_IN, count=False):
            complain(form, "", "too_fast")
        else:
            try:
                codes = staff_entry.new_recovery_codes(services(), entered(), form.password.data)
            except Refusal as refusal:
                if _was_one_too_many(form, refusal):
                    return away()
            else:
                return show("recovery_codes", _("Your recovery codes"), codes=codes)
    elif request.method == "POST":
        refused("incomplete", subject=entered().member.id)
    errors = bool(form.errors)
    return show("new_codes", _("New recovery codes"), status=422 if errors else 200, form=form, has_errors=errors)


@blueprint.route("/authenticator", methods=["GET", "POST"])
def authenticator() -> Any:
    """Set up an authenticator, or another one in place of it."""
    form = entry.CodeForm()
    if form.validate_on_submit():
        try:
            factors.change_authenticator(services(), entered(), entry.new_secret(), form.code.data)
        except Refusal as refusal:
            complain(form, getattr(refusal, "field", ""), why(refusal))
        else:
            entry.forget_new_secret()
            return redirect(url_for("account.account", said="authenticator"), 303)
    elif request.method == "POST":
        refused("incomplete", subject=entered().member.id)
    errors = bool(form.errors)
    return show("authenticator", _("Set up an authenticator"), status=422 if errors else 200, form=form,
                has_errors=errors, **entry.new_secret_shown())  # fmt: skip


@blueprint.post("/authenticator/remove")
def remove_authenticator() -> Any:
    try:
        factors.remove_authenticator(services(), entered())
    except Refusal as refusal:
        return account_page(problem=said(why(refusal)), status=422)
    return redirect(url_for("account.account", said="removed"), 303)


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
        return account_page(problem=said(refusal.code), status=422)
    if which == entered().session.id:
        logout_user()
        session.clear()
        return redirect(url_for("entry.sign_in"), 303)
    return redirect(url_for("account.account", said="ended"), 303)
