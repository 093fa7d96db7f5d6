"""Whatever the clock on the wall does: no embargo opens early, each opens soon after its day, nothing gets stuck."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from memorial.adapters.db.chains import AUDIT, broken_links
from memorial.adapters.db.tables import audit_entry
from memorial.adapters.steady_clock import LARGEST_CORRECTION, SEEN_OFTEN, STANDS_AFTER, WHILE_STARTING, SteadyClock
from memorial.application import jobs
from tests.installations import MORNING, MovableClock, TestInstallation, installation, on_postgresql
from tests.servers.postgres import PostgresServer

TURN = timedelta(minutes=3)
"""How often the background reads the clock."""
LATEST = timedelta(minutes=15)
"""So long after its true time an embargo may open."""
OPENS = datetime(2026, 3, 4, tzinfo=UTC)

Wrong = Callable[[datetime, random.Random], timedelta]


def right(true: datetime, chance: random.Random) -> timedelta:
    return timedelta()


def between(start: datetime, end: datetime, by: timedelta) -> Wrong:
    """The clock is wrong by so much for a while, and is put right again."""
    return lambda true, chance: by if start <= true < end else timedelta()


def flapping(true: datetime, chance: random.Random) -> timedelta:
    return timedelta(hours=chance.choice([-1, 0, 1]) if true > EVENING else 0)


def an_hour_by_turns(true: datetime, chance: random.Random) -> timedelta:
    """An hour ahead for half an hour, then an hour behind, and so on."""
    return timedelta(hours=0 if true <= EVENING else 1 if true.minute < 30 else -1)


EVENING = OPENS - timedelta(hours=5)
YEARS = timedelta(days=3652)
CLOCKS: dict[str, Wrong] = {
    "right": right,
    "ten years ahead": between(EVENING, OPENS - timedelta(hours=1), YEARS),
    "ten years behind": between(EVENING, OPENS - timedelta(hours=1), -YEARS),
    "ten years ahead over midnight": between(EVENING, OPENS + timedelta(minutes=5), YEARS),
    "flapping": flapping,
    "an hour by turns": an_hour_by_turns,
    "daylight saving taken for time": between(
        OPENS - timedelta(hours=3), OPENS + timedelta(hours=2), timedelta(hours=1)
    ),
    "a step by the time service": between(
        OPENS - timedelta(minutes=20), OPENS + timedelta(hours=9), timedelta(minutes=4)
    ),
}


@pytest.mark.parametrize("name", CLOCKS)
def test_no_embargo_opens_early_and_each_opens_within_a_quarter_of_an_hour(home: Path, name: str) -> None:
    embargo_opens_in_time(home, CLOCKS[name])


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in ("flapping",) else pytest.mark.long) for name in CLOCKS]
)
def test_no_embargo_opens_early_or_late_on_postgresql(home: Path, postgres_server: PostgresServer, name: str) -> None:
    embargo_opens_in_time(home, CLOCKS[name], **on_postgresql(postgres_server))


def embargo_opens_in_time(home: Path, wrong: Wrong, **environ: str) -> None:
    with _wrong_at_times(home, wrong, **environ) as (here, true):
        here.publish(audience="until", embargo_until=OPENS.date().isoformat())
        for hours in (20, 1):
            true.now = EVENING - timedelta(hours=hours)
            jobs.run_due(here.services)
        _work_until(here, true, OPENS - TURN)
        assert here.shown() == [], "opened early"

        opened = _work_until(here, true, OPENS + LATEST, stop=lambda: bool(here.shown()))

        assert opened is not None, "not opened in time"
        assert opened >= OPENS


@pytest.mark.parametrize("by", [YEARS, -YEARS, timedelta(hours=1)])
def test_what_was_begun_while_the_clock_was_wrong_is_not_stuck_afterwards(home: Path, by: timedelta) -> None:
    nothing_is_stuck(home, by)


@pytest.mark.parametrize("by", [pytest.param(YEARS, marks=pytest.mark.long), -YEARS])
def test_on_postgresql_too_nothing_is_stuck_afterwards(
    home: Path, postgres_server: PostgresServer, by: timedelta
) -> None:
    nothing_is_stuck(home, by, **on_postgresql(postgres_server))


def nothing_is_stuck(home: Path, by: timedelta, **environ: str) -> None:
    wrong = between(MORNING + timedelta(hours=1), MORNING + timedelta(hours=2), by)
    with _wrong_at_times(home, wrong, undo_minutes=10, **environ) as (here, true):
        true.now = MORNING + timedelta(minutes=70)
        jobs.run_due(here.services)
        _, given = here.give()
        here.decide(given)
        jobs.run_due(here.services)
        assert here.shown() == [], "the undo time is kept"

        true.now += timedelta(minutes=11)
        jobs.run_due(here.services)

        assert len(here.shown()) == 1
        with here.services.unit_of_work(read_only=True) as uow:
            work = uow._work  # type: ignore[attr-defined]
            assert broken_links(work, AUDIT, audit_entry, here.memorial.id) == []


def test_started_again_under_a_clock_ten_years_ahead_nothing_opens_and_nothing_is_stuck(home: Path) -> None:
    """The steady clock knows nothing from before its start: here the readings in the database tell."""
    started_again_ten_years_ahead(home)


@pytest.mark.long
def test_started_again_ten_years_ahead_on_postgresql(home: Path, postgres_server: PostgresServer) -> None:
    started_again_ten_years_ahead(home, **on_postgresql(postgres_server))


def started_again_ten_years_ahead(home: Path, **environ: str) -> None:
    with installation(home, **environ) as here:
        here.publish(audience="until", embargo_until=OPENS.date().isoformat())
        jobs.run_due(here.services)
        before = here.clock.now
        here.clock.now += YEARS
        for _ in range(40):
            here.clock.now += TURN
            jobs.run_due(here.services)
        assert here.shown() == []

        here.clock.now = before
        while here.clock.now < OPENS + LATEST:
            here.clock.now += timedelta(minutes=4)
            jobs.run_due(here.services)

        assert len(here.shown()) == 1


def test_a_steady_clock_follows_corrections_at_once_and_a_leap_when_it_has_stood() -> None:
    true, wrong, clock = _steady()
    _both_pass((true, wrong), WHILE_STARTING * 2)
    wrong.now += LARGEST_CORRECTION / 2
    assert clock() == wrong.now
    wrong.now += timedelta(days=2)

    for _ in range(SEEN_OFTEN):
        assert clock() == true.now + LARGEST_CORRECTION / 2
    _both_pass((true, wrong), STANDS_AFTER)

    assert clock() == wrong.now


def test_a_leap_that_was_seen_only_twice_has_not_stood() -> None:
    true, wrong, clock = _steady()
    _both_pass((true, wrong), WHILE_STARTING * 2)
    wrong.now += timedelta(hours=1)

    clock()
    _both_pass((true, wrong), STANDS_AFTER * 3)

    assert clock() == true.now


def test_a_machine_that_learns_the_time_soon_after_its_start_has_it_at_once() -> None:
    true, wrong, clock = _steady()
    _both_pass((true, wrong), WHILE_STARTING / 2)

    wrong.now += timedelta(days=900)

    assert clock() == wrong.now


def _steady() -> tuple[MovableClock, MovableClock, SteadyClock]:
    true, wrong = MovableClock(), MovableClock()
    return true, wrong, SteadyClock(wall=wrong, elapsed=lambda: true.now.timestamp())


def _both_pass(clocks: tuple[MovableClock, MovableClock], by: timedelta) -> None:
    for one in clocks:
        one.now += by


class _wrong_at_times:
    """An installation whose wall clock is wrong as `wrong` says, while `true` moves as time does."""

    def __init__(self, home: Path, wrong: Wrong, *, undo_minutes: int = 0, **environ: str) -> None:
        chance, self.true = random.Random(4), MovableClock()
        clock = SteadyClock(
            wall=lambda: self.true.now + wrong(self.true.now, chance), elapsed=lambda: self.true.now.timestamp()
        )
        self._made = installation(home, now=clock, MEMORIAL_UNDO_MINUTES=str(undo_minutes), **environ)

    def __enter__(self) -> tuple[TestInstallation, MovableClock]:
        return self._made.__enter__(), self.true

    def __exit__(self, *problem: object) -> None:
        self._made.__exit__(None, None, None)


def _work_until(
    here: TestInstallation, true: MovableClock, end: datetime, *, stop: Callable[[], bool] = lambda: False
) -> datetime | None:
    """The background works each turn; when it was that `stop` held, None if never."""
    while true.now + TURN <= end:
        true.now += TURN
        jobs.run_due(here.services)
        if stop():
            return true.now
    return None
