"""What the audit log holds, and the port to it as people read it: a part of one chain, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from memorial.vocabulary import ActorKind


@dataclass(frozen=True)
class AuditEntry:
    """One act at the desk or of a job: who, what, on what, with what outcome and reason. No names, no text."""

    memorial_id: str
    actor_kind: ActorKind
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    outcome: str = "done"
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Acts:
    """Which acts are asked for; what is left empty asks for all. `since` is in it, `until` is not."""

    actor: str = ""
    action: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Log(Protocol):
    def entries(
        self, memorial_id: str, wanted: Acts, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, AuditEntry]]:
        """`before` is the number of the last entry of the page before."""
        ...

    def kinds(self, memorial_id: str) -> tuple[Sequence[str], Sequence[str]]:
        """The actions that occur, and the ids of the staff who acted."""
        ...


class KeepsTheLog(Protocol):
    """What a unit of work has for it."""

    @property
    def log(self) -> Log: ...
