"""How often the right name is among the first: the search of the program and three simple ones, on the same names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from memorial.domain.languages import script_of
from tests.bench.finding_baselines import BASELINES, Finder, chance_among_first
from tests.bench.finding_data import Pair, Place, other_names, other_places, pairs, places
from tests.bench.finding_registry import Search, registry_of

OURS = "memorial"
HAN_SCRIPT = "Hani"
ALPHABETS = frozenset({"Latin", "Cyrillic", "Armenian", "Georgian", "Greek"})
FIRST = 10
SEEN = 40
"""So many are looked at to see who stands before the right one."""


@dataclass
class Tally:
    """Of so many asked: how many had the right one among the first ten, and as the very first."""

    asked: int = 0
    among_ten: float = 0.0
    first: float = 0.0

    def add(self, among_ten: float, first: float) -> None:
        self.asked += 1
        self.among_ten += among_ten
        self.first += first

    @property
    def recall_at_10(self) -> float:
        return self.among_ten / self.asked

    @property
    def recall_at_1(self) -> float:
        return self.first / self.asked

    @classmethod
    def of(cls, tallies: Iterable[Tally]) -> Tally:
        total = cls()
        for one in tallies:
            total.asked += one.asked
            total.among_ten += one.among_ten
            total.first += one.first
        return total


@dataclass
class Compared:
    """The same pairs asked of each way of finding: for each its chance among the first ten, and of being the first.

    `found`: what ours came upon, best first.
    """

    by_pair: dict[Pair, dict[str, tuple[float, float]]] = field(default_factory=dict)
    found: dict[Pair, list[str]] = field(default_factory=dict)

    def tally(self, way: str, wanted: Callable[[Pair], bool] = lambda pair: True) -> Tally:
        tally = Tally()
        for pair, answers in self.by_pair.items():
            if wanted(pair):
                tally.add(*answers[way])
        return tally

    def only(self, asked: Iterable[Pair]) -> Compared:
        """What was found for these."""
        those = list(asked)
        return Compared({pair: self.by_pair[pair] for pair in those}, {pair: self.found[pair] for pair in those})

    def groups(self) -> list[tuple[str, str]]:
        """Kind and scripts of every pair, once each."""
        return sorted({(short_kind(pair), pair.scripts) for pair in self.by_pair})

    def missed(self) -> list[Pair]:
        """What ours has not among the first ten."""
        return [pair for pair, answers in self.by_pair.items() if not answers[OURS][0]]

    def pushed_out_by_han(self) -> list[Pair]:
        """What would be among the first ten if no name in Han stood before it; neither of the two is in Han."""
        return [
            pair
            for pair in self.missed()
            if "Han" not in (pair.query_script, pair.canonical_script)
            and pair.canonical in [name for name in self.found[pair] if script_of(name) != HAN_SCRIPT][:FIRST]
        ]


def short_kind(pair: Pair) -> str:
    kind = pair.kind.partition(" (")[0]
    return "full name" if "full name" in pair.kind else kind


def between_alphabets(pair: Pair) -> bool:
    """What the bar of 0.95 is for: both names in letters with vowels, and no nickname."""
    return {pair.query_script, pair.canonical_script} <= ALPHABETS and pair.kind != "nickname"


@contextmanager
def searching(folder: Path, names: Sequence[str], *, as_places: bool = False) -> Iterator[Search]:
    """A registry of these names, gone at the end."""
    registry = registry_of(folder, names, as_places=as_places)
    try:
        with registry.open() as search:
            yield search
    finally:
        registry.remove()


def compare(folder: Path, asked: Sequence[Pair], others: Sequence[str], *, baselines: bool = True) -> Compared:
    """Put the right names and the others into one registry and ask for each pair."""
    names = list(dict.fromkeys((*(pair.canonical for pair in asked), *others)))
    compared = Compared({pair: {} for pair in asked})
    with searching(folder, names) as search:
        for pair in asked:
            found = search.labels(pair.query, limit=SEEN)
            answer = (float(pair.canonical in found[:FIRST]), float(found[:1] == [pair.canonical]))
            compared.by_pair[pair][OURS], compared.found[pair] = answer, found
    if baselines:
        for way, make in BASELINES.items():
            _ask_baseline(compared, way, make(names))
    return compared


def _ask_baseline(compared: Compared, way: str, find: Finder) -> None:
    for pair, answers in compared.by_pair.items():
        likenesses = find(pair.query)
        answers[way] = (
            chance_among_first(likenesses, pair.canonical, FIRST),
            chance_among_first(likenesses, pair.canonical, 1),
        )


def compare_file(folder: Path, name: str, others: int, *, baselines: bool = True) -> Compared:
    asked = pairs(name)
    around = other_names(others, not_like=[pair.canonical for pair in asked])
    return compare(folder, asked, around, baselines=baselines)


@dataclass(frozen=True)
class Mistaken:
    """Of pairs that are not the same: in how many the other person is among the first three, by way of finding."""

    shares: Mapping[str, float]
    shown: Sequence[tuple[Pair, Sequence[str]]]


def not_the_same(folder: Path, others: int, *, both_there: bool, baselines: bool = True) -> Mistaken:
    """`both_there`: whether the one who is looked for is in the registry too."""
    asked = [pair for pair in pairs("not_same.csv") if "one part shared" not in pair.kind]
    people = [pair.canonical for pair in asked] + ([pair.query for pair in asked] if both_there else [])
    around = other_names(others, not_like=people)
    names = list(dict.fromkeys((*people, *around)))
    shown, shares = [], {}
    with searching(folder, names) as search:
        for pair in asked:
            found = search.labels(pair.query, limit=3)
            if pair.canonical in found:
                shown.append((pair, found))
    shares[OURS] = len(shown) / len(asked)
    for way, make in BASELINES.items() if baselines else ():
        find = make(names)
        chances = [chance_among_first(find(pair.query), pair.canonical, 3) for pair in asked]
        shares[way] = sum(chances) / len(asked)
    return Mistaken(shares, shown)


@dataclass(frozen=True)
class PlacesFound:
    """Recall of places by way of finding: where only the first spelling is known, and where all others are."""

    one_spelling: Mapping[str, Tally]
    other_spellings: Mapping[str, Tally]


def find_places(folder: Path, others: int, *, baselines: bool = True, one_too: bool = True) -> PlacesFound:
    known, around = places(), other_places(others)
    return PlacesFound(
        _where_one_is_known(folder / "one", known, around, baselines=baselines) if one_too else {},
        _where_others_are_known(folder / "others", known, around, baselines=baselines),
    )


def _where_one_is_known(
    folder: Path, known: Sequence[Place], around: Sequence[str], *, baselines: bool
) -> dict[str, Tally]:
    of_spelling = {place.canonical: {place} for place in known}
    names, tallies = list(dict.fromkeys((*of_spelling, *around))), {OURS: Tally()}
    with searching(folder, names, as_places=True) as search:
        for place in known:
            for query in place.spellings[1:]:
                tallies[OURS].add(*_place_among(_places_shown(search, query), of_spelling, place))
    return tallies | (_by_baselines(names, known, of_spelling) if baselines else {})


def _where_others_are_known(
    folder: Path, known: Sequence[Place], around: Sequence[str], *, baselines: bool
) -> dict[str, Tally]:
    """Who is from where a place is spelled as it is typed is not published while that is asked."""
    of_spelling: dict[str, set[Place]] = {}
    for place in known:
        for one in place.spellings:
            of_spelling.setdefault(one, set()).add(place)
    names, tallies = list(dict.fromkeys((*of_spelling, *around))), {OURS: Tally()}
    with searching(folder, names, as_places=True) as search:
        for number in range(1, max(len(place.spellings) for place in known)):
            asked = {place: place.spellings[number] for place in known if number < len(place.spellings)}
            with search.hidden(asked.values()):
                for place, query in asked.items():
                    tallies[OURS].add(*_place_among(_places_shown(search, query), of_spelling, place))
    return tallies | (_by_baselines(names, known, of_spelling) if baselines else {})


def _places_shown(search: Search, query: str) -> list[str]:
    return [one.name for one in search.find(query, limit=SEEN)]


def _by_baselines(
    names: Sequence[str], known: Sequence[Place], of_spelling: Mapping[str, set[Place]]
) -> dict[str, Tally]:
    tallies = {}
    for way, make in BASELINES.items():
        tallies[way], find = Tally(), make(names)
        for place in known:
            for query in place.spellings[1:]:
                likenesses = find(query)
                labels = sorted((one for one in likenesses if one != query), key=lambda one: (-likenesses[one], one))
                tallies[way].add(*_place_among(labels, of_spelling, place))
    return tallies


def _place_among(labels: Iterable[str], of_spelling: Mapping[str, set[Place]], place: Place) -> tuple[float, float]:
    """Whether the place is one of the first ten different places, and the first of all."""
    seen: list[set[Place] | str] = []
    for label in labels:
        those = of_spelling.get(label, label)
        if those not in seen:
            seen.append(those)
        if len(seen) == FIRST:
            break
    at = next((number for number, those in enumerate(seen) if not isinstance(those, str) and place in those), FIRST)
    return float(at < FIRST), float(at == 0)
