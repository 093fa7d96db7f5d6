"""Dates and numbers at all ends, seasons, intervals and open ends: pages of the record show them, and never fail."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.record import Event, Precision, Qualifier, Question, Statement
from memorial.web.wall.moments import moment_of
from tests.installations import TestInstallation
from tests.page_tree import read_page
from tests.web.wall.conftest import Place, Visitor
from tests.web.wall.listed import listed, listed_place
from tests.web.wall.record_pages import figure, question, small
from tests.web.wall.records import keep, source, typed

_YEARS = ("0000", "0001", "1992", "9999", "199X", "19XX", "XXXX", "-0001", "Y10000")
_PARTS = ("", "-01", "-02", "-12", "-13", "-21", "-24", "-XX")
_DAYS = ("", "-01", "-29", "-30", "-31", "-XX")
_SIDES = [f"{year}{month}{day}" for year in _YEARS for month in _PARTS for day in (_DAYS if month else ("",))]
_OPEN = ("", "..", "0001-01-01", "9999-12-31", "1992-24")


def _is_date(edtf: str) -> bool:
    """What may stand in a record."""
    try:
        FuzzyDate.parse(edtf)
    except NotEdtf:
        return False
    return True


_DATES = [one for one in (*_SIDES, *(f"{side}{mark}" for side in _SIDES[:60] for mark in "~?%")) if _is_date(one)]
_SPANS = [f"{first}/{last}" for first in (*_OPEN, "1992") for last in (*_OPEN, "1993")]
ODD = _DATES + [one for one in _SPANS if _is_date(one)]


@pytest.fixture
def place(site: TestInstallation) -> Place:
    return listed_place(site, languages=("en", "ar"))


@given(
    st.sampled_from(ODD),
    st.sampled_from(["", *ODD]),
    st.sampled_from(["", *Precision]),
    st.sampled_from(["en", "ar", "hy"]),
)
@example("9999-12-31", "", "night", "en")
@example("9999-12", "", "season", "en")
@example("9999-24", "", "season", "ar")
@example("0001-01-01", "9999-12-31", "day", "en")
def test_every_date_has_a_moment_that_can_be_put_in_order(edtf: str, end: str, precision: str, language: str) -> None:
    found = moment_of(edtf, end, precision, str, language)

    assert found.order <= (date.max, True, date.max, True, 0)
    assert found.first <= found.last
    assert found.heading or found.year or edtf


def test_odd_dates_of_the_record_and_of_people_are_shown_everywhere(visitor: Visitor, place: Place) -> None:
    """All dates, each in every precision; each as the end of an event; hours that are none."""
    events: dict[str, Any] = {
        f"e-{at}": Event(on, precision, f"Something at {at}.", ("one",), time=("25:99", "", "night")[at % 3])
        for at, (on, precision) in enumerate(product(ODD, Precision))
    }
    events |= {
        f"t-{at}": Event("0001-01-01", Precision.DAY, "A long time.", ("one",), date_end=end)
        for at, end in enumerate(ODD)
    }
    said = {f"s-{at}": Statement("claim", "Something said.", "one", date=on) for at, on in enumerate(ODD[::3])}
    keep(place, typed({"one": source("One"), **events, **said}))
    for born, died in (("0001-01-01", "9999-12-31"), ("0000", "0001"), ("9999", "9999-12-31"), ("199X", "1992-21")):
        if _is_date(born) and _is_date(died):
            listed(place, f"Of {born}", born=born, died=died)

    for path in ("timeline", "search?q=something", "record", "map", "days", "names?order=date"):
        for language in ("en", "ar"):
            assert visitor.get(f"/{language}/{place.memorial.slug}/{path}").status_code in (200, 404), path
    page = read_page(visitor.get(f"{place.base}timeline").text).root
    assert len([one for one in page.all("li") if one.get("class") == "tl-entry"]) == len(events) + len(said)
    assert "Night of 31 December" in page.text()


@pytest.mark.parametrize("value", [1e308, 1e300, 5e-324, 0.1 + 0.2, 10**18])
def test_numbers_at_the_ends_of_all_numbers_are_on_every_page(visitor: Visitor, place: Place, value: float) -> None:
    say = f"one: {value:f} boats, and 7."
    small(
        place,
        lost=question(say, "two: 7."),
        total=figure(value),
        part=figure(value, part_of="total", subject="Boats lost at sea"),
        other=figure(value, part_of="total", subject="Boats lost on land"),
        few=figure(7, value_max=value if value > 7 else None, qualifier=Qualifier.AT_LEAST),
        named=Question("How many?", (question("one: So many.").accounts[0],)),
    )

    for path in ("record", "record/lost", "record/sources/one", "search?q=boats", "how-we-decide", "timeline"):
        answer = visitor.get(place.base + path)
        assert answer.status_code == (404 if path == "timeline" else 200), path
        assert len(answer.text) < 100_000
    assert "<b>0</b>" not in visitor.get(f"{place.base}record").text
