"""A visitor's way through a memorial: front page, names, a person, what was written, days, search, voices, and back."""

from __future__ import annotations

import pytest

from tests.access.exhibition import TYPICAL, Exhibition
from tests.journeys.hand import Hand
from tests.journeys.ways import WITHOUT, Way, in_every_way

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(240)]

BASE = f"/en/{TYPICAL}/"


@in_every_way(WITHOUT)
def test_a_visitor_goes_from_the_front_page_to_a_person_and_takes_the_address_along(
    shown: Exhibition, way: Way
) -> None:
    visitor, person = way.hand(shown.url), f"{BASE}people/{shown.values['person']}"
    visitor.open("/en/")
    visitor.press(f"main a[href='{BASE}']")
    visitor.press(f"main .doors a[href='{BASE}names']")
    visitor.press("main .names-entry a")
    assert visitor.path.startswith(f"{BASE}people/")
    visitor.open(person)
    name = visitor.page.locator("h1 bdi").first.inner_text()

    visitor.open(f"{BASE}names")
    _search(visitor, name)
    visitor.press(f"main a[href='{person}']")
    visitor.press("main .remembrance-more a, main a[href*='/remembrances/']")
    assert name in visitor.words()
    visitor.press("main h1 a")
    assert visitor.path == person

    visitor.press("main .tools a[href$='/cite']")
    assert "/p/" in visitor.words()
    visitor.press(f"main a[href='{person}']")
    visitor.press("main .tools a[href$='/plaque']")
    assert visitor.page.locator("main svg").count() >= 2
    visitor.open(f"/p/{shown.values['person']}")
    assert visitor.path == person
    visitor.open(f"/embed/{TYPICAL}/names")
    visitor.press("ol a")
    assert visitor.path.startswith(f"{BASE}people/")
    assert not visitor.page.context.cookies()


@in_every_way()
def test_a_visitor_reads_names_one_by_one_by_days_and_in_other_orders(shown: Exhibition, way: Way) -> None:
    visitor = way.hand(shown.url)
    visitor.open(f"{BASE}names")
    visitor.press("main .names-ways a[href*='view=read']")
    first = visitor.page.locator("h1").inner_text()
    visitor.press("main a[rel=next]")
    assert visitor.page.locator("h1").inner_text() != first
    visitor.press("main a[rel=prev]")
    assert visitor.page.locator("h1").inner_text() == first
    visitor.press("main a:has-text('Leave the reading')")
    visitor.press("main .names-ways a[href*='order=date']")
    visitor.press("main .names-ways a[href*='view=cards']")
    visitor.press("main .names-ways a:has-text('List')")
    visitor.press("main .names-more a[href*='/on/']")
    day = visitor.path
    visitor.press("main .pagination-next")
    assert visitor.path != day
    visitor.press("main .names-more a[href$='/days']")
    assert visitor.path == f"{BASE}days"


@in_every_way()
def test_a_visitor_reads_what_happened_listens_and_changes_the_language_and_the_light(
    shown: Exhibition, way: Way
) -> None:
    visitor, interview = way.hand(shown.url), f"{BASE}interviews/{shown.values['interview']}"
    visitor.open(BASE)
    _search(visitor, "ferry")
    assert "Remembrances" in visitor.words()
    visitor.open(f"{BASE}record")
    visitor.press("main a[href$='/timeline']")
    visitor.press("main a[href$='/map']")
    visitor.open(f"{BASE}record/{shown.values['question']}")
    assert "Sources" in visitor.words()
    assert visitor.open(f"{BASE}record/sources/{shown.values['source']}") == 200
    visitor.open(f"{BASE}interviews")
    visitor.press(f"main a[href='{interview}']")
    assert visitor.page.locator("main audio").first.is_visible()

    with visitor.page.expect_navigation():
        visitor.on_press(visitor.page.locator(".language-row a[lang=ar]"))
    assert visitor.path == interview.replace("/en/", "/ar/")
    assert visitor.page.locator("html").get_attribute("dir") == "rtl"
    visitor.press("footer a[href*='/theme/dark']")
    assert visitor.page.locator("html").get_attribute("data-theme") == "dark"
    assert visitor.open(f"{BASE}nothing-is-here") == 404
    assert visitor.page.locator("main form[role=search]").count() == 1


def _search(visitor: Hand, words: str) -> None:
    visitor.write("main form[role=search] [name=q]", words)
    visitor.press("main form[role=search] button")
