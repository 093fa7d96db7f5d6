"""Somebody to talk to: for readers, and for administrators who say who that is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from wtforms import TextAreaField

from memorial.application.support import change_support
from memorial.domain.errors import Invalid
from memorial.domain.memorial import Memorial
from memorial.web.desk.frame import (
    DeskForm,
    complain,
    member,
    memorial_at,
    my_memorials,
    refused,
    services,
    show,
    title_of,
)
from memorial.web.language import current_language, endonym

blueprint = Blueprint("support", __name__, url_prefix="/desk")


@blueprint.get("/support")
def support() -> Any:
    """Whom one can talk to, as each memorial has said."""
    lines = [
        (title_of(one), one.text(one.support, current_language()), one.slug if member().is_admin(one.id) else "")
        for one in my_memorials()
    ]
    return show("support", _("Talk to someone"), lines=lines)


def _form(memorial: Memorial) -> DeskForm:
    """A box for each language of the memorial."""
    boxes = {f"support_{code}": TextAreaField(endonym(code)) for code in memorial.languages}
    given = {f"support_{code}": memorial.support.get(code, "") for code in memorial.languages}
    made: DeskForm = type("SupportForm", (DeskForm,), boxes)(data=given)
    return made


@blueprint.get("/memorials/<slug>/support")
def settings(slug: str) -> Any:
    memorial = _administered(slug)
    told = _("Saved.") if request.args.get("said") == "saved" else None
    return _page(memorial, _form(memorial), message=told)


@blueprint.post("/memorials/<slug>/support")
def save(slug: str) -> Any:
    memorial = _administered(slug)
    form = _form(memorial)
    given = {code: str(form[f"support_{code}"].data or "") for code in memorial.languages}
    try:
        change_support(services(), member(), slug, given)
    except Invalid as invalid:
        refused(invalid.code, where=memorial.id)
        complain(form, invalid.field, invalid.code)
        return _page(memorial, form, status=422)
    return redirect(url_for("support.settings", slug=slug, said="saved"), 303)


def _administered(slug: str) -> Memorial:
    memorial = memorial_at(slug, admins=True)
    if not member().is_admin(memorial.id):
        refused("admins_only", where=memorial.id)
        abort(404)
    return memorial


def _page(memorial: Memorial, form: DeskForm, *, message: str | None = None, status: int = 200) -> Any:
    boxes = [(code, form[f"support_{code}"]) for code in memorial.languages]
    return show("support_settings", _("Whom readers can talk to"), memorial, status=status, message=message, form=form,
                boxes=boxes, has_errors=status != 200)  # fmt: skip
