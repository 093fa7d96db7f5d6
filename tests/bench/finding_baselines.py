"""Three simple ways of finding a name, to see what a better one gains: equal when folded, trigrams, Daitch–Mokotoff.

All three work on folded names, so that letters of other scripts are Latin ones for them too. Each takes names apart
once and then answers with likenesses; equal likenesses share their places, so no order of the names helps or hurts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from memorial.disclosure.folding import fold
from tests.bench.finding_daitch_mokotoff import daitch_mokotoff

Likenesses = Mapping[str, float]
"""Every name that is found at all, and how like it is: more is better."""
Finder = Callable[[str], Likenesses]


def equal_when_folded(names: Sequence[str]) -> Finder:
    by_folded = defaultdict(list)
    for name in names:
        by_folded[fold(name)].append(name)

    def find(query: str) -> Likenesses:
        return dict.fromkeys(by_folded.get(fold(query), ()), 1.0)

    return find


def trigrams(text: str) -> frozenset[str]:
    """Of each word, with two blanks before it and one behind, as PostgreSQL's pg_trgm has them."""
    return frozenset(
        padded[at : at + 3] for word in text.split() for padded in (f"  {word} ",) for at in range(len(padded) - 2)
    )


def by_trigrams(names: Sequence[str]) -> Finder:
    """Likeness is what two names share of the trigrams of both."""
    of_name = [trigrams(fold(name)) for name in names]
    having = _inverted(of_name)

    def find(query: str) -> Likenesses:
        asked = trigrams(fold(query))
        shared = Counter(at for one in asked for at in having.get(one, ()))
        return {names[at]: many / (len(asked) + len(of_name[at]) - many) for at, many in shared.items()}

    return find


def by_daitch_mokotoff(names: Sequence[str]) -> Finder:
    """Likeness is how many of the words of both sound the same."""
    words = [fold(name).split() for name in names]
    having = _inverted([set[str]().union(*map(daitch_mokotoff, of_name)) for of_name in words])

    def find(query: str) -> Likenesses:
        asked = fold(query).split()
        shared = Counter[int]()
        for word in asked:
            shared.update({at for code in daitch_mokotoff(word) for at in having.get(code, ())})
        return {names[at]: many / (len(asked) + len(words[at]) - many) for at, many in shared.items()}

    return find


def _inverted(of_names: Iterable[Iterable[str]]) -> Mapping[str, Sequence[int]]:
    having = defaultdict(list)
    for at, keys in enumerate(of_names):
        for key in keys:
            having[key].append(at)
    return having


BASELINES: Mapping[str, Callable[[Sequence[str]], Finder]] = {
    "equal folded": equal_when_folded,
    "trigrams": by_trigrams,
    "Daitch–Mokotoff": by_daitch_mokotoff,
}


def chance_among_first(likenesses: Likenesses, name: str, most: int) -> float:
    """Of being one of the `most` first, where equals are put in any order."""
    if name not in likenesses:
        return 0.0
    own = likenesses[name]
    before = sum(other > own for other in likenesses.values())
    equal = sum(other == own for other in likenesses.values())
    return min(1.0, max(0.0, (most - before) / equal))
