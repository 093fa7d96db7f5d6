"""What each character is to a reader who looks for names: a letter, a mark, something unseen, or a kind of gap."""

from __future__ import annotations

from unicodedata import category, normalize

from anyascii import anyascii

from memorial.disclosure.folding import (
    APOSTROPHES,
    UNSPACED,
    ByCharacter,
    is_dropped_mark,
    is_invisible,
    script_of,
)

# What each character is, one letter each: U upper, l lower, c caseless letter, k letter of an unspaced script,
# m dropped mark, f invisible, n line break, q apostrophe, h hyphen, w markup, d digit, x anything else.
# Space, full stop, comma, stroke and the sign before a hashtag stand for themselves.
_PLAIN_KINDS = {
    **dict.fromkeys(APOSTROPHES, "q"),
    **dict.fromkeys("-‐‑‒–—−­־", "h"),
    **dict.fromkeys("*_~\\|·•‧∙⋅+=", "w"),
    **dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "n"),
    **dict.fromkeys(".․。．", "."),
    **dict.fromkeys(",;،؛、", ","),
    **dict.fromkeys("/⁄∕", "/"),
    **dict.fromkeys("#@＃＠", "#"),
    **dict.fromkeys('()[]"«»“”„:', "p"),
}


def kinds_of(text: str) -> str:
    """The kind of each character of `text`, letter for letter."""
    return text.translate(_KINDS)


def _kind(character: str) -> str:
    if character in _PLAIN_KINDS:
        return _PLAIN_KINDS[character]
    if is_invisible(character):
        return "f"
    kind = category(character)
    if kind[0] == "M":
        return "m" if is_dropped_mark(character) else "c"
    if kind[0] == "L":
        return _letter_kind(character)
    if character.isspace():
        return " "
    if kind == "So" and len(anyascii(character)) == 1 and anyascii(character).isalpha() and character < "🇦":
        return "U"
    return "d" if kind[0] == "N" else "x"


def _letter_kind(character: str) -> str:
    script = script_of(character)
    if script in UNSPACED or script == "HANGUL":
        return "k"
    if script == "GEORGIAN" or character == "ـ":
        return "c"
    plain = normalize("NFKC", character)
    if plain[:1].isupper() or character.istitle():
        return "U"
    return "l" if plain[:1].islower() else "c"


_KINDS = ByCharacter(_kind)
