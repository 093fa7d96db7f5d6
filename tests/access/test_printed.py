"""What comes out of a printer: one page for a receipt, whole names, and text that can be read out of the paper."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Page

from tests.access.crowd import LONGEST_WORD, names
from tests.access.exhibition import LONG, TYPICAL, Exhibition
from tests.access.looking import Look, Looker
from tests.access.sights import Sight

A5 = {"width": "148mm", "height": "210mm"}
A4 = {"width": "210mm", "height": "297mm"}
POINTS = 72 / 25.4

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(180)]


def printed(page: Page, paper: dict[str, str]) -> pypdfium2.PdfDocument:
    """As a person prints it: the page's own margins and size where it names them."""
    return pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True, **paper)))  # type: ignore[arg-type]


def text_of(paper: pypdfium2.PdfDocument) -> str:
    return "\n".join(sheet.get_textpage().get_text_range() for sheet in paper)


def squeezed(text: str) -> str:
    """Letters alone: how a line was broken, and which form a letter took on, is left out."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LN")


def cut_off(paper: pypdfium2.PdfDocument) -> Iterator[str]:
    """Letters that lie outside of their sheet."""
    for number, sheet in enumerate(paper, 1):
        wide, high = sheet.get_size()
        text = sheet.get_textpage()
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at)
            if right - left and (left < -1 or right > wide + 1 or bottom < -1 or top > high + 1):
                yield f"sheet {number}: {text.get_text_range(at, 1)!r} at {left:.0f}–{right:.0f} of {wide:.0f}"


def _open(looker: Looker, path: str, who: str = "anyone", language: str = "en") -> Page:
    page, wrong = looker.open(Look(Sight("", path, who=who), language, 1280, "light"))
    assert not wrong
    return page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_receipt_is_one_sheet_of_a5_with_its_whole_code(language: str, looker: Looker, shown: Exhibition) -> None:
    page = _open(looker, f"/{{l}}/{TYPICAL}/share/done", "sent", language)
    folded = page.locator("main details:has([data-receipt])")
    if folded.count():
        folded.first.evaluate("one => { one.open = true; }")
    code = re.sub(r"\D", "", page.locator("[data-receipt]").inner_text())

    paper = printed(page, A5)

    assert len(paper) == 1
    wide, high = paper[0].get_size()
    assert (round(wide), round(high)) == (round(148 * POINTS), round(210 * POINTS))
    assert code in re.sub(r"\D", "", unicodedata.normalize("NFKC", text_of(paper)))
    assert list(cut_off(paper)) == []


def test_the_wall_is_printed_with_every_name_of_every_script(looker: Looker) -> None:
    page = _open(looker, f"/{{l}}/{LONG}/names")

    paper = printed(page, A4)
    text = squeezed(text_of(paper))

    assert LONGEST_WORD in text
    assert [name for name in names() if _left_to_right(name) and squeezed(name) not in text] == []
    # Programs that read paper give words from right to left as they lie, or turned round.
    assert _read_back(text, "HEBREW") == 1
    assert _read_back(text, "ARABIC") >= 0.95
    assert list(cut_off(paper)) == []


def _read_back(text: str, script: str) -> float:
    words = [
        squeezed(word) for name in names() for word in name.split() if unicodedata.name(word[0]).startswith(script)
    ]
    return sum(word in text or word[::-1] in text for word in words) / len(words)


def _left_to_right(name: str) -> bool:
    return all(unicodedata.bidirectional(letter) not in ("R", "AL") for letter in name)


@pytest.mark.parametrize("path", ["people/{person}", "record", "remembrances/{remembrance}"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_is_printed_whole_in_black_and_without_its_buttons(path: str, language: str, looker: Looker) -> None:
    page = _open(looker, f"/{{l}}/{TYPICAL}/{path}", language=language)
    page.emulate_media(media="print")
    page.evaluate("document.querySelectorAll('.hidden-words').forEach((one) => one.remove())")
    seen = page.locator("main").inner_text()
    assert page.evaluate("getComputedStyle(document.body).color") in ("rgb(0, 0, 0)", "rgb(17, 17, 17)")
    assert not page.locator("nav:visible, button:visible, form:visible").count()

    paper = printed(page, A4)

    assert list(cut_off(paper)) == []
    text = squeezed(text_of(paper))
    # Numbers with a dash between them are put in their order by each reader of paper in its own way.
    words = [squeezed(word) for word in seen.split() if _left_to_right(word) and not re.search(r"\d\W\d", word)]
    missing = [word for word in words if word not in text]
    assert len(missing) <= len(words) * 0.01, missing[:20]
