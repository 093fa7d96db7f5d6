"""What is no longer said of a person is told by its claim, and an older state done again never says it to anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.disclosure.person import PersonDisclosure, disclose_person
from memorial.domain.holds import Hold
from memorial.domain.memorial import Memorial
from memorial.domain.person import FactClaim, KeptPlace, KinClaim, NameClaim, Person, Portrait
from memorial.domain.person_narrowing import narrow_person, narrowings_of_person
from memorial.vocabulary import (
    Audience,
    Basis,
    Certainty,
    Ground,
    Kinship,
    MemorialKind,
    ObjectionState,
)

MEMORIAL = Memorial(
    id="m" * 32, slug="harbour", kind=MemorialKind.FICTIONAL, languages=("en",), title={"en": "H"}, public=True
)
IDS = st.sampled_from(["", "c1", "c2", "c3"])
AUDIENCES = st.sampled_from([Audience.PUBLIC, Audience.UNLISTED, Audience.TEAM])
SOURCES = st.sampled_from(["list-1", "list-2"])
BASES = st.sampled_from([Basis.PUBLISHED_SOURCE, Basis.RELEASE_FORM])
NAMES = st.builds(
    NameClaim, text=st.sampled_from(["Anna", "Ani"]), basis=BASES, source_id=SOURCES, audience=AUDIENCES, id=IDS
)
FACTS = st.builds(
    FactClaim,
    kind=st.sampled_from(["born", "fate", "orphaned"]),
    value=st.sampled_from(["1920", "captive"]),
    basis=BASES,
    source_id=SOURCES,
    audience=AUDIENCES,
    id=IDS.map(lambda one: f"f{one}" if one else ""),
    opened_by=st.sampled_from([(), ("a", "b")]),
    asked_by=st.sampled_from(["", "kin"]),
)
KIN = st.builds(
    KinClaim,
    other_id=st.just("other"),
    kinship=st.sampled_from([Kinship.SIBLING, Kinship.CHILD]),
    basis=BASES,
    source_id=SOURCES,
    audience=AUDIENCES,
    certainty=st.just(Certainty.CERTAIN),
    id=IDS.map(lambda one: f"k{one}" if one else ""),
)


def unique(claims: Any) -> tuple[Any, ...]:
    """No id twice."""
    found: dict[object, Any] = {}
    for number, claim in enumerate(claims):
        found.setdefault(claim.id or number, claim)
    return tuple(found.values())


PEOPLE = st.builds(
    Person,
    id=st.just("p" * 32),
    memorial_id=st.just("m" * 32),
    key_id=st.just("k" * 32),
    names=st.lists(NAMES, max_size=3).map(unique),
    facts=st.lists(FACTS, max_size=3).map(unique),
    kin=st.lists(KIN, max_size=2).map(unique),
    portrait=st.sampled_from([None, Portrait("r" * 32, "f1"), Portrait("r" * 32, "f2")]),
    kept_place=st.sampled_from([None, KeptPlace("r" * 32, Audience.PUBLIC)]),
)


def again(older: Person, before: Person, after: Person) -> Person:
    for one in narrowings_of_person(before, after):
        older = narrow_person(older, one.detail)
    return older


def said(shown: PersonDisclosure | None) -> set[tuple[object, ...]]:
    """Everything that visitors may read in it, and who says it."""
    if shown is None:
        return set()
    return {
        *(("name", one.text, one.source_id) for one in shown.names),
        *(("fact", one.kind, one.value, one.source_id) for one in shown.facts),
        *(("kin", one.kinship, one.source_id) for one in shown.kin),
        *((("portrait", shown.portrait.file_id),) if shown.portrait else ()),
        *((("kept",),) if shown.kept else ()),
    }


def seen(person: Person) -> set[tuple[object, ...]]:
    return said(disclose_person(person, MEMORIAL, shown_as=lambda other: other))


@given(before=PEOPLE, after=PEOPLE)
def test_done_again_to_the_state_before_it_says_nothing_that_is_not_said_now(before: Person, after: Person) -> None:
    """Whatever carries an id or not. A page of another audience may bring out what both states permit."""
    restored = again(before, before, after)

    permitted = {("name", one.text, one.source_id) for one in after.names if one.audience >= Audience.UNLISTED}
    permitted |= {("fact", one.kind, one.value, one.source_id) for one in after.facts if one.audience > Audience.TEAM}
    permitted |= {("kin", one.kinship, one.source_id) for one in after.kin if one.audience > Audience.TEAM}
    permitted |= {("portrait", after.portrait.file_id)} if after.portrait else set()
    permitted |= {("kept",)} if after.kept_place else set()
    # The same claim under another id is another claim: it is said in both states.
    same = {("name", n.text, n.source_id) for n in before.names if n in after.names}
    assert seen(restored) <= permitted | same


@given(older=PEOPLE, before=PEOPLE, after=PEOPLE)
def test_done_again_to_any_other_state_it_opens_nothing(older: Person, before: Person, after: Person) -> None:
    restored = again(older, before, after)

    for kept, then in zip(restored.names, older.names, strict=True):
        assert kept.audience <= then.audience
    for fact, was in zip(restored.facts, older.facts, strict=True):
        assert fact.audience <= was.audience
        assert set(fact.opened_by) <= set(was.opened_by)
    assert all(tie.audience <= was.audience for tie, was in zip(restored.kin, older.kin, strict=True))
    assert restored.portrait in (None, older.portrait)
    assert restored.kept_place in (None, older.kept_place)


@given(before=PEOPLE, after=PEOPLE)
def test_no_name_and_no_word_is_told(before: Person, after: Person) -> None:
    told = " ".join(one.detail for one in narrowings_of_person(before, after))

    assert not {"Anna", "Ani", "1920", "captive", "kin"} & set(told.replace("=", " ").replace(",", " ").split())


def a_person(**more: Any) -> Person:
    names = (
        NameClaim("Anna", Basis.PUBLISHED_SOURCE, "list-1", Audience.PUBLIC, id="c1"),
        NameClaim("Ani", Basis.PUBLISHED_SOURCE, "list-1", Audience.PUBLIC, id="c2"),
    )
    return replace(Person("p" * 32, "m" * 32, "k" * 32, names=names), **more)


def test_one_claim_of_a_source_goes_and_the_others_of_it_stay() -> None:
    before = a_person()
    after = replace(before, names=before.names[1:])

    told = [one.detail for one in narrowings_of_person(before, after)]

    assert told == ["claim=c1,none"]
    assert seen(again(before, before, after)) == {("name", "Ani", "list-1")}


def test_a_claim_without_an_id_closes_all_of_its_source() -> None:
    before = a_person(names=tuple(replace(one, id="") for one in a_person().names))
    after = replace(before, names=before.names[1:])

    restored = again(before, before, after)

    assert seen(restored) == set()
    assert len(restored.names) == 2, "nothing is lost: an archivist opens again what stays"


def test_a_claim_that_got_an_id_is_the_same_claim() -> None:
    before = a_person(names=tuple(replace(one, id="") for one in a_person().names))

    assert narrowings_of_person(before, a_person()) == []


def test_a_matter_that_was_closed_again_is_closed_again() -> None:
    opened = FactClaim("fate", "captive", Basis.PUBLISHED_SOURCE, "list-1", Audience.PUBLIC, id="f1",
                       opened_by=("a", "b"), asked_by="kin")  # fmt: skip
    before = a_person(facts=(opened,))
    after = a_person(facts=(replace(opened, opened_by=(), asked_by=""),))

    assert ("fact", "fate", "captive", "list-1") in seen(before)
    assert ("fact", "fate", "captive", "list-1") not in seen(again(before, before, after))


def test_a_portrait_that_was_taken_away_or_changed_does_not_come_back() -> None:
    first, second = Portrait("r" * 32, "f1"), Portrait("r" * 32, "f2")
    before = a_person(portrait=first)

    assert again(before, before, a_person()).portrait is None
    assert again(before, before, a_person(portrait=second)).portrait is None
    assert again(a_person(portrait=second), before, a_person(portrait=second)).portrait == second


def test_what_was_parted_is_parted_again() -> None:
    leading, other = a_person(joined=("q" * 32,)), a_person(id="q" * 32, joined_into="p" * 32)

    restored = again(leading, leading, replace(leading, joined=())), again(other, other, replace(other, joined_into=""))

    assert [(one.joined, one.joined_into) for one in restored] == [((), ""), ((), "")]


def test_what_nobody_understands_closes_what_sources_say() -> None:
    assert seen(narrow_person(a_person(), "something=new")) == set()


@pytest.mark.parametrize("detail", ["rekeyed", "parted=other", "portrait=none", "claim=c9,none", "closed=f9"])
def test_what_does_not_apply_to_an_older_state_changes_nothing_of_it(detail: str) -> None:
    assert narrow_person(a_person(), detail) == a_person()


def test_an_objection_is_told_before_anything_else() -> None:
    hold = Hold("o" * 32, "name", Ground.FAMILY, ObjectionState.UPHELD)

    assert again(a_person(), a_person(), a_person(objections=(hold,))).objections == (hold,)
