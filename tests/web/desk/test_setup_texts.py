"""Own texts by language: what is missing and older, who may write them, and that translating widens nothing."""

from __future__ import annotations

from dataclasses import replace

from memorial.application import memorials
from memorial.domain.desk_settings import DeskSettings
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World

TABLE = "/desk/setup/ferry/texts"


def kept(world: World) -> Memorial:
    with world.services.unit_of_work(read_only=True) as uow:
        found: Memorial = uow.memorials.by_slug("ferry")
    return found


def cells(browser: Browser, row: str) -> list[str]:
    """What the table says of one text, the main language first."""
    browser.get(TABLE)
    for line in browser.page().all("tr"):
        heads = [one.text() for one in line.all("th")]
        if heads == [row]:
            return [one.text() for one in line.all("td")]
    raise AssertionError(row)


def translator(world: World, *languages: str, role: Role = Role.EDITOR) -> Browser:
    member = world.add_staff("tr@example.org", role)
    with world.services.unit_of_work() as uow:
        uow.staff.save(replace(uow.staff.get(member.id), desk=DeskSettings(languages=languages)))
        uow.commit()
    return world.signed_in("tr@example.org")


def test_a_translation_goes_from_missing_to_written_to_older_and_back(world: World, ferry: Memorial) -> None:
    browser = world.signed_in("admin@example.org", Role.ADMIN)
    assert "not written yet" in cells(browser, "Notice to families")[1]

    browser.get(f"{TABLE}/notice/ar")
    browser.submit("notice_ar", notice_ar="نحفظ كلماتك.")
    assert "written" in cells(browser, "Notice to families")[1]
    browser.get("/desk/setup/ferry/step/notices")
    browser.submit("notice_en", notice_en="Other words.", controller_name="K", controller_contact="k@example.org")
    assert "older than the main one" in cells(browser, "Notice to families")[1]
    browser.get(f"{TABLE}/notice/ar")
    assert "Other words." in browser.last.text  # type: ignore[union-attr]
    browser.submit("notice_ar")

    assert "written" in cells(browser, "Notice to families")[1]
    assert kept(world).notice == {"en": "Other words.", "ar": "نحفظ كلماتك."}


def test_texts_of_before_are_not_called_older(world: World, ferry: Memorial) -> None:
    memorials.change_settings(world.services, "ferry", change=lambda one: replace(one, purpose={"en": "a", "ar": "b"}))
    browser = world.signed_in("admin@example.org", Role.ADMIN)

    assert [("older" in cell, "written" in cell) for cell in cells(browser, "What it is for")] == [(False, True)] * 2


def test_an_editor_translates_into_languages_they_read_and_writes_nothing_else(world: World, ferry: Memorial) -> None:
    browser = translator(world, "ar")
    before = kept(world)

    browser.get(f"{TABLE}/purpose/ar")
    browser.submit("purpose_ar", purpose_ar="للذكرى", risk="none", public="yes", ceiling="public", purpose_en="Mine")

    now = kept(world)
    assert now.purpose == {"ar": "للذكرى"}
    marks = replace(before.setup, translated_from=now.setup.translated_from)
    assert now.setup == marks
    assert replace(now, purpose=before.purpose, setup=before.setup, revision=0) == replace(before, revision=0)
    token = browser.get("/desk/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    for path in ("purpose/en", "notice/en", "purpose/ru", "alt/ar", "nothing/ar"):
        assert browser.get(f"{TABLE}/{path}").status_code == 404, path
        answer = browser.post(f"{TABLE}/{path}", {"purpose_en": "x", "csrf_token": token})
        assert answer.status_code == 404, path
    assert replace(kept(world), revision=0) == replace(now, revision=0)


def test_who_did_not_say_that_they_read_it_and_who_is_no_editor_writes_nothing(world: World, ferry: Memorial) -> None:
    for browser in (
        translator(world),
        world.signed_in("moderator@example.org", Role.MODERATOR),
    ):
        assert browser.get(TABLE).status_code == 200
        assert not [one for one in browser.page().all("a") if f"{TABLE}/" in (one.get("href") or "")]
        assert browser.get(f"{TABLE}/purpose/ar").status_code == 404


def test_the_words_of_the_memorial_stand_beside_what_is_translated(world: World, ferry: Memorial) -> None:
    browser = world.signed_in("admin@example.org", Role.ADMIN)
    browser.get("/desk/setup/ferry/step/words")
    browser.submit("died_en", died_en="died", died_ar="قضى", forbidden_ar="ضحية")

    page = browser.get(f"{TABLE}/notice/ar").text
    checked = browser.submit("notice_ar", notice_ar="كتب عن ضحية واحدة.", action="check")

    assert "قضى" in page and "ضحية" in page
    assert "Words that you do not want to use" in checked.text and "nothing" not in kept(world).notice
