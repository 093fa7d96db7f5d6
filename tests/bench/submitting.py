"""Goal 7: acknowledged, durable submissions over HTTP beside bare durable commits of the same database library."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from memorial import bootstrap
from tests.bench.fictional import Writer
from tests.bench.figures import Goal, Side, ratio, spread
from tests.bench.load_client import CONNECTIONS, Answer, Connection, Load, LoadFailed, request, send_all
from tests.bench.loading import SLUG, Loaded, settings_for
from tests.bench.processes import cpu_seconds
from tests.bench.reading import WORKERS
from tests.servers.application import MemorialServer

SHARE = f"/en/{SLUG}/share"
BARE_SECONDS = 0.5
_FIELD = re.compile(rb'<input[^>]*\bname="(csrf_token|idempotency_key|payload)"[^>]*\bvalue="([^"]*)"')


def submitting(loaded: Loaded, folder: Path, rounds: int, in_a_round: int) -> list[Goal]:
    """Drafts are filled in first, page by page, as families do; then only the last step, "Send and agree", is timed."""
    before = _remembrances(loaded)
    with MemorialServer(loaded.home, workers=WORKERS) as server:
        ready, filling = asyncio.run(_filled_in(server.port, (rounds + 1) * in_a_round))
        ours, bare = Side("sent"), Side("bare commits")
        for number in range(rounds + 1):
            some = ready[number * in_a_round : (number + 1) * in_a_round]
            used = cpu_seconds(server.pid)
            sent = asyncio.run(send_all(server.port, some, _acknowledged))
            used = cpu_seconds(server.pid) - used
            commits = bare_commits(folder / "bare.sqlite3")
            if number:  # the first round warms up
                ours.rates.append(sent.requests / sent.seconds)
                ours.cpu.append(used / sent.requests * 1000)
                bare.rates.append(commits.requests / commits.seconds)
    lost = before + len(ready) - _remembrances(loaded)
    if lost:
        raise LoadFailed(f"{lost} acknowledged submissions are not in the database")
    ratios = ratio(ours.rates, bare.rates)
    whole = 1 / (1 / filling + 1 / statistics.median(ours.rates))
    told = f"{spread(ratios, '.3f')}; {ours}; {bare}; whole journeys of twelve requests: {whole:,.0f}/s"
    what = "durable submissions ÷ bare durable commits, two workers, form token and consent ledger on"
    return [Goal("7", what, 0.15, True, statistics.median(ratios), ".3f", told)]


def _acknowledged(answer: Answer) -> bool:
    return answer.status == 303 and answer.headers.get("location", "").endswith("/share/done")


def _remembrances(loaded: Loaded) -> int:
    installation = bootstrap.build(settings_for(loaded.home))
    try:
        with installation.services.unit_of_work(read_only=True) as uow:
            return sum(1 for _ in uow.remembrances.ids(loaded.memorial_id))
    finally:
        installation.close()


def bare_commits(path: Path) -> Load:
    """One short row in each transaction, durable (write-ahead log, `synchronous=FULL`), as fast as one thread can."""
    from memorial.adapters.db.sqlite import sqlite_dbapi

    with closing(sqlite_dbapi().connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS line (words TEXT)")
        begun, done = time.perf_counter(), 0
        while time.perf_counter() - begun < BARE_SECONDS:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO line VALUES ('a few words')")
            connection.execute("COMMIT")
            done += 1
        return Load(done, time.perf_counter() - begun)


async def _filled_in(port: int, count: int) -> tuple[list[bytes], float]:
    """The last requests of so many families, ready to be sent, and how many families a second came so far."""
    writer, waiting, ready = Writer(11, count), iter(range(count)), list[bytes]()

    async def some() -> None:
        for _ in waiting:
            family = Family(await Connection.open(port))
            ready.append(await family.until_check(writer.text().words, writer.name()))
            family.connection.close()

    begun = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(CONNECTIONS)))
    return ready, count / (time.perf_counter() - begun)


@dataclass
class Family:
    """One browser: a connection, its cookie, and the hidden fields of the page it is on."""

    connection: Connection
    cookie: str = ""
    hidden: dict[str, str] = field(default_factory=dict)

    async def until_check(self, story: str, name: str) -> bytes:
        """Every page up to the last one, seen and answered; what remains to be sent."""
        await self._see(SHARE)
        await self._answer(SHARE, {"person_id": "", "keep": ""})
        await self._step("who", {"about": "person", "person_name": name, "as_written": "yes"})
        await self._step("say", {"story": story, "story_language": "en"})
        await self._step("choices", {"audience": "public", "person_name_shown": "full", "signature": "none"})
        await self._see(f"{SHARE}/check")
        return self._request(f"{SHARE}/check", {})

    async def _step(self, name: str, answers: Mapping[str, str]) -> None:
        await self._see(f"{SHARE}/{name}")
        await self._answer(f"{SHARE}/{name}", answers)

    async def _see(self, path: str) -> None:
        answer = await self._ask(request("GET", path, {"Cookie": self.cookie}))
        if answer.status != 200:
            raise LoadFailed(f"{path}: {answer.status}")
        self.hidden = {name.decode(): value.decode() for name, value in _FIELD.findall(answer.body)}

    async def _answer(self, path: str, answers: Mapping[str, str]) -> None:
        answer = await self._ask(self._request(path, answers))
        if answer.status != 303:
            raise LoadFailed(f"{path}: {answer.status} {answer.body[:2000]!r}")

    def _request(self, path: str, answers: Mapping[str, str]) -> bytes:
        return request("POST", path, {"Cookie": self.cookie}, urlencode({**self.hidden, **answers}).encode())

    async def _ask(self, asked: bytes) -> Answer:
        answer = await self.connection.ask(asked)
        if set_cookie := answer.headers.get("set-cookie"):
            self.cookie = set_cookie.partition(";")[0]
        return answer
