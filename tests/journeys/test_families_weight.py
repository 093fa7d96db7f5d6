"""What the families' pages weigh, how often they ask, and on what paper they are printed."""

from __future__ import annotations

import gzip
import re

import pytest

from tests.journeys.families import FamiliesSite
from tests.journeys.hand import Hand
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.chromium import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

FIRST_VISIT, NEXT_STEP = 30_000, 6_000
AS_SENT = 10_000
"""Bytes of a step as it goes out: these pages hold secrets beside typed words, and are not compressed on the way."""
MOST_REQUESTS = 3
A5_POINTS = (419.5, 595.3)


def test_a_form_weighs_little_at_first_and_less_at_each_step(families: FamiliesSite) -> None:
    somebody = PlainBrowser(families.server.url, headers={"Accept-Encoding": "gzip"})
    first = somebody.open(f"/en/harbour/share?person={families.people['harbour']}")
    asked = [one.get("href") or one.get("src") for one in first.root.all("link", "script")]
    parts = [somebody.ask("GET", path) for path in asked if path.startswith("/static/")]

    weight = len(first.body) + sum(len(part.body) for part in parts)
    assert len(parts) == MOST_REQUESTS - 1
    assert weight <= FIRST_VISIT, f"{weight} bytes"

    steps = {"words": len(gzip.compress(first.body, 6))}
    steps["who"] = _weight(somebody.begin("/en/harbour/").body)
    somebody.answer_who({"about": "event"})
    assert somebody.page is not None
    steps["words of an event"] = _weight(somebody.page.body)
    steps["choices"] = _weight(somebody.press("story", story="She sang.").body)
    steps["check"] = _weight(somebody.press("audience", audience="archive", signature="none").body)
    steps["receipt"] = _weight(somebody.press("payload").body)
    print(f"first visit {weight} bytes; steps, compressed: {steps}")
    assert max(steps.values()) <= NEXT_STEP, steps


def _weight(body: bytes) -> int:
    assert len(body) <= AS_SENT
    return len(gzip.compress(body, 6))


@pytest.mark.browser
def test_a_form_asks_three_times_and_for_no_font(families: FamiliesSite, browser_context: Visitor) -> None:
    page = browser_context.new_page()
    hand = Hand(page, families.server.url)

    for path in ("share", f"share?person={families.people['harbour']}", "share?help=1", "safety", "share/paper"):
        before = len(browser_context.requests)
        hand.open(f"/en/harbour/{path}")
        page.wait_for_load_state("networkidle")
        asked = [one for one in browser_context.requests[before:] if not one.url.endswith("/favicon.svg")]
        assert len(asked) <= MOST_REQUESTS, (path, asked)
        assert not [one for one in asked if one.kind == "font"], path


@pytest.mark.browser
def test_a_receipt_is_one_sheet_of_a5_and_a_paper_form_is_a4(families: FamiliesSite, browser_context: Visitor) -> None:
    page = browser_context.new_page()
    hand = Hand(page, families.server.url)
    hand.open("/en/harbour/share")
    hand.press()
    hand.choose("about", "event")
    hand.press()
    hand.type("story", "The lamp was lit.")
    hand.press()
    hand.choose("audience", "archive")
    hand.choose("signature", "none")
    hand.press()
    hand.press()

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").click()
    assert page.evaluate("navigator.clipboard.readText()") == " ".join(hand.code().split())
    for path in ("share/done", "share/done/print", "share/done/print?square=code"):
        hand.open(f"/en/harbour/{path}")
        (size,) = _sheets(page.pdf(prefer_css_page_size=True))
        assert size == pytest.approx(A5_POINTS, abs=1), path
    hand.open("/en/harbour/share/paper")
    hand.press()
    sheets = _sheets(page.pdf(prefer_css_page_size=True, format="A4"))
    assert 2 <= len(sheets) <= 3


def _sheets(pdf: bytes) -> list[tuple[float, float]]:
    """The size of each sheet, in points."""
    boxes = re.findall(rb"/Type\s*/Page\b.*?/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf, re.DOTALL)
    return [(float(width), float(height)) for width, height in boxes]
