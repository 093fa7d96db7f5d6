"""Days of remembrance at the desk: each community's own, with its hour, and what is wrong is said at its field."""

from __future__ import annotations

from memorial.domain.days_of_remembrance import DayOfRemembrance
from memorial.domain.memorial import Memorial
from memorial.published.types import PublishedDay
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World


def days_page(world: World, email: str = "admin@example.org") -> Browser:
    browser = world.signed_in(email, Role.ADMIN)
    browser.get("/desk/memorials/ferry/days")
    return browser


def kept(world: World, ferry: Memorial) -> tuple[DayOfRemembrance, ...]:
    with world.services.unit_of_work(read_only=True) as uow:
        days: tuple[DayOfRemembrance, ...] = uow.memorials.get(ferry.id).days_of_remembrance
    return days


NORTH = {"community": "North shore", "month_day": "02-29", "local_time": "17:00", "name_en": "Day of the bell"}


def test_two_communities_keep_their_own_days_side_by_side(world: World, ferry: Memorial) -> None:
    browser = days_page(world)
    before = len(world.log())
    browser.submit("community", **NORTH)
    browser.submit("community", community="الضفة الجنوبية", month_day="05-17", name_ar="يوم الماء")

    assert [day.time_zone for day in kept(world, ferry)] == ["UTC", ""]
    with world.installation.reader.snapshot() as snapshot:
        shown = snapshot.memorial("ferry")
    assert shown is not None
    assert shown.days == (
        PublishedDay("North shore", "02-29", {"en": "Day of the bell"}, "17:00", "UTC"),
        PublishedDay("الضفة الجنوبية", "05-17", {"ar": "يوم الماء"}),
    )
    browser.submit("number", number="0")
    assert [day.month_day for day in kept(world, ferry)] == ["05-17"]
    entries = [entry.action for entry in world.log(ferry.id)[:3]]
    assert entries == ["change_settings"] * 3
    assert len([one for one in world.log() if one.action == "change_settings"]) == 3
    assert len(world.log()) >= before + 3


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world: World, ferry: Memorial) -> None:
    browser = days_page(world)

    wrong = {"community": "North shore", "month_day": "02-30", "local_time": "25:00", "time_zone": "Mars/Base"}
    answer = browser.submit("community", **wrong)
    assert answer.status_code == 422
    assert all(words in answer.text for words in ("such as 02-26", "the hour as 17:00", "no time zone of that name"))
    assert "North shore" in answer.text
    assert kept(world, ferry) == ()


def test_the_days_do_not_become_the_whole_year(world: World, ferry: Memorial) -> None:
    browser = days_page(world)
    for month in range(1, 13):
        browser.submit("community", **{**NORTH, "month_day": f"{month:02}-01"})
    assert len(kept(world, ferry)) == 12

    assert browser.submit("community", **{**NORTH, "month_day": "06-15"}).status_code == 422
    assert "Saved." in browser.submit("community", **{**NORTH, "community": "South", "month_day": "06-01"}).text


def test_only_administrators_of_the_memorial_change_its_days(world: World, ferry: Memorial) -> None:
    world.begin_memorial("mill", "The mill")
    for email, role, where in (("r@example.org", Role.ARCHIVIST, "ferry"), ("o@example.org", Role.ADMIN, "mill")):
        browser = world.signed_in(email, role, where)
        assert browser.get("/desk/memorials/ferry/days").status_code == 404
