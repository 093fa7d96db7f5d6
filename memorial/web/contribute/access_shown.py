"""A transcript as whoever was granted access reads it: its lines, each with the way to its moment of the sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.published.interview import PublishedCue, PublishedSession, PublishedTranscriptHead
from memorial.web.interview_words import clock
from memorial.web.page import Link
from memorial.web.person_words import language_words

MOST_LINES = 500
"""How many lines of a transcript stand on one page."""
_HEARD = ("mp3", "mp4", "opus")
"""Which copy a link leads to: the one that most browsers play."""


@dataclass(frozen=True)
class LineShown:
    """`href`: the sound at that moment, '' where it cannot be heard. `edited`: said where the narrator chose other
    words, else ''.
    """

    at: str
    href: str
    speaker: str
    text: str
    language: str
    edited: str


@dataclass(frozen=True)
class TranscriptShown:
    """`machine`: said of one that nobody has read yet, or ''."""

    title: str
    machine: str
    language: str
    direction: str
    lines: tuple[LineShown, ...]
    previous: Link | None
    following: Link | None


def transcript_shown(
    session: PublishedSession,
    head: PublishedTranscriptHead,
    cues: Sequence[PublishedCue],
    *,
    page: int,
    address: str,
    language: str,
) -> TranscriptShown:
    """Page `page` of it, from 1. `address`: of the page, up to the number of a page of lines."""
    named = language_words(head.language, language)
    title = (
        _("Translation: %(language)s", language=named)
        if head.translation
        else _("Transcript: %(language)s", language=named)
    )
    machine = ""
    if head.machine:
        machine = _(
            "A program wrote this (%(program)s), and no person has read it yet. It has mistakes.", program=head.machine
        )
    return TranscriptShown(
        title,
        machine,
        head.language,
        head.direction,
        tuple(_line(session, one) for one in cues[(page - 1) * MOST_LINES : page * MOST_LINES]),
        Link(_("Earlier lines"), f"{address}{page - 1}") if page > 1 else None,
        Link(_("More lines"), f"{address}{page + 1}") if page * MOST_LINES < len(cues) else None,
    )


def _line(session: PublishedSession, cue: PublishedCue) -> LineShown:
    edited = _("the narrator chose other words here than those that are heard") if cue.edited else ""
    return LineShown(clock(cue.start), _sound_at(session, cue.start), cue.speaker, cue.text, cue.language, edited)


def _sound_at(session: PublishedSession, moment: int) -> str:
    """For any browser, with a script or without."""
    for one in session.recordings:
        by_format = {sound.format: sound.href for sound in one.sources}
        found = next((by_format[form] for form in _HEARD if form in by_format), "")
        if found and one.starts <= moment < one.starts + one.duration:
            return f"{found}#t={(moment - one.starts) // 1000}"
    return ""
