"""A transcript and its index as they go out in a file: what visitors may read today, or for the team all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from memorial.application.interview_import import KEPT_AS, SUBJECT
from memorial.application.memorials import Actor
from memorial.application.ports.store import AuditEntry
from memorial.application.ports.transcripts import Hints, TranscriptForm, Written
from memorial.application.services import Services
from memorial.domain.errors import NotFound
from memorial.domain.interview import Interview
from memorial.domain.languages import UNDETERMINED
from memorial.domain.transcript import Cue, IndexSegment, Link, Transcript
from memorial.published.interview import PublishedCue, PublishedInterview, PublishedSegment

ACTION = "export_interview"


@dataclass(frozen=True)
class InterviewExported:
    """The file's content. `sealed`: it holds words of spans that are kept back."""

    content: bytes
    lines: int
    segments: int
    sealed: bool = False


def export_interview(
    services: Services,
    slug: str,
    interview_id: str,
    form: TranscriptForm,
    *,
    actor: Actor,
    language: str = "",
    session: int = 1,
    closed: bool = False,
) -> InterviewExported:
    """One transcript of a session, in that language or else the original; for OHMS its translation and index too.

    `closed`: all that the archive holds of it, sealed spans too; else what visitors may read today. One entry in the
    log. Raises `NotFound` (not_found, nothing_to_export).
    """
    with services.unit_of_work() as uow:
        memorial = uow.memorials.by_slug(slug)
        interview = uow.interviews.get(memorial.id, interview_id)
        if closed:
            written = _all_of(interview, session, language)
        else:
            seen = uow.preview_interview(interview, media_base="")
            written = _seen_of(*seen, session, language) if seen else Written(None)
        if written.transcript is None and not (form is TranscriptForm.OHMS and written.index):
            raise NotFound("nothing_to_export")
        content = services.transcript_forms.write(written, form)
        uow.audit.add(
            AuditEntry(
                memorial.id, actor.kind, actor.id, ACTION, SUBJECT, interview_id, reason="all" if closed else "public"
            )
        )
        uow.commit()
    lines = len(written.transcript.cues) if written.transcript else 0
    sealed = closed and any(one.lifted_at is None for one in interview.seals)
    return InterviewExported(content, lines, len(written.index), sealed)


def _all_of(interview: Interview, session: int, language: str) -> Written:
    about = interview.about
    sitting = interview.session(session)
    hints = Hints(
        narrators=tuple(one.name for one in interview.narrators),
        interviewers=tuple(one.name for one in interview.interviewers),
        on=sitting.on if sitting else "",
        languages=about.languages,
        project=about.project,
        collection=about.collection,
        accession_number=about.accession_number,
        rights_statement=about.rights_statement,
        notes=about.notes,
        duration=max((one.starts + one.duration for one in sitting.recordings), default=0) if sitting else 0,
        elsewhere=elsewhere_of(interview),
    )
    transcripts = [one for one in interview.transcripts if one.session == session]
    index = [one for one in interview.index if one.session == session]
    return _written(hints, about.title, about.summary or {}, transcripts, index, language)


def _seen_of(
    seen: PublishedInterview, lines: dict[str, tuple[PublishedCue, ...]], number: int, language: str
) -> Written:
    """As the gate lets it out: nothing here reads the archive."""
    sitting = seen.session(number)
    if sitting is None:
        return Written(None)
    hints = Hints(
        narrators=tuple(one.name for one in seen.narrators if one.name),
        interviewers=seen.interviewers,
        on=sitting.on,
        languages=seen.languages,
        project=seen.project,
        collection=seen.collection,
        accession_number=seen.accession_number,
        rights_statement=seen.rights_statement,
        duration=sitting.duration,
    )
    transcripts = [
        Transcript(
            head.id,
            number,
            head.language,
            tuple(map(_line, lines.get(head.id, ()))),
            translation=head.translation,
            by=head.by,
            machine=head.machine,
        )
        for head in sitting.transcripts
    ]
    index = [_segment(one, number) for one in sitting.segments]
    return _written(hints, seen.title, seen.summary, transcripts, index, language)


def _line(seen: PublishedCue) -> Cue:
    return Cue(seen.id, seen.start, seen.end, seen.text, seen.speaker, seen.language, edited=seen.edited)


def _segment(seen: PublishedSegment, session: int) -> IndexSegment:
    links = tuple(Link(one.href, one.description) for one in seen.links)
    return IndexSegment(
        str(seen.number), session, seen.start, seen.end, seen.title, seen.synopsis, seen.partial_transcript,
        seen.keywords, seen.subjects, seen.content_note, seen.place, links=links,
    )  # fmt: skip


def _written(
    hints: Hints,
    title: dict[str, str],
    summary: dict[str, str],
    transcripts: Sequence[Transcript],
    index: Sequence[IndexSegment],
    wanted: str,
) -> Written:
    with_lines = [one for one in transcripts if one.cues]
    first = next((one for one in with_lines if wanted in ("", one.language)), None)
    second = next((one for one in with_lines if one is not first and one.translation), None)
    language = first.language if first else next(iter(hints.languages), UNDETERMINED)
    other = second.language if second else _other_language(index, language)
    said = replace(hints, title=_in(title, language), summary=_in(summary, language))
    return Written(first, second, index, said, language, other)


def _other_language(index: Sequence[IndexSegment], language: str) -> str:
    tags = [tag for one in index for tag in one.title or {} if tag != language]
    spoken = any(language in (one.title or {}) for one in index)
    return tags[0] if tags and spoken else ""


def _in(said: dict[str, str], language: str) -> str:
    return said.get(language, next(iter(said.values()), ""))


def elsewhere_of(interview: Interview) -> tuple[tuple[str, str], ...]:
    """What the interview keeps of its import that has no place of its own: names of fields, and values."""
    told = re.sub(r"\n  ", "\r", interview.about.imported_from).split("\n")
    pairs = [one.partition(": ") for one in told if not one.startswith(f"{KEPT_AS} ")]
    return tuple((name, value.replace("\r", "\n")) for name, colon, value in pairs if colon)
