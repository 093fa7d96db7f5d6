"""Passkeys at the desk: what a browser asks them, signing in with one, and one's own on the account page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from memorial.application import factors
from memorial.application.factors import Purpose
from memorial.application.ports.passkeys import Site
from memorial.application.staff_entry import Stage
from memorial.domain.errors import Conflict, Invalid, Refusal
from memorial.web.desk import account, entry
from memorial.web.desk.frame import (
    away,
    begin_session,
    browser_mark,
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
from memorial.web.desk.refusals import said
from memorial.web.limits import Doing, note

blueprint = Blueprint("passkeys", __name__, url_prefix="/desk")


@blueprint.post("/passkeys/options/<purpose>")
def options(purpose: str) -> Response:
    """What the script hands to the browser, as JSON."""
    who = entered() if current_user.is_authenticated else None
    if purpose not in set(Purpose):
        abort(404)
    try:
        asked = factors.options(services(), _site(), Purpose(purpose), who, browser=browser_mark())
    except Refusal:
        abort(403)
    return Response(asked, mimetype="application/json")


def _site() -> Site:
    site = relying_site()
    if site is None:
        abort(404)
    return site


@blueprint.post("/sign-in/passkey")
def sign_in() -> Any:
    """Both factors in one: the passkey, and the finger or the number that opens it."""
    if current_user.is_authenticated:
        return home()
    try:
        opened = factors.sign_in(
            services(), _site(), request.form.get("passkey", ""), browser=browser_mark(), local=local()
        )
    except Refusal as refusal:
        form = entry.SignInForm(formdata=None)
        complain(form, "", refusal.code)
        return entry.sign_in_page(form)
    begin_session(opened)
    return home()


@blueprint.post("/sign-in/code/passkey")
def second_factor() -> Any:
    if entered().stage is not Stage.SECOND_FACTOR:
        return home()
    try:
        opened = factors.second_factor(services(), token(), _site(), request.form.get("passkey", ""), local=local())
    except Refusal as refusal:
        if refusal.code == "signed_out":
            note(Doing.SIGN_IN)
            return away()
        form = entry.CodeForm(formdata=None)
        complain(form, "", refusal.code)
        return entry.code_page(form)
    begin_session(opened)
    return home()


@blueprint.post("/enrol/passkey")
def enrol() -> Any:
    """A passkey in place of an authenticator, before anything else opens."""
    if entered().stage is not Stage.ENROL:
        return home()
    answer, name = request.form.get("passkey", ""), request.form.get("name", "")
    try:
        opened, codes = factors.enrol(services(), token(), _site(), answer, name, local=local())
    except Refusal as refusal:
        if isinstance(refusal, Conflict):
            refused(refusal.code)
        form = entry.CodeForm(formdata=None)
        complain(form, "", refusal.code)
        return entry.enrol_page(form)
    begin_session(opened)
    return show("recovery_codes", _("Your recovery codes"), codes=codes)


@blueprint.post("/account/passkeys")
def add() -> Any:
    answer, name = request.form.get("passkey", ""), request.form.get("name", "")
    try:
        factors.add_passkey(services(), entered(), _site(), answer, name)
    except Refusal as refusal:
        named = name if isinstance(refusal, Invalid | Conflict) else ""
        return account.account_page(problem=said(account.why(refusal)), typed=named, status=422)
    return redirect(url_for("account.account", said="passkey"), 303)


@blueprint.post("/account/passkeys/remove")
def remove() -> Any:
    try:
        factors.remove_passkey(services(), entered(), request.form.get("id", ""))
    except Refusal as refusal:
        return account.account_page(problem=said(account.why(refusal)), status=422)
    return redirect(url_for("account.account", said="removed"), 303)
