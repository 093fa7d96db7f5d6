"""The initials of a name, in its own script."""

from __future__ import annotations

import re
from itertools import takewhile
from unicodedata import category, normalize

from memorial.disclosure.folding import UNSPACED, ascii_of, script_of
from memorial.disclosure.names.withheld import significant_words, words_of

_ARTICLE = "ال"
_THAI_VOWELS_BEFORE = "เแโใไ"


def initials_of(name: str) -> str:
    """The initials of a name in its own script: "Ayla Verdin" is "A. V.", "Anna-Maria van Dahl" is "A.-M. D.".

    Particles and the Arabic article are left out, and what stands in brackets. Han, kana and Hangul names are given in
    Latin letters, because their first character would be the whole family name. A name without letters has none.
    """
    words = words_of(_without_brackets(name))
    shown = [words[n] for n in sorted(significant_words(words))] if words else []
    hyphenated = normalize("NFKC", name)
    result = before = ""
    for word in shown:
        joined = any(f"{before}{dash}{word}" in hyphenated for dash in "-‐‑")
        result += ("" if not before else "-" if joined else " ") + _initial(word)
        before = word
    return result


def _without_brackets(name: str) -> str:
    kept = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", name)
    return kept if words_of(kept) else name


def _initial(word: str) -> str:
    if word.startswith(_ARTICLE) and len(word) > 3:
        word = word[2:]
    first = word[1] if word[0] in _THAI_VOWELS_BEFORE and len(word) > 1 else word[0]
    if script_of(first) in (*UNSPACED[:3], "HANGUL"):
        return " ".join(f"{ascii_of(c)[:1].upper()}." for c in word if ascii_of(c).strip())
    marks = word[word.index(first) + 1 :]
    with_marks = first + "".join(takewhile(lambda c: category(c)[0] == "M", marks))
    return normalize("NFC", with_marks if script_of(first) == "GEORGIAN" else with_marks.title()) + "."
