"""The effective audience against a reference that was written apart from it, over every pair of circumstances."""

from __future__ import annotations

import itertools
import random
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from typing import Any

import pytest

from memorial.disclosure.audience import Bearing, effective_audience, embargo_over
from memorial.vocabulary import Audience, Basis, Living, Standing, VersionState

WORDS: dict[str, tuple[Any, ...]] = {
    "granted": (None, *Audience),
    "basis": (None, *Basis),
    "state": (None, *VersionState),
    "standing": (None, *Standing),
    "approvals": (0, 1, 2, 3),
    "four_eyes": (False, True),
    "embargo_over": (False, True),
    "objected": (False, True),
    "name_withheld": (False, True),
    "name_looked_for": (False, True),
    "living": (None, *Living),
    "living_agreed": (False, True),
    "shows_people": (False, True),
    "under_age": (False, True),
    "guardian_agreed": (False, True),
    "staff_ceiling": (None, *Audience),
    "memorial_ceiling": (None, *Audience),
}
LADDER = ["none", "team", "archive", "research", "unlisted", "public"]


OPEN_CASE: dict[str, Any] = {
    "granted": Audience.PUBLIC,
    "basis": Basis.CONTRIBUTOR,
    "state": VersionState.PUBLISHED,
    "standing": Standing.OPEN,
    "approvals": 2,
    "four_eyes": False,
    "embargo_over": True,
    "objected": False,
    "name_withheld": False,
    "name_looked_for": True,
    "living": Living.NO,
    "living_agreed": True,
    "shows_people": False,
    "under_age": False,
    "guardian_agreed": False,
    "staff_ceiling": Audience.PUBLIC,
    "memorial_ceiling": Audience.PUBLIC,
}


def reference(case: dict[str, Any]) -> str:
    """The consent model as prose, rule after rule: each rule pushes the answer down its own ladder of words."""
    if case["granted"] is None or case["basis"] is None:
        return "team"
    answer = case["granted"].name.lower()

    def at_most(word: str) -> None:
        nonlocal answer
        if LADDER.index(word) < LADDER.index(answer):
            answer = word

    for ceiling in (case["memorial_ceiling"], case["staff_ceiling"]):
        at_most("team" if ceiling is None else ceiling.name.lower())
    if case["state"] not in (VersionState.PUBLISHED, VersionState.ACCEPTED):
        at_most("team")
    if case["approvals"] == 0:
        at_most("team")
    if case["state"] is VersionState.ACCEPTED:
        at_most("archive")
    if case["four_eyes"] and case["approvals"] == 1:
        at_most("archive")
    if case["standing"] in (None, Standing.PAUSED, Standing.REMOVED):
        at_most("team")
    if case["standing"] is Standing.ERASED:
        at_most("none")
    if case["standing"] is Standing.WITHDRAWN:
        at_most("archive")
    if not case["embargo_over"]:
        at_most("archive")
    if case["objected"]:
        at_most("team")
    if case["name_withheld"] and not case["name_looked_for"]:
        at_most("archive")
    if case["shows_people"] and case["living"] is not Living.NO:
        at_most("unlisted" if case["living"] is Living.YES and case["living_agreed"] else "archive")
    if case["under_age"]:
        at_most("unlisted")
        if not case["guardian_agreed"]:
            at_most("archive")
    return answer


def pairwise_cases() -> list[dict[str, Any]]:
    """For every pair of circumstances every pair of their values, the rest once open and twice at random."""
    chance = random.Random(20)
    cases = []
    for (one, its), (other, others) in itertools.combinations(WORDS.items(), 2):
        for value, another in itertools.product(its, others):
            cases.append({**OPEN_CASE, one: value, other: another})
            for _ in range(2):
                anything = {name: chance.choice(values) for name, values in WORDS.items()}
                cases.append({**anything, one: value, other: another})
    return cases


def test_the_gate_agrees_with_the_reference_on_every_pair_of_circumstances() -> None:
    cases = pairwise_cases()

    wrong = [case for case in cases if effective_audience(Bearing(**case)).word != reference(case)]

    assert len(cases) >= 5_000
    assert not wrong, wrong[:3]
    shown = sum(1 for case in cases if reference(case) in ("unlisted", "public"))
    assert shown > 300, "the reference never says yes often enough for the comparison to mean anything"


def test_no_audience_exceeds_any_of_its_inputs() -> None:
    for case in pairwise_cases():
        found = effective_audience(Bearing(**case))
        for limit in ("granted", "staff_ceiling", "memorial_ceiling"):
            if case[limit] is not None and case["granted"] is not None and case["basis"] is not None:
                assert found <= case[limit]


def test_nothing_said_means_nothing_shown() -> None:
    assert effective_audience(Bearing()) is Audience.TEAM
    assert effective_audience(Bearing(granted=Audience.PUBLIC, basis=Basis.CONTRIBUTOR)) <= Audience.TEAM


@pytest.mark.parametrize("missing", ["granted", "basis", "state", "standing", "staff_ceiling", "memorial_ceiling"])
def test_each_missing_circumstance_closes(missing: str) -> None:
    everything_open = OPEN_CASE
    assert effective_audience(Bearing(**everything_open)) is Audience.PUBLIC

    assert effective_audience(Bearing(**{**everything_open, missing: None})) is Audience.TEAM


def test_every_circumstance_is_in_the_comparison() -> None:
    assert {one.name for one in fields(Bearing)} == set(WORDS) == set(asdict(Bearing()))


@pytest.mark.parametrize(
    ("now", "over"),
    [
        (None, False),
        (datetime(2026, 5, 16, 19, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 5, 16, 20, 0, 0, tzinfo=UTC), True),
    ],
)
def test_an_embargo_opens_at_midnight_where_the_memorial_is(now: datetime | None, over: bool) -> None:
    assert embargo_over(date(2026, 5, 17), "Asia/Baku", now) is over
