"""A reader's suggestion, as its sender answers it: each change with its reason, taken over or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memorial.domain.paragraphs import WordChange
from memorial.vocabulary import Decision, VersionState
from tests.installations import TestInstallation
from tests.web.contribute.family import Family
from tests.web.contribute.test_receipt import come_back

STORY = "She sang.\n\nCall 555 0199.\n\nShe had a blue cup."
CHANGES = (
    WordChange(1, "She sang.", "She sang every day.", "Is this what you meant?"),
    WordChange(2, "Call 555 0199.", "", "The number would be public."),
)


@pytest.fixture
def code(family: Family, place: TestInstallation) -> str:
    given_code, given = place.give(story=STORY)
    place.decide(given, Decision.SUGGEST, changes=CHANGES, message="Two small things.")
    come_back(family, given_code)
    return given_code


def answers(family: Family) -> dict[str, list[str]]:
    """The questions on the page with the answers that are chosen."""
    found: dict[str, list[str]] = {}
    for one in family.root.all("input"):
        if one.get("name").startswith("change_"):
            found.setdefault(one.get("name"), []).extend([one.get("value")] if one.has("checked") else [])
    return found


def test_each_change_stands_struck_and_inserted_with_its_reason_and_nothing_is_chosen(
    family: Family, code: str
) -> None:
    words = family.words()

    for said in ("Two small things.", "Is this what you meant?", "The number would be public."):
        assert said in words
    assert [one.text() for one in family.root.all("ins")] == ["added: sang every day"]
    assert [one.text() for one in family.root.all("del")] == ["taken out: sang", "taken out: Call 555 0199."]
    assert answers(family) == {"change_1": [], "change_2": []}


def test_one_change_is_taken_over_and_the_other_words_stay(family: Family, place: TestInstallation, code: str) -> None:
    before = place.shown()

    family.press("each", change_1="refuse", change_2="agree")

    record = place.remembrance(place.memorial.id, _id(place, code))
    assert record.latest.story == "She sang.\n\nShe had a blue cup."
    assert record.latest.state is VersionState.IN_REVIEW
    assert record.latest.accepted_by == ()
    assert "I take over a part of it." in family.words()
    assert place.shown() == before == []


def test_an_answer_that_is_missing_is_asked_for_and_the_others_stay(
    family: Family, place: TestInstallation, code: str
) -> None:
    family.press("each", change_1="agree")

    assert "Choose one of the answers." in family.words()
    assert answers(family) == {"change_1": ["agree"], "change_2": []}
    assert place.remembrance(place.memorial.id, _id(place, code)).latest.story == STORY


@pytest.mark.parametrize(
    ("given", "story", "said"),
    [
        ({"change_1": "refuse", "change_2": "refuse"}, STORY, "You keep your own words."),
        (
            {"change_1": "agree", "change_2": "agree"},
            "She sang every day.\n\nShe had a blue cup.",
            "These are your words now.",
        ),
    ],
)
def test_all_or_none_may_be_taken_over_one_by_one_too(
    family: Family, place: TestInstallation, code: str, given: dict[str, str], story: str, said: str
) -> None:
    family.press("each", **given)

    assert place.remembrance(place.memorial.id, _id(place, code)).latest.story == story
    assert said in family.words()


def test_a_suggestion_from_before_changes_were_told_apart_is_answered_as_a_whole(
    family: Family, place: TestInstallation
) -> None:
    code, given = place.give(story=STORY)
    after = place.decide(given, Decision.SUGGEST, suggestion="She sang.", message="Shorter?")
    with place.services.unit_of_work() as uow:
        older = replace(after.latest, suggestion=replace(after.latest.suggestion, changes=()))
        record = uow.remembrances.get(given.memorial_id, given.id)
        uow.remembrances.save(record.with_version(older))
        uow.commit()
    come_back(family, code)
    assert answers(family) == {}
    assert "She sang." in family.words()

    family.press("action", "agree")

    assert place.remembrance(given.memorial_id, given.id).latest.story == "She sang."


def _id(place: TestInstallation, code: str) -> str:
    with place.services.unit_of_work(read_only=True) as uow:
        found = uow.receipts.find(code)
    assert found is not None
    return found[1]
