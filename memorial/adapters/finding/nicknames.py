"""Short and pet forms of given names: Bess for Elizabeth. They come from open data, a file for each language."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from memorial.disclosure.folding import fold

FOLDER = Path(__file__).with_name("nicknames")


@dataclass(frozen=True)
class Nicknames:
    """Which folded words may stand for which."""

    others: Mapping[str, Collection[str]]

    def of(self, folded: str) -> Collection[str]:
        return self.others.get(folded, ())

    def joins(self, one: str, other: str) -> bool:
        return other in self.of(one)

    @classmethod
    def between(cls, pairs: Iterable[tuple[str, str]]) -> Nicknames:
        others: dict[str, set[str]] = {}
        for name, short in pairs:
            one, other = fold(name).replace(" ", ""), fold(short).replace(" ", "")
            if one and other and one != other:
                others.setdefault(one, set()).add(other)
                others.setdefault(other, set()).add(one)
        return cls({word: frozenset(known) for word, known in others.items()})


@cache
def all_nicknames() -> Nicknames:
    """Of all languages together: who searches does not say in which one."""
    return Nicknames.between(pair for file in sorted(FOLDER.glob("*.csv")) for pair in _pairs(file))


def _pairs(file: Path) -> Iterable[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["name"], row["nickname"]
