"""Feeds a writer that pulls its pieces from a thread of its own, while they are made in the caller's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import Full, Queue

_WAITING = 8
_LOOKS_AGAIN_SECONDS = 0.1


class _BrokenOff(Exception):
    """The source of the pieces failed."""


def feed(pieces: Iterable[bytes], write: Callable[[Iterator[bytes]], object]) -> None:
    """Runs `write` over the pieces; when it returns, all of them are written.

    What makes the pieces may itself read from the store that `write` writes to, which the store's library does not
    allow within one thread. An error of either side ends both and is raised here.
    """
    feeding = _Feeding(write)
    feeding.thread.start()
    try:
        for piece in pieces:
            if not feeding.give(piece):
                break
    except BaseException:
        feeding.give(_BrokenOff())
        feeding.thread.join()
        raise
    feeding.give(None)
    feeding.thread.join()
    if feeding.problem is not None:
        raise feeding.problem


class _Feeding:
    def __init__(self, write: Callable[[Iterator[bytes]], object]) -> None:
        self._write = write
        self._waiting: Queue[bytes | _BrokenOff | None] = Queue(_WAITING)
        self.problem: BaseException | None = None
        self.thread = threading.Thread(target=self._run, name="feeding", daemon=True)

    def give(self, piece: bytes | _BrokenOff | None) -> bool:
        """False where the writer has ended: nobody takes it any more."""
        while True:
            try:
                self._waiting.put(piece, timeout=_LOOKS_AGAIN_SECONDS)
                return True
            except Full:
                if not self.thread.is_alive():
                    return False

    def _run(self) -> None:
        try:
            self._write(self._taken())
        except BaseException as problem:
            self.problem = problem

    def _taken(self) -> Iterator[bytes]:
        while (piece := self._waiting.get()) is not None:
            if isinstance(piece, _BrokenOff):
                raise piece
            yield piece
