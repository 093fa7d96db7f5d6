"""Finds what looks like the address of a house, in the languages of families. Rough on purpose: it only warns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memorial.domain.address_words import (
    FLATS,
    HOUSE_MARKS,
    LEADING_STREETS,
    SMALL_WORDS,
    STREET_ENDINGS,
    STREETS,
    listed,
)

# Of a text with more street words than this, the first ones are looked at.
MOST_STREETS = 1_500

_WORD = re.compile(r"[^\W\d_][^\W\d_'’ʻ‘-]{0,30}(?:[.'’-][^\W\d_]{1,3}(?![^\W\d_]))?[.']?")
_MARKS = "|".join(map(re.escape, sorted(listed(HOUSE_MARKS), key=len, reverse=True)))
_AHEAD = re.compile(
    rf"[ ,.:]{{0,3}}((?:(?:[^\W\d_][\w'’ʻ‘.-]{{0,29}}|\d{{1,2}}-\w{{1,3}})[ ,]{{1,2}}){{0,4}}?)"
    rf"((?:{_MARKS})[ .:]{{0,2}})?(\d{{1,5}})(?![\d%°]|[.:]\d|-\w{{2}})",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?<![\d.,:/-])(\d{1,5})[A-Za-zА-я]?,? (?:bis |ter )?((?:[^\W\d_][\w'’.-]{0,29} ){0,4})\Z")
_FLAT_NUMBER = re.compile(r" ?(?:no\.?|nr\.?|№|#|:)? ?\d{1,5}[A-Za-z]?(?![\d%]|[.:,]\d)", re.IGNORECASE)
_OTHER_ADDRESSES = (
    re.compile(
        r"[路街道巷弄村] ?\d{1,4} ?(?:弄 ?\d{1,4} ?)?[号號]|\d{1,3} ?丁目 ?\d{1,4}|\d{1,4} ?(?:番地|[号號][楼樓室])"
    ),
    re.compile(r"(?<!\w)[аa]/я ?№? ?\d{1,6}", re.IGNORECASE),
    re.compile(r"[가-힣](?:대로|로|길) ?\d{1,4}(?:번길 ?\d{1,4})?(?![\d년월일명시개])"),
    re.compile(
        r"[A-Z]\d[A-Z\d]? \d[A-Z]{2}(?!\w)|(?<!\w)AZ ?-?\d{4}(?!\w)|(?<!\w)[Pp]\.? ?[Oo]\.? ?[Bb][Oo][Xx] ?\d{1,6}"
    ),
)
_RECENT_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_WINDOW = 80
_STREETS, _FLATS, _LEADING, _SMALL = map(listed, (STREETS, FLATS, LEADING_STREETS, SMALL_WORDS))
_ENDINGS = tuple(STREET_ENDINGS.split())


def find_addresses(flat: str) -> Iterator[tuple[int, int]]:
    """Where in the text (with ASCII digits and plain signs) a house, a flat or a letter box is named."""
    if not re.search(r"\d", flat):
        return
    examined = 0
    for word in _WORD.finditer(flat):
        text = word[0].lower()
        bare = text.rstrip(".")
        if text in _FLATS or bare in _FLATS:
            number = _FLAT_NUMBER.match(flat, word.end())
            if number:
                yield word.start(), number.end()
        elif text in _STREETS or bare in _STREETS or text.endswith(_ENDINGS):
            examined += 1
            if examined <= MOST_STREETS:
                yield from _house_at(flat, word)
    for pattern in _OTHER_ADDRESSES:
        yield from (found.span() for found in pattern.finditer(flat))


def _house_at(flat: str, street: re.Match[str]) -> Iterator[tuple[int, int]]:
    ahead = _AHEAD.match(flat, street.end(), street.end() + _WINDOW)
    named = ahead and (ahead[1] or ahead[2] or _follows_a_name(flat, street))
    if ahead and named and _is_house(ahead[3], ahead[1], marked=bool(ahead[2])):
        yield street.start(), ahead.end()
        return
    behind = _BEHIND.search(flat, max(0, street.start() - _WINDOW), street.start())
    named = behind and (behind[2] or street[0].lower() in _LEADING)
    if behind and named and _is_house(behind[1], behind[2], marked=False):
        yield behind.start(), street.end()


def _follows_a_name(flat: str, street: re.Match[str]) -> bool:
    """Whether a name stands before the street's word, or in it (Hauptstraße): "on the street 5 children" has none."""
    before = flat[max(0, street.start() - 32) : street.start()].split()
    last = before[-1] if before else ""
    written_short = street[0].endswith(".")
    in_one_word = street[0].lower() not in _STREETS and street[0][0].isupper()
    is_name = len(last) > 2 and (not _is_cased(last) or last[0].isupper() or last[0].isdigit())
    return written_short or in_one_word or is_name


def _is_house(number: str, name: str, *, marked: bool) -> bool:
    """Whether number and street belong together: no year, and between them only the words of a name."""
    if _RECENT_YEAR.fullmatch(number) and not marked:
        return False
    words = [word for word in re.split(r"[ ,]+", name) if word]
    caseless = sum(not _is_cased(word) for word in words)
    if caseless > (4 if marked else 2):
        return False
    return all(
        not _is_cased(word) or word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL for word in words
    )


def _is_cased(word: str) -> bool:
    return word.lower() != word.upper() and not "\u10d0" <= word[0] <= "\u10ff"
