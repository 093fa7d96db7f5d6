"""Setting up a memorial at the desk: the task list tells what is really there, and each short page changes its part."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from memorial.application import memorials, staffing
from memorial.application.memorial_settings import ACCENTS
from memorial.domain.memorial import Controller, Memorial
from memorial.domain.setting_up import Step
from memorial.settings import project_folder
from memorial.vocabulary import Audience, MemorialKind, Risk, Role
from memorial.web.desk.setup_look import COLOURS
from tests.web.desk.desk_client import Browser, World


def kept(world: World, of: Memorial) -> Memorial:
    with world.services.unit_of_work(read_only=True) as uow:
        found: Memorial = uow.memorials.get(of.id)
    return found


def begun(world: World, **changes: object) -> Memorial:
    """A memorial of which there is only an address, as `memorial create` leaves it."""
    made = Memorial(world.services.new_id(), "mill", MemorialKind.REAL, ("en", "az"), {"en": "The mill"})
    return memorials.create(world.services, replace(made, **changes))  # type: ignore[arg-type]


def ready(world: World) -> Memorial:
    notice = {"en": "We keep what you send.", "az": "Göndərdiyinizi saxlayırıq."}
    made = begun(world, notice=notice, controller=Controller("The Keepers", "", "keepers@example.org"))
    for name in ("one", "two"):
        world.add_staff(f"{name}@example.org", Role.EDITOR, "mill")
    return made


def admin(world: World, slug: str = "ferry") -> Browser:
    return world.signed_in("admin@example.org", Role.ADMIN, slug)


def states(browser: Browser, slug: str = "ferry") -> dict[str, bool]:
    """By the last part of each step's address: whether the list calls it completed."""
    browser.get(f"/desk/setup/{slug}")
    found = {}
    for line in browser.page().all("li"):
        if line.get("class") == "task":
            found[line.all("a")[0].get("href").rsplit("/", 1)[-1]] = "Completed" in line.text()
    return found


def step(browser: Browser, name: str, slug: str = "ferry") -> Browser:
    browser.get(f"/desk/setup/{slug}/step/{name}")
    return browser


def test_every_step_of_a_memorial_just_begun_says_what_it_waits_for(world: World) -> None:
    begun(world)
    browser = admin(world, "mill")

    assert set(states(browser, "mill")) == {
        "name", "languages", "words", "risk", "notices", "people", "look", "names", "see", "open",
    }  # fmt: skip
    assert not any(states(browser, "mill").values())
    page = browser.get("/desk/setup/mill").text
    assert page.count("Needed before it can be opened.") == 2, (
        "the notices and who reads; a title and English are there"
    )
    assert "Nobody is named who answers for the data." in page


def test_today_leads_an_administrator_to_it_and_nobody_else(world: World, ferry: Memorial) -> None:
    way = '<a href="/desk/setup/ferry">'

    assert way in admin(world).get("/desk/").text
    assert way not in world.signed_in("editor@example.org", Role.EDITOR, "ferry").get("/desk/").text


def test_a_step_is_completed_by_what_is_there_and_not_when_it_goes_again(world: World) -> None:
    mill = ready(world)
    browser = admin(world, "mill")
    given: dict[str, Any] = {"title_en": "The mill, 1 May", "purpose_en": "It remembers.", "title_az": "Dəyirman"}

    step(browser, "name", "mill").submit("title_en", **given, purpose_az="Yada salır.")
    assert states(browser, "mill")["name"]
    memorials.change_settings(world.services, "mill", change=lambda one: replace(one, purpose={}))

    assert not states(browser, "mill")["name"]
    assert kept(world, mill).title["az"] == "Dəyirman"


def test_each_page_changes_what_stands_on_it_and_nothing_else(world: World, ferry: Memorial) -> None:
    browser = admin(world)
    given: dict[str, dict[str, Any]] = {
        "name": {"title_en": "The ferry of 1987", "time_zone": "Asia/Baku", "commemorative_days": "02-26, 05-09"},
        "risk": {"risk": "high", "ceiling": "unlisted", "neutral_site_en": "https://weather.example/"},
        "notices": {
            "notice_en": "We keep your words.", "notice_ar": "نحفظ كلماتك.", "controller_name": "The Keepers",
            "controller_contact": "keepers@example.org", "question_en": "How did you hear of us?",
        },
        "words": {"died_en": "was killed", "people_en": "our neighbours", "forbidden_en": "victim\nloved one"},
        "people": {"second_reader": "yes", "minutes": "30", "hard": "6"},
        "look": {"accent": "pine", "wall_order": "date"},
        "languages": {"languages": "en, ar, ru"},
    }  # fmt: skip

    for name, answers in given.items():
        answer = step(browser, name).submit(next(iter(answers)), **answers)
        assert answer.status_code == 200 and "Saved." in answer.text, name

    now = kept(world, ferry)
    assert (now.title["en"], now.time_zone, now.commemorative_days) == (
        "The ferry of 1987", "Asia/Baku", ("02-26", "05-09"),
    )  # fmt: skip
    assert (now.risk, now.ceiling, now.neutral_site) == (
        Risk.HIGH, Audience.UNLISTED, {"en": "https://weather.example/"},
    )  # fmt: skip
    assert now.notice["ar"] == "نحفظ كلماتك." and now.notice_hash("en") != ferry.notice_hash("en")
    assert now.setup.question == {"en": "How did you hear of us?"}
    assert now.words == {"died": {"en": "was killed"}, "people": {"en": "our neighbours"}}
    assert now.setup.forbidden == {"en": ("victim", "loved one")}
    assert (now.setup.reading.minutes, now.setup.reading.hard, now.setup.reading.second_reader) == (30, 6, True)
    assert (now.accent, now.setup.wall_order, now.languages) == ("pine", "date", ("en", "ar", "ru"))
    assert set(now.setup.settled) == set(Step) - {Step.NAMES, Step.WALK, Step.OPEN}


def test_the_line_for_other_sites_stands_there_where_they_may_show_something(world: World, ferry: Memorial) -> None:
    browser, line = admin(world), f"/embed/{ferry.slug}/names?l=en"

    assert line not in step(browser, "look").last.text
    step(browser, "look").submit("accent", accent="pine", wall_order="date", embed_hosts="news.example.org")
    shown = step(browser, "look").last.text
    assert line in shown and "&lt;iframe src=" in shown
    step(browser, "risk").submit("risk", risk="high", ceiling="public")
    shown = step(browser, "look").last.text
    assert line not in shown and "its risk is high" in shown


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("name", {"time_zone": "Mars/Base", "title_en": "Kept"}, "There is no time zone of that name"),
    ("name", {"title_en": "", "purpose_en": "Kept"}, "in the main language"),
    ("notices", {"controller_name": "", "notice_en": "Kept"}, "who answers for the data"),
    ("risk", {"neutral_site_en": "javascript:alert(1)"}, "whole address of a page"),
    ("people", {"minutes": "600", "hard": "6"}, "between the two"),
    ("languages", {"languages": "en, zz9"}, "language"),
    ("languages", {"languages": "ru, en"}, "title in it before"),
]


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(world: World, ferry: Memorial) -> None:
    browser = admin(world)

    for name, wrong, said in WRONG:
        answer = step(browser, name).submit(next(iter(wrong)), **wrong)

        assert answer.status_code == 422 and said in answer.text, name
        assert "Kept" not in wrong.values() or "Kept" in answer.text
    assert replace(kept(world, ferry), revision=0) == replace(ferry, revision=0)


def test_checking_the_words_counts_them_and_keeps_nothing(world: World, ferry: Memorial) -> None:
    browser = admin(world)
    long = "This is a sentence that goes on and on until nobody who reads it can still know how it began at all."
    step(browser, "notices")
    form = browser.form(holding="notice_en") | {"notice_en": long, "action": "check"}
    before = len(world.log())

    answer = browser.post("/desk/setup/ferry/step/notices", form)

    assert answer.status_code == 200 and "Nothing is saved yet." in answer.text
    assert "hard to read" in answer.text and "Grade" in answer.text
    assert replace(kept(world, ferry), revision=0) == replace(ferry, revision=0)
    assert len(world.log()) == before + 1


def test_own_texts_are_searched_for_the_words_that_are_not_wanted(world: World, ferry: Memorial) -> None:
    browser = admin(world)
    step(browser, "notices").submit(
        "notice_en", notice_en="We write to the Victims.", controller_name="K", controller_contact="k@example.org"
    )

    answer = step(browser, "words").submit("forbidden_en", forbidden_en="victim", died_en="died")

    assert "Notice to families · " in answer.text
    assert not states(browser)["words"]


def test_it_is_opened_only_when_everything_essential_is_there(world: World) -> None:
    begun(world)
    browser = admin(world, "mill")
    browser.get("/desk/setup/mill/open")
    assert not [one for one in browser.page().all("button") if one.text() == "Open"]
    token = browser.page().all("input")[0].get("value")

    refused = browser.post("/desk/setup/mill/open", {"action": "open", "csrf_token": token})

    assert refused.status_code == 422 and "It cannot be opened yet" in refused.text
    for what in ("answers for the data", "notice is missing in", "Azərbaycan", "Two editors are needed"):
        assert what in refused.text
    with world.services.unit_of_work(read_only=True) as uow:
        assert not uow.memorials.by_slug("mill").public
    assert ("open", "refused") not in {(one.action, one.outcome) for one in world.log()}
    assert ("setup_open_or_close", "refused", "not_ready") in {
        (one.action, one.outcome, one.reason) for one in world.log()
    }


def test_a_complete_one_opens_closes_and_takes_remembrances_again(world: World) -> None:
    mill = ready(world)
    browser = admin(world, "mill")

    browser.get("/desk/setup/mill/open")
    assert 'href="/en/mill/"' in browser.submit("Open").text, "the way to what was opened"
    assert kept(world, mill).public and kept(world, mill).accepting
    assert states(browser, "mill")["open"]
    browser.get("/desk/setup/mill/open")
    browser.submit("Take no remembrances now")
    assert kept(world, mill).public and not kept(world, mill).accepting
    browser.submit("Open")

    assert kept(world, mill).accepting


def test_one_editor_alone_is_not_enough_for_real_people_and_one_reader_is_for_made_up_ones(world: World) -> None:
    mill = ready(world)
    browser = admin(world, "mill")
    staffing.disable(world.services, "two@example.org")
    alone = browser.get("/desk/setup/mill/open").text
    memorials.change_settings(world.services, "mill", change=lambda one: replace(one, kind=MemorialKind.FICTIONAL))

    assert "Two editors are needed" in alone
    assert "It cannot be opened yet" not in browser.get("/desk/setup/mill/open").text
    assert not kept(world, mill).public


def test_the_old_address_leads_to_the_list(world: World, ferry: Memorial) -> None:
    browser = admin(world)

    answer = browser.get("/desk/memorials/ferry", follow=False)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/setup/ferry")
    assert "/desk/setup/ferry" in browser.get("/desk/setup").text


def test_readers_and_administrators_of_other_memorials_find_no_settings(world: World, ferry: Memorial) -> None:
    world.begin_memorial("quarry", "The quarry")
    for browser in (
        world.signed_in("reader@example.org", Role.EDITOR),
        world.signed_in("other@example.org", Role.ADMIN, "quarry"),
    ):
        for path in ("", "/step/name", "/step/risk", "/open", "/names", "/picture"):
            assert browser.get(f"/desk/setup/ferry{path}").status_code == 404, path
        assert browser.get("/desk/memorials/ferry").status_code == 404


def test_each_change_leaves_one_entry_by_the_person_who_made_it(world: World, ferry: Memorial) -> None:
    browser = step(admin(world), "name")
    before = len(world.log())

    browser.submit("title_en", title_en="Another")

    entry = world.log(ferry.id)[0]
    assert len(world.log()) == before + 1
    assert (entry.action, entry.actor_kind.value, bool(entry.reason)) == ("change_settings", "staff", True)


def test_the_colours_of_the_sample_are_those_of_the_pages() -> None:
    tokens = (project_folder("static") / "css" / "tokens.css").read_text(encoding="utf-8")

    for name, (light, dark) in COLOURS.items():
        here = "\n  " if name == "slate" else f'[data-accent="{name}"] {{ '
        between = "\n  " if name == "slate" else " "
        assert f"{here}--accent-light: {light};{between}--accent-dark: {dark};" in tokens, name
    assert tuple(COLOURS) == ACCENTS
