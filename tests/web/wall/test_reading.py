"""Reading names aloud in Chromium: arrow keys, pages that turn slowly where somebody asked, and all without script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route
from werkzeug.test import Client

from tests.installations import TestInstallation
from tests.servers.chromium import Visitor as Browser
from tests.web.wall.conftest import Place, wall_over
from tests.web.wall.listed import listed, listed_place

pytestmark = pytest.mark.browser
HOST = "http://127.0.0.1:9"
NAMES = ["Ada", "Bela", "Cora"]


@pytest.fixture(scope="module")
def place(site: TestInstallation) -> Place:
    made = listed_place(site, languages=("en", "ar"))
    for name in NAMES:
        listed(made, name)
    return made


@pytest.fixture(scope="module")
def client(site: TestInstallation) -> Client:
    return Client(wall_over(site, public_url=""), use_cookies=False)


def _open(browser: Browser, client: Client, address: str, *, javascript: bool = True) -> Page:
    """A page of the wall in Chromium, answered by the application itself."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        given = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.data)

    page = browser.new_page(javascript=javascript)
    page.route("**/*", answer)
    page.goto(HOST + address)
    return page


def _read(page: Page) -> str:
    return page.inner_text("h1")


def _heard(page: Page, *keys: str) -> list[str]:
    found = []
    for key in keys:
        with page.expect_navigation():
            page.keyboard.press(key)
        found.append(_read(page))
    return found


def test_arrow_keys_turn_the_pages_and_end_with_the_last_name(
    browser_context: Browser, client: Client, place: Place
) -> None:
    page = _open(browser_context, client, f"{place.base}names?view=read")

    heard = _heard(page, "ArrowRight", "PageDown", "ArrowLeft", "PageUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+ArrowRight")
    page.wait_for_timeout(200)

    assert heard == ["Bela", "Cora", "Bela", "Ada"]
    assert _read(page) == "Ada"
    browser_context.assert_quiet()


def test_on_a_page_from_right_to_left_the_keys_turn_with_it(
    browser_context: Browser, client: Client, place: Place
) -> None:
    page = _open(browser_context, client, f"/ar/{place.memorial.slug}/names?view=read")

    assert _heard(page, "ArrowLeft", "ArrowLeft", "ArrowRight") == ["Bela", "Cora", "Bela"]


def test_pages_turn_by_themselves_only_once_asked_never_under_six_seconds_and_stop(
    browser_context: Browser, client: Client, place: Place
) -> None:
    page = _at_a_clock(browser_context, client, f"{place.base}names?view=read")
    page.clock.run_for(60_000)
    still = _read(page)

    page.get_by_role("button", name="Every 6 seconds").click()
    page.clock.run_for(5_000)
    not_yet = _read(page)
    with page.expect_navigation():
        page.clock.run_for(1_500)
    turned = _read(page)
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(60_000)

    assert (still, not_yet, turned, _read(page)) == ("Ada", "Ada", "Bela", "Bela")
    assert page.get_by_role("button", name="Every 6 seconds").is_visible()
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_no_address_makes_it_quicker_and_escape_stops_it(
    browser_context: Browser, client: Client, place: Place
) -> None:
    page = _at_a_clock(browser_context, client, f"{place.base}names?view=read#every-1")

    page.clock.run_for(5_000)
    still = _read(page)
    page.keyboard.press("Escape")
    page.clock.run_for(60_000)

    assert (still, _read(page)) == ("Ada", "Ada")
    assert "every" not in page.url


def _at_a_clock(browser: Browser, client: Client, address: str) -> Page:
    """A page whose clock stands still, also on a busy machine, unless the test lets it run."""
    page = _open(browser, client, "/robots.txt")
    page.clock.install(time=0)
    page.clock.pause_at(1)
    page.goto(HOST + address)
    return page


def test_without_script_the_same_links_lead_through_all_names(
    browser_context: Browser, client: Client, place: Place
) -> None:
    page: Any = _open(browser_context, client, f"{place.base}names?view=read", javascript=False)
    heard = [_read(page)]
    while page.locator("a[rel=next]").count():
        page.click("a[rel=next]")
        heard.append(_read(page))
    shown = page.is_visible("[data-slow]")
    page.click("text=Leave the reading")

    assert heard == NAMES
    assert not shown
    assert page.url.startswith(f"{HOST}{place.base}names#p-")
