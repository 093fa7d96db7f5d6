"""The program itself as its operators run it: a real server process, and single commands."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.ports import LOOPBACK, free_port

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 20
LOG_SHOWN_CHARACTERS = 20_000

# What a process needs from outside. All else, above all MEMORIAL_* and proxies, must come from the test.
_KEPT = ("PATH", "TMPDIR", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "COVERAGE_PROCESS_START")


_DEAD = frozenset({"Z", "X", "x"})


class ServerFailed(RuntimeError):
    """The server did not become ready or did not stop as it should; the message carries the end of its log."""


class MemorialServer:
    """`memorial serve` on a free loopback port, in a process group of its own, with all its output in one file."""

    def __init__(self, home: Path, *, env: Mapping[str, str] | None = None, workers: int = 1) -> None:
        self.home = home
        self.port = free_port()
        self.log = home.parent / f"{home.name}-serve-{self.port}.log"
        self._env = dict(env or {})
        self._workers = workers
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            error.add_note(self.log_tail())
            self.kill()
        else:
            self.stop()

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        """The process that all others of the server come from."""
        if self._process is None:
            raise ServerFailed("it is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start (again, on the same port and the same home) and return when `/readyz` answers 200."""
        if self._process is not None:
            raise ServerFailed("it was started already; stop or kill it first")
        command = ["serve", "--host", LOOPBACK, "--port", str(self.port), "--workers", str(self._workers)]
        with self.log.open("ab") as written:
            self._process = subprocess.Popen(
                _command(command),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                env=_environment(self.home, self._env),
                start_new_session=True,
            )
        self._wait_until_ready(self._process)

    def stop(self) -> int | None:
        """Ask it to end (SIGTERM), as a service manager does; its exit code, or None if it was not running.

        ServerFailed if it does not end in time or leaves a process of its group behind; both are killed first.
        """
        process, self._process = self._process, None
        if process is None:
            return None
        process.terminate()
        try:
            code = process.wait(STOPS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            _kill_group(process)
            raise ServerFailed(f"it did not stop within {STOPS_WITHIN_SECONDS} s\n{self.log_tail()}") from None
        if _group_lives(process):
            _kill_group(process)
            raise ServerFailed(f"it ended and left processes behind\n{self.log_tail()}")
        return code

    def kill(self) -> None:
        """End it and all of its group at once (SIGKILL), like a power cut; safe to repeat."""
        process, self._process = self._process, None
        if process is not None:
            _kill_group(process)

    def log_tail(self) -> str:
        """The end of what it wrote, for the one who reads a failed test."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return f"--- {self.log.name}, the end ---\n{text[-LOG_SHOWN_CHARACTERS:]}"

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < until and process.poll() is None:
            if self._answers():
                return
            time.sleep(0.05)
        ended = process.poll()
        self.kill()
        why = "it was not ready in time" if ended is None else f"it ended with {ended}"
        raise ServerFailed(f"{why}\n{self.log_tail()}")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def run_memorial(
    args: Sequence[str],
    home: Path,
    env: Mapping[str, str] | None = None,
    *,
    stdin: str = "",
    seconds: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run one command of the program to its end, with `stdin` typed into it; never raises for an exit code."""
    return subprocess.run(
        _command(args),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
        cwd=home,
        env=_environment(home, dict(env or {})),
    )


def _command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "memorial", *arguments]


def _environment(home: Path, given: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = {
        "HOME": str(home),
        "MEMORIAL_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        # A killed process must have written what it said.
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
    return kept | own | dict(given)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group, and return when it is gone: a killed process lives on for a moment."""
    until = time.monotonic() + STOPS_WITHIN_SECONDS
    while _group_lives(process) and time.monotonic() < until:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.poll()
        time.sleep(0.01)
    process.wait(STOPS_WITHIN_SECONDS)


def _group_lives(process: subprocess.Popen[bytes]) -> bool:
    """Whether any process of the group is left; the leader's number is the group's.

    Signal 0 would also find the dead whom nobody has fetched, as in containers whose first process does not.
    """
    states = [state for group, state in map(_group_and_state, _processes()) if group == process.pid]
    return any(state not in _DEAD for state in states)


def _processes() -> Iterator[Path]:
    return (entry for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def _group_and_state(entry: Path) -> tuple[int, str]:
    """From `/proc/N/stat`: after the name in brackets come state, parent, group. Nothing if it has just gone."""
    try:
        state, _, group = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:3]
    except (OSError, ValueError):
        return 0, "gone"
    return int(group), state
