"""What people wrote looks the same on a page from left to right and on one from right to left, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from memorial.settings import project_folder
from memorial.vocabulary import Surface
from memorial.web.assets import joined_stylesheet
from tests.i18n.conftest import MIXED, Arabic
from tests.servers.chromium import Visitor

# Where each character of an element's first text begins, from the element's own left edge.
_PLACES = """element => {
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
    const left = element.getBoundingClientRect().left;
    return [...text.data].map((_, at) => {
        const range = document.createRange();
        range.setStart(text, at); range.setEnd(text, at + 1);
        return Math.round(range.getBoundingClientRect().left - left);
    });
}"""


def test_a_name_of_two_scripts_with_years_stands_the_same_in_both_directions(
    arabic: Arabic, browser_context: Visitor
) -> None:
    places = {}
    for language in ("en", "ar"):
        page = opened(browser_context, arabic, f"/{language}/quay/people/{arabic.person}")
        name = page.locator("h1 bdi")
        assert name.inner_text() == MIXED
        places[language] = name.evaluate(_PLACES)

    assert places["en"] == places["ar"]
    assert places["en"][MIXED.index("Isa")] < places["en"][MIXED.index("Osman")]
    assert places["en"][MIXED.index("1952")] < places["en"][MIXED.index("2022")]


@pytest.mark.parametrize(("language", "birth_first_from_the_left"), [("en", True), ("ar", False)])
def test_years_are_read_from_birth_to_death(
    arabic: Arabic, browser_context: Visitor, language: str, birth_first_from_the_left: bool
) -> None:
    """In Arabic reading begins at the right; in the other order a year of death alone would pass for one of birth."""
    page = opened(browser_context, arabic, f"/{language}/quay/names")
    years = page.locator(".names .years").first
    assert years.inner_text() == "1952–2022"
    places = years.evaluate(_PLACES)

    assert (places[0] < places[5]) is birth_first_from_the_left


@pytest.mark.parametrize("width", [320, 1280])
def test_mirrored_pages_do_not_run_over_the_edge(arabic: Arabic, browser_context: Visitor, width: int) -> None:
    for path in ("", "names", "wall", f"people/{arabic.person}", f"remembrances/{arabic.remembrance}"):
        page = opened(browser_context, arabic, f"{arabic.base}{path}", width=width)

        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        edge = page.locator("h1").first.evaluate("e => getComputedStyle(e).direction")
        assert edge == "rtl"


def opened(browser: Visitor, arabic: Arabic, path: str, width: int = 1280) -> Page:
    """The page as the wall answers it, with its stylesheet inside, so that no server has to run."""
    answer = arabic.wall.get(path)
    assert answer.status_code == 200, path
    sheet = joined_stylesheet(project_folder("static") / "css", Surface.WALL)
    page = browser.new_page(width=width, javascript=False)
    page.set_content(answer.text.replace("</head>", f"<style>{sheet}</style></head>"))
    return page
