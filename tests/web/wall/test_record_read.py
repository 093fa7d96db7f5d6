"""The record read on a phone, in a wide window and on paper, in a real browser without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from memorial.settings import project_folder
from memorial.vocabulary import Surface
from memorial.web.assets import joined_stylesheet
from memorial.web.surface import days_together
from tests.installations import TestInstallation
from tests.servers.chromium import Visitor as Browser
from tests.web.wall.conftest import Place, Visitor, made_place
from tests.web.wall.record_pages import small

PAGES = ("record", "record/killed", "record/sources/hw-1992", "how-we-decide", "timeline", "map")
A4_PIXELS = 794

_SPILLS = """() => [...document.querySelectorAll('main *')].filter(one =>
    one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
    && one.clientWidth > 0 && getComputedStyle(one).overflowX === 'visible' && !one.closest('svg')
    // The heads of a table that is a list on a phone stand there for screen readers alone.
    && !one.closest('thead')
).map(one => one.tagName + '.' + one.className)"""


def opened(browser: Browser, visitor: Visitor, path: str, **how: object) -> Page:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    sheet = joined_stylesheet(project_folder("static") / "css", Surface.WALL)
    page = browser.new_page(javascript=False, **how)  # type: ignore[arg-type]
    page.set_content(answer.text.replace("</head>", f"<style>{sheet}</style></head>"))
    return page


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_of_the_record_runs_over_the_edge_or_is_cut(
    whole: Place, visitor: Visitor, browser_context: Browser, width: int, language: str
) -> None:
    for path in PAGES:
        page = opened(browser_context, visitor, f"/{language}/{whole.memorial.slug}/{path}", width=width)

        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert page.evaluate(_SPILLS) == [], path


@pytest.mark.browser
def test_all_accounts_of_a_question_stand_in_equal_type(
    whole: Place, visitor: Visitor, browser_context: Browser
) -> None:
    page = opened(browser_context, visitor, f"/en/{whole.memorial.slug}/record/killed", width=320)

    types = page.evaluate(
        """() => [...document.querySelector('main dl').children].map(account =>
            [account, ...account.querySelectorAll('dt, dt a, dd, dd > bdi')].map(one => {
                const style = getComputedStyle(one);
                return [one.tagName, style.fontSize, style.fontWeight, style.color, style.backgroundColor].join(' ');
            }).join(', '))"""
    )
    assert len(types) == 11
    assert len(set(types)) == 1


@pytest.mark.browser
def test_on_paper_it_is_black_on_white_with_the_addresses_of_its_sources(
    whole: Place, visitor: Visitor, browser_context: Browser
) -> None:
    page = opened(browser_context, visitor, f"/en/{whole.memorial.slug}/record", width=A4_PIXELS, dark=True)
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    assert not page.locator("header nav").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    printed = page.evaluate(
        """() => [...document.querySelectorAll('main a[href^="http"]')].map(one =>
            getComputedStyle(one, '::after').content)"""
    )
    assert printed
    assert all("http" in one for one in printed)
    assert len(page.pdf(format="A4")) > 20_000


@pytest.mark.browser
def test_no_line_of_a_title_ends_within_two_days(
    site: TestInstallation, visitor: Visitor, browser_context: Browser
) -> None:
    """The browser alone would end one after the hyphen of "25-26"."""
    title = "Khojaly, 25-26 February 1992"
    place = small(made_place(site, title={"en": title}))
    for path in ("", "record"):
        for width in (320, 390, 430):
            page = opened(browser_context, visitor, f"{place.base}{path}", width=width)

            assert page.locator("h1").inner_text() == title, (path, width)
            assert page.locator("h1 .together").evaluate("one => one.getClientRects().length") == 1, (path, width)


def test_what_a_title_holds_stays_text_and_other_numbers_as_they_are() -> None:
    assert days_together("<b>1-2</b>") == '&lt;b&gt;<span class="together">1-2</span>&lt;/b&gt;'
    assert days_together("Lake 44-12345, 1987") == "Lake 44-12345, 1987"
