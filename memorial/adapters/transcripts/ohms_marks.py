"""The older way of OHMS to say when words are spoken: a text in numbered lines, and a mark for each minute."""

from __future__ import annotations

import re
from dataclasses import dataclass

from memorial.adapters.transcripts.cue_text import tidy
from memorial.adapters.transcripts.findings import Findings
from memorial.adapters.transcripts.settling import Line, guessed_end
from memorial.adapters.transcripts.speakers import divided, names_in

A_MINUTE = 60_000
A_DAY = 24 * 3600 * 1000
_MARK = re.compile(r"\s*(\d{1,7})\((\d{1,7})\)\s*")


@dataclass(frozen=True)
class Mark:
    """At that time the word begins that is so many in that line; both count from 1."""

    time: int
    line: int
    word: int


def marks_in(sync: str, findings: Findings, line: int) -> tuple[Mark, ...]:
    """`1:|13(3)|19(14)`: one minute apart; after the first minute line 13, word 3. Marks that point back are left."""
    interval, colon, rest = sync.partition(":")
    if not (colon and interval.strip().isdecimal()) or not 0 < int(interval) <= 60:
        return ()
    found: list[Mark] = []
    for number, written in enumerate(rest.split("|")):
        mark = _MARK.fullmatch(written)
        if not mark:
            continue
        place = (int(mark[1]), max(1, int(mark[2])))
        if found and place <= (found[-1].line, found[-1].word):
            findings.add("mark_out_of_order", line)
            continue
        found.append(Mark(number * int(interval) * A_MINUTE, *place))
    return tuple(found)


def lines_of(text: str, marks: tuple[Mark, ...], duration: int, findings: Findings, first_line: int) -> list[Line]:
    """The text in paragraphs, divided where a mark stands. Each reaches from the mark before it to the one after it:
    that is all that is known of its time. Without marks it is the whole session, so that a span which is sealed there
    takes it away."""
    written = text.split("\n")
    if marks and marks[-1].line > len(written):
        findings.add("mark_out_of_order", first_line)
        marks = tuple(mark for mark in marks if mark.line <= len(written))
    if not marks:
        findings.add("no_marks", first_line)
    names = names_in(written)
    at_line: dict[int, list[Mark]] = {}
    for mark in marks:
        at_line.setdefault(mark.line, []).append(mark)
    paragraphs = _Paragraphs(first_line)
    for number, line in enumerate(written, start=1):
        speaker, words = divided(line, names)
        if speaker or not line.strip():
            paragraphs.begin(speaker)
        # A word that a mark counts is one of the line as it stands, with its speaker.
        before = len(line.split()) - len(words.split())
        paragraphs.take(
            number, words.split(), [(mark.time, mark.word - 1 - before) for mark in at_line.get(number, ())]
        )
    return paragraphs.lines([mark.time for mark in marks], duration)


class _Paragraphs:
    def __init__(self, first_line: int) -> None:
        self._first_line = first_line
        self._time = 0
        self._speaker = ""
        self._words: list[str] = []
        self._number = 1
        self._found: list[tuple[int, int, str, str]] = []

    def begin(self, speaker: str) -> None:
        self._close()
        self._speaker = speaker

    def take(self, number: int, words: list[str], marks: list[tuple[int, int]]) -> None:
        at = 0
        for time, position in marks:
            position = min(max(position, at), len(words))
            self._add(number, words[at:position])
            self._close()
            self._time, at = time, position
        self._add(number, words[at:])

    def _add(self, number: int, words: list[str]) -> None:
        if words and not self._words:
            self._number = number
        self._words += words

    def _close(self) -> None:
        if self._words:
            self._found.append((self._number, self._time, self._speaker, " ".join(self._words)))
        self._words = []

    def lines(self, times: list[int], duration: int) -> list[Line]:
        self._close()
        ends = dict(zip([0, *times], times, strict=False))
        last = max(times, default=0)
        # What is said after the last mark goes on to the end of the session, as far as that is known.
        rest = "".join(text for _, time, _, text in self._found if time == last)
        ends[last] = max(duration, guessed_end(last, rest)) if times else max(duration, 0) or A_DAY
        return [
            Line(self._first_line + number - 1, time, ends[time], tidy(text), speaker)
            for number, time, speaker, text in self._found
        ]
