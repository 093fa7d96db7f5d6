"""Reads one published person: their page's row, their kin, and where an older address leads."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, or_, select

from memorial.adapters.db.edition_tables import published_alias, published_kin, published_person
from memorial.adapters.documents import from_bytes
from memorial.published.types import (
    PersonRef,
    PublishedFact,
    PublishedKin,
    PublishedName,
    PublishedPerson,
    PublishedPicture,
)
from memorial.vocabulary import Kinship

_person, _kin, _alias = published_person.c, published_kin.c, published_alias.c
_REF = (_person.id, _person.label, _person.language, _person.direction)


def person(connection: Connection, memorial_id: str, person_id: str) -> PublishedPerson | None:
    """None also for an entry whose name the family keeps: it has no page."""
    at = and_(_person.memorial_id == memorial_id, _person.id == person_id, _person.kept.is_(False))
    row = connection.execute(select(published_person).where(at)).one_or_none()
    return None if row is None else _published(row)


def person_anywhere(connection: Connection, person_id: str) -> tuple[str, PublishedPerson] | None:
    """(id of the memorial, the person), under this id or under one that leads to it."""
    leads_to = select(_alias.leads_to).where(_alias.id == person_id).scalar_subquery()
    at = and_(or_(_person.id == person_id, _person.id == leads_to), _person.kept.is_(False))
    row = connection.execute(select(published_person).where(at)).first()
    return None if row is None else (row.memorial_id, _published(row))


def leads_to(connection: Connection, memorial_id: str, person_id: str) -> str:
    """The id of the published person into whose record that one was joined; '' if it leads nowhere."""
    at = and_(_alias.memorial_id == memorial_id, _alias.id == person_id)
    shown = and_(_person.memorial_id == _alias.memorial_id, _person.id == _alias.leads_to)
    found = connection.execute(select(_alias.leads_to).where(at, shown)).scalar_one_or_none()
    return str(found or "")


def kin(connection: Connection, memorial_id: str, of: PublishedPerson) -> list[PublishedKin]:
    """Seen from this person, whoever of the two says it. A page for search engines carries what they may have."""
    found: dict[tuple[str, str, str], PublishedKin] = {}
    for mine, theirs in ((_kin.person_id, _kin.other_id), (_kin.other_id, _kin.person_id)):
        where = [_kin.memorial_id == memorial_id, mine == of.id]
        if of.indexable:
            where += [_kin.audience == "public", _person.audience == "public"]
        wanted = select(_kin.kinship, _kin.certainty, _kin.words, _kin.source_id, *_REF).select_from(
            published_kin.join(published_person, and_(_person.memorial_id == _kin.memorial_id, _person.id == theirs))
        )
        for row in connection.execute(wanted.where(*where).order_by(_kin.number, _person.sort_key, _person.id)):
            is_of_other = mine is _kin.other_id
            kinship = Kinship(row.kinship)
            said = PublishedKin(
                PersonRef(row.id, row.label, row.language, row.direction),
                str(kinship.seen_from_the_other if is_of_other else kinship),
                row.certainty,
                "" if is_of_other else row.words,
                row.source_id,
            )
            found.setdefault((row.id, said.kinship, said.source_id), said)
    return list(found.values())


def _published(row: Any) -> PublishedPerson:
    return PublishedPerson(
        id=row.id,
        names=from_bytes(row.names, tuple[PublishedName, ...]),
        label=row.label,
        letter=row.letter,
        script=row.script,
        sort_key=row.sort_key,
        years=row.years,
        place=row.place,
        facts=from_bytes(row.facts, tuple[PublishedFact, ...]),
        audience=row.audience,
        portrait=from_bytes(row.portrait, PublishedPicture) if row.portrait else None,
    )
