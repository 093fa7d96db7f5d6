"""Two records of one person are one page, and when they are parted again everything is as it was before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from memorial.adapters.db.edition_tables import published_alias, published_kin, published_person, published_remembrance
from memorial.application.joining import join_people, part_people
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.holds import Hold
from memorial.domain.person import KeptPlace
from memorial.vocabulary import Audience, Ground, Kinship, ObjectionState
from tests.installations import EDITOR, MODERATOR, TestInstallation, installation, on_postgresql
from tests.people import add_person, add_source, change, kin, kin_seen, leads_to, name, person, seen
from tests.servers.postgres import PostgresServer

UPHELD = Hold("o" * 32, "name", Ground.FAMILY, ObjectionState.UPHELD)
OPEN = Hold("q" * 32, "name", Ground.FAMILY, ObjectionState.HIDING)


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        add_source(made)
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def on_both(request: pytest.FixtureRequest, home: Path) -> Iterator[TestInstallation]:
    settings: dict[str, str] = {}
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        settings = on_postgresql(server)
    with installation(home, **settings) as made:
        add_source(made)
        yield made


def join(here: TestInstallation, keep: str, other: str, **more: Any) -> None:
    join_people(here.services, here.memorial.id, keep, other, by=EDITOR, reason=more.pop("reason", "the same birthday"))


def part(here: TestInstallation, other: str) -> None:
    part_people(here.services, here.memorial.id, other, by=EDITOR)


def published(here: TestInstallation) -> dict[str, list[dict[str, Any]]]:
    """All that visitors could get of people, but for where a row lies in the index."""
    tables = (published_person, published_alias, published_kin, published_remembrance)
    with here.installation.engines.writing.connect() as connection:
        rows = {one.name: [dict(row) for row in connection.execute(select(one)).mappings()] for one in tables}
    return {
        table: sorted(({k: v for k, v in row.items() if k != "position"} for row in some), key=str)
        for table, some in rows.items()
    }


def drifts(here: TestInstallation, *ids: str) -> list[str]:
    found = []
    for one in ids:
        with here.services.unit_of_work() as uow:
            uow.republish(here.memorial.id, one)
            if uow.drifts():
                found.append(one)
    return found


def test_joined_they_are_one_page_and_parted_again_exactly_as_before(on_both: TestInstallation) -> None:
    here = on_both
    anna, ani = add_person(here, "Anna Berg"), add_person(here, "Անի Բերգ")
    bela = add_person(here, "Bela Berg", kin=(kin(ani, Kinship.SIBLING),))
    here.publish(person_id=anna)
    here.publish(person_id=ani, story="He carried her home.")
    before = published(here)

    join(here, anna, ani)
    together, tie, told = seen(here, anna), kin_seen(here, bela), here.shown()
    gone, address = seen(here, ani), leads_to(here, ani)
    drifted = drifts(here, anna, ani, bela)
    part(here, ani)

    assert together is not None
    assert [one.text for one in together.names] == ["Anna Berg", "Անի Բերգ"]
    assert [(one.other.id, one.kinship) for one in tie] == [(anna, "sibling")]
    assert {one.person.id for one in told} == {anna}
    assert (gone, address) == (None, anna)
    assert drifted == []
    assert published(here) == before
    assert leads_to(here, ani) == ""


@pytest.mark.parametrize("audience", [Audience.TEAM, Audience.ARCHIVE, Audience.NONE])
def test_an_address_that_nobody_ever_saw_leads_nowhere(here: TestInstallation, audience: Audience) -> None:
    anna, hidden = add_person(here, "Anna Berg"), add_person(here, name("Ani Berg", audience))
    before = published(here)

    join(here, anna, hidden)

    assert leads_to(here, hidden) == ""
    assert published(here) == before, "a private record changes no byte of what others see"


def test_who_is_seen_only_since_then_is_seen_as_kin_and_no_longer_when_parted(here: TestInstallation) -> None:
    anna, hidden = add_person(here, "Anna Berg"), add_person(here, name("Ani Berg", Audience.TEAM))
    bela = add_person(here, "Bela Berg", kin=(kin(hidden, Kinship.SIBLING),))
    before = published(here)

    join(here, anna, hidden)
    tie = kin_seen(here, bela)
    part(here, hidden)

    assert [one.other.id for one in tie] == [anna]
    assert published(here) == before


def test_two_ways_of_one_person_are_no_kin_to_each_other(here: TestInstallation) -> None:
    anna = add_person(here, "Anna Berg")
    ani = add_person(here, "Ani Berg", kin=(kin(anna, Kinship.NEAR),))

    join(here, anna, ani)

    assert kin_seen(here, anna) == []


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        ({"objections": (OPEN,)}, "objection_open"),
        ({"objections": (UPHELD,)}, "objection_open"),
        ({"kept_place": KeptPlace("r" * 32, Audience.PUBLIC)}, "name_kept"),
    ],
)
def test_records_whose_name_somebody_keeps_are_not_joined(
    here: TestInstallation, prepare: dict[str, Any], code: str
) -> None:
    anna, ani = add_person(here, "Anna Berg"), add_person(here, "Ani Berg", **prepare)

    for keep, other in ((anna, ani), (ani, anna)):
        with pytest.raises(NotAllowed, match=code):
            join(here, keep, other)
    assert person(here, anna).joined == ()


def test_what_cannot_be_joined_is_refused_and_each_refusal_leaves_one_entry(here: TestInstallation) -> None:
    anna, ani, ana, anja = (add_person(here, one) for one in ("Anna Berg", "Ani Berg", "Ana Berg", "Anja Berg"))
    join(here, anna, ani)

    for keep, other, code in (
        (ana, ani, "joined_already"),
        (ana, anna, "leads_others"),
        (ani, anna, "same_record"),
        (anja, anja, "same_record"),
    ):
        with pytest.raises(NotAllowed, match=code):
            join(here, keep, other)
    with pytest.raises(NotFound):
        join(here, anna, "0" * 32)
    with pytest.raises(Invalid, match="say_why"):
        join(here, anna, ana, reason="  ")
    with pytest.raises(NotAllowed, match="not_joined"):
        part(here, anna)
    with pytest.raises(NotAllowed, match="editors_only"):
        join_people(here.services, here.memorial.id, anna, ana, by=MODERATOR, reason="they look alike")
    join(here, ani, ana)

    assert person(here, anna).joined == (ani, ana), "whoever is joined with one is joined with whom it leads to"
    with here.services.unit_of_work(read_only=True) as uow:
        entries = [entry for _, entry in uow.audit.entries(here.memorial.id, before=None, limit=50)]
    outcomes = [one.outcome for one in entries if one.action in ("join_people", "part_people")]
    assert (outcomes.count("done"), outcomes.count("refused")) == (2, 8)


def test_what_was_upheld_against_the_joined_name_stays_upheld_for_both(here: TestInstallation) -> None:
    anna, ani = add_person(here, "Anna Berg"), add_person(here, "Ani Berg")
    join(here, anna, ani)
    change(here, anna, objections=(OPEN,))
    with pytest.raises(NotAllowed, match="objection_open"):
        part(here, ani)
    change(here, anna, objections=(UPHELD,))

    part(here, ani)

    assert (seen(here, anna), seen(here, ani)) == (None, None)


def test_an_objection_to_either_hides_the_one_page(here: TestInstallation) -> None:
    anna, ani = add_person(here, "Anna Berg"), add_person(here, "Ani Berg")
    join(here, anna, ani)

    change(here, ani, objections=(OPEN,))

    assert seen(here, anna) is None


def test_when_the_one_that_leads_is_erased_the_other_stands_alone(here: TestInstallation) -> None:
    code, given = here.publish(person_name="Anna Berg")
    anna = given.person_id or ""
    ani, ana = add_person(here, "Ani Berg"), add_person(here, "Ana Berg")
    join(here, anna, ani)
    join(here, anna, ana)

    here.act(code, "erase")

    assert here.names() == ["Ani Berg"], "under the address that both have, without a word of the family that left"
    with here.services.unit_of_work() as uow:
        uow.people.erase(uow.people.get(here.memorial.id, anna))
        uow.commit()
    assert sorted(here.names()) == ["Ana Berg", "Ani Berg"]
    assert person(here, ani).joined_into == ""


def test_when_the_other_is_erased_the_one_that_leads_is_as_it_was(here: TestInstallation) -> None:
    anna = add_person(here, "Anna Berg")
    code, given = here.publish(person_name="Ani Berg")
    join(here, anna, given.person_id or "")
    together = seen(here, anna)

    here.act(code, "erase")

    assert together is not None
    assert len(together.names) == 2
    alone = seen(here, anna)
    assert alone is not None
    assert [one.text for one in alone.names] == ["Anna Berg"]
    assert person(here, anna).joined == ()
    assert leads_to(here, given.person_id or "") == ""


def test_the_other_address_leads_nowhere_once_its_family_takes_it_back(here: TestInstallation) -> None:
    anna = add_person(here, "Anna Berg")
    code, given = here.publish(person_name="Ani Berg")
    ani = given.person_id or ""
    join(here, anna, ani)
    led = leads_to(here, ani)

    here.act(code, "hide")

    assert (led, leads_to(here, ani)) == (anna, "")
    alone = seen(here, anna)
    assert alone is not None
    assert [one.text for one in alone.names] == ["Anna Berg"]


def test_a_tie_to_a_joined_record_goes_in_the_commit_in_which_that_record_is_erased(here: TestInstallation) -> None:
    leads, other = add_person(here, "Anna Lund"), add_person(here, "Anna Lundt")
    brother = add_person(here, "Per Lund", kin=(kin(other, Kinship.SIBLING),))
    join(here, leads, other)
    assert [one.other.id for one in kin_seen(here, brother)] == [leads]

    with here.services.unit_of_work() as uow:
        uow.people.erase(uow.people.get(here.memorial.id, other))
        uow.commit()

    assert kin_seen(here, brother) == []
    assert published(here)["published_kin"] == []
