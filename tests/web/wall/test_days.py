"""Days: names of a day of the year, the day as it is at the memorial, and the days on which communities remember."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from werkzeug.test import Client

from memorial.published.types import PublishedDay
from memorial.settings import project_folder
from memorial.vocabulary import Audience
from memorial.web.page_cache import PageCache
from memorial.web.surface import SurfaceSettings
from memorial.web.wall import create_wall
from tests.installations import MovableClock, TestInstallation
from tests.page_tree import read_page
from tests.web.wall.conftest import PUBLIC_URL, Place, Visitor, date_in_words
from tests.web.wall.listed import keep_days, kept, listed, listed_place


@pytest.fixture
def place(site: TestInstallation) -> Place:
    return listed_place(site, languages=("en", "ar"), time_zone="Asia/Baku")


def _main(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    return " ".join(read_page(answer.text).root.all("main")[0].text().split())


def test_a_day_names_who_was_born_or_died_on_it_and_says_which(visitor: Visitor, place: Place) -> None:
    ada = listed(place, "Ada", born="1943-02-26", died="1992-02-26")
    listed(place, "Bela", born="1950-02-26")
    listed(place, "Cora", died="1992-02")
    listed(place, "Dora", died="1992-02-26~")
    listed(place, "Edda", died="1992-02-26|1992-02-25")
    listed(place, "Finn", died="1992-02-27")

    main = _main(visitor, f"{place.base}on/02-26")

    assert "On 26 February" in main
    assert "3 names" in main
    assert main.index("Ada Died in 1992") < main.index("Ada Born in 1943") < main.index("Bela Born in 1950")
    assert not any(name in main for name in ("Cora", "Dora", "Edda", "Finn"))
    assert f"people/{ada}" in visitor.get(f"{place.base}on/02-26").text


def test_a_day_without_names_says_so_and_leads_to_its_neighbours(visitor: Visitor, place: Place) -> None:
    links = {link.get("href") for link in read_page(visitor.get(f"{place.base}on/01-01").text).root.all("a")}

    assert "No name here is known to belong to this day." in _main(visitor, f"{place.base}on/01-01")
    assert {f"{place.base}on/12-31", f"{place.base}on/01-02"} <= links


def test_the_29th_of_february_is_a_day_and_says_when_it_comes(visitor: Visitor, place: Place) -> None:
    listed(place, "Ada", born="1944-02-29")
    links = {link.get("href") for link in read_page(visitor.get(f"{place.base}on/02-28").text).root.all("a")}

    assert f"{place.base}on/02-29" in links
    assert "leap years only" in _main(visitor, f"{place.base}on/02-29")
    assert "Ada Born in 1944" in _main(visitor, f"{place.base}on/02-29")


@pytest.mark.parametrize("day", ["02-30", "00-10", "13-01", "04-31", "2-3", "1992-02-26", "02-26x", "0２-26"])
def test_a_day_that_no_calendar_has_is_no_page(visitor: Visitor, place: Place, day: str) -> None:
    assert visitor.get(f"{place.base}on/{day}").status_code == 404


def test_a_day_of_very_many_names_goes_on_page_by_page(
    visitor: Visitor, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memorial.web.wall.on_this_day.PER_PAGE", 2)
    for name in ("Ada", "Bela", "Cora"):
        listed(place, name, died="1992-02-26")
    for name in ("Dora", "Edda"):
        listed(place, name, born="1950-02-26")

    pages = [_main(visitor, f"{place.base}on/02-26?page={number}") for number in (1, 2, 3)]

    found = [[name for name in ("Ada", "Bela", "Cora", "Dora", "Edda") if name in page] for page in pages]
    assert found == [["Ada", "Bela"], ["Cora", "Dora"], ["Edda"]]
    assert "Dora Born in 1950" in pages[1]
    assert visitor.get(f"{place.base}on/02-26?page=4").status_code == 404


def test_a_private_person_changes_no_byte_of_a_day_or_the_calendar(visitor: Visitor, place: Place) -> None:
    listed(place, "Ada", died="1992-02-26")
    addresses = [f"{place.base}{rest}" for rest in ("on/02-26", "on/03-03", "days", "calendar.ics", "")]
    before = [visitor.get(address).data for address in addresses]

    listed(place, "Hidden", Audience.TEAM, died="1992-02-26", born="1950-03-03")
    kept(place)

    assert [visitor.get(address).data for address in addresses] == before


# Today, where the memorial is


def _at(site: TestInstallation, clock: MovableClock) -> tuple[Client, PageCache]:
    settings = {"templates": project_folder("templates"), "static": project_folder("static"), "public_url": PUBLIC_URL}
    reader = site.installation.reader
    app = create_wall(reader, SurfaceSettings(**settings), date_in_words=date_in_words, now=clock)
    cache = PageCache(app, reader, limit=1_000_000, clock=lambda: clock().timestamp())
    return Client(cache, use_cookies=False), cache


def test_today_is_the_day_at_the_memorial_and_never_kept(site: TestInstallation, place: Place) -> None:
    clock = MovableClock(datetime(2026, 2, 25, 19, 59, tzinfo=UTC))
    client, _ = _at(site, clock)

    before = client.get(f"{place.base}on/today")
    clock.pass_by(minutes=2)
    after = client.get(f"{place.base}on/today")

    assert before.headers["Location"] == f"{place.base}on/02-25"
    assert after.headers["Location"] == f"{place.base}on/02-26"
    assert before.headers["Cache-Control"] == "no-store"


def test_the_front_page_names_those_of_today_until_midnight_there(site: TestInstallation, place: Place) -> None:
    listed(place, "Ada", died="1992-02-25")
    listed(place, "Bela", died="1992-02-26")
    listed(place, "Cora", Audience.UNLISTED, died="1992-02-25")
    clock = MovableClock(datetime(2026, 2, 25, 19, 59, tzinfo=UTC))
    client, cache = _at(site, clock)

    first = client.get(place.base)
    kept_pages = len(cache)
    again = client.get(place.base)
    clock.pass_by(minutes=2)
    tomorrow = client.get(place.base)

    assert "Ada" in first.text
    assert "Bela" not in first.text
    assert "Cora" not in first.text, "the front page may be indexed, so it has only whom everybody may find"
    assert (kept_pages, again.headers["ETag"]) == (1, first.headers["ETag"])
    assert "Bela" in tomorrow.text
    assert "Ada" not in tomorrow.text


# Days of remembrance


def test_days_of_several_communities_stand_alike_in_the_order_of_the_year(visitor: Visitor, place: Place) -> None:
    days = [
        PublishedDay("The upper town", "02-26", {"en": "Night of the lamps"}, "21:30", "Europe/Paris", "s1"),
        PublishedDay("The harbour families", "02-25", {"en": "Day of the harbour", "ar": "يوم الميناء"}),
        PublishedDay("An island", "02-26", {}),
        PublishedDay("Nowhere", "02-31", {"en": "No such day"}),
    ]
    keep_days(place, *days)
    first = visitor.get(f"{place.base}days").data
    keep_days(place, *reversed(days))

    root = read_page(visitor.get(f"{place.base}days").text).root
    shown = [
        [" ".join(part.text().split()) for part in item.all("h2", "p")]
        for item in root.all("li")
        if item.get("class") == "days-day"
    ]

    assert visitor.get(f"{place.base}days").data == first, "in whatever order they were entered"
    assert shown == [
        ["25 February", "Day of the harbour", "The harbour families"],
        ["26 February", "An island"],
        [
            "26 February",
            "Night of the lamps",
            "The upper town",
            "9:30 pm, Central European Time",
            "Source: The harbour master's list",
        ],
    ]
    assert "يوم الميناء" in visitor.get(f"/ar/{place.memorial.slug}/days").text
    assert f"{place.base}days" in visitor.get(f"{place.base}on/02-26").text


def test_a_memorial_without_days_says_so_and_leads_nowhere_to_them(visitor: Visitor, place: Place) -> None:
    listed(place, "Ada")

    assert "No day of remembrance has been entered." in _main(visitor, f"{place.base}days")
    assert f'href="{place.base}days"' not in visitor.get(f"{place.base}names").text


def test_hostile_words_of_a_day_stay_text(visitor: Visitor, place: Place) -> None:
    keep_days(place, PublishedDay("<b>x</b>", "02-26", {"en": "<script>alert(1)</script>"}, "12:00", "No/Zone"))

    text = visitor.get(f"{place.base}days").text

    assert "<script>alert" not in text
    assert "<b>x" not in text
