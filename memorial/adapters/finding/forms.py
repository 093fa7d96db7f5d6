"""One word of a name, taken apart for comparing: its letters, its sound, its consonants, the codes of its sound.

A code is what is left of a name when every spelling of it is to give the same: classes of consonants, `A` for a vowel
or a breath at the beginning. It is coarser than a Daitch–Mokotoff code and branches as that does; no maintained package
was found that makes one from other letters than Latin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from unicodedata import normalize

from memorial.adapters.finding.letters import ABJADS, script_of_word, sounds_of
from memorial.adapters.finding.sounds import Sound
from memorial.disclosure.folding import fold

MOST_CODES, MOST_OTHERS = 24, 6
_CLASS = dict(zip("BPVFDTZSJXCHGKQLRMN", "PPPPTTSSSSSSKKKLRMN", strict=True))
_ALIKE = str.maketrans("BPVFDTZSJXCHGKQ", "ppvvttzzxxxxkkk")
_VOWELS = str.maketrans("", "", "aeiouh")
_APART = re.compile(r"[^\w'’ʼ`´׳״\u0300-\u036f\u0591-\u05c7\u064b-\u065f]+")

# Endings that tell of a woman's, a man's or a married name, on names in ASCII letters, and what stands for all of them.
# From the grammars of these languages; longest first, the first that fits is taken.
_ENDINGS = tuple(
    (re.compile(f"(?<=...){ending}$"), stems)
    for ending, stems in (
        ("auskiene", ("auskas",)),
        ("ienė|iene", ("as", "is", "us", "")),
        ("(?:i?ut|yt|ait)e", ("as", "is", "us", "")),
        ("opoulou", ("opoulos",)),
        ("ou", ("os", "")),
        ("ovich|ovych|ovitch|ovna|ivna", ("",)),
        ("evich|yevich|evna|yevna", ("", "i", "ei")),
        ("skaia|skaya|skaja|ska", ("ski",)),
        ("skii|skiy|skij|sky", ("ski",)),
        ("ckaia|cka", ("cki",)),
        ("aia|aya|aja", ("y", "i", "oi")),
        ("kova", ("kov", "k", "ko", "ka", "ek")),
        ("ova", ("ov", "", "a")),
        ("owa", ("", "a")),
        ("eva|yeva|ieva", ("ev",)),
        ("ina", ("in",)),
        ("na", ("ny", "n")),
        ("la", ("ly", "l")),
        ("ra", ("ry", "r")),
        ("ta", ("ty", "t")),
        ("(?<=[ei])vi", ("v",)),
    )
)
_LETTERS_WITH_ENDINGS = frozenset({"LATIN", "CYRILLIC", "GREEK", "GEORGIAN"})

_PARTICLES = (
    "van von de da di del della der den la le el al ul bin bn ibn bint ben bat abu umm ter du dos das do af av of zu "
    "oglu ogly ogli qizi gizi kizi kyzy uly kyzi mac mc san st jr sr"
)
PARTICLES = frozenset(_PARTICLES.split())
"""Words that tell little of who it is, in ASCII letters."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """One word. `folded`: in ASCII letters; `sound`: its usual sound, with vowels; `alike`, `bones`: the same with
    sounds that are taken for each other as one, with and without vowels; `others`: its sound where one letter is read
    otherwise than is usual; `stems`: what it is without its ending."""

    word: str
    folded: str
    script: str
    sound: str
    alike: str
    bones: str
    others: tuple[str, ...]
    codes: frozenset[str]
    stems: tuple[str, ...]

    @property
    def weight(self) -> float:
        """How much it says of who it is, beside the other words."""
        return 0.3 if self.folded in PARTICLES else 1.0 + len(self.sound)

    def sounds_like(self, other: NameForm) -> bool:
        return self.folded == other.folded or not self.codes.isdisjoint(other.codes)


def words_of(name: str) -> list[str]:
    """The words of a name as they are written; apostrophes do not part them, hyphens and full stops do."""
    words = (word.strip("'’ʼ`´_") for word in _APART.split(normalize("NFKC", name)))
    return [word for word in words if any(letter.isalpha() for letter in word)]


def bones_of_names(names: Iterable[str]) -> str:
    """How names sound without their vowels, for a first look at many."""
    forms = (form_of(word) for name in names for word in words_of(name))
    return " ".join(form.bones or form.alike for form in forms)


@lru_cache(maxsize=1 << 15)
def form_of(word: str) -> NameForm:
    script = script_of_word(word)
    folded = fold(word).replace(" ", "")
    sounds = [sound for sound in sounds_of(word, script) if sound != ("",)]
    usual = _without_doubles("".join(sound[0] for sound in sounds))
    alike = alike_of(usual)
    stems = _stems(folded) if script in _LETTERS_WITH_ENDINGS else ()
    codes = frozenset(_codes(sounds, collapse=script not in ABJADS))
    return NameForm(word, folded, script, usual, alike, bones_of(alike), _others(sounds), codes, stems)


def alike_of(sound: str) -> str:
    return sound.translate(_ALIKE)


def bones_of(alike: str) -> str:
    return alike.translate(_VOWELS)


def _others(sounds: Sequence[Sound]) -> tuple[str, ...]:
    usual = [sound[0] for sound in sounds]
    found = (
        _without_doubles("".join((*usual[:at], other, *usual[at + 1 :])))
        for at, sound in enumerate(sounds)
        for other in sound[1:]
    )
    return tuple(dict.fromkeys(found))[:MOST_OTHERS]


@lru_cache(maxsize=1 << 14)
def codes_of_ascii(folded: str) -> frozenset[str]:
    return frozenset(_codes(sounds_of(folded, "LATIN"), collapse=True))


def _without_doubles(sound: str) -> str:
    return "".join(one for at, one in enumerate(sound) if at == 0 or one != sound[at - 1])


def _stems(folded: str) -> tuple[str, ...]:
    for ending, stems in _ENDINGS:
        if found := ending.search(folded):
            return tuple(folded[: found.start()] + stem for stem in stems)
    return ()


def _codes(sounds: Sequence[Sound], *, collapse: bool) -> Iterable[str]:
    """Every code that the word may have, `MOST_CODES` at most: where there are more, the usual sound counts alone."""
    classes = [tuple(dict.fromkeys(map(_classes, sound))) for sound in sounds]
    many = 1
    for at, alternatives in enumerate(classes):
        if many * len(alternatives) > MOST_CODES:
            classes[at] = alternatives[:1]
        many *= len(classes[at])
    return {_code("".join(some), collapse=collapse) for some in product(*classes)} - {""}


def _classes(sound: str) -> str:
    return "".join(_CLASS.get(one, "-") for one in sound)


def _code(classes: str, *, collapse: bool) -> str:
    """Without vowels, but for one at the beginning; the same class twice with nothing between is once."""
    code = [one for at, one in enumerate(classes) if one != "-" and (not collapse or at == 0 or one != classes[at - 1])]
    return ("A" if classes.startswith("-") else "") + "".join(code)
