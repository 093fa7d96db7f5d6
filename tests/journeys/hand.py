"""Somebody's hand at a real browser: opens pages, presses, types; what is done is counted, each page is checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Response

from tests.journeys.places import PASSWORD, email_of
from tests.pages import check_page

LEADS_ON = "main [data-next]"


@dataclass
class Hand:
    """`presses` and `answers` count what a person has to do; `url` is the server's address."""

    page: Page
    url: str
    presses: int = 0
    answers: int = 0

    def open(self, path: str) -> int:
        """The status of the page at that path."""
        answer = self.page.goto(self.url + path)
        return _checked(answer)

    def press(self, selector: str = LEADS_ON, *, status: int = 200) -> None:
        """What leads to another page: a link, or a button."""
        self.presses += 1
        with self.page.expect_navigation() as navigation:
            self.on_press(self.page.locator(selector).first)
        assert _checked(navigation.value) == status, self.path

    def type(self, name: str, text: str) -> None:
        self.write(f"main [name={name}]", text)

    def write(self, selector: str, text: str) -> None:
        self.answers += 1
        self.on_write(self.page.locator(selector).first, text)

    def choose(self, name: str, value: str) -> None:
        """An answer of a radio group, a tick of several, or a line of a list."""
        self.answers += 1
        offered = self.page.locator(f'main input[name={name}][value="{value}"]:not([type=hidden])')
        if offered.count():
            self.on_tick(offered)
        else:
            self.on_select(self.page.locator(f"main select[name={name}]"), value)

    def tick(self, selector: str) -> None:
        self.answers += 1
        self.on_tick(self.page.locator(selector).first)

    def choose_files(self, *files: Path, selector: str = "main input[type=file]:not([name=voice])") -> None:
        self.answers += 1
        self.on_files(self.page.locator(selector), files)

    def unfold(self, selector: str) -> None:
        """What stands folded under that line; what is open stays open."""
        folded = self.page.locator(selector).first
        if folded.evaluate("line => !line.parentElement.open"):
            self.on_press(folded)

    # How it is done; somebody with a keyboard does it otherwise.

    def on_press(self, at: Locator) -> None:
        at.click()

    def on_write(self, at: Locator, text: str) -> None:
        at.fill(text)

    def on_tick(self, at: Locator) -> None:
        at.check()

    def on_select(self, at: Locator, value: str) -> None:
        at.select_option(value)

    def on_files(self, at: Locator, files: Sequence[Path]) -> None:
        at.set_input_files(list(files))

    # What is seen

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def words(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    def offers(self, selector: str) -> bool:
        return bool(self.page.locator(selector).count())

    def code(self) -> str:
        folded = "main details:has([data-receipt]) > summary"
        if self.offers(folded):
            self.unfold(folded)
        return " ".join(self.page.locator("[data-receipt]").inner_text().split())

    # Ways that several go

    def sign_in(self, who: str, password: str = PASSWORD) -> None:
        self.open("/desk/sign-in")
        self.type("email", email_of(who))
        self.type("password", password)
        self.press()

    def come_back(self, code: str) -> None:
        """With the code of what was sent, or begun."""
        self.open("/receipt")
        self.type("code", code)
        self.press()

    def prove_if_asked(self) -> None:
        """The desk asks anew who somebody is once some minutes have passed; who has just signed in is not asked."""
        if self.offers("[name=step_up_password]"):
            self.type("step_up_password", PASSWORD)
            self.press()


def _checked(answer: Response | None) -> int:
    assert answer is not None
    if "text/html" in answer.headers.get("content-type", ""):
        check_page(answer.text(), answer.headers, path=urlsplit(answer.url).path)
    return answer.status
