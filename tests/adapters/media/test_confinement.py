"""What a child that reads pictures can no longer do."""

from __future__ import annotations

import json
import sys

import pytest

from memorial.adapters.media.conversation import converse
from memorial.adapters.media.images import standing_walls

_TRIALS = """
import json, os, resource, socket
from memorial.adapters.media.confinement import Allowance, confine
walls = confine(Allowance(memory=300 << 20, cpu_seconds=5, wall_seconds=9.5))

def fails(attempt):
    try:
        attempt()
    except Exception as error:
        return type(error).__name__
    return ""

def connect():
    with socket.socket() as line:
        line.settimeout(1)
        line.connect(("127.0.0.1", PORT))

print(json.dumps({
    "walls": walls,
    "read": fails(lambda: open("/etc/passwd").read()),
    "list": fails(lambda: os.listdir("/")),
    "write": fails(lambda: open("/tmp/memorial-confinement-trial", "w").write("x")),
    "run": fails(lambda: os.execv("/bin/true", ["true"])),
    "connect": fails(connect),
    "allocate": fails(lambda: bytearray(400 << 20)),
    "limits": [resource.getrlimit(which) for which in
               (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)],
    "raise": fails(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))) if os.getuid() else "ValueError",
}))
"""


@pytest.fixture(scope="module")
def trials() -> dict[str, object]:
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        program = f"PORT = {listening.getsockname()[1]}\n" + _TRIALS
        answer = converse((sys.executable, "-P", "-s", "-c", program), [], seconds=30, longest=10_000)
    return dict(json.loads(answer.content))


def _stands(trials: dict[str, object], wall: str) -> None:
    walls = trials["walls"]
    assert isinstance(walls, list)
    if wall not in walls:
        pytest.skip(f"this kernel or container offers no wall of the kind {wall!r}")


def test_the_limits_hold(trials: dict[str, object]) -> None:
    _stands(trials, "limits")

    assert trials["limits"] == [[300 << 20] * 2, [5, 5], [0, 0], [0, 0]]
    assert trials["allocate"] == "MemoryError"


def test_no_file_can_be_read_listed_written_or_run(trials: dict[str, object]) -> None:
    _stands(trials, "files")

    assert [trials[attempt] for attempt in ("read", "list", "write", "run")] == ["PermissionError"] * 4


def test_nobody_can_be_called(trials: dict[str, object]) -> None:
    _stands(trials, "network")

    assert trials["connect"] in ("OSError", "PermissionError")


def test_limits_cannot_be_raised_again(trials: dict[str, object]) -> None:
    assert trials["raise"] in ("ValueError", "PermissionError")


def test_the_limits_always_stand_around_a_child_that_reads_pictures() -> None:
    assert "limits" in standing_walls()
