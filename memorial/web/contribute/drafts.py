"""`/share/draft`: what a script saves while somebody writes. Without a script every *Continue* saves.

What is typed goes to the server and nowhere else: nothing of it is kept in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from memorial.application import giving
from memorial.domain.draft import Draft
from memorial.domain.errors import Conflict, NotFound
from memorial.web.contribute import session as here
from memorial.web.contribute.choices import chosen_answers
from memorial.web.contribute.forms import PlainForm
from memorial.web.contribute.frame import Place, place_of, services
from memorial.web.contribute.helping import helped_answers
from memorial.web.contribute.left import has_left
from memorial.web.contribute.say import said_answers
from memorial.web.contribute.steps import draft_here, keep
from memorial.web.contribute.who import new_answers, who_answers
from memorial.web.limits import Doing, slow_down

drafts = Blueprint("drafts", __name__)

Reads = Callable[[Place, Draft | None, Mapping[str, str]], dict[str, str]]


@drafts.post("/<language>/<slug>/share/draft")
def save(language: str, slug: str) -> ResponseReturnValue:
    """204 when it is kept. Nothing is begun anew for a draft that is gone: its sender may just have left."""
    place = place_of(language, slug)
    reads = _READS.get(request.args.get("step", ""))
    # Without the session in which the page was made there is nobody to keep it for, and no cookie is set.
    if reads is None or not here.has_form_secret() or not PlainForm().came_from_here(services().limits):
        return Response(status=422)
    if not place.takes:
        return Response(status=403)
    if slow_down(Doing.UPLOAD):
        return Response(status=429)
    begun = draft_here(place)
    gone = begun is None and (here.draft_code(place.slug) or not request.args.get("new"))
    if gone or has_left():
        return Response(status=409)
    try:
        kept = keep(place, reads(place, begun.draft if begun else None, request.form), anew=begun is None)
    except (Conflict, NotFound):
        return Response(status=409)
    if has_left():
        # They left while this was kept: what it began goes again, and the browser hears nothing of it.
        if begun is None:
            giving.discard_draft(services(), kept.code)
        here.leave_cookie_alone()
        return Response(status=409)
    return Response(status=204)


_READS: Mapping[str, Reads] = {
    "who": who_answers,
    "new": new_answers,
    "say": said_answers,
    "choices": chosen_answers,
    "help": helped_answers,
}
