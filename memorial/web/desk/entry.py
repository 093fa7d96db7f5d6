"""Coming in and going out: password, second factor, setting it up, signing out."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from memorial.adapters.credentials import qr_svg
from memorial.application import staff_entry
from memorial.domain.errors import Conflict, NotAllowed, Refusal
from memorial.web.desk.frame import (
    DeskForm,
    SignedIn,
    begin_session,
    complain,
    entered,
    home,
    local,
    refused,
    services,
    show,
)

blueprint = Blueprint("entry", __name__, url_prefix="/desk")

ISSUER = "Memorial"
_NEW_SECRET = "new_second_factor"  # noqa: S105 - the name of a session entry
_NEEDED = _l("Please fill this in.")


class SignInForm(DeskForm):
    email = StringField(_l("E-mail address"), [InputRequired(_NEEDED)])
    password = PasswordField(_l("Password"), [InputRequired(_NEEDED)])


class CodeForm(DeskForm):
    code = StringField(_l("Code"), [InputRequired(_NEEDED)])


def _token() -> str:
    signed_in: SignedIn = current_user
    return signed_in.token


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    if current_user.is_authenticated and request.method == "GET":
        return home()
    form = SignInForm()
    if form.validate_on_submit():
        try:
            token = staff_entry.sign_in(services(), form.email.data, form.password.data, local=local())
        except NotAllowed as refusal:
            complain(form, "", refusal.code)
        else:
            begin_session(token)
            return home()
    return _sign_in_page(form)


def _sign_in_page(form: SignInForm) -> Response:
    errors = bool(form.errors)
    return show("sign_in", _("Sign in"), status=422 if errors else 200, form=form, has_errors=errors,
                away=request.args.get("said") == "away")  # fmt: skip


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def code() -> Response:
    if entered().stage is not staff_entry.Stage.SECOND_FACTOR:
        return home()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            token = staff_entry.second_factor(services(), _token(), form.code.data, local=local())
        except Refusal as refusal:
            if isinstance(refusal, Conflict):
                refused(refusal.code)
            complain(form, "code", refusal.code)
        else:
            begin_session(token)
            return home()
    errors = bool(form.errors)
    return show("code", _("Your second factor"), status=422 if errors else 200, form=form, has_errors=errors)


@blueprint.route("/enrol", methods=["GET", "POST"])
def enrol() -> Response:
    """The secret waits in the sealed cookie until a code proves that the authenticator has it."""
    if entered().stage is not staff_entry.Stage.ENROL:
        return home()
    form = CodeForm()
    if _NEW_SECRET not in session:
        session[_NEW_SECRET] = services().passwords.new_totp_secret()
    secret = str(session[_NEW_SECRET])
    if form.validate_on_submit():
        try:
            token, codes = staff_entry.enrol(services(), _token(), secret, form.code.data, local=local())
        except Refusal as refusal:
            if isinstance(refusal, Conflict):
                refused(refusal.code)
            complain(form, "code", refusal.code)
        else:
            begin_session(token)
            session.pop(_NEW_SECRET, None)
            return show("recovery_codes", _("Your recovery codes"), codes=codes)
    account = entered().member.email
    address = services().passwords.totp_uri(secret, account=account, issuer=ISSUER)
    errors = bool(form.errors)
    return show(
        "enrol",
        _("Set up your second factor"),
        status=422 if errors else 200,
        form=form,
        has_errors=errors,
        qr=Markup(qr_svg(address)),  # noqa: S704 - drawn by us, from a secret of ours
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    )


@blueprint.post("/sign-out")
def sign_out() -> Response:
    staff_entry.sign_out(services(), entered())
    logout_user()
    session.clear()
    return redirect(url_for("entry.sign_in"), 303)
