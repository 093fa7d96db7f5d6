"""Names of two directions in one line, pages from right to left, forced colours and less motion."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from memorial.web.language import interface_languages
from tests.access.exhibition import TYPICAL, Exhibition
from tests.access.looking import Look, Looker
from tests.access.sights import Sight
from tests.servers.chromium import Chromium

NAME = "Isa بن Osman"
YEARS = "(1952–2022)"
# In the order of the eye, from left to right, whichever way the page runs.
_LETTERS = """name => {
  const text = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
  const seen = [];
  for (let node = text.nextNode(); node; node = text.nextNode()) {
    for (let at = 0; at < node.length; at++) {
      const range = document.createRange();
      range.setStart(node, at); range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) seen.push([Math.round(box.left * 4) / 4, node.data[at]]);
    }
  }
  const start = Math.min(...seen.map(([left]) => left));
  return seen.sort((a, b) => a[0] - b[0]).map(([left, letter]) => [Math.round(left - start), letter]);
}"""

pytestmark = [pytest.mark.journey, pytest.mark.browser]


def _on_the_wall(looker: Looker, language: str) -> Page:
    page, _ = looker.open(Look(Sight("", f"/{{l}}/{TYPICAL}/names"), language, 1280, "light"))
    return page


def test_a_name_of_two_directions_looks_the_same_on_pages_of_both(looker: Looker) -> None:
    """Letter for letter at the same distance from its beginning, with its years beside it and not within it."""
    seen = {}
    for language in ("en", "ar"):
        page = _on_the_wall(looker, language)
        entry = page.locator("main .names-entry").first
        entry.evaluate(
            """(entry, [name, years]) => {
              const own = entry.querySelector("bdi");
              own.textContent = name;
              own.removeAttribute("lang");
              own.dir = "auto";
              const beside = entry.querySelector(".years"); if (beside) beside.textContent = years;
            }""",
            [NAME, YEARS],
        )
        seen[language] = entry.locator("bdi").first.evaluate(_LETTERS)

    assert [letter for _, letter in seen["en"]] == [letter for _, letter in seen["ar"]]
    assert "".join(letter for _, letter in seen["en"]).startswith("Isa ")
    assert all(abs(a[0] - b[0]) <= 1 for a, b in zip(seen["en"], seen["ar"], strict=True))


def test_years_beside_a_name_are_not_torn_apart_in_either_direction(looker: Looker) -> None:
    for language in ("en", "ar"):
        page = _on_the_wall(looker, language)
        years = page.locator("main .names-entry .years").first
        text = years.inner_text()
        drawn = "".join(letter for _, letter in years.evaluate(_LETTERS))
        assert drawn.replace(" ", "") == text.replace(" ", "").replace("\n", "") or language == "ar"
        assert set(drawn) == set(text.replace("\n", ""))


@pytest.mark.parametrize("path", ["names", "", "record", "share"])
def test_a_page_from_right_to_left_is_the_mirror_of_itself(path: str, looker: Looker) -> None:
    """The same page turned round: every box of its frame lies where the mirror puts it. Nothing keeps its side."""
    page, _ = looker.open(Look(Sight("", f"/{{l}}/{TYPICAL}/{path}"), "en", 1280, "light"))
    frame = """() => {
      const wide = document.documentElement.clientWidth;
      const parts = ["header", "main", "footer", "h1", ".masthead-line", ".masthead-name", ".banner", "nav > ul",
        "main > *", "form", ".field-label", ".button"];
      const seen = [...document.querySelectorAll(parts.join())];
      return seen.filter((one) => one.getBoundingClientRect().width).map((one) => {
        const box = one.getBoundingClientRect();
        const [left, right, top] = [box.left, wide - box.right, box.top].map(Math.round);
        return [one.localName + "." + one.className, left, right, top];
      });
    }"""
    before = page.evaluate(frame)
    page.evaluate("document.documentElement.dir = 'rtl'")
    after = page.evaluate(frame)

    moved = [
        (one, other)
        for one, other in zip(before, after, strict=True)
        if abs(one[1] - other[2]) > 2 or abs(one[2] - other[1]) > 2 or abs(one[3] - other[3]) > 2
    ]
    assert moved == []


def test_with_forced_colours_everything_keeps_its_border_and_the_focus_its_ring(looker: Looker) -> None:
    page, _ = looker.open(Look(Sight("", f"/{{l}}/{TYPICAL}/share/who", who="begun"), "en", 320, "light"))
    page.emulate_media(forced_colors="active")

    for field in ("main input[type=text]", "main .button-main"):
        box = page.locator(field).first
        assert box.evaluate("one => getComputedStyle(one).borderStyle") != "none"
        assert box.evaluate("one => parseFloat(getComputedStyle(one).borderWidth)") >= 1
    page.keyboard.press("Tab")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring != "none"


def test_nothing_moves_for_whoever_asked_for_less_motion(browser: Chromium, shown: Exhibition) -> None:
    visitor = browser.visitor()
    page = visitor.new_page()
    page.emulate_media(reduced_motion="reduce")
    for path in (f"/en/{TYPICAL}/", f"/en/{TYPICAL}/names?view=read", f"/en/{TYPICAL}/share"):
        page.goto(shown.url + path)
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((one) => {
              const style = getComputedStyle(one);
              return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none"
                || style.scrollBehavior === "smooth";
            }).length"""
        )
        assert moving == 0, path
        assert not page.evaluate("document.getAnimations().length"), path
    visitor.close()


@pytest.mark.parametrize("language", [code for code in interface_languages() if code in ("ar", "fa", "he", "ur")])
def test_every_page_of_such_a_language_runs_from_right_to_left(language: str, looker: Looker, tmp_path: Path) -> None:
    page = _on_the_wall(looker, language)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "rtl"
    # The first letter of the first heading stands at the right edge of the text.
    box = page.locator("h1").first.bounding_box()
    main = page.locator("main").first.bounding_box()
    assert box is not None and main is not None
    assert abs((main["x"] + main["width"]) - (box["x"] + box["width"])) < 40
