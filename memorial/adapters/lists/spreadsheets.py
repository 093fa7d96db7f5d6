"""A list in a spreadsheet (XLSX, ODS, XLS): a child process unpacks it, and only the words of its cells come back."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

from memorial.adapters.lists.columns import require_header
from memorial.adapters.lists.sheet_limits import SheetLimits
from memorial.adapters.media.conversation import SaidTooMuch, TimeRanOut, converse
from memorial.application.ports.lists import (
    LARGEST_FILE,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Asked,
    Looked,
    NotAList,
    OpenBytes,
)
from memorial.domain.name_list import RawRow

_CHILD = ("-P", "-s", "-m", "memorial.adapters.lists.sheet_child")
WALL_SECONDS = 40.0
LONGEST_ANSWER = 96 << 20
_START_UP_SECONDS = 5.0
_turns = threading.BoundedSemaphore(max(1, min(2, os.cpu_count() or 1)))
_LIMITS = SheetLimits(
    memory=768 << 20,
    cpu_seconds=30,
    wall_seconds=WALL_SECONDS,
    unpacked=400 << 20,
    rows=MOST_ROWS,
    columns=MOST_COLUMNS,
    cell=LONGEST_CELL,
)
_NEUTRALISED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def read_spreadsheet(open_file: OpenBytes, asked: Asked) -> tuple[Looked, Iterator[RawRow]]:
    lines = iter(_ask(open_file, asked.sheet).splitlines())
    about = _said(next(lines, b""))
    rows = _rows(lines)
    first = next(rows, RawRow(0, ()))
    header = tuple(cell.strip() for cell in first.cells)
    require_header(header)
    second = next(rows, None)
    if second is None:
        raise NotAList("no_rows")
    looked = Looked(about["kind"], header, sheet=about["sheet"], sheets=tuple(about["sheets"]))
    return looked, _as_wide_as(header, second, rows)


def _as_wide_as(header: tuple[str, ...], second: RawRow, rows: Iterator[RawRow]) -> Iterator[RawRow]:
    """A sheet has no end of a row: cells that are not there are empty ones."""
    for row in chain((second,), rows):
        yield RawRow(row.number, row.cells + ("",) * (len(header) - len(row.cells)))


def _rows(lines: Iterator[bytes]) -> Iterator[RawRow]:
    for line in lines:
        said = _said(line)
        if said == "end":
            return
        number, cells = said
        yield RawRow(number, tuple(cell[1:] if cell.startswith(_NEUTRALISED) else cell for cell in cells))
    # Cut off in the middle: it was stopped for what it took.
    raise NotAList("spreadsheet_too_large")


def _said(line: bytes) -> Any:
    try:
        said = json.loads(line)
    except ValueError:
        raise NotAList("spreadsheet_too_large") from None
    if isinstance(said, dict) and "refused" in said:
        raise NotAList(said["refused"], **said["values"])
    return said


def _ask(open_file: OpenBytes, sheet: str) -> bytes:
    head = json.dumps({"sheet": sheet, "limits": asdict(_LIMITS)}).encode() + b"\n"
    if not _turns.acquire(timeout=WALL_SECONDS + _START_UP_SECONDS):
        raise NotAList("spreadsheet_too_large")
    try:
        answer = converse(
            (sys.executable, *_CHILD),
            _question(head, open_file),
            seconds=WALL_SECONDS + _START_UP_SECONDS,
            longest=LONGEST_ANSWER,
        )
    except (TimeRanOut, SaidTooMuch):
        raise NotAList("spreadsheet_too_large") from None
    finally:
        _turns.release()
    if not answer.content:
        raise NotAList("spreadsheet_too_large" if answer.status < 0 else "spreadsheet_broken")
    return answer.content


def _question(head: bytes, open_file: OpenBytes) -> Iterator[bytes]:
    yield head
    size = 0
    for piece in open_file():
        size += len(piece)
        if size > LARGEST_FILE:
            raise NotAList("too_large", most=LARGEST_FILE >> 20)
        yield piece
