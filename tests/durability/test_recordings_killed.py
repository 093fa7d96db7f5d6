"""Workers that are killed at any moment: every recording gets its copies once, and nothing is left over."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from memorial.adapters.db.inspection import ArchiveInspection
from memorial.application import media_work
from memorial.application.checking import check
from memorial.domain.interview import MediaState, Recording, Session
from tests.installations import TestInstallation, installation
from tests.interviews import found, interview, kept, master, seal
from tests.recordings import SAMPLES

_ROOT = Path(__file__).parents[2]
_LONGEST_LIFE = 2.0


def worker(here: TestInstallation, *words: str) -> subprocess.Popen[str]:
    home = here.installation.settings.home
    command = [sys.executable, "-P", "-m", "tests.durability.recording_worker", str(home), here.clock.now.isoformat()]
    started = subprocess.Popen(
        [*command, *words], cwd=_ROOT, env={"PYTHONPATH": str(_ROOT)}, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "READY\n"
    return started


def kill_after(here: TestInstallation, seconds: float) -> None:
    """The worker alone, with the signal that nobody can catch; its children end with it."""
    running = worker(here)
    time.sleep(seconds)
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    os.kill(running.pid, signal.SIGKILL)
    running.communicate(timeout=30)
    until = time.monotonic() + 10
    while any(is_there(pid) for pid in children):
        assert time.monotonic() < until
        time.sleep(0.05)
    here.clock.pass_by(minutes=2)


def is_there(pid: str) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [1, pytest.param(16, marks=pytest.mark.long)])
def test_a_worker_that_is_killed_loses_no_recording_and_makes_none_twice(home: Path, kills: int) -> None:
    speech = (SAMPLES / "jfk.flac").read_bytes()
    with installation(home) as here:
        tapes = [Recording(f"tape{number}", master(here, speech)) for number in range(1 if kills < 10 else 6)]
        one = interview(here, sessions=(Session(1, recordings=tuple(tapes)),), seals=(seal(2000, 3000),))
        one = kept(here, one)

        dies = worker(here, "90")
        assert dies.communicate(timeout=300) == ("", None)
        assert dies.returncode == -signal.SIGKILL
        # Two copies stand in the vault, and nothing names them yet.
        assert len(set(here.services.vault.ids())) == len(tapes) + 2
        here.clock.pass_by(minutes=2)
        for _ in range(kills):
            kill_after(here, random.uniform(0.05, _LONGEST_LIFE))
        said, _ = worker(here).communicate(timeout=300)
        assert said == "IDLE\n"
        for _ in range(2):
            here.clock.pass_by(minutes=15)
            media_work.sweep(here.services)

        ready = found(here, one).recordings
        assert [recording.state for _, recording in ready] == [MediaState.READY] * len(tapes)
        assert all([copy.format for copy in recording.copies] == ["opus", "mp3"] for _, recording in ready)
        with here.services.unit_of_work(read_only=True) as uow:
            assert uow.media_jobs.listed(here.memorial.id, limit=10) == []
        assert set(here.services.vault.ids()) == set(found(here, one).vault_ids)
        assert len(set(here.installation.archive.copies.names())) == 2 * len(tapes)
        here.clock.now += timedelta(days=3)
        wrong = check(here.services, ArchiveInspection(here.installation.archive, here.clock))
        # Keys are made in dozens; those that a killed process had not given out are known to the check.
        assert [one for one in wrong if "a key that nothing names" not in one.detail] == []
