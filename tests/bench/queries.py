"""Goals 4 and 5: the wall's query and the search, in this process, without any server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from memorial import bootstrap
from memorial.adapters.db.database import sqlite_path
from memorial.adapters.db.edition_tables import published_remembrance
from memorial.adapters.db.sqlite import sqlite_dbapi
from tests.bench.fictional import PROBES, RARE
from tests.bench.figures import Goal, ratio, spread
from tests.bench.loading import Loaded, settings_for

CARDS = 48
_ROWS = (
    f"SELECT {', '.join(column.name for column in published_remembrance.c)} FROM published_remembrance"
    " WHERE memorial_id = ? AND position < ? ORDER BY position DESC LIMIT ?"
)


def wall_query(loaded: Loaded, rounds: int, turns: int) -> list[Goal]:
    """Goal 4: CPU of a snapshot and one page of its remembrances as objects ÷ of the same rows from the driver."""
    settings = settings_for(loaded.home)
    installation = bootstrap.build(settings)
    path = sqlite_path(settings.database.url)
    try:
        with closing(sqlite_dbapi().connect(f"file:{path}?mode=ro", uri=True)) as raw:

            def bare() -> None:
                assert len(raw.execute(_ROWS, (loaded.memorial_id, 1 << 62, CARDS + 1)).fetchall()) == CARDS + 1

            def query() -> None:
                with installation.reader.snapshot() as snapshot:
                    assert len(snapshot.remembrances(loaded.memorial_id, after="", limit=CARDS).rows) == CARDS

            ours, theirs = _cpu_by_turns(rounds, turns, query, bare)
    finally:
        installation.close()
    ratios = ratio(ours, theirs)
    told = f"{spread(ratios, '.2f')}; query {spread(ours, '.3f')} ms, sqlite3 {spread(theirs, '.3f')} ms CPU"
    what = f"wall query ÷ raw sqlite3 for the same {CARDS + 1} rows, CPU"
    return [Goal("4", what, 3, False, statistics.median(ratios), ".2f", told)]


def _cpu_by_turns(rounds: int, turns: int, *acts: Callable[[], None]) -> list[list[float]]:
    """CPU milliseconds of each act in every round, the acts in turn."""
    found: list[list[float]] = [[] for _ in acts]
    for number in range(-1, rounds):
        for which, act in enumerate(acts):
            begun = time.process_time()
            for _ in range(turns):
                act()
            if number >= 0:
                found[which].append((time.process_time() - begun) / turns * 1000)
    return found


def searching(loaded: Loaded, rounds: int, turns: int) -> list[Goal]:
    """Goal 5: the slowest hundredth of searches, newest first, for words from common to rare; the worst word counts."""
    installation = bootstrap.build(settings_for(loaded.home))
    words = {name: word for name, (word, _) in PROBES.items()} | {"rare": RARE}
    words |= {"two words": f"{PROBES['common'][0]} {PROBES['5 %'][0]}", "a beginning": PROBES["common"][0][:3]}
    words |= {"no such word": "xylophagous"}
    told, worst = [], 0.0
    try:
        for name, word in words.items():
            slowest = [_p99(installation.reader, loaded.memorial_id, word, turns) for _ in range(rounds)]
            found = _found(installation.reader, loaded.memorial_id, word)
            told.append(f"{name} ({found} found) {spread(slowest, '.2f')}")
            worst = max(worst, statistics.median(slowest))
    finally:
        installation.close()
    what = f"search, newest first, {CARDS} results of {loaded.remembrances:,}, p99 of the slowest word, ms"
    return [Goal("5", what, 5, False, worst, ".2f", f"p99 in ms: {'; '.join(told)}")]


def _found(reader: Any, memorial_id: str, word: str) -> int:
    with reader.snapshot() as snapshot:
        return len(snapshot.search(memorial_id, word, after="", limit=CARDS).rows)


def _p99(reader: Any, memorial_id: str, word: str, turns: int) -> float:
    times = []
    for _ in range(turns):
        begun = time.perf_counter()
        with reader.snapshot() as snapshot:
            snapshot.search(memorial_id, word, after="", limit=CARDS)
        times.append((time.perf_counter() - begun) * 1000)
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]
