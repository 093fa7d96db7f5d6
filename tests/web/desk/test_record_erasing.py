"""What must not be kept at all is erased by an administrator, with its history and all that rests on it alone."""

from __future__ import annotations

import pytest

from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.test_record_pages import FIGURE, HERE, entries, sourced, typed


@pytest.fixture
def archivist(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("archivist@example.org", Role.ARCHIVIST)


@pytest.fixture
def admin(world: World, archivist: Browser) -> Browser:
    return world.signed_in("admin@example.org", Role.ADMIN)


def taken_out(desk: Browser, here: str) -> None:
    desk.get(f"{here}?do=take_out")
    desk.submit("reason", reason="It names somebody who is alive.")


def test_an_administrator_erases_what_was_taken_out_with_all_that_rests_on_it(
    world: World, ferry: Memorial, archivist: Browser, admin: Browser
) -> None:
    here = sourced(archivist)
    typed(archivist, "figure", **FIGURE)
    assert "Erase it for good" not in admin.get(here).text, "what is in the record is taken out first"
    taken_out(archivist, here)
    keys = {one.key_id for one in entries(world, ferry)}

    page = admin.get(f"{here}?do=erase")
    assert "What goes with it" in page.text
    assert "People aboard" in page.text
    answer = admin.submit("sure")
    assert answer.status_code == 422
    assert len(entries(world, ferry)) == 2
    answer = admin.submit("sure", sure="y")

    assert "Erased for good." in answer.text
    assert entries(world, ferry) == []
    assert not keys & set(world.services.keys.key_ids())
    assert world.log(ferry.id)[0].action == "record_erase"
    assert admin.get(here).status_code == 404


def test_nobody_else_erases(world: World, ferry: Memorial, archivist: Browser, admin: Browser) -> None:
    here = sourced(archivist)
    taken_out(archivist, here)

    assert "Erase it for good" not in archivist.get(here).text
    assert archivist.get(f"{here}?do=erase").status_code == 404
    archivist.get(f"{here}?do=bring_back")
    forged = archivist.form(holding="reason") | {"action": "erase", "sure": "y"}
    assert archivist.post(here, forged).status_code == 403
    assert len(entries(world, ferry)) == 1
    assert HERE in here
