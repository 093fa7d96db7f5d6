"""Any file as a transcript: which form it has shows in its content, and the reader and writer for it."""

from __future__ import annotations

import re
from collections.abc import Callable

from memorial.adapters.transcripts.decoding import text_of
from memorial.adapters.transcripts.findings import Findings
from memorial.adapters.transcripts.language_names import tag_of
from memorial.adapters.transcripts.ohms import read_ohms
from memorial.adapters.transcripts.ohms_writing import write_ohms
from memorial.adapters.transcripts.srt_files import is_srt, read_srt, write_srt
from memorial.adapters.transcripts.tables import is_table, read_table, write_table
from memorial.adapters.transcripts.timed_text import is_timed_text, read_timed_text, write_timed_text
from memorial.adapters.transcripts.webvtt_files import is_webvtt, read_webvtt, write_webvtt
from memorial.application.ports.transcripts import (
    LARGEST_TRANSCRIPT,
    Hints,
    NotATranscript,
    ReadTranscript,
    TranscriptForm,
    Written,
)
from memorial.domain.transcript import Transcript

_READERS: dict[TranscriptForm, Callable[[str, Findings], Transcript]] = {
    TranscriptForm.WEBVTT: read_webvtt,
    TranscriptForm.SRT: read_srt,
    TranscriptForm.CSV: read_table,
    TranscriptForm.TEXT: read_timed_text,
}
_WRITERS: dict[TranscriptForm, Callable[[Transcript], str]] = {
    TranscriptForm.WEBVTT: write_webvtt,
    TranscriptForm.SRT: write_srt,
    TranscriptForm.CSV: write_table,
    TranscriptForm.TEXT: write_timed_text,
}
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|ROOT|!)|(?:\xff\xfe\s?)<\x00|\xfe\xff\x00<")


class TranscriptFiles:
    """Keeps the promises of the `TranscriptForms` port."""

    def read(self, content: bytes, filename: str) -> ReadTranscript:
        if len(content) > LARGEST_TRANSCRIPT:
            raise NotATranscript("too_large")
        if _XML.match(content):
            return read_ohms(content)
        findings = Findings()
        text = text_of(content, findings)
        form = form_of(text, filename)
        transcript = _READERS[form](text, findings)
        known = () if transcript.language == "und" else (transcript.language,)
        return ReadTranscript(form, (transcript,), hints=Hints(languages=known), findings=findings.all())

    def write(self, written: Written, form: TranscriptForm) -> bytes:
        if form is TranscriptForm.OHMS:
            return write_ohms(written).encode()
        if written.transcript is None:
            raise NotATranscript("no_lines")
        text = _WRITERS[form](written.transcript)
        # Spreadsheets take a table without this mark for the letters of their own country.
        return text.encode("utf-8-sig" if form is TranscriptForm.CSV else "utf-8")

    def language_tag(self, named: str) -> str:
        return tag_of(named)


def form_of(text: str, filename: str) -> TranscriptForm:
    """By what stands in it. Raises `NotATranscript` for a text without any time."""
    if is_webvtt(text):
        return TranscriptForm.WEBVTT
    if is_srt(text):
        return TranscriptForm.WEBVTT if filename.lower().endswith(".vtt") else TranscriptForm.SRT
    if is_table(text):
        return TranscriptForm.CSV
    if filename.lower().endswith((".csv", ".tsv")):
        raise NotATranscript("no_start_column", columns=text.partition("\n")[0][:200])
    if is_timed_text(text):
        return TranscriptForm.TEXT
    raise NotATranscript("no_times")
