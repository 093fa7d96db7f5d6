"""What of an interview may be published today, and why: the archivist's page and the gate ask the same question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from memorial.domain.interview import Access, Allowed, Interview, MediaState, Photograph, Recording, Session
from memorial.domain.memorial import Memorial
from memorial.domain.sealed_spans import Span, covers, spans_sealed
from memorial.domain.timers import opens_at
from memorial.domain.transcript import Cue, Transcript
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience, Living


class Why(StrEnum):
    """Why a part reaches no further than it does; `NOTHING_AGAINST_IT` where it goes as far as anything may."""

    NOTHING_AGAINST_IT = "nothing_against_it"
    MEMORIAL_NOT_PUBLIC = "memorial_not_public"
    MEMORIAL_CEILING = "memorial_ceiling"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    PAUSED = "paused"
    NO_RELEASE = "no_release"
    RELEASE_WITHDRAWN = "release_withdrawn"
    RELEASE_DOES_NOT_ALLOW = "release_does_not_allow"
    CLOSED = "closed"
    NOT_OPEN_YET = "not_open_yet"
    NO_DAY = "no_day"
    ON_REQUEST = "on_request"
    UNLISTED = "unlisted"
    NOT_AGREED_TO_BE_LISTED = "not_agreed_to_be_listed"
    UNDER_AGE = "under_age"
    NARRATOR_HAS_NOT_READ = "narrator_has_not_read"
    NARRATOR_REFUSED = "narrator_refused"
    NOTHING_THERE = "nothing_there"
    NO_COPY_YET = "no_copy_yet"
    COPY_SHOWS_SEALED = "copy_shows_sealed"
    QUARANTINED = "quarantined"
    PARTS_SEALED = "parts_sealed"
    LIVING_NOT_AGREED = "living_not_agreed"
    LIVING_AGREED = "living_agreed"
    NOT_CHOSEN = "not_chosen"


@dataclass(frozen=True)
class Answer:
    """Who may see one part today. `part`: listing, index, or recording:, transcript:, photograph: and an id."""

    part: str
    audience: Audience
    reasons: tuple[Why, ...]

    @property
    def shown(self) -> bool:
        return self.audience in SHOWN_TO_VISITORS


Limit = tuple[Audience, Why]


def answers(interview: Interview, memorial: Memorial, trusted_now: datetime | None) -> tuple[Answer, ...]:
    """One answer for each part, the listing first."""
    parts = [index_answer(interview, memorial, trusted_now)]
    for session, recording in interview.recordings:
        parts.append(recording_answer(interview, memorial, trusted_now, session, recording))
    parts += [transcript_answer(interview, memorial, trusted_now, one) for one in interview.transcripts]
    parts += [photograph_answer(interview, memorial, trusted_now, one) for one in interview.photographs]
    return (listing(interview, memorial, parts), *parts)


def listing(interview: Interview, memorial: Memorial, parts: Sequence[Answer]) -> Answer:
    """Whether others may know of it: through a part that they may hear or read, or because the narrator agreed."""
    limits = list(_of_memorial(memorial)) + list(_of_standing(interview))
    if interview.access is Access.UNLISTED:
        limits.append((Audience.UNLISTED, Why.UNLISTED))
    if not any(part.shown for part in parts):
        if interview.listed is not True:
            limits.append((Audience.ARCHIVE, Why.NOT_AGREED_TO_BE_LISTED))
        if interview.access is Access.CLOSED:
            limits.append((Audience.ARCHIVE, Why.CLOSED))
    return _least("listing", limits)


def recording_answer(
    interview: Interview, memorial: Memorial, trusted_now: datetime | None, session: Session, recording: Recording
) -> Answer:
    limits = list(_of_all(interview, memorial, trusted_now, Allowed.RECORDING))
    sealed = of_the_file(interview, memorial, trusted_now, session, recording)
    if interview.answer == REFUSED:
        limits.append((Audience.ARCHIVE, Why.NARRATOR_REFUSED))
    if recording.state is MediaState.QUARANTINED:
        limits.append((Audience.TEAM, Why.QUARANTINED))
    elif not recording.copies:
        limits.append((Audience.TEAM, Why.NO_COPY_YET))
    elif not all(covers(copy.cut, sealed) for copy in recording.copies):
        limits.append((Audience.TEAM, Why.COPY_SHOWS_SEALED))
    if sealed:
        limits.append((Audience.PUBLIC, Why.PARTS_SEALED))
    return _least(f"recording:{recording.id}", limits)


def transcript_answer(
    interview: Interview, memorial: Memorial, trusted_now: datetime | None, transcript: Transcript
) -> Answer:
    allowed = Allowed.TRANSLATION if transcript.translation else Allowed.TRANSCRIPT
    limits = list(_of_all(interview, memorial, trusted_now, allowed))
    if interview.answer == REFUSED:
        limits.append((Audience.ARCHIVE, Why.NARRATOR_REFUSED))
    elif transcript.approved is None and not allows(interview, Allowed.UNREVIEWED):
        limits.append((Audience.ARCHIVE, Why.NARRATOR_HAS_NOT_READ))
    elif not (transcript.approved or transcript.cues):
        limits.append((Audience.TEAM, Why.NOTHING_THERE))
    if spans_sealed(interview.seals, transcript.session, memorial.time_zone, trusted_now):
        limits.append((Audience.PUBLIC, Why.PARTS_SEALED))
    return _least(f"transcript:{transcript.id}", limits)


def index_answer(interview: Interview, memorial: Memorial, trusted_now: datetime | None) -> Answer:
    limits = list(_of_all(interview, memorial, trusted_now, Allowed.TRANSCRIPT))
    if interview.answer == REFUSED:
        limits.append((Audience.ARCHIVE, Why.NARRATOR_REFUSED))
    if not interview.index:
        limits.append((Audience.TEAM, Why.NOTHING_THERE))
    elif not any(reviewed(interview, one.session) for one in interview.index):
        limits.append((Audience.ARCHIVE, Why.NARRATOR_HAS_NOT_READ))
    if any(spans_sealed(interview.seals, one.number, memorial.time_zone, trusted_now) for one in interview.sessions):
        limits.append((Audience.PUBLIC, Why.PARTS_SEALED))
    return _least("index", limits)


def photograph_answer(
    interview: Interview, memorial: Memorial, trusted_now: datetime | None, one: Photograph
) -> Answer:
    limits = list(_of_all(interview, memorial, trusted_now, Allowed.PHOTOGRAPHS))
    if not one.publish:
        limits.append((Audience.ARCHIVE, Why.NOT_CHOSEN))
    if one.living is Living.YES and one.agreed:
        limits.append((Audience.UNLISTED, Why.LIVING_AGREED))
    elif one.living is not Living.NO:
        limits.append((Audience.ARCHIVE, Why.LIVING_NOT_AGREED))
    return _least(f"photograph:{one.file.id}", limits)


REFUSED = "refused"
"""The narrator's answer that keeps recordings, transcripts and index back."""


def lines_shown(interview: Interview, transcript: Transcript) -> tuple[Cue, ...]:
    """The lines that may be shown once everything else allows it: those the narrator agreed to, if there are any."""
    return transcript.cues if transcript.approved is None else transcript.approved


def reviewed(interview: Interview, session: int) -> bool:
    """Whether the narrator has read what is said in that session, or the release form does not ask for it."""
    if allows(interview, Allowed.UNREVIEWED):
        return True
    return any(one.session == session and one.approved is not None for one in interview.transcripts)


def of_the_file(
    interview: Interview, memorial: Memorial, trusted_now: datetime | None, session: Session, recording: Recording
) -> tuple[Span, ...]:
    """The spans that are kept back now, in milliseconds of that file."""
    sealed = spans_sealed(interview.seals, session.number, memorial.time_zone, trusted_now)
    moved = ((max(0, start - recording.starts), end - recording.starts) for start, end in sealed)
    last = recording.duration or None
    return tuple((a, b if last is None else min(b, last)) for a, b in moved if b > a and (last is None or a < last))


def _of_all(
    interview: Interview, memorial: Memorial, trusted_now: datetime | None, allowed: Allowed
) -> Iterator[Limit]:
    yield from _of_memorial(memorial)
    yield from _of_whole(interview, memorial, trusted_now)
    release = interview.release
    if release is None:
        yield Audience.ARCHIVE, Why.NO_RELEASE
    elif release.withdrawn_at is not None:
        yield Audience.ARCHIVE, Why.RELEASE_WITHDRAWN
    elif allowed not in release.allows:
        yield Audience.ARCHIVE, Why.RELEASE_DOES_NOT_ALLOW


def allows(interview: Interview, allowed: Allowed) -> bool:
    """Whether a release form that holds names it."""
    release = interview.release
    return release is not None and release.withdrawn_at is None and allowed in release.allows


def _of_memorial(memorial: Memorial) -> Iterator[Limit]:
    if not memorial.public:
        yield Audience.TEAM, Why.MEMORIAL_NOT_PUBLIC
    if memorial.reach < Audience.PUBLIC:
        yield memorial.reach, Why.MEMORIAL_CEILING


def _of_standing(interview: Interview) -> Iterator[Limit]:
    if interview.removed:
        yield Audience.TEAM, Why.REMOVED
    if interview.withdrawn_at is not None:
        yield Audience.ARCHIVE, Why.WITHDRAWN
    if interview.paused:
        yield Audience.TEAM, Why.PAUSED
    if any(one.under_age for one in interview.narrators):
        yield Audience.ARCHIVE, Why.UNDER_AGE


def _of_whole(interview: Interview, memorial: Memorial, trusted_now: datetime | None) -> Iterator[Limit]:
    yield from _of_standing(interview)
    match interview.access:
        case Access.OPEN:
            pass
        case Access.UNLISTED:
            yield Audience.UNLISTED, Why.UNLISTED
        case Access.ON_REQUEST:
            yield Audience.RESEARCH, Why.ON_REQUEST
        case Access.EMBARGOED:
            if interview.opens_on is None:
                yield Audience.ARCHIVE, Why.NO_DAY
            elif trusted_now is None or trusted_now < opens_at(interview.opens_on, memorial.time_zone):
                yield Audience.ARCHIVE, Why.NOT_OPEN_YET
        case _:
            yield Audience.ARCHIVE, Why.CLOSED


def _least(part: str, limits: list[Limit]) -> Answer:
    audience = min((one for one, _ in limits), default=Audience.PUBLIC)
    reasons = tuple(dict.fromkeys(why for _, why in limits))
    return Answer(part, audience, reasons or (Why.NOTHING_AGAINST_IT,))
