"""What was changed in a transcript: who and when, the words before and after, and taking one change back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _

from memorial.application import desk as reads
from memorial.application import interview_transcripts as use
from memorial.application.interview_transcripts import TranscriptSeen
from memorial.domain import transcript_history as history
from memorial.domain.errors import Conflict
from memorial.domain.interview import CueChange, InterviewChange
from memorial.domain.languages import direction_of
from memorial.domain.memorial import Memorial
from memorial.domain.transcript import Cue
from memorial.domain.transcript_editing import Piece, difference
from memorial.web.desk.exposure import interview_counted
from memorial.web.desk.frame import member, or_not_found, refused, services, show
from memorial.web.desk.interview_lines import exact, noting_what_is_missing, number_in, words_keeper_of
from memorial.web.desk.transcript_words import CHANGES, why
from memorial.web.desk.words import language_words, moment_words
from memorial.web.interview_words import clock
from memorial.web.page import Link
from memorial.web.surface import number

blueprint = Blueprint("interview_changes", __name__, url_prefix="/desk/interviews/<slug>/<interview_id>/transcript")

IN_PAGE = 30
MOST_LINES = 20
"""Of a change that touched more lines, so many are told; the others are counted."""


@dataclass(frozen=True)
class LineTold:
    """One line of a change. `pieces` are its words, marked where they went or came; `more` what changed beside them."""

    clock: str
    state: str
    """added, removed or changed."""
    pieces: tuple[Piece, ...]
    more: tuple[str, ...]


@dataclass(frozen=True)
class ChangeTold:
    place: int
    at: datetime
    when: str
    by: str
    what: str
    reason: str
    lines: tuple[LineTold, ...]
    others: int


@blueprint.get("/<transcript_id>/history")
@or_not_found
@interview_counted
def changes(slug: str, interview_id: str, transcript_id: str) -> Any:
    memorial = words_keeper_of(slug)
    seen = use.look(services(), member(), (memorial.id, interview_id, transcript_id))
    return _page(memorial, seen, message=_("Saved.") if request.args.get("said") == "saved" else None)


@blueprint.post("/<transcript_id>/history")
@or_not_found
def take_back(slug: str, interview_id: str, transcript_id: str) -> Any:
    """`change` is its place in the history, and `at` its time, so that no other is taken for it."""
    memorial = words_keeper_of(slug)
    at = (memorial.id, interview_id, transcript_id)
    try:
        with noting_what_is_missing(memorial, interview_id):
            use.take_back(services(), member(), at, request.form.get("change", ""), request.form.get("at", ""))
    except Conflict as conflict:
        refused(conflict.code, where=memorial.id, subject=interview_id)
        return _page(memorial, use.look(services(), member(), at), problem=why(conflict.code))
    here = url_for("interview_changes.changes", slug=slug, interview_id=interview_id, transcript_id=transcript_id)
    return redirect(f"{here}?said=saved", 303)


def _page(memorial: Memorial, seen: TranscriptSeen, *, message: str | None = None, problem: str = "") -> Any:
    shown = seen.transcript
    all_of_it = history.of_transcript(seen.interview, shown.id)[::-1]
    pages = max(1, -(-len(all_of_it) // IN_PAGE))
    page = min(number_in(request.args.get("page", "")), pages)
    names = reads.names_of_staff(services())
    editor = url_for("interview_transcript.transcript", slug=memorial.slug, interview_id=seen.interview.id,
                     transcript_id=shown.id)  # fmt: skip
    here = f"{editor}/history"
    told = [_told(memorial, seen, place, one, names) for place, one in all_of_it[(page - 1) * IN_PAGE : page * IN_PAGE]]
    return show(
        "interview_changes",
        _("What was changed: %(language)s", language=language_words(shown.language)),
        memorial,
        status=409 if problem else 200,
        message=message,
        problem=problem,
        has_errors=bool(problem),
        editor=editor,
        here=here,
        changes=told,
        language=shown.language,
        direction=direction_of(shown.language),
        previous=Link(_("Later changes"), f"{here}?page={page - 1}") if page > 1 else None,
        next=Link(_("Earlier changes"), f"{here}?page={page + 1}") if page < pages else None,
        position=_("Page %(page)s of %(pages)s", page=number(page), pages=number(pages)),
    )


def _told(
    memorial: Memorial, seen: TranscriptSeen, place: int, change: InterviewChange, names: Mapping[str, str]
) -> ChangeTold:
    mine = [one for one in change.cues if one.transcript_id == seen.transcript.id]
    return ChangeTold(
        place=place,
        at=change.at,
        when=moment_words(change.at, memorial.time_zone),
        by=names.get(change.by, "") or (_("the narrator") if change.by == "narrator" else ""),
        what=str(CHANGES.get(change.what) or change.what),
        reason=change.reason,
        lines=tuple(_line(one) for one in mine[:MOST_LINES]),
        others=max(0, len(mine) - MOST_LINES),
    )


def _line(change: CueChange) -> LineTold:
    before, after = change.before, change.after
    there = after or before
    assert there is not None
    state = "added" if before is None else "removed" if after is None else "changed"
    pieces = difference(before.text if before else "", after.text if after else "")
    more = tuple(_beside(before, after)) if before is not None and after is not None else ()
    return LineTold(clock(there.start), state, pieces, more)


def _beside(before: Cue, after: Cue) -> list[str]:
    """What changed of a line but its words."""
    found = []
    if before.speaker != after.speaker:
        found.append(_("Speaker: %(before)s, now %(after)s", before=before.speaker or "–", after=after.speaker or "–"))
    if (before.start, before.end) != (after.start, after.end):
        was, now = (f"{exact(one.start)}–{exact(one.end)}" for one in (before, after))
        found.append(_("Time: %(before)s, now %(after)s", before=was, after=now))
    if before.edited != after.edited:
        found.append(_("The narrator wants other words here.") if after.edited else _("Words as they are heard again."))
    return found
