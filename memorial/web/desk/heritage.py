"""Places of memory at the desk: what they are called, where they stand, and how each source found them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application import desk as reads
from memorial.application import heritage as use
from memorial.application.offer import Incomplete
from memorial.domain.errors import Conflict
from memorial.domain.heritage import ConditionClaim, HeritageItem
from memorial.domain.memorial import Memorial
from memorial.vocabulary import SHOWN_TO_VISITORS
from memorial.web.desk.frame import DeskForm, member, or_not_found, refused, services, show
from memorial.web.desk.groups_frame import (
    AboutForm,
    BeginForm,
    Change,
    Claim,
    ClaimForm,
    KeptList,
    Line,
    NameForm,
    chosen,
    claim_words,
    given,
    is_wrong,
    keeper_of,
    kinds_to_choose,
    say_problems,
    show_list,
    with_choices,
)
from memorial.web.group_words import CONDITIONS, HERITAGE_KINDS
from memorial.web.page import Link
from memorial.web.surface import number

blueprint = Blueprint("heritage", __name__, url_prefix="/desk/places-of-memory")


class PlaceForm(ClaimForm):
    place = StringField(_l("Where it is"))


class ConditionForm(ClaimForm):
    condition = SelectField(_l("How it was found"), validate_choice=False)
    on = StringField(_l("When"))
    words = StringField(_l("In the words of the source"))


@blueprint.get("")
def items() -> Any:
    memorial = chosen()
    return _list(memorial, _begin_form(memorial))


@blueprint.post("/<slug>")
def begin(slug: str) -> Any:
    memorial = keeper_of(slug)
    form = _begin_form(memorial)
    try:
        item = use.begin(services(), member(), memorial.id, given())
    except Incomplete as incomplete:
        say_problems(form, incomplete, memorial)
        return _list(memorial, form)
    return redirect(url_for("heritage.item", slug=slug, item_id=item.id, add="condition", said="saved"), 303)


def _begin_form(memorial: Memorial) -> BeginForm:
    form: BeginForm = kinds_to_choose(with_choices(BeginForm(), memorial), HERITAGE_KINDS)
    return form


def _list(memorial: Memorial, form: BeginForm) -> Any:
    about = KeptList(
        "/desk/places-of-memory",
        _("Places of memory"),
        _("A cemetery, a monument, a building. Its exact spot is not published."),
        _("Add a place of memory"),
        Link(_("Families and groups"), "/desk/groups"),
        nameless=False,
    )
    found = use.listed(services(), member(), memorial.id)
    return show_list(memorial, about, [_line(memorial, one) for one in found], form)


def _line(memorial: Memorial, one: HeritageItem) -> Line:
    names = [name.text for name in one.now.names if _known(memorial, name)]
    href = url_for("heritage.item", slug=memorial.slug, item_id=one.id)
    statements = len(one.now.conditions)
    counted = ngettext("%(count)s statement", "%(count)s statements", statements, count=number(statements))
    return Line(href, names[0] if names else "", str(HERITAGE_KINDS[one.now.kind]), counted, one.now.removed)


def _known(memorial: Memorial, claim: Any) -> bool:
    """An administrator who does not read knows what visitors may know."""
    return member().may_read(memorial.id) or claim.audience in SHOWN_TO_VISITORS


@blueprint.get("/<slug>/<item_id>")
@or_not_found
def item(slug: str, item_id: str) -> Any:
    memorial = keeper_of(slug)
    shown = use.look(services(), member(), memorial.id, item_id)
    told = _("Saved.") if request.args.get("said") == "saved" else None
    adding = request.args.get("add", "")
    return _page(memorial, shown, _form(memorial, shown, adding), adding, message=told)


@blueprint.post("/<slug>/<item_id>")
@or_not_found
def act(slug: str, item_id: str) -> Any:
    """`action` is one of the acts of the application."""
    memorial = keeper_of(slug)
    action = request.form.get("action", "")
    adding = {"name": "name", "place": "place", "condition": "condition", "kind": "about", "note": "about"}.get(
        action, ""
    )
    try:
        use.change(services(), member(), memorial.id, item_id, action, given())
    except Incomplete as incomplete:
        shown = use.look(services(), member(), memorial.id, item_id)
        form = _form(memorial, shown, adding)
        say_problems(form, incomplete, memorial)
        return _page(memorial, shown, form, adding)
    except Conflict as conflict:
        refused(conflict.code, where=memorial.id)
        abort(422)
    then = adding if action == "condition" else None
    return redirect(url_for("heritage.item", slug=slug, item_id=item_id, said="saved", add=then), 303)


def _form(memorial: Memorial, shown: HeritageItem, adding: str) -> DeskForm | None:
    match adding:
        case "name":
            named: NameForm = with_choices(NameForm(), memorial)
            return named
        case "place":
            placed: PlaceForm = with_choices(PlaceForm(), memorial)
            return placed
        case "condition":
            found: ConditionForm = with_choices(ConditionForm(), memorial)
            found.condition.choices = [SelectChoice(one, words) for one, words in CONDITIONS.items()]
            return found
        case "about":
            about = AboutForm(data={"kind": shown.now.kind.value, "note": shown.now.note})
            kinds_to_choose(about, HERITAGE_KINDS)
            return about
    return None


def _page(memorial: Memorial, shown: HeritageItem, form: Any, adding: str, *, message: str | None = None) -> Any:
    wrong = is_wrong(form)
    now = shown.now
    names = [Claim(c.id, c.text, c.language, claim_words(c, memorial)) for c in now.names if _known(memorial, c)]
    places = [Claim(c.id, c.text, c.language, claim_words(c, memorial)) for c in now.places if _known(memorial, c)]
    conditions = [
        Claim(c.id, _condition(c), c.language if c.words else "und", claim_words(c, memorial))
        for c in now.conditions
        if _known(memorial, c)
    ]
    return show("heritage_item", _("A place of memory"), memorial, status=422 if wrong else 200, message=message,
                item=shown, kind=str(HERITAGE_KINDS[now.kind]), names=names, places=places, conditions=conditions,
                form=form, adding=adding, has_errors=wrong, history=_history(shown), slug=memorial.slug)  # fmt: skip


def _condition(claim: ConditionClaim) -> str:
    return " · ".join(filter(None, (claim.on, str(CONDITIONS[claim.condition]), claim.words)))


def _history(shown: HeritageItem) -> list[Change]:
    """What each change did, told from how all was before it and after it."""
    names = reads.names_of_staff(services())
    states = [*(one.was for one in shown.history), shown.now]
    lines = []
    for place, one in enumerate(shown.history):
        before, after = states[place], states[place + 1]
        pairs = (
            (before.names != after.names, _("names")),
            (before.places != after.places, _("where it is")),
            (before.conditions != after.conditions, _("how it was found")),
            (before.kind is not after.kind, _("what it is")),
            (before.note != after.note, _("the note")),
            (before.removed is not after.removed, _("removed") if after.removed else _("brought back")),
        )
        lines.append(
            Change(place, one.at, names.get(one.by, ""), tuple(w for differs, w in pairs if differs), one.reason)
        )
    return lines[::-1]
