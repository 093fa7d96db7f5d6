"""What was found as tables: for the terminal as the other goals, and in Markdown for the document about people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from tests.bench.figures import Goal
from tests.bench.finding_baselines import BASELINES
from tests.bench.finding_data import Pair
from tests.bench.finding_recall import OURS, Compared, Tally, between_alphabets, short_kind
from tests.bench.finding_speed import Speed

WAYS = (OURS, *BASELINES)
BEGINS, ENDS = "<!-- figures of finding: begin -->", "<!-- figures of finding: end -->"


def bars_table(goals: Sequence[Goal]) -> str:
    return _table(("what", "bar", "figure", "", "seen"), [goal.cells[1:] for goal in goals])


def scripts_table(files: Mapping[str, Compared]) -> str:
    """Recall among the first ten, and as the first of all, by file, kind and pair of scripts, beside the baselines."""
    return _table(("pairs", "scripts", "number", *WAYS), [row for name, of in files.items() for row in _rows(name, of)])


def _rows(name: str, compared: Compared) -> Iterator[Sequence[str]]:
    for kind, scripts in compared.groups():
        yield _row(compared, f"{name}, {kind}", scripts, partial(_is_of, kind, scripts))
    if name == "names":
        yield _row(compared, "**names, between alphabets, no nicknames**", "", between_alphabets)
    yield _row(compared, f"**{name}, all**", "", lambda pair: True)


def _is_of(kind: str, scripts: str, pair: Pair) -> bool:
    return (short_kind(pair), pair.scripts) == (kind, scripts)


def _row(compared: Compared, what: str, scripts: str, wanted: Callable[[Pair], bool]) -> Sequence[str]:
    tallies = [compared.tally(way, wanted) for way in WAYS]
    return (what, scripts, str(tallies[0].asked), *map(tally_cell, tallies))


def tally_cell(tally: Tally) -> str:
    return f"{tally.recall_at_10:.2f} / {tally.recall_at_1:.2f}"


def speed_table(speeds: Sequence[tuple[str, Speed]]) -> str:
    """Milliseconds as middle / slowest hundredth / slowest."""
    head = ("people", "asked", "first time, clock", "CPU", "again, clock", "CPU", "200 results, clock", "memory, MB")
    return _table(
        head,
        [
            (
                f"{speed.people:,} {where}",
                f"{speed.asked:,}",
                *(
                    " / ".join(f"{value:.1f}" for value in some)
                    for some in (
                        speed.first_wall,
                        speed.first_cpu,
                        speed.again_wall,
                        speed.again_cpu,
                        speed.names_wall,
                    )
                ),
                f"{speed.ready_megabytes:.0f} → {speed.most_megabytes:.0f}",
            )
            for where, speed in speeds
        ],
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell or " " for cell in line) + " |" for line in lines)


def write_between_marks(document: Path, figures: str) -> bool:
    """Put the figures where the document has a place for them; false where it has none."""
    if not document.is_file():
        return False
    before, begins, rest = document.read_text(encoding="utf-8").partition(BEGINS)
    _old, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        return False
    document.write_text(f"{before}{BEGINS}\n\n{figures}\n\n{ENDS}{after}", encoding="utf-8")
    return True
