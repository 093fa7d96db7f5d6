"""The port to what makes copies of a recording, and what may be wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from memorial.domain.interview import MediaCopy
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Span


class MediaProblem(StrEnum):
    """Why no copies could be made. Those of the file come first; those of the machine are tried again."""

    EMPTY = "empty"
    NOT_SOUND = "not_sound"
    """Neither sound nor moving pictures, whatever its name says."""
    UNSUPPORTED = "unsupported"
    """Sound or moving pictures in a form that is not read here."""
    BROKEN = "broken"
    TRUNCATED = "truncated"
    """It ends before the end that it announces."""
    SILENT = "silent"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    """Its pictures, or what it needs to be read, are larger than allowed."""
    TIMED_OUT = "timed_out"
    DAMAGED = "damaged"
    """The sealed master does not open as it was sealed."""
    NO_ROOM = "no_room"
    NO_TOOLS = "no_tools"
    """ffmpeg is missing or does not run."""
    FAILED = "failed"


OF_THE_FILE = frozenset(
    {
        MediaProblem.EMPTY,
        MediaProblem.NOT_SOUND,
        MediaProblem.UNSUPPORTED,
        MediaProblem.BROKEN,
        MediaProblem.TRUNCATED,
        MediaProblem.SILENT,
        MediaProblem.TOO_LONG,
        MediaProblem.TOO_LARGE,
        MediaProblem.DAMAGED,
    }
)
"""Problems that another try cannot mend."""


class RecordingRefused(Exception):
    """No copies were made, and nothing of them is left. `problem` says why."""

    def __init__(self, problem: MediaProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Stopped(Exception):
    """The work was given up because whoever asked for it said so; nothing of it is left."""


@dataclass(frozen=True)
class Found:
    """What a recording is: its length in milliseconds as it announces it (0: unknown), and what is in it."""

    duration: int
    sound: bool
    picture: bool
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Made:
    """The copies of a recording, sealed in the vault; its length in milliseconds; its peaks, 0 to 100."""

    duration: int
    copies: tuple[MediaCopy, ...]
    peaks: tuple[int, ...]


class MakesCopies(Protocol):
    def probe(self, master: FileKept) -> Found:
        """What it is, by its own bytes, in bounded time. Raises `RecordingRefused`."""
        ...

    def make(
        self,
        master: FileKept,
        *,
        cut: Sequence[Span],
        begin: Callable[[Sequence[str]], None],
        progress: Callable[[int], bool],
    ) -> Made:
        """Copies without any metadata in which the spans of `cut` are silent and black.

        `begin` is told the ids of the files in the vault before the first of them can stand there, those that do not
        last too. `progress` is told percents at least every second; where it answers False the work is given up.
        Raises `RecordingRefused`, `Stopped`; then nothing is left.
        """
        ...
