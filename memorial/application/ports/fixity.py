"""The port to when the files of each remembrance were last read whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class FilesRead:
    """How it was with the files of one remembrance: how many there are, and how many are not as they were kept."""

    memorial_id: str
    record_id: str
    revision: int
    files: int
    damaged: int


@dataclass(frozen=True)
class ShownCopy:
    """A file for visitors as its row tells of it: its name, the sealed size that it was made of, and its digest."""

    name: str
    made_of: str
    sha256: str


class Fixity(Protocol):
    def due(self, now: datetime, *, limit: int, everything_before: datetime | None = None) -> Sequence[tuple[str, str]]:
        """(memorial id, record id) of what should be read: what never was first, then what was longest ago.

        With `everything_before` whatever was not read since that time.
        """
        ...

    def damaged_copies(self, memorial_id: str, record_id: str) -> Sequence[str]:
        """Names of files for visitors that are missing or are not as they were made."""
        ...

    def copies(self, memorial_id: str, record_id: str) -> Sequence[ShownCopy]: ...
    def put_copy(self, name: str, content: bytes) -> None:
        """Whole under that name, in the place of what was there."""
        ...

    def note(self, found: FilesRead, now: datetime) -> bool:
        """Remember it. True where more is damaged than was known."""
        ...
