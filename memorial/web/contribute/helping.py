"""`/share?help=1`: all questions on one page, for somebody who sits beside the sender or has them on the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving
from memorial.application.offer import HELPED, HELPED_ON, HELPER
from memorial.domain.draft import Draft
from memorial.domain.errors import Conflict
from memorial.domain.writing import clean_line
from memorial.vocabulary import About
from memorial.web.contribute.answers import CHOICES, SAY, WHO, ticks_in, typed
from memorial.web.contribute.forms import HelpForm, language_answers
from memorial.web.contribute.frame import Place, place_of, services, show
from memorial.web.contribute.notices import notice_for
from memorial.web.contribute.people import published_person
from memorial.web.contribute.steps import (
    OpenDraft,
    back,
    closed_page,
    draft_address,
    draft_here,
    go,
    keep,
    saves_only,
)
from memorial.web.contribute.who import found_page, namesakes, who_answers
from memorial.web.contribute.words import problem_words

helping = Blueprint("helping", __name__)


@helping.get("/<language>/<slug>/share/help")
def page(language: str, slug: str) -> ResponseReturnValue:
    return first_page(place_of(language, slug), "")


def first_page(place: Place, person_id: str) -> Response:
    """The page as its draft stands; `person_id`: from whose page they came."""
    if not place.takes:
        return closed_page(place)
    begun = draft_here(place)
    given = typed(begun.draft.answers, begun.draft.files) if begun else {}
    if person_id and not given and published_person(place, person_id) is not None:
        given = {"about": About.PERSON.value, "person_id": person_id}
    return _page(place, _form(place, None, given), begun)


@helping.post("/<language>/<slug>/share/help")
def answer(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    begun = draft_here(place)
    form = _form(place, request.form, begun.draft.answers if begun else {})
    if not form.came_from_here(services().limits):
        return _page(place, form, begun, status=422)
    if not place.takes:
        return closed_page(place)
    try:
        begun = keep(place, helped_answers(place, begun.draft if begun else None, request.form))
    except Conflict as conflict:
        form.tell_whole(problem_words(conflict.code, services().limits))
        return _page(place, form, begun, status=422)
    if saves_only():
        return go(place, "save")
    return go(place, "say") if "upload" in request.form else _judged(place, form, begun)


def helped_answers(place: Place, draft: Draft | None, fields: Mapping[str, str]) -> dict[str, str]:
    """Everything that stands on the page; who helped is kept sealed, and never shown."""
    helper = clean_line(fields.get(HELPER, "")).strip()
    leads_to = "" if "save" in fields else "say choices" if "upload" in fields else "found choices"
    said = {HELPED: "yes", HELPED_ON: leads_to, HELPER: helper}
    return {**who_answers(place, draft, fields), **ticks_in(fields), **said}


def _judged(place: Place, form: HelpForm, begun: OpenDraft) -> ResponseReturnValue:
    problems = giving.problems(services(), begun.code)
    mine = [problem for problem in problems if problem.field in (*WHO, *SAY, *CHOICES, HELPER)]
    if form.tell(mine, services().limits):
        return _page(place, form, begun, status=422)
    if found := namesakes(place, begun):
        return found_page(place, begun, found, then="check")
    return go(place, "choices" if problems else "check")


def _form(place: Place, fields: Any, given: Mapping[str, str]) -> HelpForm:
    form = HelpForm(formdata=fields, data={"story_language": place.language, **given})
    form.story_language.choices = language_answers(place.memorial.languages)
    return form


def _page(place: Place, form: HelpForm, begun: OpenDraft | None, *, status: int = 200) -> Response:
    return show(
        place,
        "help",
        _("Help someone add a remembrance"),
        at="help",
        form=form,
        status_code=status,
        back=back(place, ""),
        action=place.step("help"),
        saves_at=draft_address(place, "help", begun),
        chosen=published_person(place, form.person_id.data or ""),
        notice=notice_for(place),
        own_question=place.memorial.text(place.memorial.setup.question, place.language),
    )
