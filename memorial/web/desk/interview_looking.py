"""Looking at one interview at the desk: its index, its history, what may be published today and why, and a preview."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from memorial.application import desk as reads
from memorial.application import interviews as use
from memorial.domain.errors import NotFound
from memorial.domain.interview import Interview
from memorial.domain.interview_answers import Answer, Why
from memorial.domain.transcript import IndexSegment
from memorial.web.desk.exposure import interview_counted
from memorial.web.desk.frame import member, or_not_found, services, show
from memorial.web.desk.groups_frame import keeper_of
from memorial.web.desk.interview_frame import head, look_at, state_words, told
from memorial.web.desk.interview_page import InterviewPage, Item, edtf_words
from memorial.web.desk.interview_words import AUDIENCES, BECAUSE, DONE, WOULD_CHANGE
from memorial.web.desk.words import language_words, moment_words
from memorial.web.interview_words import clock
from memorial.web.language import direction
from memorial.web.surface import date_words, number

blueprint = Blueprint("interview_looking", __name__, url_prefix="/desk/interviews")

LISTING = "listing"
MOST_LINES = 400
"""How many lines of each transcript a preview prints; what comes after is counted."""


@blueprint.get("/<slug>/<interview_id>/index")
@or_not_found
@interview_counted
def index(slug: str, interview_id: str) -> Any:
    memorial = keeper_of(slug)
    seen = look_at(memorial, interview_id)
    if not seen.private:
        raise NotFound
    page = InterviewPage(memorial, seen, member().is_admin(memorial.id), {})
    items = [_segment(page, one) for one in seen.interview.index]
    return show("interview_index", _("Index"), memorial, message=told(), items=items,
                add=page.do("segment", _("Add a part")), **head(memorial, seen))  # fmt: skip


def _segment(page: InterviewPage, one: IndexSegment) -> Item:
    several = len(page.interview.sessions) > 1
    until = f"–{clock(one.end)}" if one.end is not None else ""
    sitting = _("Sitting %(number)s", number=number(one.session)) if several else ""
    titles = " · ".join(dict.fromkeys((one.title or {}).values())) or _("No title")
    noted = tuple(_("Content note: %(words)s", words=words) for words in (one.content_note or {}).values())
    words = tuple(" · ".join(found) for found in (one.keywords or {}).values())
    more = (f"{sitting} {clock(one.start)}{until}".strip(), *(one.synopsis or {}).values(), *noted, *words)
    links = (*page.do("segment", _("Change"), one.id, titles), *page.do("segment_out", _("Take out"), one.id, titles))
    return Item(titles, more=tuple(filter(None, more)), links=links)


@blueprint.get("/<slug>/<interview_id>/history")
@or_not_found
@interview_counted
def history(slug: str, interview_id: str) -> Any:
    memorial = keeper_of(slug)
    seen = look_at(memorial, interview_id)
    names = reads.names_of_staff(services())
    own = {"narrator": _("the narrator"), "job": _("the program")}
    lines = [
        (
            moment_words(one.at, memorial.time_zone),
            own.get(one.by) or names.get(one.by, ""),
            str(change_words(one.what)),
            one.reason,
        )
        for one in reversed(seen.interview.history)
    ]
    return show("interview_history", _("History"), memorial, lines=lines, **head(memorial, seen))


def change_words(what: str) -> Any:
    return DONE.get(what, what)


@dataclass(frozen=True)
class AnswerLine:
    part: str
    audience: str
    shown: bool
    because: tuple[str, ...]
    change: tuple[str, ...]


@blueprint.get("/<slug>/<interview_id>/today")
@or_not_found
def today(slug: str, interview_id: str) -> Any:
    """What may be published of it today, part by part, and why; to be printed too."""
    memorial = keeper_of(slug)
    seen = look_at(memorial, interview_id)
    lines = [_answer(seen.interview, one) for one in with_heading(seen.answers)]
    return show("interview_today", _("What may be published today, and why"), memorial, lines=lines,
                day=date_words(services().now().date()), state=state_words(seen), **head(memorial, seen))  # fmt: skip


def with_heading(found: tuple[Answer, ...]) -> list[Answer]:
    """Of an interview of which a part is shown, its heading is too, as far as that part: the gate does the same."""
    shown = [one.audience for one in found if one.shown and one.part != LISTING]
    if not shown:
        return list(found)
    return [
        replace(one, audience=max(shown), reasons=(Why.NOTHING_AGAINST_IT,)) if one.part == LISTING else one
        for one in found
    ]


def _answer(of: Interview, one: Answer) -> AnswerLine:
    because = tuple(_because(of, why) for why in one.reasons)
    change = tuple(dict.fromkeys(str(WOULD_CHANGE[why]) for why in one.reasons if why in WOULD_CHANGE))
    return AnswerLine(part_words(of, one.part), str(AUDIENCES[one.audience]), one.shown, because, change)


def _because(of: Interview, why: Why) -> str:
    if why is Why.NOT_OPEN_YET and of.opens_on is not None:
        return _("It is closed until %(day)s.", day=date_words(of.opens_on))
    return str(BECAUSE[why])


def part_words(of: Interview, part: str) -> str:
    """What a part of an interview is called at the desk."""
    kind, _colon, part_id = part.partition(":")
    if kind == "recording" and (found := of.recording(part_id)):
        name = found[1].master.name
        number_of = _("Sitting %(number)s, recording", number=number(found[0].number))
        return f"{number_of}: {name}" if name else number_of
    if kind == "transcript" and (lines := of.transcript(part_id)):
        own = language_words(lines.language)
        words = _("Translation (%(language)s)", language=own) if lines.translation else ""
        return words or _("Transcript (%(language)s)", language=own)
    if kind == "photograph":
        caption = next((one.caption for one in of.photographs if one.file.id == part_id), "")
        return _("Photograph: %(caption)s", caption=caption) if caption else _("Photograph")
    return {LISTING: _("That there is such an interview"), "index": _("The index")}.get(kind, part)


@blueprint.get("/<slug>/<interview_id>/preview")
@or_not_found
@interview_counted
def preview(slug: str, interview_id: str) -> Any:
    """What visitors would see, by the gate that publishes: as it stands, or with `agreed` once everything is open."""
    memorial = keeper_of(slug)
    agreed = bool(request.args.get("agreed"))
    seen = look_at(memorial, interview_id)
    if not seen.private:
        raise NotFound
    base = f"/desk/interviews/{memorial.slug}/{interview_id}/media"
    found = use.preview(services(), member(), memorial.id, interview_id, media_base=base, agreed=agreed)
    return show("interview_preview", _("As visitors would see it"), memorial, agreed=agreed, most=MOST_LINES,
                shown=found[0] if found else None, cues=found[1] if found else {}, clock=clock, when=edtf_words,
                direction_of=direction, **head(memorial, seen))  # fmt: skip
