"""People for tests, straight into the archive: a source says their names, and what else a test gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from memorial.domain.memorial import Source
from memorial.domain.person import FactClaim, KinClaim, NameClaim, Person
from memorial.published.types import PublishedKin, PublishedPerson
from memorial.vocabulary import Audience, Basis, Certainty, Kinship
from tests.installations import TestInstallation

LIST = "list-one"


def name(text: str, audience: Audience = Audience.PUBLIC, /, **more: Any) -> NameClaim:
    return NameClaim(text, Basis.PUBLISHED_SOURCE, more.pop("source_id", LIST), audience, **more)


def fact(kind: str, value: str, audience: Audience = Audience.PUBLIC, /, **more: Any) -> FactClaim:
    return FactClaim(kind, value, Basis.PUBLISHED_SOURCE, more.pop("source_id", LIST), audience, **more)


def kin(other: str, kinship: Kinship, audience: Audience = Audience.PUBLIC, /, **more: Any) -> KinClaim:
    certainty = more.pop("certainty", Certainty.CERTAIN)
    return KinClaim(other, kinship, Basis.PUBLISHED_SOURCE, more.pop("source_id", LIST), audience, certainty, **more)


def add_source(here: TestInstallation, source_id: str = LIST, title: str = "The list of the harbour office") -> None:
    with here.services.unit_of_work() as uow:
        memorial = uow.memorials.get(here.memorial.id)
        uow.memorials.save(replace(memorial, sources=(*memorial.sources, Source(source_id, title, kind="list"))))
        uow.commit()


def add_person(here: TestInstallation, *names: NameClaim | str, **more: Any) -> str:
    """The id of somebody whom the list names so, publicly unless a name says otherwise."""
    claims = tuple(one if isinstance(one, NameClaim) else name(one) for one in names)
    key_id, made_id = here.services.keys.take().id, here.services.new_id()
    made = Person(made_id, here.memorial.id, key_id, names=claims, **more)
    with here.services.unit_of_work() as uow:
        uow.people.add(made)
        uow.commit()
    return made_id


def person(here: TestInstallation, person_id: str) -> Person:
    with here.services.unit_of_work(read_only=True) as uow:
        return uow.people.get(here.memorial.id, person_id)


def change(here: TestInstallation, person_id: str, **changes: Any) -> None:
    """Save the record with these fields."""
    with here.services.unit_of_work() as uow:
        uow.people.save(replace(uow.people.get(here.memorial.id, person_id), **changes))
        uow.commit()


def seen(here: TestInstallation, person_id: str) -> PublishedPerson | None:
    with here.installation.reader.snapshot() as snapshot:
        return snapshot.person(here.memorial.id, person_id)


def leads_to(here: TestInstallation, person_id: str) -> str:
    with here.installation.reader.snapshot() as snapshot:
        return snapshot.person_leads_to(here.memorial.id, person_id)


def kin_seen(here: TestInstallation, person_id: str) -> list[PublishedKin]:
    with here.installation.reader.snapshot() as snapshot:
        found = snapshot.person(here.memorial.id, person_id)
        return list(snapshot.kin(here.memorial.id, found)) if found else []
