"""What visitors may see of interviews, and the port that reads it. Nothing here knows a sealed span's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from memorial.published.sound import PublishedRecording as PublishedRecording
from memorial.published.sound import PublishedSound as PublishedSound
from memorial.published.types import PublishedPicture


@dataclass(frozen=True)
class PublishedNarrator:
    """Who tells, as the narrator chose to be shown; `name` is '' where no name is shown."""

    name: str
    language: str = "und"
    group: bool = False
    person_id: str = ""


@dataclass(frozen=True)
class PublishedLink:
    href: str
    description: str = ""


@dataclass(frozen=True)
class PublishedSegment:
    """One described span of the index. Texts by language; `number` counts from 1 in its session."""

    number: int
    start: int
    end: int | None
    title: dict[str, str]
    synopsis: dict[str, str]
    partial_transcript: dict[str, str]
    keywords: dict[str, tuple[str, ...]]
    subjects: dict[str, tuple[str, ...]]
    content_note: dict[str, str]
    place: dict[str, str]
    links: tuple[PublishedLink, ...] = ()


@dataclass(frozen=True)
class PublishedTranscriptHead:
    """What is said of a transcript beside its lines. `machine`: no person has read it yet.

    `edited`: somewhere the narrator wants other words than those that are heard.
    """

    id: str
    language: str
    direction: str
    translation: bool
    by: str
    machine: str
    edited: bool
    cues: int


@dataclass(frozen=True)
class PublishedSilence:
    """A span that is kept back: from, to in milliseconds; what visitors are told; the day it opens (ISO), or ''."""

    start: int
    end: int
    said: dict[str, str]
    opens_on: str = ""


@dataclass(frozen=True)
class PublishedSession:
    """One sitting; `on` is EDTF."""

    number: int
    on: str
    place: str
    duration: int
    recordings: tuple[PublishedRecording, ...] = ()
    segments: tuple[PublishedSegment, ...] = ()
    transcripts: tuple[PublishedTranscriptHead, ...] = ()
    silences: tuple[PublishedSilence, ...] = ()


@dataclass(frozen=True)
class PublishedInterview:
    """One interview. `access`: open, unlisted, on_request, embargoed or closed; of the last three only the heading
    is here, and only because the narrator agreed to that. `opens_on` is an ISO date or ''.
    """

    id: str
    audience: str
    access: str
    title: dict[str, str]
    summary: dict[str, str]
    narrators: tuple[PublishedNarrator, ...]
    interviewers: tuple[str, ...]
    languages: tuple[str, ...]
    project: str
    collection: str
    accession_number: str
    copyright_holder: str
    rights_statement: str
    opens_on: str = ""
    unlisted: bool = False
    """Found by its address alone, whatever of it is shown."""
    sessions: tuple[PublishedSession, ...] = ()
    pictures: tuple[PublishedPicture, ...] = ()

    @property
    def indexable(self) -> bool:
        return self.audience == "public"

    @property
    def duration(self) -> int:
        return sum(one.duration for one in self.sessions)

    def session(self, number: int) -> PublishedSession | None:
        return next((one for one in self.sessions if one.number == number), None)


@dataclass(frozen=True, slots=True)
class PublishedCue:
    """One line of a transcript, of which there may be ten thousand. `language` is '' where it is the transcript's; `id`
    is its own within the transcript.
    """

    id: str
    start: int
    end: int
    speaker: str
    text: str
    language: str = ""
    edited: bool = False


@dataclass(frozen=True)
class InterviewLine:
    """What a list shows of an interview."""

    id: str
    title: dict[str, str]
    narrators: tuple[PublishedNarrator, ...]
    languages: tuple[str, ...]
    on: str
    duration: int
    video: bool
    has_transcript: bool
    access: str


@dataclass(frozen=True)
class FoundLine:
    """A line of a transcript, or a segment of an index (`cue_id` and `transcript_id` are ''), that holds the words of a
    query; where it takes the next line too, `text` has both. `number`: of a segment, as its session counts them; of a
    line, which of its session's transcripts holds it, from 0.
    """

    interview_id: str
    session: int
    transcript_id: str
    cue_id: str
    start: int
    speaker: str
    text: str
    language: str
    number: int = 0


class InterviewReader(Protocol):
    """The interviews of one memorial, as the edition has them."""

    def any(self) -> bool:
        """Whether the list has one at all."""
        ...

    def listed(self, *, after: str, limit: int) -> tuple[Sequence[InterviewLine], str]:
        """In the order that the program keeps, and the cursor of the next page or ''. Unlisted ones are not in it."""
        ...

    def lines_of(self, ids: Sequence[str]) -> Mapping[str, InterviewLine]: ...

    def of_person(self, person_id: str, *, indexable: bool) -> Sequence[InterviewLine]:
        """Listed ones in which that person of the wall tells; `indexable`: those that search engines may see."""
        ...

    def get(self, interview_id: str) -> PublishedInterview | None: ...

    def cues(self, interview_id: str, transcript_id: str) -> Iterator[PublishedCue]:
        """The lines of a transcript that can be read, in order. Read from the database at once, made a part at a time,
        so that they may still be taken when the snapshot is closed.
        """
        ...

    def find(self, query: str, *, limit: int) -> Sequence[FoundLine]:
        """Lines and segments of listed, open interviews that hold every word; at most a few of each interview.

        The last word may be a beginning. Two lines that follow one another may hold them together.
        """
        ...

    def indexable(self, last: str, limit: int) -> Sequence[str]:
        """Ids of listed interviews whose pages search engines may have, after `last`."""
        ...

    def find_within(self, interview_id: str, query: str, *, session: int, limit: int) -> Sequence[FoundLine]:
        """The same within one session, in the order of time."""
        ...
