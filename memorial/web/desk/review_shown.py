"""What would reach the sender, shown to the reader first, as it will be read; a page, and nothing has happened yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from memorial.application.reviewing import ReviewView, Verdict
from memorial.domain.memorial import Memorial
from memorial.domain.paragraphs import WordChange
from memorial.domain.remembrance import Remembrance
from memorial.domain.transcript_editing import difference
from memorial.vocabulary import Decision
from memorial.web.desk.frame import member, show
from memorial.web.desk.review_page import name_of
from memorial.web.desk.words import REASONS, language_words
from memorial.web.language import direction
from memorial.web.signing import reader_words

_SIGNED = frozenset({Decision.ACCEPT, Decision.ASK})
"""Decisions whose message is a reader's own word. The reasons of the others are the memorial's, and bear no name."""
_NOT_SENT = frozenset({"csrf_token", "confirmed", "action"})


def shown_first(
    memorial: Memorial, view: ReviewView, verdict: Verdict, after: Remembrance, consequences: Mapping[str, str]
) -> Any:
    """All that was sent stands in the page, out of sight, and is sent again with `confirmed`."""
    version, language = view.version, view.remembrance.interface_language
    decided = after.version(verdict.version)
    suggestion = decided.suggestion if decided is not None and verdict.decision is Decision.SUGGEST else None
    here = url_for("review.review", slug=memorial.slug, record_id=view.remembrance.id)
    return show(
        "shown_first",
        _("Before it is sent"),
        memorial,
        name=name_of(view),
        here=here,
        back="",
        signed=reader_words(memorial, member().desk.signature) if verdict.decision in _SIGNED else "",
        happens=consequences[verdict.decision.value],
        to_sender=verdict.message,
        reason=str(REASONS[verdict.reason]) if verdict.reason and verdict.decision is Decision.DECLINE else "",
        changes=shown_changes(suggestion.changes if suggestion is not None else ()),
        sender_language=language_words(language),
        direction_of_text=direction(version.language) if version.language != "und" else "auto",
        kept=[(name, text) for name, text in request.form.items(multi=True) if name not in _NOT_SENT],
    )


def message_shown_first(memorial: Memorial, view: ReviewView, message: str, happens: str, here: str) -> Any:
    """A word to the sender alone, as they will read it; going back keeps it too."""
    return show(
        "shown_first",
        _("Before it is sent"),
        memorial,
        name=name_of(view),
        here=here,
        back="back",
        happens=happens,
        to_sender=message,
        signed=reader_words(memorial, member().desk.signature),
        reason="",
        changes=[],
        sender_language=language_words(view.remembrance.interface_language),
        direction_of_text="auto",
        kept=[(name, text) for name, text in request.form.items(multi=True) if name not in _NOT_SENT],
    )


def shown_changes(changes: tuple[WordChange, ...]) -> list[tuple[int, Any, str]]:
    """(paragraph, what differs word by word, why) of each change; paragraph 0 is the whole text."""
    return [(one.paragraph, difference(one.before, one.after), one.reason) for one in changes]
