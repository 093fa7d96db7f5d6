"""The letters of names as Chromium gets them: those of a page's scripts, moving no line, none where spared."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from time import sleep
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route
from werkzeug.test import Client, TestResponse

from tests.installations import TestInstallation
from tests.servers.chromium import Visitor as Browser
from tests.web.wall.conftest import Place, made_place, wall_over

pytestmark = pytest.mark.browser
HOST = "http://127.0.0.1:9"
NAMES = ("Ayla Verdin", "Матвей Ракитянский", "Գևորգ Խաչատրյան", "ოთარ კოდალაური", "מנחם מעגני", "صبحي الورّاقي")
_MOVED = """() => new Promise(done => {
  let moved = 0
  new PerformanceObserver(list => { for (const one of list.getEntries()) moved += one.value })
    .observe({type: "layout-shift", buffered: true})
  document.fonts.ready.then(() => setTimeout(() => done(moved), 300))
})"""


@pytest.fixture(scope="module")
def named(site: TestInstallation) -> Place:
    place = made_place(site, title={"en": "The ferry Mira, Lake Savrena, and all who were on board of her in 1987"})
    for number in range(3):
        for name in NAMES:
            place.publish(person_name=name if not number else f"{name} {number}")
    return place


class Told:
    """Answers a page from the application itself, and remembers what was asked for. Fonts take their time."""

    def __init__(self, site: TestInstallation, late: float = 0) -> None:
        self._client, self._late = Client(wall_over(site, public_url=""), use_cookies=False), late
        self.asked: dict[str, TestResponse] = {}

    def __call__(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        spared = route.request.headers.get("save-data", "")
        headers = {"Accept-Encoding": "gzip", **({"Save-Data": spared} if spared else {})}
        given = self._client.get(parts.path, headers=headers, buffered=True)
        self.asked[parts.path] = given
        if parts.path.endswith(".woff2"):
            sleep(self._late)
        plain = {name: value for name, value in given.headers.items() if name != "Content-Encoding"}
        packed = given.headers.get("Content-Encoding") == "gzip"
        route.fulfill(
            status=given.status_code, headers=plain, body=gzip.decompress(given.data) if packed else given.data
        )

    @property
    def fonts(self) -> dict[str, int]:
        return {
            found[1]: len(answer.data)
            for path, answer in self.asked.items()
            if (found := re.fullmatch(r"/static/([a-z-]+)\.[0-9a-f]{16}\.woff2", path))
        }


@pytest.fixture
def open_page(browser_context: Browser) -> Callable[..., Page]:
    def opened(told: Told, path: str, width: int = 360, spare: bool = False) -> Page:
        page = browser_context.new_page(width=width)
        if spare:
            page.set_extra_http_headers({"Save-Data": "on"})
        page.route("**/*", told)
        page.goto(HOST + path)
        page.evaluate("document.fonts.ready")
        return page

    return opened


def test_a_wall_of_six_scripts_is_light_and_asks_little(
    open_page: Callable[..., Page], site: TestInstallation, named: Place
) -> None:
    told = Told(site)
    page = open_page(told, f"{named.base}names")
    page.wait_for_load_state("networkidle")

    assert set(told.fonts) == {"latin", "cyrillic", "armenian", "georgian", "hebrew", "arabic"}
    assert sum(told.fonts.values()) <= 75_000
    assert sum(len(answer.data) for answer in told.asked.values()) <= 120_000
    assert len(told.asked) <= 10
    missing = page.evaluate("""[...document.querySelectorAll('.names-name')]
        .filter(name => !document.fonts.check('20px Memorial, "Memorial Arabic"', name.textContent)).length""")
    assert missing == 0


def test_a_page_in_latin_letters_asks_for_no_other(
    open_page: Callable[..., Page], site: TestInstallation, named: Place
) -> None:
    told = Told(site)
    open_page(told, f"{named.base}help").wait_for_load_state("networkidle")

    assert set(told.fonts) == {"latin"}
    assert len(told.asked) <= 8


@pytest.mark.parametrize(("way", "width"), [("", 360), ("names", 360), ("", 1280)])
def test_no_line_moves_when_the_letters_come(
    open_page: Callable[..., Page], site: TestInstallation, named: Place, way: str, width: int
) -> None:
    told = Told(site, late=0.15)
    page = open_page(told, named.base + way, width=width)

    assert "latin" in told.fonts
    assert page.evaluate(_MOVED) <= 0.02


def test_who_spares_data_gets_no_letters_and_reads_the_same(
    open_page: Callable[..., Page], site: TestInstallation, named: Place
) -> None:
    told, spared = Told(site), Told(site)
    usual = open_page(told, f"{named.base}names")
    sparing = open_page(spared, f"{named.base}names", spare=True)
    sparing.wait_for_load_state("networkidle")

    assert spared.fonts == {}
    assert told.fonts
    assert sparing.inner_text("main") == usual.inner_text("main")
    assert spared.asked[f"{named.base}names"].data == told.asked[f"{named.base}names"].data
