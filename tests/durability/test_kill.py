"""The server is killed at random moments while families send: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import StartMemorial
from tests.durability.sending import Acknowledged, give_until_acknowledged, items_by_word, new_word
from tests.journeys.places import AT_ONCE, Place, prepare
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.application import MemorialServer, run_memorial

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1800)]

PICTURE = Path(__file__).parents[1] / "samples" / "images" / "hopper.jpg"


@pytest.fixture
def place(home: Path) -> Place:
    return prepare(home)


@pytest.mark.parametrize(("submissions", "kills"), [(40, 5), pytest.param(300, 40, marks=pytest.mark.long)])
def test_whatever_was_acknowledged_is_there_once_after_the_server_was_killed(
    place: Place, start_memorial: StartMemorial, submissions: int, kills: int
) -> None:
    server = start_memorial(place.home, env=AT_ONCE, workers=2)
    picture = PICTURE.read_bytes()
    words = [new_word() for _ in range(submissions)]

    with _killed_at_random(server, kills) as killed, ThreadPoolExecutor(6) as families:
        sent = [
            families.submit(give_until_acknowledged, server.url, place.base, word, picture=None if n % 8 else picture)
            for n, word in enumerate(words)
        ]
        acknowledged = [one.result() for one in sent]

    assert killed.count >= min(kills, 2)
    assert items_by_word(place, words) == dict.fromkeys(words, 1)
    _assert_each_code_opens(server, acknowledged)
    server.stop()
    _assert_sound(place)
    again = sum(one.sent > 1 for one in acknowledged)
    print(f"{killed.count} kills, {submissions} acknowledged, {again} of them sent more than once")


class _killed_at_random:
    """Kills the server's whole group and starts it again, at random moments, until it has done so often enough."""

    def __init__(self, server: MemorialServer, kills: int) -> None:
        self._server, self._kills = server, kills
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._failed: BaseException | None = None
        self.count = 0

    def __enter__(self) -> _killed_at_random:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        self._thread.join()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        try:
            while self.count < self._kills and not self._stop.wait(random.uniform(0.05, 1.5)):
                self._server.kill()
                self.count += 1
                self._server.start()
        except BaseException as problem:
            self._failed = problem


def _assert_each_code_opens(server: MemorialServer, acknowledged: list[Acknowledged]) -> None:
    assert len({one.code for one in acknowledged}) == len(acknowledged)
    for one in acknowledged:
        with PlainBrowser(server.url) as family:
            family.open_receipt(one.code)
            page = family.open("/receipt/words")
            assert one.word in page.text, one.code


def _assert_sound(place: Place) -> None:
    with place.opened() as built, built.engines.reading.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    if (Path(__file__).parents[2] / "memorial" / "cli" / "checks.py").exists():
        checked = run_memorial(["check"], place.home, env=AT_ONCE)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_withdrawal_that_was_told_holds_after_a_kill(place: Place, start_memorial: StartMemorial) -> None:
    server = start_memorial(place.home, env=AT_ONCE, workers=2)
    one = give_until_acknowledged(server.url, place.base, new_word())
    family = PlainBrowser(server.url)
    family.open_receipt(one.code)

    family.press("withdraw", action="withdraw")
    server.kill()
    began = time.monotonic()
    server.start()

    assert time.monotonic() - began < 60
    page = PlainBrowser(server.url).open_receipt(one.code)
    assert 'value="return"' in page.text or "/receipt/return" in page.text
