"""Many at once against the real server: requests at a steady rate, whatever becomes of those before."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.bench.load_client import Answer, Connection, request

PROXIED = {"MEMORIAL_PROXY_HOPS": "1"}
"""The server believes one proxy, as behind nginx; the tests are that proxy, and so come from any network they like."""

_FIELD = re.compile(rb'<input[^>]*\bname="([a-z_]+)"[^>]*\bvalue="([^"]*)"')


def network(number: int) -> str:
    """An address of the blocks that are kept for examples and tests."""
    return f"198.18.{number // 250 % 250}.{number % 250 + 1}"


@dataclass
class Seen:
    """What came back: how often each status, and how long each answer took."""

    statuses: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    unanswered: int = 0
    not_sent: int = 0
    """There was no connection free at its time: all of them were waiting for answers."""

    def share(self, *right: int) -> float:
        return sum(self.statuses[status] for status in right) / max(1, self.statuses.total() + self.unanswered)

    def took_at_most(self, share: float = 0.95) -> float:
        """So many of the answers came within these seconds."""
        ranked = sorted(self.took)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


async def at_a_rate(
    port: int, a_second: float, seconds: float, asked: Callable[[int], bytes], *, connections: int = 200
) -> Seen:
    """So many requests a second, each sent at its time. `asked` makes the request of that number."""
    seen, free = Seen(), asyncio.LifoQueue[Connection | None]()
    for _ in range(connections):
        free.put_nowait(None)
    tasks: set[asyncio.Task[None]] = set()
    begun = time.perf_counter()
    for number in range(round(a_second * seconds)):
        late = begun + number / a_second - time.perf_counter()
        if late > 0.001:
            await asyncio.sleep(late)
        elif number % 20 == 0:
            await asyncio.sleep(0)
        if free.empty():
            seen.not_sent += 1
            continue
        task = asyncio.create_task(_one(port, asked(number), free.get_nowait(), free, seen))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*list(tasks))
    while not free.empty():
        if (connection := free.get_nowait()) is not None:
            connection.close()
    await asyncio.sleep(0.1)  # until the sockets are closed
    return seen


async def _asked(port: int, asked: bytes, kept: Connection | None) -> tuple[Connection, Answer]:
    """As browsers do: on a kept connection that the server has closed meanwhile it is asked anew on a fresh one."""
    if kept is not None:
        try:
            return kept, await kept.ask(asked)
        except (OSError, asyncio.IncompleteReadError):
            kept.close()
    fresh = await Connection.open(port)
    return fresh, await fresh.ask(asked)


async def _one(
    port: int, asked: bytes, connection: Connection | None, free: asyncio.LifoQueue[Connection | None], seen: Seen
) -> None:
    began = time.perf_counter()
    try:
        connection, answer = await _asked(port, asked, connection)
    except (OSError, asyncio.IncompleteReadError):
        seen.unanswered += 1
        if connection is not None:
            connection.close()
        free.put_nowait(None)
        return
    seen.statuses[answer.status] += 1
    seen.took.append(time.perf_counter() - began)
    kept = answer.headers.get("connection") != "close"
    if not kept:
        connection.close()
    free.put_nowait(connection if kept else None)


@dataclass
class Person:
    """Somebody with a browser: a network, a cookie, the hidden fields of the last page, how long each answer took."""

    port: int
    network: str
    cookie: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    answer: Answer | None = None

    async def open(self, path: str) -> int:
        return await self._ask("GET", path)

    async def send(self, path: str, **typed: str) -> int:
        return await self._ask("POST", path, self.filled(**typed))

    def filled(self, **typed: str) -> bytes:
        return urlencode({**self.hidden, **typed}).encode()

    def headers(self) -> dict[str, str]:
        return {"X-Forwarded-For": self.network, "Cookie": self.cookie}

    async def _ask(self, method: str, path: str, body: bytes = b"") -> int:
        began = time.perf_counter()
        connection = await Connection.open(self.port)
        try:
            self.answer = await connection.ask(request(method, path, self.headers(), body))
        finally:
            connection.close()
        self.took.append(time.perf_counter() - began)
        if "set-cookie" in self.answer.headers:
            self.cookie = self.answer.headers["set-cookie"].partition(";")[0]
        if self.answer.status == 200:
            self.hidden = {name.decode(): value.decode() for name, value in _FIELD.findall(self.answer.body)}
        return self.answer.status


async def every(seconds: float, count: int, one: Callable[[int], asyncio.Future[None] | object]) -> None:
    """Begin `one(number)`, a coroutine, so often; come back when all are done."""
    running = []
    for number in range(count):
        running.append(asyncio.ensure_future(one(number)))  # type: ignore[arg-type]
        await asyncio.sleep(seconds)
    await asyncio.gather(*running)


def how_well_told_apart(these: Sequence[float], those: Sequence[float]) -> float:
    """How often one of these is larger than one of those: a half is no better than tossing a coin (AUC)."""
    ranked = sorted([(value, 0) for value in these] + [(value, 1) for value in those])
    ranks = sum(rank for rank, (_, group) in enumerate(ranked, start=1) if group == 0)
    return (ranks - len(these) * (len(these) + 1) / 2) / (len(these) * len(those))


def p95(seconds: Iterable[float]) -> float:
    ranked = sorted(seconds)
    return ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]
