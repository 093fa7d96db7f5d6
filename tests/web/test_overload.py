"""When more come than can be answered: who waits, who is let in first, and what the others get."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import Client, EnvironBuilder

from memorial.settings import project_folder
from memorial.vocabulary import Surface
from memorial.web.limits import AWAY
from memorial.web.mount import mount
from memorial.web.overload import LARGEST_JOINED, BusyPages, Overload
from memorial.web.rooms import (
    ROOMS,
    THREADS_TO_REFUSE_WITH,
    WAITING_FOR_KEPT,
    Gate,
    Rank,
    Room,
    rank_of,
    threads_needed,
)
from memorial.web.surface import SurfaceSettings, create_surface, ready_pages, safe_headers
from tests.pages import check_page

WITHIN = 10
READ, GIVE, TAKE_BACK, DESK = "/en/lake/wall", "/en/lake/share/check", "/receipt", "/desk/records"
BUSY = BusyPages({"en": b"read later", "ar": "لاحقا".encode()}, {"en": b"send later"})
SMALL = {rank: Room(places=3, of_one_network=3, seconds=WITHIN) for rank in Rank}


class Work:
    """An application whose answers wait until the test lets them go, one by one."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Semaphore(0), threading.Semaphore(0)
        self.order: list[str] = []

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.order.append(environ["PATH_INFO"])
        self.begun.release()
        assert self.go_on.acquire(timeout=WITHIN)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.begun.acquire(timeout=WITHIN)

    def finish(self, count: int) -> None:
        for _ in range(count):
            self.go_on.release()


class Crowd:
    """Requests in threads of their own."""

    def __init__(self, app: Overload, gate: Gate) -> None:
        self._app, self._gate = app, gate
        self.threads: list[threading.Thread] = []
        self.answers: list[tuple[str, int]] = []

    def ask(self, path: str, *, network: str = "203.0.113.1") -> None:
        """Come back when it works, waits, or was answered."""
        before = self._gate._waiting, self._gate._working

        def run() -> None:
            self.answers.append((path, ask(self._app, path, network=network)[0]))

        thread = threading.Thread(target=run)
        thread.start()
        self.threads.append(thread)
        until = time.monotonic() + WITHIN
        while (self._gate._waiting, self._gate._working) == before and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.001)

    def join(self) -> None:
        for thread in self.threads:
            thread.join(WITHIN)
            assert not thread.is_alive()


def ask(app: Any, path: str, *, network: str = "203.0.113.1", **more: Any) -> tuple[int, dict[str, str], bytes]:
    answer = Client(app).open(path, environ_base={"REMOTE_ADDR": network}, **more)
    return answer.status_code, dict(answer.headers), answer.data


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.finish(1000)


def busy_with(work: Work, slots: int, rooms: Any = SMALL) -> tuple[Overload, Gate, Crowd]:
    gate = Gate(slots, rooms)
    app = Overload(work, gate, BUSY)
    return app, gate, Crowd(app, gate)


@pytest.mark.parametrize(
    ("path", "rank"),
    [
        ("/receipt", Rank.TAKING_BACK), ("/receipt/erase", Rank.TAKING_BACK), ("/leave", Rank.TAKING_BACK),
        ("/en/lake/share", Rank.GIVING), ("/en/lake/share/say", Rank.GIVING), ("/lake/concern", Rank.GIVING),
        ("/desk/queue", Rank.DESK), ("/en/lake/wall", Rank.READING), ("/", Rank.READING), ("", Rank.READING),
        ("/en/lake/people/share", Rank.READING), ("/receipts", Rank.READING), ("/media/receipt", Rank.LISTENING),
    ],
)  # fmt: skip
def test_an_address_says_what_somebody_comes_for(path: str, rank: Rank) -> None:
    assert rank_of({"PATH_INFO": path}) is rank


def test_who_takes_back_goes_before_who_gives_and_both_before_who_reads(work: Work) -> None:
    _, _, crowd = busy_with(work, slots=1)
    crowd.ask(READ)
    work.wait_for(1)
    for path in (READ, GIVE, TAKE_BACK, READ, TAKE_BACK):
        crowd.ask(path)

    work.finish(6)
    crowd.join()

    assert work.order == [READ, TAKE_BACK, TAKE_BACK, GIVE, READ, READ]
    assert {status for _, status in crowd.answers} == {200}


def test_readers_and_givers_leave_one_turn_to_those_who_take_back(work: Work) -> None:
    _, _, crowd = busy_with(work, slots=2)
    crowd.ask(READ)
    work.wait_for(1)
    crowd.ask(READ)

    crowd.ask(TAKE_BACK)
    work.wait_for(1)

    assert work.order == [READ, TAKE_BACK]
    work.finish(3)
    crowd.join()


def test_a_full_room_of_readers_sends_readers_away_and_nobody_else(work: Work) -> None:
    app, _, crowd = busy_with(work, slots=1)
    for _ in range(3):
        crowd.ask(READ)

    status, headers, body = ask(app, READ)

    assert (status, body) == (503, b"read later")
    assert 2 <= int(headers["Retry-After"]) <= 10
    assert headers["Cache-Control"] == "no-store"
    crowd.ask(GIVE)
    crowd.ask(TAKE_BACK)
    work.finish(5)
    crowd.join()
    assert {status for _, status in crowd.answers} == {200}


def test_one_network_cannot_take_all_places(work: Work) -> None:
    rooms = {rank: Room(places=4, of_one_network=2, seconds=WITHIN) for rank in Rank}
    app, gate, crowd = busy_with(work, 1, rooms)
    for _ in range(2):
        crowd.ask(READ)

    assert ask(app, READ)[0] == 503
    crowd.ask(READ, network="203.0.113.2")
    work.finish(3)
    crowd.join()
    assert [status for _, status in crowd.answers] == [200] * 3
    assert gate._held_of == {}


def test_who_waited_too_long_is_told_to_come_again_and_leaves_no_gap(work: Work) -> None:
    rooms = {rank: Room(places=9, of_one_network=9, seconds=0.05) for rank in Rank}
    app, gate, crowd = busy_with(work, 1, rooms)
    crowd.ask(READ)
    work.wait_for(1)

    assert ask(app, GIVE, method="POST")[0] == 503
    work.finish(2)
    crowd.join()
    assert ask(app, READ)[0] == 200
    assert (gate._working, gate._waiting, sum(gate._held.values())) == (0, 0, 0)


def test_a_fault_gives_the_ready_page_and_the_turn_back() -> None:
    """As when the database is away, and a page is asked for its edition before any surface is."""

    def broken(environ: Any, start_response: Any) -> Iterable[bytes]:
        raise ZeroDivisionError

    gate = Gate(1)
    app = Overload(broken, gate, BUSY)
    for _ in range(3):
        status, headers, body = ask(app, READ)
        assert (status, body, headers["Cache-Control"]) == (503, b"read later", "no-store")

    assert (gate._working, sum(gate._held.values())) == (0, 0)


class SlowBody(BytesIO):
    """What a slow browser sends: its first byte comes when the test says so."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.asked, self.comes = threading.Event(), threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        self.asked.set()
        assert self.comes.wait(WITHIN)
        return super().read(size)


def test_whoever_sends_slowly_keeps_nobody_from_working() -> None:
    def reads(environ: Any, start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(100)
        start_response("200 OK", [])
        return [body]

    app, body = Overload(reads, Gate(1), BUSY), SlowBody(b"words")
    environ = EnvironBuilder(GIVE, method="POST", input_stream=body, content_length=5).get_environ()
    answered: list[bytes] = []
    slow = threading.Thread(target=lambda: answered.extend(app(environ, lambda *_: lambda _: None)))
    slow.start()
    assert body.asked.wait(WITHIN)

    assert ask(app, GIVE, method="POST", data=b"others")[2] == b"others"
    assert answered == []
    body.comes.set()
    slow.join(WITHIN)
    assert answered == [b"words"]


def test_slow_senders_fill_their_share_of_the_places_and_no_more() -> None:
    def reads(environ: Any, start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(100) if environ["REQUEST_METHOD"] == "POST" else b"page"
        start_response("200 OK", [])
        return [body]

    rooms = {rank: Room(places=9, of_one_network=9, seconds=WITHIN, sending=4) for rank in Rank}
    app, bodies, threads = Overload(reads, Gate(1, rooms), BUSY), [SlowBody(b"words") for _ in range(4)], []
    for number, body in enumerate(bodies):
        environ = EnvironBuilder(GIVE, method="POST", input_stream=body, content_length=5).get_environ()
        environ["REMOTE_ADDR"] = f"203.0.113.{number // 2}"
        threads.append(threading.Thread(target=app, args=(environ, lambda *_: lambda _: None)))
        threads[-1].start()
        assert body.asked.wait(WITHIN)
        if number == 1:
            assert ask(app, GIVE, method="POST", data=b"more", network="203.0.113.0")[0] == 503
            assert ask(app, GIVE, method="POST", data=b"more", network="203.0.113.9")[0] == 200

    assert ask(app, GIVE, method="POST", data=b"others", network="203.0.113.9")[0] == 503
    assert ask(app, GIVE)[2] == b"page"
    assert ask(app, TAKE_BACK, method="POST", data=b"mine")[2] == b"mine"
    for body, thread in zip(bodies, threads, strict=True):
        body.comes.set()
        thread.join(WITHIN)
    assert ask(app, GIVE, method="POST", data=b"others")[2] == b"others"


def test_a_burst_of_senders_is_counted_before_any_of_them_has_its_turn(work: Work) -> None:
    rooms = SMALL | {Rank.GIVING: Room(places=9, of_one_network=9, seconds=WITHIN, sending=3)}
    gate = Gate(1, rooms)
    app = Overload(work, gate, BUSY)
    crowd = Crowd(app, gate)
    crowd.ask(READ)
    work.wait_for(1)
    waiting = [threading.Thread(target=ask, args=(app, GIVE), kwargs=posted(number)) for number in range(3)]
    for thread in waiting:
        thread.start()
    until = time.monotonic() + WITHIN
    while gate._waiting < 3 and time.monotonic() < until:
        time.sleep(0.001)

    assert ask(app, GIVE, **posted(9))[0] == 503

    work.finish(9)
    for thread in waiting:
        thread.join(WITHIN)
    crowd.join()
    assert ask(app, GIVE, **posted(9))[0] == 200
    assert gate._sending == {}


def posted(number: int) -> dict[str, Any]:
    return {"method": "POST", "data": b"words", "network": f"203.0.113.{number}"}


def test_whose_body_has_been_read_no_longer_counts_as_sending() -> None:
    rooms = {rank: Room(places=9, of_one_network=9, seconds=WITHIN, sending=1) for rank in Rank}
    gate, inside, go_on = Gate(2, rooms), threading.Event(), threading.Event()

    def reads_and_works(environ: Any, start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(5)
        if body == b"first":
            inside.set()
            with environ[AWAY]():
                assert go_on.wait(WITHIN)
        start_response("200 OK", [])
        return [body]

    app = Overload(reads_and_works, gate, BUSY)
    first = threading.Thread(target=ask, args=(app, GIVE), kwargs={"method": "POST", "data": b"first"})
    first.start()
    assert inside.wait(WITHIN)

    assert ask(app, GIVE, method="POST", data=b"other")[2] == b"other"
    go_on.set()
    first.join(WITHIN)


@pytest.mark.parametrize(("full", "open_to"), [(GIVE, (DESK, TAKE_BACK)), (DESK, (GIVE, TAKE_BACK)), (READ, (DESK,))])
def test_slow_bodies_of_one_kind_close_no_other_door(full: str, open_to: tuple[str, ...]) -> None:
    gate = Gate(4)
    while gate.enter(rank_of({"PATH_INFO": full}), f"10.0.0.{gate._sending.total()}", sends=True) is not None:
        gate._stop(rank_of({"PATH_INFO": full}))  # it waits for its browser

    room = ROOMS[rank_of({"PATH_INFO": full})]
    assert room.sending <= gate._sending.total() == room.sending + room.firsts < room.places
    for path in open_to:
        assert gate.enter(rank_of({"PATH_INFO": path}), "10.0.0.1", sends=True) is not None


def test_a_few_networks_that_send_slowly_leave_places_to_a_network_that_sends_nothing_else() -> None:
    gate, room = Gate(4), ROOMS[Rank.TAKING_BACK]
    for network in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        while gate.enter(Rank.TAKING_BACK, network, sends=True) is not None:
            gate._stop(Rank.TAKING_BACK)
    # The third found its first place among those kept for newcomers, and no more.
    assert gate._sending == {
        (Rank.TAKING_BACK, "10.0.0.1"): 32,
        (Rank.TAKING_BACK, "10.0.0.2"): room.sending - 32,
        (Rank.TAKING_BACK, "10.0.0.3"): 1,
    }

    assert gate.enter(Rank.TAKING_BACK, "10.0.0.4", sends=True) is not None


def test_a_storm_at_the_door_of_the_desk_leaves_half_of_the_turns_to_the_families(work: Work) -> None:
    _, gate, crowd = busy_with(work, slots=4)
    for _ in range(3):
        crowd.ask(DESK)
    work.wait_for(2)

    crowd.ask(GIVE)
    work.wait_for(1)

    assert work.order == [DESK, DESK, GIVE]
    assert gate._waiting == 1
    work.finish(4)
    crowd.join()


LARGE = [b"x" * 1_000_000] * 20


def large_answers(most: int) -> tuple[Overload, Gate, Callable[[str], Any]]:
    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Pieces(LARGE)

    gate = Gate(1, {rank: Room(places=9, of_one_network=9, seconds=WITHIN, large=most) for rank in Rank})
    guarded = Overload(app, gate, BUSY)

    def begin(network: str) -> Any:
        environ = EnvironBuilder(READ, environ_base={"REMOTE_ADDR": network}).get_environ()
        return guarded(environ, lambda *_: lambda _: None)

    return guarded, gate, begin


def test_a_very_large_answer_keeps_its_place_until_it_is_closed_and_there_are_few_of_them() -> None:
    app, gate, begin = large_answers(2)
    answers = [begin("203.0.113.1"), begin("203.0.113.2")]

    assert (gate._working, sum(gate._held.values())) == (0, 2)
    assert ask(app, READ, network="203.0.113.3")[0] == 503
    for _ in range(2):
        answers[0].close()
    assert sum(gate._held.values()) == 1
    assert b"".join(begin("203.0.113.3")) == b"".join(LARGE)
    answers[1].close()
    assert (gate._working, gate._held_of, gate._large) == (0, {}, {})


def test_an_answer_that_says_it_is_large_goes_out_from_its_first_piece_and_nothing_waits_in_memory() -> None:
    read: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(20):
            read.append(number)
            yield b"x" * 1_000_000

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", str(20 * 1_000_000))])
        return pieces() if environ["REQUEST_METHOD"] == "GET" else iter([])

    gate = Gate(1, {rank: Room(places=9, of_one_network=9, seconds=WITHIN, large=2) for rank in Rank})
    guarded = Overload(app, gate, BUSY)
    begin = lambda method: guarded(EnvironBuilder(READ, method=method).get_environ(), lambda *_: lambda _: None)  # noqa: E731
    answer = iter(begin("GET"))
    assert (read, gate._working, sum(gate._held.values())) == ([], 0, 1)
    next(answer)
    assert read == [0]
    assert begin("HEAD") == [b""], "no place is kept for the length of what is not sent"
    assert list(begin("GET")) == [b"read later"], "one network has half of them"
    assert len(list(answer)) == 19
    assert (gate._working, gate._held_of, gate._large) == (0, {}, {})


def test_one_network_has_half_of_the_very_large_answers() -> None:
    app, _, begin = large_answers(2)
    first = begin("203.0.113.1")

    assert ask(app, READ, network="203.0.113.1")[0] == 503
    assert ask(app, READ, network="203.0.113.2")[0] == 200
    first.close()


def test_a_very_large_answer_whose_reader_is_lost_gives_its_place_back() -> None:
    _, gate, begin = large_answers(2)
    unread, half_read = begin("203.0.113.1"), iter(begin("203.0.113.2"))
    next(half_read)
    assert sum(gate._held.values()) == 2

    del unread, half_read
    gc.collect()

    assert (gate._working, gate._held_of, gate._large) == (0, {}, {})


def test_of_readers_sent_away_few_wait_for_a_page_from_memory_and_the_others_are_told_at_once() -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow_memory(environ: Any, start_response: Any) -> Iterable[bytes] | None:
        begun.release()
        assert go_on.wait(WITHIN)
        return None

    none = {rank: Room(0, 0, 0.0) for rank in Rank}
    app = Overload(Work(), Gate(1, none), BUSY, kept=slow_memory)
    app._answering_kept = Patient(app._answering_kept)  # type: ignore[assignment]
    asking = [threading.Thread(target=ask, args=(app, READ)) for _ in range(2 + WAITING_FOR_KEPT)]
    for thread in asking:
        thread.start()
    for _ in range(2):
        assert begun.acquire(timeout=WITHIN)
    for _ in range(len(asking)):
        assert app._answering_kept.asked.acquire(timeout=WITHIN)  # type: ignore[attr-defined]

    began = time.monotonic()
    assert [ask(app, READ)[0] for _ in range(20)] == [503] * 20
    assert time.monotonic() - began < 1
    go_on.set()
    for thread in asking:
        thread.join(WITHIN)
    assert 2 + WAITING_FOR_KEPT < THREADS_TO_REFUSE_WITH


class Patient:
    """A semaphore for which one waits longer, so that a slow machine changes nothing, and that says who asked."""

    def __init__(self, semaphore: Any) -> None:
        self._semaphore, self.asked = semaphore, threading.Semaphore(0)

    def acquire(self, timeout: float) -> bool:
        self.asked.release()
        return bool(self._semaphore.acquire(timeout=WITHIN))

    def release(self) -> None:
        self._semaphore.release()


def test_whoever_only_waits_lets_others_work_meanwhile() -> None:
    inside, go_on = threading.Event(), threading.Event()

    def waits(environ: Any, start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == TAKE_BACK:
            with environ[AWAY]():
                inside.set()
                assert go_on.wait(WITHIN)
        start_response("200 OK", [])
        return [b""]

    app = Overload(waits, Gate(1), BUSY)
    waiting = threading.Thread(target=ask, args=(app, TAKE_BACK))
    waiting.start()
    assert inside.wait(WITHIN)

    assert ask(app, READ)[0] == 200
    go_on.set()
    waiting.join(WITHIN)


class Pieces:
    """An answer in pieces that knows when it was closed."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces, self.closed = pieces, 0

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("pieces", [[b"a", b"b"], [], [b"x" * 1_000_000] * 20], ids=["small", "empty", "very large"])
def test_an_answer_arrives_whole_and_is_closed_once(pieces: list[bytes]) -> None:
    made = Pieces(pieces)

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("X-Kind", "pieces")])
        return made

    gate = Gate(1)
    environ, started = EnvironBuilder(READ).get_environ(), []
    answer = Overload(app, gate, BUSY)(environ, lambda *given: started.append(given))

    small = sum(map(len, pieces)) <= LARGEST_JOINED
    assert (gate._working, sum(gate._held.values())) == (0, 0 if small else 1)
    assert isinstance(answer, list) == small
    assert b"".join(answer) == b"".join(pieces)
    assert sum(gate._held.values()) == 0
    if (close := getattr(answer, "close", None)) is not None:
        close()
    assert made.closed == 1
    assert (gate._working, sum(gate._held.values()), gate._large) == (0, 0, {})
    assert started[0][:2] == ("200 OK", [("X-Kind", "pieces")])


def test_a_reader_whom_there_is_no_place_for_gets_a_page_from_memory_if_there_is_one(work: Work) -> None:
    def from_memory(environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes] | None:
        if environ["PATH_INFO"] != READ:
            return None
        start_response("200 OK", [])
        return [b"kept"]

    gate = Gate(1, SMALL)
    app = Overload(work, gate, BUSY, kept=from_memory)
    crowd = Crowd(app, gate)
    for _ in range(3):
        crowd.ask("/en/lake/search")

    assert ask(app, READ)[2] == b"kept"
    assert ask(app, "/en/lake/search")[0] == 503
    work.finish(3)
    crowd.join()


def test_the_probes_are_answered_however_many_wait(work: Work) -> None:
    gate = Gate(1, SMALL)
    app = mount(wall=work, ready=lambda: True, guarded=lambda surfaces: Overload(surfaces, gate, BUSY))
    crowd = Crowd(app, gate)  # type: ignore[arg-type]
    for _ in range(3):
        crowd.ask(READ)

    assert [ask(app, path)[0] for path in ("/healthz", "/readyz", READ)] == [200, 200, 503]
    work.finish(3)
    crowd.join()


@pytest.mark.parametrize(
    ("path", "accepted", "words"),
    [
        (READ, "", "read later"),
        ("/", "de, ar;q=0.5", "لاحقا"),
        ("/ar/lake/wall", "en", "لاحقا"),
        ("/", "ar-EG", "لاحقا"),
    ],
)
def test_who_is_sent_away_is_told_in_their_language(path: str, accepted: str, words: str) -> None:
    none = {rank: Room(0, 0, 0.0) for rank in Rank}
    app = Overload(Work(), Gate(1, none), BUSY)

    assert ask(app, path, headers={"Accept-Language": accepted})[2].decode() == words


def test_a_kept_page_whose_edition_cannot_be_asked_for_is_not_answered() -> None:
    def broken(environ: Any, start_response: Any) -> Iterable[bytes]:
        raise ConnectionError(environ["PATH_INFO"])

    app = Overload(Work(), Gate(1, {rank: Room(0, 0, 0.0) for rank in Rank}), BUSY, kept=broken)

    assert ask(app, READ)[0] == 503


def test_the_ready_page_keeps_the_rules_of_all_pages_and_says_what_became_of_the_words() -> None:
    made = create_surface(Surface.WALL, SurfaceSettings(project_folder("templates"), project_folder("static")))
    busy = BusyPages(ready_pages(made, 503), ready_pages(made, 503, kept=False), safe_headers())
    app = Overload(Work(), Gate(1, {rank: Room(0, 0, 0.0) for rank in Rank}), busy)

    for method, says in (("GET", "try again"), ("POST", "Go back with your browser")):
        answer = Client(app).open(GIVE, method=method)
        assert answer.status_code == 503
        check_page(answer.text, answer.headers, path=GIVE)
        assert says in answer.text
    assert Client(app).head(GIVE).data == b""


def test_each_worker_has_threads_for_all_places_and_some_to_refuse_with() -> None:
    places = sum(room.places for room in ROOMS.values())

    assert places < threads_needed() <= 420
    assert all(room.of_one_network >= 40 for room in ROOMS.values()), "thirty people behind one address, on one worker"
