"""A line of a transcript as it is typed: corrected, parted, joined; nothing that makes no sense comes in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.errors import Invalid
from memorial.domain.transcript import LONGEST_CUE, Cue
from memorial.domain.transcript_lines import Line, joined_with, split, written

LINE = Cue("7", 60_000, 64_000, "We had a stove.\nIt was green.", "Ines", note="a door", settings="align:start")


def test_what_was_typed_is_kept_and_what_no_form_shows_stays() -> None:
    typed = Line(60_500, 64_000, "  We had a stove. \r\n\r\n It was blue.  ", " Ines  Maar ", edited=True)

    changed = written(LINE, typed)

    assert changed == replace(
        LINE, start=60_500, text="We had a stove.\nIt was blue.", speaker="Ines Maar", edited=True
    )


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (Line(60_000, 64_000, " \n \n"), "text", "line_is_empty"),
        (Line(60_000, 64_000, "a" * (LONGEST_CUE + 1)), "text", "too_long_for_a_line"),
        (Line(60_000, 64_000, "a", "b" * 201), "speaker", "too_long_for_a_line"),
        (Line(64_000, 64_000, "a"), "end", "ends_before_it_begins"),
        (Line(-1, 64_000, "a"), "end", "write_a_moment"),
        (Line(0, 1_000_000_000, "a"), "end", "write_a_moment"),
    ],
)
def test_a_line_without_words_or_with_times_that_make_no_sense_is_refused(line: Line, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        written(LINE, line)

    assert (refused.value.field, refused.value.code) == (field, code)


def test_times_that_a_file_brought_may_stay_though_they_make_no_sense() -> None:
    odd = replace(LINE, end=0)

    assert written(odd, Line(60_000, 0, "Mended words.")).end == 0


def test_a_line_is_split_at_the_first_empty_line_in_proportion_to_its_words() -> None:
    first, second = split(LINE, "Ten signs.\n \nThirty signs stand here, all in.\n\nmore", None, "new")

    assert (first.text, second.text) == ("Ten signs.", "Thirty signs stand here, all in.\nmore")
    assert (first.start, first.end, second.end) == (60_000, second.start, 64_000)
    assert 60_500 < first.end < 61_500
    assert (first.id, second.id, second.note, second.speaker) == ("7", "new", "", "Ines")


def test_a_line_is_split_at_the_moment_that_was_played_if_that_lies_within() -> None:
    assert split(LINE, "a\n\nb", 63_000, "new")[1].start == 63_000
    assert split(LINE, "a\n\nb", 90_000, "new")[1].start == 62_000


@pytest.mark.parametrize("typed", ["All in one.", "Nothing after.\n\n", "\n\nNothing before.", "One\nline end."])
def test_without_an_empty_line_between_words_nothing_is_split(typed: str) -> None:
    with pytest.raises(Invalid, match="say_where_to_split"):
        split(LINE, typed, None, "new")


def test_two_lines_of_one_speaker_become_one_with_both_notes() -> None:
    following = replace(LINE, id="8", start=64_000, end=66_000, text="Then it burnt.", note="steps", edited=True)

    joined = joined_with(LINE, following)

    text = "We had a stove.\nIt was green. Then it burnt."
    assert joined == replace(LINE, end=66_000, text=text, note="a door\nsteps", edited=True)
    assert joined_with(replace(LINE, text="我们"), replace(LINE, text="走了")).text == "我们走了"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"speaker": "Otto"}, "another_speaker_follows"),
        ({"language": "ar"}, "another_language_follows"),
        ({"text": "a" * LONGEST_CUE}, "too_long_for_a_line"),
    ],
)
def test_lines_that_would_lose_something_are_not_joined(change: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        joined_with(LINE, replace(LINE, id="8", **change))  # type: ignore[arg-type]

    assert refused.value.code == code


@given(st.text("ab \n", min_size=1, max_size=60), st.text("cd \n", min_size=1, max_size=60), st.integers(0, 90_000))
def test_no_word_is_lost_when_a_line_is_split_and_joined_again(before: str, after: str, moment: int) -> None:
    typed = f"{before}\n\n{after}"
    try:
        first, second = split(LINE, typed, moment, "new")
    except Invalid:
        assert not before.strip() or not after.strip()
        return

    joined = joined_with(first, second)

    assert joined.text.split() == typed.split()
    assert LINE.start <= first.end == second.start <= LINE.end
    assert (joined.id, joined.start, joined.end) == (LINE.id, LINE.start, LINE.end)
