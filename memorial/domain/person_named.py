"""Somebody as a family wrote them down: names, days and a place in their own words, sealed with what they tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from memorial.vocabulary import Fate, NameKind

_ARTICLES = frozenset({"the", "a", "an"})
"""Each word of a name that is withheld is taken out of a text; these would take out half of it."""
_BETWEEN_NAMES = re.compile(r"[,;/|،؛、，；]+")


@dataclass(frozen=True)
class PersonNamed:
    """`born`, `died` and `place` are the family's own words; `born_on` and `died_on` EDTF, from the boxes for a day.

    `nickname`: what people called them; several stand between commas.
    """

    name: str
    name_other: str = ""
    fate: Fate = Fate.NOT_SAID
    born: str = ""
    died: str = ""
    place: str = ""
    nickname: str = ""
    born_on: str = ""
    died_on: str = ""

    @property
    def called(self) -> tuple[str, ...]:
        """Each of the names that people called them by."""
        return tuple(dict.fromkeys(one.strip() for one in _BETWEEN_NAMES.split(self.nickname) if one.strip()))

    @property
    def names(self) -> tuple[tuple[str, NameKind], ...]:
        """Every name that stands here, and what it is to the person. Whoever shows or withholds one asks this."""
        written = ((self.name, NameKind.OWN), (self.name_other, NameKind.OTHER_SCRIPT))
        called = tuple((one, NameKind.NICKNAME) for one in self.called)
        return tuple((text, kind) for text, kind in (*written, *called) if text.strip())

    @property
    def spellings(self) -> tuple[str, ...]:
        """The same names alone."""
        return tuple(text for text, _kind in self.names)

    @property
    def looked_for(self) -> tuple[str, ...]:
        """As they are looked for in a text that may not say them: without the article of "the singer"."""
        written = (text for text, kind in self.names if kind is not NameKind.NICKNAME)
        called = (" ".join(w for w in one.split() if w.casefold() not in _ARTICLES) or one for one in self.called)
        return (*written, *called)

    @property
    def born_meant(self) -> str:
        """What is to be understood as the birth: the boxes, if anything stands in them, else the words."""
        return self.born_on or self.born

    @property
    def died_meant(self) -> str:
        return self.died_on or self.died

    @property
    def content(self) -> list[str]:
        """What was written, in the order in which the fingerprint of a version holds it."""
        said = [self.name, self.name_other, self.fate, self.born, self.died, self.place]
        more = [self.nickname, self.born_on, self.died_on]
        # Only then: what was consented to before anybody was asked keeps its fingerprint.
        return [*said, *more] if any(more) else said
