"""`/concern` and its code, as a reader or a relative meets them, without script and without an account."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from flask import Flask

from memorial.application import concern_decisions as desk
from memorial.application import concerns, memorials
from memorial.domain.objection import most_at_once
from tests.installations import EDITOR, SECOND_EDITOR, TestInstallation
from tests.web.contribute.family import Family, make_app

CONCERN = "/en/harbour/concern"


def ask(family: Family, about: str = "", **typed: str) -> None:
    """Ask that it be hidden, unless said otherwise, and press *Send*."""
    family.open(f"{CONCERN}?{urlencode({'about': about})}" if about else CONCERN)
    usual = {"kind": "hide", "reason": "living_person", "message": "That is me, and I live."}
    family.press(**usual | typed)


def test_three_questions_and_a_code(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()

    ask(family, given.id)

    assert family.addresses[-1] == f"{CONCERN}/done"
    assert re.fullmatch(r"\d{4}( \d{4}){4}", family.code())
    assert "It is hidden now." in family.words()
    assert place.shown() == []


def test_the_form_says_which_acts_at_once_and_asks_for_no_name(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()

    family.open(f"{CONCERN}?about={given.id}")

    names = {e.get("name") for kind in ("input", "textarea", "select") for e in family.root.all(kind)}
    visible = {e.get("name") for e in family.root.all("input") if e.get("type") == "radio"} | {"message"}
    assert visible == {"kind", "reason", "message"}
    assert not {"name", "email"} & names
    assert "it is hidden at once" in family.words()
    assert "A person looks at it first." in family.words()


def test_what_was_typed_comes_back_with_an_error(family: Family, place: TestInstallation) -> None:
    ask(family, "", reason="wrong", kind="correct", message=" ")

    assert family.page is not None
    assert family.page.status_code == 422
    assert family.title().startswith("Error:")
    chosen = {e.get("value") for e in family.root.all("input") if e.has("checked")}
    assert {"wrong", "correct"} <= chosen


def test_a_hidden_and_an_unknown_id_get_the_same_page(family: Family, place: TestInstallation) -> None:
    code, given = place.publish()
    shown = family.open(f"{CONCERN}?about={given.id}").text
    place.act(code, "hide")

    def page(about: str) -> str:
        text = family.open(f"{CONCERN}?about={about}").text.replace(about, "ID")
        return re.sub(r'name="(csrf_token|idempotency_key)" type="hidden" value="[^"]*"', "", text)

    assert page(given.id) == page("0" * 32)
    assert "Ayla Verdin" in shown
    assert "Ayla Verdin" not in page(given.id)


def test_sent_twice_it_is_one_objection_with_one_code(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()
    family.open(f"{CONCERN}?about={given.id}")
    form = family.form()
    fields = {e.get("name"): e.get("value") for e in form.all("input") if e.get("type") == "hidden"}
    fields |= {"kind": "hide", "reason": "child", "message": "My child."}

    family.send(CONCERN, fields)
    first = family.code()
    family.send(CONCERN, fields)

    assert family.code() == first
    with place.services.unit_of_work(read_only=True) as uow:
        assert uow.objections.count_waiting(place.memorial.id) == 1


def test_a_form_of_another_site_is_refused(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()

    family.send(CONCERN, {"about": given.id, "kind": "hide", "reason": "child", "message": "x"})

    assert family.page is not None
    assert family.page.status_code == 422
    assert len(place.shown()) == 1


def test_the_code_leads_back_to_where_it_stands(app: Flask, family: Family, place: TestInstallation) -> None:
    _, given = place.publish()
    ask(family, given.id)
    code = family.code()
    later = Family(app.test_client())

    later.open("/receipt")
    later.press(code=code)

    assert later.addresses[-1] == "/receipt/concern"
    assert "It is hidden now." in later.words()
    assert "That is me, and I live." in later.words()
    later.open("/receipt")
    assert later.addresses[-1] == "/receipt/concern"


def test_proof_a_message_and_the_answer_of_two_people(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()
    ask(family, given.id)
    family.open("/receipt/concern")

    family.press(holding="action", message="Ring the harbour office.")
    assert "Two people decide by" in family.words()
    with place.services.unit_of_work(read_only=True) as uow:
        (found,) = uow.objections.waiting(place.memorial.id, limit=5)
    for by in (EDITOR, SECOND_EDITOR):
        desk.act(place.services, by, place.memorial, found.id, "uphold", "You are right.")
    family.open("/receipt/concern")

    assert "This is closed. It was taken off the public pages." in family.words()
    assert "You are right." in family.words()
    assert not [e for e in family.root.all("textarea")]


def test_who_objected_does_not_learn_whether_it_was_upheld_or_taken_back(app: Flask, place: TestInstallation) -> None:
    """The same words where two people upheld it, and where its sender took it back or erased it."""
    pages = {}
    for how in ("uphold", "withdraw", "erase"):
        code, given = place.publish(person_name=f"Ayla Verdin of {how}")
        objector = Family(app.test_client())
        ask(objector, given.id)
        with place.services.unit_of_work(read_only=True) as uow:
            (found,) = uow.objections.waiting(place.memorial.id, limit=5)
        if how != "uphold":
            place.act(code, how)
        for by in (EDITOR, SECOND_EDITOR)[: 2 if how == "uphold" else 1]:
            desk.act(place.services, by, place.memorial, found.id, "uphold")
        objector.open("/receipt/concern")
        pages[how] = objector.words()
        assert "This is closed. It was taken off the public pages." in pages[how]

    assert pages["uphold"] == pages["withdraw"] == pages["erase"]


def test_after_closing_nothing_in_this_browser_leads_to_the_code(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()
    ask(family, given.id)
    code = family.code()
    asked = family.addresses[-1]
    family.open("/receipt/concern")

    (form,) = [form for form in family.root.all("form") if form.get("action") == "/receipt/close"]
    family.send("/receipt/close", {e.get("name"): e.get("value") for e in form.all("input")})
    family.open(asked)

    assert family.addresses[-1] == CONCERN
    assert family.page is not None and code not in family.page.text
    assert code.replace(" ", "") not in codes_in_the_cookie(family)


def test_taking_one_back_forgets_its_code_and_keeps_the_others(family: Family, place: TestInstallation) -> None:
    _, one = place.publish()
    ask(family, one.id, kind="correct")
    first = family.code().replace(" ", "")
    ask(family, one.id, kind="correct")
    second = family.code().replace(" ", "")
    family.open("/receipt/concern")

    for _again in range(2):
        family.press("action", "erase")

    left = codes_in_the_cookie(family)
    assert first in left and second not in left
    family.open(f"{CONCERN}/done")
    assert family.addresses[-1] == CONCERN


def codes_in_the_cookie(family: Family) -> set[str]:
    with family.client.session_transaction() as kept:
        return set(re.findall(r"[0-9]{20}", str(dict(kept))))


def test_taking_it_back_asks_once_and_then_the_code_opens_nothing(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()
    ask(family, given.id)
    code = family.code()
    family.open("/receipt/concern")

    family.press("action", "erase")
    assert place.shown() == []
    family.press("action", "erase")

    assert len(place.shown()) == 1
    family.open("/receipt")
    family.press(code=code)
    assert "We find nothing under this code" in family.words()


def test_the_code_of_an_objection_opens_no_remembrance_and_does_nothing_to_one(
    family: Family, place: TestInstallation
) -> None:
    _, given = place.publish()
    ask(family, given.id, kind="correct")

    for path in ("words", "choices", "return", "erase"):
        family.open(f"/receipt/{path}")
        assert family.addresses[-1] == "/receipt/concern"
    assert len(place.shown()) == 1


def test_the_sender_reads_neutral_words_and_not_those_of_the_objector(
    app: Flask, family: Family, place: TestInstallation
) -> None:
    code, given = place.publish()
    ask(family, given.id, message="I am Neve Quarrel.")
    sender = Family(app.test_client())

    sender.open("/receipt")
    sender.press(code=code)

    assert "Part of it is hidden for now" in sender.words()
    assert "Visitors see nothing of it now." in sender.words()
    assert "Quarrel" not in sender.page.text if sender.page else False


def test_a_closed_memorial_still_takes_objections(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()
    memorials.close_memorial(place.services, "harbour")

    ask(family, given.id)

    assert place.shown() == []


def test_an_arabic_page_and_quiet_titles(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()

    family.open(f"/ar/harbour/concern?about={given.id}")

    (html,) = family.root.all("html") or [family.root]
    assert html.get("dir") == "rtl"


# A crowd


@pytest.fixture
def crowd_app(place: TestInstallation) -> Flask:
    return make_app(place)


def crowd(app: Flask, place: TestInstallation, ids: list[str], objections: int, networks: int) -> int:
    """So many false objections, one browser each, from so many networks within an hour; how many were sent."""
    sent = 0
    for number in range(objections):
        one = Family(app.test_client())
        address = f"198.51.{number % networks}.7"
        one.client.environ_base["REMOTE_ADDR"] = address
        reason = ("living_person", "child", "address", "contact")[number % 4]
        ask(one, ids[number % len(ids)], reason=reason, message=f"Hide it, number {number}.")
        sent += one.addresses[-1].endswith("/done")
        place.clock.pass_by(seconds=3600 / objections)
    return sent


def shown_now(place: TestInstallation) -> int:
    return len(place.shown()) + len(place.names())


def test_a_crowd_hides_no_more_than_three_or_one_in_fifty(crowd_app: Flask, place: TestInstallation) -> None:
    given = [place.publish(person_name=f"Ayla Verdin {n}")[1] for n in range(8)]
    ids = [one.id for one in given] + [place.remembrance(one.memorial_id, one.id).person_id or "" for one in given]
    before = shown_now(place)

    sent = crowd(crowd_app, place, ids, objections=60, networks=20)

    assert sent == 60
    assert before - shown_now(place) == most_at_once(before) == 3


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_a_thousand_false_objections_from_a_hundred_networks(crowd_app: Flask, place: TestInstallation) -> None:
    given = [place.publish(person_name=f"Ayla Verdin {n}")[1] for n in range(100)]
    ids = [one.id for one in given] + [place.remembrance(one.memorial_id, one.id).person_id or "" for one in given]
    before = shown_now(place)

    sent = crowd(crowd_app, place, ids, objections=1000, networks=100)

    assert sent == 1000
    assert before - shown_now(place) == most_at_once(before) == 4
    with place.services.unit_of_work(read_only=True) as uow:
        assert uow.objections.count_waiting(place.memorial.id) == 1000


def test_what_a_picture_is_called_on_the_form_says_nothing_that_was_taken_out(place: TestInstallation) -> None:
    _, given = place.publish()

    elements = concerns.elements_of(place.services, place.memorial.id, given.id)

    assert [(one.kind, one.caption) for one in elements] == [("text", "")]


def test_a_receipt_code_in_the_message_is_refused_and_nothing_is_kept(family: Family, place: TestInstallation) -> None:
    code, given = place.publish()

    ask(family, given.id, message=f"My code is {code[:4]} {code[4:8]}-{code[8:]}, please hide it.")

    assert family.page is not None
    assert family.page.status_code == 422
    assert "There is a receipt code in this text." in family.words()
    assert len(place.shown()) == 1


def test_what_a_machine_seems_to_have_sent_waits_for_a_reader(family: Family, place: TestInstallation) -> None:
    _, given = place.publish()

    ask(family, given.id, website="https://example.org/buy")

    assert "It is hidden now." not in family.words()
    assert len(place.shown()) == 1
    with place.services.unit_of_work(read_only=True) as uow:
        (waiting,) = uow.objections.waiting(place.memorial.id, limit=9)
    assert waiting.held_back == "looks_automatic"
