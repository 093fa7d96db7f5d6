"""The address that stays: in a citation with its day, on paper, and as a square that a phone reads from a stone."""

from __future__ import annotations

import re

from memorial.web.qr import QUIET, square
from tests.page_tree import read_page
from tests.web.wall.conftest import PUBLIC_URL, Place, Visitor


def shown(place: Place) -> tuple[str, str]:
    one = place.person_of(place.publish(person_name="Ayla Verdin")[1])
    return one, f"{place.base}people/{one}"


def test_a_citation_names_the_person_the_keeper_the_address_and_the_day(visitor: Visitor, place: Place) -> None:
    one, page = shown(place)

    (citation,) = read_page(visitor.get(f"{page}/cite").text).root.all("blockquote")
    words = " ".join(citation.text().split())

    assert words.startswith("Ayla Verdin. The ")
    assert "The Keepers" in words
    assert f"{PUBLIC_URL}/p/{one}" in words
    assert re.search(r"read on \d{1,2} \w+ \d{4}", words)


def test_the_square_holds_exactly_the_short_address_and_has_its_white_border(visitor: Visitor, place: Place) -> None:
    one, page = shown(place)
    drawn = visitor.get(f"{page}/plaque.svg")

    wanted = square(f"{PUBLIC_URL}/p/{one}", level="h")
    assert wanted.path in drawn.text
    assert drawn.mimetype == "image/svg+xml"
    assert one not in drawn.headers["Content-Disposition"]
    columns = [int(at) for at in re.findall(r"M(\d+) ", wanted.path)]
    assert min(columns) == QUIET >= 4
    assert visitor.get(f"{page}/plaque").text.count(f"{PUBLIC_URL}/p/{one}") >= 3


def test_a_hidden_name_has_neither(visitor: Visitor, place: Place) -> None:
    one = "0" * 32
    unknown = visitor.get(f"{place.base}people/{one}")

    for path in ("cite", "plaque", "plaque.svg"):
        answer = visitor.get(f"{place.base}people/{one}/{path}")
        assert answer.status_code == 404
        assert answer.data == unknown.data


def test_the_page_carries_its_square_for_paper(visitor: Visitor, place: Place) -> None:
    one, page = shown(place)
    text = visitor.get(page).text

    assert square(f"{PUBLIC_URL}/p/{one}").path in text
    assert f'href="{page}/cite"' in text
    assert f'href="{page}/plaque"' in text
