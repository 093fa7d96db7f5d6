"""The port to what the desk finds a remembrance by: keyed hashes of its words, which open nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from memorial.disclosure.found_by import Asked
from memorial.domain.remembrance import Remembrance


class FoundBy(Protocol):
    """The hashes of a remembrance are made with its own key: no two records share one, and they die with that key.

    They are written with whatever is saved, and removed with what is erased, in the same transaction.
    """

    def find(self, memorial_id: str, asked: Asked) -> Sequence[str]:
        """The ids of all records of a memorial that have, for each word, one of its forms; no sealed one is opened."""
        ...

    def waiting(self, *, after: tuple[str, str] = ("", ""), limit: int) -> Sequence[tuple[str, str]]:
        """(memorial id, record id), in their order, of those without hashes, or with hashes by other rules."""
        ...

    def count_waiting(self, memorial_id: str | None = None) -> int: ...
    def make(self, memorial_id: str, record_id: str) -> bool:
        """Make the hashes of one record anew; False where it is gone or cannot be opened."""
        ...

    def fits(self, record: Remembrance) -> bool | None:
        """Whether its hashes are those of its words; None where there are none."""
        ...

    def left_over(self) -> Sequence[tuple[str, str]]:
        """(memorial id, record id) of hashes that belong to nothing."""
        ...
