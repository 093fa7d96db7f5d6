"""Objections at the desk: who sees them, what one reader may do, and what takes two."""

from __future__ import annotations

from memorial.application import concerns, receipt
from memorial.domain.memorial import Memorial
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.record import Account, Question
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World
from tests.web.wall.records import about, put_in, source, typed


def published(world: World, ferry: Memorial, editor: Browser) -> str:
    record = world.send(signature="none")
    editor.get(f"/desk/review/ferry/{record}")
    editor.submit("decision", decision="accept", names_looked_for="y")
    world.clock.go(minutes=11)
    assert world.publish(ferry, record)
    return record


def object_to(world: World, about: str, **given: str) -> tuple[str, str]:
    """(code, id)"""
    code = ReceiptCode.generate().digits
    fields = {"kind": "hide", "reason": "living_person", "message": "I am Neve Quarrel.", "about": about, **given}
    return code, concerns.raise_objection(world.services, "ferry", code, fields, language="en").objection_id


def test_today_leads_to_what_waits_and_the_list_holds_no_word_of_the_objector(world: World, ferry: Memorial) -> None:
    editor = world.signed_in("editor@example.org", Role.EDITOR)
    record = published(world, ferry, editor)
    object_to(world, record)

    today = editor.get("/desk/").text
    listed = editor.get("/desk/concerns?memorial=ferry").text

    assert "1 objection waits." in today
    assert "hidden until two people have decided" in listed
    assert "Ayla Verdin" in listed
    assert "Quarrel" not in listed


def test_two_editors_uphold_what_one_cannot(world: World, ferry: Memorial) -> None:
    editor = world.signed_in("editor@example.org", Role.EDITOR)
    second = world.signed_in("second@example.org", Role.EDITOR)
    record = published(world, ferry, editor)
    _, objection = object_to(world, record)
    address = f"/desk/concerns/ferry/{objection}"

    assert "I am Neve Quarrel." in editor.get(address).text
    editor.submit("message", action="uphold", message="It names you.")
    assert "One of two has agreed" in editor.get(address).text
    editor.submit("message", action="uphold", message="It names you.")
    assert "upheld" not in editor.get(address).text
    second.get(address)
    second.submit("message", action="uphold", message="It names you.")

    assert "upheld: it stays hidden" in second.get(address).text
    assert world.shown(ferry) == []
    asked = [entry.outcome for entry in world.log(ferry.id) if entry.action == "objection_uphold"]
    assert asked == ["done", "done", "done"]
    label = "Objection: The text, a living person (upheld: it stays hidden)"
    assert label in editor.get(f"/desk/review/ferry/{record}").text


def test_two_editors_reject_it_and_it_is_seen_again(world: World, ferry: Memorial) -> None:
    browsers = [world.signed_in(f"{name}@example.org", Role.EDITOR) for name in ("editor", "second")]
    record = published(world, ferry, browsers[0])
    _, objection = object_to(world, record)

    for browser in browsers:
        assert world.shown(ferry) == []
        browser.get(f"/desk/concerns/ferry/{objection}")
        browser.submit("message", action="reject", message="")

    assert world.shown(ferry) == [record]


def test_a_moderator_hides_and_asks_and_decides_nothing(world: World, ferry: Memorial) -> None:
    editor = world.signed_in("editor@example.org", Role.EDITOR)
    moderator = world.signed_in("moderator@example.org", Role.MODERATOR)
    record = published(world, ferry, editor)
    code, objection = object_to(world, record, reason="hurtful")
    address = f"/desk/concerns/ferry/{objection}"

    page = moderator.get(address).text
    assert "This ground hides nothing before somebody has looked." in page
    assert "Uphold" not in page
    moderator.submit("message", action="hide", message="")
    assert world.shown(ferry) == []
    moderator.get(address)
    moderator.submit("message", action="message", message="Which words do you mean?")
    data = moderator.form(holding="action") | {"action": "uphold"}
    moderator.proves = False
    answer = moderator.post(address, data)

    assert answer.status_code in (403, 422)
    messages = concerns.open_concern(world.services, code).objection.messages
    assert [one.text for one in messages] == ["Which words do you mean?"]


def test_an_empty_message_comes_back_with_words(world: World, ferry: Memorial) -> None:
    moderator = world.signed_in("moderator@example.org", Role.MODERATOR)
    _, objection = object_to(world, "", kind="correct")
    moderator.get(f"/desk/concerns/ferry/{objection}")

    answer = moderator.submit("message", action="answer", message=" ")

    assert answer.status_code == 422
    assert "Write something first." in answer.text


def test_what_was_taken_back_is_not_read_at_its_objection(world: World, ferry: Memorial) -> None:
    editor = world.signed_in("editor@example.org", Role.EDITOR)
    record, code = world.send_with_code(signature="none")
    editor.get(f"/desk/review/ferry/{record}")
    editor.submit("decision", decision="accept", names_looked_for="y")
    world.clock.go(minutes=11)
    assert world.publish(ferry, record)
    _, objection = object_to(world, record)
    pages = ("/desk/concerns?memorial=ferry", f"/desk/concerns/ferry/{objection}")
    assert "She had a blue cup" in editor.get(pages[1]).text

    receipt.act(world.services, code, "withdraw", {})

    for page in pages:
        text = editor.get(page).text
        assert "Not there any more" in text
        assert "blue cup" not in text and "Ayla" not in text and record not in text


def test_something_wrong_is_answered_and_closed(world: World, ferry: Memorial) -> None:
    moderator = world.signed_in("moderator@example.org", Role.MODERATOR)
    _, objection = object_to(world, "", kind="correct", reason="wrong", given_about="f" * 32)
    page = moderator.get(f"/desk/concerns/ferry/{objection}").text
    assert "The memorial as a whole" in page
    assert "f" * 32 in page

    moderator.submit("message", action="answer", message="It is put right.")

    assert "answered" in moderator.get(f"/desk/concerns/ferry/{objection}").text
    assert world.log(ferry.id)[0].action == "objection_answer"


def test_readers_of_other_memorials_and_administrators_see_none(world: World, ferry: Memorial) -> None:
    world.begin_memorial("lake")
    _, objection = object_to(world, "", kind="correct")
    for browser in (
        world.signed_in("lake@example.org", Role.EDITOR, "lake"),
        world.signed_in("admin@example.org", Role.ADMIN),
    ):
        for address in ("/desk/concerns?memorial=ferry", f"/desk/concerns/ferry/{objection}"):
            answer = browser.get(address)
            assert answer.status_code == 404
            assert "Quarrel" not in answer.text


def test_an_act_that_does_not_exist_is_refused_and_noted(world: World, ferry: Memorial) -> None:
    moderator = world.signed_in("moderator@example.org", Role.MODERATOR)
    _, objection = object_to(world, "", kind="correct")
    moderator.get(f"/desk/concerns/ferry/{objection}")

    data = moderator.form(holding="action") | {"action": "widen"}
    answer = moderator.post(f"/desk/concerns/ferry/{objection}", data)

    assert answer.status_code == 422
    assert world.log(ferry.id)[0].outcome == "refused"


def test_an_unknown_objection_is_the_common_page(world: World, ferry: Memorial) -> None:
    moderator = world.signed_in("moderator@example.org", Role.MODERATOR)

    assert moderator.get(f"/desk/concerns/ferry/{'0' * 32}").status_code == 404


def test_a_concern_about_the_record_says_what_it_is_about(world: World, ferry: Memorial) -> None:
    question = Question("How many boats?", (Account("one", "7."),))
    told = {"about": about(), "one": source("The inquiry"), "lost": question}
    put_in(world.services, ferry.id, typed(told))
    moderator = world.signed_in("moderator@example.org", Role.MODERATOR)
    raised = [object_to(world, name)[1] for name in ("record/lost", "reply/sources/one", "reply", "record/gone")]

    pages = [moderator.get(f"/desk/concerns/ferry/{one}").text for one in raised]

    assert "The record, question: How many boats?" in pages[0]
    assert "A reply to the record, source: The inquiry" in pages[1]
    assert "A reply to the record" in pages[2]
    assert "Not there any more" in pages[3]
    assert all('value="uphold"' not in one and 'value="answer"' in one for one in pages)
    listed = moderator.get("/desk/concerns?memorial=ferry").text
    assert "How many boats?" in listed
    assert listed.count(">Reply<") == 2
    assert ">Why</dt>" in pages[0]
    assert ">Why</dt>" not in pages[2]
