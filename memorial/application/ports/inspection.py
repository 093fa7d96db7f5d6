"""The port to what only an integrity check asks: chains, files, keys and rows that belong to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from memorial.application.ports.heads import ChainHead


@dataclass(frozen=True)
class LastCheck:
    """When a whole check ended, how much was wrong, and of which kinds (words of `Wrong.kind`, with commas)."""

    finished_at: datetime
    wrong: int
    kinds: str


class LastChecks(Protocol):
    """Remembers the last check."""

    def last(self) -> LastCheck | None: ...
    def note(self, done: LastCheck) -> None: ...


class Inspection(Protocol):
    """Reads across the whole installation; changes nothing."""

    def database_problems(self) -> Sequence[str]:
        """What the database itself finds wrong with its file, keys and indexes."""
        ...

    def chains(self) -> Sequence[tuple[str, str]]:
        """(chain, memorial id) of every append-only chain."""
        ...

    def broken_links(self, chain: str, memorial_id: str) -> Sequence[int]: ...

    def cut_or_written_anew(self) -> Sequence[ChainHead]:
        """How far chains had grown by what is kept with the keys, where the archive does not hold that row any more."""
        ...

    def commitment_fits(self, key_id: str, content_hash: str, commitment: str) -> bool: ...

    def published_without_record(self) -> Sequence[tuple[str, str, str]]:
        """(table, memorial id, id) of published rows whose record is not in the archive."""
        ...

    def published_remembrances(self, memorial_id: str) -> Iterator[str]: ...

    def search_differs(self) -> Sequence[str]:
        """Indexes that do not hold exactly the published rows."""
        ...

    def wrong_keys(self) -> Iterator[tuple[str, str, bool]]:
        """(memorial id, person id, whether it is old) of people who are not found by what is published of them.

        Old is what an earlier program made; it is made anew by and by.
        """
        ...

    def draft_files(self) -> Iterator[str]: ...
    def old_vault_files(self) -> Iterator[str]:
        """Vault ids that are older than any write that may still be going on."""
        ...

    def vault_files(self) -> Iterator[str]: ...
    def access_differs(self) -> tuple[Sequence[str], Sequence[str]]:
        """Published media whose file is missing, and files that no published row names."""
        ...

    def damaged_files(self) -> Sequence[tuple[str, str, int]]:
        """(memorial id, record id, number) where files were not as they were kept when they were last read."""
        ...

    def left_over(self) -> int:
        """How much that was committed an hour ago and more was not followed by what belongs to it."""
        ...

    def key_differs(self) -> tuple[Sequence[str], Sequence[str]]:
        """(table:id) of sealed rows whose key is gone, and keys, older than two days, that nothing names."""
        ...
