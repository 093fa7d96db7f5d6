"""With PostgreSQL behind: processes of the program, and PostgreSQL itself, are killed while the memorial is in use."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import text

from memorial.adapters.single_instance import SingleInstance
from tests.conftest import StartMemorial
from tests.durability.mixed_load import MixedLoad, Told, publish_some
from tests.durability.sending import items_by_word
from tests.installations import on_postgresql
from tests.journeys.places import AT_ONCE, Place, prepare
from tests.journeys.plain_browser import PlainBrowser, Unanswered
from tests.servers.application import MemorialServer, run_memorial
from tests.servers.postgres import PostgresServer

pytestmark = [pytest.mark.journey, pytest.mark.postgres, pytest.mark.timeout(3600)]

Found = TypeVar("Found")
WORKS_AGAIN_WITHIN_SECONDS = 30


@pytest.fixture
def database() -> Iterator[PostgresServer]:
    """One that may be killed: no other test is on it. It was told not to wait for commits; the program waits itself."""
    with PostgresServer(durable=True, changed={"synchronous_commit": "off"}) as server:
        yield server


@pytest.fixture
def place(home: Path, database: PostgresServer) -> Place:
    return prepare(home, on_postgresql(database))


@pytest.mark.parametrize(
    ("give", "take_back", "kills"), [(12, 3, 3), pytest.param(1_500, 500, 1_000, marks=pytest.mark.long)]
)
def test_whatever_process_is_killed_what_was_told_holds(
    place: Place, start_memorial: StartMemorial, give: int, take_back: int, kills: int
) -> None:
    shown = publish_some(place, take_back)
    server = start_memorial(place.home, env={**place.environ, **AT_ONCE}, workers=2)

    def kill(chance: random.Random) -> str:
        way = chance.choice(["the whole server", "a web process", "a web process", "the background"])
        if way == "the whole server":
            server.kill()
            server.start()
            return way
        found = [pid for pid in children(server.pid) if is_background(pid) == (way == "the background")]
        if not found:
            return ""
        with suppress(ProcessLookupError):
            os.kill(chance.choice(found), signal.SIGKILL)
        return way

    def keep_up() -> None:
        """As the service manager does: a server whose processes die one upon the other ends."""
        if not server.running:
            server.kill()
            server.start()

    with killed_at_random(kill, kills, keep_up) as killed:
        told = MixedLoad(place, server.url, shown, give).run()

    assert killed.total() >= min(kills, 3)
    assert_it_holds(place, server, told, give)
    print(f"killed {dict(killed)}; answers {dict(told.statuses)}")


@pytest.mark.parametrize(
    ("give", "take_back", "kills"), [(8, 3, 2), pytest.param(1_000, 400, 200, marks=pytest.mark.long)]
)
def test_when_the_database_is_killed_what_was_told_holds_and_the_program_goes_on_by_itself(
    place: Place, database: PostgresServer, start_memorial: StartMemorial, give: int, take_back: int, kills: int
) -> None:
    shown = publish_some(place, take_back)
    server = start_memorial(place.home, env={**place.environ, **AT_ONCE}, workers=2)
    until(lambda: _the_background_works(place))
    processes = children(server.pid)

    def kill(chance: random.Random) -> str:
        database.kill()
        time.sleep(chance.uniform(0, 0.5))
        database.start_again()
        return "the database"

    with killed_at_random(kill, kills) as killed:
        told = MixedLoad(place, server.url, shown, give).run()

    assert killed.total() >= min(kills, 2)
    assert sorted(children(server.pid)) == sorted(processes), "no process had to begin anew"
    assert_it_holds(place, server, told, give)
    print(f"killed {dict(killed)}; answers {dict(told.statuses)}")


def assert_it_holds(place: Place, server: MemorialServer, told: Told, give: int) -> None:
    """Nothing acknowledged is lost or doubled, nothing taken back was seen afterwards, and the rest works."""
    words = [one.word for one in told.given]
    assert len(words) == give
    # The last of the kills may have been a moment ago: web processes begin anew.
    until(lambda: _answers(server))
    assert items_by_word(place, words) == dict.fromkeys(words, 1)
    assert len({one.code for one in told.given}) == give
    for one in told.given:
        with PlainBrowser(server.url) as sender:
            sender.open_receipt(one.code)
            assert one.word in sender.open("/receipt/words").text
    assert told.shown_too_long() == []
    now_shown = _published_words(place)
    assert not [word for word in told.taken_back if word in now_shown]
    assert [word for word in told.accepted if word not in now_shown] == []
    assert sorted(told.accepted) == sorted(words)
    assert any(word in page for word in words for _, page in told.seen), "visitors must have seen what is public"
    until(lambda: _the_background_works(place))
    server.stop()
    checked = run_memorial(["check"], place.home, env={**place.environ, **AT_ONCE})
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _answers(server: MemorialServer) -> bool:
    with suppress(Unanswered), PlainBrowser(server.url) as anybody:
        return anybody.ask("GET", "/readyz").status == 200
    return False


def _published_words(place: Place) -> str:
    with place.opened() as built, built.engines.reading.connect() as connection:
        bodies = connection.execute(text("SELECT body FROM published_remembrance")).scalars().all()
        names = connection.execute(text("SELECT label FROM published_person")).scalars().all()
    return " ".join([*bodies, *names])


def _the_background_works(place: Place) -> bool:
    """Whether a worker holds the lock of those who do the work."""
    with place.opened() as built:
        lock = SingleInstance(built.engines.writing, place.home / "worker.lock")
        free = lock.acquire()
        lock.release()
    return not free


def until(ask: Callable[[], Found]) -> Found:
    """What is found as soon as there is something."""
    ends = time.monotonic() + WORKS_AGAIN_WITHIN_SECONDS
    while not (found := ask()):
        assert time.monotonic() < ends
        time.sleep(0.2)
    return found


@contextmanager
def killed_at_random(
    kill: Callable[[random.Random], str], kills: int, keep_up: Callable[[], None] = lambda: None
) -> Iterator[Counter[str]]:
    """Kills so often while something is done; how often each was, by what `kill` calls it. `keep_up`: all the while."""
    done, stop, failed, chance = Counter[str](), threading.Event(), list[BaseException](), random.Random()

    def run() -> None:
        try:
            while not stop.wait(chance.uniform(0.05, 0.5)):
                keep_up()
                if done.total() < kills and (what := kill(chance)):
                    done[what] += 1
            keep_up()
        except BaseException as problem:
            failed.append(problem)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()
    if failed:
        raise failed[0]


def children(parent: int) -> list[int]:
    """The processes that one started, dead ones that nobody fetched left out."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            state, of = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if entry.name.isdecimal() and int(of) == parent and state not in "ZX":
                found.append(int(entry.name))
    return found


def is_background(pid: int) -> bool:
    with suppress(OSError):
        return b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
