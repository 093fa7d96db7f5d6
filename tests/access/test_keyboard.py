"""The whole way with a keyboard alone: a family sends, a reader decides, a visitor reads; what each has to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.access.exhibition import TYPICAL, Exhibition
from tests.access.looking import Look, Looker, in_words
from tests.access.test_every_page import SIGHTS
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.chromium import Chromium, Visitor

MOST_STOPS = 400
STORY = "She mended the nets of the whole quay."
FAMILY_TEXT, TAKE_BACK, APPROVE = 9, 3, 6
"""Interactions: a text from a person's page, taking back once the code is typed; keystrokes of a moderator."""

_STOP = Path(__file__).with_name("stop.js").read_text(encoding="utf-8").partition("\n")[2]

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(240)]


@dataclass
class Keys:
    """Somebody with a keyboard. `acts`: what they did but for moving on; `strokes`: every key."""

    page: Page
    url: str
    acts: int = 0
    strokes: int = 0
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, key: str) -> None:
        self.strokes += 1
        self.page.keyboard.press(key)

    def move_to(self, back: bool = False, **wanted: object) -> None:
        """By Tab to the first stop that is so; every stop on the way shows where it is."""
        for _ in range(MOST_STOPS):
            self.press("Shift+Tab" if back else "Tab")
            stop = self.page.evaluate(_STOP)
            if stop is None:
                continue
            if not (stop["ring"] and stop["seen"]):
                self.faults.append(f"{urlsplit(self.page.url).path}: {stop}")
            if all(stop[name] == value for name, value in wanted.items()):
                return
        raise AssertionError(f"no stop {wanted} on {self.page.url}")

    def choose(self, name: str, value: str) -> None:
        """A radio button: Tab into the group, then arrows."""
        self.move_to(name=name)
        self.acts += 1
        for _ in range(20):
            focused = self.page.evaluate("document.activeElement.value")
            if focused == value:
                self.press("Space")
                break
            self.press("ArrowDown")
        assert self.page.locator(f"main [name={name}]:checked").get_attribute("value") == value

    def type(self, name: str, text: str) -> None:
        self.move_to(name=name)
        self.acts += 1
        self.page.keyboard.type(text)

    def go_on(self, key: str = "Enter", **wanted: object) -> None:
        self.move_to(**(wanted or {"next": True}))
        self.acts += 1
        with self.page.expect_navigation():
            self.press(key)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path


@pytest.fixture
def visitor(browser: Chromium) -> Iterator[Visitor]:
    made = browser.visitor()
    yield made
    made.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_text_is_sent_taken_back_and_read_with_keys_alone(
    visitor: Visitor, shown: Exhibition, javascript: bool
) -> None:
    family = Keys(visitor.new_page(javascript=javascript), shown.url)
    family.open(f"/en/{TYPICAL}/people/{shown.values['person']}")
    person = shown.values["person"]
    family.move_to(href=next(iter(_add_links(family.page, person))))
    family.acts += 1
    with family.page.expect_navigation():
        family.press("Enter")
    if not family.path.endswith("/say"):
        family.go_on()
    if family.path.endswith("/who"):
        family.go_on()
    family.type("story", STORY)
    family.go_on()
    family.choose("audience", "public")
    family.choose("person_name_shown", "full")
    family.choose("signature", "none")
    family.go_on()
    assert STORY in family.page.locator("main").inner_text()
    family.go_on()
    assert family.path.endswith("/done")
    sent = family.acts
    code = _code(family.page)

    back = Keys(visitor.new_page(javascript=javascript), shown.url)
    back.open("/receipt")
    back.type("code", code)
    back.acts = 0
    back.go_on()
    back.go_on(value="withdraw")

    assert not family.faults + back.faults, in_words(family.faults + back.faults)
    print(f"{sent} interactions from the person to the receipt, {back.acts} to take it back")
    assert sent <= FAMILY_TEXT, f"{sent} interactions from the person's page"
    assert back.acts <= TAKE_BACK, f"{back.acts} interactions to take it back"


def _add_links(page: Page, person: str) -> list[str]:
    links = page.locator(f'main a[href*="share"][href*="{person}"]').all()
    return [href for link in links if (href := link.get_attribute("href"))]


def _code(page: Page) -> str:
    folded = page.locator("main details:has([data-receipt]) > summary")
    if folded.count():
        folded.first.click()
    return re.sub(r"\D", "", page.locator("[data-receipt]").inner_text())


def test_a_moderator_approves_in_six_keystrokes_without_any_shortcut(visitor: Visitor, shown: Exhibition) -> None:
    """Skip link, its goal, the decision, and what commits it: Tab, Enter, Tab, Space, and Enter."""
    reader = Keys(visitor.new_page(), shown.url)
    _signed_in(reader.page, shown, "moderator")
    family = PlainBrowser(shown.url)
    family.offer(f"/en/{TYPICAL}/", "The bell rang until the ferry came in.", person_name="Ione Raskel")
    family.send()
    record = _newest(shown)
    reader.open(f"/desk/review/{TYPICAL}/{record}")
    taken = reader.page.locator('main form button:has-text("Take this one")')
    if taken.count():
        taken.first.click()
        reader.page.wait_for_load_state()
    reader.strokes = 0

    reader.press("Tab")
    assert reader.page.evaluate("document.activeElement.matches('.skip')")
    reader.press("Enter")
    for _ in range(2):
        reader.press("Tab")
        if reader.page.evaluate("document.activeElement.name") == "decision":
            break
    reader.press("Space")
    assert reader.page.locator("main [name=decision]:checked").get_attribute("value") == "accept"
    with reader.page.expect_navigation():
        reader.press("Enter")

    assert "/decided/" in reader.path or "undo" in reader.page.content().lower()
    assert reader.strokes <= APPROVE


def _newest(shown: Exhibition) -> str:
    queue = shown.known["moderator"].open(f"/desk/queue?memorial={TYPICAL}").text
    return re.findall(rf"/desk/review/{TYPICAL}/([0-9a-f]{{32}})", queue)[-1]


def _signed_in(page: Page, shown: Exhibition, who: str) -> None:
    page.context.add_cookies(
        [{"name": name, "value": value, "url": shown.url} for name, value in shown.cookies(who).items()]
    )


def test_a_visitor_reads_from_the_wall_to_a_person_with_keys_alone(visitor: Visitor, shown: Exhibition) -> None:
    keys = Keys(visitor.new_page(), shown.url)
    keys.open(f"/en/{TYPICAL}/")
    keys.press("Tab")
    keys.press("Enter")
    assert keys.page.evaluate("document.activeElement.id") == "main"
    keys.go_on(href=f"/en/{TYPICAL}/names")
    first = keys.page.locator("main .names-entry a").first.get_attribute("href")
    keys.go_on(href=first)

    assert keys.path == first
    assert not keys.faults, in_words(keys.faults)


def _reading_order(page: Page) -> list[str]:
    """Stops that come after another one that stands below them in the text."""
    seen, found = -1, []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None or (stop["at"] < seen and stop["text"].startswith("Skip")):
            break
        if stop["at"] < seen:
            found.append(f"{stop['text']!r} comes after something that stands behind it")
        seen = stop["at"]
        if not stop["ring"] or not stop["seen"]:
            found.append(f"focus is not seen on {stop}")
    return found


FEW = ("/<language:language>/<slug:slug>/", "/<language>/<slug>/share/who", "/desk/")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("surface", SIGHTS)
def test_the_order_of_the_keys_is_that_of_reading(surface: str, width: int, looker: Looker) -> None:
    sight = next(one for one in SIGHTS[surface] if (one.rule in FEW and one.state == "typical") or one.rule in FEW[1:])
    page, _ = looker.open(Look(sight, "en", width, "light"))
    assert _reading_order(page) == []


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("surface", SIGHTS)
def test_it_is_so_on_every_page(surface: str, language: str, looker: Looker) -> None:
    found = []
    for sight in SIGHTS[surface]:
        page, _ = looker.open(Look(sight, language, 320, "light"))
        found += [f"{sight.name}: {one}" for one in _reading_order(page)]
    assert not found, in_words(found)
