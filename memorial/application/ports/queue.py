"""Which part of what waits for a reader is asked for; by clear columns only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Held(StrEnum):
    """By whom something that waits is held now."""

    NOBODY = "nobody"
    ME = "me"
    OTHERS = "others"


@dataclass(frozen=True)
class Only:
    """What is left empty asks for nothing. `held` needs `me` and `now`; `without` are labels that none may have."""

    kind: str = ""
    languages: tuple[str, ...] = ()
    label: str = ""
    without: tuple[str, ...] = ()
    since_before: datetime | None = None
    held: Held | None = None
    me: str = ""
    now: datetime | None = None


ALL = Only()
