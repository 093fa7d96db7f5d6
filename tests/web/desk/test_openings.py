"""More than ten identities a day need an administrator, who is another person; somebody looks at what was opened."""

from __future__ import annotations

import threading

import pytest

from memorial.application import identity, openings
from memorial.application.staff_entry import Entered, Stage
from memorial.application.step_up import ProveAnew
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World

EDITOR, ADMIN, OTHER = "ed@example.org", "admin@example.org", "other@example.org"


@pytest.fixture
def sent(world: World, ferry: Memorial) -> str:
    return world.send(contributor_name="Osman Weir", signature="none")


@pytest.fixture
def editor(world: World, sent: str) -> Browser:
    """An editor who has opened as many as one may without asking."""
    browser = world.signed_in(EDITOR, Role.EDITOR)
    open_some(world, EDITOR, sent, identity.MOST_A_DAY)
    return browser


def entered(world: World, email: str) -> Entered:
    """Somebody in a session of theirs that was proved just now."""
    with world.services.unit_of_work(read_only=True) as uow:
        member = uow.staff.by_email(email)
        return Entered(member, uow.staff.sessions_of(member.id)[-1], Stage.OPEN)


def member(world: World, email: str) -> StaffMember:
    return entered(world, email).member


def open_some(world: World, email: str, record_id: str, many: int, slug: str = "ferry") -> None:
    with world.services.unit_of_work(read_only=True) as uow:
        memorial_id = uow.memorials.by_slug(slug).id
    for _ in range(many):
        identity.open_identity(world.services, entered(world, email), memorial_id, record_id, "check_kinship")


def proved_anew(world: World, browser: Browser) -> Browser:
    return world.signed_in(browser.email)


def asked(world: World, ferry: Memorial, more: int = 2) -> str:
    return openings.ask(world.services, member(world, EDITOR), ferry.id, "warn_of_danger", more)


def entries(world: World, action: str) -> list[tuple[str, str, str]]:
    return [(one.actor, one.outcome, one.reason) for one in world.log() if one.action == action]


def test_an_editor_asks_an_administrator_allows_and_so_many_more_can_be_opened_for_a_day(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    editor.get(f"/desk/review/ferry/{sent}")
    refused = editor.submit("reason", reason="check_kinship")
    assert (refused.status_code, "Osman" in refused.text) == (422, False)
    editor.get("/desk/openings/mine?memorial=ferry")
    answer = editor.submit("more", reason="warn_of_danger", more="2")
    assert "Waits for an administrator." in answer.text

    admin = world.signed_in(ADMIN, Role.ADMIN)
    page = admin.get("/desk/openings").text
    assert "Asks to open 2 more. To warn the sender of a danger" in page
    assert "Osman" not in page
    assert "Allowed, for 24 hours." in admin.submit("Allow, for 24 hours").text

    editor = proved_anew(world, editor)
    assert "Allowed until" in editor.get("/desk/openings/mine").text
    open_some(world, EDITOR, sent, 2)
    with pytest.raises(NotAllowed, match="opened_enough"):
        open_some(world, EDITOR, sent, 1)
    assert [outcome for _, outcome, _ in entries(world, openings.ASK)] == ["done"]
    assert [outcome for _, outcome, _ in entries(world, openings.ALLOW)] == ["done"]
    assert entries(world, openings.ASK)[0][2] == "warn_of_danger:2"


def test_what_was_allowed_ends_after_a_day(world: World, ferry: Memorial, editor: Browser, sent: str) -> None:
    question = asked(world, ferry, 10)
    world.signed_in(ADMIN, Role.ADMIN)
    openings.decide(world.services, entered(world, ADMIN), ferry.id, question, allow=True)

    world.clock.go(hours=23, minutes=50)
    editor = proved_anew(world, editor)
    # Those of yesterday still count, and so does what was allowed.
    open_some(world, EDITOR, sent, 10)
    world.clock.go(minutes=11)

    editor = proved_anew(world, editor)
    with pytest.raises(NotAllowed, match="opened_enough"):
        open_some(world, EDITOR, sent, 1)
    assert "It was allowed, and is over." in editor.get("/desk/openings/mine").text


def test_a_refusal_opens_nothing_and_is_told(world: World, ferry: Memorial, editor: Browser, sent: str) -> None:
    asked(world, ferry)
    admin = world.signed_in(ADMIN, Role.ADMIN)
    admin.get("/desk/openings")

    assert "Not allowed." in admin.submit("Do not allow").text

    editor = proved_anew(world, editor)
    with pytest.raises(NotAllowed, match="opened_enough"):
        open_some(world, EDITOR, sent, 1)
    assert "Not allowed." in editor.get("/desk/openings/mine").text
    assert [outcome for _, outcome, _ in entries(world, openings.REFUSE)] == ["done"]


def test_nobody_allows_what_they_asked_for_themselves(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    world.add_staff(EDITOR, Role.ADMIN)
    question = asked(world, ferry)
    editor = proved_anew(world, editor)

    with pytest.raises(NotAllowed, match="asked_yourself"):
        openings.decide(world.services, entered(world, EDITOR), ferry.id, question, allow=True)
    page = editor.get("/desk/openings").text

    assert "Another administrator has to decide." in page
    assert "Allow, for 24 hours" not in page
    assert [outcome for _, outcome, _ in entries(world, openings.ALLOW)] == ["refused"]
    editor = proved_anew(world, editor)
    with pytest.raises(NotAllowed, match="opened_enough"):
        open_some(world, EDITOR, sent, 1)


def test_only_an_administrator_of_that_memorial_decides_with_a_fresh_proof_and_once(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    question = asked(world, ferry)
    world.begin_memorial("mill")
    world.signed_in(OTHER, Role.ADMIN, "mill")
    world.signed_in("second@example.org", Role.EDITOR)
    for email in (OTHER, "second@example.org"):
        with pytest.raises(NotAllowed, match="admins_only"):
            openings.decide(world.services, entered(world, email), ferry.id, question, allow=True)
    world.signed_in(ADMIN, Role.ADMIN)
    old = entered(world, ADMIN)
    world.clock.go(minutes=6)
    with pytest.raises(ProveAnew):
        openings.decide(world.services, old, ferry.id, question, allow=True)

    world.signed_in(ADMIN)
    openings.decide(world.services, entered(world, ADMIN), ferry.id, question, allow=False)
    with pytest.raises(Exception, match="decided_meanwhile"):
        openings.decide(world.services, entered(world, ADMIN), ferry.id, question, allow=True)

    assert sorted(outcome for _, outcome, _ in entries(world, openings.ALLOW)) == ["refused"] * 4
    assert [outcome for _, outcome, _ in entries(world, openings.REFUSE)] == ["done"]


def test_what_one_memorial_allowed_counts_in_no_other(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    world.begin_memorial("mill")
    there = world.send("mill", contributor_name="Osman Weir", signature="none")
    world.add_staff(EDITOR, Role.EDITOR, "mill")
    world.signed_in(ADMIN, Role.ADMIN)
    openings.decide(world.services, entered(world, ADMIN), ferry.id, asked(world, ferry), allow=True)
    editor = proved_anew(world, editor)

    with pytest.raises(NotAllowed, match="opened_enough"):
        open_some(world, EDITOR, there, 1, "mill")
    open_some(world, EDITOR, sent, 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": "", "more": "2"}, "Please choose why you open it."),
        ({"reason": "warn_of_danger", "more": "11"}, "Please give a number from 1 to 10."),
        ({"reason": "warn_of_danger", "more": "0"}, "Please give a number from 1 to 10."),
        ({"reason": "warn_of_danger", "more": "many"}, "Please give a number from 1 to 10."),
    ],
)
def test_a_question_needs_a_reason_and_a_number_and_each_refusal_is_one_entry(
    world: World, ferry: Memorial, editor: Browser, given: dict[str, str], said: str
) -> None:
    editor.get("/desk/openings/mine")
    before = len(world.log())

    answer = editor.submit("more", **given)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert len(world.log()) == before + 1
    assert [outcome for _, outcome, _ in entries(world, openings.ASK)] == ["refused"]


def test_nobody_asks_before_they_need_to_nor_twice(world: World, ferry: Memorial, editor: Browser) -> None:
    world.signed_in(OTHER, Role.EDITOR)
    with pytest.raises(NotAllowed, match="not_needed_yet"):
        openings.ask(world.services, member(world, OTHER), ferry.id, "warn_of_danger", 1)
    world.signed_in("m@example.org", Role.MODERATOR)
    with pytest.raises(NotAllowed, match="editors_only"):
        openings.ask(world.services, member(world, "m@example.org"), ferry.id, "warn_of_danger", 1)
    asked(world, ferry)

    with pytest.raises(NotAllowed, match="asked_already"):
        asked(world, ferry)
    world.clock.go(days=7, seconds=1)
    assert openings.listed(world.services, member_with(world, ferry), ferry.id)[0] == []


def member_with(world: World, ferry: Memorial) -> StaffMember:
    return world.add_staff("late@example.org", Role.ADMIN)


def test_two_at_the_same_moment_open_no_more_than_was_allowed(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    world.signed_in(ADMIN, Role.ADMIN)
    openings.decide(world.services, entered(world, ADMIN), ferry.id, asked(world, ferry, 2), allow=True)
    editor = proved_anew(world, editor)
    here, opened = entered(world, EDITOR), []

    def one() -> None:
        try:
            opened.append(identity.open_identity(world.services, here, ferry.id, sent, "check_kinship"))
        except NotAllowed:
            return

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(opened) == 2


# Week by week


def test_an_administrator_sees_who_opened_what_and_no_name_and_notes_that_they_looked(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    admin = world.signed_in(ADMIN, Role.ADMIN)
    page = admin.get("/desk/openings").text
    assert page.count(sent) == 10
    assert "Osman" not in page
    assert "Ayla" not in page
    assert "To see whether somebody is family" in page

    looked = admin.submit("upto").text

    assert "Looked at by" in looked
    assert "I have looked at this week" not in looked
    assert entries(world, openings.LOOK) == [(member(world, ADMIN).id, "done", "upto:" + str(newest(world, ferry)))]
    open_later(world, ferry, sent)
    again = admin.get("/desk/openings").text
    assert "More was opened after that." in again
    assert "I have looked at this week" in again


def newest(world: World, ferry: Memorial) -> int:
    return openings.listed(world.services, member(world, ADMIN), ferry.id)[1][0].upto


def open_later(world: World, ferry: Memorial, sent: str) -> None:
    world.signed_in(OTHER, Role.EDITOR)
    identity.open_identity(world.services, entered(world, OTHER), ferry.id, sent, "asked_by_law")


def test_what_was_opened_after_the_page_was_loaded_is_not_taken_for_seen(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    admin = world.signed_in(ADMIN, Role.ADMIN)
    admin.get("/desk/openings")
    form = admin.form(holding="upto")
    open_later(world, ferry, sent)

    answer = admin.post("/desk/openings/ferry/look", form)

    assert answer.status_code == 409
    assert "Another sender was opened meanwhile." in answer.text
    assert [outcome for _, outcome, _ in entries(world, openings.LOOK)] == ["refused"]


def test_who_opened_some_of_it_does_not_look_at_it_for_others(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    world.add_staff(EDITOR, Role.ADMIN)
    editor = proved_anew(world, editor)
    assert "Somebody else has to look at them." in editor.get("/desk/openings").text
    week = openings.listed(world.services, member(world, EDITOR), ferry.id)[1][0]

    with pytest.raises(NotAllowed, match="opened_yourself"):
        openings.look(world.services, member(world, EDITOR), ferry.id, week.name, str(week.upto))


def test_today_tells_administrators_what_waits_and_nobody_else(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    asked(world, ferry)
    admin = world.signed_in(ADMIN, Role.ADMIN)
    assert "1 editor asks to open more senders." in admin.get("/desk/").text
    assert "to open more senders" not in proved_anew(world, editor).get("/desk/").text
    assert "Nobody looked yet" not in admin.get("/desk/").text

    world.clock.go(days=7)

    admin = proved_anew(world, admin)
    assert "Nobody looked yet at who was opened in 1 week." in admin.get("/desk/").text
    admin.get("/desk/openings")
    admin.submit("upto")
    assert "Nobody looked yet" not in admin.get("/desk/").text


def test_an_empty_list_says_so_and_strangers_find_none(world: World, ferry: Memorial) -> None:
    admin = world.signed_in(ADMIN, Role.ADMIN)
    page = admin.get("/desk/openings").text
    assert "Nobody asks for more." in page
    assert "Nobody opened who sent something in the last eight weeks." in page
    reader = world.signed_in(OTHER, Role.EDITOR)
    assert reader.get("/desk/openings").status_code == 404
    assert "Opened or searched in the last 24 hours: 0 of 10." in reader.get("/desk/openings/mine").text
    moderator = world.signed_in("m@example.org", Role.MODERATOR)
    assert "Only editors open who sent something." in moderator.get("/desk/openings/mine").text
    with pytest.raises(NotFound):
        openings.listed(world.services, member(world, OTHER), ferry.id)
