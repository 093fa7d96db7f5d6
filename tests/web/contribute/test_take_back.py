"""The page on which somebody reads what each way of taking back does, and then chooses one."""

from __future__ import annotations

from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Decision, Standing, VersionState
from tests.installations import TestInstallation
from tests.web.contribute.family import Family
from tests.web.contribute.test_receipt import come_back, state_of
from tests.web.contribute.test_the_whole_way import to_choices

PAGE = "/receipt/take-back"


def at_the_page(family: Family, place: TestInstallation) -> tuple[str, Remembrance]:
    code, given = place.publish(signature="name", contributor_name="Mira Holm")
    come_back(family, code)
    (way,) = [link.get("href") for link in family.root.all("a") if link.get("href") == PAGE]
    family.open(way)
    return code, given


def offered(family: Family) -> list[str]:
    return [e.get("value") for e in family.root.all("input") if e.get("type") == "radio" and e.get("name") == "action"]


def test_each_way_says_what_it_does_and_none_is_chosen_beforehand(family: Family, place: TestInstallation) -> None:
    code, _ = at_the_page(family, place)

    assert offered(family) == ["hide", "unsign", "withdraw"]
    assert not [e for e in family.root.all("input") if e.has("checked")]
    for said in ("You do not have to say why.", "You have 30 days to change your mind.", "copies that other people"):
        assert said in family.words()
    assert code not in family.page.text  # type: ignore[union-attr]
    assert ReceiptCode(code).grouped not in family.page.text  # type: ignore[union-attr]
    assert not [e for e in family.root.all("textarea") if not e.inside("details")], "nobody is asked why"


def test_what_is_chosen_holds_at_once_and_the_page_after_it_says_so(family: Family, place: TestInstallation) -> None:
    _, given = at_the_page(family, place)
    family.press(action="unsign")
    assert [one.signature for one in place.shown()] == [""]

    family.open(PAGE)
    family.press(action="hide")
    assert not place.shown()
    assert "Hidden for now" in family.words()

    family.open(PAGE)
    assert offered(family) == ["unsign", "withdraw"]
    family.press(action="withdraw")
    assert family.addresses[-1] == "/receipt"
    assert "You can come back until 1 April 2026." in family.words()
    assert state_of(place, given).standing is Standing.WITHDRAWN
    assert not state_of(place, given).messages, "nothing was said, and nothing is kept"


def test_who_presses_without_a_choice_is_told_and_keeps_the_words(family: Family, place: TestInstallation) -> None:
    _, given = at_the_page(family, place)

    answer = family.press(reason="I am afraid.")

    assert answer.status_code == 422
    assert answer.text.count("Choose one of the answers.") == 2
    assert "I am afraid." in family.root.all("textarea")[0].text()
    assert [e for e in family.root.all("details") if e.has("open")], "what was typed is in sight"
    assert state_of(place, given).standing is Standing.OPEN
    assert not state_of(place, given).messages


def test_only_what_the_page_offers_can_be_chosen_on_it(family: Family, place: TestInstallation) -> None:
    _, given = at_the_page(family, place)
    before = state_of(place, given)

    for action in ("erase", "keep", "show", "nonsense"):
        assert family.press(action=action).status_code == 422
        assert state_of(place, given) == before


def test_without_the_forms_token_nothing_is_taken_back(family: Family, place: TestInstallation) -> None:
    _, given = at_the_page(family, place)

    answer = family.send(PAGE, {"action": "withdraw", "reason": "why"})

    assert answer.status_code == 422
    assert state_of(place, given).standing is Standing.OPEN
    assert {e.get("value") for e in family.root.all("input") if e.has("checked")} == {"withdraw"}


def test_a_reason_is_a_message_to_the_readers_and_goes_when_all_of_it_goes(
    family: Family, place: TestInstallation
) -> None:
    code, given = at_the_page(family, place)

    family.press(action="withdraw", reason="My brother <b>asked</b> me to.")

    assert [m.text for m in state_of(place, given).messages] == ["My brother <b>asked</b> me to."]
    assert "My brother <b>asked</b> me to." in family.words()
    place.act(code, "erase")
    come_back(family, code)
    assert "We find nothing under this code." in family.words()


def test_a_reason_answers_no_question_that_is_open(family: Family, place: TestInstallation) -> None:
    code, given = place.give()
    place.decide(given, Decision.ASK, message="Which year was it?")
    come_back(family, code)
    family.open(PAGE)

    family.press(action="hide", reason="Later.")

    assert state_of(place, given).latest.state is VersionState.NEEDS_CONTRIBUTOR


def test_no_word_of_the_reason_stands_in_the_way(family: Family, place: TestInstallation) -> None:
    code, given = at_the_page(family, place)

    answer = family.press(action="withdraw", reason=f"My code was {code}")

    assert state_of(place, given).standing is Standing.WITHDRAWN
    assert not place.shown()
    assert not state_of(place, given).messages
    assert answer.status_code == 422
    assert "It is taken back." in family.words()
    assert answer.text.count("Your own code is in this text.") == 2


def test_who_has_nothing_left_to_take_back_is_led_to_the_receipt(family: Family, place: TestInstallation) -> None:
    code, _ = at_the_page(family, place)
    place.act(code, "withdraw")

    family.open(PAGE)

    assert family.addresses[-1] == "/receipt"
    assert PAGE not in [link.get("href") for link in family.root.all("a")]
    assert "Delete all of it now" in family.words()


def test_without_a_code_there_is_nothing_to_choose(family: Family) -> None:
    family.open(PAGE)
    assert "Come back with your code" in family.words()

    answer = family.send(PAGE, {"action": "withdraw"})

    assert answer.status_code == 422
    assert "Please give your code again." in family.words()


def test_a_draft_is_not_taken_back_here(family: Family) -> None:
    to_choices(family)
    family.open("/en/harbour/share/save")
    come_back(family, family.code())

    family.open(PAGE)

    assert family.addresses[-1] == "/receipt"
    assert "A draft, not sent yet" in family.words()


def test_all_of_it_can_be_deleted_now_from_here(family: Family, place: TestInstallation) -> None:
    at_the_page(family, place)

    (now,) = [link.get("href") for link in family.root.all("a") if "Delete all of it now" in link.text()]
    family.open(now)
    family.press()

    assert "It is deleted" in family.words()
    assert not place.shown()
