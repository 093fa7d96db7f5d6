"""What is worked out from a record: whose number it is, whatever the names; parts against a total, by one source."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.published.record import PublishedAccount, PublishedFigure, PublishedRecord, PublishedRecordSource
from memorial.published.record_reading import Breakdown, breakdowns, figures_of


def _source(name: str, via: str = "") -> PublishedRecordSource:
    return PublishedRecordSource(name, name, "", 1990, "", "", "", "en", "", "", False, via, "", True)


def _figure(name: str, value: float, subject: str = "", **more: Any) -> PublishedFigure:
    wanted = {"category": "lost", "value_max": None, "qualifier": "exactly", "unit": "boats", "scope": "",
              "seen_in": "", "source_id": "a", "place_id": "", "part_of": "", "as_of": "",
              "graphic": False} | more  # fmt: skip
    return PublishedFigure(id=name, value=value, subject=subject or f"Subject of {name}", **wanted)


def _account(says: str) -> PublishedAccount:
    return PublishedAccount("a", says, "", False, "", (), False)


def _belonging(says: str, asked: str, *subjects: str) -> list[int]:
    """Which of these figures, all 30, belong to an account that says that."""
    figures = tuple(_figure(str(at), 30, subject) for at, subject in enumerate(subjects))
    record = PublishedRecord(sources=(_source("a"),), figures=figures)
    return [int(one.id) for one in figures_of(_account(says), record, asked)]


# Whose number it is


NAMES = ("Uri", "Ø", "Beeland", "Ayland", "New Ceeland", "The Old Isles", "ქვეყანა")


@pytest.mark.parametrize("first", NAMES)
@pytest.mark.parametrize("second", NAMES)
def test_whose_number_it_is_depends_on_no_name(first: str, second: str) -> None:
    if first == second:
        second = "Another"
    subjects = (f"{first} wounded", f"{second} wounded")

    assert _belonging(f"{first} had 30 wounded.", "How many?", *subjects) == [0]
    assert _belonging(f"{second} had 30 wounded.", "How many?", *subjects) == [1]
    assert _belonging(f"{first} and {second} each had 30 wounded.", "How many?", *subjects) == [0, 1]
    assert _belonging("30 were wounded.", "How many?", *subjects) == [0, 1]


_WORDS = st.lists(st.sampled_from(["u", "ri", "wounded", "boats", "beelanders", "of", "the", "men"]), max_size=4)


@given(_WORDS, st.lists(_WORDS, min_size=1, max_size=4), st.permutations(range(8)), st.data())
def test_other_words_in_the_same_places_change_nothing(
    says: list[str], subjects: list[list[str]], order: list[int], data: st.DataObject
) -> None:
    """Every word becomes one or several others, short or long, in whatever order of the alphabet."""
    known = ["u", "ri", "wounded", "boats", "beelanders", "of", "the", "men"]
    other = {
        word: " ".join([f"x{at}" * (1 + at)] + [f"y{at}"] * (at % 3)) for word, at in zip(known, order, strict=True)
    }

    def belonging(say: dict[str, str]) -> list[int]:
        written = [" ".join(say[word] for word in one) or "-" for one in subjects]
        return _belonging("30 " + " ".join(say[word] for word in says), "", *written)

    assert belonging({word: word for word in known}) == belonging(other)


def test_of_equal_numbers_none_is_chosen_where_two_are_spoken_of() -> None:
    assert _belonging("30 men and 30 boats.", "", "Men lost", "Boats lost") == [0, 1]
    assert _belonging("30 boats.", "", "Men lost", "Boats lost") == [1]
    assert _belonging("30 boats.", "", "Boats lost", "Boats found") == [0, 1]


# Parts of a figure


def _broken_down(*parts: PublishedFigure, total: PublishedFigure | None = None) -> Breakdown:
    sources = (_source("a"), _source("b", via="a"), _source("c"))
    (found,) = breakdowns(PublishedRecord(sources=sources, figures=(total or _figure("t", 100), *parts)))
    return found


def _names(figures: tuple[PublishedFigure, ...]) -> list[str]:
    return [one.id for one in figures]


def test_only_parts_of_the_same_source_are_added() -> None:
    ours, copy = _figure("p", 40, part_of="t"), _figure("q", 40, part_of="t", source_id="b")
    theirs = _figure("r", 31, part_of="t", source_id="c", qualifier="about")
    found = _broken_down(ours, copy, theirs)

    assert (_names(found.parts), _names(found.others)) == (["p"], ["q", "r"])
    assert (found.sum_of_parts, found.remainder) == (40, 60)


def test_parts_of_other_sources_alone_are_set_against_nothing() -> None:
    found = _broken_down(_figure("q", 40, part_of="t", source_id="b"))

    assert (found.parts, _names(found.others)) == ((), ["q"])
    assert (found.sum_of_parts, found.remainder) == (None, None)


def test_a_part_that_was_entered_twice_counts_once_and_equal_parts_count_each() -> None:
    women, children = (_figure(one, 40, subject=one, part_of="t") for one in ("women", "children"))
    again = replace(women, id="again", seen_in="c")
    found = _broken_down(women, children, again)

    assert (_names(found.parts), _names(found.others)) == (["women", "children"], ["again"])
    assert (found.sum_of_parts, found.remainder) == (80, 20)


def test_sums_of_fractions_have_no_tail_and_sums_too_large_are_none() -> None:
    tenths = _broken_down(*(_figure(f"p{at}", 0.1, part_of="t", subject=str(at)) for at in range(3)),
                          total=_figure("t", 0.3))  # fmt: skip
    odd = _broken_down(*(_figure(f"p{at}", value, part_of="t") for at, value in enumerate((5e-324, 0.5, 1e-30))),
                       total=_figure("t", 1.5))  # fmt: skip
    large = _broken_down(*(_figure(f"p{at}", 1.5e308 + at * 1e293, part_of="t") for at in range(2)))

    assert (tenths.sum_of_parts, tenths.remainder) == (0.3, 0)
    assert odd.remainder == 1.0
    assert large.sum_of_parts is None or large.sum_of_parts > 10**308
