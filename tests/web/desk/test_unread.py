"""What a family writes about something that is decided already comes before a reader, and is not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from memorial.application import conversation, memorials, receipt, reviewing
from memorial.application import desk as reads
from memorial.domain.errors import Conflict, NotAllowed
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Role, Standing
from tests.web.desk.desk_client import Browser, World

WORDS = "Her sister wrote the name with one letter less."
LATER = "And she was born in May."
LIST = "/desk/ask/ferry"
BUTTON = "Read. It needs no answer"


@pytest.fixture
def reader(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("ed@example.org", Role.EDITOR)


def accept(world: World, reader: Browser, sent: str) -> None:
    reader.get(f"/desk/review/ferry/{sent}")
    reader.submit("decision", decision="accept")


def written(world: World, ferry: Memorial, reader: Browser) -> tuple[str, str]:
    """A published remembrance whose sender wrote after that: its id and its code."""
    sent, code = world.send_with_code()
    accept(world, reader, sent)
    world.clock.go(minutes=11)
    assert world.publish(ferry, sent)
    write(world, code, WORDS)
    return sent, code


def write(world: World, code: str, words: str) -> None:
    receipt.act(world.services, code, "message", {"message": words})


def unread(world: World, ferry: Memorial) -> list[str]:
    return [one.clear.id for one in reads.unread(world.services, ferry)]


def member(world: World, email: str) -> StaffMember:
    with world.services.unit_of_work(read_only=True) as uow:
        found: StaffMember = uow.staff.by_email(email)
    return found


def test_it_is_on_the_page_of_today_and_in_a_list_until_it_is_answered(
    world: World, ferry: Memorial, reader: Browser
) -> None:
    sent, _code = written(world, ferry, reader)
    assert "1 family wrote, and nobody has read it yet." in reader.get("/desk/").text

    page = reader.get(LIST).text
    assert f"{LIST}/{sent}" in [one.get("href") for one in reader.page().all("a")]
    assert "Ayla Verdin" in page and WORDS not in page
    assert WORDS in reader.get(f"{LIST}/{sent}").text
    # Whoever only looks at it has not yet said that it needs nothing more.
    assert unread(world, ferry) == [sent]
    reader.submit("message", message="Thank you. We have written it so.")

    assert world.record(ferry, sent).messages[-1].text == "Thank you. We have written it so."
    assert unread(world, ferry) == []
    assert "nobody has read it" not in reader.get("/desk/").text
    assert "No message waits. Thank you." in reader.get(LIST).text


def test_a_reader_says_that_it_needs_no_answer_and_what_comes_later_waits_again(
    world: World, ferry: Memorial, reader: Browser
) -> None:
    sent, code = written(world, ferry, reader)
    reader.get(f"{LIST}/{sent}")
    before = world.record(ferry, sent)

    assert "Marked as read." in reader.submit(BUTTON, action="read").text

    after = world.record(ferry, sent)
    assert (after.messages, after.status, after.messages_read) == (before.messages, "published", 1)
    assert world.log(ferry.id)[0].action == "read_message"
    assert unread(world, ferry) == []
    assert BUTTON not in reader.get(f"{LIST}/{sent}").text
    write(world, code, LATER)
    assert unread(world, ferry) == [sent]


def test_what_came_after_the_page_was_made_is_not_marked_as_read(
    world: World, ferry: Memorial, reader: Browser
) -> None:
    sent, code = written(world, ferry, reader)
    reader.get(f"{LIST}/{sent}")
    write(world, code, LATER)

    answer = reader.submit(BUTTON, action="read")

    assert answer.status_code == 409 and LATER in answer.text
    assert unread(world, ferry) == [sent]
    refused = world.log(ferry.id)[0]
    assert (refused.action, refused.outcome) == ("read_message", "refused")


def test_a_message_before_the_decision_is_seen_with_it_and_one_while_it_waits_to_be_published_is_not(
    world: World, ferry: Memorial, reader: Browser
) -> None:
    sent, code = world.send_with_code()
    write(world, code, "Please look at the year.")
    assert unread(world, ferry) == []
    accept(world, reader, sent)
    assert unread(world, ferry) == []

    write(world, code, LATER)
    world.clock.go(minutes=11)
    assert world.publish(ferry, sent)

    assert world.record(ferry, sent).status == "published"
    assert unread(world, ferry) == [sent]


def test_of_what_was_taken_back_only_what_came_with_it_or_since_is_read(
    world: World, ferry: Memorial, reader: Browser
) -> None:
    sent, code = written(world, ferry, reader)
    reader.get(f"{LIST}/{sent}")
    world.clock.go(minutes=1)
    receipt.act(world.services, code, "withdraw", {})
    # What came before went with it, from the page that was open as well.
    assert unread(world, ferry) == []
    answer = reader.submit(BUTTON, action="read")
    assert answer.status_code == 409 and WORDS not in answer.text
    assert "No message waits. Thank you." in reader.get(LIST).text

    write(world, code, "Somebody has threatened us.")

    listed = reader.get(LIST).text
    assert "What was taken back" in listed and "Ayla Verdin" not in listed
    page = reader.get(f"{LIST}/{sent}").text
    assert "Somebody has threatened us." in page
    assert not [word for word in (WORDS, "Ayla", "ferry every day", "blue cup") if word in page]
    assert "Marked as read." in reader.submit("It is read").text
    assert unread(world, ferry) == []
    assert "Somebody has threatened us." not in reader.get(f"{LIST}/{sent}").text


def test_why_it_was_taken_back_is_read_too(world: World, ferry: Memorial, reader: Browser) -> None:
    sent, code = written(world, ferry, reader)
    world.clock.go(minutes=1)

    receipt.act(world.services, code, "withdraw", {"reason": "My aunt asked for it."})

    assert unread(world, ferry) == [sent]
    page = reader.get(f"{LIST}/{sent}").text
    assert "My aunt asked for it." in page and WORDS not in page


def test_a_removal_is_no_reading(world: World, ferry: Memorial, reader: Browser) -> None:
    sent, _code = written(world, ferry, reader)
    two = [member(world, "ed@example.org"), world.add_staff("two@example.org", Role.EDITOR)]
    for editor in two:
        reviewing.remove(world.services, editor, ferry.id, sent, "It was another Ayla.")

    assert world.record(ferry, sent).status == "removed"
    assert unread(world, ferry) == [sent]


def test_words_that_bring_nothing_back_to_the_queue_wait_here(world: World, ferry: Memorial, reader: Browser) -> None:
    """Out of sight at the sender's own wish, an appeal stands in no queue."""
    sent, code = world.send_with_code()
    reader.get(f"/desk/review/ferry/{sent}")
    reader.submit("decision", decision="decline", reason="off_topic", message="It is about a mill.")
    with world.services.unit_of_work() as uow:
        declined = uow.remembrances.get(ferry.id, sent)
        uow.remembrances.save(replace(declined, standing=Standing.PAUSED, paused_by=("contributor",)))
        uow.commit()
    assert unread(world, ferry) == []

    receipt.act(world.services, code, "appeal", {"message": "It is about the ferry."})

    assert world.record(ferry, sent).status == "paused"
    assert unread(world, ferry) == [sent]


def test_whoever_decides_has_every_new_message_before_them(world: World, ferry: Memorial, reader: Browser) -> None:
    sent, code = world.send_with_code()
    for number in range(5):
        write(world, code, f"Word number {number}.")

    page = reader.get(f"/desk/review/ferry/{sent}").text

    assert [number for number in range(5) if f"Word number {number}." not in page] == []


def test_an_answer_that_was_begun_is_not_lost(world: World, ferry: Memorial, reader: Browser) -> None:
    sent, _code = written(world, ferry, reader)
    reader.get(f"{LIST}/{sent}")

    answer = reader.submit(BUTTON, action="read", message="Thank you, we")

    assert answer.status_code == 422 and "Thank you, we" in answer.text
    assert unread(world, ferry) == [sent]


def test_what_comes_while_all_is_recomputed_is_not_taken_from_the_list(
    world: World, ferry: Memorial, reader: Browser
) -> None:
    """On PostgreSQL somebody may save between what a job read and what it writes."""
    sent, code = world.send_with_code()
    accept(world, reader, sent)
    earlier = world.record(ferry, sent)
    write(world, code, WORDS)

    with world.services.unit_of_work() as uow:
        uow.remembrances.renew_unread(earlier)
        uow.commit()

    assert unread(world, ferry) == [sent]


def test_where_nothing_is_unread_nothing_is_marked(world: World, ferry: Memorial, reader: Browser) -> None:
    sent, _code = written(world, ferry, reader)
    reader.get(f"{LIST}/{sent}")
    reader.submit(BUTTON, action="read")
    now = world.record(ferry, sent).revision

    with pytest.raises(Conflict):
        conversation.mark_read(world.services, member(world, "ed@example.org"), ferry.id, sent, revision=now)
    assert world.record(ferry, sent).revision == now


def test_no_one_from_elsewhere_sees_or_marks_it(world: World, ferry: Memorial, reader: Browser) -> None:
    sent, _code = written(world, ferry, reader)
    world.begin_memorial("mill", "The mill")
    stranger = world.signed_in("far@example.org", Role.EDITOR, "mill")

    assert stranger.get(LIST).status_code == 404
    with pytest.raises(NotAllowed):
        conversation.mark_read(world.services, member(world, "far@example.org"), ferry.id, sent, revision=1)
    assert unread(world, ferry) == [sent]


def test_the_longest_wait_comes_first(world: World, ferry: Memorial, reader: Browser) -> None:
    one, first_code = world.send_with_code()
    two, second_code = world.send_with_code(person_name="Neve Quarrel", story="She rowed.")
    accept(world, reader, one)
    accept(world, reader, two)
    world.clock.go(minutes=11)
    for code in (second_code, first_code, second_code):
        world.clock.go(minutes=1)
        write(world, code, WORDS)

    # A second word moves the first one nowhere.
    assert unread(world, ferry) == [two, one]


def test_what_was_written_before_an_upgrade_is_found_by_recomputing(
    world: World, ferry: Memorial, reader: Browser
) -> None:
    sent, _code = written(world, ferry, reader)
    with world.installation.archive.writing.begin() as connection:
        connection.execute(text("UPDATE remembrance SET unread_since = NULL"))
    assert unread(world, ferry) == []

    memorials.recompute(world.services, ferry.id)

    assert unread(world, ferry) == [sent]


def test_marking_needs_the_state_that_was_seen(world: World, ferry: Memorial, reader: Browser) -> None:
    sent, _code = written(world, ferry, reader)

    with pytest.raises(Conflict):
        conversation.mark_read(world.services, member(world, "ed@example.org"), ferry.id, sent, revision=1)
    assert unread(world, ferry) == [sent]
