"""The port to what a reader has typed on a review page and not decided yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from memorial.application.ports.log import KeepsTheLog
from memorial.application.ports.name_lists import KeepsLists
from memorial.application.ports.readings import KeepsReadings


@dataclass(frozen=True)
class ReviewDraft:
    """The fields of the form by name, as they were typed. `version` is the one that was being read."""

    version: int
    fields: dict[str, str] = field(default_factory=dict)


class ReviewDrafts(Protocol):
    """One for each reader of a record, sealed under the record's own key: it goes with the record."""

    def keep(self, memorial_id: str, record_id: str, staff_id: str, draft: ReviewDraft) -> None:
        """In place of what this reader kept before. Raises `NotFound` where there is no such record."""
        ...

    def find(self, memorial_id: str, record_id: str, staff_id: str) -> ReviewDraft | None: ...
    def forget(self, memorial_id: str, record_id: str, staff_id: str = "") -> None:
        """That reader's, or everybody's."""
        ...

    def forget_reader(self, staff_id: str, memorial_id: str = "") -> None:
        """All that this reader kept, there or everywhere."""
        ...

    def holds_older(self, than: datetime) -> bool: ...
    def forget_older(self, before: datetime) -> int:
        """Destroy those that were last kept before that; how many there were."""
        ...


class KeepsTheDesk(KeepsLists, KeepsReadings, KeepsTheLog, Protocol):
    """What a unit of work has for those who work at the desk: lists, what they opened today, what they typed."""

    @property
    def review_drafts(self) -> ReviewDrafts: ...
