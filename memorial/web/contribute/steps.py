"""What the steps of the form share: the draft of this browser, keeping what was typed, and the way on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving, receipt
from memorial.domain.draft import Draft
from memorial.domain.errors import Conflict, NotFound
from memorial.web.contribute import session as here
from memorial.web.contribute.frame import STEPS, Place, place_of, services, show
from memorial.web.contribute.left import has_left
from memorial.web.contribute.session import draft_code
from memorial.web.language import language_links
from memorial.web.page import Link

TRIES = 3
FROM_A_PERSON = "from_a_person"
"""The answer that somebody came from a person's page: whom it is about was not asked."""


@dataclass(frozen=True)
class OpenDraft:
    code: str
    draft: Draft


def draft_here(place: Place) -> OpenDraft | None:
    """The draft that this browser has open for the memorial, if it still exists."""
    code = draft_code(place.slug)
    if code is None:
        return None
    try:
        draft = giving.open_draft(services(), code)
    except NotFound:
        return None
    return OpenDraft(code, draft) if draft.memorial_id == place.memorial.id else None


def keep(place: Place, answers: Mapping[str, str], *, anew: bool = True) -> OpenDraft:
    """Put these answers into the draft of this browser. Raises `Closed`.

    Where there is none it is begun; with `anew` false, that raises `NotFound`.
    """
    found = draft_here(place)
    if found is None:
        return _begin_if(anew, place, answers)
    for attempt in range(TRIES):
        try:
            draft = giving.save_answers(services(), found.code, dict(answers), language=place.language)
            return OpenDraft(found.code, draft)
        except Conflict:
            if attempt == TRIES - 1:
                raise
        except NotFound:
            break
    return _begin_if(anew, place, answers)


def _begin_if(anew: bool, place: Place, answers: Mapping[str, str]) -> OpenDraft:
    if not anew:
        raise NotFound("no_draft")
    if has_left():
        # It was on its way when its sender left this page.
        raise Conflict
    return begin(place, answers)


def begin(place: Place, answers: Mapping[str, str]) -> OpenDraft:
    code = giving.begin(services(), place.slug, place.language, dict(answers))
    here.keep_draft(place.slug, code)
    return OpenDraft(code, giving.open_draft(services(), code))


def draft_address(place: Place, step: str, begun: OpenDraft | Draft | None) -> str:
    """Where the script of that step's page saves; a page that was made before there was a draft may begin one."""
    return f"{place.step('draft')}?step={step}{'' if begun else '&new=1'}"


def step_of(number: int, draft: Draft | None) -> tuple[int, int]:
    """Which step it is, of how many; who came from a person's page has chosen the person there."""
    before = 1 if draft is not None and draft.answers.get(FROM_A_PERSON) else 0
    return number - before, STEPS - before


def has_words(draft: Draft) -> bool:
    return bool(draft.files or draft.answers.get("story", "").strip())


def go(place: Place, step: str = "") -> ResponseReturnValue:
    return see_other(place.step(step))


def see_other(address: str) -> ResponseReturnValue:
    """What was sent has been dealt with; the next page is asked for anew, so that reloading it sends nothing."""
    return redirect(address, 303)


def saves_only() -> bool:
    """Whether the button was the one that keeps everything for later."""
    return "save" in request.form


def back(place: Place, step: str) -> Link:
    return Link(_("Back"), place.step(step))


def closed_page(place: Place) -> Response:
    """The memorial takes nothing now, or not in this language. What was begun is kept, with its code."""
    begun = draft_here(place) is not None
    if place.others:
        links = language_links(place.others, "", f"/{place.slug}/share{'/choices' if begun else ''}", {})
        return show(place, "language_closed", _("Not in this language yet"), at="", begun=begun, others=links,
                    save=place.step("save"))  # fmt: skip
    return show(
        place,
        "closed",
        _("Not open for remembrances now"),
        at="",
        begun=begun,
        save=place.step("save"),
    )


def elsewhere(place: Place) -> ResponseReturnValue:
    """Where a step leads that has no draft: to what was just sent, or to the start.

    The answer to sending may have been lost on its way, or the page after it: Back and a reload must find the receipt.
    """
    for code in (draft_code(place.slug), here.sent_code(place.slug)):
        if code is not None and _was_sent(place, code):
            here.keep_sent(place.slug, code)
            return go(place, "done")
    return go(place)


def of_a_draft(view: Callable[[Place, OpenDraft], ResponseReturnValue]) -> Callable[[str, str], ResponseReturnValue]:
    """The page of a step that shows what a draft holds, while the memorial takes remembrances."""

    @wraps(view)
    def page(language: str, slug: str) -> ResponseReturnValue:
        place = place_of(language, slug)
        if not place.takes:
            return closed_page(place)
        begun = draft_here(place)
        return elsewhere(place) if begun is None else view(place, begun)

    return page


def _was_sent(place: Place, code: str) -> bool:
    try:
        return receipt.open_receipt(services(), code, media_base="").memorial.id == place.memorial.id
    except NotFound:
        return False
