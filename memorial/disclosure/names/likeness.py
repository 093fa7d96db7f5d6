"""How far a likeness between letters of a text and a word of a name is to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from memorial.disclosure.folding import UNSPACED
from memorial.disclosure.names.readings import Piece


class Found(NamedTuple):
    """A likeness: sure enough alone or only beside another word of the name, how it is written, and which words."""

    strong: bool
    closeness: int
    how: str
    words: frozenset[int]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One word of the name, or several written as one, in the matcher's alphabet."""

    words: frozenset[int]
    plain: str
    script: str
    consonants: int
    hard: int

    @property
    def abjad(self) -> bool:
        return self.script in ("ARABIC", "HEBREW")


def weighed(spelling: Spelling, piece: Piece, stem: str, start: int, rest: str, size: int) -> Found:
    """How close, and whether close enough to stand alone.

    Short words and bare consonants are ordinary words far too often: they count only with a capital letter or beside
    another word of the name. What is written as the name is written needs less.
    """
    plain = plain_letters(stem)
    as_known = spelling.plain.startswith(plain) if rest else spelling.plain == plain
    same = as_known and piece.abjad == spelling.abjad
    length = len(stem)
    capital = piece.capital or piece.caseless
    if piece.script in UNSPACED or piece.script == "HANGUL":
        strong = size >= 2 and (same or spelling.consonants >= 3)
    elif same and not rest:
        strong = length >= 3 or (piece.capital and start == 0 and length == 2)
    elif same:
        strong = (capital and length >= (4 if piece.abjad else 3)) or _sure_in_small_letters(piece, length, rest, 4)
    elif spelling.abjad or piece.abjad:
        strong = _sure_without_vowels(spelling, piece, length, rest, bare=start == 0 and not rest)
    elif not rest:
        strong = (capital and length >= 4) or (spelling.consonants >= 3 and length >= 5)
    else:
        strong = (capital and length >= 4 and spelling.consonants >= 2) or _sure_in_small_letters(
            piece, length, rest, 6
        )
    how = "other_script" if piece.script != spelling.script or not same else "inflected" if rest or start else "exact"
    return Found(strong, 2 * same + (not rest) - (start > 0), how, spelling.words)


def _sure_without_vowels(spelling: Spelling, piece: Piece, length: int, rest: str, *, bare: bool) -> bool:
    """Whether a likeness rests on enough consonants, where one of the two writings leaves vowels out."""
    if piece.abjad and spelling.abjad:
        return (spelling.hard >= 3 and (bare or length >= 4)) or (spelling.consonants >= 2 and length >= 4 and bare)
    if piece.abjad:
        return (spelling.consonants >= 3 and (bare or length >= 4)) or (
            spelling.consonants >= 2 and length >= 4 and not rest
        )
    if piece.capital:
        return spelling.consonants >= 3 or (spelling.consonants == 2 and length >= 4 and not rest)
    return spelling.hard >= (2 if piece.caseless else 4) and spelling.consonants >= 3 and length >= 5


def _sure_in_small_letters(piece: Piece, length: int, rest: str, least: int) -> bool:
    if piece.script == "LATIN":
        return length >= max(least, 5) and len(rest) >= 2
    return length >= least


def better(one: Found | None, other: Found | None) -> Found | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda found: (found.strong, found.closeness, len(found.words)))


def plain_letters(letters: str) -> str:
    """Letters with the differences taken out that even one language does not keep to: y or i, ə or e."""
    return letters.replace("y", "i").replace("ə", "e")
