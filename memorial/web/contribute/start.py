"""`/share`: what this is, the notice before the first field, and the way in."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.adapters import markup
from memorial.application import giving, receipt
from memorial.application.offer import answers_from
from memorial.domain.errors import NotFound
from memorial.vocabulary import About
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import StartForm
from memorial.web.contribute.frame import Place, parts, place_of, services, show
from memorial.web.contribute.people import published_person
from memorial.web.contribute.steps import back, begin, closed_page, draft_here, go, has_words, keep
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
        languages = offered(memorial.languages)
    asked = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    answer = redirect(f"/{best_language(languages)}/{slug}/share{asked}", 302)
    answer.vary.add("Accept-Language")
    return answer


@start.get("/<language>/<slug>/share")
def begin_page(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    person_id = request.args.get("person", "")
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
    answers = _kept_choices(place) if form.keep.data else {}
    person = published_person(place, form.person_id.data or "")
    if person is not None:
        answers |= {"about": About.PERSON.value, "person_id": form.person_id.data or ""}
    begun = draft_here(place)
    if begun is not None and not has_words(begun.draft):
        keep(place, answers)
    else:
        begin(place, answers)
    return go(place, "say" if person is not None else "who")


def _start_page(place: Place, form: StartForm, *, status: int = 200) -> Response:
    if not place.takes:
        return closed_page(place)
    begun = draft_here(place)
    person_id = form.person_id.data or ""
    return show(
        place,
        "start",
        _("Add a remembrance"),
        at="",
        form=form,
        status_code=status,
        query={"person": person_id} if person_id else None,
        person=published_person(place, person_id),
        begun=begun is not None and has_words(begun.draft),
        continue_href=place.step("say"),
        save_href=place.step("save"),
        notice=notice_for(place),
    )


def _kept_choices(place: Place) -> dict[str, str]:
    """The choices of what was last sent from here, because its sender asked to keep them."""
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
    return {name: known[name] for name in KEPT_CHOICES}


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


class NoticeShown:
    """The memorial's own notice, with who answers for it; every part may be empty."""

    def __init__(self, place: Place) -> None:
        memorial = place.memorial
        self.text = memorial.text(memorial.notice, place.language)
        self.words = markup.render(self.text)
        self.controller = memorial.controller
        self.href = place.step("notice")
        self.label_words_href = f"/{place.language}/{place.slug}/words"


def notice_for(place: Place) -> NoticeShown:
    return NoticeShown(place)
