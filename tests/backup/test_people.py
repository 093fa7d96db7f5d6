"""An older state of a person, brought back, says nothing that was taken out, closed or parted since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memorial.adapters.db.mending import SqlMending
from memorial.application.joining import join_people, part_people
from memorial.application.person_record import act
from memorial.application.ports.secrets import LedgerEntry
from memorial.application.restoring import replay
from memorial.domain.holds import Hold
from memorial.domain.person import Person, Portrait
from memorial.vocabulary import Ground, Kinship, ObjectionState
from tests.installations import EDITOR, TestInstallation, installation
from tests.people import add_person, add_source, change, fact, kin, kin_seen, name, person, seen

OPENED = {"asked_by": "her sister", "opened_by": ("a", "b")}


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        add_source(made)
        yield made


def told(here: TestInstallation) -> list[LedgerEntry]:
    return [entry for _, entry in here.installation.key_store.ledger(0)]


def bring_back(here: TestInstallation, older: Person, entries: list[LedgerEntry]) -> None:
    """The record as a backup has it, then what the ledger told since."""
    with here.services.unit_of_work() as uow:
        now = uow.people.get(older.memorial_id, older.id)
        uow.people.save(replace(older, revision=now.revision))
        uow.commit()
    replay(here.services, SqlMending(here.installation.archive), entries, lambda what, done: None)


def do(here: TestInstallation, person_id: str, action: str, **given: str) -> None:
    revision = str(person(here, person_id).revision)
    act(here.services, EDITOR, here.memorial.id, person_id, action, {"revision": revision, **given}, language="en")


def test_what_the_desk_took_out_closed_or_removed_stays_so(here: TestInstallation) -> None:
    bela = add_person(here, "Bela Berg")
    anna = add_person(
        here,
        name("Anna Berg", id="n1"),
        name("Anna Bergh", id="n2"),
        facts=(
            fact("born", "1920", id="f1"),
            fact("fate", "captive", id="f2", **OPENED),
            fact("died", "1944", id="f3"),
        ),
        kin=(kin(bela, Kinship.SIBLING, id="k1"),),
        portrait=Portrait("r" * 32, "f" * 32),
    )
    older = person(here, anna)
    why = {"reason": "it was another person"}
    do(here, anna, "take_out", ref="name:1", **why)
    do(here, anna, "take_out", ref="fact:0", **why)
    do(here, anna, "close", ref="fact:0")
    do(here, anna, "take_out", ref="kin:0", **why)
    do(here, anna, "no_portrait")
    entries, before = told(here), seen(here, anna)

    bring_back(here, older, entries)

    assert before is not None
    assert seen(here, anna) == before
    assert [one.kind for one in before.facts] == ["died"]
    assert kin_seen(here, anna) == []
    assert person(here, anna).portrait is None
    words = " ".join(f"{one.action} {one.detail}" for one in entries)
    assert not any(word in words for word in ("Anna", "1920", "captive", "sister", "another"))


def test_what_was_parted_comes_back_parted_and_hidden_as_it_was(here: TestInstallation) -> None:
    anna, ani = add_person(here, "Anna Berg"), add_person(here, "Ani Berg")
    join_people(here.services, here.memorial.id, anna, ani, by=EDITOR, reason="one person")
    joined = person(here, anna), person(here, ani)
    part_people(here.services, here.memorial.id, ani, by=EDITOR, reason="two sisters")
    entries = told(here)

    for older in joined:
        bring_back(here, older, entries)

    shown = seen(here, anna)
    assert shown is not None
    assert [one.text for one in shown.names] == ["Anna Berg"]
    assert seen(here, ani) is not None


def test_what_hid_two_as_one_hides_both_in_a_state_before_they_were_joined(here: TestInstallation) -> None:
    anna, ani = add_person(here, "Anna Berg"), add_person(here, "Ani Berg")
    apart = person(here, anna), person(here, ani)
    join_people(here.services, here.memorial.id, anna, ani, by=EDITOR, reason="one person")
    change(here, anna, objections=(Hold("o" * 32, "name", Ground.FAMILY, ObjectionState.UPHELD),))
    entries = told(here)

    for older in apart:
        bring_back(here, older, entries)

    assert (seen(here, anna), seen(here, ani)) == (None, None)
