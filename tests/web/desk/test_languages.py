"""Languages at the desk: every text beside its source, a name under it, and nothing signed in passing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memorial.adapters.phrases import gettext_for
from memorial.application import memorials
from memorial.application.language_reading import language_state
from memorial.domain.language_reading import LanguageState
from memorial.domain.memorial import Memorial
from memorial.vocabulary import MemorialKind, Role
from tests.web.desk.desk_client import Browser, World, filled

PAGE = "/desk/setup/ferry/languages/ar"


@pytest.fixture
def written(world: World, ferry: Memorial) -> Memorial:
    """The memorial with its notice in Arabic too."""
    notice = {**ferry.notice, "ar": "ماذا يحدث لما ترسلونه."}
    return memorials.change_settings(world.services, "ferry", change=lambda before: replace(before, notice=notice))


def state(world: World) -> LanguageState:
    with world.services.unit_of_work(read_only=True) as uow:
        return language_state(world.services, uow.memorials.by_slug("ferry"), "ar")


def at_the_page(world: World, role: Role = Role.MODERATOR) -> Browser:
    browser = world.signed_in("reader@example.org", role)
    browser.get(PAGE)
    return browser


def test_a_reader_sees_every_text_beside_its_source_and_signs(world: World, written: Memorial) -> None:
    browser = at_the_page(world)

    assert browser.last is not None
    offered = "Everyone, and search engines"
    for words in (offered, gettext_for("ar")(offered), "What becomes of it.", "ماذا يحدث لما ترسلونه."):
        assert words in browser.last.text
    answer = browser.submit("fluent", fluent="yes")

    assert "Families can use this language now" in answer.text
    assert state(world) is LanguageState.READ
    (entry,) = [one for one in world.log(written.id) if one.action == "sign_language"]
    assert entry.outcome == "done"
    page = browser.get("/desk/setup/ferry/languages").text
    assert "<bdi>reader</bdi>" in page
    assert 'href="/desk/setup/ferry/texts"' in page, "the list of steps is for administrators"
    assert 'href="/desk/setup/ferry/languages"' in browser.get("/desk/setup/ferry/texts").text


def test_nothing_is_signed_without_the_tick_or_by_another_button(world: World, written: Memorial) -> None:
    browser = at_the_page(world)

    answer = browser.submit("fluent")
    assert answer.status_code == 422
    assert "Only somebody who knows the language well" in answer.text
    forged = filled(browser.form_element(holding="fluent")) | {"fluent": "yes", "action": "something"}
    world.clock.go(minutes=6)
    browser.proves = False
    browser.post(PAGE, forged)
    assert browser.is_asked(), "without a fresh proof nothing is signed, whatever the button is called"
    browser.proves = True
    assert browser.prove().status_code == 422
    assert state(world) is LanguageState.UNREAD


def test_words_that_changed_under_the_reader_are_not_signed(world: World, written: Memorial) -> None:
    browser = at_the_page(world)
    notice = {**written.notice, "ar": "كلمات أخرى."}
    memorials.change_settings(world.services, "ferry", change=lambda before: replace(before, notice=notice))

    answer = browser.submit("fluent", fluent="yes")

    assert answer.status_code == 422
    assert "have just been changed" in answer.text
    assert "كلمات أخرى." in answer.text
    assert state(world) is LanguageState.UNREAD


def test_whoever_signed_takes_it_back_and_a_colleague_does_not(world: World, written: Memorial) -> None:
    browser = at_the_page(world)
    browser.submit("fluent", fluent="yes")
    colleague = world.signed_in("colleague@example.org", Role.MODERATOR)

    assert "Take the signature back" not in colleague.get(PAGE).text
    forged = filled(colleague.form_element(holding="fluent")) | {"action": "take_back"}
    assert colleague.post(PAGE, forged).status_code == 404
    assert state(world) is LanguageState.READ
    browser.get(PAGE)
    browser.post(PAGE, filled(browser.form_element(holding="action")) | {"action": "take_back"})
    assert state(world) is LanguageState.UNREAD


def test_english_is_the_source_and_other_languages_are_not_this_memorials(world: World, ferry: Memorial) -> None:
    browser = at_the_page(world)

    assert browser.get("/desk/setup/ferry/languages/en").status_code == 404
    assert browser.get("/desk/setup/ferry/languages/hy").status_code == 404
    assert "The notice is not written in it" in browser.get("/desk/setup/ferry/languages").text


def test_who_works_elsewhere_finds_no_such_page(world: World, written: Memorial) -> None:
    world.begin_memorial("mill")
    world.add_staff("stranger@example.org", Role.MODERATOR, "mill")

    assert world.signed_in("stranger@example.org").get(PAGE).status_code == 404


def test_administrators_are_told_which_language_waits(world: World, written: Memorial) -> None:
    browser = world.signed_in("admin@example.org", Role.ADMIN)
    # A fictional memorial on its own machine may be tried in every language.
    assert "families cannot use" not in browser.get("/desk/").text

    memorials.change_settings(world.services, "ferry", change=lambda before: replace(before, kind=MemorialKind.REAL))
    assert "families cannot use" in browser.get("/desk/").text
    assert PAGE.rpartition("/")[0] in browser.get("/desk/").text


def test_an_administrator_says_which_sites_may_show_names_and_no_pattern(world: World, ferry: Memorial) -> None:
    browser = world.signed_in("admin@example.org", Role.ADMIN)
    browser.get("/desk/setup/ferry/step/look")

    answer = browser.submit("embed_hosts", embed_hosts="*.example.org", action="save")
    assert answer.status_code == 422
    assert "without https:// and without a path" in answer.text
    browser.submit("embed_hosts", embed_hosts="News.example.org, school.example.net", action="save")

    with world.installation.reader.snapshot() as snapshot:
        shown = snapshot.memorial("ferry")
    assert shown is not None
    assert shown.embed_hosts == ("https://news.example.org", "https://school.example.net")


def test_after_a_change_what_is_new_stands_before_all_that_was_signed_already(world: World, written: Memorial) -> None:
    browser = at_the_page(world)
    browser.submit("fluent", fluent="yes")
    assert "Changed since it was signed" not in browser.get(PAGE).text
    notice = {**written.notice, "ar": "نص جديد عن العبّارة."}
    memorials.change_settings(world.services, "ferry", change=lambda before: replace(before, notice=notice))

    browser.get(PAGE)
    new, *rest = browser.page().all("section")

    assert state(world) is LanguageState.CHANGED
    assert "Changed since it was signed" in new.text()
    assert [one.text() for one in new.all("dd")] == ["نص جديد عن العبّارة."]
    assert len([one for section in rest for one in section.all("dd")]) > 500
    assert "نص جديد عن العبّارة." not in "".join(section.text() for section in rest)
    assert "Families can use this language now" in browser.submit("fluent", fluent="yes").text


def test_a_signature_from_before_marks_were_kept_says_nothing_of_what_is_new(world: World, written: Memorial) -> None:
    browser = at_the_page(world)
    browser.submit("fluent", fluent="yes")

    def older(before: Memorial) -> Memorial:
        readings = tuple(replace(one, each="", texts="0" * 64) for one in before.language_readings)
        return replace(before, language_readings=readings)

    memorials.change_settings(world.services, "ferry", change=older)

    assert "Changed since it was signed" not in browser.get(PAGE).text
    assert state(world) is LanguageState.CHANGED
    assert len(browser.page().all("dd")) > 500


def test_where_texts_were_only_taken_away_the_page_says_so(world: World, written: Memorial) -> None:
    browser = at_the_page(world)
    browser.submit("fluent", fluent="yes")

    def of_more(before: Memorial) -> Memorial:
        readings = tuple(replace(one, each=one.each + "0" * 8, texts="0" * 64) for one in before.language_readings)
        return replace(before, language_readings=readings)

    memorials.change_settings(world.services, "ferry", change=of_more)

    assert "No text is new. Some were taken away since it was signed." in browser.get(PAGE).text
