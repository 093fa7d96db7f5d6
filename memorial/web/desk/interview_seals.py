"""Sealing a span of an interview at the desk: what would go is shown first, and what is sealed stands in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _

from memorial.application import desk as reads
from memorial.application import interview_seals as use
from memorial.application.interview_seals import Reach, Sealed, SealSeen
from memorial.application.interviews import languages_of
from memorial.application.narrators import NARRATOR
from memorial.application.offer import Answers, Incomplete
from memorial.application.step_up import Act
from memorial.domain.errors import NotAllowed
from memorial.domain.sealed_spans import Span
from memorial.web.desk.exposure import interview_counted
from memorial.web.desk.frame import member, or_not_found, refused, services, show
from memorial.web.desk.interview_lines import exact, noting_what_is_missing, sounds_of, words_keeper_of
from memorial.web.desk.step_up import require
from memorial.web.desk.transcript_words import why
from memorial.web.desk.words import language_words
from memorial.web.interview_words import clock
from memorial.web.language import endonym
from memorial.web.surface import date_words

blueprint = Blueprint("interview_seals", __name__, url_prefix="/desk/interviews/<slug>/<interview_id>/seals")

MOST_LINES = 50
"""Of the lines that would go, so many are shown; the others are counted."""


@dataclass(frozen=True)
class SealTold:
    """One seal in words. `state` is held, opened or lifted."""

    id: str
    state: str
    span: str
    session: int
    reason: str
    made: str
    until: str
    opens: str
    by_narrator: bool
    ended: str
    waits: int
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """The span that is looked at, with what it touches; `before` and `after` play what stays on both sides of it."""

    session: int
    start: str
    end: str
    reach: Reach
    nowhere: bool
    """It touches no recording, though there are some."""
    before: str
    after: str


@blueprint.get("")
@or_not_found
@interview_counted
def seals(slug: str, interview_id: str) -> Any:
    """With `session`, `from` and `to`: what would go if that were sealed."""
    memorial = words_keeper_of(slug)
    sealed = use.look(services(), member(), memorial.id, interview_id)
    told = {
        "sealed": _("Sealed. Nobody outside hears or reads it from now on."),
        "lifted": _("Lifted. It is heard and read again, as far as everything else allows."),
        "moved": _("Saved."),
    }.get(request.args.get("said", ""))
    if "from" not in request.args:
        return _page(sealed, message=told)
    answers = Answers(request.args)
    span = use.span_of(answers, sealed.interview)
    problems = {one.field: why(one.code) for one in answers.problems}
    return _page(sealed, given=request.args, problems=problems, span=None if problems else span)


@blueprint.post("")
@or_not_found
def seal(slug: str, interview_id: str) -> Any:
    memorial = words_keeper_of(slug)
    given = {name: value for name, value in request.form.items() if name != "csrf_token"}
    try:
        with noting_what_is_missing(memorial, interview_id):
            use.act(services(), member(), memorial.id, interview_id, "seal", given)
    except Incomplete as incomplete:
        refused("incomplete", where=memorial.id, subject=interview_id)
        sealed = use.look(services(), member(), memorial.id, interview_id)
        problems = {one.field: why(one.code) for one in incomplete.problems}
        span = use.span_of(Answers(request.form), sealed.interview)
        return _page(sealed, given=request.form, problems=problems, span=span)
    return redirect(url_for("interview_seals.seals", slug=slug, interview_id=interview_id, said="sealed"), 303)


@blueprint.post("/<seal_id>/lift")
@or_not_found
def lift(slug: str, interview_id: str, seal_id: str) -> Any:
    """With the reason `why`."""
    return _act(slug, interview_id, seal_id, "lift_seal", "lifted")


@blueprint.post("/<seal_id>/day")
@or_not_found
def move(slug: str, interview_id: str, seal_id: str) -> Any:
    """Another day `until`, or none. An earlier one than before opens something: it needs a fresh proof."""
    memorial = words_keeper_of(slug)
    sealed = use.look(services(), member(), memorial.id, interview_id)
    was, until = use.seal_of(sealed.interview, seal_id), _day(request.form.get("until", ""))
    if was is not None and use.opens_earlier(was, until):
        require(Act.UNSEAL)
    return _act(slug, interview_id, seal_id, "move_seal", "moved")


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        return None


def _act(slug: str, interview_id: str, seal_id: str, action: str, told: str) -> Any:
    memorial = words_keeper_of(slug)
    given = {"id": seal_id, "why": request.form.get("why", ""), "until": request.form.get("until", "")}
    try:
        with noting_what_is_missing(memorial, interview_id):
            use.act(services(), member(), memorial.id, interview_id, action, given)
    except Incomplete as incomplete:
        refused("incomplete", where=memorial.id, subject=interview_id)
        wrong = {f"{seal_id}-{one.field}": why(one.code) for one in incomplete.problems}
    except NotAllowed as refusal:
        refused(refusal.code, where=memorial.id, subject=interview_id)
        wrong = {f"{seal_id}-until": why(refusal.code)}
    else:
        return redirect(url_for("interview_seals.seals", slug=slug, interview_id=interview_id, said=told), 303)
    return _page(use.look(services(), member(), memorial.id, interview_id), given=request.form, problems=wrong)


# The page


def _page(
    sealed: Sealed,
    *,
    message: str | None = None,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    span: tuple[int, Span] | None = None,
) -> Any:
    memorial, interview = sealed.memorial, sealed.interview
    codes = languages_of(memorial, interview)
    return show(
        "interview_seals",
        _("Sealed spans"),
        memorial,
        status=422 if problems and request.method == "POST" else 200,
        message=message,
        has_errors=bool(problems),
        slug=memorial.slug,
        interview=interview,
        here=url_for("interview_seals.seals", slug=memorial.slug, interview_id=interview.id),
        given={"session": "1", "from": "", "to": "", "why": "", "until": "", "anyway": ""} | dict(given or {}),
        problems=defaultdict(str, problems or {}),
        asked=_asked(sealed, *span) if span else None,
        seals=_told(sealed),
        waiting=len(sealed.waiting),
        said=[(code, endonym(code), (given or {}).get(f"said_{code}", "")) for code in codes],
        most=MOST_LINES,
        languages_of={one.language: language_words(one.language) for one in interview.transcripts},
    )


def _asked(sealed: Sealed, session: int, span: Span) -> Asked:
    found = use.reach(sealed.interview, session, span)
    before = after = ""
    for one in found.recordings[:1]:
        for href, _mime in sounds_of(sealed.memorial.slug, sealed.interview.id, one.recording)[:1]:
            start, end = (moment / 1000 for moment in one.cut)
            before, after = f"{href}#t={max(0, start - 5):g},{start:g}", f"{href}#t={end:g}"
    nowhere = use.beside_all_recordings(sealed.interview, session, span)
    return Asked(session, exact(span[0]), exact(span[1]), found, nowhere, before, after)


def _told(sealed: Sealed) -> list[SealTold]:
    names = {NARRATOR: _("the narrator"), **reads.names_of_staff(services())}
    return [_one(one, names) for one in sealed.seals]


def _one(seen: SealSeen, names: Mapping[str, str]) -> SealTold:
    one = seen.seal
    state = "lifted" if one.lifted_at else "opened" if seen.opened else "held"
    ended = ""
    if one.lifted_at:
        ended = " · ".join(filter(None, (date_words(one.lifted_at.date()), names.get(one.lifted_by, ""),
                                         one.lifted_because)))  # fmt: skip
    return SealTold(
        id=one.id,
        state=state,
        span=f"{clock(one.start)}–{clock(one.end)}",
        session=one.session,
        reason="" if one.made_by == NARRATOR else one.reason,
        made=" · ".join(filter(None, (date_words(one.made_at.date()), names.get(one.made_by, "")))),
        until=one.until.isoformat() if one.until else "",
        by_narrator=one.made_by == NARRATOR,
        opens=_("Opens by itself on %(day)s.", day=date_words(one.until)) if one.until else _("It has no end."),
        ended=ended,
        waits=len(seen.waits),
        said=tuple((one.said or {}).items()),
    )
