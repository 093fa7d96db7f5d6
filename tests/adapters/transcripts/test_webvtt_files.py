"""WebVTT: everything that a transcript holds goes out and comes back, and no word of a broken file is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import webvtt
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from memorial.adapters.transcripts.cue_text import tidy
from memorial.adapters.transcripts.findings import Findings
from memorial.adapters.transcripts.webvtt_files import read_webvtt, write_webvtt
from memorial.application.ports.transcripts import Finding, NotATranscript
from memorial.domain.transcript import Cue, Transcript
from memorial.domain.writing import clean_line

SAMPLES = Path("tests/samples/oral-history")
FRIDAY = (SAMPLES / "timed-transcripts/friday.vtt").read_text(encoding="utf-8")
IN_OHMS = (SAMPLES / "ohms/small-sample-vtt-ohms.xml").read_text(encoding="utf-8")
SPOKEN = re.findall(r"CDATA\[(.*?)\]\]", IN_OHMS, re.DOTALL)[0]


def read(text: str) -> tuple[Transcript, dict[str, Finding]]:
    findings = Findings()
    transcript = read_webvtt(text, findings)
    return transcript, {one.code: one for one in findings.all()}


def again(transcript: Transcript) -> Transcript:
    return read(write_webvtt(transcript))[0]


def of(*lines: str) -> str:
    return "\n".join(("WEBVTT", "", *lines, ""))


def cue(text: str, **given_: object) -> Cue:
    return replace(Cue("1", 0, 1000, text), **given_)  # type: ignore[arg-type]


LETTERS = st.sampled_from(
    [*"ab -->&;<>:./=\n\t\"'[]{}", "é", "ə", "Ա", "я", "ا", "ש", "中", "\u200f", "🕯", "--&gt;", "-->", "<b>", "&lt;"]
)
WORDS = st.lists(LETTERS, max_size=30).map("".join).map(tidy)
LINE = WORDS.map(clean_line)
MARKS = ["<lang az>a</lang>", "<c.1>b</c>", "<v.loud>", "a", "b"]
NOTE = st.one_of(WORDS, st.lists(st.sampled_from(MARKS), max_size=4).map("\n".join)).map(
    lambda note: re.sub(r"\n{2,}", "\n\n", note)
)
# Making the example smaller takes minutes, and one transcript is small enough to be read.
FOUND_IS_ENOUGH = (Phase.explicit, Phase.reuse, Phase.generate)
LANGUAGE = st.sampled_from(["", "az", "hy-Latn", "ar"])


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    cues: list[Cue] = []
    start = 0
    for number in range(1, draw(st.integers(1, 5)) + 1):
        start += draw(st.integers(1, 4_000_000))
        cues.append(
            Cue(
                str(number),
                start,
                start + draw(st.integers(1, 4_000_000)),
                draw(WORDS.filter(bool)),
                draw(LINE),
                draw(LANGUAGE),
                draw(NOTE),
                draw(st.sampled_from(["", "line:80%", "align:start region:fred"])),
                clean_line(draw(LINE).replace("-->", "")),
            )
        )
    notes = [f"NOTE\n{note}" for note in draw(st.lists(WORDS.map(_one_block).filter(bool), max_size=2))]
    notes += draw(st.sampled_from([[], ["REGION\nid:fred\nwidth:40%"], ["STYLE\n::cue { color: red }"]]))
    notes += [f"END\n{note}" for note in draw(st.lists(WORDS.map(_one_block).filter(bool), max_size=2))]
    return Transcript(
        "", 1, draw(LANGUAGE) or "und", tuple(cues), draw(st.booleans()), draw(LINE), draw(LINE), notes=tuple(notes)
    )


def _one_block(words: str) -> str:
    return re.sub(r"\n{2,}", "\n", words)


@settings(phases=FOUND_IS_ENOUGH)
@given(transcripts())
def test_no_word_voice_note_or_language_is_lost_on_the_way_out_and_back(transcript: Transcript) -> None:
    assert again(transcript) == transcript


@settings(phases=FOUND_IS_ENOUGH)
@given(transcripts())
def test_another_reader_finds_the_same_times_in_what_goes_out(transcript: Transcript) -> None:
    found = webvtt.from_string(write_webvtt(transcript), strict=True)

    assert [(one.start_time.in_milliseconds(), one.end_time.in_milliseconds()) for one in found] == [
        (one.start, one.end) for one in transcript.cues
    ]


@pytest.mark.parametrize("text", [FRIDAY, SPOKEN], ids=["captions of a film", "a transcript within OHMS"])
def test_real_files_come_back_as_they_were(text: str) -> None:
    transcript, _ = read(text.strip())

    assert again(transcript) == transcript


def test_captions_keep_their_places_and_lose_their_underlining() -> None:
    transcript, found = read(FRIDAY)

    assert [one.settings for one in transcript.cues] == ["line:80%"] * 5
    assert transcript.cues[2].text == "Tell me, is the lord of the universe in?"
    assert found["formatting"].lines == (9,)


def test_a_transcript_whose_last_line_ends_before_it_starts_keeps_every_word() -> None:
    transcript, found = read(SPOKEN)

    assert set(found) == {"late_beginning", "end_before_start"}
    assert found["late_beginning"].detail == "01:00:03.000"
    assert transcript.cues[-1].text.startswith("Yes, I lived there my whole childhood.")
    assert transcript.cues[-1].end > transcript.cues[-1].start
    assert [one.speaker for one in transcript.cues] == ["SCHNEIDER", "NAME OF INTERVIEWEE"] * 3
    assert transcript.cues[3].text.count("\n\n") == 2, "three paragraphs"
    assert transcript.notes == ("NOTE\nTRANSCRIPTION BEGIN", "END\nTRANSCRIPTION END")


def test_voices_classes_languages_and_entities_are_understood() -> None:
    transcript, found = read(
        of(
            "00:01.000 --> 00:02.000",
            "<v.loud Mary &amp; Ann>We went to the <lang az>bazar</lang> &lt;there&gt;</v>",
            "",
            "00:03.000 --> 00:04.000",
            "<lang hy><c.1>Barev</c></lang>",
            "",
            "00:05.000 --> 00:06.000",
            "<v Bob>One.<br>Two.</v><v Ada>Three <laughs></v>",
        )
    )

    first, second, third, fourth = transcript.cues
    assert (first.speaker, first.text) == ("Mary & Ann", "We went to the bazar <there>")
    assert first.note == "<lang az>bazar</lang>\n<v.loud>"
    assert (second.language, second.text) == ("hy", "Barev")
    assert [(one.speaker, one.text) for one in (third, fourth)] == [("Bob", "One.\nTwo."), ("Ada", "Three <laughs>")]
    assert (third.start, third.end) == (fourth.start, fourth.end)
    assert found["several_voices"].lines == (9,)
    assert "overlap" not in found
    assert again(transcript) == transcript


def test_the_marks_of_words_are_written_where_they_were() -> None:
    line = "<v.loud Mary>We went to the <lang az>bazar</lang> and <c.1>home</c>"

    assert line in write_webvtt(read(of("00:01.000 --> 00:02.000", line))[0])


def test_what_the_header_says_comes_back_and_a_machine_stays_a_machine() -> None:
    text = "WEBVTT - A talk\nKind: captions\nLanguage: az\nMachine: Scribe 3\n\n00:01.000 --> 00:02.000\nSalam\n"
    transcript, _ = read(text)

    assert (transcript.language, transcript.machine) == ("az", "Scribe 3")
    assert transcript.notes == ("WEBVTT\n- A talk\nKind: captions",)
    assert write_webvtt(transcript).startswith("WEBVTT - A talk\nKind: captions\nLanguage: az\nMachine: Scribe 3\n")
    assert again(transcript) == transcript


@pytest.mark.parametrize(
    ("lines", "code", "line", "words"),
    [
        (["00:01,000 --> 00:02,000", "Here"], "time_loosely_written", 3, "Here"),
        (["00:01.000 --> 00:02.000", "Here", "", "and there"], "text_without_time", 6, "Here\n\nand there"),
        (["00:01.000 --> 00:02.000", "Here", "later --> never", "and"], "time_not_understood", 5, None),
        (["00:01.000 --> 00:01.000", "Here"], "end_before_start", 3, "Here"),
        (["00:01.000 --> soon", "Here"], "time_loosely_written", 3, "Here"),
    ],
)
def test_what_is_written_wrongly_is_told_with_its_line_and_its_words_are_kept(
    lines: list[str], code: str, line: int, words: str | None
) -> None:
    transcript, found = read(of(*lines))

    assert found[code].lines == (line,)
    assert transcript.cues[0].text == words or (words is None and "later --> never" in transcript.cues[0].text)
    assert transcript.cues[0].end > transcript.cues[0].start


def test_lines_out_of_order_and_over_each_other_are_told_and_put_in_order() -> None:
    transcript, found = read(
        of(
            "00:05.000 --> 00:09.000",
            "Second",
            "",
            "00:01.000 --> 00:06.000",
            "First",
            "",
            "00:10.000 --> 00:11.000",
            "Third",
        )
    )

    assert [one.text for one in transcript.cues] == ["First", "Second", "Third"]
    assert found["unsorted"].lines == (6,)
    assert found["overlap"].lines == (3,)


def test_without_its_first_line_it_is_read_and_told() -> None:
    transcript, found = read("00:01.000 --> 00:02.000\nHere\n")

    assert transcript.cues[0].text == "Here"
    assert "no_header" in found


def test_the_note_of_the_first_line_is_not_taken_for_one_of_the_whole() -> None:
    transcript = Transcript("", 1, "und", (cue("Here", note="of the line"),), notes=("NOTE\nof the whole",))

    assert again(transcript) == transcript


def test_an_end_that_is_not_known_lies_later_than_anybody_speaks() -> None:
    transcript, _ = read(of("00:01.000 --> 00:00.000", "word " * 200))

    assert transcript.cues[0].end - transcript.cues[0].start > 60_000


def test_a_line_that_is_too_long_is_divided_between_words() -> None:
    words = "word " * 9_000
    transcript, found = read(of("00:01.000 --> 00:02.000", words))

    assert " ".join(one.text for one in transcript.cues) == words.strip()
    assert max(len(one.text) for one in transcript.cues) <= 20_000
    assert found["very_long"].count == 1


def test_a_file_without_a_line_is_none() -> None:
    with pytest.raises(NotATranscript, match="no_lines"):
        read("WEBVTT\n\nNOTE nothing\n")


def test_more_lines_than_can_be_kept_are_refused() -> None:
    with pytest.raises(NotATranscript, match="too_many_cues"):
        read(of(*["00:01.000 --> 00:02.000\nHere\n"] * 40_001))


def test_what_only_looks_like_a_time_or_an_end_of_a_note_breaks_nothing() -> None:
    odd = cue("Here", name="---->>", settings="line:80%--->>", note="a\n\n\n\nb --> c")
    written = write_webvtt(Transcript("", 1, "en", (odd,), notes=("NOTE\na\n\nb", "END\nc --> d")))

    (found,) = read(written)[0].cues
    assert (found.text, found.note) == ("Here", "a\n\nb --> c")
    assert read(written)[0].notes == ("NOTE\na\nb", "END\nc --> d")
