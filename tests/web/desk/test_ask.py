"""The conversation with a sender on a page of its own: all of it, nothing sent unseen, no name nobody chose to say."""

from __future__ import annotations

import pytest

from memorial.application import receipt
from memorial.application.everything import described, everything
from memorial.application.ports.store import AuditEntry
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role, Standing
from memorial.web.contribute.receipt_view import thread_lines
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.test_resting import event, read_for

QUESTION = "In which year was it?"


def address(record_id: str) -> str:
    return f"/desk/ask/ferry/{record_id}"


def editor_at(world: World, email: str = "ed@example.org") -> Browser:
    reader = world.signed_in(email, Role.EDITOR)
    reader.confirms = False
    return reader


def new_entries(world: World, ferry: Memorial, before: int) -> list[tuple[str, str, str]]:
    def told(one: AuditEntry) -> tuple[str, str, str]:
        return one.action, one.outcome, one.reason

    log = world.log(ferry.id)
    return [told(one) for one in log[: len(log) - before]]


def test_a_question_is_shown_word_for_word_before_it_is_sent_and_then_waits_for_its_answer(
    world: World, ferry: Memorial
) -> None:
    sent, code = world.send_with_code()
    reader = editor_at(world)
    reader.get(f"/desk/review/ferry/{sent}")
    assert address(sent) in [one.get("href") for one in reader.page().all("a")]
    assert "None yet." in reader.get(address(sent)).text
    before = len(world.log(ferry.id))

    shown = reader.submit("message", message=QUESTION)

    assert QUESTION in shown.text and "The sender reads your question and answers" in shown.text
    assert "A reader of \u2068The ferry\u2069" in shown.text
    assert world.record(ferry, sent).messages == ()
    assert new_entries(world, ferry, before) == [("ask", "refused", "shown_first")]
    # Going back keeps it; sending it decides.
    assert reader.submit("confirmed", action="back").request.path == address(sent)
    assert reader.form(holding="message")["message"] == QUESTION
    reader.submit("message")
    assert reader.submit("confirmed").request.path == f"/desk/decided/ferry/{sent}"
    record = world.record(ferry, sent)
    assert (record.status, record.messages[-1].text) == ("needs_contributor", QUESTION)
    assert new_entries(world, ferry, before)[0] == ("ask", "done", "decided")

    receipt.act(world.services, code, "message", {"message": "In 1987."})
    words = reader.get(address(sent)).text
    assert words.index(QUESTION) < words.index("In 1987.")


def test_where_nothing_waits_a_word_changes_nothing_else_and_is_told_by_a_neutral_note(
    world: World, ferry: Memorial
) -> None:
    sent, code = world.send_with_code()
    receipt.leave_address(world.services, code, "ayla@example.org")
    reader = editor_at(world)
    reader.get(f"/desk/review/ferry/{sent}")
    reader.submit("decision", decision="decline", reason="off_topic", message="It is about a mill.")
    reader.submit("confirmed")
    earlier, before = world.record(ferry, sent), len(world.log(ferry.id))
    words = reader.get(address(sent)).text
    assert "Not about this memorial: It is about a mill." in words and "It is now: declined." in words

    empty = reader.submit("message", message=" ")
    assert empty.status_code == 422 and "Please write the message." in empty.text
    assert "Nothing else changes." in reader.submit("message", message="Thank you.").text
    form = reader.form(holding="confirmed")
    assert "Sent." in reader.submit("confirmed").text
    again = reader.post(address(sent), form)
    assert again.status_code == 409 and reader.form(holding="message")["message"] == "Thank you."

    after = world.record(ferry, sent)
    assert (after.status, after.versions) == (earlier.status, earlier.versions)
    assert [one.text for one in after.messages] == ["Thank you."]
    assert [one[:2] for one in new_entries(world, ferry, before)] == [
        ("write", "refused"), ("write", "done"), ("write", "refused"), ("ask_write", "refused"),
    ]  # fmt: skip
    with world.services.unit_of_work(read_only=True) as uow:
        assert len(uow.outbox.listed(ferry.id, limit=9)) == 2


def test_no_name_is_said_unless_its_reader_chose_one_and_a_reason_never_bears_it(world: World, ferry: Memorial) -> None:
    sent, code = world.send_with_code()
    reader = editor_at(world)
    reader.get("/desk/account/desk")
    assert reader.form(holding="signature")["signature"] == ""
    long = reader.submit("signature", signature="x" * 61)
    assert long.status_code == 422
    reader.get("/desk/account/desk")
    reader.submit("signature", signature="  Dara \u202eK. ")

    reader.get(address(sent))
    reader.submit("message", message=QUESTION)
    assert "\u2068Dara K.\u2069, a reader of" in reader.last.text  # type: ignore[union-attr]
    reader.submit("confirmed")
    receipt.act(world.services, code, "message", {"message": "In 1987."})
    other = editor_at(world, "two@example.org")
    assert "Dara K." in other.get(address(sent)).text
    other.submit("message", message="Thank you.")
    other.submit("confirmed")

    record = world.record(ferry, sent)
    assert [one.signed for one in record.messages] == ["Dara K.", "", ""]
    with world.app.test_request_context("/desk/"):
        read = [one.author for one in thread_lines(record, ferry)]
    somebody = "reader of \u2068The ferry\u2069"
    assert read == [f"\u2068Dara K.\u2069, a {somebody}", "You", f"A {somebody}"]
    told = repr(described(everything(world.services, code)))
    assert "ed@example.org" not in told and "two@example.org" not in told and "'signed': 'Dara K.'" in told
    assert "Dara" not in repr(record.latest)


def test_another_reader_who_holds_it_sees_to_it_and_nothing_of_it_is_shown(world: World, ferry: Memorial) -> None:
    sent, code = world.send_with_code()
    receipt.act(world.services, code, "message", {"message": "Quxolotl was her word."})
    holder, reader = editor_at(world, "two@example.org"), editor_at(world)
    form = {**_sendable(reader, sent), "message": QUESTION}
    holder.get(address(sent))
    assert holder.submit("Take this one").request.path == address(sent)
    assert "You hold this until" in holder.last.text  # type: ignore[union-attr]

    held = reader.get(address(sent)).text
    assert "Another reader holds this one now." in held and "Quxolotl" not in held
    answer = reader.post(address(sent), {**form, "confirmed": "yes"})

    assert answer.status_code == 409 and QUESTION in answer.text and "Quxolotl" not in answer.text
    assert len(world.record(ferry, sent).messages) == 1


def _sendable(reader: Browser, record_id: str) -> dict[str, str]:
    reader.get(address(record_id))
    return reader.form(holding="message")


def test_what_was_taken_back_or_said_meanwhile_is_never_written_over(world: World, ferry: Memorial) -> None:
    sent, code = world.send_with_code()
    reader = editor_at(world)
    form = {**_sendable(reader, sent), "message": QUESTION, "confirmed": "yes"}
    receipt.act(world.services, code, "message", {"message": "One thing more."})

    changed = reader.post(address(sent), form)
    assert changed.status_code == 409 and QUESTION in changed.text and "One thing more." in changed.text
    world.clock.go(minutes=1)
    receipt.act(world.services, code, "withdraw", {})
    for answer in (reader.get(address(sent)), reader.post(address(sent), form)):
        assert answer.status_code == 409
        assert "The sender took this back." in answer.text
        assert "One thing more." not in answer.text and "Ayla" not in answer.text
    assert QUESTION in reader.post(address(sent), {**form, "confirmed": ""}).text

    record = world.record(ferry, sent)
    assert record.standing is Standing.WITHDRAWN and len(record.messages) == 1


@pytest.mark.long
def test_who_does_not_read_here_finds_no_such_page(world: World, ferry: Memorial) -> None:
    sent = world.send()
    world.begin_memorial("mill", "The mill")
    for email, role, where in (("a@example.org", Role.ADMIN, "ferry"), ("m@example.org", Role.EDITOR, "mill")):
        other = world.signed_in(email, role, where)
        token = other.form(holding="Sign out")["csrf_token"]
        given = {"csrf_token": token, "message": "x", "confirmed": "yes", "version": "1", "revision": "1"}
        assert other.get(address(sent)).status_code == 404
        assert other.post(address(sent), given).status_code == 404
    assert world.record(ferry, sent).messages == ()


def test_it_counts_like_the_review_page_and_comes_after_stopping(world: World, ferry: Memorial) -> None:
    one, two = event(world), event(world)
    reader = editor_at(world)
    reader.get(address(one))
    read_for(reader, one, 46)

    assert reader.get(address(one)).request.path == address(one)
    assert reader.get(address(two)).request.path == "/desk/rest"
    assert "You have opened 1 today." in reader.get("/desk/").text


def test_a_text_begins_the_message_and_what_is_typed_is_kept_beside_all_else(world: World, ferry: Memorial) -> None:
    sent = world.send()
    reader = editor_at(world)
    reader.get(f"/desk/review/ferry/{sent}")
    token = reader.form(holding="decision")["csrf_token"]
    draft = f"/desk/review/ferry/{sent}/draft"
    typed = {"csrf_token": token, "version": "1", "note": "Look at the year.", "message": "Dear"}
    assert reader.client.put(draft, data=typed).status_code == 204
    assert _sendable(reader, sent)["message"] == "Dear"

    options = {one.text(): one.get("value") for one in reader.page().all("option")}
    reader.submit("message", action="put", template=options["Ask the sender: Who is it about?"])
    begun = reader.form(holding="message")["message"]
    assert begun.startswith("Dear\n\nThank you for what you sent.")
    given = {"csrf_token": token, "version": "1", "part": "message", "message": begun}
    assert reader.client.put(draft, data=given).status_code == 204

    reader.get(f"/desk/review/ferry/{sent}")
    kept = reader.form(holding="decision")
    assert (kept["note"], kept["message"]) == ("Look at the year.", begun)
    state = reader.client.get(f"/desk/review/ferry/{sent}/state?revision={kept['revision']}").get_json()
    closed = reader.client.get(f"/desk/review/ferry/{sent}/state?revision={kept['revision']}&closed=1").get_json()
    assert (state["state"], closed["state"]) == ("same", "changed")
