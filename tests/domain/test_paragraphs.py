"""A text by its paragraphs: what is not changed stays to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.paragraphs import WHOLE, WordChange, changes_between, paragraphs, with_changes

TEXT = "First line\nof one.\n\nSecond.\n \n\nThird."


def test_paragraphs_stand_between_empty_lines_and_know_their_places() -> None:
    found = paragraphs(TEXT)

    assert [(one.number, one.text) for one in found] == [(1, "First line\nof one."), (2, "Second."), (3, "Third.")]
    assert all(TEXT[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize("text", ["", "  \n\n  "])
def test_a_text_of_nothing_has_no_paragraph(text: str) -> None:
    assert paragraphs(text) == ()


def test_only_the_paragraphs_that_are_taken_over_change() -> None:
    changes = (WordChange(1, "First line\nof one.", "One."), WordChange(3, "Third.", "Last."))

    assert with_changes(TEXT, changes) == "One.\n\nSecond.\n \n\nLast."
    assert with_changes(TEXT, changes, {3}) == "First line\nof one.\n\nSecond.\n \n\nLast."
    assert with_changes(TEXT, changes, ()) == TEXT


def test_a_paragraph_may_be_left_out_and_the_rest_stays() -> None:
    assert with_changes("One.\n\nTwo.\n\nThree.", [WordChange(2, "Two.", "")]) == "One.\n\nThree."


def test_texts_with_more_or_fewer_paragraphs_differ_as_a_whole() -> None:
    assert [one.paragraph for one in changes_between("One.\n\nTwo.", "One.")] == [WHOLE]
    assert with_changes("One.\n\nTwo.", changes_between("One.\n\nTwo.", "One.")) == "One."
    assert changes_between("One.", "One.") == ()


@given(st.lists(st.text("ab \n", min_size=1, max_size=8), min_size=1, max_size=6), st.integers(0, 5))
def test_a_change_of_one_paragraph_leaves_every_other_as_it_was(parts: list[str], at: int) -> None:
    text = "\n\n".join(parts)
    before = paragraphs(text)
    if not before:
        return
    changed = before[at % len(before)]

    after = paragraphs(with_changes(text, [WordChange(changed.number, changed.text, "new")]))

    assert [one.text for one in after if one.number != changed.number] == [
        one.text for one in before if one.number != changed.number
    ]
