"""A hand that has a keyboard alone: Tab, Shift+Tab, arrows, Space and Enter; each stop is seen, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.journeys.hand import Hand

MOST_STOPS = 600
MOST_ANSWERS = 60

_STOP = (Path(__file__).parents[1] / "access" / "stop.js").read_text(encoding="utf-8").partition("\n")[2]
_AT = f"""(wanted) => {{
  const stop = ({_STOP.strip().rstrip(";")})();
  const one = document.activeElement;
  const radios = wanted.type === "radio" && one.type === "radio";
  const beside = radios && one.name === wanted.name && one.form === wanted.form;
  return stop && {{...stop, there: one === wanted || beside}};
}}"""
_IS_BEFORE = """(wanted) => {
  const one = document.activeElement;
  return Boolean(one) && one !== document.body
    && Boolean(wanted.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
}"""
_BY_HOW_MUCH = """([list, value]) =>
  [...list.options].findIndex((one) => one.value === value) - list.selectedIndex"""


@dataclass
class Keys(Hand):
    """`faults`: stops on the way that did not show where the focus is, were covered, or came out of order."""

    faults: list[str] = field(default_factory=list)

    def key(self, key: str) -> None:
        self.page.keyboard.press(key)

    def go_to(self, at: Locator) -> None:
        """By Tab, or by Shift+Tab where it stands before; each stop on the way is looked at."""
        wanted = at.element_handle()
        stop = self.page.evaluate(_AT, wanted)
        if stop and stop["there"]:
            return
        back = self.page.evaluate(_IS_BEFORE, wanted)
        before = stop
        for _ in range(MOST_STOPS):
            self.key("Shift+Tab" if back else "Tab")
            stop = self.page.evaluate(_AT, wanted)
            if stop is not None:
                self._look(stop, before, back)
                if stop["there"]:
                    return
            before = stop
        raise AssertionError(f"no way to {at} on {self.page.url}")

    def _look(self, stop: dict[str, Any], before: dict[str, Any] | None, back: bool) -> None:
        if not (stop["ring"] and stop["seen"]):
            self.faults.append(f"{self.path}: the focus is not seen on {stop}")
        if before is not None and (stop["at"] < before["at"]) is not back:
            self.faults.append(f"{self.path}: {stop['text']!r} does not come in the order of reading")

    def on_press(self, at: Locator) -> None:
        self.go_to(at)
        self.key("Enter")

    def on_write(self, at: Locator, text: str) -> None:
        self.go_to(at)
        self.key("Control+A")
        self.key("Delete")
        self.page.keyboard.type(text)

    def on_tick(self, at: Locator) -> None:
        self.go_to(at)
        if at.get_attribute("type") == "radio":
            wanted = at.get_attribute("value")
            for _ in range(MOST_ANSWERS):
                if self.page.evaluate("document.activeElement.value") == wanted:
                    break
                self.key("ArrowDown")
        if not at.is_checked():
            self.key("Space")
        assert at.is_checked()

    def on_select(self, at: Locator, value: str) -> None:
        self.go_to(at)
        for _ in range(MOST_ANSWERS):
            away = self.page.evaluate(_BY_HOW_MUCH, [at.element_handle(), value])
            if not away:
                break
            self.key("ArrowDown" if away > 0 else "ArrowUp")
        assert at.input_value() == value

    def on_files(self, at: Locator, files: Sequence[Path]) -> None:
        if not at.is_visible():  # the page's own button stands in its place
            at = self.page.locator(f"main [data-choose={at.get_attribute('name')}]").first
        with self.page.expect_file_chooser() as chooser:
            self.go_to(at)
            self.key("Enter")
        chooser.value.set_files(list(files))
