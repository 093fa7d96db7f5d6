"""What the desk's pages of groups and of places of memory share: whose they are, the claims' form, words, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.application.groups import AUDIENCES, BY_FAMILY, may_keep_groups
from memorial.application.offer import Incomplete
from memorial.domain.memorial import Memorial, Source
from memorial.vocabulary import Audience, Basis
from memorial.web.desk.frame import DeskForm, complain, member, memorial_at, my_memorials, refused, show
from memorial.web.page import Link

AUDIENCE_WORDS = {
    Audience.PUBLIC: _l("Everyone, search engines too"),
    Audience.UNLISTED: _l("Everyone on this site, never search engines"),
    Audience.TEAM: _l("Only the desk"),
}


class ClaimForm(DeskForm):
    """Who says it, who may see it, and in which language it is."""

    language = StringField(_l("Language"))
    source = SelectField(_l("Who says it"), validate_choice=False)
    audience = SelectField(_l("Who may see it"), validate_choice=False)


class NameForm(ClaimForm):
    name = StringField(_l("Name"))
    sort_key = StringField(_l("In the order of names it stands under"))
    preferred = BooleanField(_l("This name comes first"))


class BeginForm(NameForm):
    kind = SelectField(_l("What it is"), validate_choice=False)


class AboutForm(DeskForm):
    kind = SelectField(_l("What it is"), validate_choice=False)
    note = TextAreaField(_l("Note for the desk"))


@dataclass(frozen=True)
class Line:
    """One line of a list at the desk."""

    href: str
    label: str
    kind: str
    counted: str
    removed: bool


@dataclass(frozen=True)
class KeptList:
    """What a list says of itself. `other`: the list beside it; `nameless`: what is added needs no name."""

    path: str
    title: str
    about: str
    add: str
    other: Link
    nameless: bool


@dataclass(frozen=True)
class Claim:
    """One claim in words, with what takes it out again: its `id`, '' where it has none."""

    id: str
    text: str
    language: str
    more: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One line of a history. `number` takes it back."""

    number: int
    at: datetime
    by: str
    words: tuple[str, ...]
    reason: str


def kept() -> list[Memorial]:
    """The memorials whose groups this person keeps."""
    return [one for one in my_memorials() if may_keep_groups(member(), one.id)]


def chosen() -> Memorial:
    """The memorial that a list is asked for, or the first."""
    mine, slug = kept(), request.args.get("memorial", "")
    found = next((one for one in mine if not slug or one.slug == slug), None)
    if found is None:
        abort(404)
    return found


def keeper_of(slug: str) -> Memorial:
    memorial = memorial_at(slug, admins=True)
    if not may_keep_groups(member(), memorial.id):
        refused("archivists_only", where=memorial.id)
        abort(404)
    return memorial


def known_sources(memorial: Memorial) -> Sequence[Source]:
    """An administrator who does not read knows no list that was brought in for the team, its title neither."""
    return memorial.sources if member().may_read(memorial.id) else memorial.open_sources


def show_list(memorial: Memorial, about: KeptList, lines: Sequence[Line], form: Any) -> Any:
    """The list with the form that adds to it; 422 where that came back."""
    wrong = is_wrong(form)
    return show("kept_list", about.title, memorial, status=422 if wrong else 200, list=about, lines=lines, form=form,
                mine=kept(), slug=memorial.slug, has_errors=wrong)  # fmt: skip


def kinds_to_choose(form: Any, kinds: Mapping[str, Any]) -> Any:
    form.kind.choices = [SelectChoice(kind, words) for kind, words in kinds.items()]
    return form


def with_choices(form: Any, memorial: Memorial) -> Any:
    """The form with the memorial's sources and the audiences to choose from."""
    if "source" in form._fields:
        sources = [SelectChoice(source.id, source.title) for source in known_sources(memorial)]
        form.source.choices = [
            SelectChoice("", _("Please choose")), *sources, SelectChoice(BY_FAMILY, _("The family itself, in writing"))
        ]  # fmt: skip
        form.audience.choices = [SelectChoice(one.word, AUDIENCE_WORDS[one]) for one in AUDIENCES]
    return form


def say_problems(form: Any, incomplete: Incomplete, memorial: Memorial) -> None:
    refused("incomplete", where=memorial.id)
    for problem in incomplete.problems:
        complain(form, problem.field, problem.code)


def is_wrong(form: Any) -> bool:
    return form is not None and (bool(form.form_errors) or any(field.errors for field in form))


def given() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != "csrf_token"}


def claim_words(claim: Any, memorial: Memorial) -> tuple[str, ...]:
    """Who says a claim and who may see it, in words."""
    by_family = claim.basis is Basis.CONTRIBUTOR
    source = next((one for one in known_sources(memorial) if one.id == claim.source_id), None)
    if by_family:
        who = _("the family itself")
    elif source is not None:
        who = source.title
    elif memorial.source(claim.source_id) is not None:
        who = _("a source that only readers may know")
    else:
        who = _("a source that is not here any more")
    return who, str(AUDIENCE_WORDS.get(claim.audience, AUDIENCE_WORDS[Audience.TEAM]))


def counted(words: Sequence[str], lead: str) -> tuple[str, ...]:
    return (f"{lead} {', '.join(words)}",) if words else ()
