"""Times as they are written in transcripts, in milliseconds and back."""

from __future__ import annotations

import re

TIME = r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})(?:[.,](\d{1,9}))?"
"""Hours, minutes, seconds and a fraction, of which only the seconds must be there."""

_TIME = re.compile(rf"\s*{TIME}\s*")
_CLOCK = re.compile(r"\s*(?:\d+:)?\d+:\d+(?:[.,]\d+)?\s*")
LONGEST = 100 * 3600 * 1000
"""No session is longer: a time beyond it is a mistake of writing."""


def milliseconds(written: str) -> int | None:
    """`01:02:03.456`, `2:03,5`, `123.456` (seconds); None for what is no time, or longer than any session."""
    found = _TIME.fullmatch(written)
    return in_all(*found.groups()) if found else None


def clock(written: str) -> int | None:
    """The same, where a colon at least must be in it: a bare number is no time."""
    return milliseconds(written) if _CLOCK.fullmatch(written) else None


def in_all(hours: str | None, minutes: str | None, seconds: str | None, fraction: str | None) -> int | None:
    thousandths = int(((fraction or "") + "000")[:3])
    total = ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)) * 1000 + thousandths
    return total if total <= LONGEST else None


def as_clock(time: int, *, mark: str = ".") -> str:
    """`01:02:03.456`."""
    return f"{time // 3_600_000:02}:{time // 60_000 % 60:02}:{time // 1000 % 60:02}{mark}{time % 1000:03}"


def as_seconds(time: int) -> str:
    """Whole seconds, with a fraction only where there is one."""
    return f"{time // 1000}.{time % 1000:03}" if time % 1000 else str(time // 1000)
