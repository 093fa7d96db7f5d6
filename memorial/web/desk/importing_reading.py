"""The first steps of a list: where it comes from, whether its letters are read rightly, what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.application import list_staging
from memorial.application.date_orders import in_numbers
from memorial.application.list_staging import DateQuestion, Look
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.languages import LANGUAGES
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import AboutList, ColumnUse, DateOrder, Field, KeptList
from memorial.vocabulary import Audience
from memorial.web.desk.frame import DeskForm, member, or_not_found, services
from memorial.web.desk.importing_frame import editors_of, list_at, step_page
from memorial.web.desk.importing_words import (
    AUDIENCE_MEANS,
    AUDIENCES,
    FIELD_GROUPS,
    ORDERS,
    SEPARATORS,
    refusal_words,
    words_of,
)
from memorial.web.language import endonym
from memorial.web.surface import date_words

blueprint = Blueprint("importing_reading", __name__, url_prefix="/desk/import")


class AboutForm(DeskForm):
    title = StringField(_l("What is the list called?"))
    made_by = StringField(_l("Who made it?"))
    publisher = StringField(_l("Who published it?"))
    made_on = StringField(_l("When was it made?"))
    purpose = TextAreaField(_l("What was it made for?"))
    seen_at = StringField(_l("Where did you see it?"))
    language = SelectField(_l("In which language is it?"), validate_choice=False)
    audience = RadioField(_l("Who may see these names?"), validate_choice=False)


@dataclass(frozen=True)
class ColumnLine:
    """One column as it is asked about. `orders`: each answer, its words, an example; none where none is asked."""

    number: int
    heading: str
    samples: Sequence[str]
    field: str
    language: str
    orders: Sequence[tuple[str, str, str]]
    order: str
    hint: str


# Where it comes from


@blueprint.get("/<slug>/<list_id>/about")
def about(slug: str, list_id: str) -> Any:
    memorial, kept = list_at(slug, list_id)
    known = kept.about.title or kept.about.made_by
    given = {name: getattr(kept.about, name) for name in AboutList.__dataclass_fields__}
    form = AboutForm(formdata=None, data={**given, "audience": kept.audience.word if known else None})
    return _about_page(memorial, kept, form)


@blueprint.post("/<slug>/<list_id>/about")
@or_not_found
def describe(slug: str, list_id: str) -> Any:
    memorial, form = editors_of(slug), AboutForm()
    said = {name: getattr(form, name).data or "" for name in AboutList.__dataclass_fields__}
    chosen = next((one for one in Audience if one.word == form.audience.data), Audience.NONE)
    try:
        list_staging.describe(services(), member(), memorial.id, list_id, AboutList(**said), chosen)
    except NotFound:
        raise
    except Refusal as refusal:
        field = getattr(refusal, "field", "")
        if field in form._fields:
            form[field].errors = [refusal_words(refusal)]
        else:
            form.form_errors = [refusal_words(refusal)]
        return _about_page(*list_at(slug, list_id), form, wrong=True)
    return redirect(url_for("importing_reading.names", slug=slug, list_id=list_id), 303)


def _about_page(memorial: Memorial, kept: KeptList, form: AboutForm, *, wrong: bool = False) -> Any:
    codes = sorted(LANGUAGES, key=lambda code: endonym(code).casefold())
    form.language.choices = [
        SelectChoice("und", _("Several, or not known")),
        *(SelectChoice(c, endonym(c)) for c in codes),
    ]
    form.audience.choices = [SelectChoice(one.word, str(words)) for one, words in AUDIENCES.items()]
    means = {one.word: str(words) for one, words in AUDIENCE_MEANS.items()}
    return step_page("importing_reading.about", "import_about", memorial, kept, form=form, means=means,
                     has_errors=wrong)  # fmt: skip


def _languages() -> list[tuple[str, str]]:
    return sorted(((code, endonym(code)) for code in LANGUAGES), key=lambda one: one[1].casefold())


# How its letters are read


@blueprint.get("/<slug>/<list_id>/names")
def names(slug: str, list_id: str) -> Any:
    return _names_page(*list_at(slug, list_id))


@blueprint.post("/<slug>/<list_id>/names")
@or_not_found
def read_again(slug: str, list_id: str) -> Any:
    """`encoding`, `separator` and `sheet`, each as it is where nothing is said."""
    memorial = editors_of(slug)
    asked = {name: request.form.get(name, "")[:200] for name in ("encoding", "separator", "sheet")}
    try:
        list_staging.read_again(services(), member(), memorial.id, list_id, **asked)
    except NotFound:
        raise
    except Refusal as refusal:
        return _names_page(*list_at(slug, list_id), problem=refusal_words(refusal))
    return redirect(url_for("importing_reading.names", slug=slug, list_id=list_id, said="read"), 303)


def _names_page(memorial: Memorial, kept: KeptList, *, problem: str = "") -> Any:
    look = list_staging.look(services(), member(), memorial.id, kept.id)
    told = _("It is read this way now.") if request.args.get("said") == "read" else None
    separators = [(sign, str(words)) for sign, words in SEPARATORS.items()] if kept.separator else []
    return step_page("importing_reading.names", "import_names", memorial, kept, problem=problem, look=look,
                     message=told, separators=separators)  # fmt: skip


# What its columns mean


@blueprint.get("/<slug>/<list_id>/columns")
def columns(slug: str, list_id: str) -> Any:
    memorial, kept = list_at(slug, list_id)
    problem = words_of("dates_asked") if request.args.get("said") == "dates" else ""
    return _columns_page(memorial, kept, kept.columns, asks=problem)


@blueprint.post("/<slug>/<list_id>/columns")
@or_not_found
def choose_columns(slug: str, list_id: str) -> Any:
    """For each column `use_N`, `language_N` and, where its dates can be read two ways, `order_N`."""
    memorial = editors_of(slug)
    uses = _uses(request.form)
    try:
        list_staging.choose_columns(services(), member(), memorial.id, list_id, uses)
    except NotFound:
        raise
    except Refusal as refusal:
        memorial, kept = list_at(slug, list_id)
        shown = uses if len(uses) == len(kept.header) else kept.columns
        return _columns_page(memorial, kept, shown, problem=refusal_words(refusal))
    if any(one.answer is None for one in _look(memorial, list_id).questions):
        return redirect(url_for("importing_reading.columns", slug=slug, list_id=list_id, said="dates"), 303)
    return redirect(url_for("importing_checking.check", slug=slug, list_id=list_id), 303)


def _look(memorial: Memorial, list_id: str) -> Look:
    return list_staging.look(services(), member(), memorial.id, list_id)


def _uses(given: Mapping[str, str]) -> list[ColumnUse]:
    """As many as the form has, one after another; a word that is none leaves its column out."""
    uses: list[ColumnUse] = []
    while (word := given.get(f"use_{len(uses)}")) is not None:
        at = len(uses)
        order = given.get(f"order_{at}", "")
        field = Field(word) if word in set(Field) else Field.IGNORE
        language = given.get(f"language_{at}", "") or "und"
        uses.append(ColumnUse(field, language, DateOrder(order) if order in set(DateOrder) else None))
    return uses


def _columns_page(
    memorial: Memorial, kept: KeptList, uses: Sequence[ColumnUse], *, problem: str = "", asks: str = ""
) -> Any:
    look = _look(memorial, kept.id)
    questions = {one.column: one for one in look.questions}
    lines = [_column(kept, look, at, use, questions.get(at)) for at, use in enumerate(uses)]
    groups = [(str(title), [(one.value, str(words)) for one, words in found.items()]) for title, found in FIELD_GROUPS]
    return step_page("importing_reading.columns", "import_columns", memorial, kept, problem=problem, asks=asks,
                     lines=lines, groups=groups, languages=_languages())  # fmt: skip


def _column(kept: KeptList, look: Look, at: int, use: ColumnUse, question: DateQuestion | None) -> ColumnLine:
    cells = [row.cells[at] for row in look.samples if at < len(row.cells) and row.cells[at].strip()]
    return ColumnLine(
        at,
        kept.header[at],
        list(dict.fromkeys(cells))[:3],
        use.field.value,
        use.language,
        _readings(question) if question else (),
        (use.order or "") and str(use.order),
        _hint(question) if question else "",
    )


def _readings(question: DateQuestion) -> list[tuple[str, str, str]]:
    """Each answer with what a real example would then be."""
    example = question.examples[0]
    parts = in_numbers(example)
    found = []
    for order, words in ORDERS.items():
        if parts is None:
            meaning = ""
        elif order is DateOrder.AS_WRITTEN:
            meaning = str(parts.year)
        else:
            meaning = date_words(date.fromisoformat(parts.edtf(order)))
        found.append((order.value, str(words), _("%(written)s is then %(meaning)s.", written=f"\u2068{example}\u2069",
                                                 meaning=meaning)))  # fmt: skip
    return found


def _hint(question: DateQuestion) -> str:
    if question.shown_by_others is DateOrder.DAY_FIRST:
        return _("Other dates in this column can only be read with the day first.")
    if question.shown_by_others is DateOrder.MONTH_FIRST:
        return _("Other dates in this column can only be read with the month first.")
    return ""
