"""Whether two texts are nearly the same, as when somebody sent one twice: a hint for a reader, who decides."""

from __future__ import annotations

import re
from itertools import pairwise

NEARLY = 0.6
_WORD = re.compile(r"\w+")


def pairs_of(text: str) -> frozenset[tuple[str, str]]:
    """Each two words that follow one another, without marks and capital letters; of a single word that one twice."""
    words = _WORD.findall(text.casefold())
    return frozenset(pairwise(words)) if len(words) != 1 else frozenset({(words[0], words[0])})


def alike(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    """Whether they share most of what both have; texts without words are like nothing."""
    shared = len(one & other)
    return shared > 0 and shared / len(one | other) >= NEARLY
