"""A second code for somebody trusted: it hides at once, and opens, shows, changes and deletes nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from memorial.adapters.db.tables import audit_entry, hide_code, metadata
from memorial.application import hide_codes, receipt
from memorial.application.consent_record import consent_record
from memorial.application.everything import everything
from memorial.application.receipt import ACTIONS
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Standing
from tests.installations import STORY, TestInstallation
from tests.web.contribute.family import Family

PRIVATE = (STORY, "Ayla Verdin", "mended nets", "Tansy Rue", "hyssop", "2 March 2026")


@pytest.fixture
def shown(place: TestInstallation) -> tuple[str, Remembrance, str]:
    """The holder's code, what it opens, and a code that can only hide it."""
    code, given = place.publish(contributor_name="Tansy Rue", signature="name")
    receipt.act(place.services, code, "message", {"message": "The white hyssop."})
    return code, given, hide_codes.make(place.services, code)


def standing(place: TestInstallation, given: Remembrance) -> Standing:
    return place.remembrance(given.memorial_id, given.id).standing


def type_code(family: Family, code: str) -> None:
    family.open("/receipt")
    family.press(code=code)


def test_the_holder_makes_a_code_sees_it_once_and_ends_it(place: TestInstallation, app: Flask, family: Family) -> None:
    code, given = place.publish()
    type_code(family, code)
    family.open("/receipt/hide-code")
    family.press("action", "make", holding="action")
    made = ReceiptCode.parse(family.code()).digits
    family.open("/receipt/hide-code")
    assert made not in "".join(family.words().split()) and "Made on 2 March 2026" in family.words()
    relative = Family(app.test_client())
    type_code(relative, made)
    assert "Hide a remembrance" in relative.words()

    family.press("action", "revoke", holding="id")

    assert "Made on" not in family.words()
    relative.open("/receipt")
    assert "Come back with your code" in relative.words()
    type_code(relative, made)
    assert relative.page is not None and relative.page.status_code == 422
    assert standing(place, given) is Standing.OPEN


def test_the_relative_hides_it_at_once_and_reads_nothing_of_it(
    place: TestInstallation, family: Family, shown: tuple[str, Remembrance, str]
) -> None:
    code, given, made = shown
    pages = []
    type_code(family, made)
    pages.append(family.words())
    assert place.shown() != []

    family.press("action", "hide", holding="action")

    pages.append(family.words())
    assert place.shown() == [] and standing(place, given) is Standing.PAUSED
    assert "It is hidden now." in pages[1] and "Only the person who sent it can show it again." in pages[1]
    assert [words for words in PRIVATE for page in pages if words in page] == []
    receipt.act(place.services, code, "show", {})
    assert len(place.shown()) == 1


def test_every_other_act_and_page_is_closed_to_that_code(
    place: TestInstallation, family: Family, shown: tuple[str, Remembrance, str]
) -> None:
    _, given, made = shown
    before = place.remembrance(given.memorial_id, given.id)
    type_code(family, made)
    token = family.form("action").all("input")[0].get("value")
    for action in ACTIONS:
        if action == "hide":
            continue
        fields = {"csrf_token": token, "action": action, "confirm": "yes", "message": "x", "story": "Other words."}
        family.send("/receipt", {**fields, "audience": "public", "asked": "yes", "embargo_until": "2030-01-01"})
        assert [words for words in PRIVATE if words in family.words()] == [], action
        with pytest.raises(NotFound):
            receipt.act(place.services, made, action, {"story": "Other words.", "message": "x"})
    for address in ("words", "choices", "return", "erase", "record", "record.json", "everything.zip", "hide-code"):
        family.open(f"/receipt/{address}")
        assert "Hide a remembrance" in family.words() and not [words for words in PRIVATE if words in family.words()]
    family.send("/receipt/email", {"csrf_token": token, "email": "a@example.org"})
    family.send("/receipt/hide-code", {"csrf_token": token, "action": "make"})
    for use_case in (consent_record, everything, hide_codes.make, hide_codes.made_for):
        with pytest.raises(NotFound):
            use_case(place.services, made)

    assert place.remembrance(given.memorial_id, given.id) == before


def test_a_wrong_a_revoked_and_an_erased_one_get_the_same_bytes(place: TestInstallation, app: Flask) -> None:
    code, _ = place.publish()
    revoked, erased = hide_codes.make(place.services, code), hide_codes.make(place.services, code)
    (first, *_) = hide_codes.made_for(place.services, code)
    hide_codes.revoke(place.services, code, first.id)
    left = next(one for one in (revoked, erased) if _opens(place, one))
    answers = {}
    for name, tried in (("wrong", ReceiptCode.generate().digits), ("revoked", revoked if left == erased else erased)):
        answers[name] = _answer(app, tried)
    receipt.act(place.services, code, "erase", {})
    answers["erased"] = _answer(app, left)

    assert answers["wrong"] == answers["revoked"] == answers["erased"]
    with place.installation.engines.reading.connect() as connection:
        assert connection.execute(select(hide_code)).all() == []


def _opens(place: TestInstallation, code: str) -> bool:
    try:
        hide_codes.look(place.services, code)
    except NotFound:
        return False
    return True


def _answer(app: Flask, code: str) -> tuple[int, str]:
    family = Family(app.test_client())
    type_code(family, code)
    assert family.page is not None
    token = family.form("code").all("input")[0].get("value")
    return family.page.status_code, family.page.text.replace(token, "").replace(code, "")


def test_only_a_keyed_hash_is_stored_and_each_hiding_leaves_one_entry(
    place: TestInstallation, shown: tuple[str, Remembrance, str]
) -> None:
    _, given, made = shown
    hide_codes.hide(place.services, made)
    hide_codes.hide(place.services, made)

    with place.installation.engines.reading.connect() as connection:
        everything_stored = "".join(str(connection.execute(select(table)).all()) for table in metadata.tables.values())
        wanted = select(audit_entry).where(audit_entry.c.actor_kind == "delegate")
        entries = connection.execute(wanted).mappings().all()
    assert made not in everything_stored
    assert [(one["action"], one["subject_id"], one["outcome"]) for one in entries] == [("hide", given.id, "done")]
    entered = [entry.action for _, entry in place.services.keys.ledger() if entry.record_id == given.id]
    assert entered == ["hidden"]


def test_there_are_at_most_three_and_what_is_taken_back_needs_no_hiding(
    place: TestInstallation, shown: tuple[str, Remembrance, str]
) -> None:
    code, given, made = shown
    for _ in range(2):
        hide_codes.make(place.services, code)
    with pytest.raises(NotAllowed):
        hide_codes.make(place.services, code)

    receipt.act(place.services, code, "withdraw", {})

    with place.services.unit_of_work(read_only=True) as uow:
        now_kept = uow.memorials.get(given.memorial_id)
    assert hide_codes.look(place.services, made) == hide_codes.HideView(now_kept, "not_public", False)
    with pytest.raises(NotAllowed):
        hide_codes.hide(place.services, made)
    assert standing(place, given) is Standing.WITHDRAWN


def test_a_holder_cannot_end_a_code_of_somebody_else(place: TestInstallation) -> None:
    one, _ = place.publish()
    other, _ = place.publish()
    hide_codes.make(place.services, one)
    (made,) = hide_codes.made_for(place.services, one)

    with pytest.raises(NotFound):
        hide_codes.revoke(place.services, other, made.id)

    assert hide_codes.made_for(place.services, one) == (made,)
