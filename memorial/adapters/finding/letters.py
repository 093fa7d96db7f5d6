"""Reads a word, in whatever script it is written, into the sounds that it may stand for."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category, normalize

from anyascii import anyascii

from memorial.adapters.finding.letters_of_asia import (
    ARABIC,
    ARMENIAN,
    GEORGIAN,
    HANGUL_BEGIN,
    HANGUL_END,
    HANGUL_INNER,
    HEBREW,
)
from memorial.adapters.finding.letters_of_europe import CYRILLIC, GREEK, LATIN, LATIN_LAST, LATIN_SOFT
from memorial.adapters.finding.sounds import Sound, Table
from memorial.disclosure.folding import APOSTROPHES, script_of

# Persian, Kurdish, Urdu and Arabic keyboards write one letter in several ways; Hebrew has final forms.
_WRITTEN_ALIKE = "اآأإٱٲٳى يېێۍئےۓی وؤۆۇۈۋۏ ههھەۀۂۃة كکڪ رڕڑ لڵ تٹ دڈ נן כך מם פף צץ"
_ONE_LETTER = {ord(other): letters[0] for letters in _WRITTEN_ALIKE.split() for other in letters[1:]} | {ord("ـ"): None}

_TABLES = {
    "LATIN": LATIN,
    "CYRILLIC": CYRILLIC,
    "GREEK": GREEK,
    "ARMENIAN": ARMENIAN,
    "GEORGIAN": GEORGIAN,
    "HEBREW": HEBREW,
    "ARABIC": ARABIC,
}
ABJADS = frozenset({"HEBREW", "ARABIC"})
"""Scripts that write few vowels, or none."""
ALPHABETS = frozenset(_TABLES) - ABJADS
"""Scripts that write consonants and vowels one by one."""
MANY_READINGS = ABJADS | {"HANGUL", "HIRAGANA", "KATAKANA"}
"""Scripts in which a foreign name is written so that it may be read in many ways."""
WITH_SOUNDS = frozenset(_TABLES) | MANY_READINGS
"""Scripts whose letters say how they sound; a sign of another may be read in as many ways as there are languages."""

_OWN_LETTERS = frozenset("çčćšžşșťțţłńñğđřəёйїўґѓќ")
_LONGEST = 7
_SHORTEST_WITH_SILENT_END = 3


def script_of_word(word: str) -> str:
    """The script of its first letter, as LATIN or HANGUL."""
    return next((script_of(letter) for letter in word if category(letter)[0] == "L"), "LATIN")


def sounds_of(word: str, script: str) -> Sequence[Sound]:
    """What the word may sound like, one entry for a letter or a group of letters; empty for what has no sound."""
    plain = normalize("NFC", normalize("NFKC", word).casefold())
    if script == "HANGUL":
        return _of_hangul(plain)
    plain = "".join(map(_bare, plain)) if script not in ABJADS else _bare_abjad(plain)
    table = _TABLES.get(script)
    if table is None:
        return _of_others(anyascii(plain).lower(), script)
    if script == "HEBREW":
        plain = _one_apostrophe(plain)
    if script == "ARABIC" and plain.startswith("ال") and len(plain) > 4:
        plain = plain[2:]
    found = _read(plain, table)
    if script in ABJADS and found and found[0][-1] == "" and found[0][0] == "a":
        found[0] = ("a",)
    return found


def _read(text: str, table: Table) -> list[Sound]:
    """The longest group that the table knows, from left to right; what it does not know is passed over."""
    found, at = [], 0
    while at < len(text):
        for length in range(min(_LONGEST, len(text) - at), 0, -1):
            sound = table.get(text[at : at + length])
            if sound is not None:
                if table is LATIN:
                    sound = _latin_here(text, at, at + length, sound)
                found.append(sound)
                at += length
                break
        else:
            at += 1
    return found


def _latin_here(text: str, start: int, end: int, sound: Sound) -> Sound:
    """What the letters say before e, i and y, and at the end of a word of some length."""
    group = text[start:end]
    if text[end : end + 1] in ("e", "i", "y"):
        return LATIN_SOFT.get(group, sound)
    if end == len(text) and start >= _SHORTEST_WITH_SILENT_END:
        return LATIN_LAST.get(group, sound)
    return sound


def _bare(letter: str) -> str:
    """Without its marks, unless the mark makes another letter of it; Latin letters that no table knows in ASCII."""
    if letter.isascii() or letter in _OWN_LETTERS:
        return letter
    bare = "".join(part for part in normalize("NFD", letter) if category(part) != "Mn")
    if bare.isascii() or script_of_word(bare) != "LATIN":
        return bare
    return anyascii(bare).lower()


def _bare_abjad(word: str) -> str:
    return "".join(letter for letter in word if category(letter) != "Mn").translate(_ONE_LETTER)


def _one_apostrophe(word: str) -> str:
    return "".join("'" if letter in APOSTROPHES else letter for letter in word)


def _of_hangul(word: str) -> list[Sound]:
    found: list[Sound] = []
    for syllable in word:
        number = ord(syllable) - 0xAC00
        if not 0 <= number < 11172:
            continue
        parts = (HANGUL_BEGIN[number // 588], HANGUL_INNER[number % 588 // 28], HANGUL_END[number % 28])
        for sound in parts:
            # A syllable that ends in l before one that begins with it is one l, or one r.
            if sound == ("R", "L") and found and found[-1] == ("L", "R"):
                found[-1] = ("R", "L")
            elif sound != ("",):
                found.append(sound)
    return found


def _of_others(plain: str, script: str) -> list[Sound]:
    found = _read("".join(filter(str.isalpha, plain)), LATIN)
    if script in ("HIRAGANA", "KATAKANA"):
        one_sound: dict[Sound, Sound] = {("R",): ("R", "L"), ("B",): ("B", "V")}
        found = [one_sound.get(sound, sound) for sound in found]
    return found
