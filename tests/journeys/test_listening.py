"""Hundreds who listen at 64 kbit/s through the server itself: each hears on, and nobody's page waits for them."""

from __future__ import annotations

import os
import time

import pytest

from tests.bench.load_client import run_apart
from tests.bench.processes import pss_megabytes
from tests.conftest import StartMemorial
from tests.journeys.crowds import PROXIED, Person, network, p95
from tests.journeys.listeners import BYTES_A_SECOND, Listeners, Listening
from tests.journeys.places import Place
from tests.web.published_sound import publish_sound

pytestmark = [pytest.mark.journey, pytest.mark.alone, pytest.mark.timeout(600)]

AN_HOUR = 3600 * BYTES_A_SECOND
PAGES = ("", "wall", "names", "share", "search?q=a")
ASKED_EVERY = 0.02


@pytest.mark.parametrize(
    ("count", "seconds"), [(40, 3), pytest.param(200, 60, marks=pytest.mark.long)], ids=["40", "200"]
)
def test_listeners_keep_nobody_waiting(place: Place, start_memorial: StartMemorial, count: int, seconds: int) -> None:
    with place.opened() as installation:
        sound = publish_sound(installation, place.memorial.id, AN_HOUR)
    server = start_memorial(place.home, env=PROXIED, workers=2)
    listening = Listening(server.port, sound.address, sound.length)
    for _ in range(3):
        before, memory = run_apart(_pages(server.port, place.base, seconds)), pss_megabytes(server.pid)
        with Listeners(listening, count) as listeners:
            during, grown = run_apart(_pages(server.port, place.base, seconds)), pss_megabytes(server.pid) - memory
        heard = listeners.heard
        print(
            f"{count} listeners, {heard.statuses.total()} parts, {heard.bytes / 1e6:.1f} MB heard, {heard.late} late;"
            f" p95 of pages {before * 1000:.1f} ms before, {during * 1000:.1f} ms beside them;"
            f" {grown:+.0f} MB of memory; load {os.getloadavg()[0]:.1f}"
        )
        assert set(heard.statuses) == {206}, heard.statuses
        assert (heard.wrong, heard.broken, heard.late) == (0, 0, 0)
        assert sum(heard.statuses.values()) >= count
        if during <= max(2 * before, 0.02):
            return
    pytest.fail("the pages waited for those who listen")


async def _pages(port: int, base: str, seconds: int) -> float:
    took, until, number = list[float](), time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        began, number = time.perf_counter(), number + 1
        person = Person(port, network(20_000 + number % 40))
        assert await person.open(base + PAGES[number % len(PAGES)]) == 200
        took += person.took
        time.sleep(max(0.0, ASKED_EVERY - (time.perf_counter() - began)))
    return p95(took)
