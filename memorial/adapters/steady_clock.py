"""A clock that does not leap with the clock on the wall: a leap is believed once it has stood for six hours.

Looked at: chrony and systemd-timesyncd say whether the machine's clock is synchronised, not whether it just leapt.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LARGEST_CORRECTION = timedelta(minutes=1)
"""Smaller differences are the usual corrections of a clock, and are followed at once."""

STANDS_AFTER = timedelta(hours=6)
SEEN_OFTEN = 12
"""So often it must have been seen the same meanwhile: twice the same hour may be chance."""

WHILE_STARTING = timedelta(minutes=15)
"""A machine without a clock of its own is set right soon after its start: so long a leap is followed at once."""


def wall_clock() -> datetime:
    return datetime.now(UTC)


def since_start() -> float:
    """Seconds that nobody can set. On Linux they go on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


@dataclass
class _Leap:
    offset: float
    first_seen: float
    seen: int = 0


class SteadyClock:
    """Gives the time as the wall clock says it, and across its leaps, in either direction, as time really passed.

    What the wall clock says in the first minutes of this process is believed; a leap over a new start is seen by the
    readings that the database keeps. Safe in many threads.
    """

    def __init__(
        self, *, wall: Callable[[], datetime] = wall_clock, elapsed: Callable[[], float] = since_start
    ) -> None:
        self._wall, self._elapsed = wall, elapsed
        self._lock = threading.Lock()
        self._start = elapsed()
        self._offset = wall().timestamp() - self._start
        self._leap: _Leap | None = None

    def __call__(self) -> datetime:
        wall, elapsed = self._wall(), self._elapsed()
        with self._lock:
            if self._follows(wall.timestamp() - elapsed, elapsed):
                return wall
            return datetime.fromtimestamp(elapsed + self._offset, UTC)

    def _follows(self, offset: float, elapsed: float) -> bool:
        """Whether the wall clock is believed now."""
        if _differ(offset, self._offset) and elapsed - self._start > WHILE_STARTING.total_seconds():
            if self._leap is None or _differ(offset, self._leap.offset):
                self._leap = _Leap(offset, elapsed)
            self._leap.seen += 1
            if self._leap.seen < SEEN_OFTEN or elapsed - self._leap.first_seen < STANDS_AFTER.total_seconds():
                return False
        self._offset, self._leap = offset, None
        return True


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > LARGEST_CORRECTION.total_seconds()
