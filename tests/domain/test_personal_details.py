"""What may lead to someone's door is found; dates, years and ordinary numbers are left alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain import personal_details
from memorial.domain.personal_details import DetailKind, find_details
from memorial.domain.receipt_code import ReceiptCode
from tests.domain.personal_details_cases import ADDRESS, COORDINATES, EMAIL, LINK, NOTHING, PHONE, RECEIPT_FORMS
from tests.stopwatch import least_seconds

ZEROS = "0٠۰०๐０"


def receipt_cases() -> list[str]:
    """Codes as people paste them: grouped, bare, with dashes, in the digits of six scripts."""
    chance = random.Random(7)
    cases = []
    for form in RECEIPT_FORMS:
        for zero in ZEROS:
            code = ReceiptCode.generate(chance.randrange)
            shape = chance.choice([code.grouped, code.digits, code.grouped.replace(" ", "-")])
            cases.append(form.format("".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in shape)))
    return cases


CASES = [
    (kind, case)
    for kind, cases in (
        (DetailKind.PHONE, PHONE),
        (DetailKind.EMAIL, EMAIL),
        (DetailKind.LINK, LINK),
        (DetailKind.COORDINATES, COORDINATES),
        (DetailKind.ADDRESS, ADDRESS),
        (DetailKind.RECEIPT, receipt_cases()),
    )
    for case in cases
]


def found_in(kind: DetailKind, case: str) -> bool:
    """Whether a detail of that kind was found within the marked stretch."""
    before, _, rest = case.partition("⟦")
    marked, _, after = rest.partition("⟧")
    start, end = len(before), len(before) + len(marked)
    details = find_details(before + marked + after)
    return any(detail.kind is kind and detail.start < end and detail.end > start for detail in details)


def missed(kind: DetailKind | None = None) -> list[str]:
    return [case for each, case in CASES if kind in (None, each) and not found_in(each, case)]


def test_there_are_three_hundred_cases() -> None:
    assert len(CASES) >= 300


def test_at_least_95_of_100_details_are_found() -> None:
    assert len(missed()) <= 0.05 * len(CASES), missed()


@pytest.mark.parametrize("kind", DetailKind)
def test_no_kind_of_detail_is_found_less_than_nine_times_in_ten(kind: DetailKind) -> None:
    assert len(missed(kind)) <= 0.1 * sum(each is kind for each, _ in CASES), missed(kind)


def test_every_whole_receipt_code_is_found() -> None:
    assert missed(DetailKind.RECEIPT) == []


@pytest.mark.parametrize("sentence", NOTHING)
def test_dates_years_and_ordinary_numbers_are_left_alone(sentence: str) -> None:
    assert [(sentence[found.start : found.end], found.kind) for found in find_details(sentence)] == []


@pytest.mark.parametrize("year", [*range(1900, 2027, 9)])
@pytest.mark.parametrize(
    "form", ["{}", "{0}-{0}", "{0}, {0}", "25.02.{}", "25/2/{}", "{}-02-25", "in {} {0}", "в {} году"]
)
def test_no_date_is_taken_for_a_telephone_number(year: int, form: str) -> None:
    text = form.replace("{}", "{0}").format(year)

    assert DetailKind.PHONE not in {found.kind for found in find_details(text)}


def test_a_detail_says_where_it_stands_in_the_text_as_it_was_typed() -> None:
    text = "هاتفي ٠٥٠ ٥٥٥ ٠١٢٣ دائما"

    (found,) = find_details(text)

    assert text[found.start : found.end] == "٠٥٠ ٥٥٥ ٠١٢٣"


def test_a_mistyped_receipt_code_is_still_pointed_out_as_a_number() -> None:
    digits = ReceiptCode.generate(random.Random(3).randrange).grouped

    found = find_details(digits[:-1] + str((int(digits[-1]) + 1) % 10))

    assert found
    assert found[0].kind is not DetailKind.RECEIPT


@given(st.text(st.one_of(st.sampled_from("0123456789+-()./ @°ул. street№,\n٠۰"), st.characters()), max_size=200))
def test_details_are_in_order_do_not_overlap_and_stay_within_the_text(text: str) -> None:
    details = find_details(text)

    end = 0
    for found in details:
        assert end <= found.start < found.end <= len(text)
        end = found.end


WORST = [
    *(
        "a",
        "1",
        "1 ",
        "11 ",
        "1.",
        "1-1",
        "@",
        "a@",
        "a@a.",
        "a.",
        "()",
        "(",
        "+",
        "+1",
        "-",
        ". ",
        " @ ",
        "- 1",
        "1 (",
    ),
    *("street ", "street 1 ", "street A ", "Street Abc Def Ghi ", "12 ab street", "улица ", "ул. а1", "кв. ", "кв.1"),
    *(
        "at ",
        " at a dot ",
        "[at] ",
        "(at)",
        "http://",
        "www.",
        "www.a ",
        "a-",
        "1,1",
        "40.409 ",
        "40.4091,",
        "12345,",
        "123456,",
        "°",
        "1°",
    ),
    *(
        "///a.",
        "CF+",
        "2222+",
        "é",
        "\u200e",
        "١ ",
        "路1",
        "가로1",
        "tel ",
        "телефон 1",
        "a" * 64 + "@",
        "x" * 63 + ".",
    ),
    *(
        "a.a.a.a.a.a ",
        "strasse",
        "12 a b c d ",
        "1941 ",
        "25.02.1992 ",
        "phone 12345 ",
        "1/1 ",
        ":",
        "geo:",
        "12345678 ",
    ),
]


@pytest.mark.alone
@pytest.mark.parametrize("unit", WORST, ids=repr)
def test_each_search_of_a_hundred_kilobytes_of_the_worst_takes_at_most_fifty_milliseconds(unit: str) -> None:
    flat = personal_details._flat((unit * (100_000 // len(unit) + 1))[:100_000])

    for kind, find in personal_details._FINDERS:
        assert least_seconds(find, flat, enough=0.05) <= 0.05, kind


def test_a_text_full_of_details_is_answered_with_the_first_two_hundred() -> None:
    assert len(find_details("anna@example.org " * 1_000)) == 200
