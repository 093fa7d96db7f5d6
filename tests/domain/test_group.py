"""The history of a group: every change can be taken back, and who was erased is in no history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.group import Group, GroupKind, Member, is_narrower, taken_back, with_change, without_person
from memorial.domain.person import NameClaim
from memorial.vocabulary import Audience, Basis

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_ids = st.sampled_from("abcd")
_members = st.builds(
    lambda person, audience: Member(person, Basis.PUBLISHED_SOURCE, "list", audience), _ids, st.sampled_from(Audience)
)
_names = st.builds(
    lambda text, audience: NameClaim(text, Basis.PUBLISHED_SOURCE, "list", audience),
    st.sampled_from(["Verdin", "Vərdin"]),
    st.sampled_from(Audience),
)
_groups = st.builds(
    lambda kind, names, members, note, removed: Group("g", "m", "k", kind, names, members, note, removed),
    st.sampled_from(GroupKind),
    st.lists(_names, max_size=3, unique=True).map(tuple),
    st.lists(_members, max_size=5, unique=True).map(tuple),
    st.sampled_from(["", "a note"]),
    st.booleans(),
)


def as_sets(group: Group) -> tuple[object, ...]:
    return group.kind, set(group.names), set(group.members), group.note, group.removed


@given(before=_groups, after=_groups)
def test_every_change_can_be_taken_back(before: Group, after: Group) -> None:
    changed = with_change(before, after, at=AT, by="archivist", reason="a letter")

    if as_sets(before) == as_sets(after):
        assert changed.history == ()
        return
    (change,) = changed.history
    assert (change.by, change.reason) == ("archivist", "a letter")
    assert as_sets(taken_back(changed, 0)) == as_sets(before)


@given(before=_groups, after=_groups, person=_ids)
def test_who_was_erased_stands_in_no_history(before: Group, after: Group, person: str) -> None:
    changed = with_change(before, after, at=AT, by="archivist")

    left = without_person(changed, person)
    assert person not in left.people_ever
    assert left.people_ever == changed.people_ever - {person}


@given(group=_groups)
def test_a_removal_and_every_name_or_member_that_goes_is_narrower(group: Group) -> None:
    assert not is_narrower(group, group)
    assert is_narrower(group, replace(group, removed=True)) is not group.removed
    for field in ("names", "members"):
        claims = getattr(group, field)
        for claim in claims:
            left = replace(group, **{field: tuple(one for one in claims if one != claim)})
            said = {one.audience for one in claims if _what(one) == _what(claim)} - {claim.audience}
            open_before = claim.audience >= Audience.UNLISTED and claim.audience > max(said, default=Audience.NONE)
            assert is_narrower(group, left) is (open_before and not group.removed)


def _what(claim: NameClaim | Member) -> str:
    return claim.text if isinstance(claim, NameClaim) else claim.person_id
