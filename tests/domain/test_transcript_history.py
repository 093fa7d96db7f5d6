"""The history of a transcript: every change is told, what is saved while typing is one change, each can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.errors import Conflict, NotFound
from memorial.domain.interview import About, Interview
from memorial.domain.transcript import Cue, Transcript
from memorial.domain.transcript_history import (
    CORRECTED,
    ONE_SITTING,
    known_again,
    of_transcript,
    taken_back,
    with_lines,
)

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINES = tuple(Cue(str(n), n * 1000, n * 1000 + 900, f"Words {n}.") for n in range(1, 6))


def interview(cues: tuple[Cue, ...] = LINES) -> Interview:
    transcripts = (Transcript("t", 1, "en", cues), Transcript("other", 1, "ar", cues, translation=True))
    return Interview("i", "m", "k", About({"en": "A talk"}), NINE, transcripts=transcripts)


def transcript(found: Interview) -> Transcript:
    shown = found.transcript("t")
    assert shown is not None
    return shown


def correct(found: Interview, cue_id: str, text: str, by: str = "ada", minutes: float = 0) -> Interview:
    cues = tuple(replace(one, text=text) if one.id == cue_id else one for one in transcript(found).cues)
    return with_lines(found, transcript(found), cues, at=NINE + timedelta(minutes=minutes), by=by, what=CORRECTED)


def test_what_one_person_types_into_a_line_within_minutes_is_one_change() -> None:
    found = interview()
    for minute, text in enumerate(("Wo", "Word", "Words, at last.")):
        found = correct(found, "2", text, minutes=minute)

    (change,) = found.history
    assert change.cues[0].before == LINES[1]
    assert change.cues[0].after == replace(LINES[1], text="Words, at last.")
    assert change.at == NINE + timedelta(minutes=2)


def test_another_line_between_does_not_part_them_and_another_person_does() -> None:
    found = correct(correct(correct(interview(), "2", "a"), "3", "b", minutes=1), "2", "c", minutes=2)
    assert [one.cues[0].after.text for one in found.history if one.cues[0].after] == ["b", "c"]

    found = correct(correct(found, "2", "d", by="bo", minutes=3), "2", "e", minutes=4)
    assert [(one.by, one.cues[0].after.text) for one in found.history if one.cues[0].after] == [
        ("ada", "b"), ("ada", "c"), ("bo", "d"), ("ada", "e")
    ]  # fmt: skip


def test_after_a_while_it_is_a_change_of_its_own() -> None:
    found = correct(correct(interview(), "2", "a"), "2", "b", minutes=ONE_SITTING.total_seconds() / 60 + 1)

    assert len(found.history) == 2


def test_what_ends_as_it_began_leaves_no_change() -> None:
    found = correct(correct(interview(), "2", "a"), "2", LINES[1].text, minutes=1)

    assert found.history == ()
    assert correct(interview(), "2", LINES[1].text) == interview()


def test_a_change_is_taken_back_and_what_came_after_elsewhere_stays() -> None:
    found = correct(correct(interview(), "2", "a"), "3", "b", minutes=1)

    back = taken_back(found, transcript(found), 0, found.history[0].at.isoformat())

    assert [one.text for one in back] == ["Words 1.", "Words 2.", "b", "Words 4.", "Words 5."]


def test_what_was_changed_again_since_is_not_taken_back() -> None:
    found = correct(correct(interview(), "2", "a"), "2", "b", by="bo", minutes=1)

    with pytest.raises(Conflict, match="changed_since"):
        taken_back(found, transcript(found), 0, NINE.isoformat())


def test_a_change_is_named_by_its_place_and_its_time() -> None:
    found = correct(interview(), "2", "a")

    for place, at in ((0, (NINE + timedelta(seconds=1)).isoformat()), (1, NINE.isoformat()), (-1, NINE.isoformat())):
        with pytest.raises(NotFound):
            taken_back(found, transcript(found), place, at)
    with pytest.raises(NotFound):
        taken_back(found, replace(transcript(found), id="other"), 0, NINE.isoformat())


def test_a_newer_file_changes_only_what_differs_and_keeps_what_the_narrator_marked() -> None:
    before = (replace(LINES[0], edited=True), *LINES[1:])
    file = tuple(replace(one, id=f"f{n}") for n, one in enumerate(LINES))
    file = (file[0], replace(file[1], text="Mended."), *file[2:4], replace(file[4], id="3", start=5500))

    after = known_again(before, file)
    found = with_lines(interview(before), transcript(interview(before)), after, at=NINE, by="ada", what="file")

    assert [one.id for one in after] == ["1", "2", "3", "4", "3-2"]
    assert after[0].edited
    (change,) = found.history
    assert [(one.before and one.before.id, one.after and one.after.id) for one in change.cues] == [
        ("2", "2"), ("5", None), (None, "3-2")
    ]  # fmt: skip


def test_the_history_of_a_transcript_leaves_out_what_was_done_elsewhere() -> None:
    found = correct(interview(), "2", "a")
    other = found.transcript("other")
    assert other is not None
    found = with_lines(found, other, LINES[:2], at=NINE, by="ada", what="transcript_remove")

    assert [place for place, _ in of_transcript(found, "t")] == [0]
    assert [place for place, _ in of_transcript(found, "other")] == [1]


cues = st.builds(
    Cue,
    st.sampled_from("abcdefgh"),
    st.integers(0, 9).map(lambda n: n * 1000),
    st.just(20_000),
    st.sampled_from(["x", "y", "z"]),
)
lists = st.lists(cues, max_size=8, unique_by=lambda one: one.id).map(
    lambda found: tuple(sorted(found, key=lambda one: (one.start, one.id)))
)


@given(lists, st.lists(lists, min_size=1, max_size=4))
def test_changes_taken_back_one_by_one_give_what_was_there_at_first(
    first: tuple[Cue, ...], then: list[tuple[Cue, ...]]
) -> None:
    found = interview(first)
    for minute, lines in enumerate(then):
        note = partial(with_lines, at=NINE + timedelta(minutes=minute), by="ada", what="transcript_replace")
        found = note(found, transcript(found), lines)

    for place in range(len(found.history) - 1, -1, -1):
        lines = taken_back(found, transcript(found), place, found.history[place].at.isoformat())
        found = found.with_transcript(transcript(found).with_cues(lines))

    assert sorted(transcript(found).cues, key=repr) == sorted(first, key=repr)
