"""Names for trying out the search: pairs that are the same, pairs that are not, and any number of others."""

from __future__ import annotations

import csv
import lzma
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from memorial.disclosure.folding import fold
from tests.servers.application import ROOT

NAMES, PLACES = ROOT / "tests" / "samples" / "names", ROOT / "tests" / "samples" / "places"
SEED = 7
ONE_WORD = 0.25
"""Of the other names, so many are a surname or a given name alone, as on many lists."""
THREE_WORDS = 0.2
FAMILY_FIRST_UNPARTED = frozenset({"zh_CN", "zh_TW", "ja_JP", "ko_KR"})
_FEW = 0.6
"""How unevenly names are given when many people are made: the exponent of a Zipf-like law."""


@dataclass(frozen=True)
class Pair:
    """What is typed, and what it is the same as, or is not. Scripts are named in words: Latin, Han."""

    query: str
    canonical: str
    kind: str
    query_script: str
    canonical_script: str

    @property
    def scripts(self) -> str:
        return f"{self.query_script} → {self.canonical_script}"


def pairs(name: str, folder: Path = NAMES) -> list[Pair]:
    """Of one file there, such as `name_variants.csv`. Kinds are without what stands in brackets."""
    return [
        Pair(
            row["query"],
            row["canonical"],
            row.get("kind", "place"),
            row["query_script"],
            row.get("canonical_script", "Latin"),
        )
        for row in _rows(folder / name)
    ]


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@cache
def parts() -> dict[str, dict[str, list[str]]]:
    """Locale → kind (given, surname, patronymic) → names."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with lzma.open(NAMES / "parts.csv.xz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["locale"]][row["kind"]].append(row["name"])
    return found


def other_names(count: int, *, not_like: Iterable[str] = ()) -> list[str]:
    """So many different names. None folds to what one of `not_like` folds to: there would be two right answers."""
    chance = random.Random(SEED)
    forbidden = {fold(one) for one in not_like}
    locales = list(parts())
    found: dict[str, None] = {}
    while len(found) < count:
        name = _made(chance, chance.choice(locales), chance.random(), even=True)
        if fold(name) not in forbidden:
            found[name] = None
    return sorted(found)


def many_people(count: int) -> Iterator[str]:
    """So many names as in a large registry: some are common, many people have the same, few have one word."""
    chance = random.Random(SEED + 1)
    locales = list(parts())
    for _ in range(count):
        yield _made(chance, chance.choice(locales), ONE_WORD + chance.random() * (1 - ONE_WORD), even=False)


def _made(chance: random.Random, locale: str, shape: float, *, even: bool) -> str:
    """`shape`, from 0 to 1, decides how many words."""
    of = parts()[locale]

    def one(kind: str) -> str:
        names = of[kind]
        # Uneven: the first of a list, whatever the list's own order, is as common as a most common name.
        return names[int(len(names) * (chance.random() if even else chance.random() ** (1 / (1 - _FEW))))]

    if shape < ONE_WORD:
        return one("surname" if shape < 0.7 * ONE_WORD else "given")
    if locale in FAMILY_FIRST_UNPARTED:
        return one("surname") + one("given")
    middle = ""
    if shape > 1 - THREE_WORDS:
        middle = one("patronymic" if "patronymic" in of else "given") + " "
    return f"{one('given')} {middle}{one('surname')}"


@dataclass(frozen=True)
class Place:
    """One place and the spellings of it that are known."""

    canonical: str
    spellings: tuple[str, ...]


def places() -> list[Place]:
    known: dict[str, dict[str, None]] = {}
    for row in _rows(PLACES / "place_variants.csv"):
        known.setdefault(row["canonical"], {row["canonical"]: None})[row["query"]] = None
    return [Place(canonical, tuple(spellings)) for canonical, spellings in known.items()]


def other_places(count: int) -> list[str]:
    """Of cities, none of which folds to a spelling of a place in the pairs."""
    forbidden = {fold(one) for place in places() for one in place.spellings}
    with lzma.open(PLACES / "cities.txt.xz", "rt", encoding="utf-8") as lines:
        names = [name for line in lines if fold(name := line.strip()) not in forbidden]
    return random.Random(SEED).sample(names, count)
