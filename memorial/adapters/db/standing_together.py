"""The stored order of who stand together: read from what is published alone, and made anew some time after a change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, select

from memorial.adapters.db.edition_tables import (
    published_edition,
    published_group,
    published_kin,
    published_member,
    published_person,
    published_together,
)
from memorial.adapters.db.edition_writer import EditionWriter
from memorial.adapters.db.tables import due
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.domain.group import FAMILIES
from memorial.domain.together import Group, Pair, weight_of_group, weight_of_tie
from memorial.vocabulary import Certainty, Kinship

TOGETHER = "together"
WAITS = timedelta(minutes=10)
"""From a change until the order is made anew, so that many changes make one order."""
_AT_ONCE = 5_000


class SqlStandingTogether:
    """Keeps the promises of the `StandingTogether` port. `edition` gets to know what visitors see otherwise."""

    def __init__(self, work: Work, edition: EditionWriter) -> None:
        self._work, self._edition = work, edition

    def people(self, memorial_id: str) -> Sequence[str]:
        at = published_person.c
        wanted = select(at.id).where(at.memorial_id == memorial_id).order_by(at.sort_key, at.id)
        return list(self._work.connection.execute(wanted).scalars())

    def pairs(self, memorial_id: str) -> Sequence[Pair]:
        at = published_kin.c
        wanted = select(at.person_id, at.other_id, at.kinship, at.certainty).where(at.memorial_id == memorial_id)
        return [
            Pair(row.person_id, row.other_id, weight_of_tie(Kinship(row.kinship), Certainty(row.certainty)))
            for row in self._work.connection.execute(wanted)
        ]

    def groups(self, memorial_id: str) -> Sequence[Group]:
        """Everybody who stands on the page of a group, family, house or crew alike."""
        at, of = published_member.c, published_group.c
        same = and_(of.memorial_id == at.memorial_id, of.id == at.group_id)
        wanted = select(at.group_id, of.kind, at.person_id).join_from(published_member, published_group, same)
        rows = self._work.connection.execute(wanted.where(at.memorial_id == memorial_id)).all()
        members: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            members.setdefault((row.group_id, row.kind), []).append(row.person_id)
        return [
            Group(tuple(sorted(people)), weight_of_group(of_kin=kind in FAMILIES))
            for (_, kind), people in sorted(members.items())
        ]

    def edition(self, memorial_id: str) -> int:
        wanted = select(published_edition.c.number).where(published_edition.c.memorial_id == memorial_id)
        return int(self._work.connection.execute(wanted).scalar() or 0)

    def stored(self, memorial_id: str) -> Sequence[str]:
        at = published_together.c
        wanted = select(at.person_id).where(at.memorial_id == memorial_id).order_by(at.rank, at.person_id)
        return list(self._work.connection.execute(wanted).scalars())

    def store(self, memorial_id: str, order: Sequence[str]) -> bool:
        """All ranks of a memorial are written in one go: an order that is half old and half new is none."""
        if list(self.stored(memorial_id)) == list(order):
            return False
        connection = self._work.connection
        connection.execute(delete(published_together).where(published_together.c.memorial_id == memorial_id))
        waiting = [{"memorial_id": memorial_id, "person_id": one, "rank": rank} for rank, one in enumerate(order)]
        for start in range(0, len(waiting), _AT_ONCE):
            connection.execute(insert(published_together), waiting[start : start + _AT_ONCE])
        self._edition.changed.add(memorial_id)
        return True

    def is_waiting(self, memorial_id: str) -> bool:
        return self._work.connection.execute(select(due.c.kind).where(_waiting(memorial_id))).first() is not None

    def done(self, memorial_id: str) -> None:
        self._work.connection.execute(delete(due).where(_waiting(memorial_id)))


def order_again(work: Work, edition: EditionWriter) -> None:
    """Queue the order of every memorial of which ties changed, or people where an order is stored."""
    for memorial_id in sorted(edition.ties_changed | _ordered(work, edition.people_changed - edition.ties_changed)):
        if work.connection.execute(select(due.c.kind).where(_waiting(memorial_id))).first() is None:
            row = {"memorial_id": memorial_id, "record_id": memorial_id, "kind": TOGETHER}
            work.connection.execute(insert(due), {**row, "due_at": to_db(work.now() + WAITS)})


def _ordered(work: Work, memorials: Iterable[str]) -> set[str]:
    there = published_together.c.memorial_id
    return {
        one
        for one in memorials
        if work.connection.execute(select(there).where(there == one).limit(1)).first() is not None
    }


def _waiting(memorial_id: str) -> ColumnElement[bool]:
    return and_(due.c.memorial_id == memorial_id, due.c.record_id == memorial_id, due.c.kind == TOGETHER)
