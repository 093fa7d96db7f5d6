"""Every page, looked at: by axe, with a ruler, with a long name planted, in each language, width, theme and state."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from memorial.web.language import interface_languages
from tests.access.covering import covering, pairs
from tests.access.exhibition import Exhibition
from tests.access.looking import THEMES, WIDTHS, Look, Looker, in_words
from tests.access.sights import STATES
from tests.access.sights_contribute import CONTRIBUTE
from tests.access.sights_contribute import NO_PAGES as NO_CONTRIBUTE
from tests.access.sights_desk import DESK
from tests.access.sights_desk import NO_PAGES as NO_DESK
from tests.access.sights_wall import NO_PAGES as NO_WALL
from tests.access.sights_wall import WALL
from tests.access.vnu import html_errors
from tests.journeys.places import opened
from tests.journeys.routes import applications

SIGHTS = {"wall": WALL, "contribute": CONTRIBUTE, "desk": DESK}
NO_PAGES = {"wall": NO_WALL, "contribute": NO_CONTRIBUTE, "desk": NO_DESK}
LANGUAGES = [code for code in ("en", "ru", "hy", "ar") if code in interface_languages()]
"""Those of the bar: a catalogue is taken in as soon as it is compiled. The full grid takes every language there is."""

pytestmark = [pytest.mark.journey, pytest.mark.browser]


@pytest.mark.parametrize("surface", SIGHTS)
def test_every_page_that_can_be_asked_for_is_in_the_list(surface: str, prepared_exhibition: Path) -> None:
    built = opened(prepared_exhibition)
    try:
        rules = applications(built)[surface].url_map.iter_rules()
        asked = {str(rule) for rule in rules if "GET" in (rule.methods or set())}
    finally:
        built.close()
    listed = {sight.rule for sight in SIGHTS[surface]}

    assert listed | set(NO_PAGES[surface]) == asked
    assert not listed & set(NO_PAGES[surface])


@pytest.mark.parametrize("surface", SIGHTS)
def test_every_state_is_in_the_list(surface: str) -> None:
    assert {sight.state for sight in SIGHTS[surface]} == set(STATES)


def few(surface: str) -> list[Look]:
    """Each page of a surface once; every pair of language, width, theme and state somewhere."""
    fixed = [{"page": sight, "state": sight.state} for sight in SIGHTS[surface]]
    rows = covering(fixed, {"language": LANGUAGES, "width": WIDTHS, "theme": THEMES})
    return [Look(r["page"], r["language"], r["width"], r["theme"]) for r in rows]  # type: ignore[arg-type]


def test_the_few_looks_show_every_pair() -> None:
    for surface, sights in SIGHTS.items():
        looks = few(surface)
        assert {look.sight for look in looks} == set(sights)
        shown = {
            pair
            for look in looks
            for pair in pairs(
                {"state": look.sight.state, "language": look.language, "width": look.width, "theme": look.theme}
            )
        }
        everything = product({one.state for one in sights}, LANGUAGES, WIDTHS, THEMES)
        names = ("state", "language", "width", "theme")
        assert {pair for row in everything for pair in pairs(dict(zip(names, row, strict=True)))} <= shown


@pytest.mark.timeout(400)
@pytest.mark.parametrize("surface", SIGHTS)
def test_every_page_keeps_the_bars_of_access(surface: str, looker: Looker) -> None:
    found, seen = [], set[str]()
    for look in few(surface):
        # A route is measured in both widths, each further state of it in one.
        also = 0 if look.sight.rule in seen else sum(WIDTHS) - look.width
        found += looker.faults(look, also=also, focus=True)
        seen.add(look.sight.rule)

    found += looker.strangers() + html_errors(looker.html)
    assert not found, f"{len(found)} faults\n{in_words(found)}"


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("language", interface_languages())
@pytest.mark.parametrize("surface", SIGHTS)
def test_every_page_keeps_them_in_every_language_width_and_theme(surface: str, language: str, looker: Looker) -> None:
    found = [fault for sight in SIGHTS[surface] for fault in looker.cells(sight, language)]

    found += looker.strangers() + html_errors(looker.html)
    assert not found, f"{len(found)} faults\n{in_words(found)}"


def test_the_ruler_sees_what_it_is_for(looker: Looker, shown: Exhibition) -> None:
    look = Look(WALL[2], "en", 320, "light")
    page, _ = looker.open(look)
    assert page.evaluate("measured.all()") == []

    page.evaluate("""() => document.querySelector("main").insertAdjacentHTML("beforeend",
      '<p><a href="/x" id="small">x</a></p><p id="wide">y</p>' +
      '<p id="cut"><bdi>Wolfeschlegelsteinhausenbergerdorffs</bdi></p>')""")
    page.evaluate("""() => {
      document.getElementById("wide").style.inlineSize = "30rem";
      Object.assign(document.getElementById("cut").style, { inlineSize: "6rem", contain: "paint" });
      document.querySelector("#cut bdi").style.overflowWrap = "normal";
    }""")
    seen = in_words(page.evaluate("measured.all()"))

    assert "wider than the window" in seen
    assert "target of" in seen
    assert "a name is cut off" in seen
