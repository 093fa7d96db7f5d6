"""What happens when more people come than can be answered: readers are asked to wait first, taking back comes last.

The server gives each worker many threads, and this layer lets only a few of them work at a time. The others wait here,
in order of rank, or for what a browser still sends. So a slow connection holds a thread that costs nothing, and a flood
of one kind fills the places of that kind alone. Whom there is no place for gets a small ready page at once.
"""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from memorial.web.limits import AWAY, network_of

if TYPE_CHECKING:
    from types import TracebackType
    from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_JOINED = 8 * 1024 * 1024
"""Answers up to so many bytes are handed to the server whole: a slow reader then holds no thread."""

Answer = Callable[["WSGIEnvironment", "StartResponse"], "Iterable[bytes] | None"]


class Rank(IntEnum):
    """Who is let in first."""

    TAKING_BACK = 0
    GIVING = 1
    READING = 2


@dataclass(frozen=True)
class Room:
    """How many requests of a rank one worker holds at a time, how many of one network, and how long one waits.

    `sending`: how many of them may be waiting for what a browser still sends, so that slow ones leave places to others.
    """

    places: int
    of_one_network: int
    seconds: float
    sending: int = 1000


ROOMS: Mapping[Rank, Room] = {
    Rank.TAKING_BACK: Room(64, 48, 30.0, sending=48),
    Rank.GIVING: Room(112, 64, 60.0, sending=80),
    Rank.READING: Room(64, 48, 5.0, sending=8),
}
THREADS_TO_REFUSE_WITH = 8


def threads_needed(rooms: Mapping[Rank, Room] = ROOMS) -> int:
    """How many threads a worker's server needs, so that each place can be taken and whoever finds none is told."""
    return sum(room.places for room in rooms.values()) + THREADS_TO_REFUSE_WITH


def rank_of(environ: WSGIEnvironment) -> Rank:
    """By address alone. The desk ranks with the families: it is where something is taken down in a hurry."""
    parts = environ.get("PATH_INFO", "").split("/", 4)
    first = parts[1] if len(parts) > 1 else ""
    if first in ("receipt", "leave"):
        return Rank.TAKING_BACK
    if first == "desk" or any(part in ("share", "concern") for part in parts[2:4]):
        return Rank.GIVING
    return Rank.READING


@dataclass(eq=False)
class _Waiting:
    rank: Rank
    let_in: bool = False
    called: threading.Event = field(default_factory=threading.Event)


class Gate:
    """Lets at most `slots` requests of a worker work at a time. Safe in many threads.

    Only taking back may use every slot: of readers, and of those who give, one less works at a time.
    """

    def __init__(self, slots: int, rooms: Mapping[Rank, Room] = ROOMS) -> None:
        self._slots, self._rooms = slots, rooms
        self._most = {rank: slots if rank is Rank.TAKING_BACK else max(1, slots - 1) for rank in Rank}
        self._working, self._working_of = 0, dict.fromkeys(Rank, 0)
        self._held = dict.fromkeys(Rank, 0)
        self._held_of: dict[tuple[Rank, str], int] = {}
        self._sending: dict[tuple[Rank, str], int] = {}
        self._returning: deque[_Waiting] = deque()
        self._queues: dict[Rank, deque[_Waiting]] = {rank: deque() for rank in Rank}
        self._waiting = 0
        self._lock = threading.Lock()

    def enter(self, rank: Rank, network: str, *, sends: bool = False) -> Ticket | None:
        """A place for one request, and its turn to work; None where there is no place or the turn took too long."""
        room, of_network = self._rooms[rank], (rank, network)
        with self._lock:
            of_one = self._held_of.get(of_network, 0)
            if self._held[rank] >= room.places or of_one >= room.of_one_network:
                return None
            if sends and not self._may_send(of_network, room.sending):
                return None
            self._held[rank] += 1
            self._held_of[of_network] = of_one + 1
            waiting = self._start(rank, self._queues[rank])
        if waiting is None or self._called(waiting, room.seconds):
            return Ticket(self, rank, network)
        with self._lock:
            self._give_place_back(rank, network)
        return None

    def leave(self, ticket: Ticket) -> None:
        with self._lock:
            self._stop(ticket.rank)
            self._give_place_back(ticket.rank, ticket.network)

    def _may_send(self, of_network: tuple[Rank, str], most: int) -> bool:
        """Whether so few are slow at sending that one more may be; of one network, half as many."""
        slow = sum(count for (rank, _), count in self._sending.items() if rank is of_network[0])
        return slow < most and self._sending.get(of_network, 0) < max(1, most // 2)

    def await_sending(self, ticket: Ticket, by: int) -> None:
        """`by`: 1 where a wait for the browser begins, -1 where it ends."""
        of_network = (ticket.rank, ticket.network)
        with self._lock:
            left = self._sending.pop(of_network, 0) + by
            if left:
                self._sending[of_network] = left

    def pause(self, ticket: Ticket) -> None:
        """Let others work while this one waits for something else. Its place is kept."""
        with self._lock:
            self._stop(ticket.rank)

    def resume(self, ticket: Ticket) -> None:
        """Before all who have not begun, and however long it takes."""
        with self._lock:
            waiting = self._start(ticket.rank, self._returning)
        if waiting is not None:
            waiting.called.wait()

    def _start(self, rank: Rank, queue: deque[_Waiting]) -> _Waiting | None:
        """None where work begins now. (With the lock held, as all that follows.)"""
        if self._fits(rank) and not (self._waiting and self._somebody_before(rank, queue)):
            self._begin(rank)
            return None
        waiting = _Waiting(rank)
        queue.append(waiting)
        self._waiting += 1
        return waiting

    def _called(self, waiting: _Waiting, seconds: float) -> bool:
        if waiting.called.wait(seconds):
            return True
        with self._lock:
            if not waiting.let_in:
                self._queues[waiting.rank].remove(waiting)
                self._waiting -= 1
            return waiting.let_in

    def _begin(self, rank: Rank) -> None:
        self._working += 1
        self._working_of[rank] += 1

    def _stop(self, rank: Rank) -> None:
        self._working -= 1
        self._working_of[rank] -= 1
        if self._waiting:
            self._call_next()

    def _give_place_back(self, rank: Rank, network: str) -> None:
        self._held[rank] -= 1
        left = self._held_of.pop((rank, network)) - 1
        if left:  # no network is remembered for longer than its requests
            self._held_of[rank, network] = left

    def _fits(self, rank: Rank) -> bool:
        return self._working < self._slots and self._working_of[rank] < self._most[rank]

    def _somebody_before(self, rank: Rank, queue: deque[_Waiting]) -> bool:
        """Whether somebody waits who comes first and could work now."""
        if any(self._fits(one.rank) for one in self._returning):
            return True
        return queue is not self._returning and any(
            self._queues[one] and self._fits(one) for one in Rank if one <= rank
        )

    def _call_next(self) -> None:
        for queue in (self._returning, *self._queues.values()):
            for waiting in list(queue):
                if self._working >= self._slots:
                    return
                if self._fits(waiting.rank):
                    queue.remove(waiting)
                    self._waiting -= 1
                    self._begin(waiting.rank)
                    waiting.let_in = True
                    waiting.called.set()
                elif queue is not self._returning:
                    break  # all who wait here have the same rank


class Ticket:
    """One request's place and turn."""

    __slots__ = ("_gate", "network", "rank")

    def __init__(self, gate: Gate, rank: Rank, network: str) -> None:
        self._gate, self.rank, self.network = gate, rank, network

    @contextmanager
    def away(self) -> Iterator[None]:
        """While the request only waits, somebody else works."""
        self._gate.pause(self)
        try:
            yield
        finally:
            self._gate.resume(self)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """The same while it waits for what its browser still sends."""
        self._gate.await_sending(self, 1)
        try:
            with self.away():
                yield
        finally:
            self._gate.await_sending(self, -1)


class _SlowInput:
    """What a browser sends. Whoever waits for it lets others work meanwhile."""

    def __init__(self, source: InputStream, ticket: Ticket) -> None:
        self._source, self._ticket = source, ticket

    def read(self, size: int = -1, /) -> bytes:
        with self._ticket.sending():
            return self._source.read(size)

    def readline(self, size: int = -1, /) -> bytes:
        with self._ticket.sending():
            return self._source.readline(size)

    def readlines(self, hint: int = -1, /) -> list[bytes]:
        with self._ticket.sending():
            return self._source.readlines(hint)

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line


class Overload:
    """Stands before all surfaces.

    `kept` answers a reader from memory, or gives None; it is asked before one is sent away.
    """

    def __init__(self, app: WSGIApplication, gate: Gate, busy: BusyPages, *, kept: Answer | None = None) -> None:
        self._app, self._gate, self._busy, self._kept = app, gate, busy, kept
        self._answering_kept = threading.BoundedSemaphore(2)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        rank = rank_of(environ)
        sends = environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        ticket = self._gate.enter(rank, network_of(environ), sends=sends)
        if ticket is not None:
            try:
                environ[AWAY] = ticket.away
                if sends:
                    environ["wsgi.input"] = _SlowInput(environ["wsgi.input"], ticket)
                return _whole(self._app, environ, start_response)
            finally:
                self._gate.leave(ticket)
        if rank is Rank.READING and (answer := self._from_memory(environ, start_response)) is not None:
            return answer
        return self._busy(environ, start_response)

    def _from_memory(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes] | None:
        if self._kept is None or not self._answering_kept.acquire(timeout=1):
            return None
        try:
            return self._kept(environ, start_response)
        finally:
            self._answering_kept.release()


def _whole(app: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The answer in one piece, made within the request's turn; only a very large one goes out bit by bit after it."""
    started = _Started()
    chunks = app(environ, started)
    if isinstance(chunks, list):
        start_response(started.status, started.headers)
        return chunks
    pieces: list[bytes] = []
    length = 0
    source = iter(chunks)
    try:
        for piece in source:
            pieces.append(piece)
            length += len(piece)
            if length > LARGEST_JOINED:
                start_response(started.status, started.headers)
                return _Rest(pieces, source, chunks)
    except BaseException:
        _close(chunks)
        raise
    _close(chunks)
    start_response(started.status, started.headers)
    return [b"".join(pieces)]


def _close(chunks: Iterable[bytes]) -> None:
    if (close := getattr(chunks, "close", None)) is not None:
        close()


class _Rest:
    """A very large answer, from its first pieces to its end."""

    def __init__(self, begun: list[bytes], source: Iterator[bytes], chunks: Iterable[bytes]) -> None:
        self._begun, self._source, self._chunks = begun, source, chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._begun
        self._begun = []
        yield from self._source

    def close(self) -> None:
        _close(self._chunks)


class _Started:
    """What an application passed to `start_response`."""

    def __init__(self) -> None:
        self.status = "500 Internal Server Error"
        self.headers: list[tuple[str, str]] = []

    def __call__(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None = None,
        /,
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, list(headers)
        return _no_writing


def _no_writing(_: bytes) -> Any:
    raise RuntimeError("write() is not supported")


@dataclass(frozen=True)
class BusyPages:
    """The ready pages for whoever is sent away: by language, for reading and for sending. English must be there."""

    reading: Mapping[str, bytes]
    sending: Mapping[str, bytes]
    headers: tuple[tuple[str, str], ...] = ()
    soonest: int = 2
    latest: int = 10

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asks = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        body = self._in_words(self.reading if asks else self.sending, environ)
        # Not all at the same moment: they would meet again.
        after = random.randint(self.soonest, self.latest)  # noqa: S311 - nothing secret
        headers = [
            *self.headers,
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Retry-After", str(after)),
        ]
        start_response("503 Service Unavailable", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @staticmethod
    def _in_words(pages: Mapping[str, bytes], environ: WSGIEnvironment) -> bytes:
        """In the language of the address, else in the first that the browser names and we have, else in English."""
        named = [environ.get("PATH_INFO", "").split("/", 2)[1:2]]
        asked = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:200].split(",")
        wanted = [*(one for found in named for one in found), *(one.partition(";")[0].strip() for one in asked)]
        for language in wanted:
            for code in (language, language.partition("-")[0]):
                if code in pages:
                    return pages[code]
        return pages["en"]
