"""A text by its paragraphs, as a suggestion names them: counted from 1, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_BREAK = re.compile(r"\n[^\S\n]*(?:\n\s*)+")
WHOLE = 0
"""Instead of the number of a paragraph: the change is of the text as a whole."""


@dataclass(frozen=True)
class Paragraph:
    """`start` and `end` in code points of the text."""

    number: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class WordChange:
    """What a reader would have a paragraph say instead, and why. Nothing `after`: it is left out."""

    paragraph: int
    before: str
    after: str
    reason: str = ""


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Stretches between empty lines. Of a text without one, the whole."""
    found: list[Paragraph] = []
    at = 0
    for end, following in [*((hit.start(), hit.end()) for hit in _BREAK.finditer(text)), (len(text), len(text))]:
        if text[at:end].strip():
            found.append(Paragraph(len(found) + 1, at, end, text[at:end]))
        at = following
    return tuple(found)


def with_changes(text: str, changes: Iterable[WordChange], taken: Collection[int] | None = None) -> str:
    """The text with those changes; with `taken` only of these paragraphs. What is not changed stays to the letter."""
    wanted = {one.paragraph: one.after for one in changes if taken is None or one.paragraph in taken}
    if WHOLE in wanted:
        return wanted[WHOLE]
    for one in reversed(paragraphs(text)):
        if one.number in wanted:
            text = text[: one.start] + wanted[one.number].strip() + text[one.end :]
    return re.sub(r"\n{3,}", "\n\n", text).strip() if "" in (said.strip() for said in wanted.values()) else text


def changes_between(before: str, after: str, reason: str = "") -> tuple[WordChange, ...]:
    """What differs, paragraph by paragraph; where there are more or fewer of them, one change of the whole."""
    old, new = paragraphs(before), paragraphs(after)
    if len(old) != len(new) or not old:
        return (WordChange(WHOLE, before, after, reason),) if before.strip() != after.strip() else ()
    pairs = zip(old, new, strict=True)
    return tuple(WordChange(one.number, one.text, two.text, reason) for one, two in pairs if one.text != two.text)
