"""The ports to lists as documents: their records, their sealed rows, and pairs that may be the same person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from memorial.domain.name_list import KeptList, KeptRow, SamePair, SameState
from memorial.domain.person import Person
from memorial.published.types import PublishedPerson


@dataclass(frozen=True)
class ImportBatch:
    """That an import was begun, in clear. `id` is that of its list; imports of earlier versions have no list."""

    memorial_id: str
    id: str
    kind: str
    source_id: str
    at: datetime
    rows: int
    digest: str
    undone_at: datetime | None = None


class Imports(Protocol):
    def add(self, batch: ImportBatch) -> None: ...
    def get(self, batch_id: str) -> ImportBatch | None: ...
    def by_digest(self, memorial_id: str, digest: str) -> ImportBatch | None:
        """The import of that very file that was not undone."""
        ...

    def mark_undone(self, batch: ImportBatch, now: datetime) -> None: ...


class NameLists(Protocol):
    """Sealed under each list's own key, its rows too. `save` raises `Conflict` where somebody else saved it since."""

    def add(self, kept: KeptList, *, work_at: datetime | None = None) -> KeptList: ...
    def get(self, memorial_id: str, list_id: str) -> KeptList:
        """Raises `NotFound`."""
        ...

    def all(self, memorial_id: str) -> Sequence[KeptList]:
        """The newest first."""
        ...

    def save(self, kept: KeptList, *, work_at: datetime | None = None) -> KeptList:
        """As it is then. `work_at`: when the background work is to look at it, None for never."""
        ...

    def erase(self, kept: KeptList) -> None:
        """Its record, rows, pairs and files, and its key right after the commit."""
        ...

    def empty(self, kept: KeptList, key_id: str) -> KeptList:
        """Its rows, pairs and files go, and with them the old key; that there was such a list stays."""
        ...

    def replace_files(self, vault_ids: Collection[str]) -> None:
        """These are no longer needed, and go right after the commit."""
        ...

    def add_rows(self, kept: KeptList, rows: Sequence[KeptRow]) -> None: ...
    def rows(self, kept: KeptList, *, after: int = 0, limit: int) -> Sequence[KeptRow]:
        """In the order of the file; `after` is the number of a row."""
        ...

    def rows_numbered(self, kept: KeptList, numbers: Collection[int]) -> Mapping[int, KeptRow]: ...
    def people_numbered(self, kept: KeptList, numbers: Collection[int]) -> Mapping[int, str]:
        """Whom these rows added, by their numbers."""
        ...


class SamePairs(Protocol):
    """Pairs of a list, sealed under its key but for their states."""

    def add(self, kept: KeptList, pairs: Sequence[SamePair]) -> int:
        """How many of them were new. The id of a pair is made from whom it names."""
        ...

    def of(self, kept: KeptList, *, state: SameState, after: str, limit: int) -> Sequence[SamePair]: ...
    def list_of(self, memorial_id: str, pair_id: str) -> str:
        """The id of its list. Raises `NotFound`."""
        ...

    def get(self, kept: KeptList, pair_id: str) -> SamePair: ...
    def save(self, kept: KeptList, pair: SamePair) -> None: ...
    def counts(self, kept: KeptList) -> Mapping[SameState, int]: ...
    def forget(self, kept: KeptList, *, only_open: bool = False) -> None: ...
    def people_named(self, memorial_id: str, names: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Ids of people of the memorial by such of the names as any of them has, whatever the order of its words."""
        ...

    def people_like(self, memorial_id: str, name: str, *, at_least: float, limit: int) -> Sequence[str]:
        """Ids of published people whose name is that much like it, however it is spelled."""
        ...

    def anybody_else(self, kept: KeptList) -> bool:
        """Whether the memorial knows of people who did not come with this list."""
        ...

    def same_words(self, name: str) -> str:
        """What two names have in common that hold the same words, in any order, script or case."""
        ...


class KeepsLists(Protocol):
    """What a unit of work has for lists."""

    @property
    def imports(self) -> Imports: ...
    @property
    def lists(self) -> NameLists: ...
    @property
    def same_people(self) -> SamePairs: ...
    def preview_person(self, person: Person) -> PublishedPerson | None:
        """What visitors would see of somebody who is not in the archive, were the memorial public."""
        ...
