"""A memorial's settings at the desk: administrators change them, with every problem said and nothing lost."""

from __future__ import annotations

from memorial.domain.memorial import Memorial
from memorial.vocabulary import Audience, Risk, Role
from tests.web.desk.desk_client import Browser, World


def kept(world: World, ferry: Memorial) -> Memorial:
    with world.services.unit_of_work(read_only=True) as uow:
        found: Memorial = uow.memorials.get(ferry.id)
    return found


def settings_page(world: World, email: str = "admin@example.org") -> Browser:
    browser = world.signed_in(email, Role.ADMIN)
    assert "The ferry" in browser.get("/desk/memorials").text
    browser.get("/desk/memorials/ferry")
    return browser


GOOD = {
    "title_en": "The ferry of 1987",
    "notice_en": "We keep your words.",
    "notice_ar": "نحفظ كلماتك.",
    "controller_name": "The Keepers",
    "controller_contact": "keepers@example.org",
    "time_zone": "Asia/Baku",
    "commemorative_days": "02-26, 05-09",
    "ceiling": "unlisted",
    "risk": "high",
    "accent": "pine",
}


def test_an_administrator_changes_words_notice_risk_and_ceiling(world: World, ferry: Memorial) -> None:
    browser = settings_page(world)

    answer = browser.submit("title_en", **GOOD)

    now = kept(world, ferry)
    assert answer.status_code == 200 and "Saved." in answer.text
    assert (now.title["en"], now.notice["ar"], now.time_zone) == ("The ferry of 1987", "نحفظ كلماتك.", "Asia/Baku")
    assert (now.ceiling, now.risk, now.accent, now.controller.name) == (
        Audience.UNLISTED, Risk.HIGH, "pine", "The Keepers",
    )  # fmt: skip
    assert now.notice_hash("en") != ferry.notice_hash("en")
    assert now.commemorative_days == ("02-26", "05-09")


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(world: World, ferry: Memorial) -> None:
    browser = settings_page(world)

    answer = browser.submit(
        "title_en",
        **{**GOOD, "time_zone": "Mars/Base", "commemorative_days": "13-40", "languages": "en, zz9", "title_en": ""},
    )

    assert answer.status_code == 422
    assert "such as 02-26" in answer.text
    assert "There is no time zone of that name" in answer.text and "We keep your words." in answer.text
    assert kept(world, ferry) == ferry or kept(world, ferry).title == ferry.title


def test_closing_stops_remembrances_and_opening_takes_them_again(world: World, ferry: Memorial) -> None:
    browser = settings_page(world)

    browser.submit("Take no remembrances now")
    assert not kept(world, ferry).accepting and kept(world, ferry).public
    browser.submit("Open")

    assert kept(world, ferry).accepting


def test_readers_and_administrators_of_other_memorials_find_no_settings(world: World, ferry: Memorial) -> None:
    world.begin_memorial("mill", "The mill")
    for browser in (
        world.signed_in("reader@example.org", Role.EDITOR),
        world.signed_in("other@example.org", Role.ADMIN, "mill"),
    ):
        assert browser.get("/desk/memorials/ferry").status_code == 404


def test_each_change_leaves_one_entry_by_the_person_who_made_it(world: World, ferry: Memorial) -> None:
    browser = settings_page(world)
    before = len(world.log())

    browser.submit("title_en", **GOOD)

    entry = world.log(ferry.id)[0]
    assert len(world.log()) == before + 1
    assert (entry.action, entry.actor_kind.value, bool(entry.reason)) == ("change_settings", "staff", True)
