"""Which sounds the letters of a name may stand for: how the tables of the scripts are written.

A capital is one consonant sound: P B, F V, T D, S Z, X (sh), J (zh, dzh), C (ts), H (ch), K G, Q (kh), L R M N; a small
letter is a vowel, and `h` a breath that is often not written. Each line of a table is a letter or a group of letters
and what it may be, the usual first; a dash is nothing.

The tables are our own, from the romanisations used for passports and maps (BGN/PCGN, ICAO 9303, ALA-LC, the Revised
Romanization of Korean) and from the spelling of the languages themselves. PyICU, anyascii and uroman were looked at:
each gives a name one spelling, where families know several. anyascii reads the scripts that have no table here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Sound = tuple[str, ...]
"""What one letter or group of letters may be, the usual first; '' for nothing."""

Table = Mapping[str, Sound]


def table_of(lines: str) -> Table:
    rows = (line.split() for line in lines.strip().splitlines())
    return {letters: tuple(map(_sound, sounds)) for letters, *sounds in rows}


def sounds_in(line: str) -> Sequence[Sound]:
    """One for each word of the line; a stroke stands between what it may be."""
    return [tuple(map(_sound, word.split("/"))) for word in line.split()]


def _sound(written: str) -> str:
    return "" if written == "-" else written
