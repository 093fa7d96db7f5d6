"""Lines moved in time, their ids, and what differs between two texts: no word is lost in any of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.errors import Invalid
from memorial.domain.transcript import Cue
from memorial.domain.transcript_editing import Kind, Piece, difference, numbered, shifted, unused_prefixes
from memorial.domain.transcript_lines import joined_with, split

WORDS = st.lists(st.sampled_from([*"ab .,\n", "é", "مر", "中", "🕯"]), max_size=40).map("".join)


def of(pieces: tuple[Piece, ...], *kinds: Kind) -> str:
    return "".join(one.text for one in pieces if one.kind in kinds)


@given(WORDS, WORDS)
def test_both_texts_stand_in_their_difference(before: str, after: str) -> None:
    pieces = difference(before, after)

    assert of(pieces, Kind.SAME, Kind.GONE) == before
    assert of(pieces, Kind.SAME, Kind.NEW) == after
    assert all(one.text for one in pieces)


def test_one_word_that_was_corrected_stands_alone() -> None:
    assert difference("We lived by the pear then.", "We lived by the pier then.") == (
        Piece(Kind.SAME, "We lived by the "),
        Piece(Kind.GONE, "pear "),
        Piece(Kind.NEW, "pier "),
        Piece(Kind.SAME, "then."),
    )


def test_texts_that_share_nothing_are_told_apart_at_once() -> None:
    began = time.thread_time()
    pieces = difference("a b " * 5_000, "b a c " * 5_000)

    assert of(pieces, Kind.SAME, Kind.NEW) == "b a c " * 5_000
    assert time.thread_time() - began < 2


@given(
    st.lists(WORDS.filter(str.strip), min_size=2, max_size=2),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.none() | st.integers(0, 20_000),
)
def test_a_line_that_is_split_and_joined_again_has_all_its_words(
    parts: list[str], start: int, length: int, moment: int | None
) -> None:
    cue = Cue("a1", start, start + length, "\n".join(parts), "Ada", note="n", name="one")
    first, second = split(cue, "\n\n".join(parts), moment, "a2")

    whole = joined_with(first, second)

    assert "".join(whole.text.split()) == "".join("".join(parts).split())
    assert (whole.start, whole.end, whole.speaker, whole.note, whole.name) == (start, start + length, "Ada", "n", "one")
    assert start <= first.end == second.start <= start + length


def test_lines_are_moved_and_none_before_the_beginning() -> None:
    cues = (Cue("a1", 3_600_000, 3_601_000, "one"), Cue("a2", 3_700_000, 3_701_000, "two"))

    assert [(one.start, one.end) for one in shifted(cues, -3_600_000)] == [(0, 1_000), (100_000, 101_000)]
    with pytest.raises(Invalid) as refused:
        shifted(cues, -3_600_001)
    assert refused.value.code == "before_beginning"


def test_each_transcript_has_letters_of_its_own() -> None:
    prefixes = unused_prefixes(None, 30)

    assert (prefixes[0], prefixes[25], prefixes[26]) == ("a", "z", "aa")
    assert len(set(prefixes)) == 30
    assert [one.id for one in numbered((Cue("x", 0, 1, "a"), Cue("y", 1, 2, "b")), "aa")] == ["aa1", "aa2"]
