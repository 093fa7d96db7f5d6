"""People as a list gives them, for the tests of the wall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, update

from memorial.adapters.db.edition_tables import published_edition, published_memorial, published_together
from memorial.adapters.documents import from_bytes, to_text
from memorial.domain.memorial import Source
from memorial.domain.person import FactClaim, KeptPlace, NameClaim, Person
from memorial.published.types import PublishedDay, PublishedMemorial
from memorial.vocabulary import Audience, Basis
from tests.installations import TestInstallation
from tests.web.wall.conftest import Place, made_place

LIST = Source("s1", "The harbour master's list")


def listed_place(site: TestInstallation, **changes: Any) -> Place:
    """A memorial with a source, from which people may be listed."""
    return made_place(site, sources=(LIST,), **changes)


def listed(place: Place, name: str, /, audience: Audience = Audience.PUBLIC, **facts: str) -> str:
    """Somebody from the list, as far as it may be seen; gives the id. Two claims of a kind are parted by a bar."""
    said = tuple(
        FactClaim(kind, value, Basis.PUBLISHED_SOURCE, LIST.id, audience)
        for kind, values in facts.items()
        for value in values.split("|")
    )
    return _add(place, (NameClaim(name, Basis.PUBLISHED_SOURCE, LIST.id, audience),), said)


def kept(place: Place) -> str:
    """A place on the wall whose name the family keeps."""
    return _add(place, (), (), KeptPlace(LIST.id, Audience.PUBLIC))


def _add(
    place: Place, names: Sequence[NameClaim], facts: Sequence[FactClaim], kept_place: KeptPlace | None = None
) -> str:
    services = place.site.services
    key = services.keys.take()
    person = Person(services.new_id(), place.memorial.id, key.id, tuple(names), tuple(facts), kept_place=kept_place)
    with services.unit_of_work() as uow:
        uow.people.add(person)
        uow.commit()
    return person.id


def stand_together(place: Place, ids: Iterable[str]) -> None:
    """The stored order, as it is computed elsewhere."""
    rows = [{"memorial_id": place.memorial.id, "person_id": one, "rank": rank} for rank, one in enumerate(ids, 1)]
    with place.site.installation.engines.writing.begin() as connection:
        connection.execute(insert(published_together), rows)
        _raise_edition(place, connection)


def keep_days(place: Place, *days: PublishedDay) -> None:
    """The memorial's days of remembrance, as they are published."""
    at = published_memorial.c.memorial_id == place.memorial.id
    with place.site.installation.engines.writing.begin() as connection:
        row = connection.execute(published_memorial.select().where(at)).one()
        known = from_bytes(row.document, PublishedMemorial)
        changed = to_text(PublishedMemorial(**{**vars(known), "days": days}))
        connection.execute(update(published_memorial).where(at).values(document=changed))
        _raise_edition(place, connection)


def _raise_edition(place: Place, connection: Any) -> None:
    at = published_edition.c.memorial_id == place.memorial.id
    connection.execute(update(published_edition).where(at).values(number=published_edition.c.number + 1))
