"""`disclose_interview()`: what of an interview may be heard and read, with everything inside a sealed span left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from memorial.disclosure.interview_names import Withheld, withheld_of
from memorial.domain.interview import Access, Allowed, Interview, MediaCopy, Recording, ReleaseForm, Session
from memorial.domain.interview_answers import (
    Answer,
    allows,
    answers,
    lines_shown,
    of_the_file,
    reviewed,
)
from memorial.domain.languages import direction_of
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Seal, Span, holds, joined, overlaps, spans_sealed, touches
from memorial.domain.transcript import Cue, IndexSegment, Transcript
from memorial.published.interview import (
    PublishedCue,
    PublishedInterview,
    PublishedLink,
    PublishedNarrator,
    PublishedRecording,
    PublishedSegment,
    PublishedSession,
    PublishedSilence,
    PublishedSound,
    PublishedTranscriptHead,
)
from memorial.vocabulary import Audience, FileKind, Rendering

POSTER = "jpeg"
ShownAs = Callable[[str], str]
"""Under which id visitors see that person on the wall; '' where they do not."""


@dataclass(frozen=True)
class PictureShown:
    caption: str
    file: FileKept


@dataclass(frozen=True)
class InterviewDisclosure:
    """What may be seen of one interview. In `shown`, sounds are named by the vault id of the copy that they are.

    `copies` are those that may become files for visitors. `cues`: the lines of each transcript by its id.
    """

    shown: PublishedInterview
    cues: Mapping[str, tuple[PublishedCue, ...]]
    copies: tuple[MediaCopy, ...]
    pictures: tuple[PictureShown, ...]


@dataclass(frozen=True)
class _Around:
    interview: Interview
    memorial: Memorial
    trusted_now: datetime | None
    least: Audience
    answers: Mapping[str, Answer]
    withheld: Withheld

    def may(self, part: str) -> bool:
        found = self.answers.get(part)
        return found is not None and found.audience >= self.least

    def lines_kept_back(self) -> frozenset[str]:
        zone, now = self.memorial.time_zone, self.trusted_now
        return frozenset(line for one in self.interview.seals if holds(one, zone, now) for line in one.lines)

    def sealed(self, session: int) -> tuple[Span, ...]:
        return spans_sealed(self.interview.seals, session, self.memorial.time_zone, self.trusted_now)


def disclose_interview(
    interview: Interview, memorial: Memorial, trusted_now: datetime | None, shown_as: ShownAs, *, granted: bool = False
) -> InterviewDisclosure | None:
    """What visitors may see of it, or None; with `granted`, what somebody may whose request the desk granted."""
    least = Audience.RESEARCH if granted else Audience.UNLISTED
    found = {one.part: one for one in answers(interview, memorial, trusted_now)}
    around = _Around(interview, memorial, trusted_now, least, found, withheld_of(interview))
    parts = [one for name, one in found.items() if name != "listing" and one.audience >= least]
    # Whoever was granted access to one on request knows of it already.
    audience = max(one.audience for one in (found["listing"], *parts))
    if audience < least:
        return None
    cues = _all_cues(around)
    sessions = tuple(_session(around, one, cues) for one in interview.sessions) if parts else ()
    shown = _heading(around, shown_as, audience, bool(parts), sessions)
    copies = tuple(_copies(around)) if parts else ()
    return InterviewDisclosure(shown, cues if parts else {}, copies, tuple(_pictures(around)) if parts else ())


def as_if_agreed(interview: Interview, now: datetime) -> Interview:
    """As it would be once the narrator had agreed to everything that is there and access were open.

    For a preview only; what is sealed stays sealed, and what a recorded release form does not allow stays closed.
    """
    release = interview.release or ReleaseForm({}, "", tuple(Allowed), "", "", "", "", now)
    transcripts = tuple(replace(one, approved=one.cues) for one in interview.transcripts)
    return replace(
        interview,
        release=replace(release, withdrawn_at=None),
        transcripts=transcripts,
        access=Access.OPEN,
        paused=False,
        removed=False,
        withdrawn_at=None,
        answer="",
    )


# The heading


def _heading(
    around: _Around, shown_as: ShownAs, audience: Audience, opened: bool, sessions: tuple[PublishedSession, ...]
) -> PublishedInterview:
    interview, about = around.interview, around.interview.about
    closed = {Access.ON_REQUEST: "on_request", Access.EMBARGOED: "embargoed"}.get(interview.access, "closed")
    access = ("unlisted" if audience is Audience.UNLISTED else "open") if opened else closed
    if opened and interview.access is Access.ON_REQUEST:
        access = "on_request"
    waits = not opened and interview.access is Access.EMBARGOED and interview.opens_on is not None
    return PublishedInterview(
        id=interview.id,
        audience=audience.word,
        access=access,
        title=around.withheld.from_texts(about.title),
        summary=around.withheld.from_texts(about.summary or {}) if opened else {},
        narrators=tuple(_narrators(interview, shown_as)),
        interviewers=tuple(one.name for one in interview.interviewers if one.shown and one.name),
        languages=about.languages,
        project=around.withheld.from_text(about.project),
        collection=around.withheld.from_text(about.collection),
        accession_number=around.withheld.from_text(about.accession_number),
        copyright_holder=around.withheld.from_text(about.copyright_holder),
        rights_statement=around.withheld.from_text(about.rights_statement),
        unlisted=interview.access is Access.UNLISTED,
        opens_on=interview.opens_on.isoformat() if waits and interview.opens_on else "",
        sessions=sessions,
    )


def _narrators(interview: Interview, shown_as: ShownAs) -> Iterable[PublishedNarrator]:
    for one in interview.narrators:
        name = one.name if one.shown is Rendering.FULL else ""
        if one.shown is Rendering.INITIALS:
            name = Withheld.initials(one.name)
        person = shown_as(one.person_id) if one.shown is Rendering.FULL and one.person_id else ""
        yield PublishedNarrator(name, one.language, one.group, person)


# Sessions


def _session(around: _Around, session: Session, cues: Mapping[str, tuple[PublishedCue, ...]]) -> PublishedSession:
    interview, number = around.interview, session.number
    recordings = tuple(_recordings(around, session))
    heads = [
        _head(around, one, cues[one.id]) for one in interview.transcripts if one.session == number and one.id in cues
    ]
    segments = tuple(_segments(around, number)) if around.may("index") else ()
    ends = [one.starts + one.duration for one in recordings] or [cue.end for one in heads for cue in cues[one.id]]
    return PublishedSession(
        number=number,
        on=session.on,
        place=around.withheld.from_text(session.place) if session.place_shown else "",
        duration=max(ends, default=0),
        recordings=recordings,
        segments=segments,
        transcripts=tuple(heads),
        silences=_silences(around, session) if recordings or heads or segments else (),
    )


def _recordings(around: _Around, session: Session) -> Iterable[PublishedRecording]:
    for one in session.recordings:
        if around.may(f"recording:{one.id}"):
            sounds = [_sound(copy) for copy in one.copies]
            yield PublishedRecording(
                id=one.id,
                video=one.kind is FileKind.VIDEO,
                starts=one.starts,
                duration=one.duration,
                sources=tuple(sound for sound in sounds if sound.format != POSTER),
                poster=next((sound for sound in sounds if sound.format == POSTER), None),
                peaks=_quiet(one, of_the_file(around.interview, around.memorial, around.trusted_now, session, one)),
            )


def _quiet(recording: Recording, sealed: Sequence[Span]) -> tuple[int, ...]:
    """The peaks with nothing inside a sealed span, whatever they were made of."""
    peaks, length = recording.peaks, recording.duration
    if not length or not sealed:
        return peaks if length else ()
    step = length / len(peaks) if peaks else 1
    return tuple(
        0 if any(a < (number + 1) * step and number * step < b for a, b in sealed) else peak
        for number, peak in enumerate(peaks)
    )


def _sound(copy: MediaCopy) -> PublishedSound:
    return PublishedSound(copy.vault_id, copy.mime, copy.length, copy.format)


def _copies(around: _Around) -> Iterable[MediaCopy]:
    for _, one in around.interview.recordings:
        if around.may(f"recording:{one.id}"):
            yield from one.copies


def _silences(around: _Around, session: Session) -> tuple[PublishedSilence, ...]:
    """What visitors are told of spans that are kept back: that they are, and no reason but the words chosen for it."""
    zone, now = around.memorial.time_zone, around.trusted_now
    mine = [one for one in around.interview.seals if one.session == session.number and holds(one, zone, now)]
    found = []
    for start, end in joined((one.start, one.end) for one in mine):
        inside = [one for one in mine if start <= one.start and one.end <= end]
        found.append(PublishedSilence(start, end, _said(around, inside), _opens(inside)))
    return tuple(found)


def _said(around: _Around, seals: Sequence[Seal]) -> dict[str, str]:
    return around.withheld.from_texts(next((one.said for one in seals if one.said), {}))


def _opens(seals: Sequence[Seal]) -> str:
    """The day on which all of it is open; '' where a part has no end."""
    days = [one.until for one in seals]
    return "" if None in days or not days else max(day for day in days if day is not None).isoformat()


# The index


def _segments(around: _Around, session: int) -> Iterable[PublishedSegment]:
    mine = sorted((one for one in around.interview.index if one.session == session), key=lambda one: one.start)
    if not reviewed(around.interview, session):
        return
    sealed, quotes = around.sealed(session), allows(around.interview, Allowed.UNREVIEWED)
    for number, one in enumerate(mine, 1):
        following = mine[number].start if number < len(mine) else None
        end = one.end if one.end is not None else following
        if any(start <= one.start and end is not None and end <= last for start, last in sealed):
            continue
        yield _segment(around, one, number, end, hidden=overlaps(sealed, one.start, end), quotes=quotes)


def _segment(
    around: _Around, one: IndexSegment, number: int, end: int | None, *, hidden: bool, quotes: bool
) -> PublishedSegment:
    """With `hidden`, a part of it is kept back: what it is about might tell what."""
    if hidden:
        return PublishedSegment(number, one.start, end, {}, {}, {}, {}, {}, {}, {})
    texts, lists = around.withheld.from_texts, around.withheld.from_lists
    return PublishedSegment(
        number=number,
        start=one.start,
        end=end,
        title=texts(one.title or {}),
        synopsis=texts(one.synopsis or {}),
        partial_transcript=texts(one.partial_transcript or {}) if quotes else {},
        keywords=lists(one.keywords or {}),
        subjects=lists(one.subjects or {}),
        content_note=texts(one.content_note or {}),
        place=texts(one.place or {}),
        links=tuple(
            PublishedLink(link.href, around.withheld.from_text(link.description))
            for link in one.links
            if link.href.startswith(("https://", "http://")) and not around.withheld.is_in(link.href)
        ),
    )


# Transcripts


def _all_cues(around: _Around) -> dict[str, tuple[PublishedCue, ...]]:
    return {one.id: _cues(around, one) for one in around.interview.transcripts if around.may(f"transcript:{one.id}")}


def _cues(around: _Around, transcript: Transcript) -> tuple[PublishedCue, ...]:
    sealed = around.sealed(transcript.session)
    kept = around.lines_kept_back()
    lines: list[Cue] = [
        one
        for one in lines_shown(around.interview, transcript)
        if not _is_sealed(one, sealed) and f"{transcript.id}.{one.id}" not in kept
    ]
    texts = around.withheld.from_many([one.text for one in lines])
    speakers = {name: around.withheld.from_speaker(name) for name in {one.speaker for one in lines}}
    return tuple(
        PublishedCue(one.id, one.start, one.end, speakers[one.speaker], text, one.language, one.edited)
        for one, text in zip(lines, texts, strict=True)
    )


def _is_sealed(cue: Cue, sealed: Sequence[Span]) -> bool:
    return bool(sealed) and touches(sealed, cue.start, cue.end)


def _head(around: _Around, transcript: Transcript, cues: Sequence[PublishedCue]) -> PublishedTranscriptHead:
    return PublishedTranscriptHead(
        id=transcript.id,
        language=transcript.language,
        direction=direction_of(transcript.language),
        translation=transcript.translation,
        by=around.withheld.from_text(transcript.by),
        machine="" if transcript.read_by else around.withheld.from_text(transcript.machine),
        edited=any(one.edited for one in cues),
        cues=len(cues),
    )


def _pictures(around: _Around) -> Iterable[PictureShown]:
    for one in around.interview.photographs:
        if around.may(f"photograph:{one.file.id}"):
            yield PictureShown(around.withheld.from_text(one.caption), one.file)
