"""A paper form on its whole way: made at home, entered at the desk, opened by the code on its strip."""

from __future__ import annotations

from pathlib import Path

import pytest

from memorial.vocabulary import Role
from tests.journeys.desks import DeskSite
from tests.journeys.ways import ANSWER_404, Way, in_every_way

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

SCAN = Path(__file__).parents[1] / "samples" / "images" / "hopper.jpg"
STORY = "She mended nets, and sang."


@in_every_way(ANSWER_404)
def test_a_sheet_is_made_entered_and_taken_back_with_its_strip(desk: DeskSite, way: Way) -> None:
    team = desk.team("paper")
    family = way.hand(desk.url)
    family.open(f"{team.base}share/paper")
    family.press()
    code, serial = family.code(), family.page.locator("[data-serial]").inner_text()

    reader = way.hand(desk.url)
    reader.sign_in(team.reader(Role.MODERATOR))
    reader.open("/desk/queue")
    reader.press("main a[href^='/desk/paper']")
    reader.press(status=422)
    assert "Please" in reader.words(), "what is missing is asked for"
    reader.type("serial", serial)
    reader.choose("about", "person")
    reader.type("person_name", "Ayla Verdin")
    reader.type("story", STORY)
    reader.choose("audience", "public")
    reader.choose("person_name_shown", "full")
    reader.choose("signature", "none")
    reader.tick("main [name=signed]")
    reader.choose_files(SCAN)
    reader.press()
    assert "It is in the queue now." in reader.words()
    assert code not in reader.page.content()

    family.come_back(code)
    assert "Your remembrance" in family.words()
    family.press("main a[href='/receipt/words']")
    assert family.page.locator("main [name=story]").input_value() == STORY
    family.page.go_back()
    take_back = "main button[value='withdraw']"
    family.press(take_back)
    assert "taken back" in family.words()
    reader.open(f"/desk/queue?memorial={team.slug}")
    assert "Nothing is waiting." in reader.words()
