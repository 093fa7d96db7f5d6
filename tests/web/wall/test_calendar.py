"""The calendar: days of remembrance with their local hour, and names that everybody may find, and nothing else."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from icalendar import Calendar, Component

from memorial.published.types import PublishedDay
from memorial.vocabulary import Audience, MemorialKind
from tests.installations import TestInstallation
from tests.web.wall.conftest import Place, Visitor
from tests.web.wall.listed import keep_days, listed, listed_place


@pytest.fixture
def place(site: TestInstallation) -> Place:
    return listed_place(site, languages=("en", "ar"), time_zone="Asia/Baku")


def _events(visitor: Visitor, place: Place, language: str = "en") -> list[Component]:
    answer = visitor.get(f"/{language}/{place.memorial.slug}/calendar.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_each_day_with_names_is_one_yearly_entry_with_their_number_and_a_link(visitor: Visitor, place: Place) -> None:
    for name in ("Ada", "Bela"):
        listed(place, name, died="1992-02-26")
    listed(place, "Cora", born="1944-02-29")

    events = _events(visitor, place)

    assert [str(event["summary"]) for event in events] == ["2 names of this day", "1 name of this day"]
    assert [event["dtstart"].dt for event in events] == [date(2024, 2, 26), date(2024, 2, 29)]
    assert events[0]["rrule"] == {"FREQ": ["YEARLY"], "BYMONTH": [2], "BYMONTHDAY": [26]}
    assert str(events[0]["url"]) == f"https://memorial.example{place.base}on/02-26"
    assert "Ada" in str(events[0]["description"])


def test_no_more_than_twenty_names_stand_in_an_entry(visitor: Visitor, place: Place) -> None:
    for number in range(25):
        listed(place, f"Ada {number:02d}", died="1992-02-26")

    (event,) = _events(visitor, place)

    assert str(event["summary"]) == "25 names of this day"
    assert str(event["description"]).count("Ada") == 20
    assert "and 5 more" in str(event["description"])


def test_only_names_that_everybody_may_find_stand_in_it(visitor: Visitor, place: Place) -> None:
    listed(place, "Ada", died="1992-02-26")
    listed(place, "Bela", Audience.UNLISTED, died="1992-02-26")
    listed(place, "Cora", Audience.UNLISTED, died="1992-03-03")

    events = _events(visitor, place)

    assert [str(event["summary"]) for event in events] == ["1 name of this day"]
    assert "Bela" in visitor.get(f"{place.base}on/02-26").text


def test_days_of_remembrance_come_at_their_own_hour_in_their_own_zone(visitor: Visitor, place: Place) -> None:
    keep_days(
        place,
        PublishedDay("The upper town", "02-26", {"en": "Night of the lamps"}, "21:30", "Europe/Paris"),
        PublishedDay("The harbour families", "02-25", {"en": "Day of the harbour", "ar": "يوم الميناء"}),
    )

    whole, hour = _events(visitor, place)

    assert whole["dtstart"].dt == date(2024, 2, 25)
    begins = hour["dtstart"].dt
    assert isinstance(begins, datetime)
    assert (begins.strftime("%m-%d %H:%M"), begins.utcoffset().total_seconds()) == ("02-26 21:30", 3600)
    assert hour["dtstart"].params["TZID"] == "Europe/Paris"
    assert b"BEGIN:VTIMEZONE" in visitor.get(f"{place.base}calendar.ics").data
    assert "يوم الميناء" in [str(event["summary"]) for event in _events(visitor, place, "ar")]


def test_an_entry_keeps_its_name_for_ever_and_tells_no_time(visitor: Visitor, place: Place) -> None:
    day = PublishedDay("The harbour families", "02-25", {"en": "Day of the harbour"}, "12:00", "Asia/Baku")
    keep_days(place, day)
    listed(place, "Ada", died="1992-02-26")
    first = {str(event["uid"]) for event in _events(visitor, place)}

    listed(place, "Bela", died="1992-02-26")
    keep_days(place, PublishedDay(day.community, day.month_day, {"en": "Another word"}, "12:00", "Asia/Baku"))
    again = _events(visitor, place)

    assert {str(event["uid"]) for event in again} == first
    assert {event["dtstamp"].dt.isoformat() for event in again} == {"2024-01-01T00:00:00+00:00"}
    assert not any("created" in event or "last-modified" in event for event in again)


HOSTILE = "Ada\r\nATTENDEE:mailto:x@example.org\rEND:VEVENT\nBEGIN:VALARM\x85\u2028\x00; , \\ \u202e"


def test_a_hostile_name_or_day_cannot_write_a_line_of_its_own(visitor: Visitor, place: Place) -> None:
    keep_days(place, PublishedDay(HOSTILE, "02-25", {"en": HOSTILE}, "12:00\r\nX:1", "Asia/Baku\r\nX:1"))
    listed(place, HOSTILE.replace("\x00", ""), died="1992-02-26")

    raw = visitor.get(f"{place.base}calendar.ics").data.decode()
    lines = re.sub(r"\r\n[ \t]", "", raw).split("\r\n")

    assert {line.split(":")[0].split(";")[0] for line in lines if line} == {
        "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "X-WR-CALNAME", "X-WR-CALDESC", "UID", "DTSTAMP", "DTSTART",
        "SUMMARY", "DESCRIPTION", "RRULE", "TRANSP", "URL",
    }  # fmt: skip
    assert len(_events(visitor, place)) == 2
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x85\u2028\u2029]", raw.replace("\r\n", ""))


def test_a_fictional_calendar_says_so_and_a_draft_has_none(
    visitor: Visitor, local_visitor: Visitor, site: TestInstallation, place: Place
) -> None:
    fictional = listed_place(site, kind=MemorialKind.FICTIONAL, fictional_note={"en": "Nobody lived here."})
    listed(fictional, "Ada", died="1992-02-26")

    (event,) = _events(visitor, fictional)
    raw = visitor.get(f"{fictional.base}calendar.ics").text

    assert str(event["summary"]).startswith("[Fictional]")
    assert "X-WR-CALNAME:[Fictional]" in raw
    assert "Nobody lived here." in raw


def test_it_is_kept_with_its_edition_and_stays_out_of_search_engines(visitor: Visitor, place: Place) -> None:
    listed(place, "Ada", died="1992-02-26")

    first = visitor.get(f"{place.base}calendar.ics")
    again = visitor.get(f"{place.base}calendar.ics", If_None_Match=first.headers["ETag"])

    assert first.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert again.status_code == 304
