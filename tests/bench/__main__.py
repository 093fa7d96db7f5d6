"""`make bench`: the goals for speed, both sides of each in one run; the result goes to docs/.

python -m tests.bench             the whole run, on this machine
python -m tests.bench --keep DIR  the same; what is loaded stays in DIR, and the next run with it begins there
python -m tests.bench --quick     the same path with few rows and short rounds: it measures and writes nothing

At the end it tells how well and how fast people are found; alone: python -m tests.bench.finding
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from memorial.adapters.db.sqlite import sqlite_dbapi
from tests.bench import finding, queries, reading, starting, submitting, withdrawing
from tests.bench.figures import Goal
from tests.bench.load_client import LoadFailed, load_program
from tests.bench.loading import Loaded, grow, load
from tests.bench.report import table, write_document
from tests.servers.application import ROOT

T = TypeVar("T")
DOCUMENT = ROOT / "docs" / "performance.md"


@dataclass(frozen=True)
class Size:
    """How much is loaded, and how long is measured."""

    small: int
    large: int
    rounds: int
    seconds: float
    turns: int
    submissions: int
    withdrawals: int
    names: int
    others: int
    people: int


WHOLE = Size(10_000, 100_000, 5, 3, 200, 150, 10, 6_000, finding.OTHERS, finding.PEOPLE)
QUICK = Size(300, 900, 1, 1, 5, 8, 1, 200, 300, 300)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rows and short rounds, to see that everything runs")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what is loaded, or use what was kept")
    asked = parser.parse_args()
    size = QUICK if asked.quick else WHOLE
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="memorial-bench-") as folder:
        loaded, goals = run(Path(folder), size, asked.keep or Path(folder))
        people_found = finding.for_everything(Path(folder), size.others, size.people, write=size is WHOLE)
    print(table(goals))
    missed = sum(not goal.met for goal in goals)
    print(f"\n{len(goals) - missed} of {len(goals)} lines met, {time.perf_counter() - begun:,.0f} s")
    if size is WHOLE:
        write_document(DOCUMENT, goals, conditions(loaded))
        print(f"written to {DOCUMENT.relative_to(ROOT)}")
    print(f"\nHow people are found\n\n{people_found}")
    return 0


def run(folder: Path, size: Size, kept: Path) -> tuple[list[Loaded], list[Goal]]:
    """Everything in the order that disturbs least. Measuring adds to the data, and so it works on copies."""
    first = _said(f"load {size.small:,}", lambda: load(kept / f"bench-{size.small}", size.small))
    second = _said(f"load {size.large:,}", lambda: grow(first, kept / f"bench-{size.large}", size.large))
    small, large = first.copied(folder / "small"), second.copied(folder / "large")
    effort = reading.Effort(size.rounds, size.seconds)
    goals = []
    for what, measure in (
        ("cached pages", lambda: reading.cached(large, folder, effort)),
        ("pages made anew", lambda: reading.uncached(small, large, folder, effort)),
        ("wall query", lambda: queries.wall_query(large, size.rounds, size.turns)),
        ("search", lambda: queries.searching(large, size.rounds, size.turns)),
        ("starts", lambda: starting.starting(folder, size.rounds)),
        ("names", lambda: starting.importing(folder, size.names, size.rounds)),
        ("submissions", lambda: submitting.submitting(large, folder, size.rounds, size.submissions)),
        ("withdrawals", lambda: withdrawing.withdrawing(large, size.withdrawals, size.seconds)),
    ):
        goals += _said(what, measure)
    return [first, second], sorted(goals, key=lambda goal: int(goal.number))


def _said(what: str, act: Callable[[], T]) -> T:
    begun = time.perf_counter()
    print(f"{what} ...", end=" ", file=sys.stderr, flush=True)
    try:
        found = act()
    except LoadFailed as failed:
        # A busy machine may drop a connection; once more, and then it is a fault.
        print(f"again, after: {str(failed)[-300:]}", file=sys.stderr, flush=True)
        found = act()
    print(f"{time.perf_counter() - begun:,.0f} s", file=sys.stderr, flush=True)
    return found


def _speed(loaded: Loaded) -> str:
    if loaded.earlier:
        return "by an earlier run"
    return f"at {loaded.rate:,.0f}/s ({loaded.cpu_rate:,.0f} per CPU second)"


def conditions(loaded: list[Loaded]) -> list[str]:
    """What a reader of the figures must know of the machine and the data."""
    rates = ", ".join(f"{one.remembrances:,} {_speed(one)}" for one in loaded)
    busy = os.getloadavg()
    return [
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}, SQLite {sqlite_dbapi().sqlite_version}; load by {load_program()}"
        " on the same machine.",
        f"Load average of the last 15 minutes: {busy[2]:.1f}; above the number of cores, others were busy too.",
        f"Loaded through the gate, 500 remembrances in a commit, with a fifth as many people: {rates}.",
    ]


if __name__ == "__main__":
    sys.exit(main())
