"""Names as tables: what visitors do not see stays out, no cell runs in a spreadsheet, and reading gives the same."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from memorial.application import memorials
from tests.cli.conftest import Run, opened

TITANIC = "tests/samples/titanic-passengers/titanic3.csv"
AWKWARD = '''surname,given,name_other:ru,name_other:hy,nickname,born,died,age,fate,place,place 2,role
Lund,Anna Maria,Анна Лунд,Աննա Լունդ,Annie,about 1901,25 February 1950,48,died,Tovin,Karvel,teacher
=cmd|'/c calc'!A0,Ola,,,,1920,,,missing,@home,,-5
O'Neill,Séan,,,"'Shaun'",,,,died of cold,"Lindra, by the lake",,
"van der ""Berg""",Łukasz,Лукаш,,+1,1999-13-40,,,,,,
'''


def tables(folder: Path) -> list[list[list[str]]]:
    found = []
    for path in sorted(folder.iterdir()):
        with path.open(encoding="utf-8-sig", newline="") as text:
            found.append(list(csv.reader(text)))
    return found


def brought_in(run: Run, slug: str, path: Path | str, *more: str) -> None:
    assert run("create", slug, "--title", slug, "--languages", "en", "--fictional").code == 0
    said = run("import", "people", slug, str(path), "--source", "A list", *more)
    assert said.code == 0, said.err


def exported(run: Run, slug: str, out: Path, *more: str) -> list[list[list[str]]]:
    said = run("export", slug, "--format", "csv", "--out", str(out), *more)
    assert said.code == 0, said.err
    return tables(out)


def test_what_is_written_and_read_again_gives_the_same(ready: Run, tmp_path: Path) -> None:
    awkward = tmp_path / "awkward.csv"
    awkward.write_text(AWKWARD, encoding="utf-8")
    brought_in(ready, "first", awkward)

    once = exported(ready, "first", tmp_path / "once", "--closed")
    brought_in(ready, "second", next((tmp_path / "once").iterdir()))
    twice = exported(ready, "second", tmp_path / "twice", "--closed")

    assert once == twice
    [[header, *rows]] = once
    assert len(rows) == 4
    assert {"surname", "given", "name_other:ru", "name_other:hy", "place 2"} <= set(header)


def test_a_real_list_comes_back_whole(ready: Run, tmp_path: Path) -> None:
    brought_in(ready, "first", TITANIC, "--audience", "public")

    once = exported(ready, "first", tmp_path / "once", "--closed")
    brought_in(ready, "second", next((tmp_path / "once").iterdir()), "--audience", "public")

    assert exported(ready, "second", tmp_path / "twice", "--closed") == once
    assert len(once[0]) == 1 + 1309


def test_no_cell_begins_as_a_spreadsheet_would_run_it(ready: Run, tmp_path: Path) -> None:
    awkward = tmp_path / "awkward.csv"
    awkward.write_text(AWKWARD, encoding="utf-8")
    brought_in(ready, "first", awkward)

    [table] = exported(ready, "first", tmp_path / "out", "--closed")

    cells = [cell for row in table for cell in row if cell]
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r"]
    assert any(cell.startswith("'=cmd") for cell in cells)


def test_what_visitors_do_not_see_is_left_out(ready: Run, home: Path, tmp_path: Path) -> None:
    brought_in(ready, "first", TITANIC)
    with opened(home) as built:
        memorials.change_settings(built.services, "first", change=lambda one: replace(one, public=True))

    said = ready("export", "first", "--format", "csv", "--out", str(tmp_path / "out"))

    assert said.code == 0
    assert "1,309 people whom visitors do not see are not included." in said.out
    assert tables(tmp_path / "out") == []
