"""Goals 1, 2, 3, 9 and 13: what visitors ask for, over HTTP, beside a constant answer of the same server."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from memorial import bootstrap
from tests.bench import baseline
from tests.bench.figures import Goal, Side, alternate, ratio, spread
from tests.bench.load_client import ask_once, load
from tests.bench.loading import SLUG, Loaded, settings_for
from tests.bench.processes import pss_megabytes
from tests.servers.application import MemorialServer

WALL = f"/en/{SLUG}/wall"
WORKERS = 2
PAGES = 16
"""How many neighbouring pages a figure of goal 3 is taken over, so that no single text decides it."""


@dataclass(frozen=True)
class Effort:
    rounds: int
    seconds: float


def cached(loaded: Loaded, folder: Path, effort: Effort) -> list[Goal]:
    """Goals 1, 9 and 13: pages that the server keeps, with the edition number asked of the database every time."""
    threads = settings_for(loaded.home).server.threads
    with MemorialServer(loaded.home, workers=WORKERS) as server:
        page = ask_once(server.port, WALL)
        zipped = ask_once(server.port, WALL, {"Accept-Encoding": "gzip"})
        goals = []
        for told, accepted, body in (("", {}, page.body), (", gzip", {"Accept-Encoding": "gzip"}, zipped.body)):
            with baseline.running(body, folder, workers=WORKERS, threads=threads) as (raw_pid, raw_port):
                kept, raw = Side("cached page"), Side("raw WSGI")
                seconds = effort.seconds
                ours = partial(load, server.port, [WALL], seconds=seconds, headers=accepted)
                theirs = partial(load, raw_port, [baseline.RAW], seconds=seconds)
                alternate(effort.rounds, [(kept, server.pid, ours), (raw, raw_pid, theirs)])
            what = f"cached page ÷ raw WSGI body of {len(body):,} bytes{told}"
            goals.append(_by_rates("1", what, 0.5, kept, raw))
        with baseline.running(page.body, folder, workers=WORKERS, threads=threads) as (raw_pid, raw_port):
            same, empty = Side("304"), Side("raw WSGI 304")
            headers = {"If-None-Match": page.headers["etag"]}
            ours = partial(load, server.port, [WALL], seconds=effort.seconds, headers=headers)
            theirs = partial(load, raw_port, [baseline.EMPTY], seconds=effort.seconds)
            alternate(effort.rounds, [(same, server.pid, ours), (empty, raw_pid, theirs)])
        assert ask_once(server.port, WALL, headers).status == 304
        goals.append(_by_rates("13", "304 ÷ raw WSGI empty answer", 0.5, same, empty))
        memory = pss_megabytes(server.pid)
    what = f"PSS of server, two workers and background work, {loaded.remembrances:,} remembrances"
    return [*goals, Goal("9", what, 250, False, memory, ".0f", "MB, after the load of goals 1 and 13")]


def uncached(small: Loaded, large: Loaded, folder: Path, effort: Effort) -> list[Goal]:
    """Goals 2 and 3: pages that are made for every request (no page cache)."""
    none = {"MEMORIAL_CACHE_PAGE_CACHE_MB": "0"}
    threads = settings_for(large.home).server.threads
    with (
        MemorialServer(large.home, env=none, workers=WORKERS) as server,
        MemorialServer(small.home, env=none, workers=WORKERS) as other,
    ):
        body = ask_once(server.port, WALL).body
        with baseline.running(body, folder, workers=WORKERS, threads=threads) as (flask_pid, flask_port):
            made, constant = Side("wall page"), Side("constant through Flask")
            ours = partial(load, server.port, [WALL], seconds=effort.seconds)
            theirs = partial(load, flask_port, [baseline.FLASK], seconds=effort.seconds)
            alternate(effort.rounds, [(made, server.pid, ours), (constant, flask_pid, theirs)])
        goal_2 = _by_rates(
            "2", f"uncached wall page ÷ constant {len(body):,} bytes through Flask", 0.15, made, constant
        )
        top, deep, few = Side("top"), Side("after 90 %"), Side(f"top of {small.remembrances:,}")
        sides = (
            (top, server, pages_after(large, 0.0)),
            (deep, server, pages_after(large, 0.9)),
            (few, other, pages_after(small, 0.0)),
        )
        for _, at, paths in sides:
            for path in paths:
                ask_once(at.port, path)
        sent = [(side, at.pid, partial(load, at.port, paths, seconds=effort.seconds)) for side, at, paths in sides]
        alternate(effort.rounds, sent)
    return [goal_2, *_growth(small, large, top, deep, few)]


def _growth(small: Loaded, large: Loaded, top: Side, deep: Side, few: Side) -> list[Goal]:
    grown, later = ratio(top.cpu, few.cpu), ratio(deep.cpu, top.cpu)
    what = f"CPU of a wall page at {large.remembrances:,} ÷ at {small.remembrances:,}"
    return [
        Goal("3", what, 1.15, False, statistics.median(grown), ".2f", f"{spread(grown, '.2f')}; {top}; {few}"),
        Goal(
            "3",
            "CPU of a wall page after 90 % of the wall ÷ of page 1",
            1.15,
            False,
            statistics.median(later),
            ".2f",
            f"{spread(later, '.2f')}; {deep}; {top}",
        ),
    ]


def pages_after(loaded: Loaded, share: float) -> list[str]:
    """Addresses of neighbouring pages, from the one that begins after that share of the wall."""
    installation = bootstrap.build(settings_for(loaded.home))
    try:
        with installation.reader.snapshot() as snapshot:
            skip, after = int(loaded.remembrances * share), ""
            while skip > 0:
                page = snapshot.remembrances(loaded.memorial_id, after=after, limit=min(skip, 1000))
                skip, after = skip - 1000, page.next
            cursors = []
            for _ in range(PAGES):
                cursors.append(after)
                after = snapshot.remembrances(loaded.memorial_id, after=after, limit=48).next
                if not after:
                    break
    finally:
        installation.close()
    return [f"{WALL}?after={cursor}" if cursor else WALL for cursor in cursors]


def _by_rates(number: str, what: str, bar: float, ours: Side, theirs: Side) -> Goal:
    ratios, by_cpu = ratio(ours.rates, theirs.rates), ratio(theirs.cpu, ours.cpu)
    told = f"{spread(ratios, '.2f')}, by CPU {spread(by_cpu, '.2f')}; {ours}; {theirs}"
    return Goal(number, what, bar, True, statistics.median(ratios), ".2f", told)


def cards_in(body: bytes) -> int:
    return len(re.findall(rb"<article", body))
