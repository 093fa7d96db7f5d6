"""Who sent a remembrance, opened for one reader at a time, with a reason."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from memorial.application import identity
from memorial.application.step_up import ProveAnew
from memorial.domain.errors import NotFound, Refusal
from memorial.web.desk.frame import entered, memorial_at, or_not_found, services, show
from memorial.web.desk.refusals import said
from memorial.web.desk.words import OPENING_REASONS

blueprint = Blueprint("identity", __name__, url_prefix="/desk/identity")


@blueprint.post("/<slug>/<record_id>")
@or_not_found
def open_identity(slug: str, record_id: str) -> Any:
    """The name and the address, on a page of their own that no browser keeps; or the question why."""
    memorial = memorial_at(slug)
    reason = request.form.get("reason", "")
    reasons = [(code.value, str(words)) for code, words in OPENING_REASONS.items()]
    title, back = _("Who sent this"), f"/desk/review/{memorial.slug}/{record_id}"
    try:
        found = identity.open_identity(services(), entered(), memorial.id, record_id, reason)
    except (NotFound, ProveAnew):
        raise
    except Refusal as refusal:
        more = url_for("openings.mine", memorial=memorial.slug) if refusal.code == "opened_enough" else ""
        return show("identity", title, memorial, status=422, found=None, problem=said(refusal.code), reasons=reasons,
                    back=back, here=request.path, has_errors=True, more=more)  # fmt: skip
    return show("identity", title, memorial, found=found, problem="", reasons=reasons, back=back, here=request.path,
                more="")  # fmt: skip
