"""Charts: one mark for each number of an account, on the axis of its unit, beside who says it; and no verdict."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from memorial.published.record import (
    PublishedAbout,
    PublishedAccount,
    PublishedFigure,
    PublishedQuestion,
    PublishedRecord,
    PublishedRecordSource,
)
from memorial.published.record_reading import figures_of
from memorial.web.record_shown import Shown
from memorial.web.wall.charts import DOWN, MOST_NUMBERS, UP, Chart, charts_of, numbers_of
from tests.page_tree import Element, read_page
from tests.web.page_samples import written

CHARTS = '{% from "components/chart.html" import charts %}{{ charts(many, own) }}'


def _source(name: str, publisher: str = "") -> PublishedRecordSource:
    return PublishedRecordSource(
        name, f"Report {name}", publisher or f"Office {name}", 1990, "", "", "", "en", "", "", False, "", "", True
    )


def _figure(name: str, value: float, qualifier: str = "exactly", unit: str = "persons", **more: Any) -> PublishedFigure:
    wanted = {"subject": f"Subject of {name}", "category": "", "value_max": None, "scope": "", "source_id": name[0],
              "seen_in": "", "place_id": "", "part_of": "", "as_of": "", "graphic": False} | more  # fmt: skip
    return PublishedFigure(id=name, value=value, qualifier=qualifier, unit=unit, **wanted)


def _account(source: str, *figures: str, **more: Any) -> PublishedAccount:
    wanted: dict[str, Any] = {"says": "", "basis": "", "quotation": False, "date": "", "graphic": False}
    wanted |= more
    return PublishedAccount(source_id=source, figure_ids=figures, **wanted)


def _drawn(*figures: PublishedFigure, language: str = "en", graphic: bool = False) -> tuple[Chart, ...]:
    """The charts of a question to which each figure is an account of its own."""
    shown, question = _asked(*figures, language=language, graphic=graphic)
    return charts_of(question, shown)


def _asked(*figures: PublishedFigure, language: str = "en", graphic: bool = False) -> tuple[Shown, PublishedQuestion]:
    question = PublishedQuestion("q", "How many?", tuple(_account(one.source_id, one.id) for one in figures), False)
    sources = tuple(_source(name) for name in dict.fromkeys(one.source_id for one in figures))
    about = PublishedAbout("", (), "", (), "", "", "en")
    record = PublishedRecord(about=about, sources=sources, figures=figures, questions=(question,))
    return Shown(record, language, str, graphic=graphic), question


def _page(many: tuple[Chart, ...]) -> tuple[str, Element]:
    text = written(CHARTS, many=many, own="")
    page = read_page(f"<!doctype html><html><body>{text}</body></html>")
    assert page.faults == []
    return text, page.root


def test_each_number_has_one_mark_in_the_order_of_the_accounts_and_units_are_never_mixed() -> None:
    people, bodies = _drawn(
        _figure("c1", 700), _figure("a1", 12, unit="bodies"), _figure("b1", 80, "about"), _figure("a2", 300, "at least")
    )

    assert (people.unit, [mark.by.id for mark in people.marks]) == ("persons", ["c", "b", "a"])
    assert (bodies.unit, [mark.by.id for mark in bodies.marks]) == ("bodies", ["a"])


@pytest.mark.parametrize(
    ("qualifier", "filled", "arrow"),
    [("exactly", True, ""), ("about", False, ""), ("at least", True, UP), ("at most", True, DOWN)],
)
def test_a_mark_shows_how_the_source_hedges(qualifier: str, filled: bool, arrow: str) -> None:
    (chart,) = _drawn(_figure("a", 50, qualifier), _figure("b", 100))
    mark = chart.marks[0]

    assert (mark.filled, mark.arrow) == (filled, arrow)
    assert mark.qualifier == qualifier
    assert (mark.tip > mark.at) if arrow == UP else (mark.tip < mark.at)


def test_a_range_is_a_bar_from_its_first_to_its_last_number() -> None:
    (chart,) = _drawn(_figure("a", 500, "about", value_max=1000))
    (mark,) = chart.marks

    assert (mark.at, mark.end, mark.number) == (50, 100, "500 to 1,000")


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([613, 1324], ["0", "500", "1,000", "1,500"]),
        ([0.94, 940], ["0", "500", "1,000"]),
        ([0.94, 0.97], ["0", "0.5", "1"]),
        ([0.3], ["0", "0.1", "0.2", "0.3"]),
        ([3], ["0", "1", "2", "3"]),
        ([1], ["0", "1"]),
        ([0], ["0", "1"]),
        ([250_000], ["0", "200,000", "400,000"]),
        ([-10, 15], ["-10", "0", "10", "20"]),
    ],
)
def test_an_axis_shows_zero_in_even_steps_with_round_numbers(values: list[float], ticks: list[str]) -> None:
    (chart,) = _drawn(*(_figure(f"a{at}", value) for at, value in enumerate(values)))
    gaps = {round(after.at - before.at, 1) for before, after in zip(chart.ticks, chart.ticks[1:], strict=False)}

    assert [tick.text for tick in chart.ticks] == ticks
    assert max(gaps) - min(gaps) < 0.11
    assert all(0 <= mark.at <= 100 for mark in chart.marks)


def test_an_arrow_to_higher_numbers_has_room_on_the_axis() -> None:
    (chart,) = _drawn(_figure("a", 100, "at least"), _figure("b", 1, "at most"))
    most, least = chart.marks

    assert most.tip - most.at > 8
    assert (least.at > 0, least.tip) == (True, 0)


def test_on_a_page_from_right_to_left_the_axis_begins_at_the_right() -> None:
    (chart,) = _drawn(_figure("a", 25, "at least"), _figure("b", 100), language="ar")
    mark = chart.marks[0]

    assert (chart.ticks[0].at, chart.ticks[0].anchor) == (100, "end")
    assert (mark.at, mark.tip < mark.at, mark.turned) == (75, True, True)


def test_every_number_of_a_chart_stands_in_one_row_with_its_source_and_its_unit() -> None:
    many = _drawn(_figure("a", 613), _figure("b", 31, "at least", unit="bodies"), _figure("c", 5, value_max=9))
    _text, root = _page(many)
    rows = [row for body in root.all("tbody") for row in body.all("tr")]
    numbers = [re.findall(r"\d[\d,]*", row.all("b")[0].text()) for row in rows]

    assert numbers == [["613"], ["5", "9"], ["31"]]
    for row, (name, unit) in zip(rows, [("a", "persons"), ("c", "persons"), ("b", "bodies")], strict=True):
        assert [link.text() for link in row.all("a")] == [f"Office {name}, 1990 [{'abc'.index(name) + 1}]"]
        assert row.all("a")[0].get("href").startswith("#s")
        assert unit in row.all("td")[0].text()
        picture = row.all("svg")[0]
        assert picture.get("role") == "img"
        assert picture.all("title")[0].text()


def test_a_number_whose_source_is_not_in_the_record_is_not_drawn() -> None:
    shown, question = _asked(_figure("a", 5), _figure("b", 6))
    without = replace(shown.record, sources=shown.record.sources[:1])
    (chart,) = charts_of(question, Shown(without, "en", str))

    assert [mark.number for mark in chart.marks] == ["5"]


def test_what_is_graphic_is_drawn_only_where_it_was_opened() -> None:
    shown, question = _asked(_figure("a", 5), _figure("b", 6, graphic=True), _figure("c", 7))
    accounts = (*question.accounts[:2], replace(question.accounts[2], graphic=True))
    some, all_of_it = replace(question, accounts=accounts), replace(question, accounts=accounts, graphic=True)

    def numbers(asked: PublishedQuestion, opened: bool) -> list[str]:
        charts = charts_of(asked, Shown(shown.record, "en", str, graphic=opened))
        return [mark.number for chart in charts for mark in chart.marks]

    assert numbers(some, False) == ["5"]
    assert numbers(all_of_it, False) == []
    assert numbers(some, True) == numbers(all_of_it, True) == ["5", "6", "7"]


def test_a_part_says_of_what_it_is_a_part() -> None:
    (chart,) = _drawn(_figure("a1", 613), _figure("a2", 63, subject="of these, children", part_of="a1"))

    assert [mark.whole for mark in chart.marks] == ["", "Subject of a1"]


def test_hostile_words_are_text() -> None:
    hostile = "<script>alert(1)</script>\"'<svg onload=x>"
    text, root = _page(_drawn(_figure("a", 5, unit=hostile, subject=hostile)))

    assert root.all("script") == []
    assert "<svg onload" not in text
    assert hostile in root.text()


def test_two_names_exchanged_change_names_and_nothing_else() -> None:
    def page(first: str, second: str) -> str:
        figures = (_figure("a", 100, "at least", subject=f"People of {first}"), _figure("b", 7, subject=f"Of {second}"))
        shown, question = _asked(*figures)
        sources = (_source("a", f"Ministry of {first}"), _source("b", f"Ministry of {second}"))
        return _page(charts_of(question, Shown(replace(shown.record, sources=sources), "en", str)))[0]

    one, other = "Ø", "A much longer name of a country"
    there, back = page(one, other), page(other, one)

    assert there != back
    assert there.replace(one, "\0").replace(other, one).replace("\0", other) == back


@pytest.mark.parametrize(("one", "other"), [("Uri", "Beeland"), ("Ø", "The Old Isles"), ("Ayland", "Beeland")])
def test_two_names_exchanged_change_no_number_where_both_have_the_same(one: str, other: str) -> None:
    def page(first: str, second: str) -> str:
        figures = (_figure("a1", 30, subject=f"{first} wounded"), _figure("a2", 30, subject=f"{second} wounded"))
        shown, _question = _asked(*figures)
        asked = (_account("a", says=f"{party} had 30 wounded.") for party in (first, second))
        question = PublishedQuestion("q", "How many?", tuple(asked), False)
        return _page(charts_of(question, shown))[0]

    there, back = page(one, other), page(other, one)

    assert there.replace(one, "\0").replace(other, one).replace("\0", other) == back


@pytest.mark.parametrize(
    "values", [(1e308, 1.7e308), (1e300, 1), (5e-324,), (5e-324, 1e308), (10**400, 3), (1e-300, 0)]
)
def test_numbers_too_large_or_too_small_for_any_page_are_drawn_all_the_same(values: tuple[float, ...]) -> None:
    (chart,) = _drawn(*(_figure(f"a{at}", value, "at least") for at, value in enumerate(values)))
    text, _root = _page((chart,))

    assert all(0 <= place <= 100 for mark in chart.marks for place in (mark.at, mark.tip))
    assert [tick.text for tick in chart.ticks].count("0") == 1
    assert [mark.number == "0" for mark in chart.marks] == [value == 0 for value in values]
    assert len(text) < 20_000


def test_of_very_many_numbers_each_account_has_its_first_and_the_rest_are_counted() -> None:
    figures = [_figure(f"{source}{at}", at) for source in "abc" for at in range(MOST_NUMBERS)]
    shown, question = _asked(*figures)
    accounts = tuple(_account(source, *(one.id for one in figures if one.source_id == source)) for source in "abc")
    found = numbers_of(replace(question, accounts=accounts), shown)
    (chart,) = charts_of(replace(question, accounts=accounts), shown)

    assert (len(found.drawn), found.more) == (MOST_NUMBERS, 2 * MOST_NUMBERS)
    assert [mark.id for mark in chart.marks] == [one.id for one in found.drawn]
    assert [one.source_id for one in found.drawn] == ["a"] * 67 + ["b"] * 67 + ["c"] * 66


# --- which figures belong to an account


def test_days_and_hours_that_an_account_speaks_of_are_no_figures_of_it() -> None:
    shown, _question = _asked(_figure("a1", 25), _figure("a2", 23), _figure("a3", 31))
    account = _account("a", says="From about 23:00 in the night of 25-26 February; 31 bodies on 2 March.")

    assert [one.id for one in figures_of(account, shown.record)] == ["a3"]


def test_of_equal_numbers_that_one_belongs_to_an_account_of_which_it_speaks() -> None:
    missing, wounded = _figure("a1", 200, subject="People missing"), _figure("a2", 200, subject="People wounded")
    shown, _question = _asked(missing, wounded)
    account = _account("a", says="200, early in the month.")

    assert figures_of(account, shown.record, "How many were wounded?") == [wounded]
    assert figures_of(account, shown.record, "How many are missing?") == [missing]
    assert figures_of(account, shown.record, "How many?") == [missing, wounded]
