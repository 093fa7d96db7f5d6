"""What the desk's pages of interviews share: whose interview it is, what it is called, where it stands, refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from memorial.application import interviews as use
from memorial.application.interviews import InterviewSeen
from memorial.application.offer import Incomplete
from memorial.domain.memorial import Memorial
from memorial.web.desk.finding_words import unusable_words
from memorial.web.desk.frame import member, refused, services
from memorial.web.desk.interview_words import said
from memorial.web.language import current_language

_TOLD: Mapping[str, Callable[[], str]] = {
    "saved": lambda: _("Saved."),
    "added": lambda: _("The interview is entered. It is closed until you open it."),
    "again": lambda: _("It will be tried again."),
    "erased": lambda: _("Erased for good."),
    "came": lambda: _("The file is here. Copies to listen to are being made."),
    "lines_came": lambda: _("The transcript is here."),
    "nothing_new": lambda: _("Nothing new is in this file."),
}


def told() -> str | None:
    """What was just done, where the address says so."""
    found = _TOLD.get(request.args.get("said", ""))
    return found() if found else None


def look_at(memorial: Memorial, interview_id: str) -> InterviewSeen:
    """Raises `NotFound`."""
    return use.look(services(), member(), memorial.id, interview_id)


def titled(memorial: Memorial, one: InterviewSeen) -> tuple[str, str]:
    """(language, title) in the language of the page, or whichever there is; a plain word where nothing may be told."""
    for code in (current_language(), *memorial.languages, *one.title):
        if one.title.get(code):
            return code, one.title[code]
    return "", _("Interview %(mark)s", mark=one.interview.id[:8])


def state_words(one: InterviewSeen) -> str:
    if any(answer.shown and answer.part != "listing" for answer in one.answers):
        return _("Visitors hear or read something of it")
    return _("Visitors see only that it is here") if one.shown else _("Visitors see nothing of it")


def head(memorial: Memorial, seen: InterviewSeen) -> dict[str, Any]:
    """What every page of one interview has: its name and its address."""
    language, title = titled(memorial, seen)
    here = url_for("interviews.interview", slug=memorial.slug, interview_id=seen.interview.id)
    return {"slug": memorial.slug, "here": here, "name": title, "name_language": language}


def say(form: Any, incomplete: Incomplete, memorial: Memorial) -> None:
    """Refusals at their fields, and the audit entry of the refused act."""
    refused("incomplete", where=memorial.id)
    for one in incomplete.problems:
        put(form, one.field, one.code)


def put(form: Any, field: str, code: str) -> None:
    """A refusal in words at its field, or over the form where it has no such field."""
    kind, _colon, rest = code.partition(":")
    words = unusable_words(rest) if kind == "transcript" else said(code)
    if field in form._fields:
        form[field].errors = [*form[field].errors, words]
    else:
        form.form_errors = [*form.form_errors, words]
