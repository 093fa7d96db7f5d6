"""Worked cases follow the rules that real remembrances follow: what a file says is compared with what the rules do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from memorial.application import practice as use
from memorial.disclosure.names_in_text import find_mentions
from memorial.domain import moderation
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.labels.peoples import named_in
from memorial.domain.practice import (
    Chosen,
    Follows,
    PracticeCase,
    agrees,
    as_the_rules_lead,
    remembrance_of,
    what_follows,
)
from memorial.settings import project_folder
from memorial.vocabulary import Decision, Flag, ReasonCode

CASES = use.cases_in("en").cases
NEEDED = {
    "A phone number", "A living person", "A child who is alive", "A named living person is accused",
    "The writer may be in danger", "Hard to read, and marked so by its sender", "The same text twice",
    "Hatred of a group, inside a text of grief", "Another person of the same name", "Living people in a photograph",
    "It contradicts what others say", "Taken back while you read", "A name that must stay private",
    "Nothing stands in the way",
}  # fmt: skip


def test_every_kind_of_case_is_there_and_each_has_an_address_of_its_own() -> None:
    assert {one.topic for one in CASES} == NEEDED
    assert len({one.name for one in CASES}) == len(CASES) >= 12
    assert all(re.fullmatch(r"[a-z0-9-]+", one.name) for one in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
def test_what_a_case_says_will_follow_is_what_the_rules_do(case: PracticeCase) -> None:
    best = as_the_rules_lead(case) or Chosen(Decision.ACCEPT)

    assert what_follows(case, best) is case.follows


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
def test_what_a_case_says_the_program_finds_is_what_it_finds(case: PracticeCase) -> None:
    expected = set(case.finds)

    # That the person's own name is marked is so in every case, and worth a word in few.
    assert use.found_in(case) - {"person"} == expected - {"person"}
    assert "person" not in expected or "person" in use.found_in(case)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
def test_every_decision_that_is_right_is_one_that_the_rules_take(case: PracticeCase) -> None:
    for decision in case.right:
        found = what_follows(case, Chosen(decision, case.ticks, case.reason, case.looked))
        # What two people must see is published by none of them alone.
        if moderation.FOUR_EYES & {*case.ticks, *use.shown(case).flags}:
            assert found is not Follows.SOON, decision


def test_an_accusation_a_child_and_a_living_person_wait_for_two_editors_when_they_are_ticked() -> None:
    for name in ("who-held-the-rope", "the-red-boots", "the-neighbour-who-stayed", "the-class-by-the-sea"):
        case = use.case_named("en", name)
        assert what_follows(case, Chosen(Decision.ACCEPT, case.ticks)) is Follows.TWO_EDITORS


@pytest.mark.parametrize("name", ["the-red-boots", "who-held-the-rope"])
def test_to_accept_without_the_ticks_is_not_what_the_rules_lead_to(name: str) -> None:
    case = use.case_named("en", name)

    assert what_follows(case, Chosen(Decision.ACCEPT)) is Follows.SOON
    assert not agrees(case, Chosen(Decision.ACCEPT))
    assert agrees(case, Chosen(Decision.ACCEPT, case.ticks))
    assert agrees(case, Chosen(Decision.SUGGEST))


def test_denial_is_declined_by_nobody_alone_and_the_case_that_contradicts_is_no_denial() -> None:
    case = use.case_named("en", "the-second-lamp")

    for reason in (ReasonCode.DENIAL, ReasonCode.DISTORTION):
        assert what_follows(case, Chosen(Decision.DECLINE, reason=reason)) is Follows.TWO_PEOPLE
    assert not agrees(case, Chosen(Decision.DECLINE, reason=ReasonCode.DENIAL))


def test_a_private_name_is_taken_by_the_rules_only_when_it_was_looked_for() -> None:
    case = use.case_named("en", "she-who-read-aloud")

    with pytest.raises(Invalid, match="look_for_the_name"):
        what_follows(case, Chosen(Decision.ACCEPT))
    assert what_follows(case, Chosen(Decision.ACCEPT, looked=True)) is Follows.SOON
    assert find_mentions(case.text, [case.person])


def test_whatever_is_chosen_what_was_taken_back_is_gone() -> None:
    case = use.case_named("en", "the-last-verse")

    assert {what_follows(case, Chosen(decision)) for decision in Decision} == {Follows.TAKEN_BACK}


def test_no_case_declines_the_one_who_may_be_in_danger() -> None:
    case = use.case_named("en", "since-the-water-came")

    assert Decision.DECLINE not in case.right
    assert Decision.ACCEPT not in case.right


def test_no_people_of_the_world_is_named_in_any_case() -> None:
    text = (project_folder("config") / "practice" / "en.toml").read_text(encoding="utf-8")

    assert "armenians" in named_in("all armenians", "en")
    assert [one for one in CASES if named_in(f"{one.text} {one.why} {one.rule} {one.also}".lower(), "en")] == []
    for name in ("azerb", "armen", "russ", "turk", "khojal", "kurd", "jew", "arab"):
        assert name not in text.lower(), name


def test_a_language_has_a_file_of_its_own_or_reads_english(tmp_path: Path) -> None:
    english = (project_folder("config") / "practice" / "en.toml").read_text(encoding="utf-8")
    (tmp_path / "en.toml").write_text(english, encoding="utf-8")
    (tmp_path / "hy.toml").write_text(english.replace('language = "en"', 'language = "hy"'), encoding="utf-8")

    assert use.cases_in("hy", tmp_path).language == "hy"
    assert use.cases_in("ka", tmp_path).language == "en"
    assert use.cases_in("../../etc/passwd", tmp_path).language == "en"
    with pytest.raises(NotFound):
        use.case_named("en", "no-such-case")


def test_a_case_is_a_record_of_nowhere() -> None:
    made = remembrance_of(CASES[0])

    assert made.memorial_id == "practice"
    assert made.key_id == ""
    assert made.versions[0].flags == ()
    assert Flag.GRAPHIC_SAID in remembrance_of(use.case_named("en", "in-the-hold")).versions[0].flags
