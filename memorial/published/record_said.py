"""Which figures an account speaks of that names none: those of its source whose number it says, whatever the names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Counted(Protocol):
    """A figure, as it is kept or as visitors see it."""

    @property
    def subject(self) -> str: ...

    @property
    def category(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def value(self) -> int | float: ...

    @property
    def value_max(self) -> int | float | None: ...


F = TypeVar("F", bound=Counted)


def figures_said(says: str, asked: str, figures: Iterable[F]) -> list[F]:
    """Of these figures of one source those whose number it says in these words.

    Of several with one number, one belongs alone where what is said to the question (`asked`) has all the words in
    common with it that it has with any of the others, and more. How long words are, and how many a name has, decides
    nothing: a name in another's place changes nothing else.
    """
    said = set(_numbers(says))
    found = [one for one in figures if _is_said(one, said)]
    same: dict[tuple[object, ...], list[int]] = {}
    for at, one in enumerate(found):
        same.setdefault((one.value, one.value_max, one.unit), []).append(at)
    words = _words(f"{says} {asked}")
    belonging = {at for each in same.values() for at in _spoken_of(each, found, words)}
    return [one for at, one in enumerate(found) if at in belonging]


def _is_said(figure: Counted, said: set[float]) -> bool:
    return figure.value in said and (figure.value_max is None or figure.value_max in said)


def _spoken_of(same: Sequence[int], figures: Sequence[Counted], words: set[str]) -> Sequence[int]:
    """All of them, or the one with more words in common than each of the others."""
    if len(same) == 1:
        return same
    shared = {at: _words(f"{figures[at].subject} {figures[at].category}") & words for at in same}
    nearest = max(same, key=lambda at: len(shared[at]))
    return [nearest] if all(shared[at] < shared[nearest] for at in same if at != nearest) else same


_DAY_OR_HOUR = re.compile(
    r"\b\d{1,2}:\d{2}\b"
    r"|\b\d{1,2}(?:\s?[-\u2013]\s?\d{1,2})?\s+(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)
_NUMBER = re.compile(r"\d+(?:[,\u00a0\u202f]\d{3})*(?:\.\d+)?")


def _numbers(text: str) -> list[float]:
    """Numbers as English writes them, with commas or narrow spaces between thousands; no hours, no days of a month."""
    return [float(re.sub(r"[,\u00a0\u202f]", "", found)) for found in _NUMBER.findall(_DAY_OR_HOUR.sub(" ", text))]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
