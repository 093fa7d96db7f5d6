"""What a script on the review page asks for: whether it still stands as it was read, and that what is typed be kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from memorial.application import review_desk, reviewing
from memorial.application.ports.review_drafts import ReviewDraft
from memorial.domain.errors import Conflict, Invalid, NotFound
from memorial.web.desk.forms import kept_of, number_of
from memorial.web.desk.frame import member, memorial_at, or_not_found, require_form_token, services
from memorial.web.desk.refusals import said

blueprint = Blueprint("review_beside", __name__, url_prefix="/desk/review")

CODES = {"gone": "withdrawn_meanwhile", "held": "claimed_by_another", "changed": "changed_meanwhile"}


@blueprint.get("/<slug>/<record_id>/state")
def state(slug: str, record_id: str) -> Any:
    """`state`: same, changed, held or gone, with a sentence. Asking keeps nobody signed in.

    `closed`: it was read when nothing waited for a decision.
    """
    memorial, closed = memorial_at(slug), bool(request.args.get("closed"))
    revision = number_of(request.args.get("revision"))
    found = review_desk.stands(services(), member(), memorial.id, record_id, revision, closed=closed)
    answer = jsonify(state=found, said=said(CODES[found]) if found in CODES else "")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.put("/<slug>/<record_id>/draft")
@or_not_found
def draft(slug: str, record_id: str) -> Any:
    """Keep what stands in the form, for this reader alone: 204. No entry in the log, since nothing was decided.

    With `part` = message it holds the message alone: all else that was kept stays.
    """
    memorial = memorial_at(slug)
    require_form_token(request.form.get("csrf_token"))
    try:
        view = reviewing.review(services(), member(), memorial.id, record_id, media_base="/desk/media")
        kept = ReviewDraft(number_of(request.form.get("version")), kept_of(request.form, view))
        if request.form.get("part") == "message":
            kept = _beside_the_rest(memorial.id, record_id, kept)
        review_desk.keep_draft(services(), member(), memorial.id, record_id, kept)
    except Conflict:
        return Response(status=409)
    except Invalid:
        return Response(status=413)
    except NotFound:
        return Response(status=404)
    return Response(status=204)


def _beside_the_rest(memorial_id: str, record_id: str, typed: ReviewDraft) -> ReviewDraft:
    before = review_desk.kept_draft(services(), member(), memorial_id, record_id) or typed
    rest = {name: text for name, text in before.fields.items() if name != "message"}
    message = typed.fields.get("message", "")
    return ReviewDraft(before.version, rest | ({"message": message} if message else {}))
