"""The order *together*: as good as any line for small blocks, near to it for larger ones, and always the same."""

from __future__ import annotations

import random
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memorial.domain import together as module
from memorial.domain.together import Group, Pair, fulfilled, together, weight_of_tie
from memorial.vocabulary import Certainty, Kinship
from tests.stopwatch import least_seconds

World = tuple[list[str], list[Pair], list[Group]]


@st.composite
def worlds(draw: st.DrawFn, most: int = 7) -> World:
    people = [f"p{number:02}" for number in range(draw(st.integers(1, most)))]
    # Somebody who is not on the wall is among them: no tie to them counts.
    known = st.sampled_from([*people, "private"])
    pairs = draw(st.lists(st.builds(Pair, known, known, st.integers(1, 5)), max_size=12))
    members = st.lists(known, min_size=1, max_size=most).map(tuple)
    groups = draw(st.lists(st.builds(Group, members, st.integers(1, 2)), max_size=3))
    return people, pairs, groups


def weight(line: tuple[str, ...] | list[str], pairs: list[Pair], groups: list[Group]) -> int:
    """Counted by hand: every two neighbours, by the heaviest pair of theirs and all groups that they share."""
    total = 0
    for one, other in pairwise(line):
        total += max((pair.weight for pair in pairs if {pair.one, pair.other} == {one, other}), default=0)
        shared = {
            (tuple(sorted(set(g.members) & set(line))), g.weight) for g in groups if {one, other} <= set(g.members)
        }
        total += sum(weight for _, weight in shared)
    return total


@settings(max_examples=150, deadline=None)
@given(worlds(most=6))
def test_no_line_of_a_small_wall_fulfils_more(world: World) -> None:
    people, pairs, groups = world
    line = together(people, pairs, groups)
    assert sorted(line) == people
    assert weight(line, pairs, groups) == max(weight(other, pairs, groups) for other in permutations(people))


@settings(max_examples=150, deadline=None)
@given(worlds(most=14), st.randoms(use_true_random=False))
def test_the_same_wall_is_the_same_line_in_whatever_order_it_comes(world: World, chance: random.Random) -> None:
    people, pairs, groups = world
    turned = [Pair(p.other, p.one, p.weight) if chance.random() < 0.5 else p for p in pairs]
    chance.shuffle(turned)
    mixed = [Group(tuple(chance.sample(g.members, len(g.members))), g.weight) for g in groups]
    chance.shuffle(mixed)
    assert together(people, turned, mixed) == together(people, pairs, groups)


@settings(max_examples=150, deadline=None)
@given(worlds(most=14))
def test_ties_to_who_is_not_on_the_wall_change_nothing(world: World) -> None:
    people, pairs, groups = world
    shown = [pair for pair in pairs if "private" not in (pair.one, pair.other)]
    without = [Group(tuple(m for m in g.members if m != "private"), g.weight) for g in groups]
    assert together(people, pairs, groups) == together(people, shown, without)


@settings(max_examples=100, deadline=None)
@given(worlds(most=14))
def test_blocks_and_singles_follow_by_the_name_of_their_first(world: World) -> None:
    people, pairs, groups = world
    line = together(people, pairs, groups)
    tied = {(p.one, p.other) for p in pairs} | {(a, b) for g in groups for a in g.members for b in g.members}
    block = {one: {one} for one in people}
    for one, other in tied:
        if one in block and other in block:
            both = block[one] | block[other]
            for each in both:
                block[each] = both
    firsts = []
    for one in line:
        if not firsts or one not in block[firsts[-1]]:
            firsts.append(one)
    assert firsts == sorted(firsts) and len(firsts) == len({min(block[one]) for one in people})


def test_larger_blocks_come_near_to_the_best_and_nearer_than_by_the_heaviest_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance, best, near, greedy = random.Random(4), 0, 0, 0
    for _ in range(60):
        people = [f"p{number}" for number in range(9)]
        pairs = [Pair(*chance.sample(people, 2), chance.randint(3, 5)) for _ in range(chance.randint(8, 18))]
        groups = [Group(tuple(chance.sample(people, 4)), chance.randint(1, 2)) for _ in range(chance.randint(0, 2))]
        best += weight(together(people, pairs, groups), pairs, groups)
        with monkeypatch.context() as context:
            context.setattr(module, "EXACT", 1)
            near += weight(together(people, pairs, groups), pairs, groups)
            context.setattr(module, "MOST_IMPROVED", 0)
            greedy += weight(together(people, pairs, groups), pairs, groups)
    assert near <= best and near > 0.97 * best, near / best
    assert greedy < near, (greedy / best, near / best)


def test_a_family_stands_together_within_a_crew() -> None:
    people = [f"p{number:02}" for number in range(40)]
    crew = Group(tuple(people[::2]), 1)
    family = Group(("p02", "p17", "p30"), 2)
    pairs = [Pair("p02", "p17", 5), Pair("p17", "p30", 5)]
    line = together(people, pairs, [crew, family])
    done = fulfilled(line, pairs, [crew, family])
    assert done.pairs == 2 and done.in_groups == done.of_in_groups - 1, "one of the family is none of the crew"


def test_a_tie_said_by_both_sides_counts_once() -> None:
    people = ["a", "b", "c", "d"]
    pairs = [Pair("a", "c", 4), Pair("c", "a", 4), Pair("a", "b", 5), Pair("a", "d", 5)]
    line = together(people, pairs, [])
    assert abs(line.index("a") - line.index("b")) == 1 == abs(line.index("a") - line.index("d"))


def test_the_number_of_wishes_decides_before_their_weight() -> None:
    lightest = min(weight_of_tie(kinship, certainty) for kinship in Kinship for certainty in Certainty)
    heaviest = max(weight_of_tie(kinship, certainty) for kinship in Kinship for certainty in Certainty)
    assert 2 * lightest > heaviest


def many_families(count: int) -> tuple[list[str], list[Pair], list[Group]]:
    """About `count` people in households with married couples of two names, their children, and some friends."""
    chance = random.Random(7)
    people, pairs, groups = [], list[Pair](), list[Group]()
    while len(people) < count:
        size = chance.choice((1, 1, 2, 3, 4, 5, 6, 8))
        household = [f"{chance.randrange(10**9):09}-{len(people) + number}" for number in range(size)]
        parents, children = household[:2], household[2:]
        pairs += [Pair(*parents, 5)] if len(parents) == 2 else []
        pairs += [Pair(child, parent, 5) for child in children for parent in parents]
        pairs += [Pair(one, other, 5) for one, other in pairwise(children)]
        if people and chance.random() < 0.1:
            pairs.append(Pair(chance.choice(household), chance.choice(people), 4))
        if size > 3:
            groups.append(Group(tuple(household), 2))
        people += household
    return sorted(people), pairs, groups


@pytest.mark.alone
def test_five_thousand_people_take_no_more_than_two_seconds() -> None:
    people, pairs, groups = many_families(5_000)
    assert least_seconds(together, people, pairs, groups, times=2, enough=1.0) < 2.0
