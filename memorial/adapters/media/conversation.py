"""One question to a fresh child process and one answer, within a time and a length, whatever the child does."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

_PIECE = 1 << 16
_MODULES = str(Path(__file__).resolve().parents[3])


class TimeRanOut(Exception):
    """The child did not end in its time; it was killed."""


class SaidTooMuch(Exception):
    """The child wrote more than any honest answer holds; it was killed."""


@dataclass(frozen=True)
class Answer:
    """All that the child wrote, and its exit status (negative: the signal that ended it)."""

    content: bytes
    status: int


def converse(command: Sequence[str], question: Iterable[bytes], *, seconds: float, longest: int) -> Answer:
    """Start `command`, feed it the pieces of `question`, and return its answer of at most `longest` bytes.

    The child sees none of our environment, open files or working directory. When this returns or raises (`TimeRanOut`,
    `SaidTooMuch`, or whatever `question` raises), it has ended and been reaped. A child may stop listening early.
    """
    deadline = time.monotonic() + seconds
    process = subprocess.Popen(  # noqa: S603 - no shell, and callers pass constants
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback may quote the file
        cwd="/",
        env=environment(),
        start_new_session=True,
        bufsize=0,
    )
    try:
        listening, speaking = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        content = _exchange(listening, speaking, iter(question), deadline, longest)
        return Answer(content, process.wait(max(deadline - time.monotonic(), 0)))
    except subprocess.TimeoutExpired:
        raise TimeRanOut from None
    finally:
        _end(process)


def environment() -> dict[str, str]:
    """All that a child sees of ours: where its modules lie, and nothing secret."""
    seen = {
        "PYTHONPATH": _MODULES,
        "PYTHONUTF8": "1",
        "LC_ALL": "C",
        "MALLOC_ARENA_MAX": "1",  # each further arena would count against the memory allowed
    }
    if "LD_LIBRARY_PATH" in os.environ:  # some Pythons cannot start without it
        seen["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return seen


def _exchange(
    listening: IO[bytes], speaking: IO[bytes], question: Iterator[bytes], deadline: float, longest: int
) -> bytes:
    os.set_blocking(listening.fileno(), False)
    os.set_blocking(speaking.fileno(), False)
    answer, unsent = bytearray(), memoryview(b"")
    with selectors.DefaultSelector() as ready:
        ready.register(speaking, selectors.EVENT_READ)
        ready.register(listening, selectors.EVENT_WRITE)
        while True:
            if time.monotonic() >= deadline:
                raise TimeRanOut
            for key, _ in ready.select(max(deadline - time.monotonic(), 0)):
                if key.fileobj is speaking:
                    piece = speaking.read(_PIECE)
                    if not piece:
                        return bytes(answer)
                    answer += piece
                    if len(answer) > longest:
                        raise SaidTooMuch
                else:
                    unsent = unsent or memoryview(next(question, b""))
                    sent = _send(listening.fileno(), unsent)
                    unsent = unsent[sent:]
                    if sent == 0:
                        ready.unregister(listening)
                        listening.close()


def _send(pipe: int, piece: memoryview) -> int:
    """How many bytes the pipe took; 0 when there is nothing left to say or nobody listens."""
    try:
        return os.write(pipe, piece[:_PIECE]) if piece else 0
    except BrokenPipeError:
        return 0


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
