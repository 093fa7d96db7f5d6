"""What the desk's pages of the record share: the form of an entry with its rows, and refusals at their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application.offer import Incomplete
from memorial.domain.errors import Invalid
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind
from memorial.web.desk.frame import DeskForm, refused
from memorial.web.desk.record_fields import ASKED, LEFT_OUT_WORDS, STATEMENT_KINDS
from memorial.web.desk.record_forms import Data, Problem, fields_of, with_rows
from memorial.web.desk.record_words import said

LEFT = "left:"
"""Before the code of a kind of statement that does not enter the record."""
_OF_THE_NAME = frozenset({"not_a_name", "reserved_name", "contested_name", "taken"})


class ReasonForm(DeskForm):
    """Why something is changed."""

    reason = StringField(_l("Why?"))


class SignForm(DeskForm):
    """What a reviewer says, and under which name."""

    compared = BooleanField(
        _l("I have compared this source and everything below with the source itself, in the form in which it was seen.")
    )
    name = StringField(_l("Your name"))


class EraseForm(DeskForm):
    """That it is meant."""

    sure = BooleanField(_l("I know that nothing brings this back."))


class NameForm(DeskForm):
    """Another short name for an entry that waits."""

    short_name = StringField(_l("Short name"))


@cache
def _form_class(kind: EntryKind) -> Any:
    own = {"short_name": StringField(_l("Short name")), "reason": StringField(_l("Why?"))}
    return type("EntryForm", (DeskForm,), {**fields_of(ASKED[kind]), **own, "revision": HiddenField()})


def entry_form(kind: EntryKind, data: Data, *, new: bool) -> Any:
    """The form of an entry that holds these data."""
    form = _form_class(kind)(formdata=None, data=data)
    if kind is EntryKind.STATEMENT and new:
        form.kind.choices = _kinds_of_statements()
    if new:
        form.reason.label.text = _("What to say in the list of changes")
    return form


def _kinds_of_statements() -> dict[str, list[SelectChoice]]:
    """Every kind that a statement can be of: those that can be checked, and those that do not enter."""
    enter = [SelectChoice(str(kind), words) for kind, words in STATEMENT_KINDS.items()]
    stay = [SelectChoice(LEFT + code, words) for code, words in LEFT_OUT_WORDS.items()]
    return {"–": [SelectChoice("", _("Please choose"))], _("It can be checked"): enter, _("It does not enter"): stay}


def sent(kind: EntryKind, *, more: str = "", less: str = "") -> Data:
    """What was typed, empty rows left out."""
    form = _form_class(kind)(request.form)
    data = {name: value for name, value in form.data.items() if name != "csrf_token"}
    return data | with_rows(kind, data, more=more, less=less)


# Refusals


def say_problems(form: Any, problems: Iterable[Problem]) -> None:
    for one in problems:
        put(form, one.field, said(one.code, one.about))


def say_incomplete(form: Any, incomplete: Incomplete, memorial: Memorial) -> None:
    """The refusals of a use case at their fields, and the audit entry of the refused act."""
    refused("incomplete", where=memorial.id)
    for one in incomplete.problems:
        field = "short_name" if one.field == "name" and one.code in _OF_THE_NAME else one.field
        put(form, field.replace(".", "-"), _about_reason(form) if _is_no_reason(one) else said(one.code, one.detail))


def _is_no_reason(one: Invalid) -> bool:
    return (one.field, one.code) == ("reason", "forgotten")


def _about_reason(form: Any) -> str:
    """A reason that is missing, by the name of its field: it is the last of a long form."""
    return said("still_empty", str(form.reason.label.text))


def put(form: Any, at: str, words: str) -> None:
    """Words at the field of that id, at the nearest one that holds it, or over the form where it has none such."""
    there = {one.id: one for one in _every(form)}
    found = next((there[one] for one in _nearer(at) if one in there), None)
    if found is not None and found.type == "FieldList" and found.entries:
        found = found.entries[0]
    if found is None or found.type in ("FieldList", "FormField"):
        form.form_errors = [*form.form_errors, words]
    elif words not in found.errors:
        found.errors = [*found.errors, words]
    for one in form:
        if one.type == "FieldList" and any(inner.errors for inner in one.entries):
            one.errors = [words]


def _nearer(at: str) -> Iterator[str]:
    """The id and what is left of it part by part, such as `accounts-3-says` and `accounts`, each with a first entry."""
    while at:
        yield at
        yield f"{at}-0"
        at = at.rpartition("-")[0]


def _every(fields: Any) -> Iterator[Any]:
    for one in fields:
        yield one
        if one.type == "FieldList":
            for entry in one.entries:
                yield from _every(entry.form) if entry.type == "FormField" else [entry]
