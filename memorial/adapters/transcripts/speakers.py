"""Who speaks, where a text says it as `NAME: words`, in capitals or again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from memorial.adapters.transcripts.settling import Line
from memorial.domain.writing import clean_line

_SAID = re.compile(r"[ \t]*(?:>>[ \t]*)?([^:\n]{1,60}?)[ \t]*[:\uff1a](?=[ \t]|\n|\Z)[ \t]*")
_NOT_IN_A_NAME = re.compile(r"[?!;,\"“”«»\[\]{}<>/=]|\.\s\S+\s\S+\s\S+|^\W*\d+\W*$")
_MOST_WORDS = 5
_ENOUGH = 200
_OFTEN = 3


def with_speakers(lines: Iterable[Line]) -> list[Line]:
    """The same lines; a name that stands before the words of one is its speaker now, if it has none."""
    kept = list(lines)
    names = names_in(line.text for line in kept if not line.speaker)
    found = []
    for line in kept:
        name, words = divided(line.text, names)
        found.append(replace(line, speaker=name, text=words) if name and not line.speaker else line)
    return found


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """What stands before a colon at the beginning and is a speaker: in capitals (or a script that has none), or with
    a capital in each word and at least three times."""
    counts = Counter(name for text in texts if (name := _before_colon(text)))
    return frozenset(name for name, times in counts.items() if _is_name(name, times))


def divided(text: str, names: frozenset[str]) -> tuple[str, str]:
    """The speaker and the words; ('', text) where none of those names stands before them."""
    name = _before_colon(text)
    if not name or name not in names:
        return "", text
    bare = text.lstrip()
    found = _SAID.match(bare[:_ENOUGH])
    words = bare[found.end() :].strip() if found else ""
    return (name, words) if words else ("", text)


def _before_colon(text: str) -> str:
    found = _SAID.match(text.lstrip()[:_ENOUGH])
    name = clean_line(found[1]) if found else ""
    return "" if not name or len(name.split()) > _MOST_WORDS or _NOT_IN_A_NAME.search(name) else name


def _is_name(name: str, times: int) -> bool:
    if not any(letter.isalpha() for letter in name):
        return False
    if name.upper() == name:
        return True
    return times >= _OFTEN and all(word[:1].upper() == word[:1] for word in name.split())
