"""Languages at the desk: what families agree to, beside its source, and the name of who has read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from memorial.application import language_reading as use
from memorial.application.offer import Incomplete
from memorial.domain.errors import NotAllowed
from memorial.domain.language_reading import SOURCE_LANGUAGE, FamilyText, LanguageState, changed_since, hash_of
from memorial.domain.memorial import Memorial
from memorial.web.desk.frame import DeskForm, complain, member, memorial_at, or_not_found, refused, services, show
from memorial.web.language import direction, endonym

blueprint = Blueprint("languages", __name__, url_prefix="/desk/setup")

STATES = {
    LanguageState.SOURCE: _l("The program is written in it"),
    LanguageState.READ: _l("Read and signed: open to families"),
    LanguageState.CHANGED: _l("Signed before some words changed: closed to families until it is read again"),
    LanguageState.UNREAD: _l("Nobody has signed it: closed to families"),
    LanguageState.NO_NOTICE: _l("The notice is not written in it: closed to families"),
    LanguageState.NO_WORDS: _l("The program does not speak it: families use another language"),
}
PARTS = {
    use.NOTICE: _l("The memorial’s own notice"),
    "consent": _l("Before and while they agree"),
    "receipt": _l("The receipt, and coming back"),
    "safety": _l("Safety, and leaving"),
    "taking back": _l("Taking back"),
}


class SigningForm(DeskForm):
    fluent = BooleanField(_l("I grew up with this language, or know it as well, and I have read all of this"))
    texts = HiddenField()


@blueprint.get("/<slug>/languages")
def overview(slug: str) -> Any:
    memorial = memorial_at(slug, admins=True)
    lines = [
        (code, endonym(code), direction(code), _state(memorial, code), _reader(memorial, code))
        for code in memorial.languages
    ]
    return show("languages", _("Languages"), memorial, lines=lines, source=SOURCE_LANGUAGE,
                admin=member().is_admin(memorial.id))  # fmt: skip


@blueprint.get("/<slug>/languages/<code>")
def language(slug: str, code: str) -> Any:
    memorial = _speaking(slug, code)
    told = {
        "signed": _("Signed. Families can use this language now."),
        "gone": _("The signature is taken back. This language is closed to families."),
    }
    return _page(memorial, code, message=told.get(request.args.get("said", "")))


@blueprint.post("/<slug>/languages/<code>")
@or_not_found
def act(slug: str, code: str) -> Any:
    """`action` = sign, with `fluent` and the hash of the words on the page in `texts`; or take_back."""
    memorial = _speaking(slug, code)
    form, action = SigningForm(), request.form.get("action", "")
    if action not in ("sign", "take_back"):
        refused("no_such_action", where=memorial.id)
        abort(422)
    try:
        if action == "take_back":
            use.take_back(services(), member(), slug, code)
            return redirect(url_for("languages.language", slug=slug, code=code, said="gone"), 303)
        use.sign(services(), member(), slug, code, texts=form.texts.data or "", fluent=bool(form.fluent.data))
    except Incomplete as incomplete:
        refused("incomplete", where=memorial.id)
        for problem in incomplete.problems:
            complain(form, problem.field, problem.code)
        return _page(memorial, code, form)
    except use.ReadOtherWords as changed:
        refused(changed.code, where=memorial.id)
        complain(form, "", changed.code)
        return _page(memorial, code, form)
    except NotAllowed as refusal:
        refused(refusal.code, where=memorial.id)
        abort(404)
    return redirect(url_for("languages.language", slug=slug, code=code, said="signed"), 303)


def _speaking(slug: str, code: str) -> Memorial:
    memorial = memorial_at(slug, admins=True)
    if code not in memorial.languages or code == SOURCE_LANGUAGE:
        if request.method == "POST":
            refused("no_such_language", where=memorial.id)
        abort(404)
    return memorial


def _page(memorial: Memorial, code: str, form: SigningForm | None = None, *, message: str | None = None) -> Any:
    wrong = form is not None and bool(form.errors or form.form_errors)
    texts = use.family_texts(services(), memorial, code)
    form = form or SigningForm(formdata=None)
    form.texts.data = hash_of(texts)
    reading = use.reading_of(memorial, code)
    reader = use.name_of_reader(services(), memorial, code)
    mine = reading is not None and (reading.staff_id == member().id or member().is_admin(memorial.id))
    changed = changed_since(reading, texts)
    as_signed = [text for text in texts if text not in changed]
    parts = [(str(PARTS[part]), list(some)) for part, some in groupby(as_signed, key=lambda text: text.part)]
    return show("language", endonym(code), memorial, status=422 if wrong else 200, message=message, form=form,
                code=code, dir=direction(code), endonym=endonym(code), state=_state(memorial, code),
                changed=changed, fewer=_only_fewer(memorial, code, changed), parts=parts,
                reading=reading, reader=reader,
                read_on=date.fromisoformat(reading.read_on) if reading else None,
                name=member().name, may_take_back=mine,
                has_errors=wrong, count=len(texts),
                signable=bool(texts) and all(text.words for text in texts),
                main=memorial.languages[0])  # fmt: skip


def _only_fewer(memorial: Memorial, code: str, changed: Sequence[FamilyText]) -> bool:
    reading = use.reading_of(memorial, code)
    ended = use.language_state(services(), memorial, code) is LanguageState.CHANGED
    return ended and reading is not None and bool(reading.each) and not changed


def _state(memorial: Memorial, code: str) -> str:
    return str(STATES[use.language_state(services(), memorial, code)])


def _reader(memorial: Memorial, code: str) -> tuple[str, date] | None:
    found = use.reading_of(memorial, code)
    return (use.name_of_reader(services(), memorial, code), date.fromisoformat(found.read_on)) if found else None
