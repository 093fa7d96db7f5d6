"""The nightly check: once a night, in the background, and its outcome stands in metrics and in the doctor's report."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from memorial.adapters.db.last_check import SqlLastChecks
from memorial.adapters.db.sqlite import sqlite_dbapi
from memorial.adapters.db.waiting import what_waits
from memorial.application import memorials
from memorial.application.nightly import check_and_note, is_due
from memorial.application.ports.inspection import LastCheck
from memorial.cli.examination import Judgement, _last_check
from memorial.worker import Nightly, Worker
from tests.cli.conftest import Run
from tests.installations import TestInstallation, installation

NIGHT = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        memorials.recompute(made.services, made.memorial.id)
        yield made


def checks(here: TestInstallation) -> SqlLastChecks:
    return SqlLastChecks(here.installation.engines.writing, here.installation.engines.reading)


def last_after(here: TestInstallation, nightly: Nightly) -> LastCheck | None:
    nightly.begin_if_due()
    if nightly._thread is not None:
        nightly._thread.join(60)
        assert not nightly._thread.is_alive()
    return checks(here).last()


@pytest.mark.parametrize(
    ("last", "began", "now", "due"),
    [
        (None, NIGHT, NIGHT, True),
        (NIGHT - timedelta(hours=24), NIGHT - timedelta(days=9), NIGHT, True),
        (NIGHT - timedelta(hours=1), NIGHT - timedelta(days=9), NIGHT, False),
        (NIGHT, NIGHT - timedelta(days=9), NIGHT + timedelta(hours=10), False),
        (None, NIGHT + timedelta(hours=6), NIGHT + timedelta(hours=6, minutes=5), False),
        (None, NIGHT + timedelta(hours=6), NIGHT + timedelta(hours=7, minutes=5), True),
        (NIGHT, NIGHT - timedelta(days=9), NIGHT + timedelta(hours=31), True),
        (NIGHT + timedelta(days=900), NIGHT - timedelta(days=9), NIGHT, True),
    ],
)
def test_it_is_due_once_a_night_and_by_day_only_when_it_was_missed(
    last: datetime | None, began: datetime, now: datetime, due: bool
) -> None:
    assert is_due(last, began, now) is due


def test_the_worker_checks_at_night_and_says_when(here: TestInstallation) -> None:
    here.publish()
    nightly = Nightly(here.installation)
    assert last_after(here, nightly) is None

    here.clock.now = NIGHT
    assert last_after(here, nightly) == LastCheck(NIGHT, 0, "")

    here.clock.pass_by(minutes=30)
    assert last_after(here, nightly) == LastCheck(NIGHT, 0, "")
    here.clock.pass_by(hours=24)
    assert last_after(here, nightly) == LastCheck(NIGHT + timedelta(hours=24, minutes=30), 0, "")
    counted = what_waits(here.installation.engines.reading, here.services.now)
    assert (counted["check_wrong"], counted["check_age_hours"]) == (0.0, 0.0)
    assert _last_check(here.installation).judgement is Judgement.WELL


def test_a_consent_event_changed_behind_the_programs_back_is_found_in_the_night(
    here: TestInstallation, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here.publish()
    # With the program's own library: two of them in one process take each other's locks away.
    connection = sqlite_dbapi().connect(home / "memorial.sqlite3", isolation_level=None)
    connection.execute("DROP TRIGGER consent_event_no_update")
    connection.execute("UPDATE consent_event SET to_audience = 'archive' WHERE seq = 1")
    connection.close()
    here.clock.now = NIGHT

    last = last_after(here, Nightly(here.installation))

    assert last is not None and last.wrong >= 2 and {"chain", "consent"} <= set(last.kinds.split(", "))
    assert "the nightly check found" in caplog.text and "Ayla" not in caplog.text
    counted = what_waits(here.installation.engines.reading, here.services.now)
    assert counted["check_wrong"] == last.wrong
    found = _last_check(here.installation)
    assert found.judgement is Judgement.UNSAFE and "chain" in found.what


def test_a_check_that_did_not_come_for_two_days_is_unsafe(here: TestInstallation) -> None:
    assert _last_check(here.installation).judgement is Judgement.NOTE
    checks(here).note(LastCheck(here.clock.now, 0, ""))
    here.clock.pass_by(hours=49)

    assert _last_check(here.installation).judgement is Judgement.UNSAFE


def test_what_was_only_under_way_is_not_wrong(here: TestInstallation, monkeypatch: pytest.MonkeyPatch) -> None:
    from memorial.application import nightly
    from memorial.application.checking import Wrong

    rounds = iter([[Wrong("file", "a"), Wrong("chain", "b")], [Wrong("chain", "b")]])
    monkeypatch.setattr(nightly, "check", lambda *_a, **_k: iter(next(rounds)))

    assert check_and_note(here.services, None, checks(here)) == [Wrong("chain", "b")]  # type: ignore[arg-type]


def test_the_worker_goes_on_and_ends_while_a_check_is_under_way(here: TestInstallation) -> None:
    for _ in range(5):
        here.publish()
    nightly = Nightly(here.installation)
    here.clock.now = NIGHT
    worker = Worker(here.installation, None, nightly)
    worker.round()
    began = time.monotonic()

    worker.leave()

    assert time.monotonic() - began < 5
    assert nightly._thread is not None and not nightly._thread.is_alive()


def test_the_command_leaves_its_outcome_for_the_doctor(ready: Run) -> None:
    assert ready("check").code == 0

    assert "and nothing was wrong" in ready("doctor").out
