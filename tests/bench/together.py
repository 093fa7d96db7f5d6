"""`python -m tests.bench.together`: the share of wishes that the order *together* fulfils, beside two other orders."""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from unittest import mock

from memorial.domain import together as module
from memorial.domain.together import Group, Pair, fulfilled, together
from tests.domain.test_together import many_families

TITANIC = Path("tests/samples/titanic-passengers/titanic3.csv")


def main() -> None:
    people, families, parties = titanic()
    within = [Pair(one, other, 5) for family in families for one, other in combinations(family, 2)]
    groups = [*(Group(tuple(one), 2) for one in families), *(Group(tuple(one), 1) for one in parties)]
    report("Titanic, pairs within families", people, within, ())
    report("Titanic, families and travel parties", people, (), groups)
    for count in (1_000, 10_000, 100_000):
        report(f"households, {count:,} people", *many_families(count))


def titanic() -> tuple[list[str], list[list[str]], list[list[str]]]:
    """All passengers by name; families by surname and ticket; travel parties by ticket. Of two and more."""
    families, parties, people = defaultdict(list), defaultdict(list), []
    with TITANIC.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            one = f"{row['name']} {number}"
            people.append(one)
            families[row["name"].partition(",")[0], row["ticket"]].append(one)
            parties[row["ticket"]].append(one)
    several = [one for one in families.values() if len(one) > 1], [one for one in parties.values() if len(one) > 1]
    return sorted(people), *several


def report(title: str, people: Sequence[str], pairs: Iterable[Pair], groups: Iterable[Group]) -> None:
    pairs, groups = list(pairs), list(groups)
    with mock.patch.multiple(module, EXACT=1, MOST_IMPROVED=0):
        greedy = together(people, pairs, groups)
    began = time.process_time()
    line = together(people, pairs, groups)
    seconds = time.process_time() - began
    print(f"{title}; at most {at_most(pairs):,} pairs side by side; {seconds:.2f} s")
    for name, order in (("by name", people), ("heaviest first only", greedy), ("together", line)):
        done = fulfilled(order, pairs, groups)
        print(f"  {name:20} pairs {done.pairs:,} of {done.of_pairs:,}", end="")
        print(f"   within groups {done.in_groups:,} of {done.of_in_groups:,}")


def at_most(pairs: Iterable[Pair]) -> int:
    """Nobody has more than two beside them: a bound, which not every wall can reach."""
    several = Counter(one for pair in {frozenset((p.one, p.other)) for p in pairs} for one in pair)
    return sum(min(2, many) for many in several.values()) // 2


if __name__ == "__main__":
    main()
