"""Makes the keys by which people are found where they are missing or of older rules: after an upgrade, by and by."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, select, tuple_

from memorial.adapters.db import people_keys
from memorial.adapters.db.edition_tables import published_person
from memorial.adapters.db.unit_of_work import Archive

AT_ONCE = 500
"""How many are looked at in one transaction; others write between two."""

_person = published_person.c
_Place = tuple[str, str]
_START: _Place = ("", "")


@dataclass
class PeopleKeysUpkeep:
    """A walk through all published people. What it made stays made, so that it may end anywhere and begin again.

    Whoever is published meanwhile gets keys with that commit: one walk to the end is enough for a program.
    """

    archive: Archive
    finished: bool = False
    _after: _Place = _START

    def count_waiting(self) -> int:
        with self.archive.reading.connect() as connection:
            return people_keys.count_waiting(connection)

    def make_some(self, *, within_seconds: float) -> int:
        """Until the time is over; how many were made."""
        until = time.monotonic() + within_seconds
        return self._make(lambda _done: None, lambda: time.monotonic() >= until)

    def make_all(self, progress: Callable[[int], None] = lambda done: None) -> int:
        return self._make(progress, lambda: False)

    def _make(self, progress: Callable[[int], None], enough: Callable[[], bool]) -> int:
        done = 0
        while not self.finished and not enough():
            if made := self._step():
                done += made
                progress(done)
        return done

    def _step(self) -> int:
        """Some people of one memorial. They are read again once nobody else can write there: what is kept back at this
        moment must not come back by what was read before."""
        with self.archive.reading.connect() as connection:
            ahead = _people_after(connection, self._after)
            old = _without_keys(connection, ahead)
        if not ahead:
            self.finished = True
            return 0
        if old:
            self._make_anew(old[0]["memorial_id"], [row["position"] for row in old])
        self._after = (ahead[-1]["memorial_id"], ahead[-1]["id"])
        return len(old)

    def _make_anew(self, memorial_id: str, positions: Sequence[int]) -> None:
        with self.archive.unit_of_work() as uow:
            uow.work.lock(memorial_id)
            connection = uow.work.connection
            at = and_(_person.memorial_id == memorial_id, _person.position.in_(positions))
            rows = connection.execute(select(published_person).where(at)).mappings().all()
            people_keys.forget(connection, positions)
            people_keys.add(connection, [people_keys.entry_of(dict(row)) for row in rows])
            uow.commit()


def wrong_keys(engine: Engine) -> Iterator[tuple[str, str, bool]]:
    """(memorial id, person id, whether it is old) of whom the index does not hold what it should."""
    after: _Place | None = _START
    while after is not None:
        with engine.connect() as connection:
            people = _people_after(connection, after, published_person)
            held = people_keys.entries(connection, [row["position"] for row in people])
        for row in people:
            one = held.get(row["position"])
            if one is None or not people_keys.is_current(one):
                yield row["memorial_id"], row["id"], one is not None
            elif not people_keys.fits(row, one):
                yield row["memorial_id"], row["id"], False
        after = (people[-1]["memorial_id"], people[-1]["id"]) if people else None


def _people_after(
    connection: Connection, after: _Place, columns: Any = (_person.memorial_id, _person.id, _person.position)
) -> Sequence[Mapping[str, Any]]:
    """The next ones in the order of the table, all of one memorial."""
    at = (_person.memorial_id, _person.id)
    columns = (columns,) if isinstance(columns, Table) else columns
    wanted = select(*columns).where(tuple_(*at) > tuple_(*after)).order_by(*at).limit(AT_ONCE)
    rows = [dict(row) for row in connection.execute(wanted).mappings()]
    return [row for row in rows if row["memorial_id"] == rows[0]["memorial_id"]]


def _without_keys(connection: Connection, people: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    held = people_keys.entries(connection, [row["position"] for row in people])
    return [row for row in people if not people_keys.is_current(held.get(row["position"]))]
