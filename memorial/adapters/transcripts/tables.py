"""Transcripts as CSV: start,end,speaker,text,language,note; times as 01:02:03.456 or in seconds, the end optional."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from memorial.adapters.lists.csv_files import SEPARATORS
from memorial.adapters.lists.writing import neutralised
from memorial.adapters.transcripts import cue_text
from memorial.adapters.transcripts.findings import Findings
from memorial.adapters.transcripts.language_names import tag_of
from memorial.adapters.transcripts.settling import Line, require_room, settled
from memorial.adapters.transcripts.times import as_clock, milliseconds
from memorial.application.ports.transcripts import NotATranscript
from memorial.domain.languages import UNDETERMINED
from memorial.domain.transcript import Transcript
from memorial.domain.writing import clean_line

COLUMNS = ("start", "end", "speaker", "text", "language", "note")
_NEUTRALISED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def is_table(text: str) -> bool:
    header = _header(text.partition("\n")[0])
    return "start" in header and "text" in header


def _header(line: str) -> list[str]:
    return [cell.strip().strip('"').casefold() for cell in line.split(_separator(line))]


def _separator(line: str) -> str:
    best = max(SEPARATORS, key=line.count)
    return best if line.count(best) else ","


def read_table(text: str, findings: Findings) -> Transcript:
    """One transcript of session 1, without an id, in the language of most rows. Raises `NotATranscript`."""
    first = text.partition("\n")[0]
    header = _header(first)
    if "start" not in header or "text" not in header:
        raise NotATranscript("no_start_column", columns=", ".join(header)[:200])
    for column in header:
        if column not in COLUMNS:
            findings.add("column_not_used", 1, column[:40])
    lines: list[Line] = []
    reader = csv.reader(io.StringIO(text), delimiter=_separator(first), strict=True)
    number = 1
    try:
        for cells in reader:
            if reader.line_num > 1 and any(cell.strip() for cell in cells):
                _take(number, dict(zip(header, map(_cell, cells), strict=False)), lines, findings)
            number = reader.line_num + 1
    except csv.Error as problem:
        raise NotATranscript("not_csv", line=number, problem=problem) from None
    if not lines:
        raise NotATranscript("no_lines")
    language = _most_named(lines)
    cues = settled(lines, findings)
    # A line says its language only where it is another than that of the whole.
    own = tuple(replace(cue, language="") if cue.language == language else cue for cue in cues)
    return Transcript("", 1, language, own)


def _cell(cell: str) -> str:
    return cell[1:] if cell.startswith(_NEUTRALISED) else cell


def _take(number: int, row: dict[str, str], lines: list[Line], findings: Findings) -> None:
    require_room(len(lines) + 1)
    text = cue_text.tidy(row.get("text", ""))
    start, end = milliseconds(row.get("start", "")), milliseconds(row.get("end", ""))
    if not text:
        findings.add("empty_line", number)
        return
    if start is None:
        findings.add("time_not_understood", number)
        start = lines[-1].start if lines else 0
    if row.get("end", "").strip() and end is None:
        findings.add("time_not_understood", number)
    written = row.get("language", "").strip()
    language = tag_of(written)
    if written and not language:
        findings.add("language_not_known", number, clean_line(written)[:40])
    note = cue_text.tidy(row.get("note", ""))
    lines.append(Line(number, start, end, text, clean_line(row.get("speaker", "")), language, note))


def _most_named(lines: list[Line]) -> str:
    """`und` where more lines name none."""
    named = [line.language for line in lines]
    most = max(dict.fromkeys(named), key=named.count)
    return most or UNDETERMINED


def write_table(transcript: Transcript) -> str:
    """Every column, times as 01:02:03.456, each row with its language."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    own = "" if transcript.language == UNDETERMINED else transcript.language
    for cue in transcript.cues:
        cells = (as_clock(cue.start), as_clock(cue.end), cue.speaker, cue.text, cue.language or own, cue.note)
        writer.writerow([neutralised(cell) for cell in cells])
    return written.getvalue()
