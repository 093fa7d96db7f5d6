"""Marks decide nothing; what was marked as spam is declined together only after a look, and undone for a day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from memorial.application import mail, receipt
from memorial.domain.marking import sample_is_enough
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Flag, Role
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.test_resting import event, take

SPAM = "/desk/queue/spam?memorial=ferry"


def marked(world: World, memorial: Memorial, record_id: str, flag: Flag = Flag.SPAM_LIKELY) -> str:
    """As the program marks it when it is sent."""
    with world.services.unit_of_work() as uow:
        found = uow.remembrances.get(memorial.id, record_id)
        version = replace(found.latest, flags=tuple(sorted({*found.latest.flags, flag})))
        uow.remembrances.save(found.with_version(version))
        uow.commit()
    return record_id


def decline(reader: Browser, *ids: str) -> Any:
    reader.get(SPAM)
    token = reader.form(holding="Sign out")["csrf_token"]
    return reader.post("/desk/queue/spam", {"csrf_token": token, "memorial": "ferry", "ids": list(ids)})


def test_what_a_reader_marks_as_hard_is_not_given_after_a_hard_one_and_decides_nothing(
    world: World, ferry: Memorial
) -> None:
    young, plain = event(world, under_age="yes"), event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{plain}")
    before = len(world.log(ferry.id))

    reader.submit("It is hard to read")

    assert reader.last is not None and reader.last.request.path == f"/desk/review/ferry/{plain}"
    record = world.record(ferry, plain)
    assert (record.status, record.latest.flags) == ("in_review", (Flag.GRAPHIC,))
    assert len(world.log(ferry.id)) == before + 1
    assert "marked it for other readers" in reader.get("/desk/log").text
    assert "hard to read" in reader.get("/desk/queue").text
    reader.get(f"/desk/review/ferry/{young}")
    assert take(reader) == "/desk/queue"
    reader.get(f"/desk/review/ferry/{plain}")
    reader.submit("Take the mark away: It is hard to read")
    assert world.record(ferry, plain).latest.flags == ()


def test_only_marks_can_be_set_or_taken_away(world: World, ferry: Memorial) -> None:
    sent = event(world, under_age="yes")
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    token = reader.form(holding="Sign out")["csrf_token"]
    for flag in ("sender_under_age", "minor", "x"):
        for on in ("0", "1"):
            answer = reader.post(f"/desk/queue/mark/ferry/{sent}", {"csrf_token": token, "mark": flag, "on": on})
            assert answer.status_code == 409
            assert (world.log(ferry.id)[0].outcome, world.log(ferry.id)[0].reason) == ("refused", "no_such_mark")

    assert world.record(ferry, sent).latest.flags == (Flag.SENDER_UNDER_AGE,)


def test_spam_is_declined_together_only_after_opening_some_of_it(world: World, ferry: Memorial) -> None:
    sent, codes = zip(*(world.send_with_code(about="event", person_name="") for _ in range(3)), strict=True)
    plain = event(world)
    for one in sent:
        marked(world, ferry, one)
    receipt.leave_address(world.services, codes[1], "family@example.net")
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    page = reader.get(SPAM).text
    assert "sang" not in page and plain not in page

    assert decline(reader).status_code == 422
    refused = decline(reader, *sent)
    assert (refused.status_code, "Please open at least one" in refused.text) == (422, True)
    assert {world.record(ferry, one).status for one in sent} == {"in_review"}
    reader.get(f"/desk/review/ferry/{sent[0]}")
    before = len(world.log(ferry.id))
    assert "3 are declined. You can undo it for 24 hours." in decline(reader, *sent, plain).text

    assert [world.record(ferry, one).status for one in (*sent, plain)] == ["declined"] * 3 + ["in_review"]
    assert [entry.reason for entry in world.log(ferry.id)[: len(world.log(ferry.id)) - before]] == ["spam"] * 3
    with world.services.unit_of_work(read_only=True) as uow:
        assert len(uow.outbox.listed(ferry.id, limit=9)) == 1


def test_what_was_declined_as_spam_waits_again_for_a_day_unless_its_sender_has_answered(
    world: World, ferry: Memorial
) -> None:
    (one, _), (two, code), (three, _) = (world.send_with_code(about="event", person_name="") for _ in range(3))
    for record_id in (one, two, three):
        marked(world, ferry, record_id)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{one}")
    decline(reader, one, two, three)
    token = reader.form(holding="Sign out")["csrf_token"]
    receipt.act(world.services, code, "appeal", {"message": "It is no advertising."})

    def undo(record_id: str) -> int:
        return int(reader.post("/desk/queue/spam/undo",
                               {"csrf_token": token, "memorial": "ferry", "id": record_id}).status_code)  # fmt: skip

    assert undo(two) == 422
    assert undo(one) == 200
    again = world.record(ferry, one)
    assert (again.status, again.latest.flags, again.latest.reason, again.declined_by) == ("in_review", (), "", ())
    assert world.log(ferry.id)[0].action == "undo_decline"
    # Who declined it in a slip may read it now: it is no appeal.
    reader.get(f"/desk/review/ferry/{one}")
    assert "somebody else" not in reader.last.text  # type: ignore[union-attr]

    world.clock.go(hours=25)
    reader = world.signed_in("ed@example.org")
    token = reader.form(holding="Sign out")["csrf_token"]
    assert three not in reader.get(SPAM).text
    assert undo(three) == 422
    assert world.record(ferry, three).status == "declined"


def test_who_sent_it_hears_of_it_when_it_cannot_be_undone_any_more_and_of_a_slip_nothing(
    world: World, ferry: Memorial
) -> None:
    (one, first), (two, second) = (world.send_with_code(about="event", person_name="") for _ in range(2))
    for record_id, code in ((one, first), (two, second)):
        marked(world, ferry, record_id)
        receipt.leave_address(world.services, code, "family@example.net")
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{one}")
    decline(reader, one, two)
    sent: list[str] = []

    def send() -> int:
        return mail.send_waiting(world.services, lambda note, address: sent.append(address))

    assert (send(), sent) == (0, [])
    token = reader.form(holding="Sign out")["csrf_token"]
    undone = reader.post("/desk/queue/spam/undo", {"csrf_token": token, "memorial": "ferry", "id": one})
    assert undone.status_code == 200
    world.clock.go(hours=23, minutes=58)
    assert (send(), sent) == (0, [])
    world.clock.go(minutes=2)

    assert (send(), sent) == (1, ["family@example.net"])
    world.clock.go(days=2)
    assert (send(), len(sent)) == (0, 1)


@pytest.mark.long
def test_what_was_declined_for_another_reason_or_is_held_by_another_is_left_alone(
    world: World, ferry: Memorial
) -> None:
    held, mine = marked(world, ferry, event(world)), marked(world, ferry, event(world))
    world.add_staff("two@example.org", Role.EDITOR)
    other = world.signed_in("two@example.org")
    assert take(other) == f"/desk/review/ferry/{held}"
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{mine}")

    assert held not in reader.get(SPAM).text
    decline(reader, held, mine)

    assert [world.record(ferry, one).status for one in (held, mine)] == ["in_review", "declined"]


def test_what_was_sent_twice_is_found_by_its_words_and_marked_and_none_of_them_is_shown(
    world: World, ferry: Memorial
) -> None:
    words = "She mended nets by the window, and the whole quay hummed her song on Sundays."
    first = event(world, story=words)
    event(world, story="He kept bees behind the mill and gave honey to whoever asked him for some.")
    again = event(world, story="He said: she mended nets by the window and the whole quay hummed her song on sundays")
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{again}")

    page = reader.get(f"/desk/queue/alike/ferry/{again}").text

    links = [one.get("href") for one in reader.page().all("main")[0].all("a")]
    assert links == [f"/desk/review/ferry/{again}", f"/desk/review/ferry/{first}"]
    assert "mended" not in page
    reader.submit("Mark it as perhaps sent before")
    assert world.record(ferry, again).latest.flags == (Flag.POSSIBLE_DUPLICATE,)
    assert reader.get(f"/desk/queue/alike/ferry/{'0' * 32}").status_code == 404


@pytest.mark.parametrize(("declined", "opened", "enough"), [(0, 0, False), (1, 0, False), (10, 1, True), (11, 1, False),
                                                            (11, 2, True), (50, 5, True), (50, 4, False)])  # fmt: skip
def test_one_of_every_ten_is_a_sample(declined: int, opened: int, enough: bool) -> None:
    ids = [str(number) for number in range(declined)]
    assert sample_is_enough(ids, [*ids[:opened], "another", "one more"]) is enough
