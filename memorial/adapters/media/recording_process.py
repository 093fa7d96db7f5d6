"""A child that reads a recording, and what it writes on its way into the vault."""

from __future__ import annotations

import json
import os
import secrets
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, cast

from memorial.adapters.files.frames import sealed
from memorial.adapters.files.vault import Counted
from memorial.adapters.media.conversation import environment
from memorial.adapters.media.recording_talk import Question, pack
from memorial.adapters.sealing import KEY_BYTES
from memorial.application.ports.recordings import MediaProblem, RecordingRefused
from memorial.application.ports.secrets import ObjectMissing, ObjectTooLarge, StorageFull, Vault, VaultObject

TICK = 0.5
_PIECE = 1 << 16
_LONGEST_LINE = 1 << 16
TIME_SIGNALS = {signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL}
_CHILD = (sys.executable, "-P", "-s", "-m", "memorial.adapters.media.recording_child")


@contextmanager
def sealed_file(vault: Vault, vault_id: str) -> Iterator[int]:
    """A descriptor of the file as it lies sealed. What is kept elsewhere is fetched first, and stays sealed."""
    try:
        raw = vault.open_raw(vault_id)
    except ObjectMissing:
        raise RecordingRefused(MediaProblem.DAMAGED) from None
    with raw:
        try:
            descriptor = raw.fileno()
        except (OSError, AttributeError):
            descriptor = -1
        if descriptor >= 0:
            yield descriptor
            return
        with tempfile.TemporaryFile() as fetched:
            while piece := raw.read(1 << 20):
                fetched.write(piece)
            fetched.flush()
            yield fetched.fileno()


class Child:
    """A process that answers one question, line by line. It ends with the block."""

    def __init__(self, question: Question) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - no shell, and every word is ours
            _CHILD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may quote the file
            cwd="/",
            env=environment(),
            pass_fds=(question.file, *question.outputs.values()),
            start_new_session=True,
            bufsize=0,
        )
        self._deadline = time.monotonic() + question.wall_seconds + 10
        self._selector = selectors.DefaultSelector()
        stdin, self._stdout = cast(Any, self._process.stdin), cast(Any, self._process.stdout)
        os.set_blocking(self._stdout.fileno(), False)
        self._selector.register(self._stdout, selectors.EVENT_READ)
        self._rest = b""
        with suppress(BrokenPipeError):
            stdin.write(pack(question))
            stdin.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        end(self._process)
        self._stdout.close()

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """What it says, with an empty line every `TICK`. Raises `RecordingRefused` where it refuses or breaks down."""
        while True:
            yield {}
            if time.monotonic() > self._deadline:
                raise RecordingRefused(MediaProblem.TIMED_OUT)
            if not self._selector.select(TICK):
                continue
            piece = self._stdout.read(_PIECE)
            if piece == b"":
                break
            *whole, self._rest = (self._rest + (piece or b"")).split(b"\n")
            if len(self._rest) > _LONGEST_LINE:
                raise RecordingRefused(MediaProblem.BROKEN)
            for line in whole:
                yield _understood(line)
        status = self._process.wait(30)
        if status:
            raise RecordingRefused(MediaProblem.TIMED_OUT if -status in TIME_SIGNALS else MediaProblem.BROKEN)


def _understood(line: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(line)
        refused = MediaProblem(said["refused"]) if "refused" in said else None
    except (ValueError, TypeError, RecursionError):
        raise RecordingRefused(MediaProblem.BROKEN) from None
    if refused is not None:
        raise RecordingRefused(refused)
    return cast(Mapping[str, Any], said)


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Intake(threading.Thread):
    """Seals what comes out of a pipe into the vault, under an id that was noted before; whole, or not at all."""

    def __init__(self, vault: Vault, vault_id: str, pipe: int, *, limit: int) -> None:
        super().__init__(name="media intake", daemon=True)
        self._vault, self._id, self._pipe, self._limit = vault, vault_id, pipe, limit
        self._decided, self._good = threading.Event(), False
        self._key = secrets.token_bytes(KEY_BYTES)
        self._stored: VaultObject | None = None
        self.problem: BaseException | None = None

    def run(self) -> None:
        given = Counted(self._chunks(), self._limit)
        try:
            self._vault.put_back(self._id, sealed(given, context=self._id, key=self._key))
            self._stored = VaultObject(self._id, self._key, given.size, given.sha256)
        except BaseException as problem:
            self.problem = problem
        finally:
            os.close(self._pipe)

    def _chunks(self) -> Iterator[bytes]:
        while piece := os.read(self._pipe, _PIECE):
            yield piece
        self._decided.wait()
        if not self._good:
            raise _NotKept

    def decide(self, *, good: bool) -> None:
        """Whether all that wrote into the pipe ended well: before that nothing stands in the vault. Said once."""
        if not self._decided.is_set():
            self._good = good
            self._decided.set()

    def stored(self) -> VaultObject:
        """Now that all ended well. Raises `RecordingRefused` where it could not be kept."""
        self.decide(good=True)
        self.join()
        if self._stored is None:
            raise self.refusal()
        return self._stored

    def refusal(self) -> RecordingRefused:
        """What kept it from being kept, as a word."""
        if isinstance(self.problem, ObjectTooLarge):
            return RecordingRefused(MediaProblem.TOO_LARGE)
        return RecordingRefused(MediaProblem.NO_ROOM if isinstance(self.problem, StorageFull) else MediaProblem.FAILED)


class _NotKept(Exception):
    """What wrote into the pipe did not end well."""
