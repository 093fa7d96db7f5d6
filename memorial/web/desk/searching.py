"""A search by a private name or address: an editor says why, and sees that something was found, never what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application import openings
from memorial.application import seeking as use
from memorial.application.step_up import ProveAnew
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.web.desk import words
from memorial.web.desk.frame import (
    DeskForm,
    complain,
    entered,
    member,
    memorial_at,
    or_not_found,
    readable,
    services,
    show,
)
from memorial.web.surface import date_words

blueprint = Blueprint("searching", __name__, url_prefix="/desk/search")


class SearchForm(DeskForm):
    by = RadioField(_l("Search by"), validate_choice=False)
    words = StringField(_l("The whole address, or words of the name"))
    reason = SelectField(_l("Why do you search?"), validate_choice=False)


@dataclass(frozen=True)
class Line:
    """One remembrance that was found; `href` is empty where it was taken back."""

    day: str
    state: str
    href: str


@blueprint.get("")
def page() -> Any:
    mine = readable()
    slug = request.args.get("memorial", "")
    memorial = next((one for one in mine if not slug or one.slug == slug), None)
    if memorial is None:
        abort(404)
    return _page(memorial, _form(fresh=True))


@blueprint.post("/<slug>")
@or_not_found
def find(slug: str) -> Any:
    """`by`, `words` and `reason`. What was typed stands in no address and in no log, and after an answer on no page."""
    memorial = memorial_at(slug)
    form = _form(fresh=False)
    given = (form.by.data or "", (form.words.data or "").strip(), form.reason.data or "")
    try:
        found = use.search(services(), entered(), memorial.id, *given)
    except (NotFound, ProveAnew):
        raise
    except Refusal as refusal:
        complain(form, getattr(refusal, "field", ""), refusal.code)
        more = url_for("openings.mine", memorial=memorial.slug) if refusal.code == "searched_enough" else ""
        return _page(memorial, form, status=422, more=more)
    lines = [
        Line(
            date_words(one.received_on),
            str(words.STATES.get(one.status, one.status)),
            url_for("review.review", slug=slug, record_id=one.record_id) if one.opens else "",
        )
        for one in found.ones
    ]
    return _page(memorial, _form(fresh=True), found=found, lines=lines)


def _form(*, fresh: bool) -> SearchForm:
    # Nothing typed comes back with an answer: who walks by reads no name.
    form = SearchForm(formdata=None) if fresh else SearchForm()
    form.by.choices = [SelectChoice(code.value, text) for code, text in words.SEARCH_BY.items()]
    reasons = [SelectChoice(code.value, text) for code, text in words.SEARCH_REASONS.items()]
    form.reason.choices = [SelectChoice("", _("Please choose")), *reasons]
    return form


def _page(
    memorial: Memorial,
    form: SearchForm,
    *,
    status: int = 200,
    found: use.FoundAll | None = None,
    lines: list[Line] | None = None,
    more: str = "",
) -> Any:
    return show("search", _("Search"), memorial, status=status, form=form, found=found, lines=lines or [], more=more,
                mine=readable(), editor=member().is_editor(memorial.id), most=openings.MOST_A_DAY,
                has_errors=status >= 400)  # fmt: skip
