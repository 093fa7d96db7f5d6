"""Reading a list of names: what is taken for what, and every file that is refused with a word that says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial.adapters.lists.columns import guess, guess_field
from memorial.adapters.lists.files import ListFiles
from memorial.adapters.lists.reading import NotAList, read_list
from memorial.application.ports.lists import KINDS, Asked, OpenBytes
from memorial.domain.name_list import ColumnUse, Field, RawRow

TITANIC = Path("tests/samples/titanic-passengers/titanic3.csv")


def written(folder: Path, content: str | bytes, name: str = "names.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def why_refused(folder: Path, content: str | bytes, **mapped: str) -> str:
    with pytest.raises(NotAList) as refused:
        list(read_list(written(folder, content), mapped).rows())
    return refused.value.detail


def of_bytes(content: bytes) -> OpenBytes:
    def pieces() -> Iterator[bytes]:
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]

    return pieces


def test_the_columns_of_a_real_list_are_recognised() -> None:
    found = read_list(TITANIC)

    used = {
        heading: field
        for heading, field in zip(found.columns.header, found.columns.fields, strict=True)
        if field is not Field.IGNORE
    }
    assert used == {
        "survived": Field.SURVIVED,
        "name": Field.NAME,
        "sex": Field.SEX,
        "age": Field.AGE,
        "home.dest": Field.PLACE,
    }


def test_every_row_of_a_real_list_is_read() -> None:
    rows = list(read_list(TITANIC).rows())

    assert len(rows) == 1309
    assert rows[0].cells[2] == "Allen, Miss. Elisabeth Walton"
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
        ("name,born\n", "no rows"),
        ("\nname,born\nA,1901\n", "first row is empty"),
        ("Anna Berg,1901\nBela Cohn,1902\n", "first row looks like data"),
        ("name,name\nA,B\n", "twice"),
        ("street,number\nA,1\n", "--map COLUMN=name"),
        (",".join(f"c{n}" for n in range(201)) + "\n" + "," * 200, "at most 200"),
        ('name,born\n"A,1901\n', "line 2"),
        ('name,born\nA,"19"01\n', "line 2"),
        ("name\n" + "A" * 20_001 + "\n", "line 2 holds more than"),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(tmp_path: Path, content: str | bytes, word: str) -> None:
    assert word in why_refused(tmp_path, content)


def test_every_kind_that_is_no_list_has_its_words() -> None:
    assert all("%" not in NotAList("kind", kind=kind).detail for kind in KINDS)


def test_a_wrong_encoding_far_down_is_found_before_anything_is_read(tmp_path: Path) -> None:
    content = b"name\n" + b"Anna\n" * 60_000 + b"Jos\xe9\n"

    assert "near line 6000" in why_refused(tmp_path, content)


def test_without_being_told_the_command_line_takes_no_encoding_that_is_not_certain(tmp_path: Path) -> None:
    path = written(tmp_path, "имя,место\nАнна,Шуша\n".encode("cp1251"))

    with pytest.raises(NotAList, match="cp1251"):
        read_list(path)
    (row,) = read_list(path, asked=Asked(encoding="cp1251")).rows()

    assert row.cells == ("Анна", "Шуша")


def test_an_encoding_that_does_not_fit_or_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "имя\nАнна\n".encode("koi8-r"))

    for name, word in (("utf-8", "choose another"), ("klingon", "no encoding"), ("rot13", "no encoding")):
        with pytest.raises(NotAList, match=word):
            read_list(path, asked=Asked(encoding=name))


def test_an_unknown_column_or_field_in_the_mapping_is_named(tmp_path: Path) -> None:
    assert "no column 'nobody'" in why_refused(tmp_path, "who,born\nA,1\n", nobody="name")
    assert "'hero' is nothing that a column can be" in why_refused(tmp_path, "who,born\nA,1\n", who="hero")
    assert "nothing that a column can be" in why_refused(tmp_path, "who,born\nA,1\n", who="name_other:xx")


def test_the_mapping_wins_over_the_guess(tmp_path: Path) -> None:
    found = read_list(written(tmp_path, "name,printed\nshort,Long Name\n"), {"printed": "name"})

    assert found.columns.fields == (Field.IGNORE, Field.NAME)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_other_separators_and_a_byte_order_mark_are_understood(tmp_path: Path, separator: str) -> None:
    content = b"\xef\xbb\xbf" + f"name{separator}born\nAnna{separator}1901\n".encode()

    found = read_list(written(tmp_path, content))

    assert found.columns.header == ("name", "born")
    assert [row.cells for row in found.rows()] == [("Anna", "1901")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_numbers_count_lines_of_the_file_within_quotes_too(tmp_path: Path, line_end: str) -> None:
    content = line_end.join(("name,place", '"Anna', 'Berg",Here', "", "Bela,There", ""))

    rows = list(read_list(written(tmp_path, content)).rows())

    assert [row.number for row in rows] == [2, 5]


def test_what_an_export_neutralised_comes_back_as_it_was(tmp_path: Path) -> None:
    rows = list(read_list(written(tmp_path, "name,place\n'=cmd|' /C calc'!A0,'-Here\n'Ayn,'\n")).rows())

    assert [row.cells for row in rows] == [("=cmd|' /C calc'!A0", "-Here"), ("'Ayn", "'")]


def test_a_million_columns_are_refused_before_they_are_taken_apart(tmp_path: Path) -> None:
    assert "at most 200" in why_refused(tmp_path, b"name" + b"," * 999_999 + b"\nA\n")
    assert "at most 200" in why_refused(tmp_path, b"name,born\nA" + b"," * 999_999 + b"\n")


def test_one_endless_line_is_not_read_to_its_end(tmp_path: Path) -> None:
    assert "one cell" in why_refused(tmp_path, b"name\n" + b"A" * 9_000_000)


NAMES = {
    "ru": "имя,родился,место\nИванова Мария,1901,Шуша\nПетров Пётр,1902,Баку\nСаркисян Анна,1903,Ереван\n",
    "tr": "ad soyad,doğum,yer\nAyşe Yılmaz,1901,İstanbul\nŞükrü Özgür,1902,Çanakkale\nGülşen Işık,1903,Ağrı\n",
    "ar": "الاسم,الميلاد,المكان\nمحمد علي,1901,حلب\nفاطمة الزهراء,1902,دمشق\n",
    "fr": "nom,né,lieu\nJosé Núñez,1901,Orléans\nHélène Lefèvre,1902,Besançon\n",
    "he": "שם,נולד\nמשה כהן,1901\nשרה לוי,1902\n",
    "el": "όνομα,έτος\nΓιώργος Παπαδόπουλος,1901\nΕλένη Νικολάου,1902\n",
    "pl": "imię,rok\nŁukasz Wiśniewski,1901\nŻaneta Dąbrowska,1902\n",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        *(("ru", name) for name in ("cp1251", "koi8-r", "iso8859-5", "cp866")),
        *(("tr", name) for name in ("cp1254", "iso8859-9")),
        *(("ar", name) for name in ("cp1256", "iso8859-6")),
        *(("fr", "cp1252"), ("he", "cp1255"), ("el", "cp1253"), ("pl", "cp1250"), ("pl", "iso8859-2")),
        *(("ru", name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")),
    ],
)
def test_the_encoding_of_a_list_is_guessed_so_that_its_words_read_rightly(language: str, encoding: str) -> None:
    text = NAMES[language]
    file = of_bytes(text.encode(encoding))

    first = ListFiles().encodings(file)[0]
    looked, rows = ListFiles().read(file, Asked())

    last = text.splitlines()[-1]
    assert last in first.samples
    assert first.certain == encoding.startswith("utf")
    assert list(rows)[-1].cells == tuple(last.split(","))
    assert looked.header == tuple(text.splitlines()[0].split(","))


def test_other_encodings_are_offered_with_their_own_samples() -> None:
    found = ListFiles().encodings(of_bytes(NAMES["ru"].encode("cp1251")))

    by_name = {choice.name: choice.samples for choice in found}
    assert len(by_name) > 5
    assert "Петров Пётр,1902,Баку" in by_name["cp1251"]
    assert "Петров Пётр,1902,Баку" not in by_name["koi8-r"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *(("Full Name", "name"), ("full_name", "name"), ("ФИО", "name"), ("Soyadı, adı", "name")),
        *(("Անուն", "name"), ("სახელი", "name"), ("الاسم", "name"), ("نام", "name"), ("שם", "name")),
        *(("Soyad", "surname"), ("Nachname", "surname"), ("Nom", "surname"), ("שם משפחה", "surname")),
        *(("Ata adı", "patronymic"), ("Отчество", "patronymic"), ("Հայրանուն", "patronymic")),
        *(("Doğum tarixi", "born"), ("Doğum tarihi", "born"), ("Дата рождения", "born"), ("Né le", "born")),
        *(("Ölüm tarixi", "died"), ("تاریخ درگذشت", "died"), ("תאריך פטירה", "died"), ("Decès", "died")),
        *(("Yaş", "age"), ("Пол", "sex"), ("Место рождения", "place_of_birth"), ("Wohnort", "residence")),
        *(("Профессия", "role"), ("Семья", "household"), ("№", "number"), ("Qeyd", "note"), ("Ticket", "ignore")),
    ],
)
def test_headings_of_many_languages_are_known(heading: str, field: str) -> None:
    assert guess_field(heading).value == field


def test_a_name_once_more_in_another_language_is_known_by_its_heading() -> None:
    found = guess(("Name", "Name (Russian)", "name_hy", "Имя по-английски"))

    assert [use.field for use in found] == [Field.NAME, *[Field.NAME_OTHER] * 3]
    assert [use.language for use in found] == ["und", "ru", "hy", "en"]


def test_of_names_in_several_languages_alone_the_first_leads() -> None:
    assert guess(("name_az", "name_ru"))[0] == ColumnUse(Field.NAME, "az")


def test_of_two_columns_that_mean_the_same_the_first_stays() -> None:
    found = guess(("age", "Alter", "place", "town"))

    assert [use.field for use in found] == [Field.AGE, Field.IGNORE, Field.PLACE, Field.PLACE]


def test_rows_of_another_length_are_given_as_they_are(tmp_path: Path) -> None:
    rows = list(read_list(written(tmp_path, "name,born\nA\n\n,\nB,1901\nC,1902,x\n")).rows())

    assert rows == [RawRow(2, ("A",)), RawRow(5, ("B", "1901")), RawRow(6, ("C", "1902", "x"))]
