"""The port to what each person at the desk opened today: kept for themselves, gone after a night."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from memorial.domain.exposure import Reading
from memorial.domain.staff import StaffMember


class Readings(Protocol):
    """One for each person at most, sealed under that account's key; no backup holds it."""

    def of(self, member: StaffMember) -> Reading:
        """As it was kept; an empty one where there is none, or none that can be opened."""
        ...

    def keep(self, member: StaffMember, reading: Reading, *, now: datetime) -> None: ...
    def holds_older(self, than: datetime) -> bool: ...
    def forget(self, before: datetime) -> int:
        """Destroy those that nobody added to since then; how many there were."""
        ...


class KeepsReadings(Protocol):
    """What a unit of work has for them."""

    @property
    def readings(self) -> Readings: ...
