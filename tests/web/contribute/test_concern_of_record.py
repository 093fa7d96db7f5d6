"""Who writes about the record: a person looks first, and nothing of it is hidden by itself."""

from __future__ import annotations

import pytest

from memorial.domain.objection import Objection, PartOfRecord, Subject, of_record
from memorial.domain.record import GRAPHIC, Account, Question
from tests.installations import TestInstallation
from tests.web.contribute.family import Family
from tests.web.wall.records import about, put_in, source, typed

CONCERN = "/en/harbour/concern"
ENTRIES = {
    "about": about(),
    "one": source("The inquiry"),
    "lost": Question("How many boats were lost?", (Account("one", "Seven."),)),
    "wounds": Question("Were they torn?", (Account("one", "They were."),), sensitivity=GRAPHIC),
}


@pytest.fixture
def recorded(place: TestInstallation) -> TestInstallation:
    put_in(place.services, place.memorial.id, typed(ENTRIES))
    return place


def objection_of(here: TestInstallation) -> Objection:
    with here.services.unit_of_work(read_only=True) as uow:
        (found,) = uow.objections.waiting(here.memorial.id, limit=2)
    return found


def test_what_stands_in_an_address_names_a_part_of_the_record_or_nothing() -> None:
    assert of_record("record") == PartOfRecord(reply=False)
    assert of_record("reply/lost") == PartOfRecord(reply=True, question="lost")
    assert of_record("record/sources/one") == PartOfRecord(reply=False, source="one")
    for other in ("", "records", "record/", "record/a/b", "record/a b", "record/sources/", "f" * 32, "record\n"):
        assert of_record(other) is None, other


def test_a_concern_about_a_question_says_so_and_hides_nothing(family: Family, recorded: TestInstallation) -> None:
    family.open(f"{CONCERN}?about=record/lost")
    assert "How many boats were lost?" in family.words()
    assert "hidden at once" not in family.words()
    assert family.words().count("A person") == 1

    family.press(kind="hide", reason="living_person", message="I am in it, and I live.")

    assert "hidden now" not in family.words()
    found = objection_of(recorded)
    assert (found.subject, found.subject_id, found.element) == (Subject.RECORD, "record/lost", "")
    with recorded.installation.reader.snapshot() as snapshot:
        assert len(snapshot.record(recorded.memorial.id).whole().questions) == 2


def test_only_what_can_be_said_of_the_record_is_asked(family: Family, recorded: TestInstallation) -> None:
    family.open(f"{CONCERN}?about=record/lost")
    asked = [one.get("value") for one in family.root.all("input") if one.get("name") == "reason"]
    family.open(CONCERN)
    elsewhere = [one.get("value") for one in family.root.all("input") if one.get("name") == "reason"]

    assert asked == ["living_person", "child", "address", "contact", "wrong", "hurtful", "other"]
    assert sorted({*elsewhere} - {*asked}) == ["family", "picture"]


def test_a_reply_needs_no_more_than_words(family: Family, recorded: TestInstallation) -> None:
    family.open(f"{CONCERN}?about=reply/lost")
    assert [one.text() for one in family.root.all("h1")] == ["Send a reply"]

    family.press(message=" ")
    assert family.page is not None
    assert family.page.status_code == 422
    family.press(message="We counted nine. Please call us the harbour office.")

    assert family.addresses[-1] == f"{CONCERN}/done"
    assert objection_of(recorded).subject_id == "reply/lost"


@pytest.mark.parametrize("unknown", ["record/none", "record/sources/none", "reply/none"])
def test_what_is_not_there_is_the_memorial_as_a_whole(family: Family, recorded: TestInstallation, unknown: str) -> None:
    family.open(f"{CONCERN}?about={unknown}")
    assert "this memorial as a whole" in family.words()

    family.press(kind="correct", reason="wrong", message="It is wrong.")

    found = objection_of(recorded)
    assert (found.subject, found.subject_id, found.given_about) == (Subject.MEMORIAL, "", unknown)


def test_the_words_of_a_graphic_question_are_not_on_the_form(family: Family, recorded: TestInstallation) -> None:
    family.open(f"{CONCERN}?about=record/wounds")

    assert "torn" not in family.words()
    assert "the record of what happened" in family.words()
