"""The wall of names as visitors meet it: in several orders, in groups, by the day of the year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from memorial.published.types import PersonLine


class WallOrder(StrEnum):
    """By what names follow each other."""

    NAME = "name"
    DATE = "date"
    PLACE = "place"
    TOGETHER = "together"


@dataclass(frozen=True)
class WallGroup:
    """Names under one heading: an EDTF date in the order by date, a place in that by place, '' where none is known.

    `count` is of the whole group, of which this page may hold a part; `number` is its place among all groups, from 1.
    Other orders have one group, without a heading.
    """

    heading: str
    count: int
    number: int
    lines: tuple[PersonLine, ...]


@dataclass(frozen=True)
class WallPage:
    """One page of the wall. `pages` is how many there are, 0 where there is no name."""

    groups: tuple[WallGroup, ...]
    pages: int

    @property
    def lines(self) -> tuple[PersonLine, ...]:
        return tuple(line for group in self.groups for line in group.lines)


@dataclass(frozen=True)
class GroupStart:
    """The page on which a group begins. `letter` is the first of its heading, '' for a date or where none is known.

    `count` is of the whole group.
    """

    heading: str
    letter: str
    number: int
    page: int
    count: int


class DayKind(StrEnum):
    BORN = "born"
    DIED = "died"


@dataclass(frozen=True)
class DayName:
    """Someone born or dead on a day of the year, by a date that is known whole and that no source contradicts."""

    line: PersonLine
    kind: DayKind
    year: int


@dataclass(frozen=True)
class DayPage:
    """One page of the names of a day, who died first. `pages` is how many there are, 0 for a day without names."""

    names: tuple[DayName, ...]
    pages: int
    count: int


@dataclass(frozen=True)
class DayInFeed:
    """A day (MM-DD) with names that everybody may find: how many, and the first of them as written."""

    month_day: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class DateWithNames:
    """A whole date by which people here were born or died, known as for `DayName`: how many."""

    on: date
    kind: DayKind
    count: int


class WallReader(Protocol):
    """The names of one memorial, on one snapshot. Pages are counted from 1.

    `first_script`: the script (ISO 15924) of the page's language, whose names come first in the order by name.
    """

    def orders(self) -> frozenset[WallOrder]:
        """The orders in which there is something to see; by name always."""
        ...

    def count(self) -> int:
        """How many stand on the wall, with those whose name is kept."""
        ...

    def page(self, order: WallOrder, *, page: int, per_page: int, first_script: str = "") -> WallPage: ...

    def group_starts(self, order: WallOrder, *, per_page: int) -> Sequence[GroupStart]:
        """Every group of an order that has headings, in its order; nothing for the others."""
        ...

    def letters(self, *, per_page: int, first_script: str = "") -> Sequence[tuple[str, str, int, str]]:
        """(script, letter, page on which it begins, id of its first person) in the order by name."""
        ...

    def for_everybody(self, *, most: int) -> tuple[tuple[PersonLine, ...], int]:
        """The first names that everybody may find, by name, and how many there are; nobody whose name is kept."""
        ...

    def on_day(self, month_day: str, *, page: int, per_page: int, everybody: bool = False) -> DayPage:
        """Who was born or died on that day (MM-DD). `everybody`: only names that everybody may find."""
        ...

    def dates(self, *, among: Collection[date], most: int) -> Sequence[DateWithNames]:
        """Every whole date with names, in their order; of a kind that has more than `most`, those `among` these."""
        ...

    def days_in_feed(self, *, most: int) -> Sequence[DayInFeed]:
        """Every day of the year with names that everybody may find, and up to `most` of them, who died first."""
        ...
