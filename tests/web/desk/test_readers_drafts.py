"""What readers typed and did not decide ends: with a decision by anybody, with an account, and after a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from memorial.application import receipt, review_desk, staffing
from memorial.application.ports.review_drafts import ReviewDraft
from memorial.application.ports.store import UnitOfWork
from memorial.domain.errors import Conflict
from memorial.domain.exposure import Reading
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Role
from memorial.worker import Worker
from tests.web.desk.desk_client import World
from tests.web.desk.test_marks_and_spam import decline, marked

ONE, TWO = "one@example.org", "two@example.org"


@pytest.fixture
def readers(world: World, ferry: Memorial) -> tuple[StaffMember, StaffMember]:
    world.add_staff(ONE, Role.EDITOR)
    world.add_staff(TWO, Role.EDITOR)
    with world.services.unit_of_work(read_only=True) as uow:
        one, two = uow.staff.by_email(ONE), uow.staff.by_email(TWO)
    assert one is not None and two is not None
    return one, two


def typed(world: World, reader: StaffMember, ferry: Memorial, sent: str) -> None:
    draft = ReviewDraft(1, {"message": "She sang on the ferry?"})
    review_desk.keep_draft(world.services, reader, ferry.id, sent, draft)


def whose(world: World) -> list[str]:
    with world.services.unit_of_work(read_only=True) as uow:
        found = uow._connection.execute(text("SELECT staff_id FROM review_draft ORDER BY kept_at, staff_id"))
        return [row.staff_id for row in found]


@pytest.mark.parametrize("decision", ["accept", "keep"])
def test_a_decision_by_anybody_forgets_what_all_readers_typed_and_it_does_not_come_again(
    world: World, ferry: Memorial, readers: tuple[StaffMember, StaffMember], decision: str
) -> None:
    one, two = readers
    sent, other = world.send(), world.send()
    typed(world, one, ferry, sent)
    typed(world, two, ferry, sent)
    typed(world, one, ferry, other)
    browser = world.signed_in(TWO)
    browser.get(f"/desk/review/ferry/{sent}")
    message = {"message": "We keep it."} if decision == "keep" else {}
    browser.submit("decision", decision=decision, **message)
    assert world.record(ferry, sent).status in ("accepted", "published")

    assert whose(world) == [one.id]
    with pytest.raises(Conflict, match="decided_meanwhile"):
        typed(world, one, ferry, sent)
    assert whose(world) == [one.id]


def test_declining_spam_together_forgets_what_readers_typed_about_it(
    world: World, ferry: Memorial, readers: tuple[StaffMember, StaffMember]
) -> None:
    sent = marked(world, ferry, world.send())
    typed(world, readers[0], ferry, sent)
    browser = world.signed_in(TWO)
    browser.get(f"/desk/review/ferry/{sent}")

    decline(browser, sent)

    assert world.record(ferry, sent).status == "declined"
    assert whose(world) == []


def test_a_closed_account_and_work_that_ended_leave_nothing_typed(
    world: World, ferry: Memorial, readers: tuple[StaffMember, StaffMember]
) -> None:
    one, two = readers
    mill = world.begin_memorial("mill", "The mill")
    world.add_staff(ONE, Role.EDITOR, "mill")
    world.add_staff(TWO, Role.EDITOR, "mill")
    with world.services.unit_of_work(read_only=True) as uow:
        one, two = uow.staff.get(one.id) or one, uow.staff.get(two.id) or two
    here, there = world.send(), world.send("mill")
    for reader in (one, two):
        typed(world, reader, ferry, here)
        typed(world, reader, mill, there)

    staffing.disable(world.services, ONE)
    assert whose(world) == [two.id, two.id]
    staffing.take_roles(world.services, TWO, "mill")
    assert whose(world) == [two.id]


def test_what_lies_for_a_month_and_what_was_opened_on_a_day_that_is_over_the_worker_destroys(
    world: World, ferry: Memorial, readers: tuple[StaffMember, StaffMember]
) -> None:
    one, two = readers
    sent = world.send()
    worker = Worker(world.installation, None)
    typed(world, one, ferry, sent)
    world.clock.go(days=20)
    typed(world, two, ferry, sent)
    opened_today(world, two)
    world.clock.go(hours=1)
    worker.round()
    assert (whose(world), days_of_readers(world)) == ([one.id, two.id], 1)

    world.clock.go(days=9)
    worker.round()
    assert (whose(world), days_of_readers(world)) == ([one.id, two.id], 0)
    world.clock.go(days=2)
    worker.round()

    assert whose(world) == [two.id]


def opened_today(world: World, reader: StaffMember) -> None:
    with world.services.unit_of_work() as uow:
        uow.readings.keep(reader, Reading(), now=world.clock())
        uow.commit()


def days_of_readers(world: World) -> int:
    with world.services.unit_of_work(read_only=True) as uow:
        return int(uow._connection.execute(text("SELECT count(*) FROM staff_reading")).scalar_one())


def test_what_is_taken_back_at_the_moment_of_keeping_keeps_nothing(
    world: World, ferry: Memorial, readers: tuple[StaffMember, StaffMember]
) -> None:
    """The sender takes it back after the page asked to keep, and before anything is written."""
    sent, code = world.send_with_code()
    services, calls = world.services, []
    opened: Callable[..., UnitOfWork] = services.unit_of_work

    def late(*, read_only: bool = False) -> UnitOfWork:
        if not read_only and not calls:
            calls.append("taken back")
            receipt.act(services, code, "withdraw", {})
        return opened(read_only=read_only)

    draft = ReviewDraft(1, {"message": "She sang on the ferry?"})
    with pytest.raises(Conflict, match="withdrawn_meanwhile"):
        review_desk.keep_draft(replace(services, unit_of_work=late), readers[0], ferry.id, sent, draft)

    assert (calls, whose(world)) == (["taken back"], [])
