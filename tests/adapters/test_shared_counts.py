"""Counts in a real Redis server: shared by all workers, forgotten within the hour, missed by nobody when away."""

from __future__ import annotations

import hashlib
import importlib
import secrets
import time
from collections.abc import Iterator
from typing import Any

import pytest

from memorial.adapters.shared_counts import PREFIX, RedisCounts, _Key
from memorial.web.limits import HourlyKey, InMemory
from tests.servers.ports import free_port
from tests.servers.redis import RedisServer


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with RedisServer() as server:
        yield server.url


def _library() -> Any:
    return importlib.import_module("redis")


def _counts(address: str) -> RedisCounts:
    return RedisCounts(address, InMemory(), HourlyKey().name)


def test_two_workers_count_together(address: str) -> None:
    one, other = _counts(address), _counts(address)
    key = secrets.token_hex(4)

    assert [worker.wait(key, 4, count=True) for worker in (one, other, one, other)] == [0.0] * 4
    assert 0 < one.wait(key, 4, count=True) <= 15
    assert 0 < other.wait(key, 4, count=False) <= 15


def test_asking_without_counting_leaves_nothing(address: str) -> None:
    counts, key = _counts(address), secrets.token_hex(4)

    assert {counts.wait(key, 1, count=False) for _ in range(5)} == {0.0}
    assert counts.wait(key, 1, count=True) == 0.0


def test_workers_give_a_network_the_same_name_and_the_name_tells_nothing(address: str) -> None:
    one, other = _counts(address), _counts(address)

    assert one.name("203.0.113.7") == other.name("203.0.113.7") != one.name("203.0.113.8")
    one.wait(f"searches:{one.name('203.0.113.7')}", 5, count=True)
    client = _library().Redis.from_url(address)
    kept = list(client.scan_iter())
    assert kept
    assert all(key.startswith(PREFIX.encode()) and b"203.0" not in key + client.get(key) for key in kept)


def test_nothing_outlives_the_hour(address: str) -> None:
    counts = _counts(address)
    counts.wait(f"searches:{counts.name('203.0.113.7')}", 5, count=True)
    client = _library().Redis.from_url(address)
    left = {key: client.ttl(key) for key in client.scan_iter()}

    assert all(0 < seconds <= (3600 if key.endswith(b":key") else 60) for key, seconds in left.items())


def test_while_redis_is_away_each_worker_counts_for_itself_and_nobody_waits_for_it() -> None:
    counts = _counts(f"redis://127.0.0.1:{free_port()}/0")
    began = time.monotonic()

    answers = [counts.wait("k", 3, count=True) for _ in range(50)]

    assert answers[:3] == [0.0] * 3
    assert all(0 < seconds <= 20 for seconds in answers[3:])
    assert counts.name("203.0.113.7") == counts.name("203.0.113.7")
    assert time.monotonic() - began < 2


def test_no_network_is_named_without_a_key_while_another_thread_replaces_it() -> None:
    """Each look at the key sees another one, as if a thread had taken it away in between."""
    kept = (_Key(b"k" * 32, time.monotonic() + 60), _Key(b"", 0.0))

    class ReplacedMeanwhile(RedisCounts):
        looks = 0

        @property
        def _key(self) -> _Key:  # type: ignore[override]
            self.looks += 1
            return kept[(self.looks - 1) % 2]

        @_key.setter
        def _key(self, _: _Key) -> None:
            self.looks = 0

    counts = ReplacedMeanwhile(f"redis://127.0.0.1:{free_port()}/0", InMemory(), HourlyKey().name)
    keyed, unkeyed = (
        hashlib.blake2b(b"203.0.113.7", key=key, digest_size=16).hexdigest() for key in (kept[0].value, b"")
    )

    assert counts.name("203.0.113.7") == keyed != unkeyed
