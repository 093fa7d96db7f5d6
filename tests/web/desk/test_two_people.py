"""What two people decide: not one person twice, in two tabs, in two sessions, or by an account that is closed."""

from __future__ import annotations

import pytest

from memorial.application import reviewing, staffing
from memorial.domain.errors import NotAllowed
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World

ONE, TWO, THREE = "one@example.org", "two@example.org", "three@example.org"
MARKED = {"decision": "accept", "flags": ["minor"]}


@pytest.fixture
def one(world: World, ferry: Memorial) -> Browser:
    world.add_staff(TWO, Role.EDITOR)
    world.add_staff(THREE, Role.EDITOR)
    return world.signed_in(ONE, Role.EDITOR)


def decide(browser: Browser, sent: str, **verdict: object) -> None:
    browser.get(f"/desk/review/ferry/{sent}")
    browser.submit("decision", **verdict)


def state(world: World, ferry: Memorial, sent: str) -> str:
    return world.record(ferry, sent).status


def test_one_editor_in_two_tabs_and_two_sessions_is_one(world: World, ferry: Memorial, one: Browser) -> None:
    sent = world.send()
    again = world.signed_in(ONE)

    for browser in (one, one, again, again):
        decide(browser, sent, **MARKED)
        assert state(world, ferry, sent) == "in_review"
    decide(world.signed_in(TWO), sent, **MARKED)

    assert state(world, ferry, sent) == "accepted"
    accepted = world.record(ferry, sent).latest.accepted_by
    assert len(set(accepted)) == 2


def test_one_editor_alone_neither_removes_nor_shows_again(world: World, ferry: Memorial, one: Browser) -> None:
    sent = world.send()
    decide(one, sent, decision="accept")
    world.clock.go(minutes=11)
    world.publish(ferry, sent)
    again = world.signed_in(ONE)

    for browser in (one, again, one):
        browser.get("/desk/published")
        browser.submit("message", action="remove", message="A reason.")
        assert state(world, ferry, sent) == "published"
    one.get("/desk/published")
    one.submit("Take out of sight now")
    for browser in (one, again):
        browser.get("/desk/published")
        browser.submit("Show it again (two editors)")
        assert world.shown(ferry) == []


def test_one_reader_alone_calls_nothing_denial(world: World, ferry: Memorial, one: Browser) -> None:
    sent = world.send()
    again = world.signed_in(ONE)

    for browser in (one, again, one):
        decide(browser, sent, decision="decline", reason="denial", message="So it seems.")
        assert state(world, ferry, sent) == "in_review"
    # Another reader's wish for a second opinion, or for accepting it, is no agreement.
    other = world.send()
    decide(world.signed_in(TWO), other, decision="second")
    decide(one, other, decision="decline", reason="distortion", message="So it seems.")
    assert state(world, ferry, other) == "in_review"

    decide(world.signed_in(THREE), sent, decision="decline", reason="denial", message="So it seems.")

    assert state(world, ferry, sent) == "declined"


@pytest.mark.parametrize("end", ["closed", "no longer an editor here"])
def test_the_word_of_a_closed_account_does_not_count(world: World, ferry: Memorial, one: Browser, end: str) -> None:
    sent = world.send()
    decide(one, sent, **MARKED)
    shown = world.send(person_name="Tomas Weir")
    decide(one, shown, decision="accept")
    world.clock.go(minutes=11)
    world.publish(ferry, shown)
    one.get("/desk/published")
    one.submit("message", action="remove", message="A reason.")
    denied = world.send()
    decide(one, denied, decision="decline", reason="denial", message="So it seems.")

    if end == "closed":
        staffing.disable(world.services, ONE)
    else:
        staffing.take_roles(world.services, ONE, "ferry")
    two = world.signed_in(TWO)
    decide(two, sent, **MARKED)
    two.get("/desk/published")
    two.submit("message", action="remove", message="A reason.")
    decide(two, denied, decision="decline", reason="denial", message="So it seems.")

    assert [state(world, ferry, record) for record in (sent, shown, denied)] == ["in_review", "published", "in_review"]
    three = world.signed_in(THREE)
    decide(three, sent, **MARKED)
    decide(three, denied, decision="decline", reason="denial", message="So it seems.")
    three.get("/desk/published")
    three.submit("message", action="remove", message="A reason.")
    assert [state(world, ferry, record) for record in (sent, shown, denied)] == ["accepted", "removed", "declined"]


def test_a_closed_account_decides_nothing_with_a_page_that_is_still_open(
    world: World, ferry: Memorial, one: Browser
) -> None:
    sent = world.send()
    decide(one, sent, **MARKED)
    two = world.signed_in(TWO)
    two.get(f"/desk/review/ferry/{sent}")
    staffing.disable(world.services, TWO)

    two.submit("decision", **MARKED)

    assert state(world, ferry, sent) == "in_review"
    with world.services.unit_of_work(read_only=True) as uow:
        closed = uow.staff.by_email(TWO)
    with pytest.raises(NotAllowed):
        reviewing.remove(world.services, closed, ferry.id, sent, "A reason.")
