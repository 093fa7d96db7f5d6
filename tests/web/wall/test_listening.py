"""Listening beside the words in Chromium: seek, mark, search, links to send, by keyboard; and all without a script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route
from werkzeug.test import Client

from memorial.domain.interview import Interview
from memorial.settings import project_folder
from tests.installations import TestInstallation
from tests.interviews import segment
from tests.servers.chromium import Visitor as Browser
from tests.web.wall.conftest import Place, wall_over
from tests.web.wall.heard import SAID, address, heard_place, tell, written

pytestmark = pytest.mark.browser
HOST = "http://127.0.0.1:9"
MARKED = "document.querySelectorAll('.told [aria-current]')"


@pytest.fixture(scope="module")
def place(site: TestInstallation) -> Place:
    return heard_place(site)


@pytest.fixture(scope="module")
def one(place: Place) -> Interview:
    many = [*SAID, *(f"Sentence {number} of many." for number in range(40))]
    arabic = written(*(f"جملة {number}" for number in range(44)), id="ar", language="ar", translation=True)
    return tell(place, transcripts=(written(*many), arabic), index=(segment(1, 20_000, None, "The lamp"),))


@pytest.fixture(scope="module")
def client(site: TestInstallation) -> Client:
    return Client(wall_over(site, public_url=""), use_cookies=False)


def _open(browser: Browser, client: Client, path: str, *, javascript: bool = True, sound: bool = True) -> Page:
    """A page of the wall in Chromium, answered by the application itself; without `sound`, no player gets any."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.path.startswith("/media/") and not sound:
            route.abort()
            return
        given = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path, buffered=True)
        route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.data)

    page = browser.new_page(javascript=javascript)
    page.route("**/*", answer)
    page.goto(HOST + path)
    return page


def _now(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def _marked(page: Page) -> list[str]:
    found: list[str] = page.evaluate(f"[...{MARKED}].map(line => line.id)")
    return found


def test_times_seek_in_place_and_the_line_is_marked_in_both_languages(
    browser_context: Browser, client: Client, place: Place, one: Interview
) -> None:
    page = _open(browser_context, client, address(place, one), sound=False)
    at = page.url

    page.locator("a.told-at[data-t='60000']").first.click()
    assert (_now(page), page.url) == (60.0, at)
    assert _marked(page) == ["pc6", "pc6-1"]
    assert page.inner_text("[data-clock]") == "01:00"

    page.focus("[data-by='30']")
    page.keyboard.press("Enter")
    assert (_now(page), page.inner_text("[data-said]")) == (90.0, "01:30")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert _now(page) == 80.0
    page.focus("[data-to-line]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "pc8"

    page.uncheck("[data-mark]")
    assert _marked(page) == []
    page.select_option("[data-speed]", "1.5")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5


def test_a_link_to_a_moment_or_to_a_line_lands_on_it(
    browser_context: Browser, client: Client, place: Place, one: Interview
) -> None:
    page = _open(browser_context, client, f"{address(place, one)}#t=205", sound=False)
    assert (_now(page), page.evaluate("document.activeElement.id")) == (205.0, "pc20")
    assert page.evaluate("scrollY") > 0

    page = _open(browser_context, client, f"{address(place, one)}#pc30", sound=False)
    assert _now(page) == 300.0
    page.evaluate("location.hash = '#s1'")
    page.wait_for_selector("#s1[open]")


def test_words_are_found_in_place_and_lead_to_their_lines(
    browser_context: Browser, client: Client, place: Place, one: Interview
) -> None:
    page = _open(browser_context, client, address(place, one), sound=False)

    page.fill("#find-words", "pump HOUSE")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-found] li")
    assert page.inner_text("[data-found] [role=status]") == "1 line"
    assert "lamp of the pump house" in page.inner_text("[data-found] li")
    page.click("[data-found] li a")
    page.wait_for_url("**#pc1")
    assert _now(page) == 10.0
    assert "?q=" not in page.url


def test_a_moment_and_selected_words_become_links_to_send(
    browser_context: Browser, client: Client, place: Place, one: Interview
) -> None:
    page = _open(browser_context, client, address(place, one), sound=False)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=HOST)
    page.locator("a.told-at[data-t='60000']").first.click()

    assert page.is_disabled("[data-copy-words]")
    page.click("[data-copy]")
    page.wait_for_selector("[data-said]:text-is('The link is copied.')")
    assert page.evaluate("navigator.clipboard.readText()") == f"{HOST}{address(place, one)}#t=60"

    page.evaluate("getSelection().selectAllChildren(document.getElementById('pc1'))")
    page.wait_for_selector("[data-copy-words]:enabled")
    page.click("[data-copy-words]")
    page.wait_for_timeout(100)
    words = "My%20mother%20kept%20the%20lamp%20of%20the%20pump%20house."
    assert page.evaluate("navigator.clipboard.readText()") == f"{HOST}{address(place, one)}#t=10:~:text={words}"


def test_without_a_script_nothing_is_missing_and_nothing_is_offered_that_does_not_work(
    browser_context: Browser, client: Client, place: Place, one: Interview
) -> None:
    page = _open(browser_context, client, address(place, one), javascript=False)

    assert page.is_visible("audio")
    for helper in ("[data-listen]", "[data-bar]"):
        assert not page.is_visible(helper)
    assert page.get_attribute("a.told-at[data-t='60000']", "href").endswith(".mp3#t=60")  # type: ignore[union-attr]
    page.fill("#find-words", "pump house")
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=pump+house")
    page.click("main li a")
    assert page.url == f"{HOST}{address(place, one)}#pc1"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_runs_out_of_the_page_and_two_languages_stand_in_rows(
    browser_context: Browser, client: Client, place: Place, one: Interview, language: str
) -> None:
    page = _open(browser_context, client, address(place, one, language), sound=False)

    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        size: dict[str, Any] = page.evaluate(
            "({ over: document.documentElement.scrollWidth - document.documentElement.clientWidth,"
            " texts: [...document.querySelectorAll('.told')].map(one => one.getBoundingClientRect().left) })"
        )
        assert size["over"] <= 0, width
        assert (len(set(size["texts"])) == 2) == (width == 1280)
    rows = page.evaluate(
        "[...document.querySelectorAll('.told')].map(one => [...one.querySelectorAll('.told-block')]"
        ".map(block => Math.round(block.getBoundingClientRect().top)))"
    )
    assert rows[0] == rows[1]
    assert len(rows[0]) > 5


def test_the_script_is_small() -> None:
    assert (project_folder("static") / "js" / "listen.js").stat().st_size <= 6 * 1024
