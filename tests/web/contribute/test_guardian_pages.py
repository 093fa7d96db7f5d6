"""The pages of a guardian's code: for somebody under age who gives it away, and for the guardian, without script."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import jsonschema
import pytest
from flask import Flask

from memorial.adapters.consent_verify import PRESENT_FORM, events_of, read_record, schemas, verify
from memorial.application import giving, guardians, receipt
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Decision
from tests.installations import SECOND_EDITOR, STORY, TestInstallation
from tests.web.contribute.family import Family, picture

SCHEMAS = schemas()
PRIVATE = ("Tansy", "white hyssop", "tansy@mail.example", "Which year was it?")


def opened(app: Flask, code: str) -> Family:
    family = Family(app.test_client())
    family.open("/receipt")
    family.press(code=code)
    return family


def accept_by_two(place: TestInstallation, given: Remembrance) -> None:
    place.decide(given)
    place.decide(given, by=SECOND_EDITOR)


@pytest.fixture
def young(place: TestInstallation) -> tuple[str, Remembrance]:
    """Signed with initials, with a message and an address that nobody else may read."""
    code, given = place.give(under_age="yes", contributor_name="Tansy Rue", signature="initials")
    receipt.act(place.services, code, "message", {"message": "The white hyssop."})
    receipt.leave_address(place.services, code, "tansy@mail.example")
    return code, given


def test_the_sender_makes_a_code_on_the_receipt_page_and_reads_it_once(
    place: TestInstallation, app: Flask, young: tuple[str, Remembrance]
) -> None:
    code, _ = young
    family = opened(app, code)
    assert "You said that you are under 16." in family.words() and "Nobody has agreed yet." in family.words()

    family.open("/receipt/guardian")
    family.press("action", "make")

    made = ReceiptCode.parse(family.code()).digits
    assert "To the parent or guardian" in family.words()
    family.open("/receipt/guardian")
    assert made not in "".join(family.words().split()) and "Made on 2 March 2026" in family.words()
    first = guardians.look(place.services, made, media_base="/m")
    assert first.asked == 1
    family.press("action", "end", holding="action")
    assert "Made on" not in family.words()


def test_a_guardian_agrees_and_takes_back_in_two_presses_each_and_without_a_reason(
    place: TestInstallation, app: Flask, young: tuple[str, Remembrance]
) -> None:
    code, given = young
    made = guardians.make(place.services, code)
    guardian = opened(app, made)
    assert STORY in guardian.words() and "We keep what you send" in guardian.words()
    assert [e for e in guardian.root.all("textarea")] == []

    guardian.press("action", "agree")
    assert "You have agreed. Visitors see it once" in guardian.words()
    accept_by_two(place, given)
    assert len(place.shown()) == 1
    assert "A parent or guardian has agreed." in opened(app, code).words()

    later = opened(app, made)
    later.press("action", "take_back")
    assert place.shown() == [] and "Your agreement is taken back." in later.words()
    assert "taken their agreement back" in opened(app, code).words()


def test_a_guardian_sees_what_visitors_would_and_nothing_else(
    place: TestInstallation, app: Flask, young: tuple[str, Remembrance]
) -> None:
    code, given = young
    made = guardians.make(place.services, code)
    place.decide(given, Decision.ASK, message="Which year was it?")
    receipt.act(place.services, code, "message", {"message": "It was in spring, said the hyssop."})
    guardian = opened(app, made)
    pages = [guardian.words()]
    token = guardian.form("version").all("input")[0].get("value")
    for address in ("words", "choices", "return", "erase", "record", "record.json", "everything.zip", "hide-code",
                    "guardian"):  # fmt: skip
        guardian.open(f"/receipt/{address}")
        assert "Your agreement is asked for" in guardian.words(), address
        pages.append(guardian.words())
    before = place.remembrance(given.memorial_id, given.id)
    for action in (*receipt.ACTIONS, "make", "end"):
        if action in ("agree", "refuse"):
            continue
        fields = {"csrf_token": token, "action": action, "confirm": "yes", "message": "x", "story": "Other words."}
        guardian.send("/receipt", {**fields, "version": "1", "audience": "public", "asked": "yes"})
        pages.append(guardian.words())
    guardian.send("/receipt/email", {"csrf_token": token, "email": "a@example.org"})
    guardian.send("/receipt/guardian", {"csrf_token": token, "action": "make"})
    guardian.send("/receipt/hide-code", {"csrf_token": token, "action": "make"})

    assert place.remembrance(given.memorial_id, given.id) == before
    assert [words for words in PRIVATE for page in pages if words in page] == []
    assert not [page for page in pages if code in "".join(page.split())]
    assert "T. R." in pages[0]


def test_a_guardian_sees_the_photographs_that_would_be_shown_and_no_other(place: TestInstallation, app: Flask) -> None:
    code = place.offer(under_age="yes")
    name, body = picture("IMG_20180725_163423-tiny.jpg")
    shown, kept = (giving.keep_file(place.services, code, name, [body]) for _ in range(2))
    for one, publish in ((shown, "yes"), (kept, "no")):
        answers = {f"file:{one.id}:publish": publish, f"file:{one.id}:living": "no"}
        giving.save_answers(place.services, code, answers)
    place.send(code)
    guardian = opened(app, guardians.make(place.services, code))

    assert guardian.client.get(f"/receipt/file/{shown.id}/card.jpeg").mimetype == "image/jpeg"
    assert guardian.client.get(f"/receipt/file/{kept.id}/card.jpeg").status_code == 404
    assert Family(app.test_client()).client.get(f"/receipt/file/{shown.id}/card.jpeg").status_code == 404


def test_an_answer_to_words_that_were_changed_meanwhile_is_not_taken(
    place: TestInstallation, app: Flask, young: tuple[str, Remembrance]
) -> None:
    code, given = young
    guardian = opened(app, guardians.make(place.services, code))
    place.act(code, "change", story="Quite other words.")

    guardian.press("action", "agree")

    assert guardian.page is not None and guardian.page.status_code == 422
    assert "Quite other words." in guardian.words()
    accept_by_two(place, given)
    assert place.shown() == []
    guardian.press("action", "agree")
    accept_by_two(place, given)
    assert [one.excerpt for one in place.shown()] == ["Quite other words."]


def test_a_wrong_an_ended_and_an_erased_code_get_the_same_bytes(
    place: TestInstallation, app: Flask, young: tuple[str, Remembrance]
) -> None:
    code, _ = young
    answers = {"wrong": _answer(app, ReceiptCode.generate().digits)}
    ended = guardians.make(place.services, code)
    guardians.end(place.services, code)
    answers["ended"] = _answer(app, ended)
    anew, erased = guardians.make(place.services, code), guardians.make(place.services, code)
    answers["made anew"] = _answer(app, anew)
    place.act(code, "erase")
    answers["erased"] = _answer(app, erased)

    assert len(set(answers.values())) == 1 and answers["wrong"][0] == 422


def _answer(app: Flask, code: str) -> tuple[int, str]:
    family = opened(app, code)
    assert family.page is not None
    token = family.form("code").all("input")[0].get("value")
    return family.page.status_code, family.page.text.replace(token, "").replace(code, "")


def test_the_record_shows_the_guardians_word_fits_its_form_and_verifies(
    place: TestInstallation, app: Flask, young: tuple[str, Remembrance]
) -> None:
    code, _ = young
    made = guardians.make(place.services, code)
    for action in ("agree", "take_back", "agree"):
        place.clock.pass_by(days=1)
        guardians.act(place.services, made, action, version=1, language="en")
    family = opened(app, code)
    document = read_record(family.open("/receipt/record.json").data)

    jsonschema.validate(document, SCHEMAS[PRESENT_FORM])
    assert verify(document, SCHEMAS).problems == ()
    (record,) = document["dpv:hasRecordOfActivity"]
    said = zip(events_of(document), record["dpv:hasConsentStatus"], strict=True)
    mine = [one for event, one in said if event["actor_kind"] == "guardian"]
    assert {one["@type"][0] for one in mine} == {"dpv:ConsentGiven", "dpv:ConsentRevoked"}
    assert {one["dpv:isIndicatedBy"].rpartition(":")[0] for one in mine} == {"urn:memorial:guardian-of"}
    holding = [
        one for one in record["memorial:inForce"] if one["memorial:scope"] == "S6" and one["memorial:use"] == "display"
    ]
    assert [(one.get("memorial:by"), one["memorial:audience"]) for one in holding] == [
        (None, "public"), ("guardian", "unlisted"),
    ]  # fmt: skip
    family.open("/receipt/record")
    assert "By a parent or guardian, with the code that you gave." in family.words()
    assert "Has agreed, for this site only" in family.words()
    # Who says that the sender said it, or that the guardian did not, does not fit the events.
    for forged in ("contributor", "staff"):
        copied = json.loads(json.dumps(document))
        events_of(copied)[-1]["actor_kind"] = forged
        assert verify(copied, SCHEMAS).problems != ()


def test_at_18_one_press_answers_and_silence_changes_nothing(place: TestInstallation, app: Flask) -> None:
    code, given = place.give(under_age="yes")
    made = guardians.make(place.services, code)
    guardians.act(place.services, made, "agree", version=1, language="en")
    accept_by_two(place, given)
    assert "Are you 18 or older now?" not in opened(app, code).words()
    place.clock.now = datetime(2028, 3, 2, 9, tzinfo=UTC)

    family = opened(app, code)
    assert "Are you 18 or older now?" in family.words() and len(place.shown()) == 1
    family.press("action", "not_yet")
    assert "Are you 18 or older now?" not in family.words()
    place.clock.now = datetime(2029, 3, 2, 9, tzinfo=UTC)
    family = opened(app, code)
    family.press("action", "of_age")

    assert "You decide alone from now on." in family.words() and "parent or guardian" not in family.words()
    assert len(place.shown()) == 1
    assert _answer(app, made) == _answer(app, ReceiptCode.generate().digits)


def test_at_18_taking_it_back_is_the_taking_back_of_everybody(place: TestInstallation, app: Flask) -> None:
    code, _ = place.give(under_age="yes")
    place.clock.now = datetime(2028, 3, 2, 9, tzinfo=UTC)
    family = opened(app, code)

    family.press("action", "withdraw")

    assert "It is taken back." in family.words()
