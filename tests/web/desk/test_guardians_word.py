"""What readers learn of a guardian: whether one has agreed, in words, and never who; nothing moves by it."""

from __future__ import annotations

import pytest

from memorial.application import guardians
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World

ONE, TWO = "one@example.org", "two@example.org"


@pytest.fixture
def one(world: World, ferry: Memorial) -> Browser:
    world.add_staff(TWO, Role.EDITOR)
    return world.signed_in(ONE, Role.EDITOR)


def words(browser: Browser, path: str) -> str:
    browser.get(path)
    return " ".join(browser.page().all("main")[0].text().split())


def test_the_queue_says_who_waits_for_a_guardian_and_keeps_its_order(
    world: World, ferry: Memorial, one: Browser
) -> None:
    first = world.send(person_name="First")
    young, code = world.send_with_code(person_name="Young", under_age="yes")
    world.clock.go(minutes=1)
    last = world.send(person_name="Last")

    def queued() -> list[str]:
        one.get("/desk/queue?memorial=ferry")
        return [href.get("href").rpartition("/")[2] for href in one.page().all("a") if "/review/" in href.get("href")]

    before = queued()
    assert set(before) == {first, young, last} and before[-1] == last
    assert words(one, "/desk/queue?memorial=ferry").count("waits for a guardian") == 1
    made = guardians.make(world.services, code)
    guardians.act(world.services, made, "agree", version=1, language="en")

    assert queued() == before
    assert "waits for a guardian" not in words(one, "/desk/queue?memorial=ferry")


@pytest.mark.parametrize(
    ("action", "said", "accepting"),
    [
        ("", "No guardian has agreed yet.", "If a guardian agrees later, it comes back"),
        ("agree", "A guardian has agreed: on this site only, and two people decide.", "It waits for a second editor."),
        ("refuse", "A guardian has said no.", "If a guardian agrees later, it comes back"),
    ],
)
def test_the_review_page_says_whether_a_guardian_agreed_and_what_accepting_does(
    world: World, ferry: Memorial, one: Browser, action: str, said: str, accepting: str
) -> None:
    young, code = world.send_with_code(under_age="yes")
    made = guardians.make(world.services, code)
    if action:
        guardians.act(world.services, made, action, version=1, language="en")

    page = words(one, f"/desk/review/ferry/{young}")

    assert said in page and accepting in page
    assert made not in "".join(page.split())
    for who in (one, world.signed_in(TWO)):
        who.get(f"/desk/review/ferry/{young}")
        who.submit("decision", decision="accept")
    world.clock.go(minutes=11)
    world.publish(ferry, young)
    assert world.record(ferry, young).status == ("published" if action == "agree" else "accepted")
    assert world.shown(ferry) == ([young] if action == "agree" else [])
