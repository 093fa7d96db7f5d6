"""Groups of people and places of memory as visitors meet them, and the ports through which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from memorial.published.types import PersonLine, PublishedName, PublishedPerson

FAMILY_KINDS = ("family", "household")
OTHER_KINDS = ("house", "crew", "class", "unit", "other")


@dataclass(frozen=True)
class GroupLine:
    """One line of a list of groups. `label` is '' where no name may be shown; `count`: the people who are seen."""

    id: str
    kind: str
    label: str
    language: str
    direction: str
    count: int


@dataclass(frozen=True)
class MemberSaid:
    """That somebody belongs to it, as one source says it; `source_id` is '' where a family does."""

    role: str
    language: str
    certainty: str
    source_id: str


@dataclass(frozen=True)
class PublishedMember:
    """Someone on the wall who belongs to the group, and everything that is said about that."""

    line: PersonLine
    said: tuple[MemberSaid, ...]


@dataclass(frozen=True)
class PublishedGroup:
    """A group of people who are on the wall.

    `all_died`: the sources by which each of them died, '' for a family; None where that is not said of each.
    """

    id: str
    kind: str
    names: tuple[PublishedName, ...]
    members: tuple[PublishedMember, ...]
    all_died: tuple[str, ...] | None
    indexable: bool

    @property
    def label(self) -> str:
        return self.names[0].text if self.names else ""


@dataclass(frozen=True)
class GroupsPage:
    """One page of a list, counted from 1; `pages` is 0 where there is nothing."""

    rows: tuple[GroupLine, ...]
    pages: int


class GroupsReader(Protocol):
    """The groups of one memorial, on one snapshot, in the order of their names; those without one come last."""

    def page(self, kinds: Sequence[str], *, page: int, per_page: int) -> GroupsPage: ...

    def any(self, kinds: Sequence[str]) -> bool: ...

    def get(self, group_id: str) -> PublishedGroup | None: ...

    def of(self, person: PublishedPerson) -> Sequence[GroupLine]:
        """The groups that this person's page may name: for search engines, only what they may have."""
        ...


@dataclass(frozen=True)
class HeritageLine:
    id: str
    kind: str
    label: str
    language: str
    direction: str
    place: str
    place_language: str


@dataclass(frozen=True)
class PublishedPlace:
    """Where it stands, in words; `source_id` is '' where a family says it."""

    text: str
    language: str
    source_id: str


@dataclass(frozen=True)
class PublishedCondition:
    """How it was at a time, as one source says it. `on` is a date in EDTF, '' where none is given."""

    condition: str
    on: str
    words: str
    language: str
    source_id: str


@dataclass(frozen=True)
class PublishedItem:
    """A place of memory. Statements stand in the order of their dates, each with its source."""

    id: str
    kind: str
    names: tuple[PublishedName, ...]
    places: tuple[PublishedPlace, ...]
    conditions: tuple[PublishedCondition, ...]
    indexable: bool

    @property
    def label(self) -> str:
        return self.names[0].text


@dataclass(frozen=True)
class HeritagePage:
    rows: tuple[HeritageLine, ...]
    pages: int


class HeritageReader(Protocol):
    """The places of memory of one memorial, on one snapshot, in the order of their names."""

    def page(self, *, page: int, per_page: int) -> HeritagePage: ...

    def any(self) -> bool: ...

    def get(self, item_id: str) -> PublishedItem | None: ...
