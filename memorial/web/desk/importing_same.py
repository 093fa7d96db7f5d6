"""Possible same persons, two side by side: same, not the same, or later. Nobody is joined by a machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.application import list_staging, same_decisions, same_people
from memorial.application.same_decisions import PairNow
from memorial.application.same_people import Side
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import KeptList, ListState, SameState
from memorial.web.desk.frame import member, or_not_found, refused, services, show
from memorial.web.desk.importing import person_page
from memorial.web.desk.importing_frame import editors_of, list_at, name_of, step_page
from memorial.web.desk.importing_words import SAME, WHY_SAME, fact_words, refusal_words, value_words
from memorial.web.page import Link
from memorial.web.surface import number

blueprint = Blueprint("importing_same", __name__, url_prefix="/desk/import")

PER_PAGE = 20


@dataclass(frozen=True)
class SideShown:
    where: str
    name: str
    names: Sequence[str]
    facts: Sequence[tuple[str, str]]
    href: str


@dataclass(frozen=True)
class PairLine:
    id: str
    why: str
    sides: Sequence[SideShown]
    state: str
    joined: bool
    may_join: bool


@dataclass(frozen=True)
class ListLine:
    name: str
    href: str
    open: str
    later: int
    said: int


@blueprint.get("/<slug>/same")
def of_memorial(slug: str) -> Any:
    """Every list of the memorial, and what of it is still to be decided."""
    memorial = editors_of(slug)
    lines = []
    for kept in list_staging.lists_of(services(), member(), memorial.id):
        if kept.state is ListState.UNDONE:
            continue
        counts = same_people.counts(services(), member(), memorial.id, kept.id)
        if not any(counts.values()):
            continue
        href = url_for("importing_same.same", slug=slug, list_id=kept.id)
        said = counts[SameState.SAME] + counts[SameState.NOT_SAME]
        lines.append(ListLine(name_of(kept), href, _pairs(counts[SameState.OPEN]), counts[SameState.LATER], said))
    return show("import_same_lists", _("Possible same persons"), memorial, lines=lines, slug=slug)


def _pairs(count: int) -> str:
    return ngettext("%(count)s pair", "%(count)s pairs", count, count=number(count))


@blueprint.get("/<slug>/<list_id>/same")
def same(slug: str, list_id: str) -> Any:
    memorial, kept = list_at(slug, list_id)
    told = {
        "same": _("Noted: the same person."),
        "not_same": _("Noted: two different people."),
        "later": _("Put aside for later."),
        "open": _("To be decided again."),
    }
    return _same_page(memorial, kept, message=told.get(request.args.get("said", "")))


@blueprint.post("/<slug>/<list_id>/same")
@or_not_found
def decide(slug: str, list_id: str) -> Any:
    """`pair`, and `decision`: same, not_same, later, or open to take it back."""
    memorial, word = editors_of(slug), request.form.get("decision", "")
    if word not in set(SameState):
        refused("no_such_action", where=memorial.id)
        abort(422)
    try:
        same_decisions.decide(services(), member(), memorial.id, request.form.get("pair", ""), SameState(word))
    except NotFound:
        raise
    except Refusal as refusal:
        memorial, kept = list_at(slug, list_id)
        return _same_page(memorial, kept, problem=refusal_words(refusal))
    of, after = _shown_state().value, _after() or None
    return redirect(url_for("importing_same.same", slug=slug, list_id=list_id, show=of, after=after, said=word), 303)


def _shown_state() -> SameState:
    word = request.values.get("show", "")
    return SameState(word) if word in set(SameState) else SameState.OPEN


def _after() -> str:
    """The id of the last pair of the page before; it is made at random, and names nobody."""
    text = request.values.get("after", "")
    return text if text.isascii() and text.isalnum() and len(text) <= 64 else ""


def _same_page(memorial: Memorial, kept: KeptList, *, message: str | None = None, problem: str = "") -> Any:
    state, after, here = _shown_state(), _after(), url_for("importing_same.same", slug=memorial.slug, list_id=kept.id)
    counts = same_people.counts(services(), member(), memorial.id, kept.id)
    found = same_decisions.pairs(
        services(), member(), memorial.id, kept.id, state=state, after=after, limit=PER_PAGE + 1
    )
    more = f"{here}?show={state.value}&after={found[PER_PAGE - 1].shown.id}" if len(found) > PER_PAGE else ""
    return step_page(
        "importing_same.same",
        "import_same",
        memorial,
        kept,
        message=message,
        problem=problem,
        lines=[_line(one, name_of(kept)) for one in found[:PER_PAGE]],
        shows=[
            Link(f"{words} ({number(counts[one])})", f"{here}?show={one.value}", current=one is state)
            for one, words in SAME.items()
        ],
        state=state.value,
        after=after,
        first=Link(_("The first pairs"), f"{here}?show={state.value}") if after else None,
        more=Link(_("Next pairs"), more) if more else None,
        compared=number(min(kept.progress.compared, kept.rows)),
        all_compared=kept.progress.compared >= kept.rows,
        rows=number(kept.rows),
        memorial_wide=url_for("importing_same.of_memorial", slug=memorial.slug),
    )


def _line(pair: PairNow, list_name: str) -> PairLine:
    shown = pair.shown
    sides = [_side(one, list_name) for one in (shown.left, shown.right)]
    return PairLine(shown.id, str(WHY_SAME[shown.why]), sides, shown.state.value, pair.joined, pair.may_join)


def _side(side: Side, list_name: str) -> SideShown:
    where = _("Stands in the memorial already")
    if side.row:
        where = _("Row %(row)s of “%(list)s”", row=number(side.row), list=f"\u2068{list_name}\u2069")
    others = [one for one in side.names if one != side.name]
    facts = [(fact_words(kind), value_words(kind, text)) for kind, text in side.facts]
    return SideShown(where, side.name, others, facts, person_page(side.person_id))
