"""`/share/who`: a person from the names or newly written down, what happened, or something lived through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving
from memorial.domain.draft import Draft
from memorial.domain.errors import Conflict
from memorial.published.types import PersonLine
from memorial.vocabulary import About
from memorial.web.contribute.answers import WHO, alone_in, answers_in
from memorial.web.contribute.forms import FoundForm, WhoForm
from memorial.web.contribute.frame import STEPS, Place, place_of, services, show
from memorial.web.contribute.notices import notice_for
from memorial.web.contribute.people import people_like, published_person
from memorial.web.contribute.steps import (
    FROM_A_PERSON,
    OpenDraft,
    back,
    closed_page,
    draft_address,
    draft_here,
    go,
    keep,
    saves_only,
)
from memorial.web.contribute.words import problem_words

who = Blueprint("who", __name__)


@who.get("/<language>/<slug>/share/who")
def page(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    if not place.takes:
        return closed_page(place)
    begun = draft_here(place)
    given = begun.draft.answers if begun else {}
    return _page(place, WhoForm(formdata=None, data=dict(given)), begun)


@who.post("/<language>/<slug>/share/who")
def answer(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    begun = draft_here(place)
    form = WhoForm(data=dict(begun.draft.answers) if begun else None)
    if not form.came_from_here(services().limits):
        return _page(place, form, begun, status=422)
    if not place.takes:
        return closed_page(place)
    try:
        begun = keep(place, who_answers(place, begun.draft if begun else None, request.form))
    except Conflict as conflict:
        form.tell_whole(problem_words(conflict.code, services().limits))
        return _page(place, form, begun, status=422)
    if saves_only():
        return go(place, "save")
    mine = [problem for problem in giving.problems(services(), begun.code) if problem.field in WHO]
    if form.tell(mine, services().limits):
        return _page(place, form, begun, status=422)
    found = () if "as_written" in request.form else namesakes(place, begun)
    after = "check" if request.form.get("then") == "check" else "say"
    return found_page(place, begun, found) if found else go(place, after)


def who_answers(place: Place, before: Draft | None, fields: Mapping[str, str]) -> dict[str, str]:
    """A name that is written anew takes the place of somebody chosen before; "This is them" that of a written one."""
    step = "found" if fields.get("then") == "check" else "who"
    alone = alone_in(step, before.answers if before else {}, fields)
    given = {**answers_in(fields, ()), FROM_A_PERSON: "", **alone}
    person_id, about = given.pop("person_id", ""), given.get("about", About.PERSON.value)
    chosen = about == About.PERSON.value and not given.get("person_name", "").strip()
    if chosen and published_person(place, person_id) is not None:
        return {**given, "about": about, "person_id": person_id, "person_name": ""}
    return {**given, "person_id": ""} if "about" in given else given


def namesakes(place: Place, begun: OpenDraft) -> Sequence[tuple[PersonLine, str]]:
    answers = begun.draft.answers
    if answers.get("about") != About.PERSON.value or answers.get("person_id"):
        return ()
    return people_like(place, answers.get("person_name", ""))


def _page(place: Place, form: WhoForm, begun: OpenDraft | None, *, status: int = 200) -> Response:
    return show(
        place,
        "who",
        _("Who or what it is about"),
        at="who",
        form=form,
        status_code=status,
        step=(1, STEPS),
        back=back(place, ""),
        notice=notice_for(place),
        saves_at=draft_address(place, "who", begun),
        chosen=published_person(place, form.person_id.data or ""),
    )


def found_page(place: Place, begun: OpenDraft, found: Sequence[tuple[PersonLine, str]], *, then: str = "") -> Response:
    """Is it one of these? `then`: where the answer leads, if not to the words."""
    answers: Mapping[str, str] = begun.draft.answers
    return show(
        place,
        "who_found",
        _("Is it one of these people?"),
        at="who",
        form=FoundForm(formdata=None, data={"as_written": "yes", "then": then}),
        step=None if then else (1, STEPS),
        back=back(place, "help" if then else "who"),
        action=place.step("who"),
        name=answers.get("person_name", ""),
        found=found,
    )
