"""A recording as visitors hear it: of an interview, or given with a remembrance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedSound:
    """One access copy of a recording: `name` is its random file name below /media/, or an address of its own."""

    name: str
    mime: str
    length: int
    format: str

    @property
    def href(self) -> str:
        return self.name if self.name.startswith("/") else f"/media/{self.name}"


@dataclass(frozen=True)
class PublishedRecording:
    """A recording that can be heard. Times in milliseconds; it begins at `starts` of its session's time.

    `peaks` are 0 to 100, evenly over its length. `sources` is empty while copies are being made.
    """

    id: str
    video: bool
    starts: int
    duration: int
    sources: tuple[PublishedSound, ...] = ()
    poster: PublishedSound | None = None
    peaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class PublishedVoice:
    """A recording given with a remembrance, and what was written about it."""

    caption: str
    recording: PublishedRecording
