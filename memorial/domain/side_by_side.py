"""Lines of people, numbered by their names, in which the wishes between neighbours weigh as much as possible."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Weights = dict[int, dict[int, int]]
"""By each person the others whom they should stand beside, and how heavy the wish. It holds both ways."""

_NOBODY: dict[int, int] = {}


def weight_of(line: Sequence[int], weights: Weights) -> int:
    return sum(weights.get(one, _NOBODY).get(other, 0) for one, other in pairwise(line))


# Exactly


def best_line(members: Sequence[int], weights: Weights) -> list[int]:
    """A line than which none is heavier; of several the first by name, unless one is found without trying all."""
    most = _at_most(members, weights)
    by_name = sorted(members)
    if weight_of(by_name, weights) >= most:
        return by_name
    quick = improved(lines_of(members, weights), weights, crowds=[], most=10_000)
    return quick if weight_of(quick, weights) >= most else _of_all(members, weights)


def _at_most(members: Sequence[int], weights: Weights) -> int:
    """No line is heavier: nobody has more than two beside them, and one less stands beside another than there are."""
    inside = set(members)
    of_each = [
        sorted((w for o, w in weights.get(one, _NOBODY).items() if o in inside), reverse=True) for one in members
    ]
    by_person = sum(sum(some[:2]) for some in of_each) // 2
    heaviest = sorted((w for some in of_each for w in some), reverse=True)[::2]
    return min(by_person, sum(heaviest[: len(members) - 1]))


def _of_all(members: Sequence[int], weights: Weights) -> list[int]:
    """By the heaviest line of every smaller set of people: work of 2^n * n^2."""
    count = len(members)
    beside = [[weights.get(one, _NOBODY).get(other, 0) for other in members] for one in members]
    # best[left][last]: how heavy the rest can be, when `last` was just placed and those in `left` are still to come.
    best = [[0] * count for _ in range(1 << count)]
    for left in range(1, 1 << count):
        coming = [one for one in range(count) if left >> one & 1]
        rest = [(one, best[left ^ (1 << one)][one]) for one in coming]
        row = best[left]
        for last in range(count):
            if not left >> last & 1:
                mine = beside[last]
                row[last] = max(mine[one] + more for one, more in rest)
    everybody = (1 << count) - 1
    total = max(best[everybody ^ (1 << one)][one] for one in range(count))
    last = next(one for one in range(count) if best[everybody ^ (1 << one)][one] == total)
    line, left = [last], everybody ^ (1 << last)
    while left:
        wanted = best[left][last]
        others = (one for one in range(count) if left >> one & 1)
        after = next(one for one in others if beside[last][one] + best[left ^ (1 << one)][one] == wanted)
        line.append(after)
        last, left = after, left ^ (1 << after)
    return [members[one] for one in line]


# By the heaviest wish first


def lines_of(members: Sequence[int], weights: Weights) -> list[int]:
    """Each wish by its weight, as long as both still have room beside them; the pieces by the name of their first."""
    place = {one: at for at, one in enumerate(sorted(members))}
    # Of equal wishes those between neighbours by name first: a family of whom all are tied to all stays in that order.
    wishes = sorted(
        (-weight, place[other] - place[one], one, other)
        for one in members
        for other, weight in weights.get(one, _NOBODY).items()
        if one < other and other in place
    )
    links: dict[int, list[int]] = {one: [] for one in members}
    root = {one: one for one in members}

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for _, _, one, other in wishes:
        if len(links[one]) < 2 and len(links[other]) < 2 and find(one) != find(other):
            links[one].append(other)
            links[other].append(one)
            root[find(one)] = find(other)
    return [one for piece in _walked(sorted(members), links) for one in piece]


def _walked(members: Sequence[int], links: dict[int, list[int]]) -> list[list[int]]:
    """The pieces that the links make, each begun at the end that comes first by name."""
    found, seen = [], set[int]()
    for first in members:
        if first in seen or len(links[first]) > 1:
            continue
        piece, one = [first], first
        seen.add(first)
        while ahead := [other for other in links[one] if other not in seen]:
            one = ahead[0]
            seen.add(one)
            piece.append(one)
        found.append(piece)
    return found


# Groups


def chained(pieces: Sequence[list[int]], members: Sequence[int]) -> list[list[int]]:
    """The pieces joined where both their ends belong to the group, so that its members stand beside each other.

    Those with a member at each end come between those with one; no piece is taken apart.
    """
    inside = set(members)
    rest, both, one_end = [], [], []
    for piece in sorted(pieces, key=lambda piece: piece[0]):
        ends = (piece[0] in inside) + (piece[-1] in inside)
        if ends == 2:
            both.append(piece)
        elif ends == 1:
            one_end.append(piece)
        else:
            rest.append(piece)
    chains = []
    middle = [one for piece in both for one in piece]
    if one_end:
        first = one_end[0] if one_end[0][-1] in inside else one_end[0][::-1]
        chain = [*first, *middle]
        if len(one_end) > 1:
            second = one_end[1] if one_end[1][0] in inside else one_end[1][::-1]
            chain += second
        chains.append(chain)
    elif middle:
        chains.append(middle)
    for before, after in zip(one_end[2::2], one_end[3::2], strict=False):
        left = before if before[-1] in inside else before[::-1]
        chains.append([*left, *(after if after[0] in inside else after[::-1])])
    if len(one_end) > 2 and len(one_end) % 2:
        chains.append(one_end[-1])
    return [*rest, *(chain if chain[0] <= chain[-1] else chain[::-1] for chain in chains)]


# Improving

Crowds = Sequence[tuple[Sequence[int], int]]


def improved(line: list[int], weights: Weights, *, crowds: Crowds, most: int) -> list[int]:
    """The line after moves that each make it heavier, until none does or `most` places were written anew."""
    return _Improving(line, weights, crowds, most).done()


class _Improving:
    """Looks at every wish that is not fulfilled, and at what it would take to fulfil it."""

    def __init__(self, line: list[int], weights: Weights, crowds: Crowds, most: int) -> None:
        self.line, self.weights, self.left = list(line), weights, most
        self.at = {one: place for place, one in enumerate(self.line)}
        self.of: dict[int, dict[int, int]] = {}
        for number, (members, weight) in enumerate(crowds):
            for member in members:
                self.of.setdefault(member, {})[number] = weight

    def between(self, one: int, other: int) -> int:
        found = self.weights.get(one, _NOBODY).get(other, 0)
        mine, theirs = self.of.get(one), self.of.get(other)
        if mine and theirs:
            found += sum(weight for number, weight in mine.items() if number in theirs)
        return found

    def joint(self, place: int) -> int:
        """What the joint before that place weighs; nothing at both ends."""
        if not 0 < place < len(self.line):
            return 0
        return self.between(self.line[place - 1], self.line[place])

    def done(self) -> list[int]:
        moved = len(self.line) > 2
        while moved and self.left > 0:
            moved = False
            for one in sorted(self.line):
                for other in self.weights.get(one, _NOBODY):
                    if other in self.at and abs(self.at[one] - self.at[other]) > 1 and self.left > 0:
                        moved = self.bring(one, other) or moved
        return self.line

    def bring(self, one: int, other: int) -> bool:
        """`one` beside `other`: by turning what lies between, or by moving `one`, alone or with who is beside it."""
        return self.turn(one, other) or self.move(one, other)

    def turn(self, one: int, other: int) -> bool:
        low, high = sorted((self.at[one], self.at[other]))
        line, last = self.line, len(self.line)
        # Turn low+1..high: then line[low] stands beside line[high]; or low..high-1, likewise.
        for begin, end in ((low + 1, high + 1), (low, high)):
            gain = -self.joint(begin) - self.joint(end)
            gain += self.between(line[begin - 1], line[end - 1]) if begin else 0
            gain += self.between(line[begin], line[end]) if end < last else 0
            if gain > 0:
                self.write(begin, line[begin:end][::-1])
                return True
        return False

    def move(self, one: int, other: int) -> bool:
        place = self.at[one]
        for length in (1, 2, 3):
            for begin in {place, place - length + 1}:
                end = begin + length
                if begin < 0 or end > len(self.line) or begin <= self.at[other] < end:
                    continue
                if self.move_piece(begin, end, one, other):
                    return True
        return False

    def move_piece(self, begin: int, end: int, one: int, other: int) -> bool:
        line, to = self.line, self.at[other]
        piece = line[begin:end]
        before, after = line[begin - 1 : begin] if begin else [], line[end : end + 1]
        closed = self.between(before[0], after[0]) if before and after else 0
        without = closed - self.joint(begin) - self.joint(end)
        for side in (to, to + 1):
            if begin <= side <= end:
                continue
            # The end of the piece that shall touch `other` comes to stand on that side.
            turned = piece if (piece[0] == one) == (side == to + 1) else piece[::-1]
            gain = without - self.joint(side)
            gain += self.between(line[side - 1], turned[0]) if side else 0
            gain += self.between(turned[-1], line[side]) if side < len(line) else 0
            if gain > 0:
                if side > end:
                    self.write(begin, [*line[end:side], *turned])
                else:
                    self.write(side, [*turned, *line[side:begin]])
                return True
        return False

    def write(self, begin: int, what: Sequence[int]) -> None:
        self.left -= len(what)
        self.line[begin : begin + len(what)] = what
        for place, one in enumerate(what, begin):
            self.at[one] = place
