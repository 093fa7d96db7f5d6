"""What a reader opens outside the queue counts like what they open in it: stopping comes before it, once it is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from memorial.application import interviews, resting
from memorial.domain.interview import Interview
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Flag
from memorial.web.desk.frame import member, memorial_at, services

CONCERN, INTERVIEW = "concern", "interview"
READ_AT = frozenset({
    "ask", "review", "concerns", "interviews", "interview_looking", "interview_narrator", "interview_seals",
    "interview_transcript", "interview_changes",
})  # fmt: skip
"""Where somebody reads what was told: whoever does something there is at work."""


def rest_first(memorial: Memorial, mark: str) -> Response | None:
    """Instead of that one, where stopping comes first. What they are at already opens as ever."""
    if not resting.rest_is_due(services(), member(), memorial, but=mark):
        return None
    return redirect(url_for("queue.rest", memorial=memorial.slug, item=mark), 303)


def mark_of(kind: str, found_id: str) -> str:
    """How one of that kind is counted: it is another one than a remembrance of the same id."""
    return f"{kind}:{found_id}"


def address_of(memorial: Memorial, mark: str) -> str | None:
    """The page of what was counted under that mark; None for a remembrance, which is taken from the queue."""
    kind, _colon, found_id = mark.partition(":")
    if kind == CONCERN and found_id:
        return url_for("concerns.concern", slug=memorial.slug, objection_id=found_id)
    if kind == INTERVIEW and found_id:
        return url_for("interviews.interview", slug=memorial.slug, interview_id=found_id)
    return None


def concern_opened(objection_id: str, flags: Iterable[str]) -> None:
    resting.opened(services(), member(), mark_of(CONCERN, objection_id), flags)


def interview_counted(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page with words of an interview: for who reads there it counts once a day, with all its pages."""

    @wraps(view)
    def wrapped(slug: str, interview_id: str, **more: Any) -> Any:
        memorial, mark = memorial_at(slug, admins=True), mark_of(INTERVIEW, interview_id)
        if not member().may_read(memorial.id):
            return view(slug, interview_id, **more)
        stop = rest_first(memorial, mark)
        if stop is not None:
            return stop
        answer = view(slug, interview_id, **more)
        if resting.reading_of(services(), member()).last != mark:
            seen = interviews.look(services(), member(), memorial.id, interview_id)
            resting.opened(services(), member(), mark, _flags(seen.interview))
        return answer

    return wrapped


def _flags(interview: Interview) -> list[Flag]:
    """What people said of it: a content note in its index, or somebody who tells it as a child."""
    noted = any(one.content_note for one in interview.index)
    young = any(one.under_age for one in interview.narrators)
    return [flag for flag, so in ((Flag.GRAPHIC, noted), (Flag.MINOR, young)) if so]


def is_reading() -> bool:
    """Whether this request does something where somebody reads."""
    return request.method in ("POST", "PUT") and request.blueprint in READ_AT
