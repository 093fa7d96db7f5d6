"""The report: a table for the terminal, and the document that is kept with the project."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Goal

_HEAD = ("goal", "what", "bar", "figure", "", "median (least–most) of the rounds")


def table(goals: Sequence[Goal], *, width: int = 110) -> str:
    """One line for each goal, and under it what was seen."""
    lines = []
    for goal in goals:
        number, what, bar, figure, verdict, told = goal.cells
        lines.append(f"{number:>4}  {what:<78} {bar:>10} {figure:>10}  {verdict}")
        lines += textwrap.wrap(told, width, initial_indent=" " * 6, subsequent_indent=" " * 6)
    return "\n".join(lines)


def write_document(path: Path, goals: Sequence[Goal], conditions: Sequence[str]) -> None:
    rows = ["| " + " | ".join(cell or " " for cell in _HEAD) + " |", "|---" * len(_HEAD) + "|"]
    rows += ["| " + " | ".join(goal.cells) + " |" for goal in goals]
    paragraphs = [
        "# Performance",
        "Written by `make bench`, all figures from one run. Sides that are compared took turns, at least five rounds"
        " after one of warming up; a ratio is taken within each round. Absolute figures depend on the machine and on"
        " what else it does: only ratios count. CPU is user and system time of the server's whole process tree for each"
        " request.",
        *conditions,
        "\n".join(rows),
        "How: goals 1, 2, 3, 8, 9 and 13 ask the production server (`memorial serve`, two workers); beside it runs the"
        " same server with the same workers and threads and a constant answer. Goals 4 and 5 ask the edition in one"
        " process. Goal 7 counts the last request of the form, answered after the commit, and compares it with one"
        " thread of the bare library (write-ahead log, `synchronous=FULL`). Goals that need a million rows"
        " are measured at 100,000.",
    ]
    path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
