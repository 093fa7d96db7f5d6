"""Spans of time that nobody outside hears or reads: which hold today, and what they touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from memorial.domain.timers import opens_at
from memorial.domain.transcript import Cue, Transcript

Span = tuple[int, int]
"""From and to in milliseconds of a session; what ends where another begins does not touch it."""


@dataclass(frozen=True)
class Seal:
    """A span of a session that is kept back. `reason` is the desk's; without `until` it has no end.

    `said` tells visitors in neutral words that something is not shown; it never says what.
    """

    id: str
    session: int
    start: int
    end: int
    reason: str
    made_at: datetime
    made_by: str
    until: date | None = None
    said: dict[str, str] | None = None
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lifted_because: str = ""
    lines: tuple[str, ...] = ()
    """The lines on which it was made, as `{transcript id}.{line id}`: they stay back whatever times they get later."""


def holds(seal: Seal, time_zone: str, trusted_now: datetime | None) -> bool:
    """Whether it keeps its span back. Without a clock that can be trusted, no day has come."""
    if seal.lifted_at is not None:
        return False
    return seal.until is None or trusted_now is None or trusted_now < opens_at(seal.until, time_zone)


def spans_sealed(seals: Iterable[Seal], session: int, time_zone: str, trusted_now: datetime | None) -> tuple[Span, ...]:
    """The spans of that session that are kept back now, in order, joined where they touch."""
    found = [(one.start, one.end) for one in seals if one.session == session and holds(one, time_zone, trusted_now)]
    return joined(found)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same spans in order, those that touch or overlap made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def covers(cut: Sequence[Span], wanted: Sequence[Span]) -> bool:
    """Whether everything in `wanted` lies within `cut`: a copy that keeps back more may still be shown."""
    cut = joined(cut)
    return all(any(start <= a and b <= end for start, end in cut) for a, b in wanted)


def touches(spans: Sequence[Span], start: int, end: int | None) -> bool:
    """Whether a line from `start` to `end` (None: no end is known) shares a moment with one of the spans.

    A line whose end does not come after its beginning is taken for a moment. Times that a transcript gives are not
    exact to the word; so what only borders on a span within `MARGIN` counts as touching it.
    """
    last = None if end is None else max(end, start + 1)
    return any((last is None or a < last + MARGIN) and start < b + MARGIN for a, b in spans)


def lines_touched(transcripts: Iterable[Transcript], session: int, span: Span) -> tuple[str, ...]:
    """Every line of that session in the span, as "{transcript id}.{line id}": those of the work at the desk, those that
    the narrator approved and those that the narrator agreed to."""
    found = [
        f"{text.id}.{line.id}"
        for text in transcripts
        if text.session == session
        for line in (*text.cues, *(text.approved or ()), *(text.agreed or ()))
        if touches([span], line.start, line.end)
    ]
    return tuple(dict.fromkeys(found))


def follow(seals: Iterable[Seal], transcript_id: str, line: str, into: str) -> tuple[Seal, ...]:
    """The same seals; where one keeps back that line, it keeps back the line that holds its words now too."""
    was, now = f"{transcript_id}.{line}", f"{transcript_id}.{into}"
    return tuple(
        replace(one, lines=(*one.lines, now)) if was in one.lines and now not in one.lines else one for one in seals
    )


def moved_along(
    seals: Sequence[Seal], transcript_id: str, before: Iterable[Cue], after: Iterable[Cue], new_id: Callable[[], str]
) -> tuple[Seal, ...]:
    """The same seals, and one more for each place where words that they keep back really are, once times are put right.

    Where a line was sealed as a whole, all of it; else the part of it, moved along. Nothing that was sealed is opened.
    """
    old = {one.id: (one.start, max(one.end, one.start + 1)) for one in before}
    moved = [one for one in after if one.id in old and old[one.id] != (one.start, max(one.end, one.start + 1))]
    found = list(seals)
    for seal in seals if moved else ():
        if seal.lifted_at is not None:
            continue
        mine = [one for one in moved if f"{transcript_id}.{one.id}" in seal.lines]
        wanted = [_moved(seal, old[one.id], (one.start, max(one.end, one.start + 1))) for one in mine]
        for span in joined(one for one in wanted if one is not None):
            if not covers([(seal.start, seal.end)], [span]):
                found.append(replace(seal, id=new_id(), start=span[0], end=span[1]))
    return tuple(found)


def _moved(seal: Seal, old: Span, new: Span) -> Span | None:
    """What of a line at its new place is to be kept back; None where the seal only bordered on it."""
    if not overlaps([(seal.start, seal.end)], *old):
        return None
    if seal.start <= old[0] and old[1] <= seal.end:
        return new
    by = new[0] - old[0]
    return (max(0, seal.start + by), max(1, seal.end + by))


def overlaps(spans: Sequence[Span], start: int, end: int | None) -> bool:
    """Whether a described part from `start` to `end` (None: no end is known) reaches into one of the spans.

    One that only borders on a span tells nothing of it: whoever seals a described part seals it from its beginning on.
    """
    return any((end is None or a < max(end, start + 1)) and start < b for a, b in spans)


MARGIN = 500
"""Milliseconds around a span within which a line counts as inside it."""
