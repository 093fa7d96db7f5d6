"""Where somebody stands on the wall by date, place and day: what claims leave open is never made firm."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.adapters.db.wall_keys import wall_keys
from memorial.domain.fuzzy_date import FuzzyDate
from memorial.published.types import PublishedFact


def keys(*died: str, born: tuple[str, ...] = (), place: str = "") -> dict[str, str]:
    facts = [PublishedFact("died", value, "und", "s1") for value in died]
    return wall_keys([*facts, *(PublishedFact("born", value, "und", "") for value in born)], place)


@pytest.mark.parametrize(
    ("claims", "group"),
    [
        (("1992-02-26",), "1992"),
        (("1992-02",), "1992"),
        (("1992-XX",), "1992"),
        (("1992-02-26", "1992"), "1992"),
        (("1992", "199X"), "1992"),
        (("1992~",), "1992~"),
        (("1992-02-26?",), "1992~"),
        (("1992~", "1992"), "1992"),
        (("199X",), "199X"),
        (("19XX~",), "19XX"),
        (("1990/1995",), "1990/1995"),
        (("../1990",), "../1990"),
        (("1990/",), "1990/.."),
        (("1992", "1993"), "1992/1993"),
        (("1992-02-26", "1994~"), "1992/1994"),
        (("XXXX",), ""),
        (("not a date",), ""),
        ((), ""),
    ],
)
def test_a_heading_says_no_more_than_the_claims_together(claims: tuple[str, ...], group: str) -> None:
    assert keys(*claims)["date_group"] == group


def test_the_date_of_death_leads_and_else_that_of_birth() -> None:
    assert keys("1992", born=("1943",))["date_group"] == "1992"
    assert keys(born=("1943",))["date_group"] == "1943"
    assert keys("XXXX", born=("1943",))["date_group"] == "1943"


def test_the_order_is_by_year_then_about_it_then_spans_and_unknown_last() -> None:
    orders = ["1990", "1990-03", "1990-03-04", "1990~", "1990/1995", "199X", "1991", "2024", "XXXX"]

    found = [keys(one)["date_key"] for one in orders]

    assert found == sorted(found)
    assert all(one < other for one, other in pairwise(found))


def test_people_of_one_heading_are_never_parted_by_others() -> None:
    years = ["1990", "1990-05-06", "1990~", "1990?", "1990-05~", "199X", "199X~", "1990/1991", "1990/1991~", "../1990"]

    by_key = sorted((found["date_key"], found["date_group"]) for found in map(keys, years))
    groups = [group for _key, group in by_key]

    met = [group for at, group in enumerate(groups) if at == 0 or groups[at - 1] != group]
    assert len(met) == len(set(met))


@pytest.mark.parametrize(
    ("claims", "day"),
    [
        (("1992-02-26",), "02-26 1992"),
        (("1992-02-29",), "02-29 1992"),
        (("1992-02-26", "1992"), "02-26 1992"),
        (("1992-02-26", "1992-02-26"), "02-26 1992"),
        (("1992-02-26", "1992-02-25"), ""),
        (("1992-02-26", "1993"), ""),
        (("1992-02-26~",), ""),
        (("1992-02-26?",), ""),
        (("1992-02",), ""),
        (("1992-02-26/1992-02-27",), ""),
        ((), ""),
    ],
)
def test_only_a_whole_date_that_nothing_contradicts_belongs_to_a_day(claims: tuple[str, ...], day: str) -> None:
    assert keys(*claims)["died_on"] == day
    assert keys(born=claims)["born_on"] == day


def test_places_are_ordered_without_marks_and_each_written_form_is_its_own_group() -> None:
    first, same, other, none = (keys(place=place)["place_key"] for place in ("Šuša", "Susa", "Tala", ""))

    assert first != same
    assert max(first, same) < other < none
    assert keys(place="Šuša")["place_letter"] == "S"


@given(st.lists(st.dates(), min_size=1, max_size=4), st.text(max_size=500))
def test_keys_of_any_dates_and_places_fit_their_columns(days: list, place: str) -> None:  # type: ignore[type-arg]
    found = keys(*(FuzzyDate.of(day).edtf for day in days), place=place)

    longest = {"date_key": 24, "date_group": 12, "place_key": 400, "place_letter": 16, "born_on": 12, "died_on": 12}
    assert set(found) == set(longest)
    assert all(len(found[name]) <= most for name, most in longest.items())
