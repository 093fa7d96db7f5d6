"""The port to the record of what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from memorial.domain.record import EntryKind
from memorial.domain.record_entry import AnyEntry
from memorial.published.record import PublishedRecord


class Record(Protocol):
    """Sealed entries. Whatever is touched, the whole record of its memorial passes the gate at the commit."""

    def get(self, memorial_id: str, entry_id: str) -> AnyEntry: ...
    def find(self, memorial_id: str, entry_id: str) -> AnyEntry | None: ...
    def named(self, memorial_id: str, kind: EntryKind, name: str) -> AnyEntry | None:
        """The entry of that kind and name, whatever its standing."""
        ...

    def all(self, memorial_id: str) -> Sequence[AnyEntry]:
        """Every entry in the order of kind and number, changes of this unit of work included."""
        ...

    def one_id(self, memorial_id: str) -> Sequence[str]:
        """The id of one entry, if there is any: whoever passes the gate takes all others along."""
        ...

    def add(self, added: AnyEntry) -> None: ...
    def save(self, changed: AnyEntry) -> None:
        """Raises `Conflict` where somebody else changed it meanwhile."""
        ...

    def erase(self, gone: AnyEntry) -> None:
        """The entry with its history and key: for what must not be kept at all."""
        ...


class KeepsTheRecord(Protocol):
    """What a unit of work has for the record."""

    @property
    def record(self) -> Record: ...

    def preview_record(self, memorial_id: str, changed: Sequence[AnyEntry]) -> PublishedRecord:
        """What visitors would see of the record if these entries were in it; nothing is saved."""
        ...
