"""The failing disk of `disk.c`: built once for each run, loaded into a process that makes a child for every trial."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import IO, Any, Self

SOURCE = Path(__file__).with_name("disk.c")
PROJECT = Path(__file__).parents[3]


class How(IntEnum):
    """What happens at an operation, as `disk.c` numbers it."""

    NOTHING = 0
    FAILS_ONCE = 1
    FAILS_FROM_THEN_ON = 2
    KILLED = 3


NO_SPACE, BROKEN, OVER_QUOTA = errno.ENOSPC, errno.EIO, errno.EDQUOT


@dataclass(frozen=True)
class Fault:
    """At which of a trial's operations on the disk (from 1) what goes wrong."""

    at: int = 0
    how: How = How.NOTHING
    error: int = NO_SPACE


@dataclass(frozen=True)
class Said:
    """What the child told before it ended: each act begun and each acknowledged, and whether it was killed."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    killed: bool = False
    trouble: str = ""

    @property
    def operations(self) -> int:
        """How many operations there had been when it last said something."""
        return max((line["operations"] for line in self.lines), default=0)


class FaultyDisk:
    """A process with `disk.c` in it that stands ready to run `job` (module:function) in a fresh child, again and again.

    The job gets (home, numbers, say); `say(**words)` is told outside at once.
    """

    def __init__(self, built: Path) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")},
            "LD_PRELOAD": str(built),
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.faults.disk", str(built)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=PROJECT,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def run(self, job: str, home: Path, *, fault: Fault | None = None, log: Path | None = None, **numbers: int) -> Said:
        asked = {"job": job, "home": str(home), "fault": asdict(fault or Fault()), "log": str(log or ""), **numbers}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        lines = []
        for line in self._process.stdout:
            said = json.loads(line)
            if "ended" in said:
                return Said(lines, said["ended"] == -signal.SIGKILL, said["trouble"])
            lines.append(said)
        raise AssertionError("the process that holds the disk ended")


@cache
def build(folder: Path) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    assert compiler, "a C compiler is needed; `make test` installs one"
    built = folder / "disk.so"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", built, SOURCE, "-ldl", "-lpthread"], check=True)
    return built


def _serve(built: str, asked: IO[str]) -> None:
    """Run in the process apart: import everything once, then make a child for each request."""
    from tests.durability.faults import acts, upgrade

    jobs = {"acts": acts.run, "upgrade": upgrade.run}
    library = ctypes.CDLL(built)
    library.disk_fault.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_int]
    library.disk_operations.restype = ctypes.c_long
    for line in asked:
        request = json.loads(line)
        child = os.fork()
        if not child:
            _in_the_child(library, jobs[request.pop("job")], request)
        _, status = os.waitpid(child, 0)
        ended = os.waitstatus_to_exitcode(status)
        _tell({"ended": ended, "trouble": "" if ended in (0, -signal.SIGKILL) else f"exit code {ended}"})


def _in_the_child(library: ctypes.CDLL, job: Any, request: dict[str, Any]) -> None:
    code = 1
    try:
        fault, home, log = request.pop("fault"), request.pop("home"), request.pop("log")
        to = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if log else -1
        library.disk_watch(home.encode(), to)
        library.disk_fault(fault["at"], fault["how"], fault["error"])
        job(home=Path(home), say=lambda **said: _tell({**said, "operations": library.disk_operations()}), **request)
        code = 0
    finally:
        os._exit(code)


def _tell(said: dict[str, Any]) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


def sample(count: int, most: int, chance: Any) -> Sequence[int]:
    """So many of the operations 1 to `most`, spread over all of them."""
    if count >= most:
        return range(1, most + 1)
    step = most / count
    return sorted({int(n * step + chance.random() * step) + 1 for n in range(count)})


if __name__ == "__main__":
    _serve(sys.argv[1], sys.stdin)
