"""A list in CSV or TSV: its separator, its header and its rows, read as a stream."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from memorial.adapters.lists import encodings
from memorial.adapters.lists.columns import require_header
from memorial.application.ports.lists import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Asked,
    Looked,
    NotAList,
    OpenBytes,
)
from memorial.domain.name_list import RawRow

SEPARATORS = ",;\t|"
_FIRST = 64 * 1024
LONGEST_LINE = 2_000_000
_NEUTRALISED = ("'=", "'+", "'-", "'@", "'\t", "'\r")

csv.field_size_limit(4 * LONGEST_CELL)


def read_csv(open_file: OpenBytes, asked: Asked, *, guess: bool) -> tuple[Looked, Iterator[RawRow]]:
    """`guess`: whether an encoding that is not certain may be guessed, for somebody who looks at it then."""
    encoding = _encoding(open_file, asked.encoding, guess=guess)
    head = next(_lines(open_file, encoding), "")
    separator = asked.separator if asked.separator and asked.separator in SEPARATORS else _separator(head)
    if (columns := head.count(separator) + 1) > 5 * MOST_COLUMNS:
        raise NotAList("too_many_columns", columns=columns, most=MOST_COLUMNS)
    rows = _rows(open_file, encoding, separator)
    first = next(rows, RawRow(0, ()))
    header = tuple(cell.strip() for cell in first.cells) if first.number == 1 else ()
    require_header(header)
    second = next(rows, None)
    if second is None:
        raise NotAList("no_rows")
    looked = Looked("csv", header, encoding=encoding, separator=separator)
    return looked, islice(_rows(open_file, encoding, separator), 1, None)


def _encoding(open_file: OpenBytes, asked: str, *, guess: bool) -> str:
    if asked:
        encoding = encodings.require_known(asked)
        if line := encodings.first_line_not_in(open_file, encoding):
            raise NotAList("wrong_encoding", line=line, encoding=encoding)
        return encoding
    first = next(iter(open_file()), b"")
    if certain := encodings.marked(first):
        if line := encodings.first_line_not_in(open_file, certain):
            raise NotAList("wrong_encoding", line=line, encoding=certain)
        return certain
    line = encodings.first_line_not_in(open_file, "utf-8")
    if not line:
        return "utf-8"
    found = [choice.name for choice in encodings.choices(open_file)]
    if not found:
        raise NotAList("not_text", line=line)
    if not guess:
        raise NotAList("which_encoding", line=line, choices=", ".join(found[:6]))
    return found[0]


class _Pieces(io.RawIOBase):
    """The pieces of a sealed file as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        taken = min(len(into), len(self._rest))
        into[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken


def _lines(open_file: OpenBytes, encoding: str) -> Iterator[str]:
    """Lines with their ends, of which no one is read to its end that is longer than any list needs."""
    known = {"utf-8": "utf-8-sig"}.get(encoding, encoding)
    text = io.TextIOWrapper(io.BufferedReader(_Pieces(open_file()), _FIRST), encoding=known, newline="")
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            raise NotAList("cell_too_long", line=number, most=LONGEST_CELL)
        yield line.lstrip("\ufeff") if number == 1 else line


def _rows(open_file: OpenBytes, encoding: str, separator: str) -> Iterator[RawRow]:
    """The header too. Empty rows are left out, but for the first. Raises `NotAList` where it stops being CSV."""
    reader = csv.reader(_lines(open_file, encoding), delimiter=separator, strict=True)
    line, rows = 1, 0
    try:
        for position, cells in enumerate(reader):
            if not position or any(cell.strip() for cell in cells):
                rows += 1
                if rows > MOST_ROWS:
                    raise NotAList("too_many_rows", most=MOST_ROWS)
                yield RawRow(line, _cells(cells, line))
            line = reader.line_num + 1
    except csv.Error as problem:
        if "field larger" in str(problem):
            raise NotAList("cell_too_long", line=line, most=LONGEST_CELL) from None
        raise NotAList("not_csv", line=line, problem=problem) from None


def _cells(cells: Sequence[str], line: int) -> tuple[str, ...]:
    if len(cells) > 5 * MOST_COLUMNS:
        raise NotAList("too_many_columns", columns=len(cells), most=MOST_COLUMNS)
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise NotAList("cell_too_long", line=line, most=LONGEST_CELL)
    return tuple(cell[1:] if cell.startswith(_NEUTRALISED) else cell for cell in cells)


def _separator(first_line: str) -> str:
    counts = {separator: first_line.count(separator) for separator in SEPARATORS}
    best = max(counts, key=lambda separator: counts[separator])
    return best if counts[best] else ","
