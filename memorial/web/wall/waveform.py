"""How loud a recording is, as a picture made of one path; and where it is silent because something is kept back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BARS = 240
"""The picture is so many units wide and 100 high, whatever the length of the recording."""


@dataclass(frozen=True)
class Wave:
    """`path` draws a line up and down for each bar; `hidden` are (from, width) in the same units."""

    path: str
    hidden: tuple[tuple[str, str], ...]
    bars: int = BARS


def wave_of(peaks: Sequence[int], duration: int, hidden: Sequence[tuple[int, int]]) -> Wave | None:
    """None without peaks. `peaks` are 0 to 100 and even over `duration`; `hidden` are in milliseconds of the file."""
    if not peaks or duration <= 0:
        return None
    drawn = []
    for bar in range(BARS):
        first, after = bar * len(peaks) // BARS, (bar + 1) * len(peaks) // BARS
        half = max(1, max(peaks[first : max(after, first + 1)]) // 2)
        drawn.append(f"M{bar}.5 {50 - half}V{50 + half}")
    spans = ((max(0, a) / duration * BARS, min(b, duration) / duration * BARS) for a, b in hidden)
    return Wave("".join(drawn), tuple((f"{a:.2f}", f"{b - a:.2f}") for a, b in spans if b > a))
