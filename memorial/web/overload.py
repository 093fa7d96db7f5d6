"""What happens when more people come than can be answered: readers are asked to wait first, taking back comes last.

The server gives each worker many threads, and this layer lets only a few of them work at a time. The others wait here,
in order of rank, or for what a browser still sends. So a slow connection holds a thread that costs nothing, and a flood
of one kind fills the places of that kind alone. Whom there is no place for gets a small ready page at once.
"""

from __future__ import annotations

import random
import threading
from collections import Counter, deque
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
    DESK = 1
    GIVING = 2
    READING = 3


@dataclass(frozen=True)
class Room:
    """How many requests of a rank one worker holds at a time, how many of one network, and how long one waits.

    `sending`: how many of them may still have something to send, so that slow ones leave places to others; of one
    network two thirds. `firsts`: so many more from networks that send nothing else. `large`: how many very large
    answers may be on their way; of one network half.
    """

    places: int
    of_one_network: int
    seconds: float
    sending: int = 1000
    firsts: int = 0
    large: int = 4


ROOMS: Mapping[Rank, Room] = {
    Rank.TAKING_BACK: Room(64, 48, 30.0, sending=48, firsts=12),
    Rank.DESK: Room(48, 40, 30.0, sending=24, firsts=12, large=3),
    Rank.GIVING: Room(112, 64, 60.0, sending=72, firsts=16, large=1),
    Rank.READING: Room(64, 48, 5.0, sending=8, large=8),
}
THREADS_TO_REFUSE_WITH = 8
WAITING_FOR_KEPT = 4
"""How many wait for a page from memory: with the two who get one, fewer than the threads to refuse with."""


def threads_needed(rooms: Mapping[Rank, Room] = ROOMS) -> int:
    """How many threads a worker's server needs, so that each place can be taken and whoever finds none is told."""
    return sum(room.places for room in rooms.values()) + THREADS_TO_REFUSE_WITH


def rank_of(environ: WSGIEnvironment) -> Rank:
    """By address alone. The desk has a room of its own: it is where something is taken down in a hurry."""
    parts = environ.get("PATH_INFO", "").split("/", 4)
    first = parts[1] if len(parts) > 1 else ""
    if first in ("receipt", "leave"):
        return Rank.TAKING_BACK
    if first == "desk":
        return Rank.DESK
    if any(part in ("share", "concern") for part in parts[2:4]):
        return Rank.GIVING
    return Rank.READING


@dataclass(eq=False)
class _Waiting:
    rank: Rank
    let_in: bool = False
    called: threading.Event = field(default_factory=threading.Event)


class Gate:
    """Lets at most `slots` requests of a worker work at a time. Safe in many threads.

    Only taking back may use every slot: of readers, and of those who give, one less works at a time. The desk goes
    before those who give and uses half, so that whoever storms its door leaves the other half to them.
    """

    def __init__(self, slots: int, rooms: Mapping[Rank, Room] = ROOMS) -> None:
        self._slots, self._rooms = slots, rooms
        self._most = dict.fromkeys(Rank, max(1, slots - 1))
        self._most |= {Rank.TAKING_BACK: slots, Rank.DESK: max(1, slots // 2)}
        self._working, self._working_of = 0, dict.fromkeys(Rank, 0)
        self._held = dict.fromkeys(Rank, 0)
        self._held_of: dict[tuple[Rank, str], int] = {}
        self._sending: Counter[tuple[Rank, str]] = Counter()
        self._large: Counter[tuple[Rank, str]] = Counter()
        self._returning: deque[_Waiting] = deque()
        self._queues: dict[Rank, deque[_Waiting]] = {rank: deque() for rank in Rank}
        self._waiting = 0
        self._lock = threading.Lock()

    def enter(self, rank: Rank, network: str, *, sends: bool = False) -> Ticket | None:
        """A place for one request, and its turn to work; None where there is no place or the turn took too long.

        `sends`: whether a browser may still send something. It counts from here until `sent` or `leave`: a slow sender
        must be known before its turn, else many of them come in at once.
        """
        room, ticket = self._rooms[rank], Ticket(self, rank, network, sends=sends)
        with self._lock:
            if self._held[rank] >= room.places or self._held_of.get(ticket.whose, 0) >= room.of_one_network:
                return None
            if sends and not self._may_send(ticket.whose, room):
                return None
            self._held[rank] += 1
            self._held_of[ticket.whose] = self._held_of.get(ticket.whose, 0) + 1
            if sends:
                self._sending[ticket.whose] += 1
            waiting = self._start(rank, self._queues[rank])
        if waiting is None or self._called(waiting, room.seconds):
            return ticket
        with self._lock:
            self._sent(ticket)
            self._give_place_back(ticket)
        return None

    def leave(self, ticket: Ticket) -> None:
        """Give back all that it still has. Once is enough, and more often does nothing."""
        with self._lock:
            if ticket.left:
                return
            ticket.left = True
            if ticket.large:
                _one_less(self._large, ticket.whose)
            else:
                self._stop(ticket.rank)
            self._sent(ticket)
            self._give_place_back(ticket)

    def sent(self, ticket: Ticket) -> None:
        """Its browser has nothing more to send."""
        with self._lock:
            self._sent(ticket)

    def keep_for_large(self, ticket: Ticket) -> bool:
        """End the turn, but not the place, for an answer that goes out bit by bit; False where too many do."""
        most = self._rooms[ticket.rank].large
        with self._lock:
            on_their_way = sum(count for (rank, _), count in self._large.items() if rank is ticket.rank)
            if on_their_way >= most or self._large[ticket.whose] >= max(1, most // 2):
                return False
            self._large[ticket.whose] += 1
            ticket.large = True
            self._stop(ticket.rank)
            return True

    def _may_send(self, whose: tuple[Rank, str], room: Room) -> bool:
        """Whether so few still send that one more may. (With the lock held, as all that begin with `_`.)"""
        all_of_rank = sum(count for (rank, _), count in self._sending.items() if rank is whose[0])
        of_one = self._sending[whose]
        if not of_one:
            return all_of_rank < room.sending + room.firsts
        return all_of_rank < room.sending and of_one < max(1, room.sending * 2 // 3)

    def _sent(self, ticket: Ticket) -> None:
        if ticket.sends:
            ticket.sends = False
            _one_less(self._sending, ticket.whose)

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
        """None where work begins now."""
        if self._fits(rank) and not (self._waiting and self._somebody_before(rank, queue)):
            self._begin(rank)
            return None
        waiting = _Waiting(rank)
        queue.append(waiting)
        self._waiting += 1
        return waiting

    def _called(self, waiting: _Waiting, seconds: float) -> bool:
        """Whether its turn came in time. (This one takes the lock itself.)"""
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

    def _give_place_back(self, ticket: Ticket) -> None:
        self._held[ticket.rank] -= 1
        left = self._held_of.pop(ticket.whose) - 1
        if left:  # no network is remembered for longer than its requests
            self._held_of[ticket.whose] = left

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


def _one_less(counts: Counter[tuple[Rank, str]], whose: tuple[Rank, str]) -> None:
    counts[whose] -= 1
    if not counts[whose]:  # no network is remembered for longer than its requests
        del counts[whose]


class Ticket:
    """One request's place and turn. What it still has is the gate's to write."""

    __slots__ = ("_gate", "large", "left", "rank", "sends", "whose")

    def __init__(self, gate: Gate, rank: Rank, network: str, *, sends: bool) -> None:
        self._gate, self.rank, self.whose, self.sends = gate, rank, (rank, network), sends
        self.large = self.left = False

    @contextmanager
    def away(self) -> Iterator[None]:
        """While the request only waits, somebody else works."""
        self._gate.pause(self)
        try:
            yield
        finally:
            self._gate.resume(self)

    def sent(self) -> None:
        self._gate.sent(self)

    def keep_for_large(self) -> bool:
        return self._gate.keep_for_large(self)

    def leave(self) -> None:
        self._gate.leave(self)


class _SlowInput:
    """What a browser sends. Whoever waits for it lets others work meanwhile.

    `length`: how many bytes were announced; None where that is not known.
    """

    def __init__(self, source: InputStream, ticket: Ticket, length: int | None) -> None:
        self._source, self._ticket, self._left = source, ticket, length

    def read(self, size: int = -1, /) -> bytes:
        with self._ticket.away():
            got = self._source.read(size)
        self._note(len(got), ended=size < 0 or (size > 0 and not got))
        return got

    def readline(self, size: int = -1, /) -> bytes:
        with self._ticket.away():
            got = self._source.readline(size)
        self._note(len(got), ended=size != 0 and not got)
        return got

    def readlines(self, hint: int = -1, /) -> list[bytes]:
        with self._ticket.away():
            got = self._source.readlines(hint)
        self._note(sum(map(len, got)), ended=hint <= 0 or not got)
        return got

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _note(self, got: int, *, ended: bool) -> None:
        if self._left is not None:
            self._left -= got
            ended = ended or self._left <= 0
        if ended:
            self._ticket.sent()


class Overload:
    """Stands before all surfaces.

    `kept` answers a reader from memory, or gives None; it is asked before one is sent away.
    """

    def __init__(self, app: WSGIApplication, gate: Gate, busy: BusyPages, *, kept: Answer | None = None) -> None:
        self._app, self._gate, self._busy, self._kept = app, gate, busy, kept
        self._asking_kept = threading.BoundedSemaphore(2 + WAITING_FOR_KEPT)
        self._answering_kept = threading.BoundedSemaphore(2)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        rank = rank_of(environ)
        sends = environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        ticket = self._gate.enter(rank, network_of(environ), sends=sends)
        if ticket is not None:
            return self._let_in(environ, start_response, ticket)
        if rank is Rank.READING and (answer := self._from_memory(environ, start_response)) is not None:
            return answer
        return self._busy(environ, start_response)

    def _let_in(self, environ: WSGIEnvironment, start_response: StartResponse, ticket: Ticket) -> Iterable[bytes]:
        answer: Iterable[bytes] | None = None
        try:
            environ[AWAY] = ticket.away
            if ticket.sends:
                environ["wsgi.input"] = _SlowInput(environ["wsgi.input"], ticket, _announced(environ))
            answer = _whole(self._app, environ, start_response, ticket)
        finally:
            if not isinstance(answer, _Rest):
                ticket.leave()
        return self._busy(environ, start_response) if answer is None else answer

    def _from_memory(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes] | None:
        if self._kept is None or not self._asking_kept.acquire(blocking=False):
            return None
        try:
            if not self._answering_kept.acquire(timeout=1):
                return None
            try:
                return self._kept(environ, start_response)
            finally:
                self._answering_kept.release()
        finally:
            self._asking_kept.release()


def _announced(environ: WSGIEnvironment) -> int | None:
    length = environ.get("CONTENT_LENGTH", "")
    return int(length) if length.isascii() and length.isdecimal() else None


def _whole(
    app: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse, ticket: Ticket
) -> Iterable[bytes] | None:
    """The answer in one piece, made within the request's turn; only a very large one goes out bit by bit after it.

    None, and nothing is begun, where too many of those are on their way.
    """
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
                if not ticket.keep_for_large():
                    break
                start_response(started.status, started.headers)
                return _Rest(pieces, source, chunks, ticket)
    except BaseException:
        _close(chunks)
        raise
    _close(chunks)
    if length > LARGEST_JOINED:
        return None
    start_response(started.status, started.headers)
    return [b"".join(pieces)]


def _close(chunks: Iterable[bytes]) -> None:
    if (close := getattr(chunks, "close", None)) is not None:
        close()


class _Rest:
    """A very large answer, from its first pieces to its end. It holds a thread, and so keeps its place until then."""

    def __init__(self, begun: list[bytes], source: Iterator[bytes], chunks: Iterable[bytes], ticket: Ticket) -> None:
        self._begun, self._source, self._chunks, self._ticket = begun, source, chunks, ticket

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._begun
            self._begun = []
            yield from self._source
        finally:
            self._ticket.leave()

    def close(self) -> None:
        self._ticket.leave()
        _close(self._chunks)

    def __del__(self) -> None:
        """A server that loses its reader may forget to close; the place must come back all the same."""
        self._ticket.leave()


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
