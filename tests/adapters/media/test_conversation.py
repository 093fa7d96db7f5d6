"""Whatever a child does, the parent gets an answer or a named error in time, and the child is gone."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial.adapters.media.conversation import SaidTooMuch, TimeRanOut, converse


def child(program: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-s", "-c", program)


def children() -> set[int]:
    """The processes that this one has started and that are not reaped."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(after_name[1]) == os.getpid():
            found.add(int(status.parent.name))
    return found


@pytest.fixture(autouse=True)
def _leaves_nothing_behind() -> Iterator[None]:
    processes, files = children(), len(os.listdir("/proc/self/fd"))
    yield
    assert children() <= processes
    assert len(os.listdir("/proc/self/fd")) <= files


def test_a_long_question_and_a_long_answer_pass_through() -> None:
    echo = child("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())")
    pieces = [bytes([number]) * 100_000 for number in range(50)]

    answer = converse(echo, pieces, seconds=30, longest=10_000_000)

    assert answer.content == b"".join(pieces)
    assert answer.status == 0


def test_a_child_that_answers_while_it_listens_does_not_block() -> None:
    echo = child("import sys\nwhile piece := sys.stdin.buffer.read(4096): sys.stdout.buffer.write(piece)")

    answer = converse(echo, [bytes(3_000_000)], seconds=30, longest=3_000_000)

    assert len(answer.content) == 3_000_000


def test_a_child_that_stops_listening_may_still_answer() -> None:
    deaf = child("import os; os.close(0); os.write(1, b'enough')")

    assert converse(deaf, [bytes(1_000_000)] * 20, seconds=30, longest=100).content == b"enough"


@pytest.mark.parametrize(
    "program",
    [
        "import time; time.sleep(60)",
        "import os, time; os.close(1); time.sleep(60)",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
        "while True: pass",
    ],
)
def test_a_child_that_does_not_end_is_killed_in_time(program: str) -> None:
    begun = time.monotonic()

    with pytest.raises(TimeRanOut):
        converse(child(program), [bytes(1_000_000)], seconds=0.5, longest=100)

    assert time.monotonic() - begun < 3


def test_a_grandchild_that_holds_the_pipe_does_not_hold_the_parent() -> None:
    parting = child("import os, time\nif os.fork() == 0: time.sleep(3)")

    with pytest.raises(TimeRanOut):
        converse(parting, [], seconds=0.5, longest=100)


def test_a_child_that_talks_without_end_is_cut_off() -> None:
    with pytest.raises(SaidTooMuch):
        converse(child("import os\nwhile True: os.write(1, bytes(65536))"), [], seconds=30, longest=1_000_000)


def test_a_child_that_is_killed_says_by_which_signal() -> None:
    assert converse(child("import os; os.kill(os.getpid(), 11)"), [b"x"], seconds=30, longest=10).status == -11


def test_an_error_in_the_question_ends_the_child() -> None:
    def question() -> Iterator[bytes]:
        yield b"first"
        raise LookupError

    with pytest.raises(LookupError):
        converse(child("import sys; sys.stdin.read()"), question(), seconds=30, longest=10)


def test_the_child_sees_no_secret_no_folder_and_no_open_file_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MEMORIAL_SECRET_KEY", "not for children")
    program = "import os, json; print(json.dumps([dict(os.environ), os.getcwd(), os.listdir('/proc/self/fd')]))"
    with (tmp_path / "keys").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)

        answer = converse(child(program), [], seconds=30, longest=100_000)

    environment, folder, files = json.loads(answer.content)
    assert "not for children" not in environment.values()
    assert folder == "/"
    assert set(files) <= {"0", "1", "2", "3"}  # the fourth is the listing itself
