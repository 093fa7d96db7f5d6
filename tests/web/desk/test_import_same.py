"""Possible same persons: shown side by side, decided by somebody, joined and parted again; never by the program."""

from __future__ import annotations

import pytest

from memorial.application import joining
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import KeptRow, SameState
from tests.web.desk.desk_client import World
from tests.web.desk.lists_of_names import Desk, at_lists

TWINS = b"Name,Age,Place\nAyla Verdin,44,Low Pier\nOsman Weir,30,High Pier\nAyla Verdin,45,High Pier\n"


@pytest.fixture
def desk(world: World, ferry: Memorial) -> Desk:
    return at_lists(world, ferry)


def pairs_shown(desk: Desk, address: str) -> int:
    desk.browser.get(address)
    return sum(1 for one in desk.browser.page().all("section") if one.get("class") == "import-pair")


def test_two_rows_stand_side_by_side_and_nobody_is_joined(desk: Desk) -> None:
    here = desk.bring_in(TWINS)

    assert pairs_shown(desk, f"{here}/same") == 1
    words = desk.words()
    assert "Row 4 of “⁨Who was on the ferry⁩”" in words
    assert "Row 2 of “⁨Who was on the ferry⁩”" in words
    assert "The same name." in words
    assert desk.wall() == ["Ayla Verdin", "Ayla Verdin", "Osman Weir"]


def test_same_joins_two_records_and_not_the_same_parts_them_with_one_entry_each(desk: Desk) -> None:
    here = desk.bring_in(TWINS)
    desk.browser.get(f"{here}/same")
    before = len(desk.entries())

    desk.browser.submit("pair", decision="same")
    assert desk.wall() == ["Ayla Verdin", "Osman Weir"]
    assert len(desk.entries()) == before + 1
    assert desk.entries()[0] == ("decide_same_person", "done", "same")
    assert pairs_shown(desk, f"{here}/same") == 0
    assert pairs_shown(desk, f"{here}/same?show=same") == 1
    assert "joined" in desk.words()

    desk.browser.submit("pair", decision="not_same")
    assert desk.wall() == ["Ayla Verdin", "Ayla Verdin", "Osman Weir"]
    assert len(desk.entries()) == before + 2
    assert pairs_shown(desk, f"{here}/same?show=not_same") == 1


def test_what_is_said_before_the_import_joins_nobody_until_somebody_says_so(desk: Desk) -> None:
    here = desk.stage(TWINS)
    desk.work()
    desk.browser.get(f"{here}/same")
    desk.browser.submit("pair", decision="same")
    desk.browser.get(f"{here}/preview")
    desk.browser.submit(desk.import_button())
    desk.work()
    assert desk.wall() == ["Ayla Verdin", "Ayla Verdin", "Osman Weir"]

    assert pairs_shown(desk, f"{here}/same?show=same") == 1
    assert "Join these two records" in desk.words()
    desk.browser.submit("pair", decision="same")

    assert desk.wall() == ["Ayla Verdin", "Osman Weir"]


def test_somebody_who_stood_there_before_leads_and_keeps_their_address(desk: Desk) -> None:
    desk.bring_in(b"Name,Born\nAyla Verdin,1943\n")
    here = desk.bring_in(b"Name,Born,Died\nAyla Verdin,1943,1992\n", "other.csv")
    (first,) = set(ids(desk)) - {row.person_id for row in rows(desk, here)}
    assert pairs_shown(desk, f"{here}/same") == 1
    assert "Stands in the memorial already" in desk.words()

    desk.browser.submit("pair", decision="same")

    assert ids(desk) == [first]


def test_later_and_taking_back_a_decision_keep_the_pair(desk: Desk) -> None:
    here = desk.bring_in(TWINS)
    desk.browser.get(f"{here}/same")
    desk.browser.submit("pair", decision="later")
    assert pairs_shown(desk, f"{here}/same?show=later") == 1

    desk.browser.submit("pair", decision="open")

    assert pairs_shown(desk, f"{here}/same") == 1


def test_what_cannot_be_joined_is_said_and_nothing_is_decided(desk: Desk) -> None:
    here = desk.bring_in(TWINS)
    people = {row.number: row.person_id for row in rows(desk, here)}
    # Each of the two follows somebody else by now: neither can follow the other.
    member = desk.member()
    joining.join_people(desk.world.services, desk.memorial.id, people[3], people[2], by=member, reason="one")
    other = desk.bring_in(b"Name\nMira Holm\n", "other.csv")
    (mira,) = rows(desk, other)
    joining.join_people(desk.world.services, desk.memorial.id, mira.person_id, people[4], by=member, reason="one")

    desk.browser.get(f"{here}/same")
    before = len(desk.entries())
    answer = desk.browser.submit("pair", decision="same")

    assert answer.status_code == 422
    assert "One of the two is joined with a third one. Please part them first." in desk.words()
    assert len(desk.entries()) == before + 1
    assert desk.entries()[0] == ("decide_same_person", "refused", "joined_already")
    assert pairs_shown(desk, f"{here}/same") == 1


def test_every_list_of_the_memorial_says_how_much_is_to_be_decided(desk: Desk) -> None:
    desk.bring_in(TWINS)

    desk.browser.get(f"{desk.base}/same")

    assert "1 pair to decide." in desk.words()


def test_undoing_an_import_parts_who_was_joined(desk: Desk) -> None:
    desk.bring_in(b"Name,Born\nAyla Verdin,1943\n")
    here = desk.bring_in(b"Name,Born,Died\nAyla Verdin,1943,1992\n", "other.csv")
    desk.browser.get(f"{here}/same")
    desk.browser.submit("pair", decision="same")

    desk.browser.get(f"{here}/undo")
    desk.browser.submit("Take it back")
    desk.work()

    assert desk.wall() == ["Ayla Verdin"]


@pytest.mark.parametrize("decision", ["", "merge", "SAME"])
def test_another_decision_is_refused_with_one_entry(desk: Desk, decision: str) -> None:
    here = desk.bring_in(TWINS)
    desk.browser.get(f"{here}/same")
    before = len(desk.entries())

    answer = desk.browser.submit("pair", decision=decision)

    assert answer.status_code == 422
    assert len(desk.entries()) == before + 1
    assert pairs_shown(desk, f"{here}/same") == 1


def test_many_pairs_stand_on_several_pages(desk: Desk) -> None:
    names = [f"Ayla {chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(25)]
    here = desk.bring_in(("Name\n" + "".join(f"{name}\n" * 2 for name in names)).encode())

    assert pairs_shown(desk, f"{here}/same") == 20
    (on,) = [one.get("href") for one in desk.browser.page().all("a") if one.get("rel") == "next"]
    assert pairs_shown(desk, on) == 5
    desk.browser.submit("pair", decision=SameState.NOT_SAME.value)
    assert desk.browser.last is not None
    assert desk.browser.last.request.args["after"] in on


def rows(desk: Desk, here: str) -> list[KeptRow]:
    with desk.world.services.unit_of_work(read_only=True) as uow:
        return list(uow.lists.rows(desk.kept(here), limit=100))


def ids(desk: Desk) -> list[str]:
    return [line.id for line in desk.lines()]
