"""The port to files of transcripts: lines with their times, an index, and what the file says of its interview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from memorial.domain.errors import Refusal
from memorial.domain.transcript import LONGEST_CUE, MOST_CUES, IndexSegment, Transcript

MOST_MEGABYTES = 20
LARGEST_TRANSCRIPT = MOST_MEGABYTES * 1024 * 1024


class TranscriptForm(StrEnum):
    """A form in which transcripts come and go; the value is the ending of a file."""

    WEBVTT = "vtt"
    SRT = "srt"
    OHMS = "xml"
    TEXT = "txt"
    CSV = "csv"


FORMS = {
    "webvtt": TranscriptForm.WEBVTT,
    "srt": TranscriptForm.SRT,
    "ohms": TranscriptForm.OHMS,
    "csv": TranscriptForm.CSV,
    "txt": TranscriptForm.TEXT,
}
"""The forms as operators call them."""

_WHY = {
    "empty": "it is empty.",
    "too_large": f"it is larger than {MOST_MEGABYTES} MB.",
    "too_many_cues": f"it has more than {MOST_CUES:,} lines. Bring it in as several files.",
    "too_many_points": "its index has more than {most:,} segments.",
    "not_text": "it is not text.",
    "no_lines": "no line of it has a time and words.",
    "no_times": "it holds no time codes such as [00:12:30].",
    "not_xml": "near line {line} it is not XML: {problem}.",
    "entities": "near line {line} it declares things that other files or places could be read through.",
    "too_deep": "near line {line} its parts lie too deep within each other, or are too many.",
    "not_ohms": "it is XML, and no OHMS interview: it must be a ROOT with one record.",
    "several_records": "it holds {records} records. Bring in each as a file of its own.",
    "no_start_column": "it has no column start. Its columns are: {columns}.",
    "not_csv": "near line {line} it is not CSV: {problem}.",
}


class NotATranscript(Refusal):
    """Nothing of the file can be used. `code` and `values` say why; `detail` is the sentence in English."""

    def __init__(self, code: str, **values: object) -> None:
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(code, _WHY[code].format(**values))


@dataclass(frozen=True)
class Finding:
    """Something about a file that a person should know; its text was kept all the same.

    `lines` are the first lines of the file that it concerns, `count` how many there are in all. `detail` names what a
    word for the kind alone cannot say: a field, an encoding, a language.
    """

    code: str
    lines: tuple[int, ...] = ()
    count: int = 1
    detail: str = ""


FINDING_WORDS = {
    "encoding_guessed": "not UTF-8: the letters were read as {detail}; please look at them",
    "no_header": "the first line should be WEBVTT, and is not",
    "late_beginning": "the first line begins at {detail}: perhaps the clock of the tape did not start at nothing",
    "end_before_start": "does not end after it starts: its end is where the next one begins, or was guessed",
    "no_end": "the last line has no end: it was guessed",
    "overlap": "begins before the line above it ends",
    "unsorted": "earlier than the line above it: the lines were put in order",
    "before_beginning": "earlier than the beginning: its time is the beginning now",
    "time_loosely_written": "a time that is not written as the form asks",
    "time_not_understood": "no time that can be read: the text is kept with the line above it, or as a note",
    "text_without_time": "text without a time of its own: it is kept with the line above it, or as a note",
    "several_voices": "several people speak in one line: each has a line of their own now",
    "formatting": "italics, colours and the like are left out; the words are kept",
    "words_marked": "words in another language, or marked by a class: kept in the note of the line",
    "footnotes": "footnotes are kept as notes of the transcript",
    "empty_line": "a time without words: left out",
    "very_long": f"longer than {LONGEST_CUE:,} characters: divided",
    "frames": "the last part of each time was read as frames",
    "no_marks": "a text without marks of time: each part of it counts as reaching over the whole session",
    "mark_out_of_order": "a mark of time that points back, or past the end: not used",
    "marks_without_text": "marks of time and no text that they could belong to: kept in the notes of the import",
    "bilingual_unnamed": "a second language without its name: say which it is",
    "language_not_known": "not a language that is known by name: {detail}",
    "date_not_understood": "the date is kept as it is written: {detail}",
    "link_left_out": "not an address of the web, so it is no link; kept in the notes of the import: {detail}",
    "kept_in_notes": "no place of its own here; kept in the notes of the import: {detail}",
    "restricted": "the file says that its use is restricted",
    "duration_not_understood": "the duration cannot be read: {detail}",
    "column_not_used": "a column that is not used: {detail}",
    "index_loses_time": "a segment of the index without a time that can be read: it begins where the one above does",
}
"""Each kind of finding in plain English words."""


@dataclass(frozen=True)
class Hints:
    """What a file says of its interview. `on` is EDTF or ''; `duration` in milliseconds, 0 where it is not known.

    `elsewhere`: everything of the file that has no place of its own in an interview, as (name of the field, value).
    """

    title: str = ""
    summary: str = ""
    narrators: tuple[str, ...] = ()
    interviewers: tuple[str, ...] = ()
    on: str = ""
    languages: tuple[str, ...] = ()
    project: str = ""
    collection: str = ""
    accession_number: str = ""
    rights_statement: str = ""
    notes: str = ""
    duration: int = 0
    elsewhere: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ReadTranscript:
    """What a file holds: transcripts, the original first, all of session 1 and without ids; cues have ids 1, 2, ….

    A language is a BCP 47 tag, or 'und' where the file does not say. `index` has ids 1, 2, … too.
    """

    form: TranscriptForm
    transcripts: tuple[Transcript, ...] = ()
    index: tuple[IndexSegment, ...] = ()
    hints: Hints = Hints()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Written:
    """What is written out: one transcript, and for OHMS its translation, its index, and what is said of the interview.

    Texts of the index are written in `language`, and those in `other` beside them.
    """

    transcript: Transcript | None
    translation: Transcript | None = None
    index: Sequence[IndexSegment] = ()
    hints: Hints = Hints()
    language: str = "und"
    other: str = ""


class TranscriptForms(Protocol):
    """Reads and writes transcripts in every form."""

    def read(self, content: bytes, filename: str) -> ReadTranscript:
        """What it is shows in the content, and the name decides only where that could be several. Raises
        `NotATranscript`."""
        ...

    def write(self, written: Written, form: TranscriptForm) -> bytes:
        """UTF-8. WebVTT keeps all of a transcript, and the others what they can say. Raises `NotATranscript`."""
        ...

    def language_tag(self, named: str) -> str:
        """`az` of `Azerbaijani`, `aze`, `AZ`; '' for what is no language that is known."""
        ...
