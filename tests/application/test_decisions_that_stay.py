"""What was decided about a person stays decided: through an undone list, a kept name, a tie taken back, a restore."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from memorial.adapters.db.edition_tables import published_together
from memorial.application import person_record
from memorial.application.taking_lists_back import take_back
from memorial.domain.errors import NotAllowed
from memorial.domain.holds import Hold
from memorial.domain.person import KeptPlace, Person
from memorial.domain.person_narrowing import narrow_person, narrowings_of_person
from memorial.vocabulary import Audience, Ground, Kinship, ObjectionState
from tests.installations import EDITOR, TestInstallation, installation
from tests.people import LIST, add_person, add_source, change, fact, kin, name, person, seen

UPHELD = Hold("o" * 32, "name", Ground.FAMILY, ObjectionState.UPHELD)


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        add_source(made)
        yield made


def test_an_undone_list_does_not_lift_what_was_upheld_against_a_name(here: TestInstallation) -> None:
    hidden, other = add_person(here, "Anna Lund", objections=(UPHELD,)), add_person(here, "Per Lund")

    with here.services.unit_of_work() as uow:
        gone = [
            take_back(uow, here.memorial.id, LIST, one, by=EDITOR.id, now=here.services.now())
            for one in (hidden, other)
        ]
        uow.commit()

    assert gone == [False, True]
    assert person(here, hidden).objections == (UPHELD,)
    assert {claim.audience for claim in person(here, hidden).names} == {Audience.TEAM}


def test_nobody_gives_a_name_to_a_place_whose_name_the_family_keeps(here: TestInstallation) -> None:
    kept = add_person(here, kept_place=KeptPlace("r" * 32, Audience.PUBLIC))
    given = {"revision": str(person(here, kept).revision), "of": "name", "text": "Anna Lund", "source": LIST}

    with pytest.raises(NotAllowed, match="name_kept"):
        person_record.act(here.services, EDITOR, here.memorial.id, kept, "add", given, language="en")

    assert person(here, kept).names == ()


def test_a_tie_that_is_taken_back_leaves_nobody_beside_another_on_the_wall(here: TestInstallation) -> None:
    brother = add_person(here, "Per Lund")
    sister = add_person(here, "Anna Lund", kin=(kin(brother, Kinship.SIBLING),))
    with here.services.unit_of_work() as uow:
        rows = [
            {"memorial_id": here.memorial.id, "person_id": one, "rank": rank}
            for rank, one in enumerate((brother, sister))
        ]
        uow.work.connection.execute(insert(published_together), rows)  # type: ignore[attr-defined]
        uow.commit()

    change(here, sister, kin=())

    with here.installation.engines.writing.connect() as connection:
        ranked = connection.execute(select(published_together.c.person_id)).scalars().all()
    assert ranked == [brother]
    assert seen(here, sister) is not None


def test_an_older_backup_does_not_show_the_school_of_somebody_found_to_be_a_child(here: TestInstallation) -> None:
    before = Person(
        "p",
        "m",
        "k",
        (name("Anna Lund"),),
        (fact("role", "pupil of school 4"), fact("place", "Tovin"), fact("sex", "f")),
    )
    after = replace(before, facts=(*before.facts, fact("age", "9")))

    told = narrowings_of_person(before, after)
    restored = before
    for one in told:
        restored = narrow_person(restored, one.detail)

    assert [one.detail for one in told] == ["child"]
    assert {one.kind for one in restored.facts if one.audience > Audience.TEAM} == {"sex"}
