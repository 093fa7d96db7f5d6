"""What a source's own words, ages and places could tell beside what is closed: none of it passes the gate."""

from __future__ import annotations

import pytest

from memorial.application.list_rows import RowReader
from memorial.disclosure.person import disclose_person
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import ColumnUse, Field, RawRow
from memorial.domain.person import FactClaim, NameClaim, Person, may_have_been_a_child
from memorial.vocabulary import Audience, Basis, FactKind, Fate, MemorialKind

SOURCE = Basis.PUBLISHED_SOURCE
MEMORIAL = Memorial("m", "quay", MemorialKind.FICTIONAL, ("en",), {"en": "The quay"}, public=True)


def of(kind: FactKind, value: str, *, words: str = "", on: str = "", source: str = "list") -> FactClaim:
    return FactClaim(kind.value, value, SOURCE, source, Audience.PUBLIC, words=words, on=on)


def someone(*facts: FactClaim) -> Person:
    return Person("p", "m", "k", (NameClaim("Anna Lund", SOURCE, "list", Audience.PUBLIC),), facts)


def shown(*facts: FactClaim) -> dict[str, FactClaim]:
    disclosed = disclose_person(someone(*facts), MEMORIAL)
    assert disclosed is not None
    return {fact.kind: fact for fact in disclosed.facts}


@pytest.mark.parametrize(
    "facts",
    [
        (of(FactKind.BORN, "198X"), of(FactKind.DIED, "1992")),
        (of(FactKind.BORN, "1974/1980"), of(FactKind.DIED, "1993")),
        (of(FactKind.BORN, "1980/.."), of(FactKind.DIED, "1999")),
        (of(FactKind.BORN, "1974"), of(FactKind.DIED, "1992")),
        (of(FactKind.BORN, "1985"), of(FactKind.FATE, Fate.KILLED, on="1992-02-26")),
        (of(FactKind.AGE, "8 months"),),
        (of(FactKind.AGE, "7?"),),
        (of(FactKind.AGE, "14-15"),),
        (of(FactKind.AGE, "infant"),),
        (of(FactKind.AGE, "0.92"),),
    ],
    ids=lambda facts: " ".join(f"{fact.value} {fact.on}" for fact in facts),
)
def test_whoever_may_have_been_a_child_is_shown_without_town_and_school(facts: tuple[FactClaim, ...]) -> None:
    told = shown(*facts, of(FactKind.PLACE, "Tovin"), of(FactKind.ROLE, "pupil of school 4"))

    assert not {FactKind.PLACE, FactKind.ROLE} & set(told)


@pytest.mark.parametrize(
    "facts",
    [
        (of(FactKind.AGE, "about 60"),),
        (of(FactKind.AGE, "34.5"),),
        (of(FactKind.AGE, "25-30"),),
        (of(FactKind.AGE, "41 years"),),
        (of(FactKind.BORN, "1950"), of(FactKind.DIED, "1992")),
        (of(FactKind.BORN, "1950"),),
        (of(FactKind.DIED, "1992"),),
    ],
    ids=lambda facts: " ".join(fact.value for fact in facts),
)
def test_an_adult_is_no_child(facts: tuple[FactClaim, ...]) -> None:
    assert not may_have_been_a_child(someone(*facts))


def test_a_cell_that_tells_of_captivity_too_is_not_quoted_beside_another_fate() -> None:
    reader = RowReader((ColumnUse(Field.NAME), ColumnUse(Field.FATE)), lambda written: "")

    read = reader.read(RawRow(2, ("Anna Lund", "killed, taken captive")))
    _, facts = read.claims("list", Audience.PUBLIC)

    assert {fact.value for fact in facts} == {Fate.KILLED, Fate.CAPTIVE}
    assert shown(*facts) == {FactKind.FATE: of(FactKind.FATE, Fate.KILLED, words="killed")}


def test_words_of_a_closed_matter_are_not_quoted_for_an_open_one() -> None:
    """As rows that came in earlier have them."""
    words = "killed, taken captive"

    told = shown(of(FactKind.FATE, Fate.KILLED, words=words), of(FactKind.FATE, Fate.CAPTIVE, words=words))

    assert told[FactKind.FATE].value == Fate.KILLED
    assert told[FactKind.FATE].words == ""


def test_an_age_that_cannot_be_read_is_kept_for_the_team_and_closes_what_a_child_s_page_does_not_show() -> None:
    reader = RowReader((ColumnUse(Field.NAME), ColumnUse(Field.AGE), ColumnUse(Field.PLACE)), lambda written: "")

    read = reader.read(RawRow(2, ("Anna Lund", "8 months", "Tovin")))
    _, facts = read.claims("list", Audience.PUBLIC)

    assert [problem.code for problem in read.report.problems] == ["age_not_understood"]
    assert shown(*facts) == {}


@pytest.mark.parametrize("kind", [FactKind.PLACE, FactKind.RESIDENCE, FactKind.PLACE_OF_DEATH])
def test_an_address_in_a_list_is_not_shown(kind: FactKind) -> None:
    assert kind not in shown(of(kind, "12 Mill Street, Upton"))
    assert kind in shown(of(kind, "Upton"))
