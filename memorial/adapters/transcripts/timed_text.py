"""Plain text with time codes: `[00:12:30] SPEAKER: words`, a time alone on its line, or days as `[DD:HH:MM:SS]`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from memorial.adapters.transcripts import cue_text
from memorial.adapters.transcripts.findings import Findings
from memorial.adapters.transcripts.settling import Line, require_room, settled
from memorial.adapters.transcripts.speakers import divided, names_in
from memorial.adapters.transcripts.times import LONGEST, as_clock
from memorial.application.ports.transcripts import NotATranscript
from memorial.domain.languages import UNDETERMINED
from memorial.domain.transcript import Transcript

_CLOCK = r"-?\d{1,3}:\d{1,2}(?::\d{1,2}){0,2}(?:[.,]\d{1,3})?"
_TO = r"\s*(?:-->|[-\u2013\u2014])\s*"
_IN_BRACKETS = rf"[\[({{](?P<a>{_CLOCK})(?:{_TO}(?P<a_end>{_CLOCK}))?[\])}}]"
_BARE = rf"(?P<b>{_CLOCK})(?:{_TO}(?P<b_end>{_CLOCK}))?(?=\s|\Z)"
_STAMP = re.compile(rf"[ \t]*(?:{_IN_BRACKETS}|{_BARE})(?:[ \t]*[-\u2013\u2014](?=[ \t]))?[ \t]*(?P<words>.*)")
_MOST_FRAMES = 30


@dataclass
class _Entry:
    """What stands under one time: the number of its line, the time as written, and the lines of text after it."""

    number: int
    start: str
    end: str
    words: list[tuple[int, str]]


def is_timed_text(text: str) -> bool:
    return any(_STAMP.match(line) for line in text.split("\n"))


def read_timed_text(text: str, findings: Findings, *, first_line: int = 1) -> Transcript:
    """One transcript of session 1, without an id. What stands before the first time becomes a note of it.

    Raises `NotATranscript`.
    """
    before, entries = _entries(text.split("\n"), first_line)
    if not entries:
        raise NotATranscript("no_times")
    times = _Times([one.start for one in entries] + [one.end for one in entries if one.end], findings)
    names = names_in(line for one in entries for _, line in one.words)
    lines = [line for one in entries for line in _lines(one, times, names, findings)]
    if not lines:
        raise NotATranscript("no_lines")
    if before:
        findings.add("text_without_time", first_line)
    notes = cue_text.notes_of("NOTE", before)
    return Transcript("", 1, UNDETERMINED, settled(lines, findings), notes=notes)


def _entries(lines: Sequence[str], first_line: int) -> tuple[str, list[_Entry]]:
    before: list[str] = []
    entries: list[_Entry] = []
    for number, line in enumerate(lines, start=first_line):
        stamp = _STAMP.match(line)
        if stamp:
            require_room(len(entries) + 1)
            start, end = stamp["a"] or stamp["b"], stamp["a_end"] or stamp["b_end"] or ""
            entries.append(_Entry(number, start, end, [(number, stamp["words"])]))
        elif entries:
            entries[-1].words.append((number, line))
        else:
            before.append(line)
    return cue_text.tidy("\n".join(before)), entries


def _lines(entry: _Entry, times: _Times, names: frozenset[str], findings: Findings) -> list[Line]:
    """One for each speaker under that time. A line without a name goes on where the one above it stopped."""
    start = times.read(entry.start, entry.number)
    end = times.read(entry.end, entry.number) if entry.end else None
    found: list[tuple[int, str, list[str]]] = []
    for number, words in entry.words:
        speaker, said = divided(words, names)
        if speaker or not found:
            found.append((number, speaker, [said]))
        else:
            found[-1][2].append(words)
    lines: list[Line] = []
    for number, speaker, spoken in found:
        if text := cue_text.tidy("\n".join(spoken)):
            lines.append(Line(number, start, end, text, speaker, together=bool(lines)))
    if not lines:
        findings.add("empty_line", entry.number)
    return lines


class _Times:
    """The times of one file, which are all meant alike."""

    def __init__(self, written: Sequence[str], findings: Findings) -> None:
        self._findings = findings
        last = [int(parts[3]) for one in written if len(parts := re.split(r"[:.,]", one)) == 4 and one.count(":") == 3]
        # Four parts are days and a clock, or a clock and frames of a film: of these there are never thirty.
        self._frames = (25 if max(last) < 25 else 30) if last and self._are_frames(written, last) else 0
        if self._frames:
            findings.add("frames")

    @staticmethod
    def _are_frames(written: Sequence[str], last: Sequence[int]) -> bool:
        if max(last) >= _MOST_FRAMES:
            return False
        return len(last) >= 8 or any(int(one.lstrip("-").split(":")[0]) for one in written if one.count(":") == 3)

    def read(self, written: str, line: int) -> int:
        """In milliseconds, and never before the beginning."""
        whole, _, fraction = written.lstrip("-").replace(",", ".").partition(".")
        parts = [int(part) for part in whole.split(":")]
        thousandths = int((fraction + "000")[:3])
        if len(parts) == 4 and self._frames:
            thousandths = parts.pop() * 1000 // self._frames
        seconds = 0
        for part, each in zip(reversed(parts), (1, 60, 3600, 86400), strict=False):
            seconds += part * each
        time = seconds * 1000 + thousandths
        if written.startswith("-") and time:
            self._findings.add("before_beginning", line)
            return 0
        if time > LONGEST:
            self._findings.add("time_not_understood", line)
            return LONGEST
        return time


def write_timed_text(transcript: Transcript) -> str:
    """`[00:12:30.000 - 00:12:34.500] SPEAKER: words`, an empty line after each. Notes and languages have no place."""
    written = []
    for cue in transcript.cues:
        speaker = f"{cue.speaker}: " if cue.speaker else ""
        written.append(f"[{as_clock(cue.start)} - {as_clock(cue.end)}] {speaker}{cue.text}\n")
    return "\n".join(written)
