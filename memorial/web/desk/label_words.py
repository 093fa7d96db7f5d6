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
from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.core import core_lists, in_force
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

    They stand beside the program's own file of peoples, which is more exact and leaves somebody out.
    """
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return usable_names(language, [*locale.languages.values(), *locale.territories.values()])


def names_for(memorial: Memorial, language: str) -> label_words.Names:
    """Names in the line's language; and in those of the memorial for which the program has no names of its own."""
    others = [code for code in memorial.languages if code not in core_lists() and code != language]
    return label_words.Names(
        names_of_peoples(language), tuple(name for code in others for name in names_of_peoples(code))
    )


@blueprint.get("/<slug>/words")
def words(slug: str) -> Any:
    memorial = _administered(slug)
    told = _("Saved.") if request.args.get("said") == "saved" else None
    return _page(memorial, _form(memorial, None), message=told)


@blueprint.post("/<slug>/words")
def change(slug: str) -> Any:
    """`action` = add or remove, with `language`, `kind` and `line`.

    A line is added once its page has shown what it marks: `looked_at` is that line. Before that it is only shown.
    """
    memorial = _administered(slug)
    action, given = request.form.get("action", ""), request.form.to_dict()
    form, names = _form(memorial, given), names_for(memorial, given.get("language", ""))
    try:
        if action == "add":
            line, example = label_words.try_out(services(), member(), slug, given, names)
            if given.get("looked_at") != _as_looked_at(line):
                return _page(memorial, form, tried=(line, example))
            label_words.add(services(), member(), slug, given, names)
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
    sentences = {"not_mirrored": _one_sided, "marks_everything": _too_common}
    if code in sentences:
        form.line.errors = [*form.line.errors, sentences[code](f"\u2068{detail}\u2069")]
    else:
        complain(form, field, code)


def _one_sided(sentence: str) -> str:
    return _(
        "This speaks of one people and not of others: “%(sentence)s” would raise a label, and the same said of another"
        " people would not. Write {people} in place of the name, or leave the name out.",
        sentence=sentence,
    )


def _too_common(sentence: str) -> str:
    return _(
        "These words stand in plain texts too: “%(sentence)s” would raise a label. Please write a word that stands only"
        " where somebody speaks against a people.",
        sentence=sentence,
    )


def _as_looked_at(line: AddedWords) -> str:
    return f"{line.language} {line.kind.value} {line.line}"


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


def _page(
    memorial: Memorial, form: LineForm, *, message: str | None = None, tried: tuple[AddedWords, str] | None = None
) -> Any:
    wrong = any(field.errors for field in form)
    core = [(code, endonym(code), [p.line for p in one.patterns]) for code, one in core_lists().items()]
    added = [(one, endonym(one.language), str(LABEL_KINDS[one.kind]), in_force(one)) for one in memorial.added_words]
    shown = tried and (*tried, endonym(tried[0].language), str(LABEL_KINDS[tried[0].kind]), _as_looked_at(tried[0]))
    return show("label_words", _("Words that raise a label"), memorial, status=422 if wrong else 200, message=message,
                form=form, core=core, added=added, tried=shown, has_errors=wrong)  # fmt: skip
