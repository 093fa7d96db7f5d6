"""The ports to groups of people and to places of memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from memorial.domain.group import Group
from memorial.domain.heritage import HeritageItem


class Groups(Protocol):
    """Sealed records. Who belongs to a group is found again by keyed hash; a person who comes or goes takes them along.

    Whoever is erased is taken out of their groups with the same commit, out of the history too.
    """

    def get(self, memorial_id: str, group_id: str) -> Group: ...
    def find(self, memorial_id: str, group_id: str) -> Group | None: ...
    def add(self, added: Group) -> None: ...
    def save(self, changed: Group) -> None:
        """Raises `Conflict` where somebody else changed it meanwhile."""
        ...

    def ids(self, memorial_id: str) -> Iterator[str]: ...
    def of_person(self, memorial_id: str, person_id: str) -> Sequence[str]:
        """The ids of the groups that name that person, now or in their history."""
        ...


class Heritage(Protocol):
    """Sealed records of places of memory."""

    def get(self, memorial_id: str, item_id: str) -> HeritageItem: ...
    def find(self, memorial_id: str, item_id: str) -> HeritageItem | None: ...
    def add(self, added: HeritageItem) -> None: ...
    def save(self, changed: HeritageItem) -> None:
        """Raises `Conflict` where somebody else changed it meanwhile."""
        ...

    def ids(self, memorial_id: str) -> Iterator[str]: ...


class KeepsGroups(Protocol):
    """What a unit of work has for groups and places of memory."""

    @property
    def groups(self) -> Groups: ...
    @property
    def heritage(self) -> Heritage: ...
