"""The wall of names in its orders, page by page: each is one walk along an index, or two, taken up at a boundary."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from memorial.adapters.collation import keys_of_script
from memorial.adapters.db.edition_tables import published_person, published_together
from memorial.adapters.db.wall_keys import NO_DATE, NO_PLACE
from memorial.adapters.documents import from_bytes
from memorial.published.types import PersonLine, PublishedPicture
from memorial.published.wall import (
    DateWithNames,
    DayInFeed,
    DayKind,
    DayName,
    DayPage,
    GroupStart,
    WallGroup,
    WallOrder,
    WallPage,
)

_person = published_person.c
_LINE = (
    _person.id,
    _person.label,
    _person.language,
    _person.direction,
    _person.years,
    _person.letter,
    _person.script,
    _person.sort_key,
    _person.kept,
    _person.portrait,
)
_BY_NAME = (_person.sort_key, _person.id)
_SORTED_FIRST = "Latn"
"""The script that the stored keys put first."""

Boundary = tuple[Any, ...]
W = TypeVar("W")
Remember = Callable[[tuple[object, ...], Callable[[], Any]], Any]
"""Keeps what a walk over an index found, for the edition of this snapshot: (what, walk) -> its answer."""


@dataclass(frozen=True)
class _Walk:
    """People in the order of `keys`, which end with the id, so that no two stand at one place."""

    where: ColumnElement[bool]
    keys: tuple[ColumnElement[Any], ...]
    source: FromClause = field(default=published_person)

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        return select(*columns).select_from(self.source).where(self.where)


@dataclass(frozen=True)
class PeopleInOrder:
    """One memorial's people, on one snapshot's connection."""

    connection: Connection
    memorial_id: str
    remember: Remember

    def orders(self) -> frozenset[WallOrder]:
        """The orders in which there is something to see."""
        found: frozenset[WallOrder] = self.remember(("orders",), self._look_for_orders)
        return found

    def _look_for_orders(self) -> frozenset[WallOrder]:
        here = _person.memorial_id == self.memorial_id
        together = self._walks(WallOrder.TOGETHER, "")[0]
        wanted = {
            WallOrder.DATE: select(_person.id).where(here, _person.date_key != "", _person.date_key < NO_DATE),
            WallOrder.PLACE: select(_person.id).where(here, _person.place_key != "", _person.place_key < NO_PLACE),
            WallOrder.TOGETHER: together.select(_person.id),
        }
        there = (order for order, some in wanted.items() if self.connection.execute(some.limit(1)).first())
        return frozenset({WallOrder.NAME, *there})

    def count(self) -> int:
        here = select(func.count()).select_from(published_person).where(_person.memorial_id == self.memorial_id)
        found: int = self.remember(("count",), lambda: int(self.connection.execute(here).scalar_one()))
        return found

    def page(self, order: WallOrder, *, page: int, per_page: int, first_script: str = "") -> WallPage:
        walks, name = self._walks(order, first_script), (order, first_script)
        starts = self._starts(walks, name, per_page)
        if not 1 <= page <= len(starts):
            return WallPage((), len(starts))
        heading, key = _HEADINGS.get(order, (literal(""), literal("")))
        rows = self._rows(walks, starts[page - 1], per_page, (*_LINE, heading, key))
        if order not in _HEADINGS:
            lines = tuple(_line(row) for row in rows)
            return WallPage((WallGroup("", self.count(), 1, lines),), len(starts))
        groups = self._groups(order)
        found = []
        for one, of_group in groupby(rows, key=lambda row: row[-1]):
            number, count, title, _letter, _before = groups[one]
            found.append(WallGroup(title, count, number, tuple(_line(row) for row in of_group)))
        return WallPage(tuple(found), len(starts))

    def group_starts(self, order: WallOrder, *, per_page: int) -> Sequence[GroupStart]:
        """Every group of an order that has headings, in its order; nothing for the others."""
        if order not in _HEADINGS:
            return ()
        return [
            GroupStart(title, letter, number, before // per_page + 1, count)
            for number, count, title, letter, before in self._groups(order).values()
        ]

    def letters(self, *, per_page: int, first_script: str = "") -> Sequence[tuple[str, str, int, str]]:
        """(script, letter, page on which it begins, id of its first person) in the order by name."""
        found: Sequence[tuple[str, str, int, str]] = self.remember(
            ("letters", per_page, first_script), lambda: self._walk_letters(per_page, first_script)
        )
        return found

    def _walk_letters(self, per_page: int, first_script: str) -> Sequence[tuple[str, str, int, str]]:
        found, before = [], 0
        for walk in self._walks(WallOrder.NAME, first_script):
            first = func.min(_person.sort_key).label("first")
            grouped = walk.select(_person.script, _person.letter, first, func.count().label("many"))
            ordered = grouped.group_by(_person.script, _person.letter).order_by("first")
            for row in self.connection.execute(ordered).all():
                at = walk.select(func.min(_person.id)).where(_person.sort_key == row.first)
                first_id = str(self.connection.execute(at).scalar_one())
                found.append((row.script, row.letter, before // per_page + 1, first_id))
                before += row.many
        return tuple(found)

    def for_everybody(self, *, most: int) -> tuple[tuple[PersonLine, ...], int]:
        """The first names that everybody may find, by name, and how many there are of them."""
        there = and_(self._public(True), _person.kept.is_(False))
        rows = self.connection.execute(select(*_LINE).where(there).order_by(*_BY_NAME).limit(most)).all()
        count = select(func.count()).select_from(published_person).where(there)
        return tuple(_line(row) for row in rows), int(self.connection.execute(count).scalar_one())

    # The day of the year

    def on_day(self, month_day: str, *, page: int, per_page: int, everybody: bool = False) -> DayPage:
        """Not remembered: there are as many days as a year has, and few names on one."""
        walks = [
            _Walk(and_(self._public(everybody), *_within(column, month_day)), (column, *_BY_NAME))
            for column in (_person.died_on, _person.born_on)
        ]
        starts = tuple(self._walk_starts(walks, per_page))
        if not 1 <= page <= len(starts):
            return DayPage((), len(starts), 0)
        rows = self._rows(walks, starts[page - 1], per_page, (*_LINE, _person.born_on, _person.died_on))
        counts = [self._count([walk]) for walk in walks]
        died_left = max(0, counts[0] - (page - 1) * per_page)
        names = [
            DayName(_line(row), DayKind.DIED, int(row.died_on[6:]))
            if number < died_left
            else DayName(_line(row), DayKind.BORN, int(row.born_on[6:]))
            for number, row in enumerate(rows)
        ]
        return DayPage(tuple(names), len(starts), sum(counts))

    def dates(self, *, among: Collection[date], most: int) -> Sequence[DateWithNames]:
        """Every whole date with names, in their order; of a kind that has more than `most`, those `among` these."""
        kinds = ((DayKind.DIED, _person.died_on), (DayKind.BORN, _person.born_on))
        found = [one for kind, column in kinds for one in self._dates_of(kind, column, among, most)]
        return sorted(found, key=lambda one: (one.on, one.kind is DayKind.DIED))

    def _dates_of(
        self, kind: DayKind, column: ColumnElement[str], among: Collection[date], most: int
    ) -> Iterator[DateWithNames]:
        here = select(column.label("on"), func.count().label("many")).where(self._public(False), column != "")
        grouped = here.group_by(column)
        every: Sequence[Any] = self.remember(
            ("dates", kind, most), lambda: self.connection.execute(grouped.limit(most + 1)).all()
        )
        if len(every) > most:
            wanted = [f"{day:%m-%d} {day.year:04d}" for day in among]
            every = self.connection.execute(grouped.where(column.in_(wanted))).all()
        for row in every:
            yield DateWithNames(date.fromisoformat(f"{row.on[6:]}-{row.on[:5]}"), kind, row.many)

    def days_in_feed(self, *, most: int) -> Sequence[DayInFeed]:
        """Every day of the year with names that everybody may find, and up to `most` of them, who died first."""
        found: Sequence[DayInFeed] = self.remember(("feed", most), lambda: self._look_for_days(most))
        return found

    def _look_for_days(self, most: int) -> Sequence[DayInFeed]:
        sides = []
        for rank, column in enumerate((_person.died_on, _person.born_on)):
            day = func.substr(column, 1, 5).label("day")
            there = and_(self._public(True), column != "")
            sides.append(
                select(day, literal(rank).label("side"), column.label("on"), *_BY_NAME, _person.label).where(there)
            )
        both = union_all(*sides).subquery("published_days")
        order = (both.c.side, both.c.on, both.c.sort_key, both.c.id)
        number = func.row_number().over(partition_by=both.c.day, order_by=order).label("number")
        many = func.count().over(partition_by=both.c.day).label("many")
        counted = select(both.c.day, both.c.label, number, many).subquery("published_counted")
        wanted = select(counted).where(counted.c.number <= most).order_by(counted.c.day, counted.c.number)
        rows = self.connection.execute(wanted).all()
        found = []
        for month_day, of_day in groupby(rows, key=lambda row: row.day):
            shown = list(of_day)
            found.append(DayInFeed(month_day, shown[0].many, tuple(row.label for row in shown)))
        return found

    def _public(self, everybody: bool) -> ColumnElement[bool]:
        here: ColumnElement[bool] = _person.memorial_id == self.memorial_id
        return and_(here, _person.audience == "public") if everybody else here

    # Walking

    def _walks(self, order: WallOrder, first_script: str) -> Sequence[_Walk]:
        here: ColumnElement[bool] = _person.memorial_id == self.memorial_id
        match order:
            case WallOrder.DATE:
                return [_Walk(here, (_person.date_key, *_BY_NAME))]
            case WallOrder.PLACE:
                return [_Walk(here, (_person.place_key, *_BY_NAME))]
            case WallOrder.TOGETHER:
                return self._together()
        if first_script in ("", _SORTED_FIRST):
            return [_Walk(here, _BY_NAME)]
        first, beyond = keys_of_script(first_script)
        own = and_(_person.sort_key >= first, _person.sort_key < beyond)
        others = or_(_person.sort_key < first, _person.sort_key >= beyond)
        return [_Walk(and_(here, own), _BY_NAME), _Walk(and_(here, others), _BY_NAME)]

    def _together(self) -> Sequence[_Walk]:
        """Who has a place in the stored order; then, by name, who was published since it was computed."""
        rank = published_together.c
        same = and_(rank.memorial_id == _person.memorial_id, rank.person_id == _person.id)
        joined = published_together.join(published_person, same)
        placed = _Walk(rank.memorial_id == self.memorial_id, (rank.rank, _person.id), joined)
        unplaced = and_(_person.memorial_id == self.memorial_id, ~exists().where(same))
        return [placed, _Walk(unplaced, _BY_NAME)]

    def _starts(
        self, walks: Sequence[_Walk], name: tuple[object, ...], per_page: int
    ) -> Sequence[tuple[int, Boundary]]:
        """Where each page begins: the number of its walk, and the keys of its first person there."""
        found: Sequence[tuple[int, Boundary]] = self.remember(
            ("starts", *name, per_page), lambda: tuple(self._walk_starts(walks, per_page))
        )
        return found

    def _walk_starts(self, walks: Sequence[_Walk], per_page: int) -> Iterator[tuple[int, Boundary]]:
        before = 0
        for at, walk in enumerate(walks):
            number = func.row_number().over(order_by=walk.keys).label("n")
            keys = [key.label(f"key_{index}") for index, key in enumerate(walk.keys)]
            numbered = walk.select(*keys, number).subquery("published_n").c
            first = (numbered.n - 1 + before) % per_page == 0
            wanted = select(*[numbered[key.name] for key in keys]).where(first).order_by(numbered.n)
            for row in self.connection.execute(wanted):
                yield at, tuple(row)
            if at + 1 < len(walks):
                before += self._count([walk])

    def _count(self, walks: Sequence[_Walk]) -> int:
        return sum(self.connection.execute(walk.select(func.count())).scalar_one() for walk in walks)

    def _rows(
        self, walks: Sequence[_Walk], start: tuple[int, Boundary], limit: int, columns: Sequence[ColumnElement[Any]]
    ) -> list[Any]:
        at, boundary = start
        rows: list[Any] = []
        for number, walk in enumerate(walks[at:]):
            wanted = walk.select(*columns).order_by(*walk.keys).limit(limit - len(rows))
            if number == 0:
                wanted = wanted.where(tuple_(*walk.keys) >= tuple_(*_bound(walk.keys, boundary)))
            rows += self.connection.execute(wanted).all()
            if len(rows) == limit:
                break
        return rows

    # Groups

    def _groups(self, order: WallOrder) -> dict[str, tuple[int, int, str, str, int]]:
        """By its key: number from 1, how many, heading, first letter of it, how many stand before it."""
        found: dict[str, tuple[int, int, str, str, int]] = self.remember(
            ("groups", order), lambda: self._walk_groups(order)
        )
        return found

    def _walk_groups(self, order: WallOrder) -> dict[str, tuple[int, int, str, str, int]]:
        heading, key = _HEADINGS[order]
        first = func.min(_person.place_key if order is WallOrder.PLACE else _person.date_key).label("first")
        letter = func.min(_person.place_letter) if order is WallOrder.PLACE else literal("")
        wanted = select(
            key.label("key"), func.min(heading).label("title"), letter.label("letter"), func.count().label("many")
        ).where(_person.memorial_id == self.memorial_id)
        rows = self.connection.execute(wanted.group_by(key).order_by(first)).all()
        found, before = {}, 0
        for number, row in enumerate(rows, 1):
            found[row.key] = (number, row.many, row.title, row.letter, before)
            before += row.many
        return found


_HEADINGS: dict[WallOrder, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    WallOrder.DATE: (_person.date_group, _person.date_group),
    WallOrder.PLACE: (_person.place, _person.place_key),
}
"""Of an order with headings: the heading, and the column whose equal values make a group."""


def _within(column: ColumnElement[str], month_day: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= f"{month_day} 0000", column <= f"{month_day} 9999"


def _bound(keys: Sequence[ColumnElement[Any]], boundary: Boundary) -> list[ColumnElement[Any]]:
    return [literal(value, type_=key.type) for key, value in zip(keys, boundary, strict=True)]


def _line(row: Any) -> PersonLine:
    identity, label, language, direction, years, letter, script, sort_key, kept, portrait = row[:10]
    picture = from_bytes(portrait, PublishedPicture) if portrait else None
    return PersonLine(identity, label, language, direction, years, letter, script, sort_key, kept, picture)
