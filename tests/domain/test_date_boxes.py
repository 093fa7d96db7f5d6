"""A day in boxes: numbers in any script, months as words, and what cannot be is said at the box."""

from __future__ import annotations

from datetime import date

import pytest

from memorial.domain.date_boxes import DateBoxes, box_names, died_too_early, number_in
from memorial.domain.errors import Invalid
from memorial.domain.fuzzy_date import FuzzyDate

TODAY = date(2026, 11, 23)
WORDS = {"february": 2, "May": 5, "spring": 21, "thirteenth": 13}


def read(boxes: DateBoxes) -> FuzzyDate | None:
    return boxes.read("born", WORDS.get, TODAY)


@pytest.mark.parametrize(
    ("boxes", "edtf"),
    [
        (DateBoxes("25", "2", "1992"), "1992-02-25"),
        (DateBoxes("٢٥", "٠٢", "١٩٩٢"), "1992-02-25"),
        (DateBoxes("5", "february", "1992"), "1992-02-05"),
        (DateBoxes("", "02", "1992"), "1992-02"),
        (DateBoxes("", "", "1992"), "1992"),
        (DateBoxes("", "", "۱۹۴۳", about=True), "1943~"),
        (DateBoxes("29", "2", "1992", about=True), "1992-02-29~"),
        (DateBoxes("", "spring", "1944"), "1944-21"),
        (DateBoxes(unknown=True), "XXXX"),
    ],
)
def test_what_stands_in_the_boxes_is_a_date(boxes: DateBoxes, edtf: str) -> None:
    found = read(boxes)

    assert found is not None and found.edtf == edtf


def test_empty_boxes_are_no_date() -> None:
    assert read(DateBoxes()) is None


@pytest.mark.parametrize(
    ("boxes", "field", "code"),
    [
        (DateBoxes("31", "2", "1992"), "born_day", "date_impossible"),
        (DateBoxes("29", "2", "1991"), "born_day", "date_impossible"),
        (DateBoxes("32", "1", "1992"), "born_day", "date_day"),
        (DateBoxes("0", "1", "1992"), "born_day", "date_day"),
        (DateBoxes("the first", "1", "1992"), "born_day", "date_day"),
        (DateBoxes("1", "13", "1992"), "born_month", "date_month"),
        (DateBoxes("1", "21", "1992"), "born_month", "date_month"),
        (DateBoxes("1", "thirteenth", "1992"), "born_month", "date_month"),
        (DateBoxes("1", "spring", "1992"), "born_month", "date_month"),
        (DateBoxes("", "spring", "1992", about=True), "born_month", "date_month"),
        (DateBoxes("1", "never", "1992"), "born_month", "date_month"),
        (DateBoxes("1", "", "1992"), "born_month", "date_needs_month"),
        (DateBoxes("1", "2", ""), "born_year", "date_needs_year"),
        (DateBoxes(about=True), "born_year", "date_needs_year"),
        (DateBoxes("", "", "92"), "born_year", "date_year"),
        (DateBoxes("", "", "1371"), "born_year", "date_year"),
        (DateBoxes("", "", "19920"), "born_year", "date_year"),
        (DateBoxes("", "", "then"), "born_year", "date_year"),
        (DateBoxes("24", "11", "2026"), "born_year", "date_to_come"),
        (DateBoxes("", "", "1992", unknown=True), "born_unknown", "date_or_not_known"),
    ],
)
def test_what_cannot_be_is_said_at_its_box(boxes: DateBoxes, field: str, code: str) -> None:
    with pytest.raises(Invalid) as wrong:
        read(boxes)

    assert (wrong.value.field, wrong.value.code) == (field, code)


def test_this_year_is_not_to_come() -> None:
    assert read(DateBoxes("", "", "2026")) is not None


@pytest.mark.parametrize("edtf", ["1992-02-25", "1992-02", "1992", "1943~", "1992-02-29~", "XXXX"])
def test_a_date_that_was_kept_fills_the_same_boxes(edtf: str) -> None:
    assert (found := read(DateBoxes.of(edtf))) is not None and found.edtf == edtf


@pytest.mark.parametrize("edtf", ["1944-21", "1943?", "192X", "1943-XX", "1943/1944", "../1950", "", "nothing"])
def test_a_date_that_has_no_boxes_leaves_them_empty(edtf: str) -> None:
    assert DateBoxes.of(edtf) == DateBoxes()


def test_boxes_come_back_as_the_answers_of_the_form() -> None:
    boxes = DateBoxes("1", "2", "1992", about=True)

    assert set(boxes.as_answers("died")) == set(box_names(("died",)))
    assert DateBoxes.typed("died", boxes.as_answers("died")) == boxes
    assert DateBoxes.typed("born", boxes.as_answers("died")) == DateBoxes()


@pytest.mark.parametrize(
    ("born", "died", "too_early"),
    [
        ("1950", "1943", True),
        ("1992-02-26", "1992-02-25", True),
        ("1992-02-25", "1992-02-25", False),
        ("1992-03", "1992", False),
        ("1950~", "1943", False),
        ("1950", "1943?", False),
        ("XXXX", "1943", False),
        ("1950", "../1960", False),
        ("195X", "1943", True),
    ],
)
def test_a_death_before_the_birth_is_seen_where_it_is_certain(born: str, died: str, too_early: bool) -> None:
    assert died_too_early(FuzzyDate.parse(born), FuzzyDate.parse(died)) is too_early


@pytest.mark.parametrize("text", ["", "²", "1.", "-1", "1e3", "12345", "Ⅳ", " 1"])
def test_what_is_not_digits_alone_is_no_number(text: str) -> None:
    assert number_in(text) is None
