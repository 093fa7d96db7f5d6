"""What a reader sees of a person whom a family wrote down: every name, and each date in their words and in ours."""

from __future__ import annotations

from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import World


def test_a_reader_sees_what_people_called_them_and_how_the_days_were_understood(world: World, ferry: Memorial) -> None:
    boxes = {"born_day": "7", "born_month": "May", "born_year": "1943", "died_year": "1992", "died_about": "yes"}
    sent = world.send(person_nickname="Ayka; Zozo", born="when the lilacs were out", **boxes)
    browser = world.signed_in("first@example.org", Role.EDITOR)

    page = " ".join(browser.get(f"/desk/review/ferry/{sent}").text.split())

    for said in ("called: Ayka · Zozo", "born: when the lilacs were out", "born: 7 May 1943", "died: about 1992"):
        assert said in page, said
