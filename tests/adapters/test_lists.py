"""Reading a list of names: what is taken for what, and every file that is refused with a word that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from memorial.adapters.lists import NotAList, read_list
from memorial.application.list_rows import Field, ListRow, read_row

TITANIC = Path("tests/samples/titanic-passengers/titanic3.csv")


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "names.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def why_refused(folder: Path, content: str | bytes, **mapped: str) -> str:
    with pytest.raises(NotAList) as refused:
        list(read_list(written(folder, content), mapped).rows())
    return refused.value.detail


def test_the_columns_of_a_real_list_are_recognised() -> None:
    found = read_list(TITANIC)

    used = {
        heading: field
        for heading, field in zip(found.columns.header, found.columns.fields, strict=True)
        if field is not Field.IGNORE
    }
    assert used == {"survived": Field.SURVIVED, "name": Field.NAME, "age": Field.AGE, "home.dest": Field.PLACE}


def test_every_row_of_a_real_list_is_read() -> None:
    rows = list(read_list(TITANIC).rows())

    assert len(rows) == 1309
    assert rows[0].cells[Field.NAME] == ("Allen, Miss. Elisabeth Walton",)
    assert (rows[0].number, rows[-1].number) == (2, 1310)


def test_rows_can_be_gone_through_again() -> None:
    found = read_list(TITANIC)

    assert list(found.rows()) == list(found.rows())


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "empty"),
        ("  \n\n", "empty"),
        (b"PK\x03\x04" + bytes(40), "spreadsheet"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "picture"),
        ("<html><body>names</body></html>", "web page"),
        ('{"names": []}', "JSON"),
        (b"name,age\nA\x00B,3\n", "not text"),
        ("name,born\nJosé Núñez,1901\n".encode("latin-1"), "UTF-8"),
        ("name,born\nA,1901\n".encode("utf-16"), "UTF-16"),
        ("name,born\n", "no rows"),
        ("\nname,born\nA,1901\n", "first row is empty"),
        ("Anna Berg,1901\nBela Cohn,1902\n", "first row looks like data"),
        ("name,name\nA,B\n", "twice"),
        ("street,number\nA,1\n", "--map COLUMN=name"),
        (",".join(f"c{n}" for n in range(201)) + "\n" + "," * 200, "at most 200"),
        ('name,born\n"A,1901\n', "line 2"),
        ('name,born\nA,"19"01\n', "line 2"),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(tmp_path: Path, content: str | bytes, word: str) -> None:
    assert word in why_refused(tmp_path, content)


def test_a_wrong_encoding_far_down_is_found_before_anything_is_read(tmp_path: Path) -> None:
    content = b"name\n" + b"Anna\n" * 60_000 + b"Jos\xe9\n"

    assert "near line 6000" in why_refused(tmp_path, content)


def test_an_unknown_column_or_field_in_the_mapping_is_named(tmp_path: Path) -> None:
    assert "no column 'nobody'" in why_refused(tmp_path, "who,born\nA,1\n", nobody="name")
    assert "'hero' is nothing that a column can be" in why_refused(tmp_path, "who,born\nA,1\n", who="hero")


def test_the_mapping_wins_over_the_guess(tmp_path: Path) -> None:
    found = read_list(written(tmp_path, "name,printed\nshort,Long Name\n"), {"printed": "name"})

    assert found.columns.fields == (Field.IGNORE, Field.NAME)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_other_separators_and_a_byte_order_mark_are_understood(tmp_path: Path, separator: str) -> None:
    content = b"\xef\xbb\xbf" + f"name{separator}born\nAnna{separator}1901\n".encode()

    (row,) = read_list(written(tmp_path, content)).rows()

    assert row.cells == {Field.NAME: ("Anna",), Field.BORN: ("1901",)}


def test_rows_of_another_length_are_reported_and_not_guessed(tmp_path: Path) -> None:
    rows = list(read_list(written(tmp_path, "name,born\nA\nB,1901\nC,1902,x\n")).rows())

    assert [(row.number, row.problem) for row in rows] == [(2, "too_few_cells"), (3, ""), (4, "too_many_cells")]


def test_line_numbers_count_lines_of_the_file_within_quotes_too(tmp_path: Path) -> None:
    rows = list(read_list(written(tmp_path, 'name,place\n"Anna\nBerg",Here\nBela,There\n')).rows())

    assert [row.number for row in rows] == [2, 4]


def read(**cells: str) -> tuple[dict[str, str], list[str], bool]:
    row = ListRow(2, {Field(field): (text,) for field, text in cells.items()})
    found = read_row(row, lambda date: date if date.isdigit() else "")
    return dict(found.facts), [code for code, _ in found.report.notes], found.report.left_out


@pytest.mark.parametrize(
    ("cell", "fate"), [("1", "survived"), ("0", "died"), ("yes", "survived"), ("No", "died"), ("", None), (" ", None)]
)
def test_nobody_dies_for_want_of_a_word(cell: str, fate: str | None) -> None:
    facts, notes, _ = read(name="A", survived=cell)

    assert facts.get("fate") == fate
    assert notes == []


@pytest.mark.parametrize(("cell", "fate"), [("missing", "missing"), ("Killed", "died"), ("survivor", "survived")])
def test_a_word_for_a_fate_is_understood_and_missing_stays_missing(cell: str, fate: str) -> None:
    assert read(name="A", fate=cell)[0] == {"fate": fate}


@pytest.mark.parametrize(
    ("field", "cell", "note"),
    [
        ("fate", "emigrated", "fate_not_understood"),
        ("survived", "2", "fate_not_understood"),
        ("born", "the year of the flood", "date_not_understood"),
        ("age", "old", "age_not_understood"),
        ("age", "-3", "age_not_understood"),
        ("age", "nan", "age_not_understood"),
    ],
)
def test_what_is_not_understood_is_noted_and_left_out(field: str, cell: str, note: str) -> None:
    facts, notes, left_out = read(name="A", **{field: cell})

    assert (facts, notes, left_out) == ({}, [note], False)


def test_a_row_without_a_name_is_left_out() -> None:
    assert read(name=" \u200b ", age="3") == ({}, ["no_name"], True)


def test_the_name_stays_as_it_is_printed() -> None:
    row = ListRow(2, {Field.NAME: ('Allison, Mrs. Hudson J C ("Bess" Waldo Daniels)',)})

    assert read_row(row, str).names == (('Allison, Mrs. Hudson J C ("Bess" Waldo Daniels)', "as_printed"),)


def test_two_parts_of_a_name_are_put_together_and_sorted_by_the_second() -> None:
    row = ListRow(2, {Field.SURNAME: ("Berg",), Field.GIVEN: ("Anna",)})

    found = read_row(row, str)

    assert (found.names[0][0], found.sort_key) == ("Anna Berg", "Berg Anna")
