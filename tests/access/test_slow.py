"""On a line of 50 kbit/s with 400 ms, and on a phone six times slower than this machine: what a person waits for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.access.exhibition import LONG, TYPICAL, Exhibition
from tests.access.looking import in_words
from tests.access.packing import Packing
from tests.servers.chromium import Chromium, Visitor

BITS_A_SECOND, LATENCY_MILLISECONDS, SLOWER = 50_000, 400, 6
FORM_USABLE, NEXT_STEP, FIRST_NAMES, CHEAP_PHONE = 8.0, 3.0, 8.0, 2.5
"""Seconds."""
MOST_NAMES = 1_000

# When something that is looked for was first on the page and drawn, in seconds since the page was asked for.
_WATCH = """selector => {
  globalThis.seenAt = null;
  const look = () => {
    const one = document.querySelector(selector);
    if (one && one.getBoundingClientRect().height) { globalThis.seenAt = performance.now() / 1000; return; }
    requestAnimationFrame(look);
  };
  look();
}"""

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.alone, pytest.mark.long, pytest.mark.timeout(240)]


@pytest.fixture
def visitor(browser: Chromium) -> Iterator[Visitor]:
    made = browser.visitor()
    yield made
    made.close()


def _slow_line(page: Page) -> CDPSession:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = BITS_A_SECOND / 8
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY_MILLISECONDS, "downloadThroughput": speed, "uploadThroughput": speed},
    )
    return line


def _seen(page: Page, address: str, selector: str) -> float:
    page.add_init_script(f"({_WATCH})({json.dumps(selector)})")
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => Boolean(globalThis.seenAt)", timeout=90_000)
    return float(page.evaluate("globalThis.seenAt"))


@pytest.fixture
def packed(shown: Exhibition) -> Iterator[str]:
    """The same pages through a proxy that packs them, as the example configuration for nginx does."""
    with Packing(shown.url) as proxy:
        yield proxy.url


def test_on_a_slow_line_the_form_is_soon_usable_and_its_next_step_sooner(visitor: Visitor, packed: str) -> None:
    page = visitor.new_page(width=390, height=844)
    _slow_line(page)
    first = _seen(page, f"{packed}/en/{TYPICAL}/share", "main [data-next]")
    page.wait_for_load_state("load", timeout=60_000)
    with page.expect_navigation(wait_until="commit", timeout=60_000):
        page.locator("main [data-next]").click()
    page.wait_for_function("() => Boolean(globalThis.seenAt)", timeout=60_000)
    following = float(page.evaluate("globalThis.seenAt"))
    print(f"2G: the form is usable after {first:.1f} s, its next step after {following:.1f} s")

    assert first <= FORM_USABLE
    assert following <= NEXT_STEP


def test_on_a_slow_line_the_first_names_are_seen_before_any_font(visitor: Visitor, packed: str) -> None:
    page = visitor.new_page(width=390, height=844)
    _slow_line(page)
    fonts: list[str] = []
    page.on("requestfinished", lambda asked: fonts.append(asked.url) if asked.resource_type == "font" else None)
    seconds = _seen(page, f"{packed}/en/{LONG}/names", "main .names-entry a")
    print(
        f"2G: the first names of a wall of {MOST_NAMES} are seen after {seconds:.1f} s, with {len(fonts)} fonts there"
    )

    assert seconds <= FIRST_NAMES


def test_a_cheap_phone_draws_a_wall_of_a_thousand_names_in_time(visitor: Visitor, shown: Exhibition) -> None:
    took: list[Any] = []
    for _ in range(3):
        page = visitor.new_page(width=390, height=844)
        phone = page.context.new_cdp_session(page)
        phone.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(f"{shown.url}/en/{LONG}/names", wait_until="load")
        took.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"))
        assert page.locator("main .names-entry").count() <= MOST_NAMES
    print(f"six times slower: a wall of {MOST_NAMES} names is loaded after {in_words(f'{one:.2f}' for one in took)} s")

    assert sorted(took)[1] <= CHEAP_PHONE
