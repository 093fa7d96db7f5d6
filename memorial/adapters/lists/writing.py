"""Writes a table as CSV: UTF-8 with a mark for spreadsheets, and no cell that one of them would run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def neutralised(cell: str) -> str:
    """A sign before it makes it text; reading takes that sign away again."""
    return f"'{cell}" if cell.startswith(_RUN_BY_SPREADSHEETS) else cell


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A new file. Raises `FileExistsError`, `OSError`."""
    with path.open("x", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([neutralised(cell) for cell in header])
        writer.writerows([neutralised(cell) for cell in row] for row in rows)
