"""Coming in and going out: password, second factor, setting it up, signing out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from memorial.adapters.credentials import qr_svg
from memorial.application import factors, staff_entry
from memorial.domain.errors import Conflict, NotAllowed, Refusal
from memorial.web.desk.frame import (
    DeskForm,
    away,
    begin_session,
    complain,
    entered,
    home,
    local,
    refused,
    relying_site,
    services,
    show,
    token,
)
from memorial.web.limits import Doing, note

blueprint = Blueprint("entry", __name__, url_prefix="/desk")

ISSUER = "Memorial"
_NEW_SECRET = "new_second_factor"  # noqa: S105 - the name of a session entry


class SignInForm(DeskForm):
    email = StringField(_l("E-mail address"), [InputRequired(_l("Please write your e-mail address."))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Please write your password."))])


class CodeForm(DeskForm):
    code = StringField(_l("Code"), [InputRequired(_l("Please write the code."))])


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    if current_user.is_authenticated and request.method == "GET":
        return home()
    form = SignInForm()
    if form.validate_on_submit():
        try:
            opened = staff_entry.sign_in(services(), form.email.data, form.password.data, local=local())
        except NotAllowed as refusal:
            complain(form, "", refusal.code)
        else:
            begin_session(opened)
            return home()
    return sign_in_page(form)


def sign_in_page(form: SignInForm) -> Response:
    errors = bool(form.errors)
    kind = _("That is all for today. Thank you. What you held is free for others.")
    rested = kind if request.args.get("said") == "rested" else None
    return show("sign_in", _("Sign in"), status=422 if errors else 200, message=rested, form=form, has_errors=errors,
                away=request.args.get("said") == "away", passkeys=relying_site() is not None)  # fmt: skip


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def code() -> Response:
    if entered().stage is not staff_entry.Stage.SECOND_FACTOR:
        return home()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            opened = staff_entry.second_factor(services(), token(), form.code.data, local=local())
        except Refusal as refusal:
            if isinstance(refusal, Conflict):
                refused(refusal.code)
            if refusal.code == "signed_out":
                note(Doing.SIGN_IN)
                return away()
            complain(form, "code", refusal.code)
        else:
            begin_session(opened)
            return home()
    return code_page(form)


def code_page(form: CodeForm) -> Response:
    errors = bool(form.errors)
    own = factors.factors(services(), entered().member)
    return show("code", _("Your second factor"), status=422 if errors else 200, form=form, has_errors=errors,
                authenticator=own.authenticator,
                passkeys=bool(own.passkeys) and relying_site() is not None)  # fmt: skip


@blueprint.route("/enrol", methods=["GET", "POST"])
def enrol() -> Response:
    """The secret waits in the sealed cookie until a code proves that the authenticator has it."""
    if entered().stage is not staff_entry.Stage.ENROL:
        return home()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            opened, codes = staff_entry.enrol(services(), token(), new_secret(), form.code.data, local=local())
        except Refusal as refusal:
            if isinstance(refusal, Conflict):
                refused(refusal.code)
            complain(form, "code", refusal.code)
        else:
            begin_session(opened)
            forget_new_secret()
            return show("recovery_codes", _("Your recovery codes"), codes=codes)
    return enrol_page(form)


def enrol_page(form: CodeForm) -> Response:
    errors = bool(form.errors)
    return show("enrol", _("Set up your second factor"), status=422 if errors else 200, form=form, has_errors=errors,
                passkeys=relying_site() is not None, **new_secret_shown())  # fmt: skip


def new_secret() -> str:
    """The secret that this browser is being shown, made on first use; it waits in the sealed cookie."""
    if _NEW_SECRET not in session:
        session[_NEW_SECRET] = services().passwords.new_totp_secret()
    return str(session[_NEW_SECRET])


def forget_new_secret() -> None:
    session.pop(_NEW_SECRET, None)


def new_secret_shown() -> dict[str, Any]:
    """The secret as a picture and in letters."""
    secret, account = new_secret(), entered().member.email
    address = services().passwords.totp_uri(secret, account=account, issuer=ISSUER)
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    picture = Markup(qr_svg(address))  # noqa: S704 - drawn by us, from a secret of ours
    return {"qr": picture, "secret": letters}


@blueprint.post("/sign-out")
def sign_out() -> Response:
    staff_entry.sign_out(services(), entered())
    logout_user()
    session.clear()
    return redirect(url_for("entry.sign_in"), 303)
