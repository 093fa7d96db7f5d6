"""The pages of the wall of names under the rules and in Chromium: nothing is cut, nothing is small, paper is enough."""

from __future__ import annotations

import gzip
import random
from dataclasses import replace

import pytest

from memorial.vocabulary import Surface
from memorial.web.assets import joined_stylesheet
from tests.bench.fictional import SYLLABLES
from tests.page_tree import read_page
from tests.servers.chromium import Visitor
from tests.web.names_pages import KEPT, STATES, cards, days, grouped, on_day, read
from tests.web.page_samples import LONG_WORD, TEMPLATES, checked, group, line, name, picture

RIGHT_TO_LEFT = {"language": "ar", "direction": "rtl"}
LINES = (
    line(LONG_WORD, years="about 1943 – 1987"),
    replace(line(LONG_WORD.lower()), id="long-with-portrait", portrait=picture("card")),
    line("Maria del Carmen Rodríguez-Etxeberria"),
    line("ليلى منصور", "ar", "rtl"),
    KEPT,
)


@pytest.mark.parametrize("state", STATES)
def test_a_page_keeps_the_rules_in_every_state(state: str) -> None:
    template, given = STATES[state]
    checked(template, given)


def test_a_kept_name_has_the_face_of_every_other_card() -> None:
    root = read_page(checked(*STATES["cards"])).root

    faces = {face.get("class").split()[0] for face in root.walk() if "card-face" in face.get("class").split()}
    kept = next(card for card in root.all("li") if card.get("id") == "p-kept")

    assert faces == {"card-face"}
    assert kept.all("a") == []
    assert kept.text() == "A name kept by the family"


def test_reading_needs_no_script_and_starts_nothing_by_itself() -> None:
    text = checked(*STATES["reading"])
    root = read_page(text).root

    (slow,) = [part for part in root.walk() if part.has("data-slow")]
    assert slow.has("hidden")
    assert {link.get("rel") for link in root.all("a") if link.has("rel")} == {"prev", "next"}
    assert "refresh" not in text
    assert [script.get("src") for script in root.all("script")] == ["/static/reading.0123456789abcdef.js"]


def test_a_thousand_names_of_five_scripts_under_headings_weigh_little() -> None:
    """All that a first visit fetches is to weigh 120 KB at most, of which fonts take 75."""
    chance = random.Random(3)
    lines = [
        replace(line(" ".join("".join(chance.choices(SYLLABLES[code], k=3)) for _ in "12"), years="1943–1992"), id=one)
        for code, one in ((chance.choice(list(SYLLABLES)), f"{chance.getrandbits(128):032x}") for _ in range(1000))
    ]
    groups = [group(*lines[at : at + 3], heading=f"Place {at}", number=at) for at in range(0, 1000, 3)]

    page = gzip.compress(checked("wall/names.html", grouped(groups=groups)).encode(), 6)
    sheet = gzip.compress(joined_stylesheet(TEMPLATES.parent / "static" / "css", Surface.WALL).encode(), 9)

    assert len(page) <= 60_000
    assert len(sheet) <= 9_000


@pytest.mark.browser
@pytest.mark.parametrize("direction", [{}, RIGHT_TO_LEFT], ids=["ltr", "rtl"])
def test_no_name_is_cut_nothing_scrolls_sideways_and_every_target_is_large(
    browser_context: Visitor, direction: dict[str, str]
) -> None:
    pages = {
        "list": ("wall/names.html", grouped(*LINES, **direction)),
        "cards": ("wall/names_cards.html", cards(*LINES, **direction)),
        "read": ("wall/names_read.html", read(name(LONG_WORD), name(LONG_WORD + "a"), **direction)),
        "day": ("wall/on_this_day.html", on_day(*LINES[:4], **direction)),
        "days": ("wall/days.html", days(LONG_WORD, "Night of the lamps", **direction)),
    }

    for width in (320, 1280):
        opened = browser_context.new_page(width=width)
        for shown, (template, given) in pages.items():
            opened.set_content(_dressed(checked(template, given)))
            at = f"{shown} at {width}"
            assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, at
            assert opened.evaluate(_CUT) == [], at
            assert opened.evaluate(_SMALL) == [], at


@pytest.mark.browser
def test_every_face_of_a_card_is_as_large_as_the_next_in_any_colours(browser_context: Visitor) -> None:
    opened = browser_context.new_page(width=390, dark=True)
    opened.set_content(_dressed(checked("wall/names_cards.html", cards(*LINES[1:4], KEPT, line("Al")))))

    sizes = opened.evaluate(
        "() => [...document.querySelectorAll('.card-face')].map(face => face.getBoundingClientRect())"
        ".map(box => [Math.round(box.width), Math.round(box.height)])"
    )
    opened.emulate_media(forced_colors="active")
    borders = opened.evaluate(
        "() => [...document.querySelectorAll('.card-face:not(.card-portrait)')]"
        ".map(face => getComputedStyle(face).borderTopWidth)"
    )

    assert len(sizes) == 5
    assert len({tuple(size) for size in sizes}) == 1, sizes
    assert all(3 * height == pytest.approx(4 * width, abs=4) for width, height in sizes)
    assert set(borders) == {"1px"}


@pytest.mark.browser
def test_on_paper_a_read_name_stands_alone_with_its_address(browser_context: Visitor) -> None:
    opened = browser_context.new_page()
    opened.set_content(_dressed(checked("wall/names_read.html", read(address="memorial.example/names"))))
    opened.emulate_media(media="print")

    seen = " ".join(opened.inner_text("body").split())

    assert "Անահիտ" in seen
    assert "memorial.example/names" in seen
    assert not any(words in seen for words in ("The next name", "Leave the reading", "Every 6 seconds"))


_CUT = """() => [...document.querySelectorAll('bdi, h1, h2, a, p, li, span, dd, .card-face, button')]
    .filter(box => !box.closest('.hidden-words') && box.clientWidth && box.scrollWidth > box.clientWidth)
    .map(box => box.outerHTML)"""

_SMALL = """() => [...document.querySelectorAll('main a, main button')]
    .filter(box => box.offsetParent && !box.closest('p'))
    .map(box => [box.outerHTML, box.getBoundingClientRect()])
    .filter(([, size]) => size.width < 43.5 || size.height < 43.5)
    .map(([words, size]) => `${size.width}x${size.height} ${words}`)"""


def _dressed(text: str) -> str:
    """The page with the wall's sheet in it, to be looked at without a server."""
    sheet = joined_stylesheet(TEMPLATES.parent / "static" / "css", Surface.WALL)
    return text.replace("</head>", f"<style>{sheet}</style></head>")
