"""Groups and places of memory in the archive and the edition; what a database does itself, on both of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text

from memorial.adapters.db.database import migrate, migrate_down
from memorial.adapters.db.edition_tables import published_group, published_heritage, published_member
from memorial.adapters.db.groups import heritage_item, people_group
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.tables import dependence
from memorial.application import memorials
from memorial.application.checking import check
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.group import Group
from memorial.domain.heritage import Condition
from memorial.domain.person import FactClaim, NameClaim
from memorial.published.groups import FAMILY_KINDS, PublishedGroup
from memorial.settings import project_folder
from memorial.vocabulary import Audience, Basis, FactKind, Fate
from tests.installations import ON_BOTH, TestInstallation
from tests.people_together import a_group, a_person, an_item, change_group, member_of

TABLES = (published_group, published_member, published_heritage)


def shown(here: TestInstallation, group: Group) -> PublishedGroup | None:
    with here.installation.reader.snapshot() as snapshot:
        return snapshot.groups(group.memorial_id).get(group.id)


def names_in(here: TestInstallation, group: Group) -> list[str]:
    found = shown(here, group)
    return [one.line.label for one in found.members] if found else []


def save(here: TestInstallation, person_id: str, **changes: Any) -> None:
    with here.services.unit_of_work() as uow:
        person = uow.people.get(here.memorial.id, person_id)
        uow.people.save(replace(person, **changes))
        uow.commit()


def erase(here: TestInstallation, person_id: str) -> None:
    with here.services.unit_of_work() as uow:
        uow.people.erase(uow.people.get(here.memorial.id, person_id))
        uow.commit()


def rows(here: TestInstallation, table: Any) -> list[Any]:
    with here.installation.engines.reading.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(select(table)))


def problems(here: TestInstallation) -> list[str]:
    return [f"{one.kind}: {one.detail}" for one in check(here.services, _inspection(here))]


def _inspection(here: TestInstallation) -> ArchiveInspection:
    return ArchiveInspection(here.installation.archive, here.clock)


@ON_BOTH
def test_a_family_comes_and_goes_with_those_of_its_people_who_are_seen(here: TestInstallation) -> None:
    ada, bo = a_person(here, "Ada Lind"), a_person(here, "Bo Lind", audience=Audience.TEAM)
    group = a_group(here, [ada, member_of(bo, role="brother")], name="Lind")
    assert shown(here, group) is None

    opened = (NameClaim("Bo Lind", Basis.PUBLISHED_SOURCE, "list-1", Audience.PUBLIC),)
    before = here.edition()
    save(here, bo.id, names=opened)
    assert names_in(here, group) == ["Ada Lind", "Bo Lind"]
    assert here.edition() > before

    save(here, bo.id, names=bo.names)
    assert shown(here, group) is None
    assert rows(here, published_member) == []


def test_what_is_seen_of_a_member_follows_at_once(here: TestInstallation) -> None:
    ada, bo = a_person(here, "Ada Lind", ("fate", Fate.DIED)), a_person(here, "Bo Lind", ("fate", Fate.KILLED))
    group = a_group(here, [member_of(ada, role="teacher"), bo])
    found = shown(here, group)
    assert found is not None
    assert (found.label, found.all_died, found.members[0].said[0].role) == ("", ("list-1",), "teacher")

    missing = FactClaim(FactKind.FATE, Fate.MISSING, Basis.PUBLISHED_SOURCE, "list-2", Audience.PUBLIC)
    save(here, bo.id, facts=(*bo.facts, missing))
    assert shown(here, group).all_died is None  # type: ignore[union-attr]

    # An age that visitors do not see makes a child of her all the same.
    age = FactClaim(FactKind.AGE, "9", Basis.PUBLISHED_SOURCE, "list-2", Audience.TEAM)
    save(here, ada.id, facts=(*ada.facts, age))
    assert shown(here, group).members[0].said[0].role == ""  # type: ignore[union-attr]


def test_a_record_joined_into_another_is_the_same_member(here: TestInstallation) -> None:
    ada, bo, again = (a_person(here, name) for name in ("Ada Lind", "Bo Lind", "Ada Lindt"))
    group = a_group(here, [again, bo])
    with here.services.unit_of_work() as uow:
        uow.people.save(replace(uow.people.get(here.memorial.id, again.id), joined_into=ada.id))
        uow.people.save(replace(uow.people.get(here.memorial.id, ada.id), joined=(again.id,)))
        uow.commit()

    found = shown(here, group)
    assert found is not None
    assert {one.line.id for one in found.members} == {ada.id, bo.id}
    assert problems(here) == []


@ON_BOTH
def test_who_is_erased_is_in_no_group_and_an_empty_one_goes_with_its_key(here: TestInstallation) -> None:
    ada, bo, cy = (a_person(here, name) for name in ("Ada Lind", "Bo Lind", "Cy Lind"))
    group = a_group(here, [ada, bo, cy], name="Lind")
    erase(here, cy.id)

    assert names_in(here, group) == ["Ada Lind", "Bo Lind"]
    with here.services.unit_of_work(read_only=True) as uow:
        assert uow.groups.get(here.memorial.id, group.id).people_ever == {ada.id, bo.id}
    erase(here, ada.id)
    assert shown(here, group) is None
    erase(here, bo.id)

    assert rows(here, people_group) == []
    assert not [row for row in rows(here, dependence) if row[2] == "group"]
    assert group.key_id not in set(here.services.keys.key_ids())
    assert problems(here) == []


def test_a_group_or_a_member_that_cannot_be_opened_keeps_nobody_from_taking_back(here: TestInstallation) -> None:
    ada, bo, cy, di = (a_person(here, f"{name} Lind") for name in ("Ada", "Bo", "Cy", "Di"))
    lost, whole = a_group(here, [ada, bo, cy], name="Lost"), a_group(here, [ada, bo, di], name="Whole")
    here.services.keys.destroy([lost.key_id, di.key_id], entries=())

    save(here, ada.id, names=())

    assert here.names() == ["Bo Lind", "Cy Lind", "Di Lind"]
    assert shown(here, lost) is None, "what cannot be judged is not shown"
    assert shown(here, whole) is None, "one of its people is left whom the gate can open"
    erase(here, bo.id)
    assert here.names() == ["Cy Lind", "Di Lind"]


def test_two_who_change_a_group_at_once_lose_nothing(here: TestInstallation) -> None:
    group = a_group(here, [a_person(here, "Ada Lind"), a_person(here, "Bo Lind")])
    with here.services.unit_of_work(read_only=True) as uow:
        stale = uow.groups.get(here.memorial.id, group.id)
    change_group(here, group, note="first")

    with here.services.unit_of_work() as uow, pytest.raises(Conflict):
        uow.groups.save(replace(stale, note="second"))
    with here.services.unit_of_work(read_only=True) as uow:
        assert uow.groups.get(here.memorial.id, group.id).note == "first"
        with pytest.raises(NotFound):
            uow.groups.get(here.memorial.id, "0" * 32)


@ON_BOTH
def test_a_persons_page_for_search_engines_names_only_groups_that_they_may_have(here: TestInstallation) -> None:
    ada, bo = a_person(here, "Ada Lind"), a_person(here, "Bo Lind")
    hidden = a_person(here, "Cy Lind", audience=Audience.UNLISTED)
    a_group(here, [ada, bo], name="Lind")
    a_group(here, [ada, bo], name="Quiet name", name_audience=Audience.UNLISTED)
    a_group(here, [member_of(ada, Audience.UNLISTED), bo], name="Quiet tie")
    mixed = a_group(here, [ada, hidden], name="Mixed")

    with here.installation.reader.snapshot() as snapshot:
        groups = snapshot.groups(here.memorial.id)
        of_ada, of_cy = (snapshot.person(here.memorial.id, one.id) for one in (ada, hidden))
        assert of_ada is not None
        assert of_cy is not None
        assert [one.label for one in groups.of(of_ada)] == ["Lind", "Mixed"]
        assert [one.label for one in groups.of(of_cy)] == ["Mixed"]
        listed = groups.page(FAMILY_KINDS, page=1, per_page=3)
        assert ([one.label for one in listed.rows], listed.pages) == (["Lind", "Mixed", "Quiet name"], 2)
        # A page with anybody whom search engines shall not have is not for them.
        assert mixed.id not in groups.indexable("", 10, FAMILY_KINDS)
        assert not groups.get(mixed.id).indexable  # type: ignore[union-attr]


def test_the_gate_over_everything_and_the_ceiling_reach_groups_and_places(here: TestInstallation) -> None:
    group = a_group(here, [a_person(here, "Ada Lind"), a_person(here, "Bo Lind")], name="Lind")
    an_item(here, conditions=[(Condition.DESTROYED, "1993"), (Condition.INTACT, "1987")])
    before = [rows(here, table) for table in TABLES]
    assert all(before)

    slug = here.memorial.slug
    memorials.change_settings(here.services, slug, change=lambda one: replace(one, ceiling=Audience.TEAM))
    assert [rows(here, table) for table in TABLES] == [[], [], []]
    memorials.change_settings(here.services, slug, change=lambda one: replace(one, ceiling=Audience.PUBLIC))

    assert [rows(here, table) for table in TABLES] == before
    assert shown(here, group) is not None
    assert problems(here) == []


def test_a_place_of_memory_stands_with_its_statements_side_by_side_and_no_spot(here: TestInstallation) -> None:
    item = an_item(
        here, conditions=[(Condition.DESTROYED, "1993"), (Condition.INTACT, "1987"), (Condition.UNKNOWN, "")]
    )
    nowhere = an_item(here, "The mill", place="39.9117, 46.7892")
    closed = an_item(here, "A hidden grave", audience=Audience.TEAM)

    with here.installation.reader.snapshot() as snapshot:
        heritage = snapshot.heritage(here.memorial.id)
        found, without = heritage.get(item.id), heritage.get(nowhere.id)
        assert found is not None
        assert [(one.condition, one.on) for one in found.conditions] == [
            ("intact", "1987"), ("destroyed", "1993"), ("unknown", ""),
        ]  # fmt: skip
        assert without is not None
        assert without.places == ()
        assert heritage.get(closed.id) is None
        assert [one.label for one in heritage.page(page=1, per_page=10).rows] == ["The mill", "The old cemetery"]


def test_what_is_published_and_is_not_in_the_archive_is_found(here: TestInstallation) -> None:
    group = a_group(here, [a_person(here, "Ada Lind"), a_person(here, "Bo Lind")])
    item = an_item(here)
    here.clock.pass_by(days=3)
    with here.installation.engines.writing.begin() as connection:
        connection.execute(published_group.update().values(label="Somebody else"))
        connection.execute(heritage_item.delete())

    found = list(check(here.services, _inspection(here)))
    assert {(one.kind, one.detail) for one in found} >= {
        ("drift", "what is published is not what the gate lets pass"),
        ("orphan", "published_heritage holds it, and the archive does not"),
    }
    keys = {one.where for one in found if one.detail == "a key that nothing names"}
    assert item.key_id in keys
    assert group.key_id not in keys
    with here.services.unit_of_work() as uow:
        uow.republish(here.memorial.id, group.id)
        uow.commit()
    assert not [one for one in problems(here) if one.startswith("drift")]


@ON_BOTH
def test_the_tables_come_and_go_with_data(here: TestInstallation) -> None:
    a_group(here, [a_person(here, "Ada Lind"), a_person(here, "Bo Lind")])
    an_item(here)
    url, folder = here.installation.settings.database.url, project_folder("migrations")
    here.installation.engines.dispose()
    migrate_down(url, folder, "0013")
    with here.installation.engines.writing.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM person")).scalar_one() == 2
        hanging = connection.execute(text("SELECT count(*) FROM dependence WHERE record_kind = 'group'"))
        assert hanging.scalar_one() == 0
    here.installation.engines.dispose()
    migrate(url, folder)

    group = a_group(here, [a_person(here, "Cy Lind"), a_person(here, "Di Lind")])
    with here.services.unit_of_work(read_only=True) as uow:
        assert list(uow.groups.ids(here.memorial.id)) == [group.id]
