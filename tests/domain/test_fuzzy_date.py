"""Dates as far as they are known: EDTF in and out, order, and what year-only leaves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.fuzzy_date import Edge, FuzzyDate, NotEdtf, Point, Unspecified, after, before

KEPT = [
    "1992",
    "1992-02",
    "1992-02-25",
    "0800",
    "9999-12-31",
    "1943~",
    "1943?",
    "1943%",
    "1943-02~",
    "1943-02-25?",
    "192X",
    "19XX",
    "192X~",
    "1943-XX",
    "1943-XX-XX",
    "1943-02-XX",
    "1944-21",
    "1944-24",
    "XXXX",
    "1943/1945",
    "1943-02/1943-05-06",
    "1943~/1945?",
    "192X/1945",
    "1944-21/..",
    "../1950",
    "/1950",
    "1950/",
]
REFUSED = [
    "",
    " ",
    "1992 ",
    "92",
    "199",
    "19920225",
    "1992-2",
    "1992-13",
    "1992-00",
    "1992-02-30",
    "1991-02-29",
    "1992-25",
    "1992-21-05",
    "1944-21~",
    "0000",
    "000X",
    "00XX",
    "X992",
    "1X92",
    "192x",
    "192X-05",
    "1943-XX-05",
    "XXXX-02-25",
    "XXXX~",
    "1943~~",
    "~1943",
    "1943-~02",
    "-0044",
    "Y17000",
    "/",
    "..",
    "../..",
    "../",
    "/..",
    "XXXX/1943",
    "1945/1943",
    "1943/1945/1947",
    "[1943,1944]",
    "١٩٤٣",
    "1943\n",
    "about 1943",
]


@pytest.mark.parametrize("text", KEPT)
def test_edtf_that_is_kept_comes_out_as_it_went_in(text: str) -> None:
    assert FuzzyDate.parse(text).edtf == text


@pytest.mark.parametrize("text", REFUSED)
def test_everything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(NotEdtf) as refusal:
        FuzzyDate.parse(text)

    assert refusal.value.code == "not_edtf"


def test_a_single_date_tells_its_parts() -> None:
    day = FuzzyDate.parse("1992-02-25%")

    assert (day.year, day.month, day.day, day.approximate, day.uncertain) == (1992, 2, 25, True, True)
    assert not day.is_interval
    assert not day.is_unknown


def test_a_decade_and_an_interval_claim_no_year() -> None:
    assert FuzzyDate.parse("192X").year is None
    assert FuzzyDate.parse("1943/1945").year is None
    assert FuzzyDate.unknown().year is None


def test_an_interval_is_doubtful_when_one_side_is() -> None:
    assert FuzzyDate.parse("1943~/1945").approximate
    assert FuzzyDate.parse("1943/1945?").uncertain
    assert not FuzzyDate.parse("1943~/1945").uncertain


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1992", date(1992, 1, 1), date(1992, 12, 31)),
        ("1992-02", date(1992, 2, 1), date(1992, 2, 29)),
        ("1992-02-XX", date(1992, 2, 1), date(1992, 2, 29)),
        ("1992-XX-XX", date(1992, 1, 1), date(1992, 12, 31)),
        ("192X", date(1920, 1, 1), date(1929, 12, 31)),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31)),
        ("1944-21", date(1944, 3, 1), date(1944, 5, 31)),
        ("1944-24", date(1944, 12, 1), date(1945, 2, 28)),
        ("9999-24", date(9999, 12, 1), date(9999, 12, 31)),
        ("1943/1945-05", date(1943, 1, 1), date(1945, 5, 31)),
        ("1943/..", date(1943, 1, 1), None),
        ("/1943", None, date(1943, 12, 31)),
        ("XXXX", None, None),
    ],
)
def test_the_days_that_a_date_can_mean(text: str, first: date | None, last: date | None) -> None:
    fuzzy = FuzzyDate.parse(text)

    assert (fuzzy.earliest, fuzzy.latest) == (first, last)


def test_dates_stand_in_order_and_unknown_ones_last() -> None:
    order = [
        "0800",
        "192X",
        "1943",
        "1943-02",
        "1943-02-25",
        "1943-03",
        "1944-21",
        "1945/..",
        "../1946",
        "1947",
        "XXXX",
    ]

    assert sorted(reversed(order), key=lambda text: FuzzyDate.parse(text).sort_key) == order
    assert all(len(FuzzyDate.parse(text).sort_key) == 16 for text in KEPT)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1992-02-25", "1992"),
        ("1992-02-25~", "1992~"),
        ("1992-02-XX", "1992"),
        ("1992-XX", "1992"),
        ("1944-21", "1944"),
        ("192X~", "192X~"),
        ("1992-02/1992-05", "1992"),
        ("1992-02~/1992-05?", "1992%"),
        ("1992-02/1993-05", "1992/1993"),
        ("../1950-03", "../1950"),
        ("1950-03/", "1950/"),
        ("XXXX", "XXXX"),
    ],
)
def test_year_only_leaves_years(text: str, years: str) -> None:
    assert FuzzyDate.parse(text).year_only().edtf == years


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1992-02-25", date(1992, 2, 25)),
        ("1992-02-25~", None),
        ("1992-02-25?", None),
        ("1992-02", None),
        ("1992-02-25/1992-02-26", None),
        ("XXXX", None),
    ],
)
def test_only_a_day_without_any_doubt_belongs_to_a_day_of_the_year(text: str, day: date | None) -> None:
    assert FuzzyDate.parse(text).certain_day == day


@pytest.mark.parametrize(
    ("text", "earlier", "later"),
    [
        ("1950", "1949", "1951"),
        ("1950~", "1949~", "1951~"),
        ("1950-01", "1949-12", "1950-02"),
        ("1992-03-01", "1992-02-29", "1992-03-02"),
    ],
)
def test_the_neighbours_of_a_point_are_as_exact_as_it_is(text: str, earlier: str, later: str) -> None:
    assert before(Point.parse(text)).edtf == earlier
    assert after(Point.parse(text)).edtf == later


@pytest.mark.parametrize("text", ["192X", "1944-21", "1943-XX", "1943-02-XX"])
def test_a_vague_point_has_no_neighbours(text: str) -> None:
    with pytest.raises(NotEdtf):
        before(Point.parse(text))
    with pytest.raises(NotEdtf):
        after(Point.parse(text))


def test_nothing_is_before_the_first_or_after_the_last_day() -> None:
    with pytest.raises(NotEdtf):
        before(Point(1, 1, 1))
    with pytest.raises(NotEdtf):
        after(Point(9999))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Point(0),
        lambda: Point(1943, None, 5),
        lambda: Point(1943, unspecified=Unspecified.YEAR_OF_DECADE),
        lambda: Point(1940, 2, unspecified=Unspecified.YEAR_OF_DECADE),
        lambda: Point(1943, 2, unspecified=Unspecified.MONTH),
        lambda: Point(1943, unspecified=Unspecified.DAY),
        lambda: Point(1943, 21, 1),
        lambda: FuzzyDate(Edge.OPEN),
        lambda: FuzzyDate(Edge.OPEN, Edge.OPEN),
        lambda: FuzzyDate(Point(1945), Point(1943)),
    ],
)
def test_no_object_can_hold_an_impossible_date(make: object) -> None:
    with pytest.raises(NotEdtf):
        make()  # type: ignore[operator]


def test_a_day_of_the_calendar_becomes_a_date() -> None:
    assert FuzzyDate.of(date(1992, 2, 25)).edtf == "1992-02-25"


digits_and_marks = st.text(st.sampled_from("0129X-~?%/."), max_size=24)
real_points = st.builds(
    lambda day, precision, mark: day.isoformat()[: (4, 7, 10)[precision]] + mark,
    st.dates(),
    st.integers(0, 2),
    st.sampled_from(["", "~", "?", "%"]),
)


@given(digits_and_marks)
def test_whatever_is_read_is_written_back_the_same(text: str) -> None:
    try:
        fuzzy = FuzzyDate.parse(text)
    except NotEdtf:
        return

    assert fuzzy.edtf == text
    assert fuzzy.year_only().year_only() == fuzzy.year_only()


@given(real_points, real_points)
def test_every_interval_is_in_order_and_its_years_hold_it(one: str, other: str) -> None:
    first, last = sorted([Point.parse(one), Point.parse(other)], key=lambda point: point.earliest)

    interval = FuzzyDate(first, last)
    years = interval.year_only()

    assert interval.earliest is not None
    assert interval.latest is not None
    assert years.earliest is not None
    assert years.latest is not None
    assert years.earliest <= interval.earliest
    assert years.latest >= interval.latest
    assert len(years.edtf.replace("~", "").replace("?", "").replace("%", "")) in (4, 9)
