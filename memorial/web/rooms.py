"""The places and turns of one worker: who may be held, who may work now, in order of rank; counted under one lock."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment


class Rank(IntEnum):
    """Who is let in first."""

    TAKING_BACK = 0
    DESK = 1
    GIVING = 2
    READING = 3
    LISTENING = 4


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
    # Pictures, and what is heard and seen, after all pages. What a player asks for is small and never slow to send; who
    # fetches a whole recording over a slow line holds a place, and others are told to come again.
    Rank.LISTENING: Room(112, 64, 10.0, sending=1, large=32),
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
    if first == "media":
        return Rank.LISTENING
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
