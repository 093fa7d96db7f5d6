"""An upload on its way: a file or a recording that comes in pieces, and goes on where the line was cut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Piece:
    """Some of its bytes, sealed in the vault under a key of their own."""

    vault_id: str
    vault_key: str
    length: int


@dataclass(frozen=True)
class Upload:
    """How far it has come. It belongs to a draft, and opens with the draft's code and with a key of its own."""

    id: str
    memorial_id: str
    key_id: str
    name: str
    metadata: str
    """As its sender gave it, to be given back; it may hold the name once more."""
    limit: int
    """How many bytes it may have."""
    expires_at: datetime
    length: int | None = None
    """None while it is still being made, as a recording is."""
    offset: int = 0
    """How many bytes are kept, durably."""
    pieces: int = 0
    seconds: int = 0
    """How much was recorded by now, as the browser says."""
    judged: bool = False
    """Whether its first bytes were looked at, and found to be of a kind that is taken."""
    file_id: str = ""
    """The file of the draft that it has become; '' while it is not whole."""
    revision: int = 0

    @property
    def finished(self) -> bool:
        return bool(self.file_id)

    @property
    def claimed(self) -> int:
        """What it takes of the room that a draft has: all that was announced, or what has come."""
        return self.offset if self.length is None else self.length
