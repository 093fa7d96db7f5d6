"""From the queue to a decision and what follows: each through the pages, on a real installation."""

from __future__ import annotations

import re

import pytest

from memorial.application import receipt
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Audience, Role, Standing, VersionState
from tests.adapters.media.pictures import four_corners, written
from tests.web.desk.desk_client import STORY, Browser, World


def photograph() -> bytes:
    return written(four_corners(1600, 1200), "JPEG")


def open_next(browser: Browser) -> str:
    """Take the next one from the queue; the address of its review page."""
    browser.get("/desk/queue")
    answer = browser.submit("Take next")
    assert answer.status_code == 200
    return answer.request.path


def published_text(world: World, memorial: Memorial) -> str:
    """The text of the newest remembrance, as visitors read it."""
    with world.installation.reader.snapshot() as snapshot:
        return snapshot.remembrances(memorial.id, after="", limit=1).rows[0].body.__html__()


def test_what_an_editor_accepts_is_seen_when_the_undo_time_is_over(world: World, ferry: Memorial) -> None:
    sent = world.send()
    editor = world.signed_in("ed@example.org", Role.EDITOR)

    open_next(editor)
    answer = editor.submit("decision", decision="accept")

    assert "Will be published at 12:10" in answer.text
    assert world.shown(ferry) == []
    world.clock.go(minutes=10)
    assert world.publish(ferry, sent)
    assert world.shown(ferry) == [sent]


def test_undo_takes_an_acceptance_back_to_the_queue(world: World, ferry: Memorial) -> None:
    sent = world.send()
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    open_next(editor)
    editor.submit("decision", decision="accept")
    world.clock.go(minutes=9)

    answer = editor.submit("Undo")

    assert answer.request.path.startswith("/desk/review/")
    assert world.record(ferry, sent).status == "in_review"
    assert world.record(ferry, sent).person_id is None
    world.clock.go(minutes=10)
    assert not world.publish(ferry, sent)


def test_what_is_undone_has_its_turn_again_before_what_came_later(world: World, ferry: Memorial) -> None:
    first = world.send()
    world.clock.go(minutes=30)
    later = world.send()
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    open_next(editor)
    editor.submit("decision", decision="accept")
    world.clock.go(minutes=5)
    editor.submit("Undo")

    waiting = editor.get("/desk/queue").text

    assert waiting.index(first) < waiting.index(later)
    assert "35 minutes" in waiting


def test_the_queue_shows_nothing_of_what_was_sent_but_the_name(world: World, ferry: Memorial) -> None:
    world.send(story="The blue heron stood on one leg, and she drew it.", picture=photograph())
    editor = world.signed_in("ed@example.org", Role.EDITOR)

    page = editor.get("/desk/queue").text

    assert "Ayla Verdin" in page
    for word in ("heron", "drew", "at the sea", "a.jpg"):
        assert word not in page
    assert not re.search(r"<(img|picture|video|audio)\b|/desk/media/", page)


def test_photographs_are_links_with_their_size_and_are_loaded_only_when_asked_for(
    world: World, ferry: Memorial
) -> None:
    world.send(picture=photograph())
    editor = world.signed_in("ed@example.org", Role.EDITOR)

    open_next(editor)
    page = editor.page()

    assert page.all("img") == []
    links = [one for one in page.all("a") if "/desk/media/" in one.get("href")]
    assert [link.text().split(" (")[0] for link in links] == ["Small", "Full"]
    assert all("kB" in link.text() for link in links)
    picture = editor.get(links[0].get("href"))
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert picture.headers["Cache-Control"] == "no-store"
    assert picture.data[:2] == b"\xff\xd8"


def test_labels_stand_before_the_text_and_the_keyboard_reaches_the_decision_first(
    world: World, ferry: Memorial
) -> None:
    world.send()
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    open_next(editor)

    assert editor.last is not None
    page = editor.last.text
    assert page.index("Who may see it") < page.index("sang on the ferry")
    skip = editor.page().all("a")[0]
    assert (skip.get("href"), skip.text()) == ("#decision", "To the decision")
    target = next(one for one in editor.page().walk() if one.get("id") == "decision")
    controls = [one for one in target.walk() if one.name in ("input", "button", "a")]
    assert controls[0].get("value") == "accept"
    # Tab, Enter on the skip link, Tab, Space, Enter: the first button of the form is the one that decides.
    form = editor.form_element(holding="decision")
    assert form.all("button")[0].has("data-next")


def test_a_place_of_a_private_name_is_named_in_words_and_can_be_released(world: World, ferry: Memorial) -> None:
    sent = world.send(person_name_shown="none", story="Ayla Verdin sang.\n\nThe song was called Ayla.")
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    open_next(editor)

    assert editor.last is not None
    assert "private name 1:" in editor.last.text
    refused = editor.submit("decision", decision="accept")
    assert refused.status_code == 422
    assert "tick that you did" in refused.text

    places = [one.get("value") for one in editor.page().all("input") if one.get("name") == "released"]
    editor.submit("decision", decision="accept", names_looked_for="y", released=[places[-1]])
    world.clock.go(minutes=11)
    world.publish(ferry, sent)

    body = published_text(world, ferry)
    assert "Verdin" not in body
    assert "called Ayla" in body


def test_an_exact_phrase_is_taken_out_and_one_that_is_not_there_decides_nothing(world: World, ferry: Memorial) -> None:
    sent = world.send(story="She lived at the mill. Ask for Tomas at 555 0199.")
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    open_next(editor)

    refused = editor.submit("decision", decision="accept", take_out="555-0199", message="Kind regards")
    assert refused.status_code == 422
    assert "not in the text exactly so" in refused.text
    assert "Kind regards" in refused.text

    editor.submit("decision", decision="accept", take_out="555 0199\r\nTomas")
    world.clock.go(minutes=11)
    world.publish(ferry, sent)
    body = published_text(world, ferry)
    assert "555" not in body
    assert "Tomas" not in body
    assert "mill" in body


def test_a_question_a_suggestion_and_a_refusal_reach_the_sender(world: World, ferry: Memorial) -> None:
    codes = dict(world.send_with_code() for _ in range(3))
    editor = world.signed_in("ed@example.org", Role.EDITOR)

    asked = open_next(editor).rpartition("/")[2]
    editor.submit("decision", decision="ask", message="Which year was it?")
    suggested = open_next(editor).rpartition("/")[2]
    editor.submit("decision", decision="suggest", suggestion="Ayla sang.", message="Shorter")
    declined = open_next(editor).rpartition("/")[2]
    assert editor.submit("decision", decision="decline").status_code == 422
    editor.submit("decision", decision="decline", reason="off_topic", message="It is about another place.")

    assert {asked, suggested, declined} == set(codes)
    views = {
        one: receipt.open_receipt(world.services, code, media_base="/r").remembrance for one, code in codes.items()
    }
    assert views[asked].latest.question == "Which year was it?"
    assert views[suggested].latest.suggestion is not None
    assert views[suggested].latest.suggestion.story == "Ayla sang."
    assert (views[declined].latest.reason, views[declined].status) == ("off_topic", "declined")
    assert editor.get("/desk/archive").text.count("Not about this memorial") == 1


def test_what_was_typed_for_another_decision_is_not_dropped_in_silence(world: World, ferry: Memorial) -> None:
    sent = world.send()
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    open_next(editor)

    for decision, typed in (("keep", {"take_out": "blue cup"}), ("accept", {"suggestion": "She sang."})):
        answer = editor.submit("decision", decision=decision, **typed)
        assert answer.status_code == 422
        assert next(iter(typed.values())) in answer.text
        assert world.record(ferry, sent).status == "in_review"
        open_again = editor.get(f"/desk/review/ferry/{sent}")
        assert open_again.status_code == 200


def test_a_word_with_an_acceptance_reaches_the_sender(world: World, ferry: Memorial) -> None:
    sent, code = world.send_with_code()
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    editor.get(f"/desk/review/ferry/{sent}")

    editor.submit("decision", decision="accept", message="Thank you for the song.")

    messages = receipt.open_receipt(world.services, code, media_base="/r").remembrance.messages
    assert [(one.from_contributor, one.text) for one in messages] == [(False, "Thank you for the song.")]


@pytest.mark.parametrize("action", ["pause", "resume", "remove", "undo"])
def test_what_was_never_published_or_was_taken_back_is_not_acted_on(world: World, ferry: Memorial, action: str) -> None:
    waiting, (kept, _), (back, code) = world.send(), world.send_with_code(), world.send_with_code()
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    world.add_staff("two@example.org", Role.EDITOR)
    editor.get(f"/desk/review/ferry/{kept}")
    editor.submit("decision", decision="keep")
    editor.get(f"/desk/review/ferry/{back}")
    editor.submit("decision", decision="accept")
    receipt.act(world.services, code, "withdraw", {})
    token = editor.form(holding="Sign out")["csrf_token"]
    before = [world.record(ferry, one) for one in (waiting, kept, back)]

    for one in (waiting, kept, back):
        path = f"/desk/review/ferry/{one}" if action == "undo" else f"/desk/published/ferry/{one}"
        data = {"csrf_token": token, "action": action, "version": "1", "message": "Why"}
        assert editor.post(path, data).status_code in (409, 422)

    assert [world.record(ferry, one) for one in (waiting, kept, back)] == before


def test_a_claim_lasts_half_an_hour_and_others_see_only_the_labels_meanwhile(world: World, ferry: Memorial) -> None:
    world.send()
    first = world.signed_in("one@example.org", Role.MODERATOR)
    second = world.signed_in("two@example.org", Role.MODERATOR)
    address = open_next(first)

    held = second.get(address)
    assert "Another reader holds this one now" in held.text
    assert "sang on the ferry" not in held.text
    second.get("/desk/queue")
    assert "Nothing is waiting for you" in second.submit("Take next").text

    for _ in range(3):
        world.clock.go(minutes=10, seconds=1)
        second.get("/desk/")
    assert "sang on the ferry" in second.get(address).text
    assert second.submit("Take this one").request.path == address


def test_passing_gives_an_item_back_without_a_reason(world: World, ferry: Memorial) -> None:
    world.send()
    first = world.signed_in("one@example.org", Role.MODERATOR)
    second = world.signed_in("two@example.org", Role.MODERATOR)
    address = open_next(first)

    first.submit("Pass, no reason needed")

    assert open_next(second) == address


def test_the_second_of_two_readers_gets_a_clear_word_and_loses_nothing(world: World, ferry: Memorial) -> None:
    sent = world.send()
    first = world.signed_in("one@example.org", Role.MODERATOR)
    second = world.signed_in("two@example.org", Role.MODERATOR)
    address = f"/desk/review/ferry/{sent}"
    first.get(address)
    second.get(address)
    first.submit("decision", decision="accept")

    answer = second.submit("decision", decision="ask", message="Was it in May?")

    assert answer.status_code == 409
    assert "Another reader decided this meanwhile" in answer.text
    assert "Was it in May?" in answer.text
    assert world.record(ferry, sent).latest.state is VersionState.ACCEPTED


def test_who_lost_the_claim_to_another_keeps_what_was_typed(world: World, ferry: Memorial) -> None:
    sent = world.send()
    slow = world.signed_in("one@example.org", Role.MODERATOR)
    other = world.signed_in("two@example.org", Role.MODERATOR)
    open_next(slow)
    typed = slow.form(holding="decision") | {"decision": "ask", "message": "Was it in May?"}
    for _ in range(3):
        world.clock.go(minutes=10, seconds=1)
        slow.get("/desk/")
        other.get("/desk/")
    assert open_next(other).endswith(sent)

    answer = slow.post(f"/desk/review/ferry/{sent}", typed)

    assert answer.status_code == 409
    assert "Another reader holds this one now" in answer.text
    assert "Was it in May?" in answer.text
    assert "sang on the ferry" not in answer.text
    assert world.record(ferry, sent).status == "in_review"


def test_what_the_sender_changed_meanwhile_is_shown_anew_with_what_was_typed(world: World, ferry: Memorial) -> None:
    sent, code = world.send_with_code()
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    editor.get(f"/desk/review/ferry/{sent}")
    receipt.act(world.services, code, "change", {"story": "Other words now."})

    answer = editor.submit("decision", decision="accept", message="Thank you for this")

    assert answer.status_code == 409
    assert "Other words now." in answer.text
    assert "Thank you for this" in answer.text
    assert world.record(ferry, sent).latest.accepted_by == ()
    editor.submit("decision", decision="accept")
    assert world.record(ferry, sent).latest.state is VersionState.ACCEPTED


@pytest.mark.parametrize("act", ["withdraw", "erase"])
def test_what_the_sender_takes_back_while_it_is_read_is_gone_at_once(world: World, ferry: Memorial, act: str) -> None:
    sent, code = world.send_with_code(picture=photograph())
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    editor.get(f"/desk/review/ferry/{sent}")
    pictures = [one.get("href") for one in editor.page().all("a") if "/desk/media/" in one.get("href")]
    receipt.act(world.services, code, act, {})

    answer = editor.submit("decision", decision="ask", message="Was it in May?")

    assert answer.status_code == 409
    assert "The sender took this back" in answer.text
    assert "Was it in May?" in answer.text
    assert "sang on the ferry" not in answer.text
    assert {editor.get(one).status_code for one in pictures} == {404}
    again = editor.get(f"/desk/review/ferry/{sent}")
    assert again.status_code in (404, 409)
    assert "sang on the ferry" not in again.text


def test_an_accusation_needs_two_editors_and_one_person_is_not_two(world: World, ferry: Memorial) -> None:
    sent = world.send()
    address = f"/desk/review/ferry/{sent}"
    one = world.signed_in("one@example.org", Role.EDITOR)
    two = world.signed_in("two@example.org", Role.EDITOR)
    reader = world.signed_in("three@example.org", Role.MODERATOR)

    reader.get(address)
    assert "waits for another reader" in reader.submit("decision", decision="accept", flags="accusation").text
    one.get(address)
    assert "waits for a second editor" in one.submit("decision", decision="accept").text
    one.get(address)
    one.submit("decision", decision="accept")
    assert world.record(ferry, sent).latest.state is VersionState.IN_REVIEW
    two.get(address)
    assert "Will be published at" in two.submit("decision", decision="accept").text


def test_alone_a_flagged_one_waits_in_the_archive_and_the_page_says_why(world: World, ferry: Memorial) -> None:
    sent = world.send()
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    editor.get(f"/desk/review/ferry/{sent}")

    answer = editor.submit("decision", decision="accept", flags="minor")

    assert "needs two people, and only one may decide here" in answer.text
    assert world.record(ferry, sent).latest.staff_ceiling is Audience.ARCHIVE
    assert "needs two people" in editor.get("/desk/archive").text


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.EDITOR, Role.ARCHIVIST])
@pytest.mark.parametrize("decision", ["accept", "suggest", "ask", "keep", "second", "decline"])
def test_nobody_at_the_desk_widens_what_the_sender_kept_for_the_archive(
    world: World, ferry: Memorial, role: Role, decision: str
) -> None:
    sent = world.send(audience="archive")
    reader = world.signed_in("one@example.org", role)
    reader.get(f"/desk/review/ferry/{sent}")
    forged = {
        "audience": "public",
        "grants": "public",
        "staff_ceiling": "5",
        "index": "yes",
        "person_name_shown": "full",
    }

    words = {"suggestion": "Less"} if decision == "suggest" else {}
    answer = reader.submit("decision", decision=decision, message="Why", reason="spam", **words, **forged)
    assert answer.request.path.startswith("/desk/decided/")

    world.clock.go(days=1)
    world.publish(ferry, sent)
    assert world.shown(ferry) == []
    assert world.record(ferry, sent).latest.grants == world.record(ferry, sent).versions[0].grants


def test_somebody_of_the_same_name_is_chosen_and_never_guessed(world: World, ferry: Memorial) -> None:
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    first, second = world.send(), world.send(story="She taught me to row.")
    for sent in (first,):
        editor.get(f"/desk/review/ferry/{sent}")
        editor.submit("decision", decision="accept")
        world.clock.go(minutes=11)
        world.publish(ferry, sent)

    editor.get(f"/desk/review/ferry/{second}")
    refused = editor.submit("decision", decision="accept")
    assert refused.status_code == 422
    assert "whether this is the same person" in refused.text
    person = world.record(ferry, first).person_id
    editor.submit("decision", decision="accept", person_id=person)

    assert world.record(ferry, second).person_id == person


def test_any_reader_pauses_and_only_two_editors_show_again_or_remove(world: World, ferry: Memorial) -> None:
    sent = world.send()
    one = world.signed_in("one@example.org", Role.EDITOR)
    two = world.signed_in("two@example.org", Role.EDITOR)
    reader = world.signed_in("three@example.org", Role.MODERATOR)
    one.get(f"/desk/review/ferry/{sent}")
    one.submit("decision", decision="accept")
    world.clock.go(minutes=11)
    world.publish(ferry, sent)

    reader.get("/desk/published")
    reader.submit("Take out of sight now")
    assert world.shown(ferry) == []

    one.get("/desk/published")
    assert "One of two has agreed" in one.submit("Show it again (two editors)").text
    one.submit("Show it again (two editors)")
    assert world.shown(ferry) == []
    two.get("/desk/published")
    two.submit("Show it again (two editors)")
    assert world.shown(ferry) == [sent]

    two.get("/desk/published")
    empty = two.submit("Ask for its removal")
    assert (empty.status_code, "Please write why" in empty.text) == (422, True)
    two.submit("Ask for its removal", message="The court asked.")
    assert world.shown(ferry) == [sent]
    one.get(f"/desk/published?find=https://memorial.example/en/ferry/remembrances/{sent}")
    one.submit("Ask for its removal", message="The court asked.")
    assert world.shown(ferry) == []
    assert world.record(ferry, sent).standing is Standing.REMOVED


def test_an_appeal_is_decided_by_somebody_else(world: World, ferry: Memorial) -> None:
    sent, code = world.send_with_code()
    one = world.signed_in("one@example.org", Role.EDITOR)
    two = world.signed_in("two@example.org", Role.EDITOR)
    one.get(f"/desk/review/ferry/{sent}")
    one.submit("decision", decision="decline", reason="off_topic")
    receipt.act(world.services, code, "appeal", {"message": "It was here."})

    for decision in ("accept", "decline", "keep"):
        one.get(f"/desk/review/ferry/{sent}")
        refused = one.submit("decision", decision=decision, reason="off_topic")
        assert (refused.status_code, "decided by somebody else" in refused.text) == (422, True)
    two.get(f"/desk/review/ferry/{sent}")
    assert "Will be published" in two.submit("decision", decision="accept").text


def test_the_text_of_the_review_page_is_what_was_sent(world: World, ferry: Memorial) -> None:
    sent = world.send(story="<b>1 < 2</b> & {{ 7*7 }}\n\n" + STORY)
    editor = world.signed_in("ed@example.org", Role.EDITOR)

    page = editor.get(f"/desk/review/ferry/{sent}").text

    assert "&lt;b&gt;1 &lt; 2&lt;/b&gt; &amp; {{ 7*7 }}" in page
