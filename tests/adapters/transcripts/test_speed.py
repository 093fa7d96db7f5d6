"""How long a processor takes to read and write the longest transcript: `-m long -s` prints it."""

from __future__ import annotations

import time

import pytest

from memorial.adapters.transcripts.forms import TranscriptFiles
from memorial.adapters.transcripts.times import as_clock
from memorial.application.ports.transcripts import TranscriptForm, Written

WORDS = "<v Ada>We lived by the pier &amp; this is line {} of what was said on that day."


@pytest.mark.long
@pytest.mark.alone
@pytest.mark.parametrize("lines", [11_000, 40_000])
def test_the_longest_transcript_is_read_and_written_in_seconds(lines: int) -> None:
    forms = TranscriptFiles()
    cues = (f"{as_clock(n * 3000)} --> {as_clock(n * 3000 + 2500)}\n{WORDS.format(n)}\n\n" for n in range(lines))
    content = ("WEBVTT\n\n" + "".join(cues)).encode()
    (transcript,) = forms.read(content, "long.vtt").transcripts
    for form in TranscriptForm:
        began = time.thread_time()
        written = forms.write(Written(transcript), form)
        between = time.thread_time()
        again = forms.read(written, f"long.{form}").transcripts[0]
        ended = time.thread_time()
        print(f"{lines:,} lines as {form.name}: written in {between - began:.2f} s, read in {ended - between:.2f} s")
        assert [one.text for one in again.cues] == [one.text for one in transcript.cues]
        assert ended - began < 20
