"""The port to what the archive knows of time."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class ClockReadings(Protocol):
    """What the archive knows of time, so that a wrong clock opens no embargo."""

    def trusted(self) -> datetime | None: ...
    def record(self, now: datetime, *, accept_jump: bool = False) -> datetime | None: ...
