"""The timeline: what sources date, in the order of time, each entry by itself; and the names of those days."""

from __future__ import annotations

import gzip
import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import Client

from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.record import Document, EntryKind, Event, Footage, Place, PlaceName, Precision, Statement
from memorial.published.wall import DateWithNames, DayKind
from memorial.vocabulary import Audience
from memorial.web.wall.written_dates import read_date
from tests.installations import TestInstallation
from tests.page_tree import Element, read_page
from tests.stopwatch import least_seconds
from tests.web.wall.conftest import Place as Memorial
from tests.web.wall.conftest import Visitor, wall_over
from tests.web.wall.listed import listed, listed_place
from tests.web.wall.records import keep, source, typed

ONE, TWO = source("Inquiry"), source("Paper")


@pytest.fixture
def place(site: TestInstallation) -> Memorial:
    return listed_place(site, languages=("en", "ar"))


def _event(on: str, what: str, precision: str = "day", **more: Any) -> Event:
    return Event(on, Precision(precision), what, more.pop("by", ("one",)), **more)


def _kept(place: Memorial, *events: Event, **others: Any) -> None:
    numbered = {f"event-{at}": event for at, event in enumerate(events, start=1)}
    keep(place, typed({"one": ONE, "two": TWO} | others | numbered))


def _page(visitor: Visitor, place: Memorial, query: str = "") -> Element:
    answer = visitor.get(f"{place.base}timeline{query}")
    assert answer.status_code == 200
    return read_page(answer.text).root.all("main")[0]


def _headings(main: Element) -> list[str]:
    found = [one.text() for one in main.all("h2", "h3", "h4")]
    return found[: found.index("Sources")]


def _entries(main: Element) -> list[str]:
    return [one.text() for one in main.all("li") if one.get("class") == "tl-entry"]


def test_entries_stand_by_year_month_day_and_hour_whatever_their_order_in_the_record(
    visitor: Visitor, place: Memorial
) -> None:
    _kept(
        place,
        _event("1992-02-26", "Third.", time="about 07:00"),
        _event("1992-02-26", "Fourth.", time="at dawn"),
        _event("1992-02-26", "Second.", time="01:00-04:00"),
        _event("1992-02", "First.", "month"),
        _event("1993", "Fifth.", "year"),
    )
    main = _page(visitor, place)

    assert _headings(main) == ["1992", "February 1992", "26 February", "1993"]
    assert [words.split(".")[0].split()[-1] for words in _entries(main)] == [
        "First", "Second", "Third", "Fourth", "Fifth"
    ]  # fmt: skip
    assert "01:00-04:00 · The record Second." in _entries(main)[1]
    assert "No hour is given:" in main.text()


def test_two_accounts_of_one_day_are_two_entries_each_with_who_says_it_and_what_differs(
    visitor: Visitor, place: Memorial
) -> None:
    _kept(
        place,
        _event("1990-05-17", "It began at eight.", differs="The paper says nine."),
        _event("1990-05-17", "It began at nine.", by=("two", "one")),
    )
    first, second = _entries(_page(visitor, place))

    assert "Differs: The paper says nine." in first
    assert ("The Inquiry office" in first, "The Paper office" in first) == (True, False)
    assert second.index("The Paper office") < second.index("The Inquiry office")


def test_a_night_is_one_night_and_stands_between_its_days(visitor: Visitor, place: Memorial) -> None:
    _kept(
        place,
        _event("1992-02-26", "Morning."),
        _event("1992-02-25", "They left.", "night", date_end="1992-02-26"),
        _event("1992-02-25", "Evening.", time="20:30"),
        _event("1992-02-25", "They searched.", "night"),
    )
    main = _page(visitor, place)

    assert _headings(main)[2:] == ["25 February", "Night from 25 February to 26 February", "26 February"]
    assert len(_entries(main)) == 4


def test_what_is_not_known_whole_is_grouped_by_what_is_said_of_it(visitor: Visitor, place: Memorial) -> None:
    _kept(
        place,
        _event("1992-02-10", "Attack.", date_end="1992-02-12"),
        _event("1992-02~", "About then.", "month"),
        _event("1991-10", "Cut off.", "season"),
        _event("1991-23", "In autumn.", "season"),
        _event("1992?", "Perhaps.", "year"),
        _event("1991-12-30", "Over the year.", date_end="1992-01-02"),
        doc=Document("A letter", source_ids=("one",), date="199X"),
        doc2=Document("A list", source_ids=("one",), date="1991-12/1992-01"),
    )
    found = _headings(_page(visitor, place))

    assert found == [
        "the 1990s",
        "1991",
        "autumn 1991",
        "The season around October 1991",
        "December 1991 or January 1992",
        "December 1991",
        "From 30 December 1991 to 2 January 1992",
        "1992",
        "perhaps 1992",
        "February 1992",
        "about February 1992",
        "From 10 February to 12 February",
    ]


def test_each_entry_says_what_it_is_and_its_place_leads_to_the_list_of_places(
    visitor: Visitor, place: Memorial
) -> None:
    _kept(
        place,
        _event("1990-05-17", "It began.", place_id="karvel"),
        said=Statement("claim", "It ended.", "two", date="1990-05-18", quotation=True),
        film=Footage("Two minutes", source_ids=("one",), date="1990-05-19", time="09:00"),
        karvel=Place("town", (PlaceName("en-Latn", "Karvel", "one"), PlaceName("ar-Arab", "كارفيل", "one"))),
    )
    main = _page(visitor, place)
    began, ended, film = _entries(main)

    assert began.startswith("The record It began.")
    assert ended.startswith("The record: a statement It ended.")
    assert "09:00 · Film and photographs Two minutes" in film
    assert [link.text() for link in main.all("a") if link.get("href") == f"{place.base}map#place-karvel"] == ["Karvel"]
    assert main.all("q")[0].text() == "It ended."
    assert "كارفيل" in visitor.get(f"/ar/{place.memorial.slug}/timeline").text


def test_what_is_graphic_is_left_out_until_the_reader_chooses(visitor: Visitor, place: Memorial) -> None:
    _kept(place, _event("1990-05-17", "It began."), _event("1990-05-18", "Wounds.", sensitivity="graphic"))
    opened = visitor.get(f"{place.base}timeline?open=1")
    main = _page(visitor, place)

    assert "Wounds." in opened.text
    assert "noindex" in opened.headers["X-Robots-Tag"]
    assert "Wounds." not in main.text()
    assert "18 May" not in main.text()
    assert f"{place.base}timeline?open=1" in {link.get("href") for link in main.all("a")}


def test_hostile_words_are_text(visitor: Visitor, place: Memorial) -> None:
    hostile = '<script>alert("x")</script>'
    _kept(place, _event("1990-05-17", hostile, differs=hostile, time=hostile))
    main = _page(visitor, place)

    assert main.all("script") == []
    assert _entries(main)[0].count(hostile) == 3


def test_a_memorial_without_dated_entries_has_no_timeline(visitor: Visitor, place: Memorial) -> None:
    listed(place, "Ada", born="1943-02-26")
    keep(place, typed({"one": ONE}))
    missing, unknown = visitor.get(f"{place.base}timeline"), visitor.get(f"{place.base}nothing-of-the-kind")

    assert (missing.status_code, missing.data) == (404, unknown.data)


def test_what_waits_at_the_desk_is_not_on_it(visitor: Visitor, place: Memorial) -> None:
    _kept(place, _event("1990-05-17", "It began."))
    keep(place, typed({"later": _event("1990-05-18", "Not yet seen.")}), waiting={EntryKind.EVENT})

    assert len(_entries(_page(visitor, place))) == 1


def test_an_entry_that_cites_a_remembrance_is_labelled_so_and_leads_to_it(visitor: Visitor, place: Memorial) -> None:
    _code, told = place.publish()
    _kept(place, _event("1990-05-17", "A door stood open.", by=("told",)), told=source("Told", remembrance_id=told))
    main = _page(visitor, place)

    assert "The record · Remembrances A door stood open." in _entries(main)[0]
    assert f"{place.base}remembrances/{told}" in {link.get("href") for link in main.all("a")}


# --- names


def test_names_stand_under_their_years_and_days_as_counts_that_lead_to_them(visitor: Visitor, place: Memorial) -> None:
    _kept(place, _event("1990-05-17", "It began."), _event("1988", "Before.", "year"))
    people: dict[str, dict[str, Any]] = {
        "Ada": {"born": "1943-02-26", "died": "1990-05-17"},
        "Bela": {"died": "1990-05-17"},
        "Cora": {"died": "1990-05-20"},
        "Dora": {"died": "1990"},
        "Edda": {"born": "1988-03-02"},
        "Finn": {"born": "1921"},
        "Gerd": {"born": "1930~"},
        "Hanna": {"born": "1922"},
    }
    for name, facts in people.items():
        listed(place, name, **facts)
    main = _page(visitor, place)
    links = {link.text(): link.get("href") for link in main.all("a")}

    assert _headings(main) == [
        "1921 to 1922", "1988", "March 1988", "2 March", "1990", "May 1990", "17 May", "20 May"
    ]  # fmt: skip
    assert links["2 people named here died on this day."] == f"{place.base}on/05-17"
    assert links["1 person named here died on this day."] == f"{place.base}on/05-20"
    assert links["1 person named here was born on this day."] == f"{place.base}on/03-02"
    group = links["4 people named here stand under this year."].partition("#")
    assert group[0] == f"{place.base}names?order=date"
    assert f'id="{group[2]}"' in visitor.get(group[0]).text


def test_a_person_whom_visitors_do_not_see_changes_nothing(visitor: Visitor, place: Memorial) -> None:
    _kept(place, _event("1990-05-17", "It began."))
    listed(place, "Ada", died="1990-05-17")
    before = visitor.get(f"{place.base}timeline").data
    listed(place, "Hidden", audience=Audience.TEAM, born="1921-02-03", died="1990-05-17")

    assert visitor.get(f"{place.base}timeline").data == before


def test_of_very_many_dates_only_those_asked_for_are_given(site: TestInstallation, place: Memorial) -> None:
    for day in ("01", "02", "02", "03"):
        listed(place, f"One of {day}", died=f"1990-05-{day}", born="1950-01-01")
    with site.installation.reader.snapshot() as snapshot:
        wall = snapshot.wall(place.memorial.id)
        born = DateWithNames(date(1950, 1, 1), DayKind.BORN, 4)
        all_dates = wall.dates(among=[], most=3)
        few = wall.dates(among=[date(1990, 5, 2), date(1990, 6, 1)], most=2)

    assert [(one.on.day, one.count) for one in all_dates if one.kind is DayKind.DIED] == [(1, 1), (2, 2), (3, 1)]
    assert few == [born, DateWithNames(date(1990, 5, 2), DayKind.DIED, 2)]


# --- dates


_YEAR = st.sampled_from(["1992", "0001", "9999", "199X", "19XX", "00XX"])
_MONTH = st.sampled_from(["", "-01", "-02", "-12", "-13", "-21", "-24", "-XX"])
_DAY = st.sampled_from(["", "-01", "-29", "-30", "-31", "-XX"])
_DATE = st.builds("{}{}{}{}".format, _YEAR, _MONTH, _DAY, st.sampled_from(["", "~", "?", "%"]))
_SIDE = st.one_of(_DATE, st.sampled_from(["..", "", "XXXX", "1992-02-25x"]))


@given(st.one_of(_SIDE, st.builds("{}/{}".format, _SIDE, _SIDE)))
@example("1992-02-25/1992-02-26")
@example("1992-24")
def test_dates_are_read_as_the_record_means_them(edtf: str) -> None:
    try:
        meant = FuzzyDate.parse(edtf)
    except NotEdtf:
        return
    found = read_date(edtf)

    if meant.earliest is None or meant.latest is None:
        assert found is None
    else:
        assert found is not None
        assert (found.first, found.last) == (meant.earliest, meant.latest)
        assert found.sure == (meant.point is not None and not (meant.approximate or meant.uncertain or "X" in edtf))


# --- size and speed


@pytest.mark.alone
def test_five_hundred_entries_are_made_within_50_ms_and_60_kilobytes(site: TestInstallation, place: Memorial) -> None:
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvz", k=chance.randint(3, 9))) for _ in range(2000)]

    def some(many: int) -> str:
        return " ".join(chance.choices(words, k=many))

    said: dict[str, Any] = {f"s-{at}": source(some(5), publisher=some(3)) for at in range(100)}
    for at in range(500):
        on = date(1990, 1, 1) + timedelta(days=chance.randint(0, 3000))
        time = "10:00" if at % 2 else None
        said[f"e-{at}"] = _event(on.isoformat(), some(14), by=(f"s-{chance.randint(0, 99)}",), time=time)
    keep(place, typed(said))
    client = Client(wall_over(site)._app, use_cookies=False)
    page = client.get(f"{place.base}timeline").data

    assert page.count(b'class="tl-entry"') == 500
    assert len(gzip.compress(page)) <= 60_000
    assert least_seconds(lambda: client.get(f"{place.base}timeline"), times=7, enough=0.045) <= 0.05
