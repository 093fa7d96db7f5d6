"""The squares that a phone reads: a program of others finds in the picture, and on the paper, the very address.

Looked at: jsQR (from npm, which is not everywhere), pyzbar (needs a library of the system), OpenCV (large).
"""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page

from tests.access.exhibition import TYPICAL, Exhibition
from tests.access.looking import Look, Looker
from tests.access.sights import Sight
from tests.access.test_printed import A4, A5, printed

PRINTER = 200 / 72
"""Dots for a point, as a cheap printer has them at least."""
PERSON = f"/{{l}}/{TYPICAL}/people/{{person}}"
SHEET = f"/{{l}}/{TYPICAL}/share/done/print"

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(180)]


def read(picture: Image.Image) -> list[str]:
    """What the squares of a picture say, from the first to the last. Light on dark is not read: many phones cannot."""
    formats = zxingcpp.barcode_formats_from_str("QRCode")
    return [found.text for found in zxingcpp.read_barcodes(picture, formats, try_invert=False)]


def seen(place: Page | Locator) -> Image.Image:
    return Image.open(io.BytesIO(place.screenshot())).convert("L")


def on_paper(page: Page, paper: dict[str, str]) -> list[str]:
    return [text for sheet in printed(page, paper) for text in read(sheet.render(scale=PRINTER).to_pil().convert("L"))]


def opened(looker: Looker, path: str, who: str = "anyone", width: int = 1280, theme: str = "light") -> Page:
    page, wrong = looker.open(Look(Sight("", path, who=who), "en", width, theme))
    assert not wrong
    return page


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1280, "dark")])
def test_the_receipts_square_leads_back_and_the_second_one_holds_the_code(
    width: int, theme: str, looker: Looker, shown: Exhibition
) -> None:
    address = f"{shown.url}/receipt"
    page = opened(looker, SHEET, "sent", width, theme)
    code = re.sub(r"\D", "", page.locator("[data-receipt]").inner_text())

    squares = page.locator(".receipt-sheet .qr")
    assert [read(seen(one)) for one in squares.all()] == [[address]]
    assert on_paper(page, A5) == [address]

    opened(looker, f"{SHEET}?square=code", "sent", width, theme)
    assert [read(seen(one)) for one in squares.all()] == [[address], [code]]
    assert sorted(on_paper(page, A5)) == sorted([address, code])


def test_a_plaques_square_is_read_small_worn_and_from_its_drawing(looker: Looker, shown: Exhibition) -> None:
    address = f"{shown.url}/p/{shown.values['person']}"
    page = opened(looker, f"{PERSON}/plaque", theme="dark")
    squares = page.locator(".plaque .qr")

    assert [read(seen(one)) for one in squares.all()] == [[address]] * 3
    assert on_paper(page, A4) == [address] * 3
    small = seen(squares.first)
    assert small.width <= 115, "3 cm, as on the page"
    assert read(worn(small)) == [address]

    drawing = shown.known["anyone"].open(f"/en/{TYPICAL}/people/{shown.values['person']}/plaque.svg").text
    page.set_content(drawing)
    assert read(seen(page.locator("svg"))) == [address]


def worn(picture: Image.Image) -> Image.Image:
    """With a grey stain in the middle, on an eighth of it: level Q was never read under such a one, level H always."""
    stained, (wide, high) = picture.copy(), picture.size
    side = int((wide * high * 0.12) ** 0.5)
    left, top = (wide - side) // 2, (high - side) // 2
    ImageDraw.Draw(stained).rectangle((left, top, left + side, top + side), fill=128)
    return stained


def test_the_foot_of_a_printed_page_leads_to_its_lasting_address(looker: Looker, shown: Exhibition) -> None:
    page = opened(looker, PERSON)
    assert on_paper(page, A4) == [f"{shown.url}/p/{shown.values['person']}"]

    page.emulate_media(media="print")
    assert read(seen(page.locator(".print-only .qr"))) == [f"{shown.url}/p/{shown.values['person']}"]
