"""The families' way in Chromium: how much a person has to do, what is saved while they write, and how they leave."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.families import AYLA, FamiliesSite
from tests.journeys.hand import Hand
from tests.journeys.places import opened
from tests.journeys.ways import ANSWER_404, BY_KEYS, WITH, WITHOUT, Way, in_every_way
from tests.servers.chromium import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(240)]

PICTURE = Path(__file__).parents[1] / "samples" / "images" / "hopper.jpg"
SAVED = re.compile(r"^Saved [0-2]\d:[0-5]\d$")
OF_DANGER = ("en/quarry/share", "en/quarry/share/notice", "receipt")
LOST = "Not saved yet. Keep this page open."
WITHIN = 7000
"""Milliseconds: three seconds after the last letter, and the way there and back on a busy machine."""


@in_every_way(ANSWER_404)
@pytest.mark.parametrize(("slug", "most"), [("harbour", 8), pytest.param("quarry", 9, marks=pytest.mark.long)])
def test_a_text_from_a_persons_page_takes_no_more_than_this(
    families: FamiliesSite, way: Way, slug: str, most: int
) -> None:
    hand = way.hand(families.server.url)
    hand.open(f"/en/{slug}/people/{families.people[slug]}")

    hand.press("main a[href*='/share']")
    if slug == "quarry":
        hand.press()
    hand.type("story", "She sang on the quay.")
    hand.press()
    hand.choose("audience", "archive")
    hand.choose("person_name_shown", "none")
    hand.choose("signature", "none")
    hand.press()
    hand.press()

    assert hand.presses + hand.answers == most
    assert len(re.sub(r"\D", "", hand.code())) == 20
    assert way.script or not hand.page.locator("[data-copy]").is_visible(), "a button that only a script can press"


def begin_to_write(page: Page, families: FamiliesSite) -> Hand:
    return at_the_words(Hand(page, families.server.url))


def at_the_words(hand: Hand, slug: str = "harbour") -> Hand:
    hand.open(f"/en/{slug}/share")
    hand.press()
    hand.choose("about", "event")
    hand.press()
    return hand


def story(page: Page) -> str:
    return page.locator("[name=story]").input_value()


def test_what_is_typed_is_saved_without_a_press_and_is_there_after_the_browser_died(
    families: FamiliesSite, browser_context: Visitor
) -> None:
    page = browser_context.new_page(width=360)
    hand = begin_to_write(page, families)

    page.locator("[name=story]").press_sequentially("The water rose")
    expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=WITHIN)
    page.locator("[name=story]").press_sequentially(" in the night.")
    expect(page.locator("[data-saved]")).to_have_attribute("aria-live", "polite")
    with page.expect_response("**/share/draft?**", timeout=WITHIN) as saved:
        pass
    assert saved.value.status == 204
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    cookies = page.context.cookies()
    page.context.close()

    again = browser_context.new_page(javascript=False)
    again.context.add_cookies(cookies)  # type: ignore[arg-type]
    later = Hand(again, hand.url)
    later.open("/en/harbour/share/say")
    assert story(again) == "The water rose in the night."
    browser_context.assert_quiet()


@pytest.mark.long
def test_while_the_line_is_cut_the_page_says_so_and_saves_when_it_is_back(
    families: FamiliesSite, browser_context: Visitor
) -> None:
    page = browser_context.new_page()
    begin_to_write(page, families)

    page.context.set_offline(True)
    page.locator("[name=story]").press_sequentially("The lamps went out.")
    expect(page.locator("[data-saved]")).to_have_text(LOST, timeout=WITHIN)
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=WITHIN)

    page.reload()
    assert story(page) == "The lamps went out."


@in_every_way(WITH)
def test_another_language_in_the_middle_and_back_lose_nothing(families: FamiliesSite, way: Way) -> None:
    """With script, no word; without one, no step that was finished."""
    hand = at_the_words(way.hand(families.server.url))
    write(hand, "Half a sentence", way)

    with hand.page.expect_navigation(url="**/ar/harbour/share/say"):
        hand.on_press(hand.page.locator(".language-row a[lang=ar]"))
    assert story(hand.page) == "Half a sentence"
    write(hand, "Half a sentence, and the rest", way)
    hand.press("main .narrow a")
    assert hand.path.endswith("/share/who")
    hand.page.go_back()
    assert story(hand.page) == "Half a sentence, and the rest"

    hand.press()
    assert hand.path.endswith("/share/choices")
    hand.choose("audience", "archive")
    hand.page.go_back()
    hand.page.go_forward()
    if way.script:
        expect(hand.page.locator("[name=audience][value=archive]")).to_be_checked()
    assert hand.path.endswith("/share/choices")


def write(hand: Hand, words: str, way: Way) -> None:
    hand.type("story", words)
    if not way.script:
        hand.press()
        hand.page.go_back()


@pytest.mark.long
def test_from_a_persons_page_a_draft_begins_with_the_first_words(
    families: FamiliesSite, browser_context: Visitor
) -> None:
    page = browser_context.new_page()
    hand = Hand(page, families.server.url)
    hand.open(f"/en/harbour/share?person={families.people['harbour']}")
    assert not page.context.cookies() or not page.locator("[data-saved]").inner_text()

    page.locator("[name=story]").fill("She carried the post.")
    page.locator(".language-row a[lang=ar]").click()
    page.wait_for_url("**/ar/harbour/share/say")

    assert story(page) == "She carried the post."
    assert AYLA in page.locator("h1").inner_text()


@in_every_way(BY_KEYS)
def test_a_photograph_before_any_word_is_kept_from_a_persons_page_too(families: FamiliesSite, way: Way) -> None:
    hand = way.hand(families.server.url)
    hand.open(f"/en/harbour/share?person={families.people['harbour']}")

    hand.choose_files(PICTURE)
    if way.script:
        expect(hand.page.locator("[data-list]")).to_contain_text("kept", timeout=WITHIN)
    else:
        hand.press("main button[name=upload]")
    assert PICTURE.name in hand.words()

    hand.press()
    assert hand.path == "/en/harbour/share/choices"
    assert PICTURE.name in hand.words()


@in_every_way(WITHOUT)
def test_somebody_helps_and_asks_everything_on_one_page(families: FamiliesSite, way: Way) -> None:
    helper = way.hand(families.server.url)
    helper.open("/en/harbour/share?help=1")
    helper.press(status=422)
    assert "Error:" in helper.page.title()
    helper.choose("about", "event")
    helper.type("story", "He says: the lamp was lit.")
    helper.choose("audience", "public")
    helper.choose("signature", "none")
    helper.press()
    assert "the lamp was lit" in helper.words()
    helper.press()
    assert len(re.sub(r"\D", "", helper.code())) == 20


@in_every_way(but=(BY_KEYS,))
def test_sent_twice_in_one_moment_it_is_one_receipt(families: FamiliesSite, way: Way) -> None:
    hand = at_the_words(way.hand(families.server.url))
    page = hand.page
    hand.type("story", "The bell rang twice.")
    hand.press()
    hand.choose("audience", "archive")
    hand.choose("signature", "none")
    hand.press()

    page.locator("main [data-next]").dblclick()
    page.wait_for_url("**/share/done")
    code = hand.code()
    page.go_back()
    page.wait_for_url("**/share/*")
    hand.open("/en/harbour/share/check")

    assert hand.code() == code


def drafts(families: FamiliesSite) -> int:
    built = opened(families.home)
    try:
        with built.services.unit_of_work(read_only=True) as uow:
            return len(uow.drafts.expired(datetime.now(UTC) + timedelta(days=60), limit=1000))
    finally:
        built.close()


@in_every_way(WITH)
def test_leaving_shows_another_site_and_leaves_nothing_behind(families: FamiliesSite, way: Way) -> None:
    before = drafts(families)
    hand = at_the_words(way.hand(families.server.url), "quarry")
    page = hand.page
    hand.type("story", "Nobody may see this.")
    assert drafts(families) == before + 1

    with page.expect_navigation(url=families.neutral):
        hand.on_press(page.locator(".leave a"))

    assert page.context.cookies() == []
    page.wait_for_timeout(500)
    assert drafts(families) == before, "the draft is destroyed, and nothing that was under way has begun another"
    page.go_back()
    assert "Nobody may see this." not in page.content()
    if way.script:
        assert "/share/say" not in page.url, "Back leads to the page before it"


# Pages of other tests save once more when they close, and this one counts drafts.
@pytest.mark.alone
def test_leaving_cuts_off_a_save_that_is_on_its_way(families: FamiliesSite, browser_context: Visitor) -> None:
    before = drafts(families)
    page = browser_context.new_page()
    at_the_words(Hand(page, families.server.url), "quarry")
    on_the_way: list[Route] = []
    cut: list[str] = []
    page.on("requestfailed", lambda request: cut.append(request.url))
    page.route("**/share/draft?**", lambda route: on_the_way.append(route))
    # The answer to leaving is slow too: the save must not live as long as this page.
    page.route("**/leave?**", lambda route: on_the_way.append(route))
    page.locator("[name=story]").fill("Nobody may see this.")
    with page.expect_request("**/share/draft?**", timeout=WITHIN):
        page.evaluate("void window.draftIsKept()")

    page.locator(".leave a").click(no_wait_after=True)
    page.wait_for_timeout(500)

    assert [url for url in cut if "/share/draft?" in url]
    (leaving,) = [one for one in on_the_way if "/leave?" in one.request.url]
    leaving.continue_()
    page.wait_for_url(families.neutral)
    assert drafts(families) == before


@pytest.mark.parametrize(
    "path",
    ["/en/quarry/safety", *(pytest.param(f"/{path}", marks=pytest.mark.long) for path in OF_DANGER)],
)
def test_the_way_out_is_on_pages_for_families_where_there_is_danger(
    families: FamiliesSite, browser_context: Visitor, path: str
) -> None:
    page = browser_context.new_page(javascript=False, width=320)
    page.goto(families.server.url + path)

    box = page.locator(".leave a").bounding_box()

    assert box is not None
    assert box["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.long
def test_the_way_out_is_nowhere_else(families: FamiliesSite, browser_context: Visitor) -> None:
    page = browser_context.new_page(javascript=False)
    for path in ("/en/harbour/share", "/en/harbour/safety", "/en/quarry/", "/en/quarry/names"):
        page.goto(families.server.url + path)
        assert not page.locator(".leave a").count(), path
