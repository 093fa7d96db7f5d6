"""How each sound of a name may be written, in scripts with vowels and in scripts without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from memorial.disclosure.folding import as_letters, script_of
from memorial.disclosure.names.readings import letters_of
from memorial.disclosure.names.sounds import ABJAD_LETTERS, CONSONANTS, VOWELS

# Vowels that Arabic and Hebrew leave unwritten, and the letters that the one may write where the other does not.
_UNWRITTEN = ("", "a", "e", "i", "o", "u", "y", "ə", "ou", "oo", "ee")
_MATRES = ("", "ا", "و", "ي", "ו", "י", "א")
_SEMIVOWELS = frozenset("ويוי")
_WEAK_LETTERS = frozenset("اعهאעה")
_SOFT = frozenset(("h", "y", "w", "j"))
_GLIDING = frozenset(("ai", "ei", "au", "eu", "ia", "iu"))

# Letters of Latin alphabets that sound like one of the table's.
_LATIN_KEPT = str.maketrans(
    {"š": "ş", "ś": "ş", "ș": "ş", "č": "ç", "ć": "ç", "ź": "ž", "ż": "ž", "ä": "ə", "æ": "ə", "å": "o", "ø": "ö"}
    | {"ő": "ö", "ű": "ü", "đ": "dj", "ţ": "ts", "ț": "ts"}
)
_CYRILLIC_KEPT = {"г": "γ", "ё": "ë", "ъ": "", "ь": ""}
_GREEK_KEPT = {"gia": "ya", "gio": "yo", "giu": "yu", "gie": "ye", "sts": "shch", "nt": "δ", "mp": "β", "gk": "κ"} | {
    "ts": "τ",
    "tz": "ζ",
    "ch": "kh",
    "s": "σ",
}
_GREEK_PAIR = re.compile("|".join(sorted(_GREEK_KEPT, key=len, reverse=True)))
_GLIDES = {"ay": "ai", "aj": "ai", "ey": "ei", "ej": "ei"}
_FINAL_SOUNDS = {"d": ("t",), "b": ("p",), "v": ("ff",), "g": ("k",), "k": ("g", "gh")}


@dataclass(frozen=True, slots=True)
class Unit:
    """One sound of a name: the ways to write it with vowels, and in Arabic or Hebrew. An empty way leaves it out."""

    sound: str
    voweled: tuple[str, ...]
    abjad: tuple[str, ...]
    vowel: bool = False

    @property
    def consonant(self) -> bool:
        """Whether Arabic and Hebrew always write it."""
        written = not self.vowel or self.sound[:1] in ("j", "y") or self.sound in _GLIDING
        return written and self.sound != "" and not (self.sound == "h" and "" in self.abjad)

    @property
    def hard(self) -> bool:
        """Whether it is a consonant that no writing takes for a vowel or leaves out."""
        return self.consonant and not self.vowel and self.sound not in _SOFT | _SEMIVOWELS


# The Arabic article inside a name written as one word: Abd al-Rahman, Abdurrahman.
_ARTICLE = Unit(
    "", ("al", "el", "ul", "il", "ol", "a", "e", "u", "i", "o", "oul", "l", ""), ("ال", "ל", "אל", "ا", ""), True
)
_ARTICLES = ("al", "el", "ul", "il", "ar", "as", "ad", "ur", "us", "ud", "er", "es", "ed")


def units_of_words(words: Sequence[str]) -> list[Unit]:
    """The sounds of words that are written as one, the Arabic article read as it is spoken."""
    units: list[Unit] = []
    for index, word in enumerate(words):
        if index and letters_of(word) in _ARTICLES:
            units.append(_ARTICLE)
        elif index and word.startswith("ال"):
            units += [_ARTICLE, *units_of(word[2:])]
        else:
            units += units_of(word)
    return units


@lru_cache(maxsize=2048)
def units_of(word: str) -> tuple[Unit, ...]:
    """The sounds of one word of a name, in order."""
    script = script_of(word[-1]) if word else ""
    if script in ("ARABIC", "HEBREW"):
        return _abjad_units(letters_of(word))
    if script == "CJK":
        return tuple(Unit(letter, (letter,), ()) for letter in letters_of(word))
    return _sounded_units(_spelt(word, script))


def _spelt(word: str, script: str) -> str:
    """A word with the sounds kept apart that its own script or language tells apart and a-z does not."""
    if script == "LATIN":
        composed = normalize("NFC", word).casefold().translate(_LATIN_KEPT)
        return "".join(c if c in _KEPT else letters_of(c) for c in composed)
    if script == "CYRILLIC":
        return "".join(_CYRILLIC_KEPT[c] if c in _CYRILLIC_KEPT else letters_of(c) for c in as_letters(word))
    spelling = letters_of(word)
    return _GREEK_PAIR.sub(lambda match: _GREEK_KEPT[match[0]], spelling) if script == "GREEK" else spelling


def _sounded_units(spelling: str) -> tuple[Unit, ...]:
    spelling = re.sub(r"(.)\1+", lambda m: m[0][:2] if m[0][:2] in ("oo", "ee") else m[1], spelling)
    keys = [_GLIDES.get(key, key) for key in _KEY.findall(spelling)]
    units: list[Unit] = []
    for index, key in enumerate(keys):
        before = keys[index - 1] if index else ""
        after = keys[index + 1] if index + 1 < len(keys) else ""
        if key == "r" and not after and before and before not in _VOWEL_WAYS:
            units.append(Unit("", ("", "e"), ("",), True))  # Александр, Alexander
        units.append(_vowel(key, before, after) if key in _VOWEL_WAYS else _consonant(key, before, after))
    return tuple(units)


def _vowel(key: str, before: str, after: str) -> Unit:
    voweled, initial, medial, final = _VOWEL_WAYS[key]
    abjad = initial if not before else medial if after else final
    if key == "e" and after == "r" and before and before not in _VOWEL_WAYS:
        voweled = (*voweled, "")  # Alexander, Александр
    beside_vowel = before in _VOWEL_WAYS or after in _VOWEL_WAYS
    if not before and key not in ("y", "ya", "ye", "yo", "yu"):
        voweled = (*voweled, *(f"h{way}" for way in voweled))  # Ованес, Hovhannes
    # Aliyev and Alieva, Dostoevskiy and Dostoevsky.
    if key == "y" and before in _VOWEL_WAYS and (after in _VOWEL_WAYS or before in ("i", "ı")):
        voweled, abjad = (*voweled, ""), (*abjad, "", "ع", "ע")
    return Unit(key, voweled, abjad, vowel=not (key == "y" and beside_vowel))


def _consonant(key: str, before: str, after: str) -> Unit:
    voweled, abjad = _CONSONANT_WAYS[key]
    if key == "h":
        silent = before and not (before in _VOWEL_WAYS and after in _VOWEL_WAYS)
        voweled, abjad = (*voweled, ""), (*abjad, *([""] if silent else []))
    if not after:
        voweled, abjad = (*voweled, *_FINAL_SOUNDS.get(key, ())), (*abjad, *(["ت"] if key == "d" else []))
    return Unit(key, voweled, abjad)


def _abjad_units(letters: str) -> tuple[Unit, ...]:
    keys = _ABJAD_KEY.findall(re.sub(r"(.)\1+", r"\1", letters))
    units: list[Unit] = []
    for index, key in enumerate(keys):
        beside = [*keys[max(index - 1, 0) : index], *keys[index + 1 : index + 2]]
        always = len(beside) < 2 or (key in _SEMIVOWELS and any(k[-1] in _WEAK_LETTERS for k in beside))
        voweled, abjad = _ABJAD_WAYS.get(f"^{key}" if not index else key) or _ABJAD_WAYS.get(key) or ((key,), (key,))
        if always:
            voweled, abjad = (tuple(way for way in ways if way) for ways in (voweled, abjad))
        if not index and key in _SEMIVOWELS:
            voweled = tuple(way for way in voweled if way[0] not in "ea")
        units.append(Unit(key, voweled, abjad, vowel=key[0] in _WEAK_LETTERS))
        if index + 1 < len(keys):
            units.append(Unit("", _UNWRITTEN, _MATRES, vowel=True))
    return tuple(units)


_Ways = tuple[str, ...]


def _table(lines: str) -> dict[str, tuple[_Ways, _Ways]]:
    table = {}
    for line in lines.strip().splitlines():
        sounded, arabic, hebrew = line.split("|")
        key, *voweled = sounded.split()
        table[key] = (_plain(voweled), _plain([*arabic.split(), *hebrew.split()]))
    return table


def _vowel_table(lines: str) -> dict[str, tuple[_Ways, _Ways, _Ways, _Ways]]:
    table = {}
    for line in lines.strip().splitlines():
        sounded, arabic, hebrew = line.split("|")
        key, *voweled = sounded.split()
        places = zip(arabic.split("/"), hebrew.split("/"), strict=True)
        initial, medial, final = (_plain([*a.split(), *h.split()]) for a, h in places)
        table[key] = (_plain(voweled), initial, medial, final)
    return table


def _plain(ways: list[str]) -> _Ways:
    return tuple(dict.fromkeys("" if way == "-" else letters_of(way) for way in ways))


def _longest_first(keys: Iterable[str]) -> str:
    return "|".join(sorted(keys, key=len, reverse=True))


_CONSONANT_WAYS = _table(CONSONANTS)
_VOWEL_WAYS = _vowel_table(VOWELS)
_ABJAD_WAYS = _table(ABJAD_LETTERS)
_KEPT = frozenset(key for key in (*_CONSONANT_WAYS, *_VOWEL_WAYS) if len(key) == 1)
_KEY = re.compile("[ae][yj](?![aeiouyəöüıë])|" + _longest_first((*_CONSONANT_WAYS, *_VOWEL_WAYS)))
_ABJAD_KEY = re.compile(_longest_first(_ABJAD_WAYS) + "|.")
