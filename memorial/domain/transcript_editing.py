"""Lines of a transcript as a whole: their ids, moved in time; and what differs between two texts, word by word.

What is done to one line at the desk is in `transcript_lines`, and its history in `transcript_history`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from memorial.domain.errors import Invalid
from memorial.domain.interview import Interview
from memorial.domain.transcript import Cue

LATEST = 100 * 3600 * 1000
"""Milliseconds; no session is longer."""


def shifted(cues: Sequence[Cue], by: int) -> tuple[Cue, ...]:
    """The same lines, later by so many milliseconds, or earlier. Raises `Invalid` (`by`: before_beginning, too_late)
    where one would come to lie outside of any session."""
    if any(one.start + by < 0 for one in cues):
        raise Invalid("by", "before_beginning")
    if any(max(one.start, one.end) + by > LATEST for one in cues):
        raise Invalid("by", "too_late")
    return tuple(replace(one, start=one.start + by, end=one.end + by) for one in cues)


# Ids of lines: short, since a page of ten thousand lines repeats each of them


def numbered(cues: Iterable[Cue], prefix: str) -> tuple[Cue, ...]:
    """The same lines with ids of that prefix and a number from 1."""
    return tuple(replace(one, id=f"{prefix}{number}") for number, one in enumerate(cues, start=1))


def unused_prefixes(interview: Interview | None, wanted: int) -> tuple[str, ...]:
    """So many times letters with which no id of a line in that interview begins, nor one in its history."""
    ids = [one.id for transcript in interview.transcripts for one in transcript.cues] if interview else []
    for change in interview.history if interview else ():
        ids += [one.id for line in change.cues for one in (line.before, line.after) if one]
    used = {one.rstrip("0123456789") for one in ids}
    found: list[str] = []
    number = 0
    while len(found) < wanted:
        if (letters := _letters(number)) not in used:
            found.append(letters)
        number += 1
    return tuple(found)


def _letters(number: int) -> str:
    """a, b, … z, aa, ab, …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


# What differs


class Kind(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have, that only the earlier one had, or only the later one has."""

    kind: Kind
    text: str


MOST_WORDS = 600
_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Word by word: all that is `same` or `gone` is the text before, all that is `same` or `new` the one after.

    Of texts so long that comparing would take seconds, only what they begin and end with is compared.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    pieces = [(Kind.SAME, old[:start])]
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(middle_old), len(middle_new)) > MOST_WORDS:
        pieces += [(Kind.GONE, middle_old), (Kind.NEW, middle_new)]
    else:
        for tag, a, b, c, d in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes():
            if tag == "equal":
                pieces.append((Kind.SAME, middle_old[a:b]))
            else:
                pieces += [(Kind.GONE, middle_old[a:b]), (Kind.NEW, middle_new[c:d])]
    pieces.append((Kind.SAME, old[len(old) - end :]))
    return tuple(Piece(kind, "".join(words)) for kind, words in _merged(pieces) if words)


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    number = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        number += 1
    return number


def _merged(pieces: Iterable[tuple[Kind, list[str]]]) -> list[tuple[Kind, list[str]]]:
    merged: list[tuple[Kind, list[str]]] = []
    for kind, words in pieces:
        if words and merged and merged[-1][0] is kind:
            merged[-1] = (kind, merged[-1][1] + words)
        elif words:
            merged.append((kind, words))
    return merged
