"""One line of a list: words in a row, with a place for any people. `all {people} are {vermin}` names nobody.

| in a line | fits |
|---|---|
| `word`, `word*`, `a\\|b` | that word; words that begin so; one of them |
| `{name}` | a word of the set of that name in the same file |
| `{people}` | one to five words, of whatever people or peoples; no pronoun |
| `_` | up to two words, none that denies |
| `^`, `-` | the beginning of a sentence; a dash |
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from memorial.domain.labels.words import Word, fold, forms_of


class LabelKind(StrEnum):
    SLUR = "slur"
    DEHUMANISING = "dehumanising"
    BLAME = "blame"
    DENIAL = "denial"
    REVENGE = "revenge"


class NotAPattern(ValueError):
    """A line that cannot be read; the first argument is a code, a second one the word."""


PEOPLE, ANY, START, DASH = "{people}", "_", "^", "-"
MOST_ELEMENTS = 12
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words, or of some beginnings of words."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]

    def fits(self, word: Word) -> bool:
        return any(form in self.exact or form.startswith(self.beginnings) for form in word.forms)

    @property
    def weight(self) -> int:
        """How telling it is: the length of its shortest word."""
        return min(map(len, (*self.exact, *self.beginnings)))


Element = Choice | str


@dataclass(frozen=True, slots=True)
class Pattern:
    kind: LabelKind
    language: str
    line: str
    elements: tuple[Element, ...]
    anchor: int
    never_people: frozenset[str]
    denies: Choice | None = None

    @property
    def anchored_on(self) -> Choice:
        found = self.elements[self.anchor]
        assert isinstance(found, Choice)
        return found

    def match(self, words: Sequence[Word], at: int) -> tuple[int, int] | None:
        """The words (from, to) that fit when the anchor is the one at that place."""
        end = self._ahead(words, at + 1, self.anchor + 1, words[at].sentence)
        if end is None:
            return None
        start = self._behind(words, at - 1, self.anchor - 1, words[at].sentence)
        return None if start is None else (start, end)

    def _ahead(self, words: Sequence[Word], at: int, element: int, sentence: int) -> int | None:
        if element == len(self.elements):
            return at
        wanted = self.elements[element]
        if wanted == DASH:
            there = at < len(words) and words[at].sentence == sentence and words[at].dash_before
            return self._ahead(words, at, element + 1, sentence) if there else None
        for count in _counts(wanted):
            taken = words[at : at + count]
            if len(taken) == count and self._fit(taken, wanted, sentence):
                end = self._ahead(words, at + count, element + 1, sentence)
                if end is not None:
                    return end
        return None

    def _behind(self, words: Sequence[Word], at: int, element: int, sentence: int) -> int | None:
        """Towards the beginning: `at` is the last word that is still free."""
        if element < 0:
            return at + 1
        wanted = self.elements[element]
        if wanted == START:
            return at + 1 if words[at + 1].first else None
        if wanted == DASH:
            return self._behind(words, at, element - 1, sentence) if words[at + 1].dash_before else None
        for count in _counts(wanted):
            taken = words[max(0, at - count + 1) : at + 1] if count else []
            if len(taken) == count and self._fit(taken, wanted, sentence):
                start = self._behind(words, at - count, element - 1, sentence)
                if start is not None:
                    return start
        return None

    def _fit(self, taken: Sequence[Word], wanted: Element, sentence: int) -> bool:
        if any(word.sentence != sentence for word in taken):
            return False
        if isinstance(wanted, Choice):
            return wanted.fits(taken[0])
        if wanted == PEOPLE:
            return not any(self.never_people.intersection(word.forms) for word in taken)
        return self.denies is None or not any(map(self.denies.fits, taken))


def _counts(wanted: Element) -> range:
    if isinstance(wanted, Choice):
        return range(1, 2)
    return range(1, 6) if wanted == PEOPLE else range(3)


def read_pattern(
    kind: LabelKind,
    language: str,
    line: str,
    sets: Mapping[str, Choice],
    never_people: frozenset[str],
    denies: Choice | None = None,
) -> Pattern:
    """`denies` are words that `_` steps over nowhere: *are not vermin* is not *are vermin*. Raises `NotAPattern`."""
    elements = tuple(_element(part, sets) for part in line.split())
    if not elements or len(elements) > MOST_ELEMENTS:
        raise NotAPattern("length_of_pattern")
    if START in elements[1:]:
        raise NotAPattern("beginning_in_the_middle")
    anchors = [(not _is_set(part), -_weight(one), n) for n, (part, one) in _numbered(line, elements)]
    if not anchors:
        raise NotAPattern("no_word_of_its_own")
    return Pattern(kind, language, line, elements, min(anchors)[2], never_people, denies)


def _numbered(line: str, elements: Sequence[Element]) -> list[tuple[int, tuple[str, Element]]]:
    pairs = enumerate(zip(line.split(), elements, strict=True))
    return [(n, pair) for n, pair in pairs if isinstance(pair[1], Choice)]


def _is_set(part: str) -> bool:
    return part.startswith("{")


def _weight(element: Element) -> int:
    return element.weight if isinstance(element, Choice) else 0


def _element(part: str, sets: Mapping[str, Choice]) -> Element:
    if part in (PEOPLE, ANY, START, DASH):
        return part
    if part.startswith("{") and part.endswith("}"):
        if part[1:-1] not in sets:
            raise NotAPattern("no_such_set", part)
        return sets[part[1:-1]]
    return choice(part.split("|"))


def choice(written: Collection[str]) -> Choice:
    """Words as a list writes them. Raises `NotAPattern` for what is no word, or a beginning that is too short."""
    exact, beginnings = set(), set()
    for word in written:
        bare = word.removesuffix("*")
        folded = fold(bare)
        if not folded or not all(letter.isalnum() for letter in folded):
            raise NotAPattern("not_a_word", word)
        if not word.endswith("*"):
            exact.add(folded)
        elif len(folded) < SHORTEST_BEGINNING:
            raise NotAPattern("beginning_too_short", word)
        else:
            beginnings.add(folded)
    return Choice(frozenset(exact), tuple(sorted(beginnings)))


def folded_words(written: str) -> frozenset[str]:
    return frozenset(forms_of(word)[0] for word in written.split())
