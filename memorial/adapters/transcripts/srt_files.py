"""SubRip (SRT): numbered lines with times, and nothing else; speakers stand in the words as `NAME: `.

webvtt-py reads it too, but leaves out what follows an empty line within a caption, and tells no line numbers.
"""

from __future__ import annotations

import re

from memorial.adapters.transcripts import cue_text
from memorial.adapters.transcripts.findings import Findings
from memorial.adapters.transcripts.settling import Line, require_room, settled
from memorial.adapters.transcripts.speakers import with_speakers
from memorial.adapters.transcripts.times import as_clock, clock
from memorial.application.ports.transcripts import NotATranscript
from memorial.domain.languages import UNDETERMINED
from memorial.domain.transcript import Transcript

_TIMES = re.compile(r"\s*(\d[\d:.,]*)\s*-->\s*(\d[\d:.,]*)(?:\s.*)?")
_STRICT = re.compile(r"\d{2,}:\d{2}:\d{2},\d{3}")
_POSITION = re.compile(r"\{\\[^{}]*\}")


def is_srt(text: str) -> bool:
    return any(_TIMES.fullmatch(line) for line in text[:20_000].split("\n"))


def read_srt(text: str, findings: Findings) -> Transcript:
    """One transcript of session 1, without an id. Raises `NotATranscript`."""
    lines = text.split("\n")
    starts = [position for position, line in enumerate(lines) if _TIMES.fullmatch(line)]
    require_room(len(starts))
    if starts and (before := "\n".join(_without_counter(lines[: starts[0]])).strip()):
        findings.add("text_without_time", 1)
    else:
        before = ""
    found = []
    for position, following in zip(starts, [*starts[1:], None], strict=True):
        rest = lines[position + 1 : following]
        line = _line(position + 1, lines[position], _without_counter(rest) if following else rest, findings)
        if line is not None:
            found.append(line)
    if not found:
        raise NotATranscript("no_lines")
    notes = cue_text.notes_of("NOTE", before)
    return Transcript("", 1, UNDETERMINED, settled(with_speakers(found), findings), notes=notes)


def _without_counter(lines: list[str]) -> list[str]:
    """Without the number of the next line, which stands after an empty line or at the very beginning."""
    if lines and lines[-1].strip().isdecimal() and (len(lines) == 1 or not lines[-2].strip()):
        return lines[:-1]
    return lines


def _line(number: int, times: str, words: list[str], findings: Findings) -> Line | None:
    found = _TIMES.fullmatch(times)
    start = clock(found[1]) if found else None
    if not found or start is None:
        findings.add("time_not_understood", number)
        start = 0
    elif not (_STRICT.fullmatch(found[1]) and _STRICT.fullmatch(found[2])):
        findings.add("time_loosely_written", number)
    text = "\n".join(words).strip()
    said, formatting = cue_text.voices(_POSITION.sub("", text))
    if formatting or _POSITION.search(text):
        findings.add("formatting", number)
    if not said:
        findings.add("empty_line", number)
        return None
    if "\n\n" in text:
        findings.add("text_without_time", number + 1 + words.index(""))
    together = cue_text.tidy("\n".join(voice.text for voice in said))
    return Line(number, start, clock(found[2]) if found else None, together, said[0].speaker)


def write_srt(transcript: Transcript) -> str:
    """Times, names and words. Notes, languages of single lines and settings have no place in it."""
    written = []
    for number, cue in enumerate(transcript.cues, start=1):
        words = re.sub(r"\n{2,}", "\n", cue.text).replace("-->", "->")
        speaker = f"{cue.speaker}: " if cue.speaker else ""
        times = f"{as_clock(cue.start, mark=',')} --> {as_clock(cue.end, mark=',')}"
        written.append(f"{number}\n{times}\n{speaker}{words}\n")
    return "\n".join(written)
