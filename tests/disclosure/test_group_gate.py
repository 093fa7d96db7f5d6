"""What may be seen of a family or another group: its people who are seen, and nothing of anybody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.disclosure.group import GroupDisclosure, ShownPerson, disclose_group
from memorial.disclosure.person import disclose_person
from memorial.domain.group import Group, GroupKind, Member
from memorial.domain.memorial import Memorial
from memorial.domain.person import FactClaim, KeptPlace, NameClaim, Person, may_have_been_a_child
from memorial.vocabulary import Audience, Basis, FactKind, Fate, MemorialKind

LIST = Basis.PUBLISHED_SOURCE
MEMORIAL = Memorial("m", "harbour", MemorialKind.FICTIONAL, ("en",), {"en": "The harbour"}, public=True)


def somebody(person_id: str, *facts: tuple[str, str], audience: Audience = Audience.PUBLIC) -> Person:
    claims = tuple(FactClaim(kind, value, LIST, "list", audience) for kind, value in facts)
    return Person(person_id, "m", "k", (NameClaim(f"Name {person_id}", LIST, "list", audience),), claims)


def died(person_id: str, fate: str = Fate.DIED) -> Person:
    return somebody(person_id, (FactKind.FATE, fate))


def belongs(person_id: str, audience: Audience = Audience.PUBLIC, role: str = "") -> Member:
    return Member(person_id, LIST, "list", audience, role=role)


def called(text: str, audience: Audience = Audience.PUBLIC) -> NameClaim:
    return NameClaim(text, LIST, "list", audience)


def family(*members: Member, kind: GroupKind = GroupKind.FAMILY, names: tuple[NameClaim, ...] = ()) -> Group:
    return Group("g", "m", "k", kind, names, members)


def seen(group: Group, *people: Person, memorial: Memorial = MEMORIAL) -> GroupDisclosure | None:
    def shown(person_id: str) -> ShownPerson | None:
        person = next((one for one in people if one.id == person_id), None)
        disclosed = disclose_person(person, memorial) if person is not None else None
        return ShownPerson(disclosed, may_have_been_a_child(person)) if disclosed and person else None

    return disclose_group(group, memorial, shown)


def test_a_family_is_seen_as_soon_as_two_of_its_people_are() -> None:
    group = family(belongs("a"), belongs("b"), belongs("c"))

    assert seen(group, somebody("a")) is None
    shown = seen(group, somebody("a"), somebody("b"))
    assert shown is not None
    assert [member.person_id for member in shown.members] == ["a", "b"]


def test_who_belongs_to_it_twice_is_one_person() -> None:
    assert seen(family(belongs("a"), belongs("a", role="mother")), somebody("a")) is None


def test_without_a_name_that_somebody_allows_the_family_has_none() -> None:
    group = family(belongs("a"), belongs("b"), names=(called("Lusaberyan", Audience.TEAM),))

    shown = seen(group, somebody("a"), somebody("b"))
    assert shown is not None
    assert shown.names == ()


def test_a_name_without_a_source_or_above_the_ceiling_is_not_seen() -> None:
    people = somebody("a"), somebody("b")
    unsourced = family(belongs("a"), belongs("b"), names=(replace(called("Lusaberyan"), source_id=""),))
    assert seen(unsourced, *people).names == ()  # type: ignore[union-attr]

    allowed = family(belongs("a"), belongs("b"), names=(called("Lusaberyan"),))
    assert seen(allowed, *people, memorial=replace(MEMORIAL, ceiling=Audience.TEAM)) is None
    narrowed = seen(allowed, *people, memorial=replace(MEMORIAL, ceiling=Audience.UNLISTED))
    assert narrowed is not None
    assert (narrowed.audience, {member.audience for member in narrowed.members}) == (
        Audience.UNLISTED, {Audience.UNLISTED},
    )  # fmt: skip


def test_a_removed_group_and_one_of_a_memorial_that_is_not_public_are_seen_by_nobody() -> None:
    group, people = family(belongs("a"), belongs("b")), (somebody("a"), somebody("b"))

    assert seen(replace(group, removed=True), *people) is None
    assert seen(group, *people, memorial=replace(MEMORIAL, public=False)) is None


def test_a_name_kept_by_the_family_is_no_member() -> None:
    kept = Person("b", "m", "k", (), kept_place=KeptPlace("r", Audience.PUBLIC))

    assert seen(family(belongs("a"), belongs("b")), somebody("a"), kept) is None


def test_of_a_child_no_role_is_shown_and_no_class_house_or_crew() -> None:
    child, adult = somebody("b", (FactKind.AGE, "12")), somebody("a")

    shown = seen(family(belongs("a", role="mother"), belongs("b", role="pupil of school 3")), adult, child)
    assert shown is not None
    assert [member.role for member in shown.members] == ["mother", ""]
    for kind in (GroupKind.CLASS, GroupKind.HOUSE, GroupKind.CREW, GroupKind.UNIT, GroupKind.OTHER):
        assert seen(family(belongs("a"), belongs("b"), kind=kind), adult, child) is None


def test_that_all_of_a_family_died_is_said_with_the_sources_that_say_it() -> None:
    by_family = replace(somebody("b"), facts=(FactClaim("fate", "killed", Basis.CONTRIBUTOR, "r1", Audience.PUBLIC),))

    shown = seen(family(belongs("a"), belongs("b")), died("a"), by_family)
    assert shown is not None
    assert shown.all_died == ("list", "")


@pytest.mark.parametrize("fate", [Fate.MISSING, Fate.SURVIVED, Fate.WOUNDED, Fate.DISPLACED, Fate.NOT_SAID])
def test_it_is_not_said_when_of_one_another_thing_is_said(fate: Fate) -> None:
    shown = seen(family(belongs("a"), belongs("b")), died("a"), died("b", fate))

    assert shown is not None
    assert shown.all_died is None


@pytest.mark.parametrize("fate", [Fate.MISSING, Fate.SURVIVED])
def test_it_is_not_said_when_the_sources_contradict_each_other(fate: Fate) -> None:
    disputed = somebody("b", (FactKind.FATE, Fate.DIED), (FactKind.FATE, fate))

    shown = seen(family(belongs("a"), belongs("b")), died("a"), disputed)
    assert shown is not None
    assert shown.all_died is None


def test_it_is_not_said_of_a_day_of_death_alone_nor_of_a_crew() -> None:
    dated = somebody("b", (FactKind.DIED, "1943"))
    assert seen(family(belongs("a"), belongs("b")), died("a"), dated).all_died is None  # type: ignore[union-attr]

    crew = family(belongs("a"), belongs("b"), kind=GroupKind.CREW)
    assert seen(crew, died("a"), died("b")).all_died is None  # type: ignore[union-attr]


PRIVATE = st.sampled_from([Audience.NONE, Audience.TEAM, Audience.ARCHIVE, Audience.RESEARCH])


@given(
    at=st.integers(0, 3),
    audience=PRIVATE,
    claim_audience=st.sampled_from(list(Audience)),
    fate=st.sampled_from([None, *Fate]),
    age=st.sampled_from([None, "5", "40"]),
    role=st.text(max_size=5),
    kind=st.sampled_from(list(GroupKind)),
)
def test_a_private_member_changes_nothing(
    at: int,
    audience: Audience,
    claim_audience: Audience,
    fate: Fate | None,
    age: str | None,
    role: str,
    kind: GroupKind,
) -> None:
    """Whoever they are, whatever is said of them, wherever they stand, and whoever may know that they belong to it."""
    others = [belongs("a"), belongs("b", Audience.UNLISTED), belongs("c")]
    people = (died("a"), died("b", Fate.KILLED), died("c"))
    facts = [(FactKind.FATE, str(fate))] if fate else []
    facts += [(FactKind.AGE, age)] if age else []
    private = somebody("p", *facts, audience=audience)
    with_them = [*others[:at], belongs("p", claim_audience, role), *others[at:]]

    assert seen(family(*with_them, kind=kind), *people, private) == seen(family(*others, kind=kind), *people)
    # One who is seen while that they belong to it is private changes as little.
    open_person, closed_claim = somebody("p", *facts), belongs("p", audience, role)
    with_claim = [*others[:at], closed_claim, *others[at:]]
    assert seen(family(*with_claim, kind=kind), *people, open_person) == seen(family(*others, kind=kind), *people)
