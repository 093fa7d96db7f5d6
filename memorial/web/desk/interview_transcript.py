"""The editor of a transcript at the desk: its lines beside the player, each a form of its own, saved one by one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from memorial.adapters.transcripts.forms import TranscriptFiles
from memorial.application import desk as reads
from memorial.application import interview_transcripts as use
from memorial.application.interview_transcripts import Asked, At, Done, LineChanged, TranscriptSeen
from memorial.application.interviews import time_of
from memorial.application.offer import Answers
from memorial.application.ports.transcripts import LARGEST_TRANSCRIPT, NotATranscript
from memorial.domain.errors import Invalid
from memorial.domain.languages import direction_of
from memorial.domain.memorial import Memorial
from memorial.domain.transcript_lines import Line
from memorial.web.desk.exposure import interview_counted
from memorial.web.desk.frame import arriving_form, member, or_not_found, refused, services, show
from memorial.web.desk.interview_files import LISTENED_TO, at_most
from memorial.web.desk.interview_lines import (
    LineTyped,
    exact,
    lines_of,
    name_of,
    noting_what_is_missing,
    number_in,
    page_at,
    page_of,
    pages_of,
    players_of,
    state_words,
    words_keeper_of,
)
from memorial.web.desk.transcript_words import why
from memorial.web.desk.words import clock_words, language_words
from memorial.web.intake import Broken, pass_over
from memorial.web.page import Link
from memorial.web.surface import date_words, number

blueprint = Blueprint("interview_transcript", __name__, url_prefix="/desk/interviews/<slug>/<interview_id>/transcript")

Answered = Response | Any

A_LINE = 4_000
"""Milliseconds that a new line is proposed to last, where none follows."""


@blueprint.get("/<transcript_id>")
@or_not_found
@interview_counted
def transcript(slug: str, interview_id: str, transcript_id: str) -> Answered:
    """`page` counts from 1; `line` and `at` (a time such as 12:10) open the page where that is."""
    memorial = words_keeper_of(slug)
    seen = use.look(services(), member(), (memorial.id, interview_id, transcript_id))
    if request.args.get("at"):
        moment = time_of(Answers(request.args), "at")
        if moment is not None:
            page, line = page_at(seen, moment)
            return redirect(f"{_here(slug, seen)}?page={page}#line-{line}", 303)
    words = {"saved": _("Saved."), "came": _("The newer version is here. What it changed stands in the history.")}
    told = words.get(request.args.get("said", ""))
    return _page(memorial, seen, _page_asked(seen), message=told)


def _page_asked(seen: TranscriptSeen) -> int:
    if "line" in request.args:
        return page_of(seen, request.args["line"])
    return min(number_in(request.args.get("page", "")), pages_of(seen))


# One line


@blueprint.post("/<transcript_id>/line")
@or_not_found
def line(slug: str, interview_id: str, transcript_id: str) -> Answered:
    """`action` is an act on the line `line`. A script that asks for JSON gets what it needs to go on in place."""
    memorial = words_keeper_of(slug)
    at = (memorial.id, interview_id, transcript_id)
    try:
        typed, moment = _typed(), _moment()
        asked = Asked(
            action=request.form.get("action", ""),
            cue_id=request.form.get("line", ""),
            was=request.form.get("was", ""),
            line=typed,
            following=request.form.get("following", ""),
            moment=moment,
        )
        with noting_what_is_missing(memorial, interview_id):
            done = use.act(services(), member(), at, asked)
    except LineChanged as changed:
        refused(changed.code, where=memorial.id, subject=interview_id)
        return _changed_meanwhile(memorial, at, changed)
    except Invalid as wrong:
        refused(wrong.code, where=memorial.id, subject=interview_id)
        return _not_taken(memorial, at, why(wrong.code))
    if _asks_for_json():
        return _saved(memorial, done)
    kept = done.cue.id if done.cue else ""
    return redirect(f"{_address(slug, interview_id, transcript_id)}?said=saved&line={kept}#line-{kept}", 303)


def _typed() -> Line:
    """The fields of a line. Raises `Invalid` for a time that cannot be read."""
    answers = Answers(request.form)
    start, end = time_of(answers, "start", needed=True), time_of(answers, "end", needed=True)
    if start is None or end is None:
        raise answers.problems[0]
    return Line(start, end, request.form.get("text", ""), request.form.get("speaker", ""), "edited" in request.form)


def _moment() -> int | None:
    """Where the player stands, in milliseconds of the session, if it was sent along."""
    said = request.form.get("moment", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def _asks_for_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _saved(memorial: Memorial, done: Done) -> Response:
    told = _("Saved %(time)s", time=clock_words(done.at, memorial.time_zone))
    return jsonify(said=told, was=use.mark(done.cue))


def _changed_meanwhile(memorial: Memorial, at: At, changed: LineChanged) -> Answered:
    """What the other wrote, and what was typed, side by side: to save it now is to know of both."""
    now = changed.now
    if _asks_for_json():
        told = _("Not saved: somebody else changed this line.") if now else _("Not saved: this line is not here now.")
        answer = jsonify(said=told, was=use.mark(now), now=now.text if now else None)
        answer.status_code = 409
        return answer
    seen = use.look(services(), member(), at)
    problem = _("Somebody else changed this line meanwhile. Your words are in the box; theirs stand above it.")
    typed = _line_typed(problem, now=now) if now else None
    page = page_of(seen, now.id if now else request.form.get("following", ""))
    return _page(memorial, seen, page, typed=typed, lost=None if now else _line_typed(""), status=409)


def _not_taken(memorial: Memorial, at: At, problem: str) -> Answered:
    if _asks_for_json():
        answer = jsonify(said=_("Not saved. %(why)s", why=problem))
        answer.status_code = 422
        return answer
    seen = use.look(services(), member(), at)
    page = page_of(seen, request.form.get("line", ""))
    return _page(memorial, seen, page, typed=_line_typed(problem), status=422)


def _line_typed(problem: str, now: Any = None) -> LineTyped:
    form = request.form
    return LineTyped(form.get("line", ""), form.get("text", ""), form.get("speaker", ""), form.get("start", ""),
                     form.get("end", ""), "edited" in form, problem, now)  # fmt: skip


# The whole


@blueprint.post("/<transcript_id>")
@or_not_found
def act(slug: str, interview_id: str, transcript_id: str) -> Answered:
    """`action`: add (a line, from its fields), read (a person has read what a machine made) or not_read."""
    memorial = words_keeper_of(slug)
    at = (memorial.id, interview_id, transcript_id)
    here = _address(slug, interview_id, transcript_id)
    action = request.form.get("action", "")
    if action not in ("add", "read", "not_read"):
        refused("no_such_action", where=memorial.id, subject=interview_id[:64])
        abort(422)
    if action in ("read", "not_read"):
        with noting_what_is_missing(memorial, interview_id):
            (use.read_to_the_end if action == "read" else use.not_read)(services(), member(), at)
        return redirect(f"{here}?said=saved", 303)
    try:
        with noting_what_is_missing(memorial, interview_id):
            done = use.add(services(), member(), at, _typed())
    except Invalid as wrong:
        refused(wrong.code, where=memorial.id, subject=interview_id)
        seen = use.look(services(), member(), at)
        return _page(
            memorial, seen, number_in(request.form.get("page", "")), adding=_line_typed(why(wrong.code)), status=422
        )
    kept = done.cue.id if done.cue else ""
    return redirect(f"{here}?said=saved&line={kept}#line-{kept}", 303)


@blueprint.post("/<transcript_id>/file")
@or_not_found
def bring_file(slug: str, interview_id: str, transcript_id: str) -> Answered:
    """A newer version of the file, read as it arrives, with `machine` before it."""
    arriving = arriving_form()
    memorial = words_keeper_of(slug)
    at = (memorial.id, interview_id, transcript_id)
    try:
        for name, pieces in arriving.files():
            content = at_most(pieces, LARGEST_TRANSCRIPT)
            if name or content:
                machine = arriving.fields.get("machine", "")
                read = TranscriptFiles().read(content, name)
                with noting_what_is_missing(memorial, interview_id):
                    use.replace_lines(services(), member(), at, read, machine=machine, name=name)
                return redirect(f"{_address(slug, interview_id, transcript_id)}?said=came", 303)
        problem = "no_file"
    except Broken:
        problem = "broken_off"
    except (NotATranscript, Invalid) as wrong:
        problem = wrong.code
    finally:
        pass_over(arriving.stream, LISTENED_TO)
    refused(problem, where=memorial.id, subject=interview_id)
    seen = use.look(services(), member(), at)
    return _page(memorial, seen, 1, file_problem=why(problem), status=422)


# The page


def _address(slug: str, interview_id: str, transcript_id: str) -> str:
    return url_for("interview_transcript.transcript", slug=slug, interview_id=interview_id, transcript_id=transcript_id)


def _here(slug: str, seen: TranscriptSeen) -> str:
    return _address(slug, seen.interview.id, seen.transcript.id)


def _page(
    memorial: Memorial,
    seen: TranscriptSeen,
    page: int,
    *,
    status: int = 200,
    message: str | None = None,
    typed: LineTyped | None = None,
    lost: LineTyped | None = None,
    adding: LineTyped | None = None,
    file_problem: str = "",
) -> Any:
    """`typed`: into a line, and not taken; `lost`: into one that is not there any more; `adding`: into a new one."""
    shown = seen.transcript
    page, here = min(page, pages_of(seen)), _here(memorial.slug, seen)
    return show(
        "interview_transcript",
        _("Transcript: %(language)s", language=language_words(shown.language)),
        memorial,
        status=status,
        message=message,
        has_errors=status != 200,
        slug=memorial.slug,
        name=name_of(seen),
        here=here,
        interview=seen.interview,
        transcript=shown,
        direction=direction_of(shown.language),
        lines=lines_of(memorial.slug, seen, page, typed),
        lost=lost,
        adding=adding or _line_to_add(seen, request.args.get("after", "")),
        file_problem=file_problem,
        players=players_of(memorial.slug, seen),
        speakers=use.speakers(shown),
        state=state_words(seen),
        number=page,
        pages=pages_of(seen),
        previous=Link(_("Earlier lines"), f"{here}?page={page - 1}") if page > 1 else None,
        next=Link(_("Later lines"), f"{here}?page={page + 1}") if page < pages_of(seen) else None,
        position=_("Page %(page)s of %(pages)s", page=number(page), pages=number(pages_of(seen))),
        editor=current_app.extensions["assets"].scripts["transcript"],
        reader=_who_read(seen),
    )


def _line_to_add(seen: TranscriptSeen, after: str) -> LineTyped:
    """The form for a new line: after the one named, or at the end."""
    cues = seen.transcript.cues
    place = next((n for n, one in enumerate(cues) if one.id == after), len(cues) - 1)
    if place < 0:
        return LineTyped("", "", "", exact(0), exact(A_LINE), False, "")
    start = max(cues[place].start, cues[place].end)
    following = cues[place + 1].start if place + 1 < len(cues) else 0
    end = following if following > start else start + A_LINE
    return LineTyped("", "", cues[place].speaker, exact(start), exact(end), False, "")


def _who_read(seen: TranscriptSeen) -> str:
    """Who read what a machine made, and when, in words; '' where nobody did."""
    shown = seen.transcript
    if not shown.read_by or shown.read_at is None:
        return ""
    name = reads.names_of_staff(services()).get(shown.read_by, "")
    day = date_words(shown.read_at.date())
    return _("%(name)s has read it from beginning to end, on %(day)s.", name=name, day=day) if name else day
