"""Reads groups and places of memory from the edition, for the public pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, exists, func, select

from memorial.adapters.db.edition_tables import (
    published_group,
    published_heritage,
    published_member,
    published_person,
)
from memorial.adapters.documents import from_bytes
from memorial.published.groups import (
    GroupLine,
    GroupsPage,
    HeritageLine,
    HeritagePage,
    MemberSaid,
    PublishedCondition,
    PublishedGroup,
    PublishedItem,
    PublishedMember,
    PublishedPlace,
)
from memorial.published.types import PersonLine, PublishedName, PublishedPerson

_group, _member, _person, _item = published_group.c, published_member.c, published_person.c, published_heritage.c
_LINE = (_group.id, _group.kind, _group.label, _group.language, _group.direction, _group.people)
_PERSON = tuple(
    getattr(_person, name)
    for name in ("id", "label", "language", "direction", "years", "letter", "script", "sort_key", "kept")
)
_HAS_UNLISTED = (
    exists()
    .where(_member.memorial_id == _group.memorial_id, _member.group_id == _group.id, _member.audience != "public")
    .correlate(published_group)
)


class GroupsInOrder:
    """Keeps the promises of `GroupsReader`."""

    def __init__(self, connection: Connection, memorial_id: str) -> None:
        self._connection, self._memorial_id = connection, memorial_id

    def page(self, kinds: Sequence[str], *, page: int, per_page: int) -> GroupsPage:
        where = and_(_group.memorial_id == self._memorial_id, _group.kind.in_(kinds))
        count = self._connection.execute(select(func.count()).select_from(published_group).where(where)).scalar_one()
        wanted = select(*_LINE).where(where).order_by(_group.sort_key, _group.id)
        rows = self._connection.execute(wanted.limit(per_page).offset((page - 1) * per_page))
        return GroupsPage(tuple(GroupLine(*row) for row in rows), -(-count // per_page))

    def any(self, kinds: Sequence[str]) -> bool:
        where = and_(_group.memorial_id == self._memorial_id, _group.kind.in_(kinds))
        return self._connection.execute(select(_group.id).where(where).limit(1)).first() is not None

    def get(self, group_id: str) -> PublishedGroup | None:
        at = and_(_group.memorial_id == self._memorial_id, _group.id == group_id)
        row = self._connection.execute(select(published_group).where(at)).one_or_none()
        if row is None:
            return None
        found = self._members(group_id)
        said: dict[str, list[MemberSaid]] = {}
        lines: dict[str, PersonLine] = {}
        for one in found:
            lines.setdefault(one.id, PersonLine(*one[: len(_PERSON)]))
            said.setdefault(one.id, []).append(MemberSaid(one.role, one.said_in, one.certainty, one.source_id))
        return PublishedGroup(
            id=row.id,
            kind=row.kind,
            names=from_bytes(row.names, tuple[PublishedName, ...]),
            members=tuple(PublishedMember(line, tuple(said[person_id])) for person_id, line in lines.items()),
            all_died=from_bytes(row.all_died, tuple[str, ...]) if row.all_died else None,
            indexable=row.audience == "public" and all(one.audience == "public" for one in found),
        )

    def _members(self, group_id: str) -> Sequence[Any]:
        joined = published_member.join(
            published_person, and_(_person.memorial_id == _member.memorial_id, _person.id == _member.person_id)
        )
        said = (_member.role, _member.language.label("said_in"), _member.certainty, _member.source_id, _member.audience)
        wanted = select(*_PERSON, *said).select_from(joined)
        wanted = wanted.where(_member.memorial_id == self._memorial_id, _member.group_id == group_id)
        return self._connection.execute(wanted.order_by(_person.sort_key, _person.id, _member.number)).all()

    def of(self, person: PublishedPerson) -> Sequence[GroupLine]:
        where = [
            _group.memorial_id == self._memorial_id,
            _member.memorial_id == self._memorial_id,
            _member.group_id == _group.id,
            _member.person_id == person.id,
        ]
        if person.indexable:
            where += [_group.audience == "public", _member.audience == "public"]
        wanted = select(*_LINE, _group.sort_key).where(*where).distinct()
        rows = self._connection.execute(wanted.order_by(_group.sort_key, _group.id))
        return [GroupLine(*row[:-1]) for row in rows]

    def indexable(self, last: str, limit: int, kinds: Sequence[str]) -> Sequence[str]:
        """Ids of groups whose pages search engines may have, after `last`."""
        where = (_group.memorial_id == self._memorial_id, _group.audience == "public", _group.kind.in_(kinds))
        wanted = select(_group.id).where(*where, _group.id > last, ~_HAS_UNLISTED).order_by(_group.id).limit(limit)
        return self._connection.execute(wanted).scalars().all()


class HeritageInOrder:
    """Keeps the promises of `HeritageReader`."""

    def __init__(self, connection: Connection, memorial_id: str) -> None:
        self._connection, self._memorial_id = connection, memorial_id

    def page(self, *, page: int, per_page: int) -> HeritagePage:
        where = _item.memorial_id == self._memorial_id
        count = self._connection.execute(select(func.count()).select_from(published_heritage).where(where)).scalar_one()
        wanted = select(published_heritage).where(where).order_by(_item.sort_key, _item.id)
        rows = self._connection.execute(wanted.limit(per_page).offset((page - 1) * per_page))
        return HeritagePage(tuple(_line(row) for row in rows), -(-count // per_page))

    def any(self) -> bool:
        wanted = select(_item.id).where(_item.memorial_id == self._memorial_id).limit(1)
        return self._connection.execute(wanted).first() is not None

    def get(self, item_id: str) -> PublishedItem | None:
        at = and_(_item.memorial_id == self._memorial_id, _item.id == item_id)
        row = self._connection.execute(select(published_heritage).where(at)).one_or_none()
        if row is None:
            return None
        return PublishedItem(
            id=row.id,
            kind=row.kind,
            names=from_bytes(row.names, tuple[PublishedName, ...]),
            places=from_bytes(row.places, tuple[PublishedPlace, ...]),
            conditions=from_bytes(row.conditions, tuple[PublishedCondition, ...]),
            indexable=row.audience == "public",
        )

    def indexable(self, last: str, limit: int) -> Sequence[str]:
        """Ids of items whose pages search engines may have, after `last`."""
        where = (_item.memorial_id == self._memorial_id, _item.audience == "public", _item.id > last)
        return self._connection.execute(select(_item.id).where(*where).order_by(_item.id).limit(limit)).scalars().all()


def _line(row: Any) -> HeritageLine:
    places = from_bytes(row.places, tuple[PublishedPlace, ...])
    place = places[0] if places else PublishedPlace("", "und", "")
    return HeritageLine(row.id, row.kind, row.label, row.language, row.direction, place.text, place.language)
