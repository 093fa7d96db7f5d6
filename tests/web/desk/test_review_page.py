"""The page on which one remembrance is read: what was found, notes, what is typed and kept, what is shown first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from memorial.application import receipt
from memorial.application.memorials import change_settings
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role, VersionState
from tests.web.desk.desk_client import Browser, World


@pytest.fixture
def editor(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("ed@example.org", Role.EDITOR)


def review_of(sent: str) -> str:
    return f"/desk/review/ferry/{sent}"


def keep(browser: Browser, sent: str, **typed: str) -> int:
    """What the page's script sends three seconds after somebody typed."""
    data = browser.form(holding="decision") | typed
    return browser.client.put(f"{review_of(sent)}/draft", data=data).status_code


# The text


def test_what_a_program_found_is_named_in_words_beside_the_words(world: World, editor: Browser) -> None:
    sent = world.send(story="Ayla sang. Ask for Tomas Vell of Low Weir at 555 0199.", place="Low Weir")

    editor.get(review_of(sent))

    marks = [one.text() for one in editor.page().all("span") if one.get("class") == "found"]
    assert marks == [
        "Ayla the person's name",
        "Tomas Vell a name?",
        "Low Weir the place that was given",
        "555 0199 a phone number?",
    ]


def test_paragraphs_are_numbered_and_long_texts_are_folded(world: World, editor: Browser) -> None:
    one = "word " * 400
    sent = world.send(story="\n\n".join([one] * 9))

    editor.get(review_of(sent))

    lists = [one for one in editor.page().all("ol") if one.get("class") == "paragraphs"]
    assert [found.get("start") for found in lists] == ["1", "5", "9"]
    folded = [one for one in editor.page().all("details") if one.get("class") == "fold"]
    assert [one.all("summary")[0].text() for one in folded] == [
        "From word 1,601 on: 1,600 more words",
        "From word 3,201 on: 400 more words",
        "The whole of it, as visitors would see it",
    ]
    assert not any(one.has("open") for one in folded)


def test_enter_presses_the_button_that_decides_and_no_other_of_the_form(world: World, editor: Browser) -> None:
    sent = world.send()
    editor.get(review_of(sent))

    of_form = [
        one
        for one in editor.page().all("button")
        if one.get("form") == "decide" or one in editor.form_element(holding="decision").all("button")
    ]

    assert of_form[0].has("data-next")
    assert of_form[0].text() == "Decide"


# Suggestions


def test_a_change_of_one_paragraph_goes_to_the_sender_with_its_reason(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    sent, code = world.send_with_code(story="One.\n\nCall 555 0199.\n\nThree.")
    editor.get(review_of(sent))

    without = editor.submit("decision", decision="suggest", suggest_2="Call us.")
    assert (without.status_code, "Please say why" in without.text) == (422, True)
    assert world.record(ferry, sent).status == "in_review"
    other = editor.submit("decision", decision="accept", suggest_2="Call us.", suggest_why_2="A number.")
    assert (other.status_code, "Call us." in other.text) == (422, True)

    editor.confirms = False
    first = editor.submit("decision", decision="suggest", suggest_2="Call us.", suggest_why_2="A number.")
    assert "A number." in first.text
    assert world.record(ferry, sent).status == "in_review"
    editor.submit("confirmed")

    suggestion = receipt.open_receipt(world.services, code, media_base="/r").remembrance.latest.suggestion
    assert suggestion is not None
    assert suggestion.story == "One.\n\nCall us.\n\nThree."
    assert [(one.paragraph, one.before, one.after, one.reason) for one in suggestion.changes] == [
        (2, "Call 555 0199.", "Call us.", "A number.")
    ]
    # Nobody at the desk has changed a word.
    assert world.record(ferry, sent).latest.story == "One.\n\nCall 555 0199.\n\nThree."


# What reaches the sender


@pytest.mark.parametrize(
    ("decision", "given", "read"),
    [
        ("ask", {"message": "Which year was it?"}, "Which year was it?"),
        ("decline", {"reason": "duplicate", "message": "We have it."}, "We have it."),
        pytest.param("keep", {"message": "It stays safe."}, "It stays safe.", marks=pytest.mark.long),
        pytest.param("accept", {"message": "Thank you."}, "Thank you.", marks=pytest.mark.long),
    ],
)
def test_what_reaches_the_sender_is_shown_first_word_for_word(
    world: World, ferry: Memorial, editor: Browser, decision: str, given: dict[str, str], read: str
) -> None:
    sent, code = world.send_with_code()
    editor.confirms = False
    editor.get(review_of(sent))
    before, entries = world.record(ferry, sent), len(world.log())

    answer = editor.submit("decision", decision=decision, **given)

    assert answer.status_code == 200
    panels = [one.text() for one in editor.page().all("p") if "typed" in one.get("class")]
    assert panels == [read]
    assert "What will happen:" in answer.text
    assert world.record(ferry, sent) == before
    assert len(world.log()) == entries + 1
    assert world.log(ferry.id)[0].reason == "shown_first"
    editor.submit("confirmed")
    record = receipt.open_receipt(world.services, code, media_base="/r").remembrance
    assert record.status != "in_review"
    assert read in [record.latest.question, record.latest.reason_message, *(one.text for one in record.messages)]


@pytest.mark.parametrize("decision", ["accept", "second"])
def test_what_reaches_nobody_is_decided_at_once(world: World, ferry: Memorial, editor: Browser, decision: str) -> None:
    sent = world.send()
    editor.confirms = False
    editor.get(review_of(sent))

    answer = editor.submit("decision", decision=decision)

    assert answer.request.path.startswith("/desk/decided/")


def test_going_back_from_what_would_be_sent_keeps_what_was_typed(world: World, editor: Browser) -> None:
    sent = world.send(story="One.\n\nTwo.")
    editor.confirms = False
    editor.get(review_of(sent))
    typed = {"suggest_2": "Two and a half.", "suggest_why_2": "Clearer", "message": "Please look.", "flags": ["minor"]}
    editor.submit("decision", decision="suggest", **typed)

    back = next(one for one in editor.page().all("a") if one.text() == "Go back and change it")
    editor.get(back.get("href"))

    form = editor.form(holding="decision")
    assert (form["message"], form["flags"], form["decision"]) == ("Please look.", ["minor"], ["suggest"])
    boxes = {one.get("name"): one for one in editor.page().all("textarea", "input")}
    assert "Two and a half." in boxes["suggest_2"].text()
    assert boxes["suggest_why_2"].get("value") == "Clearer"


# Notes, texts, and what is typed


def test_a_note_is_for_readers_and_keeps_all_else_that_was_typed(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    sent, code = world.send_with_code()
    editor.get(review_of(sent))
    entries = len(world.log())

    answer = editor.submit("decision", action="note", note="I know this street.", message="Which year?")

    assert answer.status_code == 200
    assert "I know this street." in answer.text
    form = editor.form(holding="decision")
    assert (form["message"], form["note"]) == ("Which year?", "")
    assert len(world.log()) == entries + 1
    assert [one.text for one in world.record(ferry, sent).notes] == ["I know this street."]
    assert world.record(ferry, sent).messages == ()
    kept = receipt.open_receipt(world.services, code, media_base="/r").remembrance
    assert kept.messages == ()
    empty = editor.submit("decision", action="note", note=" ", message="Which year?")
    assert (empty.status_code, "Which year?" in empty.text) == (422, True)


def test_a_text_is_put_into_the_message_in_the_senders_language_and_nothing_is_lost(
    world: World, editor: Browser
) -> None:
    sent = world.send()
    editor.get(review_of(sent))

    editor.submit("decision", action="put", template="kept", message="Dear reader", take_out="blue cup")

    form = editor.form(holding="decision")
    assert form["message"].startswith("Dear reader\n\nWe keep what you sent in the archive")
    assert form["take_out"] == "blue cup"


def test_what_is_typed_is_kept_for_its_reader_alone_and_leaves_no_entry(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    sent = world.send(story="One.\n\nTwo.")
    other = world.signed_in("two@example.org", Role.EDITOR)
    editor.get(review_of(sent))
    entries, revision = len(world.log()), world.record(ferry, sent).revision

    assert keep(editor, sent, message="Which year?", suggest_2="Two!", suggest_why_2="Joy") == 204

    assert (len(world.log()), world.record(ferry, sent).revision) == (entries, revision)
    assert "Which year?" in editor.get(review_of(sent)).text
    assert "Two!" in editor.last.text  # type: ignore[union-attr]
    theirs = other.get(review_of(sent))
    assert (theirs.status_code, "Which year?" in theirs.text) == (200, False)
    editor.submit("decision", decision="second", message="", suggest_2="Two.")
    assert "Which year?" not in editor.get(review_of(sent)).text


def test_a_draft_needs_its_token_and_a_memorial_of_ones_own(world: World, ferry: Memorial, editor: Browser) -> None:
    sent = world.send()
    world.begin_memorial("mill", "The mill")
    stranger = world.signed_in("mill@example.org", Role.EDITOR, "mill")
    token = stranger.form(holding="Sign out")["csrf_token"]
    editor.get(review_of(sent))

    assert keep(editor, sent, csrf_token="") == 422
    for slug in ("ferry", "mill"):
        path = f"/desk/review/{slug}/{sent}"
        assert stranger.client.put(f"{path}/draft", data={"csrf_token": token, "message": "x"}).status_code == 404
    assert stranger.client.get(f"/desk/review/ferry/{sent}/state").status_code == 404
    assert stranger.client.get(f"/desk/review/mill/{sent}/state").json["state"] == "gone"  # type: ignore[index]


@pytest.mark.parametrize("act", ["withdraw", pytest.param("erase", marks=pytest.mark.long)])
def test_what_was_typed_about_it_goes_when_its_sender_takes_it_back(
    world: World, ferry: Memorial, editor: Browser, act: str
) -> None:
    sent, code = world.send_with_code()
    editor.get(review_of(sent))
    typed = editor.form(holding="decision") | {"message": "She sang on the ferry?"}
    assert editor.client.put(f"{review_of(sent)}/draft", data=typed).status_code == 204
    assert kept_rows(world) == 1

    receipt.act(world.services, code, act, {})

    assert kept_rows(world) == 0
    assert editor.client.put(f"{review_of(sent)}/draft", data=typed).status_code in (404, 409)
    assert kept_rows(world) == 0


def kept_rows(world: World) -> int:
    with world.services.unit_of_work(read_only=True) as uow:
        return int(uow._connection.execute(text("SELECT count(*) FROM review_draft")).scalar_one())


# What happens meanwhile


def test_the_page_can_ask_whether_it_still_stands_and_keeps_nobody_signed_in_by_that(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    sent, code = world.send_with_code()
    editor.get(review_of(sent))
    address = next(one.get("data-state") for one in editor.page().all("form") if one.get("id") == "decide")

    assert editor.client.get(address).json == {"state": "same", "said": ""}
    receipt.act(world.services, code, "change", {"story": "Other words."})
    assert editor.client.get(address).json["state"] == "changed"  # type: ignore[index]
    receipt.act(world.services, code, "withdraw", {})
    assert editor.client.get(address).json["state"] == "gone"  # type: ignore[index]
    for _ in range(4):
        world.clock.go(minutes=4)
        answer = editor.client.get(address)
    assert answer.status_code == 303
    assert "/desk/sign-in" in answer.headers["Location"]


@pytest.mark.long
def test_another_readers_claim_is_told(world: World, ferry: Memorial, editor: Browser) -> None:
    sent = world.send()
    other = world.signed_in("two@example.org", Role.EDITOR)
    editor.get(review_of(sent))
    typed = editor.form(holding="decision") | {"message": "Mine"}
    other.get(review_of(sent))
    other.submit("Take this one")

    assert editor.client.get(f"{review_of(sent)}/state?revision=1").json["state"] == "held"  # type: ignore[index]
    assert editor.client.put(f"{review_of(sent)}/draft", data=typed).status_code == 409


def test_words_for_a_paragraph_are_kept_when_something_changed_meanwhile(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    sent, code = world.send_with_code(story="One.\n\nTwo.")
    other = world.signed_in("two@example.org", Role.EDITOR)
    mine = {"decision": "suggest", "suggest_2": "Two and a half.", "suggest_why_2": "Clearer", "message": "Look"}
    editor.get(review_of(sent))
    other.get(review_of(sent))
    other.submit("decision", action="note", note="I read it too.")

    answer = editor.submit("decision", **mine)
    assert (answer.status_code, editor.form(holding="decision")["message"]) == (409, "Look")
    boxes = {one.get("name"): one.text() for one in editor.page().all("textarea")}
    assert boxes["suggest_2"] == "Two and a half."

    receipt.act(world.services, code, "change", {"story": "Something else."})
    answer = editor.submit("decision", **mine)
    assert (answer.status_code, "Two and a half." in answer.text, "Something else." in answer.text) == (409, True, True)
    assert world.record(ferry, sent).latest.suggestion is None


# Undo


def test_undo_is_real_for_ten_minutes_and_afterwards_the_page_says_what_can_be_done(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    sent = world.send()
    editor.get(review_of(sent))
    editor.submit("decision", decision="accept")
    decided = f"/desk/decided/ferry/{sent}"
    world.clock.go(minutes=9)
    assert not world.publish(ferry, sent)
    assert world.shown(ferry) == []

    editor.get(decided)
    editor.submit("Undo")
    assert world.record(ferry, sent).status == "in_review"
    editor.get(review_of(sent))
    editor.submit("decision", decision="accept")
    token = editor.form(holding="Sign out")["csrf_token"]
    for _ in range(2):
        world.clock.go(minutes=5, seconds=30)
        editor.get("/desk/")
    assert world.publish(ferry, sent)

    assert world.shown(ferry) == [sent]
    page = editor.get(decided)
    assert "Undo" not in [one.text() for one in editor.page().all("button")]
    assert f"/desk/published?memorial=ferry&amp;find={sent}" in page.text
    late = editor.post(review_of(sent), {"csrf_token": token, "action": "undo", "version": "1"})
    assert (late.status_code, "It is published already. You can take it out of sight." in late.text) == (409, True)
    assert world.record(ferry, sent).latest.state is VersionState.PUBLISHED


def test_the_time_of_publication_is_said_by_the_clock_of_the_memorial(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    change_settings(world.services, "ferry", change=lambda one: replace(one, time_zone="Asia/Yerevan"))
    sent = world.send()
    editor.get(review_of(sent))

    answer = editor.submit("decision", decision="accept", then="stop")

    assert "Will be published at 16:10" in answer.text
    assert "You chose to stop here" in answer.text
