"""The words that raise a label: what the program brings along, and what a memorial adds in front of everybody."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application import label_words
from memorial.application.offer import Incomplete
from memorial.domain.labels.core import core_lists
from memorial.domain.labels.mirror import usable_names
from memorial.domain.memorial import Memorial
from memorial.web.desk.frame import DeskForm, complain, member, memorial_at, refused, services, show
from memorial.web.desk.words import LABEL_KINDS
from memorial.web.language import endonym

blueprint = Blueprint("label_words", __name__, url_prefix="/desk/memorials")


class LineForm(DeskForm):
    language = SelectField(_l("Language"), validate_choice=False)
    kind = RadioField(_l("What it may be"), validate_choice=False, choices=[
        SelectChoice(kind.value, words) for kind, words in LABEL_KINDS.items()
    ])  # fmt: skip
    line = StringField(_l("The words"))


@lru_cache(maxsize=32)
def names_of_peoples(language: str) -> tuple[str, ...]:
    """Every language and country by its name in that language, from the Common Locale Data Repository.

    No list of peoples is kept here: any list of our own would leave somebody out.
    """
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return usable_names(language, [*locale.languages.values(), *locale.territories.values()])


@blueprint.get("/<slug>/words")
def words(slug: str) -> Any:
    memorial = _administered(slug)
    told = _("Saved.") if request.args.get("said") == "saved" else None
    return _page(memorial, _form(memorial, None), message=told)


@blueprint.post("/<slug>/words")
def change(slug: str) -> Any:
    """`action` = add or remove, with `language`, `kind` and `line`."""
    memorial = _administered(slug)
    action, given = request.form.get("action", ""), request.form.to_dict()
    form = _form(memorial, given)
    try:
        if action == "add":
            label_words.add(services(), member(), slug, given, names_of_peoples(given.get("language", "")))
        elif action == "remove":
            label_words.remove(services(), member(), slug, given)
        else:
            refused("no_such_action", where=memorial.id)
            abort(422)
    except Incomplete as incomplete:
        refused("incomplete", where=memorial.id)
        for problem in incomplete.problems:
            _complain(form, problem.field, problem.code, problem.detail)
        return _page(memorial, form)
    return redirect(url_for("label_words.words", slug=slug, said="saved"), 303)


def _complain(form: LineForm, field: str, code: str, detail: str) -> None:
    if code != "not_mirrored":
        complain(form, field, code)
        return
    sentence = _(
        "This speaks of one people and not of others: “%(sentence)s” would raise a label, and the same said of another"
        " people would not. Write {people} in place of the name, or leave the name out.",
        sentence=f"\u2068{detail}\u2069",
    )
    form.line.errors = [*form.line.errors, sentence]


def _administered(slug: str) -> Memorial:
    memorial = memorial_at(slug, admins=True)
    if not member().is_admin(memorial.id):
        refused("admins_only", where=memorial.id)
        abort(404)
    return memorial


def _form(memorial: Memorial, given: dict[str, str] | None) -> LineForm:
    form = LineForm(formdata=None, data=given or {"language": memorial.languages[0]})
    codes = dict.fromkeys((*memorial.languages, *core_lists()))
    form.language.choices = [SelectChoice(code, endonym(code)) for code in codes]
    return form


def _page(memorial: Memorial, form: LineForm, *, message: str | None = None) -> Any:
    wrong = any(field.errors for field in form)
    core = [(code, endonym(code), [p.line for p in one.patterns]) for code, one in core_lists().items()]
    added = [(one, endonym(one.language), str(LABEL_KINDS[one.kind])) for one in memorial.added_words]
    return show("label_words", _("Words that raise a label"), memorial, status=422 if wrong else 200, message=message,
                form=form, core=core, added=added, has_errors=wrong)  # fmt: skip
