"""How well and how fast people are found: the bars, by script and kind, beside three simple ways of finding.

python -m tests.bench.finding                      all of it, 20,000 other names and 100,000 people; a few minutes
python -m tests.bench.finding recall               only who is found
python -m tests.bench.finding speed 1000000        only how fast, in a registry of so many people
python -m tests.bench.finding --postgresql         how fast on PostgreSQL too
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from tests.bench.figures import Goal
from tests.bench.finding_data import many_people
from tests.bench.finding_recall import (
    OURS,
    Compared,
    Mistaken,
    PlacesFound,
    between_alphabets,
    compare_file,
    find_places,
    not_the_same,
    short_kind,
)
from tests.bench.finding_registry import Registry, registry_of
from tests.bench.finding_report import bars_table, scripts_table, speed_table, tally_cell, write_between_marks
from tests.bench.finding_speed import Speed, in_its_own_process
from tests.bench.report import table
from tests.servers.application import ROOT

T = TypeVar("T")
DOCUMENT = ROOT / "docs" / "people.md"
FILES = {"names": "name_variants.csv", "Arabic": "arabic_variants.csv", "Persian": "persian_variants.csv"}
OTHERS, PEOPLE = 20_000, 100_000
MOST_MILLISECONDS = {100_000: 30, 1_000_000: 60}


@dataclass
class Found:
    """Everything that was measured."""

    goals: list[Goal] = field(default_factory=list)
    files: dict[str, Compared] = field(default_factory=dict)
    speeds: list[tuple[str, Speed]] = field(default_factory=list)

    def markdown(self) -> str:
        parts = [bars_table(self.goals)]
        if self.files:
            parts += ["Among the first ten / the first of all:", scripts_table(self.files)]
        if self.speeds:
            parts += ["Milliseconds of one search: middle / slowest hundredth / slowest:", speed_table(self.speeds)]
        return "\n\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.finding", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("all", "recall", "speed"), default="all")
    parser.add_argument("people", nargs="*", type=int, default=[PEOPLE], help="sizes of the registries for speed")
    parser.add_argument("--others", type=int, default=OTHERS, help="how many other names stand around the pairs")
    parser.add_argument("--postgresql", action="store_true", help="measure speed on PostgreSQL too")
    parser.add_argument(
        "--missed", action="store_true", help="tell each pair that was not found, and each mistaken one"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="memorial-finding-") as folder:
        found = Found()
        if asked.what != "speed":
            measure_recall(found, Path(folder), asked.others, tell=asked.missed)
        if asked.what != "recall":
            measure_speed(found, Path(folder), asked.people, postgresql=asked.postgresql)
    print(table(found.goals), end="\n\n")
    print(found.markdown())
    return 0


def for_everything(folder: Path, others: int, people: int, *, write: bool) -> str:
    """For `make bench`: what is printed; and written into the document if it was the whole run."""
    found = Found()
    measure_recall(found, folder, others)
    measure_speed(found, folder, [people], postgresql=False)
    if write:
        write_between_marks(DOCUMENT, found.markdown())
    return f"{table(found.goals)}\n\n{found.markdown()}"


def measure_recall(found: Found, folder: Path, others: int, *, tell: bool = False) -> None:
    for name, file in FILES.items():
        found.files[name] = _said(f"{name} among {others:,}", partial(compare_file, folder / file, file, others))
    places = _said("places", lambda: find_places(folder / "places", others))
    mistaken = [
        _said("not the same", partial(not_the_same, folder / f"not-{there}", others, both_there=there))
        for there in (False, True)
    ]
    found.goals += recall_goals(found.files, places, mistaken)
    if tell:
        _tell(found.files, mistaken[0])


def recall_goals(files: dict[str, Compared], places: PlacesFound, mistaken: Sequence[Mistaken]) -> list[Goal]:
    names = files["names"]
    return [
        _recall("F1", "between alphabets and of spellings, among the first ten", 0.95, names, between_alphabets),
        *(
            _recall(f"F{number}", f"full names in {script}", 0.85, files[file], _full_names_in(written))
            for number, (file, script, written) in enumerate(
                (
                    ("names", "Hebrew", "Hebrew"),
                    ("names", "Hangul", "Hangul"),
                    ("Arabic", "Arabic", "Arabic"),
                    ("Persian", "Persian", "Arabic"),
                ),
                start=2,
            )
        ),
        _recall("F6", "nicknames", 0.7, names, lambda pair: pair.kind == "nickname"),
        _recall("F7", "the whole file, among the first ten", 0.88, names, lambda pair: True),
        _first_of_all(names),
        _pushed_out(files),
        _places(places),
        _not_the_same(mistaken),
    ]


def _full_names_in(script: str) -> Callable[..., bool]:
    return lambda pair: short_kind(pair) == "full name" and pair.query_script == script


def _recall(number: str, what: str, bar: float, compared: Compared, wanted: Callable[..., bool]) -> Goal:
    ways = {way: compared.tally(way, wanted) for way in next(iter(compared.by_pair.values()))}
    others = "; ".join(f"{way} {tally_cell(tally)}" for way, tally in ways.items())
    told = f"{ways[OURS].asked} pairs, among ten / first: {others}"
    return Goal(number, what, bar, True, ways[OURS].recall_at_10, ".3f", told)


def _first_of_all(compared: Compared) -> Goal:
    figure = compared.tally(OURS).recall_at_1
    return Goal("F8", "the whole file, as the first of all", 0.70, True, figure, ".3f", "")


def _pushed_out(files: dict[str, Compared]) -> Goal:
    pushed = [pair.query for compared in files.values() for pair in compared.pushed_out_by_han()]
    what = "right answers that names in Han push out of ten"
    return Goal("F9", what, 0, False, len(pushed), ".0f", ", ".join(pushed))


def _places(places: PlacesFound) -> Goal:
    known = "; ".join(f"{way} {tally_cell(tally)}" for way, tally in places.other_spellings.items())
    one = "; ".join(f"{way} {tally_cell(tally)}" for way, tally in places.one_spelling.items())
    told = f"all other spellings known: {known}; only one spelling known: {one}"
    figure = places.other_spellings[OURS].recall_at_10
    return Goal("F10", "names of places, where their other spellings are known", 0.95, True, figure, ".3f", told)


def _not_the_same(mistaken: Sequence[Mistaken]) -> Goal:
    absent, present = ("; ".join(f"{way} {share:.3f}" for way, share in one.shares.items()) for one in mistaken)
    told = f"who is meant is not in the registry: {absent}; is there too: {present}"
    figure = mistaken[0].shares[OURS]
    return Goal("F11", "another person of a like name among the first three", 0.05, False, figure, ".3f", told)


def measure_speed(found: Found, folder: Path, sizes: Sequence[int], *, postgresql: bool) -> None:
    for people in sizes:
        registry = _said(f"{people:,} people", partial(registry_of, folder / "people", many_people(people)))
        _measure_one(found, registry, "on SQLite")
        registry.remove()
    if postgresql:
        # Only here: who measures without it needs no PostgreSQL.
        from tests.installations import on_postgresql
        from tests.servers.postgres import PostgresServer

        with PostgresServer() as server:
            people = min(sizes)
            registry = registry_of(folder / "postgresql", many_people(people), environ=on_postgresql(server))
            _measure_one(found, registry, "on PostgreSQL")


def _measure_one(found: Found, registry: Registry, where: str) -> None:
    speed = _said(f"search {where}", lambda: in_its_own_process(registry))
    found.speeds.append((where, speed))
    bar = MOST_MILLISECONDS.get(speed.people, MOST_MILLISECONDS[PEOPLE])
    told = (
        f"{speed.asked:,} queries, each asked for the first time: middle {speed.first_wall[0]:.1f} ms,"
        f" p99 of CPU {speed.first_cpu[1]:.1f} ms; slowest: {'; '.join(speed.slowest[:3])}; process"
        f" {speed.most_megabytes:.0f} MB at most; load average {os.getloadavg()[0]:.1f}"
    )
    what = f"search among {speed.people:,} people {where}, p99, ms"
    found.goals.append(Goal("F12", what, bar, False, speed.first_wall[1], ".1f", told))
    seconds, cpu = _said("index made anew", registry.index_again)
    size = "" if registry.environ else f"; {registry.megabytes():,.0f} MB of database"
    told = (
        f"{cpu:.0f} s of CPU for {registry.people:,}; accepting, sealing, publishing and indexing them together"
        f" {registry.seconds:.0f} s, {registry.cpu_seconds:.0f} s of CPU{size}"
    )
    what = f"indexing {PEOPLE:,} names {where}, s"
    found.goals.append(Goal("F13", what, 60, False, seconds * PEOPLE / registry.people, ".0f", told))


def _tell(files: dict[str, Compared], mistaken: Mistaken) -> None:
    for name, compared in files.items():
        for pair in compared.missed():
            print(f"not found, {name}: {pair.query} → {pair.canonical} ({pair.kind}); {compared.found[pair][:3]}")
    for pair, shown in mistaken.shown:
        print(f"not the same: {pair.query} → {pair.canonical}; {shown}")


def _said(what: str, act: Callable[[], T]) -> T:
    begun = time.perf_counter()
    print(f"{what} ...", end=" ", file=sys.stderr, flush=True)
    done = act()
    print(f"{time.perf_counter() - begun:,.0f} s", file=sys.stderr, flush=True)
    return done


if __name__ == "__main__":
    sys.exit(main())
