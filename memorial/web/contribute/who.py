"""`/share/who`: one box for a name, those on the memorial who are like it, and a page for somebody who is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving
from memorial.application.offer import HIDDEN_SIGNS
from memorial.domain.draft import Draft
from memorial.domain.errors import Conflict
from memorial.published.types import PersonLine
from memorial.vocabulary import About
from memorial.web.contribute.answers import WHO, alone_in, answers_in
from memorial.web.contribute.forms import FoundForm, NewPersonForm, WhoForm
from memorial.web.contribute.frame import STEPS, Place, place_of, services, show
from memorial.web.contribute.notices import notice_for
from memorial.web.contribute.people import people_like, published_person
from memorial.web.contribute.person_fields import DETAILS
from memorial.web.contribute.steps import (
    FROM_A_PERSON,
    OpenDraft,
    back,
    closed_page,
    draft_address,
    draft_here,
    go,
    keep,
    of_a_draft,
    saves_only,
)
from memorial.web.contribute.words import problem_words

who = Blueprint("who", __name__)

NEW = "who/new"
AS_WRITTEN = "as_written"
"""The name of which its writer said that it is none of those that were offered: nobody is offered for it again."""


@who.get("/<language>/<slug>/share/who")
def page(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    if not place.takes:
        return closed_page(place)
    begun = draft_here(place)
    given = {"about": About.PERSON.value, **(begun.draft.answers if begun else {})}
    return _page(place, WhoForm(formdata=None, data=given), begun)


@who.post("/<language>/<slug>/share/who")
def answer(language: str, slug: str) -> ResponseReturnValue:
    """The box, an answer to who is like it, or a whole person at once from whoever writes such a form."""
    place = place_of(language, slug)
    begun = draft_here(place)
    if _describes(request.form):
        return _described(place, begun, who_answers(place, _draft(begun), request.form))
    form = WhoForm(data=dict(begun.draft.answers) if begun else None)
    if not form.came_from_here(services().limits):
        return _page(place, form, begun, status=422)
    if not place.takes:
        return closed_page(place)
    try:
        begun = keep(place, who_answers(place, _draft(begun), request.form))
    except Conflict as conflict:
        form.tell_whole(problem_words(conflict.code, services().limits))
        return _page(place, form, begun, status=422)
    if saves_only():
        return go(place, "save")
    mine = [problem for problem in giving.problems(services(), begun.code) if problem.field in WHO]
    if form.tell(mine, services().limits):
        return _page(place, form, begun, status=422)
    then = request.form.get("then", "")
    if found := namesakes(place, begun):
        return found_page(place, begun, found)
    if _is_new(begun.draft) and then not in ("say", "check"):
        return go(place, NEW)
    return go(place, "check" if then == "check" else "say")


@who.get("/<language>/<slug>/share/who/new")
@of_a_draft
def new_page(place: Place, begun: OpenDraft) -> ResponseReturnValue:
    if not _is_new(begun.draft):
        return go(place, "who")
    return _new_page(place, NewPersonForm(formdata=None, data=dict(begun.draft.answers)), begun)


@who.post("/<language>/<slug>/share/who/new")
def describe(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    begun = draft_here(place)
    return _described(place, begun, new_answers(place, _draft(begun), request.form))


def _described(place: Place, begun: OpenDraft | None, given: dict[str, str]) -> ResponseReturnValue:
    form = NewPersonForm(data=dict(begun.draft.answers) if begun else None)
    if begun is not None:
        form.paced = None
    if not form.came_from_here(services().limits):
        return _new_page(place, form, begun, status=422)
    if not place.takes:
        return closed_page(place)
    try:
        begun = keep(place, {"about": About.PERSON.value, **given})
    except Conflict as conflict:
        form.tell_whole(problem_words(conflict.code, services().limits))
        return _new_page(place, form, begun, status=422)
    if saves_only():
        return go(place, "save")
    mine = [problem for problem in giving.problems(services(), begun.code) if problem.field in WHO]
    if form.tell(mine, services().limits):
        return _new_page(place, form, begun, status=422)
    found = namesakes(place, begun)
    return found_page(place, begun, found, then="say") if found else go(place, "say")


def who_answers(place: Place, before: Draft | None, fields: Mapping[str, str]) -> dict[str, str]:
    """A name that is written anew takes the place of somebody chosen before; "This is them" that of a written one."""
    known = before.answers if before else {}
    alone = alone_in("found" if fields.get("then") == "check" else "who", known, fields)
    given = {**answers_in(fields, ()), FROM_A_PERSON: "", **alone}
    if AS_WRITTEN in fields and "save" not in fields:
        given[AS_WRITTEN] = given.get("person_name", known.get("person_name", "")).strip()
    person_id, about = given.pop("person_id", ""), given.get("about", About.PERSON.value)
    chosen = about == About.PERSON.value and not given.get("person_name", "").strip()
    if chosen and published_person(place, person_id) is not None:
        return {**given, "about": about, "person_id": person_id, "person_name": "", AS_WRITTEN: ""}
    return {**given, "person_id": ""} if "about" in given else given


def new_answers(place: Place, before: Draft | None, fields: Mapping[str, str]) -> dict[str, str]:
    """Of the page for somebody who is not on the memorial yet: about nobody who was chosen from it."""
    given = {**who_answers(place, before, fields), "about": About.PERSON.value, "person_id": ""}
    if before is not None and given.get("person_name") == before.answers.get("person_name"):
        # The page had the name as it was cleaned: that it comes back so says nothing of how it was typed.
        given.pop(f"{HIDDEN_SIGNS}person_name", None)
    return given


def _describes(fields: Mapping[str, str]) -> bool:
    """Whether more of a person came along than the name."""
    return fields.get("about", About.PERSON.value) == About.PERSON.value and not fields.keys().isdisjoint(DETAILS)


def _draft(begun: OpenDraft | None) -> Draft | None:
    return begun.draft if begun else None


def _is_new(draft: Draft) -> bool:
    """Whether it is about somebody whose name was written down, and not chosen."""
    answers = draft.answers
    of_a_person = answers.get("about") == About.PERSON.value and not answers.get("person_id")
    return of_a_person and bool(answers.get("person_name", "").strip())


def namesakes(place: Place, begun: OpenDraft) -> Sequence[tuple[PersonLine, str]]:
    """Who of the memorial may be meant by the name that was written, unless its writer has said that nobody is."""
    name = begun.draft.answers.get("person_name", "").strip()
    if not _is_new(begun.draft) or begun.draft.answers.get(AS_WRITTEN) == name:
        return ()
    return people_like(place, name)


def _page(place: Place, form: WhoForm, begun: OpenDraft | None, *, status: int = 200) -> Response:
    return show(
        place,
        "who",
        _("Who do you want to remember?"),
        at="who",
        form=form,
        status_code=status,
        step=(1, STEPS),
        back=back(place, ""),
        notice=notice_for(place),
        saves_at=draft_address(place, "who", begun),
        chosen=published_person(place, form.person_id.data or ""),
    )


def _new_page(place: Place, form: NewPersonForm, begun: OpenDraft | None, *, status: int = 200) -> Response:
    return show(
        place,
        "who_new",
        _("The person"),
        at=NEW,
        form=form,
        status_code=status,
        step=(1, STEPS),
        back=back(place, "who"),
        action=place.step(NEW),
        notice=notice_for(place),
        saves_at=draft_address(place, "new", begun),
    )


def found_page(place: Place, begun: OpenDraft, found: Sequence[tuple[PersonLine, str]], *, then: str = "") -> Response:
    """Is it one of these? `then`: where the answer leads; '' to the page for somebody new, if it is nobody of these."""
    answers: Mapping[str, str] = begun.draft.answers
    before = {"check": "help", "say": NEW}.get(then, "who")
    return show(
        place,
        "who_found",
        _("Is it one of these people?"),
        at="who",
        form=FoundForm(formdata=None, data={"as_written": "yes", "then": then}),
        step=None if then == "check" else (1, STEPS),
        back=back(place, before),
        action=place.step("who"),
        name=answers.get("person_name", ""),
        found=found,
    )
