"""Background work: it publishes, opens, forgets and sends in its time, one worker at a time, whatever fails."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial.adapters.db.waiting import what_waits
from memorial.adapters.single_instance import SingleInstance
from memorial.application import receipt
from memorial.application.ports.mail import Note
from memorial.settings import load_settings
from memorial.vocabulary import Decision
from memorial.worker import LONGEST_PAUSE, SHORTEST_PAUSE, Worker, run
from tests.installations import TestInstallation, installation, on_postgresql
from tests.servers.postgres import PostgresServer


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home, MEMORIAL_UNDO_MINUTES="10") as made:
        yield made


def test_what_was_accepted_is_published_when_the_undo_time_is_over(here: TestInstallation) -> None:
    _, given = here.give()
    here.decide(given)
    worker = Worker(here.installation, None)

    here.clock.pass_by(minutes=9)
    worker.round()
    before = here.shown()
    here.clock.pass_by(minutes=2)
    done = worker.round()

    assert (before, len(here.shown()), done) == ([], 1, 1)


def test_an_embargo_opens_by_the_readings_that_the_worker_makes(here: TestInstallation) -> None:
    _, given = here.give(audience="until", embargo_until="2026-03-03")
    here.decide(given)
    worker = Worker(here.installation, None)

    for _ in range(24 * 6):
        here.clock.pass_by(minutes=10)
        worker.round()
        if here.clock.now.day == 2:
            assert here.shown() == []

    assert len(here.shown()) == 1


def test_a_failing_task_stops_neither_the_others_nor_the_worker(
    here: TestInstallation, caplog: pytest.LogCaptureFixture
) -> None:
    code, given = here.give()
    receipt.leave_address(here.services, code, "relative@example.org")
    here.decide(given, Decision.ASK, message="Which pier?")

    def broken(note: Note, address: str) -> None:
        raise RuntimeError("the post office burned down")

    worker = Worker(here.installation, broken)
    with caplog.at_level(logging.ERROR):
        worker.round()
        worker.round()

    assert "background work failed and is tried again: mail" in caplog.text
    assert here.installation.services.unit_of_work is not None


def test_it_rests_longer_the_less_there_is_to_do(here: TestInstallation) -> None:
    worker = Worker(here.installation, None)

    pauses = [worker.pause(0) for _ in range(20)]

    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert worker.pause(1) == SHORTEST_PAUSE


def test_a_clock_that_goes_back_does_not_stop_what_is_done_at_times(here: TestInstallation) -> None:
    worker, seen = Worker(here.installation, None), list[int]()
    worker._every(60, "seen", lambda: seen.append(1))
    here.clock.pass_by(days=-300)

    worker._every(60, "seen", lambda: seen.append(2))
    worker._every(60, "seen", lambda: seen.append(3))

    assert seen == [1, 2]


def test_unfinished_files_go_after_a_day(here: TestInstallation) -> None:
    folder = here.installation.settings.home / "files" / "vault"
    old, young = folder / "old.part", folder / "young.part"
    for path in (old, young):
        path.write_bytes(b"half of it")
    stamp = here.clock.now.timestamp()
    os.utime(old, (stamp - 100_000, stamp - 100_000))
    os.utime(young, (stamp, stamp))

    Worker(here.installation, None).round()

    assert (old.exists(), young.exists()) == (False, True)


def test_one_holds_the_lock_at_a_time(here: TestInstallation, tmp_path: Path) -> None:
    engine = here.installation.engines.writing
    first, second = (SingleInstance(engine, tmp_path / "lock") for _ in range(2))

    held = (first.acquire(), second.acquire(), first.acquire())
    first.release()

    assert held == (True, False, True)
    assert second.acquire()
    second.release()


def test_one_holds_the_lock_at_a_time_on_postgresql(home: Path, postgres_server: PostgresServer) -> None:
    with installation(home, **on_postgresql(postgres_server)) as here:
        engine = here.installation.engines.writing
        first, second = (SingleInstance(engine, home / "unused") for _ in range(2))

        held = (first.acquire(), second.acquire(), first.acquire())
        first.release()
        freed = second.acquire()
        second.release()

    assert (held, freed) == ((True, False, True), True)
    assert not (home / "unused").exists()


def test_a_second_worker_waits_and_takes_over(here: TestInstallation, home: Path) -> None:
    settings = load_settings({"MEMORIAL_HOME": str(home)})
    held = SingleInstance(here.installation.engines.writing, home / "worker.lock")
    held.acquire()
    stop = threading.Event()
    waiting = threading.Thread(target=run, args=(settings, stop))
    waiting.start()
    try:
        time.sleep(1)
        idle = here_clock_was_read(here)
        held.release()
        end = time.monotonic() + 20
        while not here_clock_was_read(here) and time.monotonic() < end:
            time.sleep(0.05)
        busy = here_clock_was_read(here)
    finally:
        stop.set()
        waiting.join(20)

    assert (idle, busy) == (False, True)


def here_clock_was_read(here: TestInstallation) -> bool:
    from sqlalchemy import func, select

    from memorial.adapters.db.tables import trusted_clock

    with here.installation.engines.reading.connect() as connection:
        return bool(connection.execute(select(func.count()).select_from(trusted_clock)).scalar_one())


def test_what_waits_is_counted_and_nothing_else(here: TestInstallation) -> None:
    code, first = here.give()
    here.give()
    receipt.leave_address(here.services, code, "relative@example.org")
    here.decide(first, Decision.ASK, message="Which pier?")

    counted = what_waits(here.installation.engines.reading, here.services.now)

    unchecked = {"check_wrong": -1.0, "check_age_hours": -1.0, "restore_proved_age_hours": -1.0}
    files = {"files_damaged": 0.0, "files_unread": 0.0}
    assert counted == {"queue_length": 1.0, "jobs_due": 0.0, "mail_waiting": 1.0, **files, **unchecked}
