"""A transcript: timed lines of who says what, in one language, as somebody wrote them down or as a machine did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

MOST_CUES = 40_000
LONGEST_CUE = 20_000


@dataclass(frozen=True)
class Cue:
    """One timed line. Times are milliseconds from the beginning of its session; `text` is plain, lines parted by LF.

    `id` is its own within the transcript and stays when lines are split or joined around it. `language` is set only
    where the line is in another one than its transcript. What WebVTT knows beside (`note`, `settings`, `name`) is kept
    for the way out again; no visitor sees `note`.
    """

    id: str
    start: int
    end: int
    text: str
    speaker: str = ""
    language: str = ""
    note: str = ""
    settings: str = ""
    name: str = ""
    edited: bool = False
    """The narrator wants other words here than those that are heard; the page says so."""


@dataclass(frozen=True)
class Transcript:
    """All lines of one session in one language. `approved`: the lines that the narrator has agreed to show.

    Work goes on in `cues`; what visitors read are the approved ones, until the narrator has seen the others.
    """

    id: str
    session: int
    language: str
    cues: tuple[Cue, ...] = ()
    translation: bool = False
    by: str = ""
    """Who wrote or translated it, as visitors may read it."""
    machine: str = ""
    """Which program made it, or ''."""
    read_by: str = ""
    """Who at the desk read what a machine made, from beginning to end."""
    read_at: datetime | None = None
    notes: tuple[str, ...] = ()
    """Notes, styles and regions of the file that belong to no line, each with its keyword, for the way out again."""
    agreed: tuple[Cue, ...] | None = None
    """The lines as the narrator agreed to them with words changed, until somebody at the desk has read the changes."""
    approved: tuple[Cue, ...] | None = None
    approved_at: datetime | None = None

    def cue(self, cue_id: str) -> Cue | None:
        return next((one for one in self.cues if one.id == cue_id), None)

    def with_cues(self, cues: tuple[Cue, ...]) -> Transcript:
        return replace(self, cues=cues)

    @property
    def waits_for_narrator(self) -> bool:
        return self.approved != self.cues


@dataclass(frozen=True)
class Link:
    """An address that an index segment names, with what it leads to."""

    href: str
    description: str = ""


@dataclass(frozen=True)
class IndexSegment:
    """One described span of a session. Times are milliseconds; `end` is None where the next one begins.

    Texts are by language code. `latitude` and `longitude` are as the index gives them, and are never published.
    """

    id: str
    session: int
    start: int
    end: int | None = None
    title: dict[str, str] | None = None
    synopsis: dict[str, str] | None = None
    partial_transcript: dict[str, str] | None = None
    keywords: dict[str, tuple[str, ...]] | None = None
    subjects: dict[str, tuple[str, ...]] | None = None
    content_note: dict[str, str] | None = None
    """What of it may be hard to hear, in neutral words."""
    place: dict[str, str] | None = None
    latitude: str = ""
    longitude: str = ""
    zoom: str = ""
    links: tuple[Link, ...] = ()
