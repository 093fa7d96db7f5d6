"""The stored order of who stand together: of what is published alone, made some time after a change, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from memorial.adapters.db.edition_tables import published_together
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.tables import due
from memorial.application import jobs
from memorial.application.checking import Wrong, check
from memorial.domain.group import Group, GroupKind, Member
from memorial.domain.person import KinClaim, NameClaim, Person
from memorial.published.wall import WallOrder
from memorial.vocabulary import Audience, Basis, Certainty, Kinship
from tests.installations import TestInstallation, installation, on_postgresql

NAMES = ("Ada Brook", "Bela Cray", "Cato Dunn", "Dora Eld", "Enno Fold", "Fina Gale")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def both(request: pytest.FixtureRequest, home: Path) -> Iterator[TestInstallation]:
    environ: dict[str, str] = {}
    if request.param == "postgresql":
        environ = on_postgresql(request.getfixturevalue("postgres_server"))
    with installation(home, **environ) as made:
        yield made


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def register(here: TestInstallation, *names: str, audience: Audience = Audience.PUBLIC) -> dict[str, str]:
    """People whom a published source names; their ids."""
    made = {}
    with here.services.unit_of_work() as uow:
        for name in names:
            claim = NameClaim(name, Basis.PUBLISHED_SOURCE, "a list", audience)
            made[name] = here.services.new_id()
            uow.people.add(Person(made[name], here.memorial.id, here.services.keys.take().id, (claim,), sort_key=name))
        uow.commit()
    return made


def tie(here: TestInstallation, one: str, other: str, audience: Audience = Audience.PUBLIC) -> None:
    claim = KinClaim(other, Kinship.SIBLING, Basis.PUBLISHED_SOURCE, "a list", audience, Certainty.CERTAIN)
    with here.services.unit_of_work() as uow:
        person = uow.people.get(here.memorial.id, one)
        uow.people.save(replace(person, kin=(*person.kin, claim)))
        uow.commit()


def wait(here: TestInstallation, minutes: float = 11) -> None:
    here.clock.pass_by(minutes=minutes)
    jobs.run_due(here.services)


def wall(here: TestInstallation, order: WallOrder = WallOrder.TOGETHER) -> list[str]:
    with here.installation.reader.snapshot() as snapshot:
        page = snapshot.wall(here.memorial.id).page(order, page=1, per_page=100)
    return [line.label for group in page.groups for line in group.lines]


def queued(here: TestInstallation) -> int:
    with here.installation.archive.writing.connect() as connection:
        return len(connection.execute(select(due).where(due.c.kind == "together")).all())


def wrong(here: TestInstallation) -> list[Wrong]:
    inspection = ArchiveInspection(here.installation.archive, here.services.now)
    return [one for one in check(here.services, inspection) if one.kind == "order"]


def test_those_who_belong_together_stand_side_by_side(both: TestInstallation) -> None:
    ids = register(both, *NAMES)
    tie(both, ids["Fina Gale"], ids["Bela Cray"])
    tie(both, ids["Ada Brook"], ids["Enno Fold"])
    assert wall(both) == list(NAMES), "until it is made, by name"
    assert queued(both) == 1, "many changes make one order"
    wait(both)
    ordered = ["Ada Brook", "Enno Fold", "Bela Cray", "Fina Gale", "Cato Dunn", "Dora Eld"]
    assert wall(both) == ordered and queued(both) == 0
    assert wall(both, WallOrder.NAME) == list(NAMES)
    register(both, "Abel Zand")
    assert wall(both) == [*ordered, "Abel Zand"], "who is new stands at the end until it is made anew"
    wait(both)
    assert wall(both) == ["Abel Zand", *ordered]
    edition = both.edition()
    wait(both, 60)
    assert both.edition() == edition, "the same people and ties make the same order, and no new edition"


def test_without_ties_there_is_no_order_and_nothing_to_do(here: TestInstallation) -> None:
    register(here, *NAMES)
    here.publish()
    assert queued(here) == 0
    with here.installation.reader.snapshot() as snapshot:
        assert WallOrder.TOGETHER not in snapshot.wall(here.memorial.id).orders()


def test_private_people_and_private_ties_change_nothing(here: TestInstallation) -> None:
    ids = register(here, *NAMES)
    tie(here, ids["Fina Gale"], ids["Bela Cray"])
    wait(here)
    before = wall(here), here.edition(), ranks(here)
    hidden = register(here, "Nima Oster", "Oria Pell", audience=Audience.TEAM)
    tie(here, hidden["Nima Oster"], ids["Ada Brook"])
    tie(here, ids["Dora Eld"], hidden["Oria Pell"])
    tie(here, ids["Ada Brook"], ids["Dora Eld"], audience=Audience.ARCHIVE)
    here.publish(person_name="Cato Dunn", person_name_shown="none", audience="archive")
    assert queued(here) == 0, "nobody could tell that there is anything to order"
    wait(here)
    assert (wall(here), here.edition(), ranks(here)) == before


def ranks(here: TestInstallation) -> list[tuple[str, int]]:
    with here.installation.archive.writing.connect() as connection:
        rows = connection.execute(select(published_together).order_by(published_together.c.rank)).all()
    return [(row.person_id, row.rank) for row in rows]


def test_who_is_not_seen_any_more_is_in_no_order_at_once(here: TestInstallation) -> None:
    ids = register(here, *NAMES)
    tie(here, ids["Fina Gale"], ids["Bela Cray"])
    wait(here)
    with here.services.unit_of_work() as uow:
        person = uow.people.get(here.memorial.id, ids["Fina Gale"])
        uow.people.save(replace(person, names=(replace(person.names[0], audience=Audience.TEAM),)))
        uow.commit()
    assert ids["Fina Gale"] not in dict(ranks(here)) and "Fina Gale" not in wall(here)
    wait(here)
    assert ranks(here) == [], "nobody is tied to anybody any more"
    assert wrong(here) == []


def test_the_check_tells_an_order_that_is_not_of_what_is_published(here: TestInstallation) -> None:
    ids = register(here, *NAMES)
    tie(here, ids["Fina Gale"], ids["Bela Cray"])
    assert wrong(here) == [], "it waits to be made"
    wait(here)
    assert wrong(here) == []
    with here.installation.archive.writing.begin() as connection:
        connection.execute(delete(published_together).where(published_together.c.rank == 0))
    assert [one.where for one in wrong(here)] == [here.memorial.id]


def test_what_is_published_while_it_is_made_is_not_lost(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memorial.application import standing_together as module

    ids = register(here, *NAMES)
    tie(here, ids["Fina Gale"], ids["Bela Cray"])
    really = module.together

    def slowly(*given: object) -> list[str]:
        monkeypatch.setattr(module, "together", really)
        tie(here, ids["Dora Eld"], ids["Ada Brook"])
        return really(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "together", slowly)
    wait(here)
    assert ranks(here) == [] and queued(here) == 1
    wait(here, 2)
    assert wall(here)[:4] == ["Ada Brook", "Dora Eld", "Bela Cray", "Fina Gale"]


def test_a_family_stands_together_and_a_private_one_moves_nobody(here: TestInstallation) -> None:
    ids = register(here, *NAMES)
    assemble(here, Audience.TEAM, ids["Ada Brook"], ids["Fina Gale"])
    wait(here)
    assert queued(here) == 0 and ranks(here) == []
    assemble(here, Audience.PUBLIC, ids["Bela Cray"], ids["Dora Eld"], ids["Fina Gale"])
    assert queued(here) == 1
    wait(here)
    assert wall(here) == ["Ada Brook", "Bela Cray", "Dora Eld", "Fina Gale", "Cato Dunn", "Enno Fold"]


def assemble(here: TestInstallation, audience: Audience, *members: str) -> None:
    """A household that a published source names."""
    name = NameClaim("A household", Basis.PUBLISHED_SOURCE, "a list", audience)
    belonging = tuple(Member(one, Basis.PUBLISHED_SOURCE, "a list", audience) for one in members)
    with here.services.unit_of_work() as uow:
        key = here.services.keys.take().id
        uow.groups.add(Group(here.services.new_id(), here.memorial.id, key, GroupKind.HOUSEHOLD, (name,), belonging))
        uow.commit()
