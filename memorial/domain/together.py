"""The order *together*: a line in which as many of those who belong together as possible stand side by side.

Whoever has somebody beside them stands in one block with everyone who is tied to them, however distantly; blocks, and
those who stand for themselves, follow each other by the name of their first. Within a block of up to `EXACT` people no
line fulfils more; in larger ones each tie is tried by its weight, and then improved while that helps. The same people,
pairs and groups give the same line, in whatever order they come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from memorial.domain.side_by_side import Weights, best_line, chained, improved, lines_of
from memorial.vocabulary import Certainty, Kinship

EXACT = 10
"""Up to how many people a block is solved exactly: the work doubles with each one more."""
MOST_IMPROVED = 5_000_000
"""How many places may be written anew while a larger block is improved: a bound of work, not of time."""

_CLOSE = frozenset(
    {Kinship.PARENT, Kinship.CHILD, Kinship.SPOUSE, Kinship.SIBLING, Kinship.NEAR},
)
_GROUP_OF_KIN = 2
_GROUP = 1


@dataclass(frozen=True)
class Pair:
    """Two who belong together. The heavier wish goes first where both cannot be."""

    one: str
    other: str
    weight: int = 4


@dataclass(frozen=True)
class Group:
    """People who belong together as a whole: a family, a house, a crew, a class."""

    members: tuple[str, ...]
    weight: int = _GROUP


def weight_of_tie(kinship: Kinship, certainty: Certainty) -> int:
    """Nearly the same for all, so that the number of wishes decides; close kin and *near* before the others."""
    return 4 + (kinship in _CLOSE) - (certainty is Certainty.POSSIBLE)


def weight_of_group(*, of_kin: bool) -> int:
    return _GROUP_OF_KIN if of_kin else _GROUP


def together(people: Sequence[str], pairs: Iterable[Pair], groups: Iterable[Group]) -> list[str]:
    """The line of all `people`, who come in the order of their names. Who is not among them counts for nothing."""
    number = {person: index for index, person in enumerate(people)}
    weights = _weights(number, pairs)
    crowds = _crowds(number, groups)
    blocks = _blocks(len(people), weights, crowds)
    lines = [_line(block, weights, [crowds[at] for at in inside]) for block, inside in blocks]
    return [people[index] for line in sorted(lines, key=lambda line: line[0]) for index in line]


@dataclass(frozen=True)
class Crowd:
    """A group by the numbers of its members, in the order of their names."""

    members: tuple[int, ...]
    weight: int


def _weights(number: dict[str, int], pairs: Iterable[Pair]) -> Weights:
    """By each person their others and how heavy the wish; said twice, the heavier one counts, once."""
    found: Weights = defaultdict(dict)
    for pair in pairs:
        one, other = number.get(pair.one), number.get(pair.other)
        if one is None or other is None or one == other or pair.weight <= 0:
            continue
        weight = max(pair.weight, found[one].get(other, 0))
        found[one][other] = found[other][one] = weight
    return {one: dict(sorted(found[one].items())) for one in sorted(found) if found[one]}


def _crowds(number: dict[str, int], groups: Iterable[Group]) -> list[Crowd]:
    """Those with two or more members on the wall, the smallest first: it says most."""
    found = set()
    for group in groups:
        members = tuple(sorted({number[member] for member in group.members if member in number}))
        if len(members) > 1 and group.weight > 0:
            found.add(Crowd(members, group.weight))
    return sorted(found, key=lambda crowd: (len(crowd.members), -crowd.weight, crowd.members))


def _blocks(count: int, weights: Weights, crowds: Sequence[Crowd]) -> list[tuple[list[int], list[int]]]:
    """The members of each block by name, and which groups lie in it."""
    root = list(range(count))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for one, others in weights.items():
        for other in others:
            root[max(find(one), find(other))] = min(find(one), find(other))
    for crowd in crowds:
        for member in crowd.members[1:]:
            first, second = find(crowd.members[0]), find(member)
            root[max(first, second)] = min(first, second)
    members: dict[int, list[int]] = defaultdict(list)
    for one in range(count):
        members[find(one)].append(one)
    inside: dict[int, list[int]] = defaultdict(list)
    for at, crowd in enumerate(crowds):
        inside[find(crowd.members[0])].append(at)
    return [(block, inside[first]) for first, block in members.items()]


def _line(block: list[int], weights: Weights, crowds: Sequence[Crowd]) -> list[int]:
    if len(block) == 1:
        return block
    if len(block) <= EXACT:
        return best_line(block, _with_groups(block, weights, crowds))
    pieces = [piece for part in _parts(block, weights) for piece in _pieces(part, weights)]
    for crowd in crowds:
        pieces = chained(pieces, crowd.members)
    pieces.sort(key=lambda piece: piece[0])
    line = [one for piece in pieces for one in piece]
    return improved(line, weights, crowds=[(crowd.members, crowd.weight) for crowd in crowds], most=MOST_IMPROVED)


def _with_groups(block: Sequence[int], weights: Weights, crowds: Sequence[Crowd]) -> Weights:
    both: Weights = {one: dict(weights.get(one, {})) for one in block}
    for crowd in crowds:
        for one in crowd.members:
            for other in crowd.members:
                if one != other:
                    both[one][other] = both[one].get(other, 0) + crowd.weight
    return both


def _parts(block: Sequence[int], weights: Weights) -> list[list[int]]:
    """Those of a block who are tied by pairs alone."""
    found, seen = [], set[int]()
    for first in block:
        if first in seen:
            continue
        part, waiting = [], [first]
        seen.add(first)
        while waiting:
            one = waiting.pop()
            part.append(one)
            new = [other for other in weights.get(one, {}) if other not in seen]
            seen.update(new)
            waiting += new
        found.append(sorted(part))
    return found


def _pieces(part: list[int], weights: Weights) -> list[list[int]]:
    """Lines in which everybody stands beside somebody of theirs."""
    if len(part) == 1:
        return [part]
    if len(part) <= EXACT:
        line = best_line(part, weights)
    else:
        line = improved(lines_of(part, weights), weights, crowds=[], most=MOST_IMPROVED)
    pieces = [[line[0]]]
    for before, one in pairwise(line):
        if one in weights.get(before, {}):
            pieces[-1].append(one)
        else:
            pieces.append([one])
    return [piece if piece[0] <= piece[-1] else piece[::-1] for piece in pieces]


@dataclass(frozen=True)
class Fulfilled:
    """How many pairs stand side by side, and how many of the places within groups are beside another member."""

    pairs: int
    of_pairs: int
    in_groups: int
    of_in_groups: int


def fulfilled(line: Sequence[str], pairs: Iterable[Pair], groups: Iterable[Group]) -> Fulfilled:
    at = {person: index for index, person in enumerate(line)}
    wishes = {frozenset((p.one, p.other)) for p in pairs if p.one in at and p.other in at and p.one != p.other}
    side_by_side = sum(1 for wish in wishes if abs(at[min(wish)] - at[max(wish)]) == 1)
    done = possible = 0
    for group in groups:
        places = sorted({at[member] for member in group.members if member in at})
        possible += max(0, len(places) - 1)
        done += sum(1 for before, place in pairwise(places) if place - before == 1)
    return Fulfilled(side_by_side, len(wishes), done, possible)
