"""`/share`: what this is, the notice before the first field, and the way in."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving, receipt
from memorial.application.language_reading import open_languages
from memorial.application.offer import answers_from
from memorial.domain.errors import NotFound
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import About
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import StartForm
from memorial.web.contribute.frame import Place, parts, place_of, services, show
from memorial.web.contribute.helping import first_page as help_page
from memorial.web.contribute.notices import notice_for
from memorial.web.contribute.people import published_person
from memorial.web.contribute.person_fields import answers_again
from memorial.web.contribute.say import about_person, first_page
from memorial.web.contribute.steps import back, begin, closed_page, draft_here, go, has_words, keep
from memorial.web.contribute.ways import other_ways, safety_link
from memorial.web.language import best_language, offered

start = Blueprint("start", __name__)
KEPT_CHOICES = ("audience", "embargo_until", "person_name_shown", "signature", "contributor_name", "relation")


@start.get("/<slug>/share")
def without_language(slug: str) -> ResponseReturnValue:
    try:
        memorial = giving.memorial_of(services(), slug)
    except NotFound:
        languages = ["en"]
    else:
        languages = open_languages(services(), memorial) or offered(memorial.languages)
    asked = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    answer = redirect(f"/{best_language(languages)}/{slug}/share{asked}", 302)
    answer.vary.add("Accept-Language")
    return answer


@start.get("/<language>/<slug>/share")
def begin_page(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    person_id = request.args.get("person", "")
    if request.args.get("help"):
        return help_page(place, person_id)
    begun = draft_here(place)
    if begun is not None and has_words(begun.draft):
        if person_id and begun.draft.answers.get("person_id") == person_id and place.takes:
            return go(place, "say")
    elif place.takes and not place.quiet and published_person(place, person_id) is not None:
        return first_page(place, person_id)
    return _start_page(place, StartForm(formdata=None, data={"person_id": person_id}))


@start.post("/<language>/<slug>/share")
def begin_draft(language: str, slug: str) -> ResponseReturnValue:
    """A draft is begun, or the one that holds no words yet is taken up again."""
    place = place_of(language, slug)
    form = StartForm()
    if not form.came_from_here(services().limits):
        return _start_page(place, form, status=422)
    if not place.takes:
        return closed_page(place)
    answers = _kept_from_sent(place, more=bool(form.more.data)) if form.keep.data else {}
    person = published_person(place, form.person_id.data or "")
    if person is not None:
        answers |= about_person(form.person_id.data or "")
    begun = draft_here(place)
    if begun is not None and not has_words(begun.draft):
        keep(place, answers)
    else:
        begin(place, answers)
    return go(place, "say" if person is not None or "about" in answers else "who")


def _start_page(place: Place, form: StartForm, *, status: int = 200) -> Response:
    if not place.takes:
        return closed_page(place)
    begun = draft_here(place)
    person_id = form.person_id.data or ""
    person = published_person(place, person_id)
    return show(
        place,
        "start",
        _("Add a remembrance"),
        at="",
        form=form,
        status_code=status,
        query={"person": person_id} if person_id else None,
        person=person,
        begun=begun is not None and has_words(begun.draft),
        continue_href=place.step("say"),
        save_href=place.step("save"),
        notice=notice_for(place),
        others=other_ways(place, person_id if person else ""),
        safety=safety_link(place),
    )


def _kept_from_sent(place: Place, *, more: bool) -> dict[str, str]:
    """The choices of what was last sent from here, as its sender asked; with `more`, whom it was about too."""
    code = here.sent_code(place.slug)
    if code is None:
        return {}
    try:
        view = receipt.open_receipt(services(), code, media_base="")
    except NotFound:
        return {}
    if view.memorial.id != place.memorial.id:
        return {}
    known = answers_from(view.remembrance.latest)
    kept = {name: known[name] for name in KEPT_CHOICES}
    return {**kept, **_whom(place, view.remembrance)} if more else kept


def _whom(place: Place, remembrance: Remembrance) -> dict[str, str]:
    """Who it was about: somebody on the memorial, or the name as it was written."""
    if published_person(place, remembrance.person_id or "") is not None:
        return about_person(remembrance.person_id or "")
    named = remembrance.latest.named
    return {} if named is None else {"about": About.PERSON.value, **answers_again(named)}


@start.get("/<language>/<slug>/share/notice")
def notice_page(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    return show(
        place,
        "notice",
        _("What we do with what you send"),
        at="notice",
        notice=notice_for(place),
        back=back(place, ""),
        days=parts().services.limits.draft.days,
    )
