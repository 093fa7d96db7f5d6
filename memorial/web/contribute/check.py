"""`/share/check`: exactly what the public would see, made by the gate itself and said in words; then sending it."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving, uploads
from memorial.application.giving import Look
from memorial.application.offer import Incomplete
from memorial.domain.errors import AlreadySentDifferently, Conflict, NotFound
from memorial.web.contribute import session as here
from memorial.web.contribute.answers import ASKED_FIRST, SAY, WHO
from memorial.web.contribute.forms import ActForm, CheckForm
from memorial.web.contribute.frame import Place, place_of, services, show
from memorial.web.contribute.notices import notice_for
from memorial.web.contribute.pointed_out import LEFT, pointed_out
from memorial.web.contribute.seen import seen_by
from memorial.web.contribute.steps import (
    OpenDraft,
    back,
    closed_page,
    draft_here,
    elsewhere,
    go,
    keep,
    of_a_draft,
    step_of,
)
from memorial.web.contribute.summary import summary
from memorial.web.contribute.unfinished import unfinished_lines
from memorial.web.contribute.who import NEW
from memorial.web.contribute.words import problem_words

check = Blueprint("check", __name__)


@check.get("/<language>/<slug>/share/check")
@of_a_draft
def page(place: Place, begun: OpenDraft) -> ResponseReturnValue:
    if begun.draft.language != place.language:
        giving.save_answers(services(), begun.code, {}, language=place.language)
    return _page(place, begun.code)


@check.post("/<language>/<slug>/share/check")
def send(language: str, slug: str) -> ResponseReturnValue:
    """Sending the same form again answers as the first time; sending other words the second time says so."""
    place = place_of(language, slug)
    form = CheckForm()
    code = _code_for(place, form)
    if not form.came_from_here(services().limits):
        return _page(place, code, form) if code else elsewhere(place)
    if code is None:
        return elsewhere(place)
    if "save" in request.form:
        return go(place, "save")
    if left := request.form.get("leave_it", ""):
        return _leave_it(place, left)
    try:
        giving.send(services(), code, idempotency_key=form.idempotency_key.data or "", payload=form.payload.data or "")
    except giving.Closed:
        return closed_page(place)
    except AlreadySentDifferently:
        return _sent_differently(place, code)
    except (Conflict, Incomplete) as refused:
        return _page(place, code, form, said=refused.code)
    except NotFound:
        here.forget_draft(place.slug)
        return go(place)
    here.keep_sent(place.slug, code)
    return go(place, "done")


def _leave_it(place: Place, key: str) -> ResponseReturnValue:
    """What was pointed out stays as it is, and is not pointed out again."""
    if re.fullmatch("[0-9a-f]{16}", key) and draft_here(place) is not None:
        keep(place, {f"{LEFT}{key}": "yes"})
    return go(place, "check")


def _code_for(place: Place, form: CheckForm) -> str | None:
    """The code whose form this is: of the draft here, else of what was just sent (Back, and the same form again)."""
    begun, sent = draft_here(place), here.sent_code(place.slug)
    if begun is None:
        return here.draft_code(place.slug) or sent
    if sent is not None and begun.draft.answers.get("idempotency_key") != form.idempotency_key.data:
        return sent
    return begun.code


def _sent_differently(place: Place, code: str) -> Response:
    here.keep_sent(place.slug, code)
    return show(
        place,
        "sent_already",
        _("You have sent this already"),
        at="check",
        status_code=422,
        said=problem_words("already_sent_differently", services().limits),
        done_href=place.step("done"),
    )


def _page(place: Place, code: str, form: CheckForm | None = None, *, said: str = "") -> ResponseReturnValue:
    """The page as the draft stands now; `form` is one that could not be sent, `said` why."""
    try:
        look = giving.look(services(), code, media_base=place.step("file"))
    except Incomplete as incomplete:
        return go(place, first_step_with(incomplete))
    except NotFound:
        return elsewhere(place)
    fresh = CheckForm(
        formdata=None, data={"idempotency_key": look.draft.answers["idempotency_key"], "payload": look.payload}
    )
    if form is not None and form.csrf_token.errors:
        fresh.csrf_token.errors = list(form.csrf_token.errors)
    if said:
        fresh.tell_whole(problem_words(said, services().limits))
    return _shown(place, code, look, fresh)


def _shown(place: Place, code: str, look: Look, form: CheckForm) -> Response:
    leave_it = ActForm(formdata=None)
    leave_it.number_ids(2)
    return show(
        place,
        "check",
        _("Look at it once more"),
        at="check",
        form=form,
        status_code=422 if form.errors else 200,
        step=step_of(4, look.draft),
        back=back(place, "choices"),
        shown=look.shown,
        opens_on=look.offer.choices.not_before,
        seen=seen_by(look, place),
        rows=summary(look, place),
        pointed_out=pointed_out(look, place),
        leave_it=leave_it,
        unfinished=unfinished_lines(uploads.unfinished(services(), code)),
        say_href=place.step("say"),
        notice=notice_for(place),
    )


def first_step_with(incomplete: Incomplete) -> str:
    """The first step of the form that has something to look at again."""
    wrong = {problem.field for problem in incomplete.problems}
    steps = ((ASKED_FIRST, "who"), (WHO, NEW), (SAY, "say"))
    return next((step for fields, step in steps if not wrong.isdisjoint(fields)), "choices")
