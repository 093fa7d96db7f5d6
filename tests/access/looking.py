"""Looks at a page as one reader has it: axe, layout, targets, focus, what it fetched and what it left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from memorial.adapters.phrases import translations
from tests.access.axe import full, quick, source
from tests.access.crowd import LONGEST_WORD
from tests.access.exhibition import Exhibition
from tests.access.sights import Sight
from tests.servers.chromium import Chromium, Visitor

NARROW, WIDE = 320, 1280
WIDTHS, THEMES = (NARROW, WIDE), ("light", "dark")
# A window of 1280 by 1024 pixels, four times as large: what bar 10 calls 400 %.
HEIGHTS = {NARROW: 256, WIDE: 800}
MOST_TO_SEE_TWICE = 2_000
"""Elements: a page with more is looked at once in the short form of the tests, and in every way in the long one."""
_MEASURES = Path(__file__).with_name("measures.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Look:
    """A page, and how its reader has it."""

    sight: Sight
    language: str
    width: int
    theme: str

    def __str__(self) -> str:
        return f"{self.sight.name} [{self.language} {self.width} {self.theme}]"


@dataclass
class Looker:
    """Opens pages in one browser, a context for each kind of reader. `html` keeps what came, for the checks of HTML."""

    browser: Chromium
    shown: Exhibition
    html: dict[str, str] = field(default_factory=dict)
    _visitors: dict[tuple[str, str], tuple[Visitor, Page]] = field(default_factory=dict)

    def page_for(self, who: str, language: str) -> Page:
        if (who, language) not in self._visitors:
            visitor = self.browser.visitor()
            page = visitor.new_page(locale=language)
            # What looks is there from the beginning: sent once, not with every page.
            page.add_init_script(source())
            page.add_init_script(_MEASURES)
            cookies = self.shown.cookies(who)
            page.context.add_cookies([{"name": n, "value": v, "url": self.shown.url} for n, v in cookies.items()])
            self._visitors[who, language] = (visitor, page)
        return self._visitors[who, language][1]

    def close(self) -> None:
        for visitor, _ in self._visitors.values():
            visitor.close()
        self._visitors.clear()

    def open(self, look: Look) -> tuple[Page, list[str]]:
        """The page, and what was wrong with its coming."""
        sight, page = look.sight, self.page_for(look.sight.who, look.language)
        page.set_viewport_size({"width": look.width, "height": HEIGHTS.get(look.width, 900)})
        page.emulate_media(color_scheme="dark" if look.theme == "dark" else "light")
        answer = page.goto(self.shown.url + sight.address(look.language, self.shown.values), wait_until="load")
        assert answer is not None
        if sight.press:
            for name, text in sight.typed:
                page.locator(f"main [name={name}]").first.fill(text)
            with page.expect_navigation() as navigation:
                page.locator(sight.press).first.click()
            answer = navigation.value
            assert answer is not None
        self.html[f"{look} {sight.path}"] = answer.text()
        wrong = [] if answer.status == sight.status else [f"answers {answer.status}, not {sight.status}"]
        written = page.evaluate("document.documentElement.lang")
        if written != look.language:
            wrong.append(f"is written in {written}, not in {look.language}")
        if sight.state == "error" and answer.status == 422:
            wrong += _told_as_an_error(page, look.language)
        return page, wrong

    def faults(self, look: Look, *, also: int = 0, focus: bool = False) -> list[str]:
        """All that is wrong. `also`: another width, in which a page that is not too long is measured again.

        The rules of axe are asked when all is unfolded, so that they see what a reader can come to see.
        """
        page, found = self.open(look)
        page.evaluate("scrollTo(0, 0)")
        found += self._measured(page, look.width, focus)
        page.evaluate("measured.unfold()")
        found += full(page)
        if also and page.evaluate("document.querySelectorAll('*').length") <= MOST_TO_SEE_TWICE:
            _turn(page, also, look.theme)
            found += [f"at {also}, unfolded: {one}" for one in self._measured(page, also, focus=False)]
        found += page.evaluate("measured.kept()")
        return [f"{look}: {one}" for one in dict.fromkeys(found)]

    def cells(self, sight: Sight, language: str) -> list[str]:
        """All that is wrong in every width and every theme, folded and unfolded: each by all rules, of one load.

        What the server sends knows neither of the width nor of the system's theme, so that one coming is enough.
        """
        page, found = self.open(Look(sight, language, WIDE, THEMES[0]))
        page.evaluate("scrollTo(0, 0)")
        # The narrow ones come last: their longest words stay on the page.
        for width, theme in product(sorted(WIDTHS, reverse=True), THEMES):
            _turn(page, width, theme)
            wrong = full(page) + self._measured(page, width, focus=True)
            found += [f"[{width} {theme}] {one}" for one in wrong]
        page.evaluate("measured.unfold()")
        for width, theme in product(WIDTHS, THEMES):
            _turn(page, width, theme)
            wrong = quick(page) + page.evaluate("measured.all()")
            found += [f"[{width} {theme}, unfolded] {one}" for one in wrong]
        found += page.evaluate("measured.kept()")
        return [f"{sight.name} [{language}]: {one}" for one in dict.fromkeys(found)]

    def _measured(self, page: Page, width: int, focus: bool) -> list[str]:
        found: list[str] = page.evaluate("measured.all()")
        found += page.evaluate("measured.focus()") if focus else []
        if width == NARROW:
            found += page.evaluate("word => measured.narrow(word)", LONGEST_WORD)
        else:
            found += page.evaluate("measured.doubled()")
        return found

    def strangers(self) -> list[str]:
        """What any page wanted from elsewhere, and what the policy of content had to refuse."""
        seen = [visitor for visitor, _ in self._visitors.values()]
        refused = [line for visitor in seen for line in (*visitor.csp_violations, *visitor.script_errors)]
        return [url for visitor in seen for url in visitor.third_party(self.shown.url)] + refused


def _turn(page: Page, width: int, theme: str) -> None:
    """The same page in another window, under another theme of the system, seen from its beginning."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.evaluate("scrollTo(0, 0)")


def _told_as_an_error(page: Page, language: str) -> Iterator[str]:
    if not page.title().startswith(translations(language).gettext("Error:")):
        yield "the title does not begin with “Error:”"
    if not page.locator("main .error-summary, main [role=alert]").count():
        yield "there is no summary of what is wrong"


def in_words(found: Iterable[Any]) -> str:
    return "\n".join(map(str, found))
