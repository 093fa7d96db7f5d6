"""Lines as a file gave them, made lines of a transcript: in order, with ends, none too long; every fault is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from memorial.adapters.transcripts.findings import Findings
from memorial.adapters.transcripts.times import LONGEST, as_clock
from memorial.application.ports.transcripts import NotATranscript
from memorial.domain.transcript import LONGEST_CUE, MOST_CUES, Cue

AN_HOUR = 3_600_000
_SECONDS_AT_LEAST, _FOR_EACH_SIGN = 5_000, 100


@dataclass(frozen=True)
class Line:
    """One timed line as it was read; `end` is None where the file gives none. `number` is its line in the file.

    `together` marks lines that were one in the file, so that the same times are no fault.
    """

    number: int
    start: int
    end: int | None
    text: str
    speaker: str = ""
    language: str = ""
    note: str = ""
    settings: str = ""
    name: str = ""
    together: bool = False


def require_room(lines: int) -> None:
    """Raises `NotATranscript` as soon as there are too many: nobody reads a million of them first."""
    if lines > MOST_CUES:
        raise NotATranscript("too_many_cues")


def settled(lines: Iterable[Line], findings: Findings) -> tuple[Cue, ...]:
    """The cues, with ids 1, 2, …. Raises `NotATranscript` for too many."""
    kept = list(lines)
    require_room(len(kept))
    kept = _in_order(kept, findings)
    if kept and kept[0].start >= AN_HOUR:
        findings.add("late_beginning", kept[0].number, as_clock(kept[0].start))
    cues = [cue for line, end in _with_ends(kept, findings) for cue in _none_too_long(line, end, findings)]
    require_room(len(cues))
    return tuple(
        Cue(str(number), line.start, end, text, line.speaker, line.language, line.note, line.settings, line.name)
        for number, (line, end, text) in enumerate(cues, start=1)
    )


def _in_order(lines: list[Line], findings: Findings) -> list[Line]:
    latest = 0
    for line in lines:
        if line.start < latest:
            findings.add("unsorted", line.number)
        latest = max(latest, line.start)
    return sorted(lines, key=lambda line: line.start)


def _with_ends(lines: list[Line], findings: Findings) -> Iterator[tuple[Line, int]]:
    """An end that is missing or cannot be is where the next line begins; after the last one it is guessed, late rather
    than early, so that a span that is sealed there takes the line with it."""
    next_start = _next_starts(lines)
    ended_at, before = 0, (-1, -1)
    for line, following in zip(lines, next_start, strict=True):
        end = line.end
        if end is None or end <= line.start:
            if end is not None or following is None:
                findings.add("end_before_start" if end is not None else "no_end", line.number)
            end = following if following is not None else guessed_end(line.start, line.text)
        # Several who speak at the same time are no fault.
        if line.start < ended_at and (line.start, end) != before:
            findings.add("overlap", line.number)
        ended_at, before = max(ended_at, end), (line.start, end)
        yield line, end


def _next_starts(lines: list[Line]) -> list[int | None]:
    """Of each line, where the first one begins that begins later."""
    found: list[int | None] = []
    later: int | None = None
    for position in range(len(lines) - 1, -1, -1):
        start = lines[position].start
        if position + 1 < len(lines) and lines[position + 1].start > start:
            later = lines[position + 1].start
        found.append(later)
    return found[::-1]


def guessed_end(start: int, text: str) -> int:
    """Nobody speaks so slowly that the line would still go on after it."""
    return min(start + _SECONDS_AT_LEAST + _FOR_EACH_SIGN * len(text), start + LONGEST)


def _none_too_long(line: Line, end: int, findings: Findings) -> Iterator[tuple[Line, int, str]]:
    text = line.text
    if len(text) > LONGEST_CUE:
        findings.add("very_long", line.number)
    while len(text) > LONGEST_CUE:
        at = max(text.rfind(" ", 1, LONGEST_CUE), text.rfind("\n", 1, LONGEST_CUE))
        at = at if at > 0 else LONGEST_CUE
        yield line, end, text[:at].strip()
        text = text[at:].strip()
    yield line, end, text
