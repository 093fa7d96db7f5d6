"""A second code for somebody trusted: it hides at once, and opens, shows, changes and deletes nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from memorial.adapters.db.tables import audit_entry, hide_code, metadata
from memorial.application import hide_codes, receipt, reviewing
from memorial.application.consent_record import consent_record
from memorial.application.everything import everything
from memorial.application.receipt import ACTIONS
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Standing
from tests.installations import EDITOR, SECOND_EDITOR, STORY, TestInstallation
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
    assert "It is hidden now." in pages[1] and "Visitors do not see it now." in pages[1]
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


def test_there_are_at_most_three(place: TestInstallation, shown: tuple[str, Remembrance, str]) -> None:
    code, _, _ = shown
    for _ in range(2):
        hide_codes.make(place.services, code)
    with pytest.raises(NotAllowed):
        hide_codes.make(place.services, code)


def remove(place: TestInstallation, given: Remembrance) -> None:
    for by in (EDITOR, SECOND_EDITOR):
        reviewing.remove(place.services, by, given.memorial_id, given.id, "hurtful")


def test_what_waits_is_hidden_taken_back_or_removed_gets_the_same_pages_and_the_same_button(
    place: TestInstallation, app: Flask
) -> None:
    """Before the button is pressed and after: whoever holds the code learns whether visitors see it, and no more."""
    pages, kept = {}, {}
    for how in ("waiting", "hidden", "hidden by a code", "withdrawn", "removed"):
        code, given = place.give() if how == "waiting" else place.publish()
        made = hide_codes.make(place.services, code)
        if how == "hidden by a code":
            hide_codes.hide(place.services, made)
        elif how == "removed":
            remove(place, given)
        elif how != "waiting":
            place.act(code, {"hidden": "hide", "withdrawn": "withdraw"}[how])
        before, entries = place.remembrance(given.memorial_id, given.id), logged(place)
        relative = Family(app.test_client())
        type_code(relative, made)
        first = relative.words()
        relative.press("action", "hide", holding="action")
        pages[how] = (first, relative.words())
        if how in ("withdrawn", "removed"):
            assert place.remembrance(given.memorial_id, given.id) == before
            assert logged(place) == entries
        kept[how] = standing(place, given)

    assert len(set(pages.values())) == 1, pages
    assert "It is hidden now." in pages["waiting"][1]
    assert list(kept.values()) == [*[Standing.PAUSED] * 3, Standing.WITHDRAWN, Standing.REMOVED]


def logged(place: TestInstallation) -> int:
    with place.services.unit_of_work(read_only=True) as uow:
        return len(uow.audit.entries(place.memorial.id, before=None, limit=500))


def test_a_holder_cannot_end_a_code_of_somebody_else(place: TestInstallation) -> None:
    one, _ = place.publish()
    other, _ = place.publish()
    hide_codes.make(place.services, one)
    (made,) = hide_codes.made_for(place.services, one)

    with pytest.raises(NotFound):
        hide_codes.revoke(place.services, other, made.id)

    assert hide_codes.made_for(place.services, one) == (made,)
