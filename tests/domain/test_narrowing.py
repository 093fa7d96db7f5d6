"""What became narrower can be done again to any older state, and never lets anybody see more than that state did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.consent import Grant, Grants, Notice, reach
from memorial.domain.holds import Hold
from memorial.domain.narrowing import Narrowing, narrow, narrowings
from memorial.domain.person import NameClaim, Person
from memorial.domain.person_narrowing import narrow_person, narrowings_of_person
from memorial.domain.remembrance import Remembrance, Span, Version
from memorial.vocabulary import (
    About,
    Audience,
    Basis,
    ConsentState,
    Ground,
    ObjectionState,
    Rendering,
    Scope,
    Standing,
    Use,
    VersionState,
)

NOTHING = Grants()
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GRANTS = st.builds(
    Grant,
    scope=st.sampled_from([Scope.TEXT, Scope.PERSON_NAME, Scope.PHOTO]),
    use=st.sampled_from([Use.DISPLAY, Use.INDEX]),
    audience=st.sampled_from(list(Audience)),
    rendering=st.sampled_from([Rendering.FULL, Rendering.INITIALS, Rendering.NONE]),
    element=st.sampled_from(["", "f" * 32]),
    not_before=st.sampled_from([None, date(2027, 1, 1), date(2028, 1, 1)]),
    state=st.sampled_from([ConsentState.GIVEN, ConsentState.WITHDRAWN, ConsentState.REFUSED]),
)
MANY_GRANTS = st.lists(GRANTS, max_size=5, unique_by=lambda grant: grant.key).map(lambda some: Grants(tuple(some)))


def remembrance(grants: Grants = NOTHING, **changes: object) -> Remembrance:
    version = Version(
        1, "A story.", "en", (), grants, Notice("n", "en", "h", "c"), NOW, state=VersionState.PUBLISHED,
        accepted_by=("one",),
    )  # fmt: skip
    made = Remembrance("r" * 32, "m" * 32, "k" * 32, About.EVENT, NOW, versions=(version,))
    return replace(made, **changes)  # type: ignore[arg-type]


def again(older: Remembrance, told: list[Narrowing]) -> Remembrance:
    for one in told:
        older = narrow(older, one.action, one.detail, NOW)
    return older


def shows_no_more(less: Grants, more: Grants) -> bool:
    return all(
        reach(grant) <= reach(more.find(grant.scope, grant.use, grant.element)) or grant.audience <= Audience.TEAM
        for grant in less.entries
    )


@given(before=MANY_GRANTS, after=MANY_GRANTS)
def test_grants_that_were_lowered_are_as_low_again(before: Grants, after: Grants) -> None:
    older, newer = remembrance(before), remembrance(after)

    restored = again(older, narrowings(older, newer)).latest.grants

    for grant in before.entries:
        now, wanted = (
            restored.find(grant.scope, grant.use, grant.element),
            after.find(grant.scope, grant.use, grant.element),
        )
        assert now is not None
        audience, shape = reach(now)
        assert audience <= max(reach(wanted)[0], Audience.TEAM) or audience <= reach(grant)[0]
        assert reach(now)[0] <= reach(grant)[0] and shape <= reach(grant)[1]
        if reach(grant)[0] > Audience.TEAM:
            assert audience <= reach(wanted)[0]


@given(older=MANY_GRANTS, before=MANY_GRANTS, after=MANY_GRANTS)
def test_done_again_to_any_other_state_it_widens_nothing(older: Grants, before: Grants, after: Grants) -> None:
    told = narrowings(remembrance(before), remembrance(after))

    restored = again(remembrance(older), told).latest.grants

    assert shows_no_more(restored, older)


@pytest.mark.parametrize(
    ("after", "standing", "paused_by"),
    [
        ({"standing": Standing.WITHDRAWN}, Standing.WITHDRAWN, ()),
        ({"standing": Standing.PAUSED, "paused_by": ("contributor",)}, Standing.PAUSED, ("contributor",)),
        ({"standing": Standing.PAUSED, "paused_by": ("staff",)}, Standing.PAUSED, ("staff",)),
        ({"standing": Standing.REMOVED}, Standing.REMOVED, ()),
    ],
)
def test_a_standing_is_the_same_again_and_twice_is_once(
    after: dict[str, object], standing: Standing, paused_by: tuple[str, ...]
) -> None:
    older = remembrance()
    told = narrowings(older, replace(older, **after))  # type: ignore[arg-type]

    once = again(older, told)

    assert (once.standing, once.paused_by) == (standing, paused_by)
    assert again(once, told) == once


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({"state": VersionState.SUPERSEDED}, "contributor"),
        ({"redactions": (Span("story", 0, 3),)}, "staff"),
        ({"staff_ceiling": Audience.ARCHIVE}, "staff"),
        ({"accepted_by": ()}, "staff"),
    ],
)
def test_a_published_version_that_was_changed_waits_for_who_changed_it(changes: dict[str, object], by: str) -> None:
    older = remembrance()
    newer = older.with_version(replace(older.latest, **changes))  # type: ignore[arg-type]

    assert again(older, narrowings(older, newer)).paused_by == (by,)


def test_what_waited_to_be_published_and_was_taken_back_goes_to_a_reader_again() -> None:
    accepted = remembrance()
    accepted = accepted.with_version(replace(accepted.latest, state=VersionState.ACCEPTED, publish_at=NOW))
    declined = accepted.with_version(replace(accepted.latest, state=VersionState.DECLINED, publish_at=None))

    restored = again(accepted, narrowings(accepted, declined))

    assert (restored.latest.state, restored.latest.publish_at) == (VersionState.IN_REVIEW, None)


@pytest.mark.parametrize("state", list(ObjectionState))
def test_an_objection_is_what_it_was_again(state: ObjectionState) -> None:
    older, hold = remembrance(), Hold("o" * 32, "file:" + "f" * 32, Ground.CHILD, state, 1)
    newer = replace(older, objections=(hold,))

    assert again(older, narrowings(older, newer)).objections == (hold,)


def test_a_source_that_gives_less_of_a_person_gives_less_again() -> None:
    claim = NameClaim("Ayla Verdin", Basis.PUBLISHED_SOURCE, "list-1", Audience.PUBLIC)
    older = Person("p" * 32, "m" * 32, "k" * 32, names=(claim,))
    newer = replace(older, names=(replace(claim, audience=Audience.TEAM),))

    told = narrowings_of_person(older, newer)

    assert [one.detail for one in told] == ["claims=list-1,team"]
    assert narrow_person(older, told[0].detail) == newer


def test_a_person_sealed_anew_keeps_what_was_objected_before() -> None:
    """The older state cannot be opened any more: what hid its name is told again."""
    upheld = Hold("o" * 32, "name", Ground.FAMILY, ObjectionState.UPHELD)
    older = Person("p" * 32, "m" * 32, "k" * 32, names=(), objections=(upheld,))
    newer = replace(older, key_id="n" * 32)

    begun_anew = replace(newer, objections=())
    for one in narrowings_of_person(older, newer):
        begun_anew = narrow_person(begun_anew, one.detail)

    assert begun_anew == newer


@given(older=MANY_GRANTS, after=MANY_GRANTS)
def test_what_a_guardian_took_back_is_taken_back_again_of_any_older_state(older: Grants, after: Grants) -> None:
    def said(grants: Grants) -> Remembrance:
        made = remembrance()
        return made.with_version(replace(made.latest, guardian=grants))

    told = narrowings(said(older), said(after))
    restored = again(said(older), told).latest.guardian

    standing = {grant.key for grant in after.entries if grant.state.permits}
    lost = [grant for grant in older.entries if grant.state.permits and grant.key not in standing]
    assert restored == older if not lost else not any(grant.state.permits for grant in restored.entries)


def test_a_guardians_code_that_ended_is_ended_again_and_another_one_is_not() -> None:
    first, second = remembrance(guardian_code="a" * 32), remembrance(guardian_code="b" * 32)
    told = narrowings(first, second)

    assert again(first, told).guardian_code == ""
    assert again(second, told) == second


def test_a_line_that_nobody_understands_hides() -> None:
    assert again(remembrance(), [Narrowing("narrowed", "something=new")]).paused_by == ("staff",)
