"""Places on the wall without a name: taken away by the commit that ends them, found by what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, insert, select

from memorial.adapters.db.memorials import memorial_of
from memorial.adapters.db.people_records import SqlPeople
from memorial.adapters.db.tables import dependence, due
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.disclosure.wall_place import place_granted
from memorial.domain.person import Person
from memorial.domain.remembrance import Remembrance
from memorial.domain.timers import next_monday, place_comes_at

PLACE = "place"


def places_of(work: Work, people: SqlPeople, memorial_id: str, remembrance_id: str) -> list[Person]:
    """The places that rest on that remembrance: one, or none."""
    where = and_(
        dependence.c.memorial_id == memorial_id,
        dependence.c.on_key == work.hashed(PLACE, remembrance_id),
        dependence.c.record_kind == PLACE,
    )
    ids = work.connection.execute(select(dependence.c.record_id).where(where)).scalars().all()
    found = (people.find(memorial_id, person_id) for person_id in ids)
    return [one for one in found if one is not None]


def end_places(
    work: Work,
    people: SqlPeople,
    at: tuple[str, str],
    remembrance: Remembrance | None,
    trusted: Callable[[], datetime | None],
) -> None:
    """Erase the place of a remembrance that grants none any more; it is never brought back: another comes later.

    Where one is asked for and none stands, there is always a day at which it is looked at again.
    """
    if at in work.new:
        return
    zone = memorial_of(work, at[0]).time_zone
    there = places_of(work, people, *at)
    if there and place_granted(remembrance, zone, trusted()):
        return
    for one in there:
        people.erase(one)
    comes_at = place_comes_at(remembrance, zone) if remembrance is not None else None
    if comes_at is not None:
        _look_again(work, at, next_monday(work.now(), zone) if there else comes_at, anew=bool(there))


def _look_again(work: Work, at: tuple[str, str], when: datetime, *, anew: bool) -> None:
    mine = and_(due.c.memorial_id == at[0], due.c.record_id == at[1], due.c.kind == PLACE)
    if anew:
        work.connection.execute(delete(due).where(mine))
    elif work.connection.execute(select(due.c.kind).where(mine)).first() is not None:
        return
    row = {"memorial_id": at[0], "record_id": at[1], "kind": PLACE, "due_at": to_db(when)}
    work.connection.execute(insert(due), row)


class SqlWallPlaces:
    """For the job that brings the places of a week to the wall."""

    def __init__(self, work: Work, people: SqlPeople) -> None:
        self._work, self._people = work, people

    def due(self, memorial_id: str, now: datetime) -> Sequence[str]:
        """The ids of all remembrances whose place is due in that memorial."""
        where = and_(due.c.memorial_id == memorial_id, due.c.kind == PLACE, due.c.due_at <= to_db(now))
        return list(self._work.connection.execute(select(due.c.record_id).where(where)).scalars())

    def stands(self, memorial_id: str, remembrance_id: str) -> bool:
        return bool(places_of(self._work, self._people, memorial_id, remembrance_id))
