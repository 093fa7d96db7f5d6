"""The transcripts of one sitting, as its page shows them: the original and a translation beside it, others below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from memorial.published.interview import (
    PublishedCue,
    PublishedInterview,
    PublishedSession,
    PublishedTranscriptHead,
)
from memorial.web.page import Link
from memorial.web.person_words import language_words
from memorial.web.wall.interview_shown import ADDRESS, own_attributes
from memorial.web.wall.transcript_lines import Remark, Writing, block_starts
from memorial.web.wall.visit import Visit

_FORMS = {"vtt": "WebVTT", "srt": "SRT"}


@dataclass(frozen=True)
class TranscriptShown:
    """`pieces` are its paragraphs as HTML, made while they are read, once. `machine`: a sentence where nobody has read
    yet what a program wrote, else ''. `aside`: it stands below the two that are side by side.
    """

    id: str
    title: str
    language: str
    direction: str
    made: str
    machine: str
    edited: str
    files: tuple[Link, ...]
    pieces: Iterator[Markup]
    aside: bool = False

    @staticmethod
    def made_words(head: PublishedTranscriptHead) -> str:
        """Who wrote or translated it; '' where nobody is named."""
        if not head.by:
            return ""
        if head.translation:
            return _("Translated by %(name)s", name=head.by)
        return _("Written down by %(name)s", name=head.by)


def transcripts(
    visit: Visit,
    shown: PublishedInterview,
    session: PublishedSession,
    cues: Mapping[str, Sequence[PublishedCue]],
    address_of: Callable[[int], str],
    remarks: Sequence[Remark],
) -> list[TranscriptShown]:
    """The original first, then the translation into the page's language, or else the first one; then the others."""
    heads = sorted(session.transcripts, key=lambda one: (one.translation, one.language != visit.language))
    blocks = block_starts(cues[heads[0].id]) if len(heads) > 1 else []
    made = []
    for place, head in enumerate(heads):
        writing = Writing(
            address_of=address_of,
            language=head.language,
            own=own_attributes(visit),
            edited=_("the narrator chose other words here than those that are heard"),
            remarks=remarks,
            blocks=blocks if place < 2 else (),
            place=session.transcripts.index(head),
        )
        made.append(_shown(visit, shown, head, writing.pieces(cues[head.id]), aside=place > 1))
    return made


def _shown(
    visit: Visit, shown: PublishedInterview, head: PublishedTranscriptHead, pieces: Iterator[Markup], *, aside: bool
) -> TranscriptShown:
    named = language_words(head.language, visit.language)
    if head.translation:
        title = _("Translation: %(language)s", language=named) if named else _("Translation")
    else:
        title = _("Transcript: %(language)s", language=named) if named else _("Transcript")
    machine = ""
    if head.machine:
        machine = _(
            "A program wrote this (%(program)s), and no person has read it yet. It has mistakes.", program=head.machine
        )
    edited = ""
    if head.edited:
        edited = _("In some places the narrator chose other words than those that are heard. They are marked.")
    base = f"{visit.base}{ADDRESS}/{shown.id}/transcript-{head.id}"
    words = {**_FORMS, "txt": _("Text")}
    return TranscriptShown(
        id=head.id,
        title=title,
        language=head.language,
        direction=head.direction,
        made=TranscriptShown.made_words(head),
        machine=machine,
        edited=edited,
        files=tuple(Link(text, f"{base}.{form}") for form, text in words.items()),
        pieces=pieces,
        aside=aside,
    )
