"""Folds text of any script to plain ASCII words, so that both spellings of a word meet in search and in the gate."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from unicodedata import category, combining, is_normalized, name, normalize

from anyascii import anyascii

# Apostrophes and what stands in for them: the Ukrainian and Hawaiian letters, primes, geresh, gershayim, accents.
APOSTROPHES = frozenset("'’‘‛`´ʼʻʽʾʿˈ′‵׳״＇ʹʺ՚՛")

# Scripts that put no space between words: there each character counts as a word of its own.
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "BOPOMOFO", "YI")

# Format characters hide in category Cf; these hide elsewhere and are as invisible.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")

# Letters that the transliteration leaves out or reads otherwise than names are spelt: alef, and Armenian vyun.
_OWN_LETTERS = dict.fromkeys("اآأإٱא", "a") | {"ւ": "v"}

# Two letters that are one sound. Armenian o is "vo" where a word begins with it.
_PAIRS = (
    ("ու", "u"),
    ("ού", "u"),
    ("ου", "u"),
    ("αύ", "av"),
    ("αυ", "av"),
    ("εύ", "ev"),
    ("ευ", "ev"),
    ("γγ", "ng"),
)
_HAS_PAIRS = re.compile(r"[αεογ][υύγ]|[ոե]")
_ARMENIAN_O = re.compile(r"(?<![^\W\d_])ո(?!վ)")

# Letters that Persian, Kurdish and Arabic keyboards write differently for one another.
_ONE_KEYBOARD = str.maketrans("یىېکڪہھەةۀ", "يييككههههه")


def fold(text: str) -> str:
    """`text` as lower-case ASCII words with one space between them: case, marks, script and punctuation are gone.

    Apostrophes and invisible characters join ("O'Brien" is "obrien"); all other punctuation parts. The answer holds
    `a-z`, `0-9` and single inner spaces only, and folding it again changes nothing.
    """
    return " ".join(as_letters(text).translate(_ASCII).split())


def ascii_spellings(word: str) -> frozenset[str]:
    """How one word may stand in an address: sign by sign in the letters of `anyascii`, and as `fold` has it."""
    plain = "".join(sign for sign in anyascii(normalize("NFC", word)).lower() if sign.isalnum())
    return frozenset({plain, fold(word).replace(" ", "")}) - {""}


def search_tokens(text: str) -> list[str]:
    """What a search index keeps of `text`, in its order: every word folded, and in its own script without marks.

    A word with an apostrophe is kept whole and in its pieces, so that "Ayla's" is found by "Ayla".
    """
    return [token for forms in search_words(text) for token in forms]


def search_words(text: str) -> list[tuple[str, ...]]:
    """The words of `text`, each as its tokens. A query finds a text that has, for each of its words, one of these."""
    words = _caseless(text).translate(_WORDS).split()
    return [forms for word in words if (forms := _forms(word))]


def as_letters(text: str) -> str:
    """`text` in composed, caseless form, with the letter pairs of Greek and Armenian read as one sound."""
    plain = _caseless(text)
    if plain.isascii() or not _HAS_PAIRS.search(plain):
        return plain
    for pair, sound in _PAIRS:
        plain = plain.replace(pair, sound)
    return _ARMENIAN_O.sub("vo", plain)


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """The script of a letter by its Unicode name, as LATIN or CYRILLIC; styled letters count as what they stand for."""
    plain = normalize("NFKC", character)[:1] or character
    return name(plain, "").partition(" ")[0].partition("-")[0]


def is_dropped_mark(character: str) -> bool:
    """Whether this is an accent, a point or a selector that folding drops (vowel signs of Indic scripts are kept)."""
    if category(character)[0] != "M":
        return False
    return combining(character) != 0 or not anyascii(character).strip("'`")


def is_invisible(character: str) -> bool:
    """Whether this shows nothing: zero-width and soft hyphen, direction marks, control characters but white space."""
    if character in _INVISIBLE:
        return True
    return category(character) in ("Cf", "Cc") and not character.isspace()


def ascii_of(character: str) -> str:
    """The ASCII letters and digits of one character, lower-case; a space for what parts words, nothing for marks."""
    if character in _OWN_LETTERS:
        return _OWN_LETTERS[character]
    if character in APOSTROPHES or is_invisible(character) or is_dropped_mark(character):
        return ""
    plain = anyascii(character).lower()
    if category(character)[0] in "LMN":
        return "".join(c for c in plain if c.isalnum())
    # Letters in circles and squares are symbols; any other symbol is not a word.
    return plain if len(plain) == 1 and plain.isalpha() else " "


def _caseless(text: str) -> str:
    plain = text if is_normalized("NFKC", text) else normalize("NFKC", text)
    plain = plain.casefold()
    return plain if is_normalized("NFKC", plain) else normalize("NFKC", plain)


@lru_cache(maxsize=1 << 14)
def _forms(word: str) -> tuple[str, ...]:
    """Remembered: a language says its common words again and again."""
    pieces = [piece for piece in word.split("'") if piece]
    whole = "".join(pieces)
    if not whole:
        return ()
    spellings = [whole] if len(pieces) < 2 else [whole, *(piece for piece in pieces if len(piece) > 1)]
    tokens = [token for spelling in spellings for token in (fold(spelling).replace(" ", ""), _own_script(spelling))]
    return tuple(dict.fromkeys(token for token in tokens if token))


def _own_script(word: str) -> str:
    if script_of(word[0]) == "LATIN":
        return ""
    bare = "".join(c for c in normalize("NFKD", word) if not is_dropped_mark(c))
    return normalize("NFC", bare).translate(_ONE_KEYBOARD)


def _word_part(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    if is_invisible(character):
        return ""
    if category(character)[0] in "LMN":
        return f" {character} " if script_of(character) in UNSPACED else character
    return ascii_of(character)


class ByCharacter(dict[int, str]):
    """A table for `str.translate` that fills itself as characters are met."""

    def __init__(self, reading: Callable[[str], str]) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, code: int) -> str:
        self[code] = result = self._reading(chr(code))
        return result


_ASCII = ByCharacter(ascii_of)
_WORDS = ByCharacter(_word_part)
