"""How one person wants to work at the desk: what they see of files, what they take, when they stop, which keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from memorial.domain.errors import Invalid
from memorial.vocabulary import Flag

TOPICS = (Flag.GRAPHIC, Flag.MINOR, Flag.ACCUSATION, Flag.AGAINST_A_PEOPLE)
"""What somebody may leave to others, by its label."""


class Key(StrEnum):
    """What a key can do. Choosing a decision (1 to 6) and making it (Ctrl or Cmd with Enter) are fixed."""

    NEXT = "next"
    PREVIOUS = "previous"
    UNDO = "undo"
    MEDIA = "media"
    PASS = "pass"  # noqa: S105 - what a key does


KEYS: Mapping[Key, str] = {Key.NEXT: "n", Key.PREVIOUS: "p", Key.UNDO: "u", Key.MEDIA: "m", Key.PASS: "x"}
_OPPOSITES = ((Key.NEXT, Key.PREVIOUS), (Key.UNDO, Key.PASS))
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""Where letters lie on most keyboards: each row begins about half a key further on."""


@dataclass(frozen=True)
class DeskSettings:
    """Everything is off until its owner switches it on. 0: as the memorial has it."""

    small_first: bool = False
    grey: bool = False
    mute: bool = False
    languages: tuple[str, ...] = ()
    """Codes of the languages they read; none: all."""
    not_topics: tuple[Flag, ...] = ()
    minutes: int = 0
    hard: int = 0
    items: int = 0
    keys_on: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    """Letters that were changed, by what they do."""
    signature: str = ""
    """The name under what they write to senders; '': they are a reader, and no name is said."""

    def key_of(self, key: Key) -> str:
        return self.keys.get(key.value, KEYS[key])


def checked_keys(given: Mapping[Key, str]) -> dict[str, str]:
    """The letters that differ from the usual ones.

    Raises `Invalid` at the field `key_…` for what is no letter, for one that is there twice, and for opposites that lie
    side by side, so that no slip of a finger does the contrary.
    """
    letters = {key: given.get(key, "").strip().lower() for key in Key}
    for key, letter in letters.items():
        if not (len(letter) == 1 and letter.isascii() and letter.isalpha()):
            raise Invalid(f"key_{key.value}", "one_letter")
        if any(letter == other for one, other in letters.items() if one is not key):
            raise Invalid(f"key_{key.value}", "letter_twice")
    for one, other in _OPPOSITES:
        if _side_by_side(letters[one], letters[other]):
            raise Invalid(f"key_{other.value}", "letters_side_by_side")
    return {key.value: letter for key, letter in letters.items() if letter != KEYS[key]}


def _side_by_side(one: str, other: str) -> bool:
    (row, at), (other_row, other_at) = _place(one), _place(other)
    return abs(row - other_row) <= 1 and abs(at + row / 2 - other_at - other_row / 2) <= 1


def _place(letter: str) -> tuple[int, int]:
    return next((row, letters.index(letter)) for row, letters in enumerate(_ROWS) if letter in letters)
