"""Words looked for in interviews: in one, sitting by sitting, and in all of them; each leads to its moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.published.interview import FoundLine, PublishedInterview
from memorial.web.interview_words import clock
from memorial.web.language import direction
from memorial.web.page import Link
from memorial.web.surface import number
from memorial.web.wall.interview_shown import ADDRESS, LineShown, Moments, line_shown
from memorial.web.wall.transcript_lines import anchor
from memorial.web.wall.visit import Visit, show

MOST_WITHIN = 200
"""So many lines of one interview are shown."""
MOST = 12
"""So many lines of all interviews together."""


@dataclass(frozen=True)
class FoundShown:
    """A line that holds the words. `place`: 'Index' where it is a segment of one, else ''.

    `listen`: the sound at its moment, '' where there is none, or only the line's page knows it.
    """

    href: str
    at: str
    speaker: str
    text: str
    language: str
    direction: str
    place: str
    listen: str = ""


@dataclass(frozen=True)
class FoundInOne:
    """`heading`: which sitting it is, '' where there is one alone."""

    heading: str
    lines: tuple[FoundShown, ...]


@dataclass(frozen=True)
class FoundInInterview:
    interview: LineShown
    lines: tuple[FoundShown, ...]


def found_page(visit: Visit, shown: PublishedInterview, heading: Mapping[str, Any], query: str) -> Response:
    """The lines alone, without the transcript around them: they lead into it."""
    groups = list(_within(visit, shown, query)) if query else []
    count = sum(len(one.lines) for one in groups)
    here = f"{visit.base}{ADDRESS}/{shown.id}"
    return show(
        visit,
        "wall/interview_found.html",
        title=_("Search in this interview"),
        rest=f"{ADDRESS}/{shown.id}",
        asked={"q": query},
        told=heading["told"],
        sheet=heading["sheet"],
        query=query,
        search_action=here,
        groups=groups,
        count=count_words(count) if query else "",
        up=Link(heading["title"], here),
    )


def count_words(count: int) -> str:
    if not count:
        return _("Nothing was found.")
    if count >= MOST_WITHIN:
        return _("More than %(count)s lines. The first are here.", count=number(MOST_WITHIN))
    return ngettext("%(count)s line", "%(count)s lines", count, count=number(count))


def _within(visit: Visit, shown: PublishedInterview, query: str) -> Iterator[FoundInOne]:
    reader, left = visit.snapshot.interviews(visit.memorial.id), MOST_WITHIN
    for session in shown.sessions:
        found = reader.find_within(shown.id, query, session=session.number, limit=left) if left else ()
        left -= len(found)
        if found:
            many = len(shown.sessions) > 1
            heading = _("Session %(number)s", number=number(session.number)) if many else ""
            moments, first = Moments.of(session), shown.sessions[0].number
            yield FoundInOne(heading, tuple(_line(visit, one, first, moments) for one in found))


def found_in_interviews(visit: Visit, query: str) -> list[FoundInInterview]:
    """What a search in the whole memorial finds: interview by interview."""
    reader = visit.snapshot.interviews(visit.memorial.id)
    found = reader.find(query, limit=MOST) if query else ()
    by_interview: dict[str, list[FoundLine]] = {}
    for one in found:
        by_interview.setdefault(one.interview_id, []).append(one)
    known = reader.lines_of(list(by_interview))
    return [
        FoundInInterview(line_shown(visit, known[one]), _lines(visit, lines))
        for one, lines in by_interview.items()
        if one in known
    ]


def _lines(visit: Visit, lines: Sequence[FoundLine]) -> tuple[FoundShown, ...]:
    return tuple(_line(visit, one, None) for one in lines)


def _line(visit: Visit, one: FoundLine, first: int | None, moments: Moments | None = None) -> FoundShown:
    """`first`: the number of the sitting that stands on the page unasked; None where that is not known."""
    session = "" if one.session == first else f"?session={one.session}"
    where = anchor(one.number, one.cue_id) if one.cue_id else f"s{one.number}"
    return FoundShown(
        href=f"{visit.base}{ADDRESS}/{one.interview_id}{session}#{where}",
        at=clock(one.start),
        speaker=one.speaker,
        text=one.text or _("A part of the index"),
        language=one.language if one.text else visit.language,
        direction=direction(one.language if one.text else visit.language),
        place="" if one.cue_id else _("Index"),
        listen=moments.address(one.start) if moments else "",
    )
