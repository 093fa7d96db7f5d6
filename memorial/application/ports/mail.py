"""The port to electronic mail: one neutral note to one address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Note:
    """What is to be written: a kind of note in a language. It has no field for a name, a title, a text or a code.

    `id` is random and belongs to this note alone, so that a mailbox can tell when it gets the same one twice.
    """

    id: str
    template: str
    language: str


class NotSent(Exception):
    """It certainly did not arrive. `again`: whether another try can help. `code`: machine words, never an address."""

    def __init__(self, code: str, *, again: bool) -> None:
        super().__init__(code)
        self.code, self.again = code, again


class PerhapsSent(Exception):
    """It was handed over whole, and the answer never came: nobody knows whether it arrived."""


class SendNote(Protocol):
    def __call__(self, note: Note, address: str) -> None:
        """Returns when the other side has taken it. Raises `NotSent`, `PerhapsSent`."""
        ...
