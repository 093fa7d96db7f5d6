"""The rules of objections alone: how many, when, on which ground, and what a hold keeps out of sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from memorial.domain.errors import Conflict, NotAllowed
from memorial.domain.holds import NAME, TEXT, Hold, file_element, forbids, settle, with_hold
from memorial.domain.memorial import Memorial, RecordSummary
from memorial.domain.moderation import Reader
from memorial.domain.objection import (
    Around,
    Objection,
    Subject,
    answer,
    decide,
    held_back_because,
    hide,
    is_commemoration,
    month_day,
    most_at_once,
    say,
    timers,
)
from memorial.vocabulary import Ground, MemorialKind, ObjectionKind, ObjectionState

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FREE = Around(hidden_at_once=0, shown=10, commemoration=False, from_a_list=False, holds=())


def objection(**changes: object) -> Objection:
    made = Objection(
        "o", "m", "k", ObjectionKind.HIDE, Ground.ADDRESS, Subject.REMEMBRANCE, "r", TEXT, "Our house.", NOW, "en"
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def memorial(**changes: object) -> Memorial:
    made = Memorial("m", "m", MemorialKind.FICTIONAL, ("en",), {"en": "M"})
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("shown", "most"), [(0, 3), (149, 3), (199, 3), (200, 4), (500, 10), (100_000, 2_000)])
def test_at_most_three_or_two_in_a_hundred(shown: int, most: int) -> None:
    assert most_at_once(shown) == most
    assert most <= max(3, 0.02 * shown)


@pytest.mark.parametrize(
    ("around", "why"),
    [
        (FREE, ""),
        (replace(FREE, hidden_at_once=2), ""),
        (replace(FREE, hidden_at_once=3), "limit"),
        (replace(FREE, hidden_at_once=3, shown=197), ""),
        (replace(FREE, hidden_at_once=4, shown=196), "limit"),
        (replace(FREE, commemoration=True), "commemoration"),
        (replace(FREE, from_a_list=True), "from_a_list"),
        (replace(FREE, holds=(Hold("x", TEXT, Ground.CHILD),)), "hidden_already"),
        (replace(FREE, holds=(Hold("x", TEXT, Ground.ADDRESS, ObjectionState.REJECTED),)), "settled_before"),
        (replace(FREE, holds=(Hold("x", TEXT, Ground.ADDRESS, ObjectionState.LAPSED),)), "settled_before"),
        (replace(FREE, holds=(Hold("x", TEXT, Ground.CHILD, ObjectionState.REJECTED),)), ""),
        (replace(FREE, holds=(Hold("x", NAME, Ground.ADDRESS, ObjectionState.REJECTED),)), ""),
    ],
)
def test_why_a_person_looks_first(around: Around, why: str) -> None:
    assert held_back_because(objection(), around) == why


def test_an_objection_without_an_element_or_to_correct_hides_nothing() -> None:
    assert held_back_because(objection(kind=ObjectionKind.CORRECT), FREE) == "nothing_to_hide"
    assert held_back_because(objection(element=""), FREE) == "nothing_to_hide"
    with pytest.raises(NotAllowed):
        hide(objection(kind=ObjectionKind.CORRECT), now=NOW)


@pytest.mark.parametrize(
    ("day", "near"),
    [
        (date(2026, 2, 26), True),
        (date(2026, 2, 23), True),
        (date(2026, 3, 1), True),
        (date(2026, 2, 22), False),
        (date(2026, 3, 2), False),
    ],
)
def test_around_a_day_of_remembrance(day: date, near: bool) -> None:
    record = RecordSummary(commemorative_dates=({"date": "--02-26"},))

    assert is_commemoration(memorial(commemorative_days=("02-26",)), day) is near
    assert is_commemoration(memorial(record=record), day) is near
    assert not is_commemoration(memorial(), day)


def test_a_day_of_remembrance_at_the_turn_of_the_year_and_in_leap_years() -> None:
    assert is_commemoration(memorial(commemorative_days=("01-01",)), date(2026, 12, 30))
    assert is_commemoration(memorial(commemorative_days=("12-31",)), date(2027, 1, 2))
    assert is_commemoration(memorial(commemorative_days=("02-29",)), date(2027, 2, 27))
    assert [month_day(text) for text in ("02-26", "--02-26", "1992-02-26", "13-01", "02-31", "spring", "")] == [
        (2, 26), (2, 26), (2, 26), None, None, None, None,
    ]  # fmt: skip


def test_what_is_upheld_speaks_of_the_words_that_were_there() -> None:
    upheld = Hold("o", TEXT, Ground.ADDRESS, ObjectionState.UPHELD, version=2)

    assert [forbids((upheld,), TEXT, number) for number in (1, 2, 3)] == [True, True, False]
    assert forbids((replace(upheld, version=None),), TEXT, 9)
    assert forbids((replace(upheld, state=ObjectionState.HIDING),), TEXT, 9)


@pytest.mark.parametrize("later", [ObjectionState.HIDING, ObjectionState.LAPSED, ObjectionState.REJECTED])
def test_what_two_people_upheld_is_never_undone_by_an_older_state_of_the_same_objection(later: ObjectionState) -> None:
    upheld = Hold("o", TEXT, Ground.ADDRESS, ObjectionState.UPHELD, version=2)

    assert with_hold((upheld,), replace(upheld, state=later, version=None)) == (upheld,)
    assert settle((upheld,), "o", later) == (upheld,)


@pytest.mark.parametrize("state", [ObjectionState.REJECTED, ObjectionState.LAPSED, ObjectionState.GONE])
def test_what_came_to_nothing_keeps_nothing_out_of_sight(state: ObjectionState) -> None:
    assert not forbids((Hold("o", TEXT, Ground.CHILD, state),), TEXT, 1)


def test_one_element_is_kept_out_of_sight_and_an_unknown_one_keeps_out_all() -> None:
    picture = Hold("o", file_element("a"), Ground.CHILD)

    assert forbids((picture,), file_element("a"), 1)
    assert not forbids((picture,), file_element("b"), 1)
    assert not forbids((picture,), TEXT, 1)
    assert forbids((replace(picture, element="somethingelse"),), TEXT, 1)


def test_two_editors_decide_and_one_who_says_it_twice_does_not() -> None:
    hidden = hide(objection(), now=NOW, at_once=True)
    one, two = Reader("one", editor=True), Reader("two", editor=True)

    first, agreed = decide(hidden, ObjectionState.UPHELD, one, "", now=NOW)
    again, still = decide(first, ObjectionState.UPHELD, one, "", now=NOW)
    other, mixed = decide(again, ObjectionState.REJECTED, two, "", now=NOW)
    done, both = decide(other, ObjectionState.UPHELD, two, "", now=NOW)

    assert (agreed, still, mixed, both) == (False, False, False, True)
    assert (done.state, set(done.decided_by)) == (ObjectionState.UPHELD, {"one", "two"})
    with pytest.raises(Conflict):
        decide(done, ObjectionState.REJECTED, one, "", now=NOW)


@pytest.mark.parametrize("reader", [Reader("one"), Reader("one", editor=True, alone=True)])
def test_who_may_not_decide(reader: Reader) -> None:
    with pytest.raises(NotAllowed):
        decide(hide(objection(), now=NOW), ObjectionState.REJECTED, reader, "", now=NOW)


def test_it_lapses_after_fourteen_days_without_proof_and_is_destroyed_sixty_days_after_it_was_closed() -> None:
    hidden = hide(objection(), now=NOW)
    shown = say(hidden, "A letter.", from_objector=True, now=NOW, shows_it=True)
    closed = answer(objection(element=""), "Done.", now=NOW)

    assert [(timer.kind, timer.at - NOW) for timer in timers(hidden)] == [("lapse", timedelta(days=14))]
    assert timers(shown) == ()
    assert shown.decide_by == NOW + timedelta(days=7)
    assert [(timer.kind, timer.at - NOW) for timer in timers(closed)] == [("forget", timedelta(days=60))]
    assert timers(objection()) == ()
