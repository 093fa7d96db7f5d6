"""The child process that reads one spreadsheet: confined, it takes it from its input and writes out its rows."""

from __future__ import annotations

import codecs
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from memorial.adapters.lists.sheet_limits import SheetLimits
from memorial.adapters.media.confinement import Allowance, confine

# The directory of an archive may be written in it, and once confined nothing can be loaded any more.
codecs.lookup("cp437")

_OLD = b"\xd0\xcf\x11\xe0"


class Refused(Exception):
    """Why it was not read: a code and its values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.said = {"refused": code, "values": values}


def main() -> None:
    """Answer one question: a line of JSON about the whole, then one for each row. Any failure is a refusal."""
    source = sys.stdin.buffer
    question = json.loads(source.readline())
    limits = SheetLimits(**question["limits"])
    confine(Allowance(limits.memory, limits.cpu_seconds, limits.wall_seconds))
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n")
    try:
        for line in _answer(source.read(), question["sheet"], limits):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        out.write('"end"\n')
    except Refused as refused:
        out.write(json.dumps(refused.said) + "\n")
    except MemoryError:
        out.write('{"refused": "spreadsheet_too_large", "values": {}}\n')
    except Exception:  # a broken file may make a reader raise anything
        out.write('{"refused": "spreadsheet_broken", "values": {}}\n')
    out.flush()


def _answer(content: bytes, wanted: str, limits: SheetLimits) -> Iterator[Any]:
    kind = _kind(content, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        raise Refused("spreadsheet_locked") from None
    sheets = [one.name for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    shown = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible and one.name in sheets]
    name, sheet = _sheet(book, wanted, shown or sheets, sheets)
    yield {"kind": kind, "sheets": sheets, "sheet": name}
    yield from _rows(sheet, limits)


def _kind(content: bytes, limits: SheetLimits) -> str:
    """What the directory of the archive says; how much it holds is asked before anything is unpacked."""
    if content.startswith(_OLD):
        return "xls"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names, size = set(archive.namelist()), sum(one.file_size for one in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused("spreadsheet_broken") from None
    if size > limits.unpacked:
        raise Refused("spreadsheet_too_large")
    if "content.xml" in names:
        return "ods"
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "xlsx"
    raise Refused("kind", kind="archive")


def _sheet(book: CalamineWorkbook, wanted: str, shown: list[str], sheets: list[str]) -> tuple[str, CalamineSheet]:
    """The one that was asked for; else the first that is to be seen and holds more than a heading."""
    if wanted:
        try:
            return wanted, book.get_sheet_by_name(wanted)
        except WorksheetNotFound:
            raise Refused("no_such_sheet", sheet=repr(wanted[:60]), sheets=", ".join(sheets)[:300]) from None
    found = None
    for name in shown[:20]:
        sheet = book.get_sheet_by_name(name)
        if sheet.height > 1:
            return name, sheet
        found = found or ((name, sheet) if sheet.height else None)
    if found is None:
        raise Refused("no_sheet")
    return found


def _rows(sheet: CalamineSheet, limits: SheetLimits) -> Iterator[tuple[int, list[str]]]:
    if sheet.width > limits.columns:
        raise Refused("too_many_columns", columns=sheet.width, most=limits.columns)
    if sheet.height > 4 * limits.rows:
        raise Refused("too_many_rows", most=limits.rows)
    count, width = 0, 0
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [_text(value) for value in values]
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if not any(cell.strip() for cell in cells):
            continue
        width = width or len(cells)
        count += 1
        if count > limits.rows + 1:
            raise Refused("too_many_rows", most=limits.rows)
        if any(len(cell) > limits.cell for cell in cells):
            raise Refused("cell_too_long", line=number, most=limits.cell)
        yield number, cells


def _text(value: Any) -> str:
    """As it would be written: whole numbers without a point, days as in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


if __name__ == "__main__":
    main()
