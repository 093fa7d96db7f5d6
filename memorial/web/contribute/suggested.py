"""What a reader suggests, as its sender sees it: each change by itself, with the reason, to be taken over or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from memorial.application.receipt import ReceiptView
from memorial.domain.paragraphs import WordChange
from memorial.domain.remembrance import Suggestion
from memorial.domain.transcript_editing import Piece, difference
from memorial.web.contribute.forms import PlainForm
from memorial.web.language import direction

TAKE, KEEP = "agree", "refuse"


class ChangesForm(PlainForm):
    """One answer for each change, none chosen beforehand. The button says `each`: without it all are taken over."""

    action = HiddenField(default="agree")


@dataclass(frozen=True)
class ShownChange:
    """`field` is the question's in the form; `paragraph` is 0 where the whole text is meant."""

    field: str
    paragraph: int
    pieces: Sequence[Piece]
    reason: str


@dataclass(frozen=True)
class ShownSuggestion:
    reason: str
    story: str
    direction: str
    changes: tuple[ShownChange, ...]


def suggestion_of(view: ReceiptView) -> Suggestion | None:
    pending = view.remembrance.pending
    return pending.suggestion if pending is not None and "agree" in view.possible else None


def shown_suggestion(view: ReceiptView) -> ShownSuggestion | None:
    suggestion, pending = suggestion_of(view), view.remembrance.pending
    if suggestion is None or pending is None:
        return None
    towards = direction(pending.language) if pending.language != "und" else "auto"
    return ShownSuggestion(suggestion.reason, suggestion.story, towards, tuple(map(_shown, suggestion.changes)))


def _shown(one: WordChange) -> ShownChange:
    return ShownChange(field_of(one), one.paragraph, difference(one.before, one.after), one.reason)


def field_of(one: WordChange) -> str:
    return f"change_{one.paragraph}"


def changes_form(view: ReceiptView) -> ChangesForm | None:
    """None where nothing is suggested, or only as a whole, as before changes were told apart."""
    suggestion = suggestion_of(view)
    if suggestion is None or not suggestion.changes:
        return None
    answers = [SelectChoice(TAKE, _("Take this over")), SelectChoice(KEEP, _("Keep my words here"))]
    more: dict[str, Any] = {
        field_of(one): RadioField(_("Do you want this change?"), choices=answers, validate_choice=False)
        for one in suggestion.changes
    }
    made: type[ChangesForm] = type("ChangesForm", (ChangesForm,), more)
    mine = request.method == "POST" and bool(request.form.get("each"))
    return made() if mine else made(formdata=None)


def answers_given() -> dict[str, str]:
    """The answers to single changes among what was sent."""
    found = {name: text for name, text in request.form.items() if name.startswith("change_")}
    return {**found, "each": "yes"} if request.form.get("each") else {}
