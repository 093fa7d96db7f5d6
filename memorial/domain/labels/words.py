"""A text as the lists read it: words folded to one spelling, sentences apart, and what stands in quotation marks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from memorial.domain.lookalikes import as_read

# Marks that stand within a word and are no letter: accents, Hebrew points, Arabic vowels and tatweel, Armenian stress.
_WITHIN = (
    "\u0300-\u036f\u055b-\u055e\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
)
_PIECES = re.compile(f"[^\\W_][^\\W_{_WITHIN}]*(?:[{_WITHIN}]+[^\\W_{_WITHIN}]*)*|[.!?…։؟。！？;؛\n:]|[—–-]")
_ENDS = frozenset(".!?…։؟。！？;؛\n")
_DASHES = frozenset("—–-")
_DROPPED = re.compile(f"[{_WITHIN}]")
_ARABIC = re.compile("[\u0621-\u064a]")

# Speech and quotations: each sign with the one that closes it. None reaches over more than this many characters.
LONGEST_QUOTATION = 600
_QUOTED = re.compile(
    "|".join(
        [
            *(
                f"{a}[^{a}{b}]{{1,{LONGEST_QUOTATION}}}{b}"
                for a, b in ("«»", "»«", "‹›", "「」", "『』", "“”", "”“", '""')
            ),
            f"„[^„“”]{{1,{LONGEST_QUOTATION}}}[“”]",
            f"(?<!\\w)[‘‚'][^‘‚'\n]{{1,{LONGEST_QUOTATION}}}['’‘](?!\\w)",
            f"(?m:^)[ \t]{{0,8}}[—–>][^\n]{{1,{LONGEST_QUOTATION}}}",
        ]
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: where it stands, its folded forms, its sentence, and whether a colon or a dash stands before it."""

    start: int
    end: int
    forms: tuple[str, ...]
    sentence: int
    colon_before: bool
    dash_before: bool
    first: bool


def words_of(text: str) -> list[Word]:
    """Every word, in order; linear in the text's length."""
    found: list[Word] = []
    sentence, colon, dash, first = 0, False, False, True
    for piece in _PIECES.finditer(text):
        sign = piece[0]
        if sign in _ENDS:
            sentence, colon, dash, first = sentence + 1, False, False, True
        elif sign == ":":
            colon = True
        elif sign in _DASHES:
            dash = True
        else:
            forms = forms_of(sign) if len(sign) <= 40 else ("",)
            found.append(Word(piece.start(), piece.end(), forms, sentence, colon, dash, first))
            colon, dash, first = False, False, False
    return found


def quoted(text: str) -> list[tuple[int, int]]:
    """The stretches that stand in quotation marks or are a line of speech, in order."""
    return [found.span() for found in _QUOTED.finditer(text)]


@lru_cache(maxsize=32_768)
def forms_of(word: str) -> tuple[str, ...]:
    """A word's folded spelling; in Arabic script also without the small words that are written together with it."""
    folded = fold(word)
    if not _ARABIC.search(folded):
        return (folded,)
    forms = [folded]
    for joined in ("و", "ف"):
        forms += [form[1:] for form in forms[:1] if form.startswith(joined) and len(form) > 3]
    for joined in ("ب", "ك", "ل"):
        forms += [form[1:] for form in forms if form.startswith(joined) and len(form) > 3]
    forms += [form[2:] for form in forms if form.startswith("ال") and len(form) > 4]
    return tuple(dict.fromkeys(forms))


@lru_cache(maxsize=32_768)
def fold(word: str) -> str:
    """Small letters without accents or marks, one i for i and ı, and one letter for each of the variants of Arabic."""
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", as_read(word).casefold()))
    return plain.casefold().translate(_ONE_FOR_MANY)


_ONE_FOR_MANY = str.maketrans(
    {
        "ı": "i",
        "ى": "ي",
        "ة": "ه",
        "ی": "ي",
        "ک": "ك",
        "ھ": "ه",
        "ٱ": "ا",
        "և": "եւ",
        "ə": "e",
        "ҝ": "г",
        "ø": "o",
        "ł": "l",
    }
)
