"""The receipt page and the sheet that is printed: what stands there, what the squares hold, and what happens next."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import segno

from memorial.application import memorials
from memorial.vocabulary import Risk
from memorial.web.qr import QUIET, square
from tests.installations import TestInstallation, memorial_like
from tests.page_tree import Element
from tests.web.contribute.family import SHARE, Family, make_app
from tests.web.contribute.test_the_whole_way import to_check


def modules(path: str, size: int) -> list[list[int]]:
    """What a drawing shows, module by module."""
    drawn = [[0] * size for _ in range(size)]
    for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path):
        assert width == back
        for column in range(int(x), int(x) + int(width)):
            drawn[int(y)][column] = 1
    return drawn


def words_in(drawing: Element) -> list[list[int]]:
    size = int(drawing.get("viewbox").split()[2])
    return modules(drawing.all("path")[0].get("d"), size)


def as_drawn(text: str) -> list[list[int]]:
    made = square(text)
    return modules(made.path, made.size)


def sent(family: Family) -> str:
    to_check(family)
    family.press()
    return family.code().replace(" ", "")


@pytest.mark.parametrize("text", ["http://127.0.0.1:8000/receipt", "12345678901234567890"])
def test_a_square_is_what_the_standard_makes_of_the_words_with_its_white_border(text: str) -> None:
    drawn = as_drawn(text)
    wanted = [list(row) for row in segno.make(text, error="q", micro=False, boost_error=False).matrix]

    assert [row[QUIET:-QUIET] for row in drawn[QUIET:-QUIET]] == wanted
    border = [*drawn[:QUIET], *drawn[-QUIET:], *(row[:QUIET] + row[-QUIET:] for row in drawn)]
    assert not any(map(any, border))


def test_the_square_on_the_sheet_leads_to_the_address_and_never_holds_the_code(family: Family) -> None:
    code = sent(family)
    family.open(f"{SHARE}/done/print")

    (drawing,) = [one for one in family.root.all("svg") if "qr" in one.get("class")]
    assert words_in(drawing) == as_drawn("http://localhost/receipt")
    assert "http://localhost/receipt" in family.words()
    assert as_drawn(code) != words_in(drawing)


def test_who_asks_gets_a_second_square_with_the_code_and_is_told_what_that_means(family: Family) -> None:
    code = sent(family)
    family.open(f"{SHARE}/done/print")
    assert "Whoever reads it can change or delete what you sent." in family.words()
    (asked,) = [one.get("href") for one in family.root.all("a") if "square=" in one.get("href")]
    assert code not in asked

    family.open(asked)
    first, second = [one for one in family.root.all("svg") if "qr" in one.get("class")]
    assert words_in(second) == as_drawn(code)
    assert words_in(first) != words_in(second)


def test_the_sheet_names_nobody_and_no_memorial(family: Family) -> None:
    sent(family)
    family.open(f"{SHARE}/done/print")

    assert "Ayla" not in family.words()
    assert not [one for one in family.root.all("a") if "masthead-name" in one.get("class")]


def test_what_happens_next_has_a_day_as_long_as_it_waits(family: Family, place: TestInstallation) -> None:
    sent(family)
    assert "We hope to read it by 16 March 2026." in family.words()

    family.open("/receipt")
    assert "We hope to read it by 16 March 2026." in family.words()
    place.clock.pass_by(days=15)
    family.open("/receipt")
    assert "We hope to read it" not in family.words(), "a day that is over is not promised"


def test_more_can_be_told_of_the_same_person_with_the_same_choices(family: Family) -> None:
    sent(family)
    form = next(one for one in family.root.all("form") if "Add more about" in one.text())
    family.send(form.get("action"), {one.get("name"): one.get("value") for one in form.all("input")})

    assert "Tell us about Ayla Verdin" in family.words()
    family.press(story="And she laughed.")
    chosen = {e.get("name"): e.get("value") for e in family.root.all("input") if e.has("checked")}
    assert chosen == {"audience": "public", "person_name_shown": "full", "signature": "none"}


def test_four_ways_on_stand_under_the_receipt(family: Family) -> None:
    sent(family)
    (ways,) = [one for one in family.root.all("ul") if "next-ways" in one.get("class")]

    assert [" ".join(one.text().split()) for one in ways.all("li")] == [
        "Print or save this page",
        "Add another person, keep my choices",
        "Add more about \u2068Ayla Verdin\u2069",
        "Leave, and forget everything on this device",
    ]


def test_where_there_is_danger_the_code_is_folded_away_and_nothing_copies_it(
    place: TestInstallation, tmp_path: Path
) -> None:
    memorials.create(place.services, memorial_like(place.services, "quarry", risk=Risk.SOME))
    family = Family(make_app(place).test_client())
    family.open("/en/quarry/share")
    family.press()
    family.press(about="event")
    family.press(story="The water rose.")
    family.press(audience="archive", signature="none")
    family.press()

    (shown,) = [one for one in family.root.all("code") if one.has("data-receipt")]
    assert shown.inside("details")
    assert not [one for one in family.root.all("button") if one.has("data-copy")]
    assert "e-mail" not in family.words()
    assert "photo" not in family.words()


def test_a_draft_can_be_printed_and_is_kept_for_longer(family: Family) -> None:
    to_check(family)
    family.press("save")
    assert "We keep it until 1 April 2026." in family.words()
    family.open(f"{SHARE}/save/print")

    assert family.code()
    assert "We keep your draft until 1 April 2026." in family.words()
