"""What a first visit to a page brings over the line, packed, and in how many requests; and the next step of a form."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Response

from memorial.web.language import interface_languages
from tests.access.exhibition import LONG, TYPICAL, Exhibition
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.chromium import Chromium, Visitor

KB = 1024
ALREADY_COMPRESSED = ("image/", "audio/", "video/", "font/")
FORM, PERSON, WALL, PLAYER, RECORD, REVIEW, EMBED = 30, 100, 120, 60, 60, 60, 15
"""Kilobytes of a first visit."""
NEXT_STEP = 6
"""Kilobytes of the HTML alone, when all else is there already."""
MOST_REQUESTS = {FORM: 3, PERSON: 8, WALL: 10}
ICON = "/favicon.svg"
"""Asked for by the browser and not by the page, once for all pages, and after them: weighed, and not counted."""

# Path, who looks, kilobytes.
PAGES = (
    (f"/{{l}}/{TYPICAL}/share", "anyone", FORM),
    (f"/{{l}}/{TYPICAL}/share/who", "begun", FORM),
    (f"/{{l}}/{TYPICAL}/share/say", "begun", FORM),
    (f"/{{l}}/{TYPICAL}/share/choices", "begun", FORM),
    (f"/{{l}}/{TYPICAL}/concern", "anyone", FORM),
    ("/receipt?l={l}", "anyone", FORM),
    (f"/{{l}}/{TYPICAL}/people/{{person}}", "anyone", PERSON),
    (f"/{{l}}/{LONG}/people/{{quiet}}", "anyone", PERSON),
    (f"/{{l}}/{LONG}/names", "anyone", WALL),
    (f"/{{l}}/{TYPICAL}/names", "anyone", WALL),
    (f"/{{l}}/{TYPICAL}/interviews/{{interview}}", "anyone", PLAYER),
    (f"/{{l}}/{TYPICAL}/record", "anyone", RECORD),
    (f"/desk/review/{TYPICAL}/{{pending}}", "moderator", REVIEW),
    (f"/embed/{TYPICAL}/names", "anyone", EMBED),
    (f"/embed/{TYPICAL}/people/{{person}}", "anyone", EMBED),
)

pytestmark = [pytest.mark.journey, pytest.mark.browser]


@dataclass
class Weighed:
    """What came of one visit: its bytes as they would be over the line, by address."""

    bytes: dict[str, int] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return len(self.bytes.keys() - {ICON})

    @property
    def kilobytes(self) -> float:
        return sum(self.bytes.values()) / KB

    def __str__(self) -> str:
        parts = sorted(self.bytes.items(), key=lambda one: -one[1])
        return f"{self.kilobytes:.1f} KB in {self.requests}: " + ", ".join(f"{at} {size}" for at, size in parts)


def first_visit(visitor: Visitor, shown: Exhibition, who: str, path: str, language: str = "en") -> Weighed:
    page = visitor.new_page(locale=language, width=390, height=844)
    cookies = shown.cookies(who)
    page.context.add_cookies([{"name": name, "value": value, "url": shown.url} for name, value in cookies.items()])
    seen: list[Response] = []
    page.on("response", lambda answer: seen.append(answer))
    answer = page.goto(shown.url + path, wait_until="load")
    assert answer is not None and answer.status == 200, path
    _let_fonts_come(page)
    return Weighed({one.url.removeprefix(shown.url): _over_the_line(one) for one in seen})


def _let_fonts_come(page: Page) -> None:
    page.evaluate("document.fonts.ready.then(() => true)")


def _over_the_line(answer: Response) -> int:
    """Its body, compressed as a proxy would do it, and about what its headers take."""
    body = answer.body()
    kind = answer.headers.get("content-type", "")
    packed = len(body) if kind.startswith(ALREADY_COMPRESSED) else len(gzip.compress(body, 6))
    return packed


@pytest.mark.timeout(240)
def test_a_first_visit_stays_within_its_weight_and_its_requests(browser: Chromium, shown: Exhibition) -> None:
    _within_their_budgets(browser, shown, "en")


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", [code for code in interface_languages() if code != "en"])
def test_it_does_so_in_every_language(browser: Chromium, shown: Exhibition, language: str) -> None:
    _within_their_budgets(browser, shown, language)


def _within_their_budgets(browser: Chromium, shown: Exhibition, language: str) -> None:
    found = []
    for path, who, most in PAGES:
        visitor = browser.visitor()
        weighed = first_visit(visitor, shown, who, path.format(l=language, **shown.values), language)
        visitor.assert_no_third_party(shown.url)
        visitor.close()
        if weighed.kilobytes > most:
            found.append(f"{path}: more than {most} KB: {weighed}")
        if weighed.requests > MOST_REQUESTS.get(most, 10):
            found.append(f"{path}: too many requests: {weighed}")
        print(f"{path} {language}: {weighed}")
    assert not found, "\n".join(found)


def test_the_next_step_of_the_form_is_light(shown: Exhibition) -> None:
    """In every language: letters that take two bytes weigh more."""
    for language in interface_languages():
        for step in ("who", "say", "choices"):
            family = PlainBrowser(shown.url, dict(shown.cookies("begun")))
            page = family.open(f"/{language}/{TYPICAL}/share/{step}")
            assert page.status == 200
            assert len(gzip.compress(page.body, 6)) <= NEXT_STEP * KB, (language, step)
