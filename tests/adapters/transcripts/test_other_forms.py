"""SubRip, plain text with time codes and tables: read as they are found in the wild, and written to be read again."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.adapters.transcripts.forms import TranscriptFiles
from memorial.application.ports.transcripts import (
    FINDING_WORDS,
    LARGEST_TRANSCRIPT,
    Finding,
    NotATranscript,
    TranscriptForm,
    Written,
)
from memorial.domain.transcript import Cue, Transcript

SAMPLES = Path("tests/samples/oral-history")
MERCURY = SAMPLES / "timed-transcripts/mercury-redstone-3_air-to-ground.txt"
FORMS = TranscriptFiles()


def read(text: str | bytes, name: str = "") -> tuple[Transcript, dict[str, Finding]]:
    content = text if isinstance(text, bytes) else text.encode()
    found = FORMS.read(content, name)
    assert all(FINDING_WORDS[one.code].format(detail=one.detail) for one in found.findings)
    return found.transcripts[0], {one.code: one for one in found.findings}


def said(transcript: Transcript) -> list[tuple[int, str, str]]:
    return [(one.start, one.speaker, one.text) for one in transcript.cues]


# A file of a space flight, with days in its times


def test_the_speech_of_a_flight_comes_in_whole_with_its_speakers() -> None:
    transcript, found = read(MERCURY.read_bytes(), MERCURY.name)

    words = [line for line in MERCURY.read_text(encoding="utf-8").splitlines() if line and not line.startswith("[")]
    kept = "\n".join(f"{one.speaker}: {one.text}" if one.speaker else one.text for one in transcript.cues)
    assert kept.split("\n") == words
    assert len(transcript.cues) == 116
    assert said(transcript)[0] == (0, "LCC", "Lift-off")
    assert transcript.cues[113].start == (15 * 60 + 12) * 1000
    assert set(found) == {"no_end"}, "the last line alone"


@pytest.mark.parametrize("form", list(TranscriptForm))
def test_the_speech_of_a_flight_goes_out_in_every_form_and_comes_back(form: TranscriptForm) -> None:
    transcript, _ = read(MERCURY.read_bytes(), MERCURY.name)

    again, found = read(FORMS.write(Written(transcript), form), f"flight.{form}")

    assert again == transcript
    assert set(found) <= {"kept_in_notes"}


# Text with time codes


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[00:12:30] ADA: We came.\nand went.\n", [(750_000, "ADA", "We came.\nand went.")]),
        ("00:12:30 ADA: We came.\n00:12:40 BEN: When?\n", [(750_000, "ADA", "We came."), (760_000, "BEN", "When?")]),
        ("(12:30)\nADA: We came.\nBEN: When?\n", [(750_000, "ADA", "We came."), (750_000, "BEN", "When?")]),
        ("[00:00:01.500 - 00:00:02.250] We came.\n", [(1_500, "", "We came.")]),
        ("{0:01} Գնացինք։\n", [(1_000, "", "Գնացինք։")]),
        ("[00:01] She said: go. At 10:30 we went.\n", [(1_000, "", "She said: go. At 10:30 we went.")]),
        ("[00:01] محمد: ذهبنا\n", [(1_000, "محمد", "ذهبنا")]),
    ],
)
def test_the_usual_ways_to_write_times_and_speakers_are_read(text: str, lines: list[tuple[int, str, str]]) -> None:
    assert said(read(text, "tape.txt")[0]) == lines


def test_a_name_in_small_letters_is_a_speaker_only_where_it_comes_again_and_again() -> None:
    talk = "".join(f"[00:0{n}] {name}: words\n" for n, name in enumerate(["Ada Reed", "Ben", "Ada Reed", "Ben"] * 2, 1))

    transcript, _ = read(f"{talk}[00:09] Remember: this once\n", "tape.txt")

    assert {one.speaker for one in transcript.cues} == {"Ada Reed", "Ben", ""}
    assert transcript.cues[-1].text == "Remember: this once"


def test_the_last_of_four_parts_is_frames_where_a_clock_would_be_days() -> None:
    transcript, found = read("".join(f"01:00:0{n}:12 words\n" for n in range(9)), "tape.txt")

    assert transcript.cues[0].start == 3_600_480
    assert {"frames", "late_beginning"} <= set(found)


def test_what_stands_before_the_first_time_is_kept_and_what_is_earlier_begins_at_the_beginning() -> None:
    transcript, found = read("A talk\n\nby two\n[-00:00:10] Ready\n[00:00:05] Go\n", "tape.txt")

    assert transcript.notes == ("NOTE\nA talk", "NOTE\nby two")
    assert said(transcript) == [(0, "", "Ready"), (5_000, "", "Go")]
    assert found["before_beginning"].lines == (4,)


# SubRip


def test_subrip_as_players_write_it_comes_in_whole() -> None:
    transcript, found = read(
        "1\n00:00:01,000 --> 00:00:02,000\n<i>ADA: Hello</i>\n\n2\n00:00:03.0 --> 00:00:04,0 X1:1 X2:2\n"
        "{\\an8}Two &amp; three\n\nand four\n\n3\n00:00:05,000 --> 00:00:06,000\n1999\n",
        "talk.srt",
    )

    assert said(transcript) == [
        (1_000, "ADA", "Hello"),
        (3_000, "", "Two & three\n\nand four"),
        (5_000, "", "1999"),
    ]
    assert {"formatting", "time_loosely_written", "text_without_time"} == set(found)
    assert found["time_loosely_written"].lines == (6,)


# Tables


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    transcript, found = read(
        'Speaker;START;Text;Language;colour\nAda;12.5;Salam;az;red\nAda;00:00:20.000;"Two\nlines";Azerbaijani;\n'
        "Ben;30;'=1+1;ru;\nBen;;no time;xx;\n",
        "tape.csv",
    )

    assert transcript.language == "az"
    assert said(transcript)[0] == (12_500, "Ada", "Salam")
    assert [(one.text, one.language) for one in transcript.cues[1:3]] == [("Two\nlines", ""), ("=1+1", "ru")]
    assert transcript.cues[3].text == "no time"
    assert found["column_not_used"].detail == "colour"
    assert (found["time_not_understood"].lines, found["language_not_known"].detail) == ((6,), "xx")


WORDS = st.text(alphabet='ab,;"=+-@\n éя中|', max_size=12).map(
    lambda one: "\n".join(map(str.strip, one.split("\n"))).strip("\n")
)


@given(st.lists(st.tuples(WORDS.filter(lambda one: bool(one.strip())), WORDS, st.sampled_from(["", "ru"])), min_size=1))
def test_a_table_goes_out_and_comes_back(rows: list[tuple[str, str, str]]) -> None:
    cues = tuple(
        Cue(str(n), n * 1000, n * 1000 + 900, text, "Ada", language, note)
        for n, (text, note, language) in enumerate(rows, start=1)
    )
    transcript = Transcript("", 1, "az", cues)

    again, _ = read(FORMS.write(Written(transcript), TranscriptForm.CSV), "tape.csv")

    assert [(one.text, one.note, one.language or again.language) for one in again.cues] == [
        (one.text, one.note, one.language or "az") for one in cues
    ]


def test_no_cell_of_a_table_is_run_by_a_spreadsheet() -> None:
    written = FORMS.write(Written(Transcript("", 1, "en", (Cue("1", 0, 9, "=HYPERLINK(1)"),))), TranscriptForm.CSV)

    assert b",=HYPER" not in written


# What a file is, and its letters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_the_letters_of_older_files_are_read_and_a_guess_is_told(encoding: str) -> None:
    words = "Мы жили у самого моря, и каждое утро отец выходил на берег. Потом пришла весна."
    content = f"1\r\n00:00:01,000 --> 00:00:02,000\r\n{words}\r\n".encode(encoding)

    transcript, found = read(content, "talk.srt")

    assert transcript.cues[0].text == words
    assert found.get("encoding_guessed", Finding("")).detail == ("cp1251" if encoding == "cp1251" else "")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.vtt", "empty"),
        (b" \n ", "a.vtt", "empty"),
        (b"Once upon a time.\n", "a.txt", "no_times"),
        (b"who,what\na,b\n", "a.csv", "no_start_column"),
        (b'start,text\n1,"open\n', "a.csv", "not_csv"),
        (bytes(range(256)) * 9, "a.txt", "not_text"),
        (b"WEBVTT\n", "a.vtt", "no_lines"),
        (b"[00:01]\n[00:02]\n", "a.txt", "no_lines"),
        (b"a" * (LARGEST_TRANSCRIPT + 1), "a.vtt", "too_large"),
        (b"<html></html>", "a.xml", "no_times"),
        (b"<?xml version='1.0'?><html/>", "a.xml", "not_ohms"),
    ],
)
def test_what_is_no_transcript_is_refused_with_its_reason(content: bytes, name: str, code: str) -> None:
    with pytest.raises(NotATranscript) as refused:
        FORMS.read(content, name)

    assert refused.value.code == code
    assert refused.value.detail


@pytest.mark.parametrize(
    ("named", "tag"),
    [("English", "en"), ("azerbaijani", "az"), ("Azərbaycanca", "az"), ("arm", "hy"), ("en-gb", "en-GB"), ("", ""),
     ("sr-latn", "sr-Latn"), ("Русский", "ru"), ("Klingonese", ""), ("xx", "")],
)  # fmt: skip
def test_languages_are_known_by_their_names(named: str, tag: str) -> None:
    assert FORMS.language_tag(named) == tag


def test_faults_by_the_thousand_stay_readable() -> None:
    lines = "".join(f"00:{n // 60:02}:{n % 60:02}.000 --> 00:00:00.000\nwords\n\n" for n in range(1000))

    _, found = read(f"WEBVTT\n\n{lines}", "a.vtt")

    assert found["end_before_start"].count == 1000
    assert len(found["end_before_start"].lines) == 20


def test_a_transcript_with_many_lines_keeps_its_order_where_several_begin_at_once() -> None:
    cues = tuple(Cue(str(n), n // 3 * 1000, n // 3 * 1000 + 900, f"line {n}") for n in range(1, 31))
    transcript = Transcript("", 1, "en", cues)

    assert read(FORMS.write(Written(transcript), TranscriptForm.WEBVTT), "a.vtt")[0] == replace(transcript)


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<a" + " " * 1_000_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<1" + "." * 1_000_000,
        "WEBVTT\n\n" + "a" * 1_000_000 + "-->" + " " * 1_000_000,
        "[00:01] a\n" + " " * 1_000_000 + "b",
        "[00:01] " + "a b " * 1_000_000,
        "<ROOT><record><transcript>" + "[[footnotes]]" * 200_000 + "</transcript></record></ROOT>",
        "<ROOT><record>" + "<x>a</x>" * 40_000 + "</record></ROOT>",
        "<ROOT><record><date>"
        + "1 May " * 500_000
        + "</date><language>"
        + "a," * 500_000
        + "</language></record></ROOT>",
    ],
    ids=["spaces in a tag", "dots in a tag", "a long time", "spaces", "words", "footnotes", "fields", "a long date"],
)
def test_no_file_keeps_a_reader_busy_for_long(text: str) -> None:
    began = time.thread_time()
    with suppress(NotATranscript):
        FORMS.read(text.encode(), "a.vtt")

    assert time.thread_time() - began < 10
