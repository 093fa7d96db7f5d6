"""People, families and places of memory put straight into an archive, for tests of groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from memorial.domain.group import Group, GroupKind, Member
from memorial.domain.heritage import Condition, ConditionClaim, HeritageItem, HeritageKind, HeritageState, PlaceClaim
from memorial.domain.memorial import Memorial, Source
from memorial.domain.person import FactClaim, NameClaim, Person
from memorial.vocabulary import Audience, Basis
from tests.installations import TestInstallation

LIST = Source("list-1", "A list of people", kind="list")


def with_a_list(here: TestInstallation, memorial: Memorial | None = None) -> Memorial:
    """The memorial with a source that is a list."""
    with here.services.unit_of_work() as uow:
        current = uow.memorials.get((memorial or here.memorial).id)
        uow.memorials.save(replace(current, sources=(*current.sources, LIST)))
        uow.commit()
        return uow.memorials.get(current.id)


def a_person(
    here: TestInstallation,
    name: str,
    *facts: tuple[str, str],
    audience: Audience = Audience.PUBLIC,
    memorial: Memorial | None = None,
) -> Person:
    claims = tuple(FactClaim(kind, value, Basis.PUBLISHED_SOURCE, LIST.id, audience) for kind, value in facts)
    names = (NameClaim(name, Basis.PUBLISHED_SOURCE, LIST.id, audience),)
    of = (memorial or here.memorial).id
    person = Person(here.services.new_id(), of, here.services.keys.take().id, names, claims)
    with here.services.unit_of_work() as uow:
        uow.people.add(person)
        uow.commit()
    return person


def member_of(person: Person | str, audience: Audience = Audience.PUBLIC, role: str = "") -> Member:
    person_id = person if isinstance(person, str) else person.id
    return Member(person_id, Basis.PUBLISHED_SOURCE, LIST.id, audience, role=role, language="en", id=f"c-{person_id}")


def a_group(
    here: TestInstallation,
    people: Iterable[Person | Member],
    *,
    name: str = "",
    kind: GroupKind = GroupKind.FAMILY,
    memorial: Memorial | None = None,
    name_audience: Audience = Audience.PUBLIC,
) -> Group:
    members = tuple(one if isinstance(one, Member) else member_of(one) for one in people)
    names = (NameClaim(name, Basis.PUBLISHED_SOURCE, LIST.id, name_audience, id="n-1"),) if name else ()
    of = (memorial or here.memorial).id
    group = Group(here.services.new_id(), of, here.services.keys.take().id, kind, names, members)
    with here.services.unit_of_work() as uow:
        uow.groups.add(group)
        uow.commit()
    return group


def change_group(here: TestInstallation, group: Group, **changes: Any) -> None:
    with here.services.unit_of_work() as uow:
        current = uow.groups.get(group.memorial_id, group.id)
        uow.groups.save(replace(current, **changes))
        uow.commit()


def an_item(
    here: TestInstallation,
    name: str = "The old cemetery",
    *,
    audience: Audience = Audience.PUBLIC,
    memorial: Memorial | None = None,
    place: str = "Karvel",
    conditions: Sequence[tuple[Condition, str]] = (),
) -> HeritageItem:
    basis = Basis.PUBLISHED_SOURCE
    state = HeritageState(
        HeritageKind.CEMETERY,
        (NameClaim(name, basis, LIST.id, audience, "en", id="n-1"),),
        (PlaceClaim(place, basis, LIST.id, audience, "en", "p-1"),),
        tuple(
            ConditionClaim(condition, basis, LIST.id, audience, on, id=f"c-{number}")
            for number, (condition, on) in enumerate(conditions)
        ),
    )
    of = (memorial or here.memorial).id
    item = HeritageItem(here.services.new_id(), of, here.services.keys.take().id, state)
    with here.services.unit_of_work() as uow:
        uow.heritage.add(item)
        uow.commit()
    return item
