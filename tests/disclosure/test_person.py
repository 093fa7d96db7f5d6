"""What may be seen of a person: whatever is said, by whomever, no claim passes that its own rules close."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memorial.adapters.db.edition_rows import person_row
from memorial.disclosure.person import PersonDisclosure, disclose_person
from memorial.domain.holds import Hold
from memorial.domain.memorial import Controller, Memorial
from memorial.domain.person import (
    FATES_OF_THE_DEAD,
    FactClaim,
    KeptPlace,
    KinClaim,
    NameClaim,
    Person,
    Portrait,
    as_one,
    is_closed_matter,
    is_opened,
)
from memorial.vocabulary import (
    SHOWN_TO_VISITORS,
    Audience,
    Basis,
    Certainty,
    FactKind,
    Fate,
    Ground,
    Kinship,
    MemorialKind,
    NameKind,
    ObjectionState,
)

MEMORIAL = Memorial(
    id="m" * 32,
    slug="harbour",
    kind=MemorialKind.FICTIONAL,
    languages=("en",),
    title={"en": "Harbour"},
    controller=Controller("K", "1 Pier Road", "k@example.org"),
    public=True,
)
SOURCES = st.sampled_from(["list-1", "list-2", "r" * 32, ""])
NAMES = st.builds(
    NameClaim,
    text=st.sampled_from(["Anna Berg", "Anna B.", "Անի Բերգ", "آنا بيرغ"]),
    basis=st.sampled_from(list(Basis)),
    source_id=SOURCES,
    audience=st.sampled_from(list(Audience)),
    language=st.sampled_from(["und", "en", "hy"]),
    kind=st.sampled_from([kind.value for kind in NameKind]),
    preferred=st.booleans(),
)
FACTS = st.builds(
    FactClaim,
    kind=st.sampled_from([kind.value for kind in FactKind]),
    value=st.sampled_from(["1974", "1992", "17", "Vell", *(fate.value for fate in Fate)]),
    basis=st.sampled_from(list(Basis)),
    source_id=SOURCES,
    audience=st.sampled_from(list(Audience)),
    precision=st.sampled_from(["", "country", "region", "town"]),
    opened_by=st.sampled_from([(), ("a",), ("a", "a"), ("a", "b")]),
    asked_by=st.sampled_from(["", "her sister"]),
)
KIN = st.builds(
    KinClaim,
    other_id=st.sampled_from(["shown", "hidden", "p" * 32]),
    kinship=st.sampled_from(list(Kinship)),
    basis=st.sampled_from(list(Basis)),
    source_id=SOURCES,
    audience=st.sampled_from(list(Audience)),
    certainty=st.sampled_from(list(Certainty)),
)
HOLDS = st.builds(
    Hold,
    objection_id=st.just("o" * 32),
    element=st.sampled_from(["name", "text", "something-new"]),
    ground=st.sampled_from(list(Ground)),
    state=st.sampled_from(list(ObjectionState)),
)
PEOPLE = st.builds(
    Person,
    id=st.just("p" * 32),
    memorial_id=st.just("m" * 32),
    key_id=st.just("k" * 32),
    names=st.lists(NAMES, max_size=4).map(tuple),
    facts=st.lists(FACTS, max_size=5).map(tuple),
    sort_key=st.sampled_from(["", "Berg, Anna", "Zorn, Zita"]),
    objections=st.lists(HOLDS, max_size=1).map(tuple),
    kin=st.lists(KIN, max_size=3).map(tuple),
    portrait=st.sampled_from([None, Portrait("r" * 32, "f" * 32)]),
    kept_place=st.sampled_from([None, KeptPlace("r" * 32, Audience.PUBLIC), KeptPlace("r" * 32, Audience.TEAM)]),
    joined_into=st.sampled_from(["", "", "", "q" * 32]),
)
CEILINGS = st.sampled_from([Audience.PUBLIC, Audience.PUBLIC, Audience.UNLISTED, Audience.TEAM])


def shown_as(person_id: str) -> str:
    return person_id if person_id in ("shown", "p" * 32) else ""


def disclosed(person: Person, memorial: Memorial = MEMORIAL) -> PersonDisclosure | None:
    return disclose_person(person, memorial, shown_as=shown_as)


def a_person(*names: NameClaim, **more: Any) -> Person:
    return Person("p" * 32, "m" * 32, "k" * 32, names=names or (called("Anna Berg"),), **more)


def called(text: str, audience: Audience = Audience.PUBLIC, **more: Any) -> NameClaim:
    return NameClaim(text, Basis.PUBLISHED_SOURCE, more.pop("source_id", "list-1"), audience, **more)


def said(kind: str, value: str, audience: Audience = Audience.PUBLIC, **more: Any) -> FactClaim:
    return FactClaim(kind, value, Basis.PUBLISHED_SOURCE, more.pop("source_id", "list-1"), audience, **more)


# Whatever is said


@settings(max_examples=400)
@given(person=PEOPLE, ceiling=CEILINGS)
def test_no_claim_passes_that_its_own_rules_close(person: Person, ceiling: Audience) -> None:
    memorial = replace(MEMORIAL, ceiling=ceiling)

    shown = disclosed(person, memorial)

    permitted = [one for one in person.names if one.source_id and min(one.audience, ceiling) in SHOWN_TO_VISITORS]
    hides = (ObjectionState.HIDING, ObjectionState.UPHELD, ObjectionState.OPEN)
    objected = any(hold.element != "text" and hold.state in hides for hold in person.objections)
    if person.joined_into or objected or ceiling not in SHOWN_TO_VISITORS:
        assert shown is None
        return
    if not permitted:
        place = person.kept_place
        kept = place is not None and place.audience in SHOWN_TO_VISITORS and not person.names
        assert (shown is not None) == kept
        assert shown is None or (shown.kept, shown.names, shown.facts, shown.kin, shown.portrait) == (
            True, (), (), (), None,
        )  # fmt: skip
        return
    assert shown is not None
    reach = max(min(one.audience, ceiling) for one in permitted)
    assert shown.audience is reach
    assert {one.text for one in shown.names} == {one.text for one in permitted if min(one.audience, ceiling) is reach}
    for fact in shown.facts:
        assert min(fact.audience, ceiling) >= reach
        assert not is_closed_matter(fact) or is_opened(fact)
    for tie in shown.kin:
        assert tie.other_id == "shown"
        assert tie.audience <= ceiling
        assert tie.audience in SHOWN_TO_VISITORS


@settings(max_examples=200)
@given(person=PEOPLE, hidden=st.lists(NAMES, max_size=3), facts=st.lists(FACTS, max_size=3))
def test_what_is_private_changes_no_byte_of_what_is_seen(
    person: Person, hidden: list[NameClaim], facts: list[FactClaim]
) -> None:
    """Claims for the team, the archive and research beside it: the published row is the same, but for a child's."""
    private = tuple(replace(one, audience=min(one.audience, Audience.RESEARCH)) for one in hidden)
    kinds = (FactKind.BORN, FactKind.DIED, FactKind.AGE)
    closed = tuple(
        replace(one, audience=min(one.audience, Audience.RESEARCH)) for one in facts if one.kind not in kinds
    )
    if not person.names and private:
        return
    before = disclosed(person)
    beside = replace(person, names=(*private, *person.names), facts=(*closed, *person.facts))

    after = disclosed(beside)

    row = person_row(MEMORIAL.id, before) if before else None
    assert (person_row(MEMORIAL.id, after) if after else None) == row


@settings(max_examples=200)
@given(person=PEOPLE)
def test_what_is_closed_stays_closed_though_two_records_are_one(person: Person) -> None:
    other = a_person(called("Ani Berg", Audience.TEAM), facts=(said("fate", "captive"),))
    alone = disclosed(replace(person, joined_into=""))

    together = disclosed(as_one(replace(person, joined_into=""), [other]))

    assert (together is None) == (alone is None) or (alone is not None and alone.kept)
    if together is not None and alone is not None:
        assert "Ani Berg" not in {one.text for one in together.names}
        closed = [one for one in together.facts if one.kind == "fate" and one.value == "captive"]
        assert all(is_opened(one) for one in closed)


# One rule after the other


def test_claims_that_contradict_each_other_stand_side_by_side() -> None:
    facts = (said("born", "1920"), said("born", "1921", source_id="list-2"), said("born", "1922", Audience.TEAM))

    shown = disclosed(a_person(called("Anna Berg"), called("Anna Bergh", source_id="list-2"), facts=facts))

    assert shown is not None
    assert [(one.text, one.source_id) for one in shown.names] == [("Anna Berg", "list-1"), ("Anna Bergh", "list-2")]
    assert [(one.value, one.source_id) for one in shown.facts] == [("1920", "list-1"), ("1921", "list-2")]


@pytest.mark.parametrize("audience", [one for one in Audience if one not in SHOWN_TO_VISITORS])
def test_a_name_that_no_claim_permits_is_nothing(audience: Audience) -> None:
    assert disclosed(a_person(called("Anna Berg", audience), facts=(said("born", "1920"),))) is None


def test_a_name_without_a_source_is_nothing() -> None:
    assert disclosed(a_person(called("Anna Berg", source_id=""))) is None


@pytest.mark.parametrize("value", ["captive", "released", "identified"])
@pytest.mark.parametrize(
    ("opened", "seen"),
    [
        ({}, False),
        ({"opened_by": ("a", "b")}, False),
        ({"asked_by": "her sister", "opened_by": ("a",)}, False),
        ({"asked_by": "her sister", "opened_by": ("a", "a")}, False),
        ({"asked_by": "her sister", "opened_by": ("a", "b")}, True),
    ],
)
@pytest.mark.parametrize("basis", list(Basis))
def test_a_closed_matter_is_closed_whoever_says_it_until_kin_and_two_people_open_it(
    value: str, opened: dict[str, Any], seen: bool, basis: Basis
) -> None:
    shown = disclosed(a_person(facts=(replace(said("fate", value, **opened), basis=basis),)))

    assert shown is not None
    assert bool(shown.facts) is seen


def test_orphanhood_is_a_closed_matter() -> None:
    shown = disclosed(a_person(facts=(said("orphaned", "lost both parents"),)))

    assert shown is not None
    assert shown.facts == ()


@pytest.mark.parametrize(
    "age",
    [
        (said("age", "9"),),
        (said("age", "17.5"),),
        (said("age", "9", Audience.TEAM),),
        (said("born", "1974"), said("died", "1992")),
        (said("born", "1960"), said("born", "1980", source_id="list-2"), said("died", "1992-02-25")),
        (said("age", "40"), said("age", "4", source_id="list-2")),
    ],
)
def test_of_somebody_who_may_have_been_a_child_no_place_below_a_region_and_no_role_is_shown(
    age: tuple[FactClaim, ...],
) -> None:
    facts = (
        *age,
        said("place", "Vell"),
        said("residence", "Vell", precision="town"),
        said("place_of_death", "Northland", precision="region"),
        said("place_of_birth", "Norr", precision="country"),
        said("role", "pupil of the harbour school"),
    )

    shown = disclosed(a_person(facts=facts))

    assert shown is not None
    assert {one.value for one in shown.facts} - {"9", "17.5", "40", "4"} <= {
        "Northland", "Norr", "1974", "1992", "1960", "1980", "1992-02-25",
    }  # fmt: skip
    assert person_row("m" * 32, shown)["place"] == ""


def test_of_an_adult_place_and_role_are_shown() -> None:
    facts = (said("age", "18"), said("place", "Vell"), said("role", "net maker"))

    shown = disclosed(a_person(facts=facts))

    assert shown is not None
    assert [one.value for one in shown.facts] == ["18", "Vell", "net maker"]


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate not in FATES_OF_THE_DEAD])
def test_missing_and_all_other_fates_are_never_dead(fate: Fate) -> None:
    facts = (said("born", "1920"), said("fate", fate.value, on="1943", asked_by="kin", opened_by=("a", "b")))

    shown = disclosed(a_person(facts=facts))

    assert shown is not None
    row = person_row("m" * 32, shown)
    assert row["years"] == "1920–"
    assert row["died_on"] == ""
    assert "died" not in row["facts"]


def test_a_key_of_the_record_never_tells_the_letter_of_a_name_that_is_not_shown() -> None:
    hidden = a_person(called("Zita Zorn", Audience.TEAM), called("Anna"), sort_key="Zorn, Zita")
    same = a_person(called("Anna Berg"), sort_key="Berg, Anna")

    rows = [person_row("m" * 32, shown) for one in (hidden, same) if (shown := disclosed(one))]

    assert [row["letter"] for row in rows] == ["A", "B"]


def test_of_the_same_name_twice_the_persons_own_and_preferred_form_counts() -> None:
    shown = disclosed(
        a_person(
            called("Anna Berg", kind="as_printed"),
            called("Anna Berg", kind="own", source_id="r" * 32),
            called("Ani", kind="nickname", preferred=True, language="hy"),
            called("A. Berg", kind="own", preferred=True),
        )
    )

    assert shown is not None
    assert [(one.text, one.kind) for one in shown.names] == [
        ("A. Berg", "own"),
        ("Anna Berg", "own"),
        ("Ani", "nickname"),
    ]


def test_kin_are_seen_while_both_are_and_under_the_id_that_leads() -> None:
    ties = tuple(
        KinClaim(other, Kinship.SIBLING, Basis.PUBLISHED_SOURCE, "list-1", audience)
        for other, audience in (
            ("a", Audience.PUBLIC),
            ("b", Audience.PUBLIC),
            ("c", Audience.TEAM),
            ("me", Audience.PUBLIC),
        )
    )
    leads = {"a": "other", "b": "", "c": "seen", "me": "p" * 32}

    shown = disclose_person(a_person(kin=ties), MEMORIAL, shown_as=lambda one: leads[one])

    assert shown is not None
    assert [one.other_id for one in shown.kin] == ["other"]


def test_a_place_kept_without_a_name_says_nothing_else() -> None:
    place = KeptPlace("r" * 32, Audience.PUBLIC)
    facts, portrait = (said("born", "1920"),), Portrait("r" * 32, "f" * 32)
    kept = Person("p" * 32, "m" * 32, "k" * 32, names=(), facts=facts, portrait=portrait, kept_place=place)

    shown = disclosed(kept)

    assert shown is not None
    row = person_row("m" * 32, shown)
    assert (shown.kept, row["label"], row["years"], row["facts"], row["names"], row["letter"]) == (
        True, "", "", "[]", "[]", "",
    )  # fmt: skip
    assert disclosed(replace(kept, names=(called("Anna Berg", Audience.TEAM),))) is None
