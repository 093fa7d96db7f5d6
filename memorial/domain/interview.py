"""An interview: who tells and who asks, its sittings and recordings, what was signed, and who may hear or read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath

from memorial.domain.media_copy import MediaCopy as MediaCopy
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Seal
from memorial.domain.transcript import Cue, IndexSegment, Transcript
from memorial.vocabulary import FileKind, Living, Rendering


class Access(StrEnum):
    """How far the archive opens an interview, at most; the closed one first."""

    CLOSED = "closed"
    CLOSED_LISTED = "closed_listed"
    EMBARGOED = "embargoed"
    ON_REQUEST = "on_request"
    UNLISTED = "unlisted"
    OPEN = "open"


class Allowed(StrEnum):
    """What a release form allows to be shown. What is not named in it is not allowed."""

    RECORDING = "recording"
    TRANSCRIPT = "transcript"
    TRANSLATION = "translation"
    PHOTOGRAPHS = "photographs"
    UNREVIEWED = "unreviewed"
    """The transcript may be shown though the narrator has not read it: only where the form says so in words."""


class MediaState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Narrator:
    """Who tells: one person, or several who tell together. `shown` is how the name may be shown."""

    id: str
    name: str
    name_other: str = ""
    language: str = "und"
    group: bool = False
    shown: Rendering = Rendering.NONE
    person_id: str | None = None
    """Of somebody on the wall of names, where the narrator is one of them."""
    under_age: bool = False
    note: str = ""
    """For the desk alone."""


@dataclass(frozen=True)
class Interviewer:
    id: str
    name: str
    shown: bool = False


@dataclass(frozen=True)
class Recording:
    """One file of a session: the master as it came, whole and sealed, and the copies made of it.

    `starts` is where it begins in the time of its session, in milliseconds. `peaks` are of the copies, 0 to 100,
    evenly over the whole length.
    """

    id: str
    master: FileKept
    starts: int = 0
    state: MediaState = MediaState.WAITING
    problem: str = ""
    """Of a quarantined one, a word of `media` reasons."""
    duration: int = 0
    copies: tuple[MediaCopy, ...] = ()
    peaks: tuple[int, ...] = ()

    @property
    def kind(self) -> FileKind:
        return self.master.kind


def begins(there: Sequence[Recording], name: str, kind: FileKind) -> int:
    """Where one more recording of a sitting begins if nobody says it: after those that are there, as far as their
    lengths are known; with the one of which it is the film or the sound, told by the name of its file.
    """
    own = PurePath(name).stem.casefold()
    same = [one for one in there if one.kind is not kind and PurePath(one.master.name).stem.casefold() == own]
    if same:
        return same[0].starts
    return max((one.starts + one.duration for one in there), default=0)


@dataclass(frozen=True)
class Session:
    """One sitting. `number` counts from 1; `on` is an EDTF date."""

    number: int
    on: str = ""
    place: str = ""
    place_shown: bool = False
    recordings: tuple[Recording, ...] = ()


@dataclass(frozen=True)
class ReleaseForm:
    """The signed licence: what its text allows, up to whom. Without one nothing of an interview is shown.

    `signed_on` is an EDTF date. `how`: signed, mark, spoken (on the recording), by_law (a legal representative).
    `scan` is the paper as it was filed.
    """

    text: dict[str, str]
    version: str
    allows: tuple[Allowed, ...]
    signed_on: str
    signed_by: str
    how: str
    recorded_by: str
    recorded_at: datetime
    scan: FileKept | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class InformedConsent:
    """That the narrator knew what the interview was for, before it began. It allows nothing to be shown."""

    on: str
    how: str
    note: str = ""


@dataclass(frozen=True)
class DeedOfGift:
    """That the recording was given to the archive. It allows nothing to be shown."""

    on: str
    by: str
    note: str = ""
    scan: FileKept | None = None


@dataclass(frozen=True)
class Photograph:
    """A picture that belongs to the interview; shown only where nobody alive is in it without having agreed."""

    file: FileKept
    caption: str = ""
    living: Living = Living.UNSURE
    agreed: bool = False
    publish: bool = False


@dataclass(frozen=True)
class About:
    """What an archivist enters of the whole interview. Texts are by language code."""

    title: dict[str, str]
    summary: dict[str, str] | None = None
    languages: tuple[str, ...] = ()
    project: str = ""
    collection: str = ""
    accession_number: str = ""
    copyright_holder: str = ""
    rights_statement: str = ""
    notes: str = ""
    """The interviewer's notes, for the desk alone."""
    imported_from: str = ""
    """For the desk alone: the file it came in, and what its form could not say here."""


@dataclass(frozen=True)
class CueChange:
    """One line before and after a change at the desk; None where it was not there."""

    transcript_id: str
    before: Cue | None
    after: Cue | None


@dataclass(frozen=True)
class InterviewChange:
    """One act on an interview. `by` is somebody at the desk, or narrator, or job. `what` is a word for the act."""

    at: datetime
    by: str
    what: str
    reason: str = ""
    cues: tuple[CueChange, ...] = ()


@dataclass(frozen=True)
class Interview:
    """The whole, as one sealed document. Whatever is not recorded counts as not allowed."""

    id: str
    memorial_id: str
    key_id: str
    about: About
    made_at: datetime
    narrators: tuple[Narrator, ...] = ()
    interviewers: tuple[Interviewer, ...] = ()
    sessions: tuple[Session, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    index: tuple[IndexSegment, ...] = ()
    photographs: tuple[Photograph, ...] = ()
    seals: tuple[Seal, ...] = ()
    release: ReleaseForm | None = None
    earlier_releases: tuple[ReleaseForm, ...] = ()
    consent: InformedConsent | None = None
    gift: DeedOfGift | None = None
    access: Access = Access.CLOSED
    opens_on: date | None = None
    """The day on which an embargoed one opens."""
    listed: bool | None = None
    """Whether the narrator agreed that others may know of the interview while it is closed; None: not asked."""
    paused: bool = False
    """Out of sight at once, by the narrator or the desk, whatever else holds."""
    paused_by: str = ""
    withdrawn_at: datetime | None = None
    """The narrator took it back."""
    removed: bool = False
    """Taken off the desk's list; nothing of it is shown."""
    asked_at: datetime | None = None
    """When the narrator was last asked to read the transcript."""
    answer: str = ""
    """What the narrator said last: approved, changed, refused or ''."""
    narrator_note: str = ""
    """The narrator's own words to the desk."""
    history: tuple[InterviewChange, ...] = ()
    revision: int = 0

    @property
    def at(self) -> tuple[str, str]:
        return (self.memorial_id, self.id)

    @property
    def recordings(self) -> tuple[tuple[Session, Recording], ...]:
        return tuple((session, one) for session in self.sessions for one in session.recordings)

    @property
    def files(self) -> tuple[FileKept, ...]:
        """Everything that was filed as it came: masters, photographs, scans of forms."""
        files = [one.master for _, one in self.recordings] + [one.file for one in self.photographs]
        files += [form.scan for form in (self.release, *self.earlier_releases, self.gift) if form and form.scan]
        return tuple(files)

    @property
    def vault_ids(self) -> tuple[str, ...]:
        """Every sealed file that belongs to it."""
        of_files = [vault_id for kept in self.files for vault_id in kept.vault_ids]
        return (*of_files, *(copy.vault_id for _, one in self.recordings for copy in one.copies))

    def session(self, number: int) -> Session | None:
        return next((one for one in self.sessions if one.number == number), None)

    def recording(self, recording_id: str) -> tuple[Session, Recording] | None:
        return next(((s, r) for s, r in self.recordings if r.id == recording_id), None)

    def transcript(self, transcript_id: str) -> Transcript | None:
        return next((one for one in self.transcripts if one.id == transcript_id), None)

    def with_transcript(self, changed: Transcript) -> Interview:
        kept = tuple(changed if one.id == changed.id else one for one in self.transcripts)
        return replace(self, transcripts=kept)

    def with_recording(self, changed: Recording) -> Interview:
        sessions = tuple(
            replace(one, recordings=tuple(changed if r.id == changed.id else r for r in one.recordings))
            for one in self.sessions
        )
        return replace(self, sessions=sessions)

    def noted(self, change: InterviewChange) -> Interview:
        return replace(self, history=(*self.history, change))
