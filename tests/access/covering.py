"""A few looks that together show every pair of circumstances: each page once, each pair of all else at least once."""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations, product

Row = tuple[Hashable, ...]


def covering(
    fixed: Sequence[Mapping[str, Hashable]], free: Mapping[str, Sequence[Hashable]], seed: int = 5
) -> list[dict[str, Hashable]]:
    """For each of `fixed` one row with a value of each of `free`, chosen so that pairs seldom seen come first.

    Rows are added at the end until every pair of values of different names has been seen that can be.
    """
    chance, seen = random.Random(seed), dict[frozenset[tuple[str, Hashable]], int]()
    rows = [_next(one, free, seen, chance) for one in fixed]
    wanted = _wanted(fixed, free)
    while missing := [pair for pair in wanted if pair not in seen]:
        pair = dict(missing[0])
        bases = [one for one in fixed if all(one.get(name, value) == value for name, value in pair.items())]
        given = {name: value for name, value in pair.items() if name in free}
        rows.append(_next(chance.choice(bases), {**free, **{n: [v] for n, v in given.items()}}, seen, chance))
    return rows


def _next(
    base: Mapping[str, Hashable], free: Mapping[str, Sequence[Hashable]],
    seen: dict[frozenset[tuple[str, Hashable]], int], chance: random.Random,
) -> dict[str, Hashable]:  # fmt: skip
    choices = [dict(zip(free, values, strict=True)) for values in product(*free.values())]
    chance.shuffle(choices)
    best = min(choices, key=lambda one: [_times(seen, {**base, **one})])
    row = {**base, **best}
    for pair in pairs(row):
        seen[pair] = seen.get(pair, 0) + 1
    return row


def _times(seen: Mapping[frozenset[tuple[str, Hashable]], int], row: Mapping[str, Hashable]) -> float:
    return -sum(1 / (1 + 4 * seen.get(pair, 0)) for pair in pairs(row))


def pairs(row: Mapping[str, Hashable]) -> list[frozenset[tuple[str, Hashable]]]:
    """Of all but the page itself, which stands under `page`."""
    return [frozenset(pair) for pair in combinations([one for one in row.items() if one[0] != "page"], 2)]


def _wanted(
    fixed: Sequence[Mapping[str, Hashable]], free: Mapping[str, Sequence[Hashable]]
) -> list[frozenset[tuple[str, Hashable]]]:
    found = dict.fromkeys(
        pair
        for one in fixed
        for values in product(*free.values())
        for pair in pairs({**one, **dict(zip(free, values, strict=True))})
    )
    return list(found)
