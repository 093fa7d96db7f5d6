"""Somebody's hand at a real browser: opens pages, presses, types; what is done is counted, each page is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

from tests.journeys.places import PASSWORD, email_of
from tests.pages import check_page

LEADS_ON = "main [data-next]"
HOW: Mapping[str, Mapping[str, bool]] = {
    "with script": {},
    "without script": {"javascript": False},
    "with scripts that answer 404": {"scripts": False},
}
"""What a journey is made with: the arguments of `Visitor.new_page`."""


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
        self.presses += 1
        with self.page.expect_navigation() as navigation:
            self.page.locator(selector).first.click()
        assert _checked(navigation.value) == status, self.path

    def type(self, name: str, text: str) -> None:
        self.answers += 1
        self.page.locator(f"main [name={name}]").first.fill(text)

    def choose(self, name: str, value: str) -> None:
        self.answers += 1
        offered = self.page.locator(f'main input[name={name}][value="{value}"]')
        if offered.count():
            offered.check()
        else:
            self.page.locator(f"main select[name={name}]").select_option(value)

    def choose_files(self, *files: Path) -> None:
        self.answers += 1
        self.page.locator("main input[type=file]:not([name=voice])").set_input_files(list(files))

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def words(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    def code(self) -> str:
        folded = self.page.locator("main details:has([data-receipt]) > summary")
        if folded.count():
            folded.first.click()
        return self.page.locator("[data-receipt]").inner_text()

    def sign_in(self, who: str) -> None:
        self.open("/desk/sign-in")
        self.type("email", email_of(who))
        self.type("password", PASSWORD)
        self.press()


def _checked(answer: Response | None) -> int:
    assert answer is not None
    if "text/html" in answer.headers.get("content-type", ""):
        check_page(answer.text(), answer.headers, path=urlsplit(answer.url).path)
    return answer.status
