"""How like a name is to what was looked for, from 0 to 1, and in one word why.

The weights were set on pairs of names that are known to be the same (docs/people.md), never on single names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from memorial.adapters.finding.forms import NameForm, alike_of, bones_of, codes_of_ascii
from memorial.adapters.finding.letters import MANY_READINGS
from memorial.adapters.finding.nicknames import Nicknames
from memorial.published.types import WhyFound

SAME_IN_OTHER_LETTERS, SAME_STEM, SAME_NICKNAME, SAME_INITIAL = 0.99, 0.9, 0.92, 0.8
NOT_LOOKED_FOR = 0.2
"""How much is taken off for what the name has and the query has not, by its share of both."""
ONE_WORD_FAILS = 0.1
SAME_CODE = 0.2
READ_OTHERWISE, NOT_USUAL = 0.6, 0.02
"""Up to which likeness of the usual sounds the others are tried, and what is taken off for them."""
OTHER_CONSONANT, OTHER_VOWEL = 0.12, 0.04
NEARLY = 0.83
"""From here on, words in the same letters are said to be spelled nearly so; below it they sound alike at best."""
PLAINER = 0.1
"""So much more like by its sound must a name be that the sound is the reason, and not how it is spelled."""


@dataclass(frozen=True, slots=True)
class Likeness:
    score: float
    why: WhyFound


_THREE_VOWELS = str.maketrans("eyo", "iiu")
_SAME = Likeness(1.0, WhyFound.SAME)
_NOT = Likeness(0.0, WhyFound.PART)
# The reason of a whole name is the weakest of its words'.
_WEAKEST_FIRST = tuple(reversed(WhyFound))


class Comparison:
    """Of one query with many names. They share their words, and no two words are compared twice."""

    def __init__(self, nicknames: Nicknames) -> None:
        self._nicknames = nicknames
        self._known: dict[tuple[str, str], Likeness] = {}

    def of_names(self, query: Sequence[NameForm], name: Sequence[NameForm]) -> Likeness:
        """Each word of the query against the word of the name that is most like it; their order does not matter."""
        if not query or not name:
            return _NOT
        free = list(name)
        total = weights = 0.0
        lowest = 1.0
        whys = set[WhyFound]()
        for word in sorted(query, key=lambda one: -one.weight):
            best, at = self._closest(word, free)
            if best.score > 0.5:
                del free[at]
                whys.add(best.why)
            elif word.weight >= 1:
                whys.add(WhyFound.PART)
            total += best.score * word.weight
            weights += word.weight
            if word.weight >= 1:
                lowest = min(lowest, best.score)
        over = sum(word.weight for word in free)
        score = total / weights - NOT_LOOKED_FOR * over / (over + weights)
        if len(query) > 1:
            score -= ONE_WORD_FAILS * (1 - lowest)
        return Likeness(max(score, 0.0), next((why for why in _WEAKEST_FIRST if why in whys), WhyFound.PART))

    def _closest(self, word: NameForm, free: Sequence[NameForm]) -> tuple[Likeness, int]:
        best, at = _NOT, -1
        for number, other in enumerate(free):
            found = self.of_words(word, other)
            if found.score > best.score:
                best, at = found, number
        return best, at

    def of_words(self, one: NameForm, other: NameForm) -> Likeness:
        pair = (one.word, other.word)
        found = self._known.get(pair)
        if found is None:
            found = self._known[pair] = of_words(one, other, self._nicknames)
        return found


def of_words(one: NameForm, other: NameForm, nicknames: Nicknames) -> Likeness:
    """Of two words, whichever way round."""
    if one.folded == other.folded:
        return _SAME if one.script == other.script else Likeness(SAME_IN_OTHER_LETTERS, WhyFound.LETTERS)
    if 1 in (len(one.folded), len(other.folded)) and one.sound[:1] == other.sound[:1] != "":
        return Likeness(SAME_INITIAL, WhyFound.INITIAL)
    best = _by_ear_and_eye(one, other)
    if best.score < SAME_NICKNAME and nicknames.joins(one.folded, other.folded):
        best = Likeness(SAME_NICKNAME, WhyFound.NICKNAME)
    if best.score < SAME_STEM and (one.stems or other.stems) and _same_stem(one, other):
        best = Likeness(SAME_STEM, WhyFound.FORM)
    return best


def _by_ear_and_eye(one: NameForm, other: NameForm) -> Likeness:
    by_sound = _by_sound(one, other, same_code=not one.codes.isdisjoint(other.codes))
    if one.script != other.script:
        return Likeness(by_sound, WhyFound.LETTERS)
    spelled = _by_spelling(one, other)
    score = max(by_sound, spelled)
    why = WhyFound.SPELLING if spelled >= max(NEARLY, by_sound - PLAINER) else WhyFound.SOUND
    if _has_another_vowel(one.folded, other.folded):
        score -= OTHER_VOWEL
    return Likeness(score, why)


def _by_sound(one: NameForm, other: NameForm, *, same_code: bool) -> float:
    whole = JaroWinkler.normalized_similarity(one.sound, other.sound)
    if one.script in MANY_READINGS or other.script in MANY_READINGS:
        # Few vowels are written there, or few consonants told apart: what all readings have in common counts for more.
        few = 0.04 if min(len(one.bones), len(other.bones)) <= 2 else 0.0
        return 0.5 * _closest_codes(one, other) + 0.22 * same_code + 0.2 * whole - few
    bones = Indel.normalized_similarity(one.bones, other.bones) if one.bones and other.bones else 0.0
    alike = Indel.normalized_similarity(one.alike, other.alike)
    usual = 0.3 * whole + 0.2 * alike + 0.25 * bones
    if not same_code:
        return usual
    if usual < READ_OTHERWISE and (one.others or other.others):
        # They can be read the same way: as like as the closest of those readings.
        usual = max(usual, _closest_reading(one, other) - NOT_USUAL)
    return usual + SAME_CODE


def _closest_reading(one: NameForm, other: NameForm) -> float:
    yours = (other.sound, *other.others)
    return max(_of_sounds(mine, against) for mine in (one.sound, *one.others) for against in yours)


def _of_sounds(mine: str, yours: str) -> float:
    if mine == yours:
        return 0.75
    alike, against = alike_of(mine), alike_of(yours)
    whole = 0.3 * JaroWinkler.normalized_similarity(mine, yours)
    bones = 0.25 * Indel.normalized_similarity(bones_of(alike), bones_of(against))
    return whole + 0.2 * Indel.normalized_similarity(alike, against) + bones


def _closest_codes(one: NameForm, other: NameForm) -> float:
    if not one.codes.isdisjoint(other.codes):
        return 1.0
    fewer, more = sorted((one.codes, other.codes), key=len)
    scorer, best = Indel.normalized_similarity, 0.0
    for code in fewer:
        found = process.extractOne(code, more, scorer=scorer, score_cutoff=best)
        best = max(best, found[1]) if found else best
    return best


def _by_spelling(one: NameForm, other: NameForm) -> float:
    whole = JaroWinkler.normalized_similarity(one.folded, other.folded)
    spelled = 0.4 * whole + 0.55 * OSA.normalized_similarity(one.folded, other.folded)
    return spelled - OTHER_CONSONANT * _has_another_consonant(one, other)


def _has_another_consonant(one: NameForm, other: NameForm) -> bool:
    """A consonant in the place of another is more often another name than a slip: slips leave out, add and swap."""
    mine, yours = one.bones, other.bones
    return len(mine) == len(yours) and mine != yours and sorted(mine) != sorted(yours)


def _has_another_vowel(mine: str, yours: str) -> bool:
    """Jamal and Jamil, Nabil and Nabila: all else is the same, so it was not written down by ear; e and i, o and u
    stand for each other all the same."""
    if mine + "a" == yours or yours + "a" == mine:
        return True
    mine, yours = mine.translate(_THREE_VOWELS), yours.translate(_THREE_VOWELS)
    other = [pair for pair in zip(mine, yours, strict=False) if pair[0] != pair[1]]
    return len(mine) == len(yours) and len(other) == 1 and set(other[0]) <= set("aiu")


def _same_stem(one: NameForm, other: NameForm) -> bool:
    mine, yours = (one.folded, *one.stems), (other.folded, *other.stems)
    if not set(mine).isdisjoint(yours):
        return True
    return any(
        not codes_of_ascii(stem).isdisjoint(codes_of_ascii(against)) and _near(stem, against)
        for stem in mine
        for against in yours
    )


def _near(stem: str, against: str) -> bool:
    return bool(JaroWinkler.normalized_similarity(stem, against) > 0.9)
