"""A record of 300 sources and 500 figures, in its shape like one that people made: four copies of it in other words."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from memorial.application.ports.record_form import Named
from memorial.domain.record import EntryKind, State
from tests.web.wall.records import DOSSIER, of_file

COPIES, SOURCES, FIGURES = 4, 300, 500
MOST_COPIES = {EntryKind.ABOUT: 1, EntryKind.OBSERVANCE: 1, EntryKind.NAME: 1, EntryKind.QUESTION: 3}
_WORD = re.compile(r"(?<![^\W\d_])(?!https?:|www\.)[^\W\d_]{3,}")
_OF_IDS = frozenset({"source_id", "seen_in", "part_of", "place_id", "via", "attributed_to", "disputed_id"})
_OF_MANY_IDS = frozenset({"source_ids", "figure_ids", "place_ids", "used_by", "summary_source_ids"})
_CODES = frozenset({"lang", "language", "qualifier", "basis", "precision", "date", "date_end", "as_of", "sensitivity",
                    "time_zone", "local_time", "time", "scope", "kind"})  # fmt: skip
_LEFT_OUT = frozenset({EntryKind.CHECK, EntryKind.LEFT_OUT, EntryKind.STATEMENT})
"""Statements wait at the desk in the file; the others are never published."""


def large_record() -> list[Named]:
    """The same in every run."""
    model = [one for one in of_file(DOSSIER) if one.kind not in _LEFT_OUT]
    vocabulary = sorted({word for one in model for word in _words(one.state)})
    chance = random.Random(1992)
    found: list[Named] = []
    for copy in range(COPIES):
        other = vocabulary[:]
        chance.shuffle(other)
        say = _other_words(dict(zip(vocabulary, other, strict=True)))
        for one in model:
            if copy < MOST_COPIES.get(one.kind, COPIES):
                number = len(found) + 1
                found.append(Named(one.kind, f"{one.name}-{copy}", number, _copied(one.state, copy, say)))
    figures = [one for one in found if one.kind is EntryKind.FIGURE]
    more = [replace(one, name=f"{one.name}-more", number=len(found) + at) for at, one in enumerate(figures[5:], 1)]
    found += more[: FIGURES - len(figures)]
    assert sum(one.kind is EntryKind.SOURCE for one in found) == SOURCES
    assert sum(one.kind is EntryKind.FIGURE for one in found) == FIGURES
    return found


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return _WORD.findall(value)
    if isinstance(value, tuple):
        return [word for one in value for word in _words(one)]
    if is_dataclass(value):
        names = [one.name for one in fields(value) if not _kept(one.name)]
        return [word for name in names for word in _words(getattr(value, name))]
    return []


def _kept(name: str) -> tuple[str, ...]:
    return (name,) if name in _CODES | _OF_IDS | _OF_MANY_IDS | {"kept", "note"} else ()


def _other_words(words: dict[str, str]) -> Callable[[str], str]:
    return lambda text: _WORD.sub(lambda found: words.get(found[0], found[0]), text)


def _copied(value: Any, copy: int, say: Callable[[str], str]) -> State:
    changed: dict[str, Any] = {}
    for one in fields(value):
        now = getattr(value, one.name)
        if one.name in _OF_IDS:
            changed[one.name] = f"{now}-{copy}" if now else now
        elif one.name in _OF_MANY_IDS:
            changed[one.name] = tuple(f"{each}-{copy}" for each in now)
        elif not _kept(one.name):
            changed[one.name] = _said(now, copy, say)
    state: State = replace(value, **changed)
    return state


def _said(now: Any, copy: int, say: Callable[[str], str]) -> Any:
    if isinstance(now, str) and not hasattr(now, "value"):
        return say(now)
    if isinstance(now, tuple):
        return tuple(_copied(one, copy, say) if is_dataclass(one) else _said(one, copy, say) for one in now)
    return now
