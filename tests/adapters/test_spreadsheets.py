"""Spreadsheets: their cells come back as words; whatever a hostile one does ends in a plain refusal, in a child."""

from __future__ import annotations

import io
import resource
import struct
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from memorial.adapters.lists.files import ListFiles
from memorial.adapters.lists.reading import read_list
from memorial.application.ports.lists import Asked, Looked, NotAList, OpenBytes
from memorial.domain.name_list import Field, RawRow

SECRET = "root:x:0:0"


def opening(content: bytes) -> OpenBytes:
    def pieces() -> Iterator[bytes]:
        for start in range(0, len(content), 1 << 16):
            yield content[start : start + (1 << 16)]

    return pieces


def xlsx(*rows: tuple[Any, ...], **sheets: list[tuple[Any, ...]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, sheet: str = "") -> tuple[Looked, list[RawRow]]:
    looked, rows = ListFiles().read(opening(content), Asked(sheet=sheet))
    return looked, list(rows)


def refused(content: bytes, sheet: str = "") -> str:
    with pytest.raises(NotAList) as refusal:
        read(content, sheet)
    assert "%" not in refusal.value.detail
    return refusal.value.code


def changed(content: bytes, **parts: bytes) -> bytes:
    """The same archive with other bytes in some of its parts, named by their last word."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            word = name.rpartition("/")[2].partition(".")[0]
            new.writestr(name, parts.get(word, old.read(name)))
        if "sharedStrings" in parts:
            new.writestr("xl/sharedStrings.xml", parts["sharedStrings"])
    return out.getvalue()


def ods(*rows: tuple[str, ...]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Names">{cells}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return out.getvalue()


_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def test_cells_come_as_they_would_be_written_and_rows_keep_their_numbers() -> None:
    looked, rows = read(
        xlsx(
            ("name", "age", "born", "seen", "alive", "note"),
            ("Анна Саргсян", 34.0, date(1950, 2, 1), datetime(1990, 1, 2, 3, 4), True, None),
            (None, None, None, None, None, None),
            ("Bela", 0.75, 1950, "03/04/1990", False, "x"),
        )
    )

    assert (looked.kind, looked.header, looked.sheet) == (
        "xlsx",
        ("name", "age", "born", "seen", "alive", "note"),
        "Sheet",
    )
    assert rows == [
        RawRow(2, ("Анна Саргсян", "34", "1950-02-01", "1990-01-02 03:04:00", "true", "")),
        RawRow(4, ("Bela", "0.75", "1950", "03/04/1990", "false", "x")),
    ]


def test_a_list_that_begins_further_down_keeps_the_numbers_of_its_rows() -> None:
    assert read(xlsx((), (), ("name", "age"), ("Anna", 3)))[1] == [RawRow(4, ("Anna", "3"))]


def test_an_open_document_is_read_the_same_way() -> None:
    looked, rows = read(ods(("name", "place"), ("Anna", "Շուշի")))

    assert (looked.kind, looked.sheet, rows) == ("ods", "Names", [RawRow(2, ("Anna", "Շուշի"))])


def test_the_first_sheet_with_rows_is_taken_and_another_can_be_asked_for() -> None:
    content = xlsx(People=[("name",), ("Anna",)], Other=[("name",), ("Bela",)])

    looked, rows = read(content)

    assert (looked.sheet, looked.sheets, rows[0].cells) == ("People", ("Sheet", "People", "Other"), ("Anna",))
    assert read(content, "Other")[1][0].cells == ("Bela",)
    assert refused(content, "Nowhere") == "no_such_sheet"
    assert refused(content, "Sheet") in ("no_rows", "header_empty")


def test_a_formula_is_never_worked_out() -> None:
    _, rows = read(xlsx(("name", "age"), ("=1+1", '=HYPERLINK("http://example.org","x")'), ("Anna", 3)))

    assert [row.cells for row in rows] == [("Anna", "3")], "openpyxl stores no last result, so the cells are empty"


def test_a_spreadsheet_is_read_from_a_file_of_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "names.xlsx"
    path.write_bytes(xlsx(("name", "born"), ("Anna", 1950)))

    found = read_list(path)

    assert found.columns.fields == (Field.NAME, Field.BORN)
    assert [row.cells for row in found.rows()] == [("Anna", "1950")]


def saying(content: bytes, size: int) -> bytes:
    """The same archive, in which the largest part says of itself that it is of that size once unpacked."""
    said = bytearray(content)
    places = []
    for magic, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = said.find(magic)
        while place >= 0:
            places.append((struct.unpack_from("<I", said, place + at)[0], place + at))
            place = said.find(magic, place + 4)
    largest = max(places)[0]
    for claimed, place in places:
        if claimed == largest:
            struct.pack_into("<I", said, place, size)
    return bytes(said)


def test_a_zip_bomb_is_refused_by_what_it_says_of_its_size() -> None:
    assert refused(saying(xlsx(("name",), ("A",)), 3 << 30)) == "spreadsheet_too_large"


def test_a_zip_bomb_that_lies_about_its_size_is_unpacked_in_the_child_alone() -> None:
    bomb = saying(changed(xlsx(("name",), ("A",)), sheet1=b"<worksheet><sheetData>" + b" " * (100 << 20)), 1000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert refused(bomb).startswith("spreadsheet_")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def _sheet(cells: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{cells}</sheetData></worksheet>"
    ).encode()


def test_two_cells_at_the_far_corners_take_no_memory() -> None:
    far = _sheet(
        '<row r="1"><c r="A1" t="str"><v>name</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    began = time.monotonic()

    assert refused(changed(xlsx(("name",)), sheet1=far)) in ("spreadsheet_too_large", "spreadsheet_broken")
    assert time.monotonic() - began < 20


def test_too_many_columns_are_counted_and_not_read() -> None:
    assert refused(xlsx(tuple(f"c{n}" for n in range(300)), ("A",))) == "too_many_columns"


def test_a_huge_cell_is_refused_with_its_row() -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>name</v></c></row>'
    cells += f'<row r="2"><c r="A2" t="str"><v>{"A" * 20_001}</v></c></row>'

    assert refused(changed(xlsx(("name",)), sheet1=_sheet(cells))) == "cell_too_long"


def test_the_same_long_words_a_million_times_are_refused_by_their_length() -> None:
    shared = "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>" + "A" * 19_000
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    book = xlsx(("name",), ("A",))

    assert refused(changed(book, sharedStrings=f"{shared}</t></si></sst>".encode(), sheet1=_sheet(rows))) in (
        "spreadsheet_too_large",
        "cell_too_long",
    )


def test_an_external_entity_is_not_fetched() -> None:
    doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    cells += '<row r="2"><c r="A2" t="inlineStr"><is><t>Anna &e;</t></is></c></row>'
    content = changed(xlsx(("name",)), sheet1=doctype.encode() + _sheet(cells))

    rows = list[RawRow]()
    with suppress(NotAList):
        _, rows = read(content)

    assert not any(SECRET in cell for row in rows for cell in row.cells)


def test_a_billion_laughs_are_not_told() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    cells += '<row r="2"><c r="A2" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    content = changed(xlsx(("name",)), sheet1=doctype.encode() + _sheet(cells))
    began = time.monotonic()

    try:
        _, rows = read(content)
    except NotAList:
        rows = []

    assert time.monotonic() - began < 20
    assert all(len(cell) < 1000 for row in rows for cell in row.cells)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04" + bytes(100), "spreadsheet_broken"),
        (xlsx(("name",), ("A",))[:-200], "spreadsheet_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "spreadsheet_broken"),
        (xlsx(), "no_sheet"),
        (xlsx(("name", "age")), "no_rows"),
        (xlsx(("name", "name"), ("A", "B")), "header_twice"),
        (xlsx(("Anna", 1950), ("Bela", 1951)), "header_like_data"),
    ],
)
def test_what_is_no_list_in_a_spreadsheet_is_refused(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_an_archive_of_something_else_is_called_so() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.jpg", b"x")

    with pytest.raises(NotAList, match="an archive and no spreadsheet"):
        read(out.getvalue())
