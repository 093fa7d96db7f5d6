"""How long one search takes, in a process that does nothing else: by the clock, of CPU, and what memory it needs.

Run as a program on a registry that was made before: python -m tests.bench.finding_speed HOME MEMORIAL PEOPLE
"""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from memorial.adapters.documents import from_bytes, to_text
from tests.bench.finding_data import many_people, pairs
from tests.bench.finding_registry import Registry, Search
from tests.servers.application import ROOT

LIMIT, LIMIT_OF_NAMES = 20, 200
"""As many people as the search page shows, and the wall of names."""
OF_EACH_SORT = 100
AS_ON_THE_WALL = 300
FIRST_PEOPLE = 20_000
"""Queries are made from the first people of the registry: common names are common there too."""


@dataclass(frozen=True)
class Speed:
    """Milliseconds of one search by the clock and of CPU: the middle one, the slowest hundredth, and the slowest.

    Every query is asked once (`first`), all of them again, and again for the wall of names. Memory in megabytes: of
    this process before its first search, and the most that it ever had; what the system holds of the file is its own.
    """

    people: int
    asked: int
    first_wall: tuple[float, float, float]
    first_cpu: tuple[float, float, float]
    again_wall: tuple[float, float, float]
    again_cpu: tuple[float, float, float]
    names_wall: tuple[float, float, float]
    slowest: tuple[str, ...]
    ready_megabytes: float
    most_megabytes: float


def queries_for(people: int) -> list[str]:
    """The same for the same size, shuffled: pairs of the samples, full names, one word, slips, beginnings, nobody's."""
    chance = random.Random(people)
    names = list(islice(many_people(people), FIRST_PEOPLE))
    some = chance.sample(names, min(len(names), OF_EACH_SORT * 6))

    def sort(number: int) -> list[str]:
        return some[number * OF_EACH_SORT : (number + 1) * OF_EACH_SORT]

    queries = [pair.query for pair in pairs("name_variants.csv")]
    queries += sort(0)
    queries += [chance.choice(name.split()) for name in sort(1)]
    queries += [_with_a_slip(chance, name) for name in sort(2)]
    queries += [" ".join(reversed(name.split())) for name in sort(3)]
    queries += [name[: chance.randint(2, 5)] for name in sort(4)]
    queries += ["".join(chance.sample(name, len(name))) for name in sort(5)]
    chance.shuffle(queries)
    return queries


def _with_a_slip(chance: random.Random, name: str) -> str:
    at = chance.randrange(len(name))
    return name[:at] + name[at + 1 :] if chance.random() < 0.5 else name[:at] + name[at : at + 1] + name[at:]


def measure(search: Search, people: int) -> Speed:
    ready = _memory("VmRSS")
    search.find("Anna")
    queries = queries_for(people)
    first, again = ([_timed(search, query, LIMIT) for query in queries] for _ in range(2))
    of_names = [_timed(search, query, LIMIT_OF_NAMES) for query in queries[:AS_ON_THE_WALL]]
    slowest = sorted(zip(first, queries, strict=True), reverse=True)
    return Speed(
        people,
        len(queries),
        _spread([wall for wall, _cpu in first]),
        _spread([cpu for _wall, cpu in first]),
        _spread([wall for wall, _cpu in again]),
        _spread([cpu for _wall, cpu in again]),
        _spread([wall for wall, _cpu in of_names]),
        tuple(f"{query} ({wall:.0f} ms)" for (wall, _cpu), query in slowest[:5]),
        ready,
        _memory("VmHWM"),
    )


def _timed(search: Search, query: str, limit: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    search.find(query, limit=limit)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _spread(times: Sequence[float]) -> tuple[float, float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], ordered[-1]


def _memory(line: str) -> float:
    status = Path("/proc/self/status").read_text()
    return next(int(one.split()[1]) / 1024 for one in status.splitlines() if one.startswith(f"{line}:"))


def in_its_own_process(registry: Registry) -> Speed:
    """In a fresh one, so that its memory is the search's alone."""
    command = [sys.executable, "-m", "tests.bench.finding_speed", str(registry.home), registry.memorial_id]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **dict(registry.environ)}
    done = subprocess.run(
        [*command, str(registry.people)], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True
    )
    return from_bytes(done.stdout.splitlines()[-1], Speed)


def main(home: str, memorial_id: str, people: str) -> None:
    environ = tuple((name, value) for name, value in os.environ.items() if name.startswith("MEMORIAL_"))
    registry = Registry(Path(home), memorial_id, int(people), 0, 0, environ)
    with registry.open() as search:
        # As the server does before it divides into workers (memorial/cli/serving.py).
        gc.collect()
        gc.freeze()
        print(to_text(measure(search, registry.people)))


if __name__ == "__main__":
    main(*sys.argv[1:])
