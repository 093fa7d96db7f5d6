"""Coming back with a code: where it stands in words, and everything that can be done with it."""

from __future__ import annotations

import pytest

from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Decision, ReasonCode, Standing, VersionState
from tests.installations import TestInstallation
from tests.web.contribute.family import SHARE, Family, picture
from tests.web.contribute.test_the_whole_way import to_check, to_choices


def come_back(family: Family, code: str) -> None:
    family.open("/receipt")
    family.press(code=code)


def state_of(place: TestInstallation, given: Remembrance) -> Remembrance:
    return place.remembrance(given.memorial_id, given.id)


def test_a_code_in_other_digits_with_dashes_opens_the_receipt(family: Family, place: TestInstallation) -> None:
    code, _ = place.publish()

    come_back(family, "-".join(ReceiptCode(code).grouped.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")).split()))

    assert family.addresses[-1] == "/receipt"
    assert "On the memorial" in family.words()
    assert "mended nets" in family.words()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1234", "A code has 20 digits."),
        ("abcd efgh", "A code has digits only."),
        ("1" * 20, "One digit looks wrong."),
        ("", "A code has 20 digits."),
    ],
)
def test_a_mistyped_code_is_said_before_anything_is_looked_up(family: Family, typed: str, said: str) -> None:
    family.open("/receipt")

    answer = family.press(code=typed)

    assert answer.status_code == 422
    assert said in family.words()


def test_a_code_never_given_and_one_erased_get_the_same_answer(family: Family, place: TestInstallation) -> None:
    code, _ = place.give()
    place.act(code, "erase")
    family.open("/receipt")
    token = {e.get("name"): e.get("value") for e in family.form().all("input") if e.get("type") == "hidden"}

    erased = family.send("/receipt", {**token, "code": code})
    unknown = family.send("/receipt", {**token, "code": ReceiptCode.generate().digits})

    assert (erased.status_code, unknown.status_code) == (422, 422)
    assert "We find nothing under this code." in family.words()


def test_a_code_that_opens_a_draft_goes_on_with_it(family: Family, place: TestInstallation) -> None:
    to_choices(family)
    family.open(f"{SHARE}/save")
    code = family.code()
    assert "1 April 2026" in family.words()
    family.client.delete_cookie("memorial")

    come_back(family, code)
    assert "A draft, not sent yet" in family.words()
    (on,) = [link for link in family.root.all("a") if link.has("data-next")]
    family.open(on.get("href"))

    assert "sang every day" in family.root.all("textarea")[0].text()


def test_a_draft_can_be_deleted_with_its_code(family: Family) -> None:
    to_choices(family)
    family.open(f"{SHARE}/save")
    code = family.code()
    come_back(family, code)

    family.press("action", "erase")

    assert "It is deleted" in family.words()
    come_back(family, code)
    assert "We find nothing under this code." in family.words()


def test_taking_back_is_one_press_and_asks_for_no_reason(family: Family, place: TestInstallation) -> None:
    code, given = place.publish()
    come_back(family, code)

    family.press("action", "withdraw")

    assert not place.shown()
    assert state_of(place, given).standing is Standing.WITHDRAWN
    assert "Taken back" in family.words()
    assert "You can come back until 1 April 2026." in family.words()
    assert "Visitors see nothing of it now." in family.words()


def test_hiding_and_showing_again(family: Family, place: TestInstallation) -> None:
    code, _ = place.publish()
    come_back(family, code)

    family.press("action", "hide")
    assert "Hidden for now" in family.words()
    assert not place.shown()
    family.press("action", "show")

    assert "On the memorial" in family.words()
    assert len(place.shown()) == 1


def test_the_signature_can_be_taken_off(family: Family, place: TestInstallation) -> None:
    code, _ = place.publish(signature="name", contributor_name="Mira Holm")
    come_back(family, code)
    assert "Mira Holm" in family.words()

    family.press("action", "unsign")

    (shown,) = place.shown()
    assert shown.signature == ""


def test_coming_back_asks_the_three_questions_anew(family: Family, place: TestInstallation) -> None:
    code, given = place.publish()
    place.act(code, "withdraw")
    come_back(family, code)

    family.open("/receipt/return")
    assert not [e for e in family.root.all("input") if e.get("type") == "radio" and e.has("checked")]
    assert family.press().status_code == 422
    family.press(audience="unlisted", person_name_shown="full", signature="none")

    assert "Waiting to be read" in family.words()
    assert state_of(place, given).standing is Standing.OPEN


def test_what_was_taken_back_can_stay_in_the_closed_archive(family: Family, place: TestInstallation) -> None:
    code, given = place.publish()
    place.act(code, "withdraw")
    come_back(family, code)

    family.press("action", "keep")

    assert state_of(place, given).kept_in_archive


def test_erasing_asks_on_one_page_and_then_nothing_leads_to_it(family: Family, place: TestInstallation) -> None:
    code, _ = place.publish()
    come_back(family, code)

    family.open("/receipt/erase")
    assert "Nobody can undo this." in family.words()
    assert len(place.shown()) == 1
    family.press()

    assert "It is deleted" in family.words()
    assert not place.shown()
    family.open("/receipt")
    assert "Come back with your code" in family.words()


def test_erasing_by_its_action_alone_asks_first(family: Family, place: TestInstallation) -> None:
    code, _ = place.publish()
    come_back(family, code)

    family.press("action", "erase", holding="message")

    assert "Nobody can undo this." in family.words()
    assert len(place.shown()) == 1


def test_a_message_reaches_the_readers_and_stands_in_the_thread(family: Family, place: TestInstallation) -> None:
    code, given = place.give()
    come_back(family, code)

    family.press(holding="message", message="Please use the <b>second</b> photograph.")

    assert "Please use the <b>second</b> photograph." in family.words()
    assert [m.text for m in state_of(place, given).messages] == ["Please use the <b>second</b> photograph."]


def test_an_empty_message_is_said_at_its_field(family: Family, place: TestInstallation) -> None:
    code, _ = place.give()
    come_back(family, code)

    answer = family.press(holding="message")

    assert answer.status_code == 422
    assert family.title().startswith("Error:")
    assert answer.text.count("Write your message first.") == 2


def test_the_own_code_does_not_go_into_a_message(family: Family, place: TestInstallation) -> None:
    code, given = place.give()
    come_back(family, code)

    answer = family.press(holding="message", message=f"My code is {code}")

    assert answer.status_code == 422
    assert not state_of(place, given).messages


def test_new_words_wait_while_the_old_ones_stay(family: Family, place: TestInstallation) -> None:
    code, given = place.publish()
    come_back(family, code)

    family.open("/receipt/words")
    assert "mended nets" in family.root.all("textarea")[0].text()
    family.press(story="She mended nets by the door.")

    assert "Your change is waiting to be read." in family.words()
    assert len(place.shown()) == 1
    assert state_of(place, given).latest.story == "She mended nets by the door."


def test_new_words_can_hide_the_old_ones_at_once(family: Family, place: TestInstallation) -> None:
    code, _ = place.publish()
    come_back(family, code)

    family.open("/receipt/words")
    family.press(story="She mended nets by the door.", meanwhile="y")

    assert not place.shown()


def test_unchanged_words_are_said_to_be_unchanged(family: Family, place: TestInstallation) -> None:
    code, _ = place.publish()
    come_back(family, code)
    family.open("/receipt/words")

    assert family.press().status_code == 422
    assert "Nothing was changed yet." in family.words()


def test_stricter_choices_hold_at_once(family: Family, place: TestInstallation) -> None:
    code, given = place.publish()
    come_back(family, code)

    family.open("/receipt/choices")
    chosen = {e.get("name"): e.get("value") for e in family.root.all("input") if e.has("checked")}
    assert chosen == {"audience": "public", "person_name_shown": "full", "signature": "none"}
    family.press(audience="archive")

    assert not place.shown()
    assert "In the archive, not public" in family.words()
    assert state_of(place, given).pending is None


def test_a_suggestion_can_be_taken_over_or_not(family: Family, place: TestInstallation) -> None:
    code, given = place.give()
    place.decide(given, Decision.SUGGEST, suggestion="She mended nets.", message="Shorter?")
    come_back(family, code)
    assert "We suggest these words" in family.words()
    assert "She mended nets." in family.words()

    family.press("action", "refuse")
    assert "I want to keep my own words." in family.words()
    place.decide(given, Decision.SUGGEST, suggestion="She mended nets.", message="")
    family.open("/receipt")
    family.press("action", "agree")

    assert state_of(place, given).latest.story == "She mended nets."


def test_a_question_is_answered_by_a_message(family: Family, place: TestInstallation) -> None:
    code, given = place.give()
    place.decide(given, Decision.ASK, message="Which year was it?")
    come_back(family, code)
    assert "We have a question for you" in family.words()
    assert "Which year was it?" in family.words()
    assert "Please answer by 31 May 2026" in family.words()

    family.press(holding="message", message="1963.")

    assert "Waiting to be read" in family.words()


def test_another_reader_can_be_asked(family: Family, place: TestInstallation) -> None:
    code, given = place.give()
    place.decide(given, Decision.DECLINE, reason=ReasonCode.OFF_TOPIC, message="It is about another place.")
    come_back(family, code)
    assert "Not taken" in family.words()
    assert "It is about something else than this memorial." in family.words()
    assert "It is about another place." in family.words()

    (form,) = [f for f in family.root.all("form") if any(e.get("value") == "appeal" for e in f.all("input"))]
    fields = {e.get("name"): e.get("value") for e in form.all("input")}
    family.send("/receipt", {**fields, "message": "It is the same harbour."})

    assert state_of(place, given).latest.state is VersionState.IN_REVIEW


def test_an_embargo_can_be_made_longer_and_not_shorter(family: Family, place: TestInstallation) -> None:
    code, _ = place.publish(audience="until", embargo_until="2030-01-01")
    come_back(family, code)
    assert "It is not public before 1 January 2030." in family.words()
    assert "Visitors see nothing of it now." in family.words()

    assert family.press(holding="embargo_until", embargo_until="2029-01-01").status_code == 422
    family.press(holding="embargo_until", embargo_until="2031-01-01")

    assert "It is not public before 1 January 2031." in family.words()


def test_an_address_is_kept_and_removed(family: Family, place: TestInstallation) -> None:
    code, given = place.give()
    come_back(family, code)

    assert family.press(holding="email", email="no address").status_code == 422
    family.press(holding="email", email=" mira@example.org ")
    assert state_of(place, given).email == "mira@example.org"
    family.press(holding="email", email="")

    assert state_of(place, given).email == ""


def test_ones_own_photograph_is_seen_with_the_code_only(family: Family, place: TestInstallation) -> None:
    family.open(SHARE)
    family.press()
    family.press(about="event")
    family.press("upload", story="The pier.", files=[picture("hopper.jpg")])
    family.press()
    family.press(audience="public", signature="none", file_1_publish="yes", file_1_living="no")
    preview = family.root.all("img")[0].get("src")
    stranger = Family(family.client.application.test_client())

    assert stranger.open(preview).status_code == 404
    assert family.open(preview).mimetype == "image/jpeg"
    kept = preview.removeprefix(f"{SHARE}/file")
    family.open(f"{SHARE}/check")
    family.press()
    assert family.open(f"/receipt/file{kept}").mimetype == "image/jpeg"
    assert stranger.open(f"/receipt/file{kept}").status_code == 404


@pytest.mark.parametrize("action", ["hide", "withdraw", "message", "change", "return", "erase", "nonsense", "extend"])
def test_without_a_token_nothing_is_done(family: Family, place: TestInstallation, action: str) -> None:
    code, given = place.publish()
    before = state_of(place, given)
    come_back(family, code)

    fields = {"action": action, "confirm": "yes", "message": "m", "story": "s", "audience": "archive"}
    answer = family.send("/receipt", fields)

    assert answer.status_code == 422
    assert state_of(place, given) == before


@pytest.mark.parametrize("action", ["show", "return", "keep", "agree", "refuse", "appeal", "extend", "nonsense"])
def test_what_is_not_possible_now_is_said_and_changes_nothing(
    family: Family, place: TestInstallation, action: str
) -> None:
    code, given = place.publish()
    before = state_of(place, given)
    come_back(family, code)
    token = family.form("message").all("input")[0].get("value")

    fields = {"csrf_token": token, "action": action, "audience": "public", "person_name_shown": "full"}
    answer = family.send("/receipt", {**fields, "signature": "none", "embargo_until": "2031-01-01"})

    assert answer.status_code == 422
    assert state_of(place, given) == before


def test_without_a_code_an_action_asks_for_it(family: Family) -> None:
    answer = family.send("/receipt", {"action": "withdraw"})

    assert answer.status_code == 422
    assert "Please give your code again." in family.words()


def test_the_receipt_speaks_the_language_that_was_chosen(family: Family, place: TestInstallation) -> None:
    code, _ = place.give()
    come_back(family, code)

    assert family.open("/receipt?l=en").status_code == 200
    assert family.open("/receipt?l=zz").status_code == 200


def test_another_code_can_be_used(family: Family, place: TestInstallation) -> None:
    first, _ = place.publish()
    second, _ = place.give()
    come_back(family, first)

    (form,) = [form for form in family.root.all("form") if form.get("action") == "/receipt/close"]
    family.send("/receipt/close", {e.get("name"): e.get("value") for e in form.all("input")})
    family.press(code=second)

    assert "Waiting to be read" in family.words()


def test_the_code_of_what_was_just_sent_is_printed_until_another_code_is_used(family: Family) -> None:
    to_check(family)
    family.press()
    (code,) = [element.text() for element in family.root.all("code") if element.has("data-receipt")]

    family.open("/receipt")
    (form,) = [form for form in family.root.all("form") if form.get("action") == "/receipt/close"]
    family.send("/receipt/close", {e.get("name"): e.get("value") for e in form.all("input")})

    for path in (f"{SHARE}/done", f"{SHARE}/done/receipt.txt"):
        assert code.split()[0] not in family.open(path).get_data(as_text=True), path


def test_after_sending_the_receipt_opens_without_typing_the_code(family: Family) -> None:
    to_check(family)
    family.press()

    family.open("/receipt")

    assert "Your remembrance" in family.words()
    assert "Waiting to be read" in family.words()
