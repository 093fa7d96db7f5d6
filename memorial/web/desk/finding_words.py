"""Words for what was found in a file of a transcript, and for why one cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from memorial.application.ports.transcripts import MOST_MEGABYTES, Finding
from memorial.web.surface import number

FINDINGS: Mapping[str, Any] = {
    "encoding_guessed": _l("The letters are not in UTF-8. They were guessed: please look at them."),
    "no_header": _l("The first line should be WEBVTT, and is not."),
    "late_beginning": _l("The first line begins late. Perhaps the clock of the tape did not start at nothing."),
    "end_before_start": _l("A line ends before it starts. Its end was taken from the next line, or guessed."),
    "no_end": _l("A line has no end. It was taken from the next line, or guessed."),
    "overlap": _l("A line begins before the one above it ends."),
    "unsorted": _l("Lines were not in the order of time. They were put in order."),
    "before_beginning": _l("A line begins before the recording does. It begins with it now."),
    "time_loosely_written": _l("A time is not written as the form asks."),
    "time_not_understood": _l("A time cannot be read. Its text is kept with the line above it, or as a note."),
    "text_without_time": _l("A text has no time. It is kept with the line above it, or as a note."),
    "several_voices": _l("Several people speak in one line. Each has a line of their own now."),
    "formatting": _l("Italics, colours and the like are left out. The words are kept."),
    "words_marked": _l(
        "Words are marked as of another language, or otherwise. The mark is kept in the note of the line."
    ),
    "footnotes": _l("Footnotes are kept as notes of the transcript."),
    "empty_line": _l("A time without words is left out."),
    "very_long": _l("A line is very long. It was divided."),
    "frames": _l("The last part of each time was read as frames."),
    "no_marks": _l("The text has no times: each part of it counts as reaching over the whole sitting."),
    "mark_out_of_order": _l("A mark of time points back, or past the end. It is not used."),
    "marks_without_text": _l("Marks of time belong to no text. They are kept with the interview, for the desk."),
    "bilingual_unnamed": _l("There is a second language without its name. Please say which it is."),
    "language_not_known": _l("A language is not known by its name."),
    "date_not_understood": _l("The date cannot be read. It is kept as it is written."),
    "link_left_out": _l("An address of a link cannot be used. It is kept with the interview, for the desk."),
    "kept_in_notes": _l(
        "Something of the file has no place of its own here. It is kept with the interview, for the desk."
    ),
    "restricted": _l("The file says that its use is restricted."),
    "duration_not_understood": _l("The duration cannot be read."),
    "column_not_used": _l("A column is not used."),
    "index_loses_time": _l("A part of the index has no time. It begins where the one above does."),
}
UNUSABLE: Mapping[str, Any] = {
    "empty": _l("The file is empty."),
    "too_large": _l("The file is too large."),
    "too_many_cues": _l("The file has too many lines. Please bring it in as several files."),
    "too_many_points": _l("The index of the file has too many parts."),
    "not_text": _l("The program does not know this kind of file."),
    "no_lines": _l("No line of the file has a time and words."),
    "no_times": _l("The file holds no times such as [00:12:30]."),
    "not_xml": _l("The file looks like XML and cannot be read as such."),
    "entities": _l("The file declares things by which other files could be read. It was not used."),
    "too_deep": _l("The parts of the file lie too deep within each other, or are too many."),
    "not_ohms": _l("The file is XML, and no OHMS interview."),
    "several_records": _l("The file holds several interviews. Please bring in each as a file of its own."),
    "no_start_column": _l("The table has no column called start."),
    "not_csv": _l("The file looks like a table and cannot be read as such."),
    "document": _l("The file is a document. Please bring the transcript in as text or WebVTT."),
}


def finding_words(one: Finding) -> str:
    """What was found, of what, in which lines of the file."""
    words = str(FINDINGS.get(one.code) or _("Something of the file was not understood."))
    lines = ", ".join(map(number, one.lines))
    where = ""
    if lines:
        where = ngettext("Line %(lines)s.", "Lines %(lines)s.", len(one.lines), lines=lines)
    if one.count > max(1, len(one.lines)):
        more = ngettext("%(count)s time in all.", "%(count)s times in all.", one.count, count=number(one.count))
        where = f"{where} {more}".strip()
    return " ".join(filter(None, (words, where)))


def unusable_words(code: str) -> str:
    if code == "too_large":
        return _("The file is larger than %(most)s MB.", most=number(MOST_MEGABYTES))
    return str(UNUSABLE.get(code) or _("The program does not know this kind of file."))
