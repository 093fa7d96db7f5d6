"""What a memorial's team settles while it is set up: its words, its question, how reading is shared, its picture."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from memorial.domain.remembrance import StoredDerivative

MAIN_TEXTS = ("title", "notice")
"""Nothing can be opened without these in the main language."""


class Step(StrEnum):
    """The steps of setting up, in the order of the list; each is a short page of that name."""

    NAME = "name"
    LANGUAGES = "languages"
    WORDS = "words"
    RISK = "risk"
    NOTICES = "notices"
    PEOPLE = "people"
    LOOK = "look"
    NAMES = "names"
    WALK = "walk"
    OPEN = "open"


class WallOrder(StrEnum):
    """The order in which the wall of names stands when nobody asked for another."""

    NAME = "name"
    TOGETHER = "together"
    DATE = "date"
    PLACE = "place"


class View(StrEnum):
    """As whom the team walks through before the memorial is opened."""

    FAMILY = "family"
    MODERATOR = "moderator"
    VISITOR = "visitor"


@dataclass(frozen=True)
class ReadingRules:
    """How the desk is spared: after how long, and after how many hard ones, stopping is offered first.

    A memorial may be stricter than these, never laxer. `second_reader`: two people accept whatever becomes public.
    """

    minutes: int = 45
    hard: int = 12
    second_reader: bool = False


LEAST_MINUTES, MOST_MINUTES = 10, 45
LEAST_HARD, MOST_HARD = 1, 12


@dataclass(frozen=True)
class OwnPicture:
    """The memorial's own picture: clean copies only, since the file as it came is not kept.

    `alt` says in each language what can be seen. `across` and `down`: what must not be cut off, in percent. Visitors
    see it once somebody has written what it shows, and said so with a fresh proof: `shown`.
    """

    id: str
    derivatives: tuple[StoredDerivative, ...]
    alt: dict[str, str] = field(default_factory=dict)
    across: int = 50
    down: int = 50
    shown: bool = False

    @property
    def vault_ids(self) -> tuple[str, ...]:
        return tuple(one.vault_id for one in self.derivatives)


@dataclass(frozen=True)
class SettingUp:
    """Everything of it that has no place among the older settings. Texts are by language code."""

    forbidden: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that the memorial does not want to use in its own texts."""
    question: dict[str, str] = field(default_factory=dict)
    """The one question that it may ask families beside those of the form; nobody has to answer it."""
    reading: ReadingRules = ReadingRules()
    wall_order: WallOrder = WallOrder.NAME
    picture: OwnPicture | None = None
    settled: tuple[Step, ...] = ()
    """Steps that have an answer from the beginning, and which somebody has looked at and saved."""
    walked: dict[View, str] = field(default_factory=dict)
    """As whom somebody walked through, with the mark of what stood there then."""
    translated_from: dict[str, str] = field(default_factory=dict)
    """By text and language, such as `notice.ar`: the mark of the main text when the translation was saved."""


def mark_of(*words: str) -> str:
    """Twelve letters that change with any of the words."""
    return hashlib.sha256("\x00".join(words).encode()).hexdigest()[:12]


class TextState(StrEnum):
    """How far one text is in one language."""

    MISSING = "missing"
    OLDER = "older"
    """The main one was changed after this was written."""
    THERE = "there"


def state_of_text(texts: Mapping[str, str], language: str, main: str, translated_from: str) -> TextState:
    """`translated_from` is '' where that is not known: of texts written before it was kept."""
    if not texts.get(language):
        return TextState.MISSING
    if language != main and translated_from and translated_from != mark_of(texts.get(main, "")):
        return TextState.OLDER
    return TextState.THERE
