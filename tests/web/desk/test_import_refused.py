"""What is no list, or came only in part, is refused in plain words, and nothing of it is kept."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from memorial.adapters.lists import spreadsheets
from memorial.application import list_table
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import ListState
from tests.web.desk.desk_client import World
from tests.web.desk.lists_of_names import SHORT, Desk, at_lists, sheet


@pytest.fixture
def desk(world: World, ferry: Memorial) -> Desk:
    return at_lists(world, ferry)


NO_LISTS = (
    (b"", "names.csv", "This file is empty."),
    (b"Name,Born\n", "names.csv", "no row under it"),
    (b"%PDF-1.4 x", "names.pdf", "This is a PDF."),
    (b"\x89PNG\r\n\x1a\n", "names.png", "This is a picture."),
    (b"<!doctype html><table>", "names.html", "This is a web page."),
    (b"1,2,3\n4,5,6\n", "names.csv", "The first row looks like a row of the list."),
    (b",,\na,b,c\n", "names.csv", "The first row is empty."),
    (b"Name,Name\na,b\n", "names.csv", "Two columns are both called"),
    (b"Name\n" + b"x" * 30_000 + b"\n", "names.csv", "is longer than 20,000 letters"),
    (b"PK\x03\x04 and no zip", "names.xlsx", "This spreadsheet cannot be opened."),
    (b"Name" + b",x" * 300 + b"\na\n", "names.csv", "at most 200 are read"),
)


def test_what_is_no_list_is_refused_in_plain_words_and_nothing_is_kept(desk: Desk) -> None:
    for data, name, words in NO_LISTS:
        before = len(desk.entries())

        answer = desk.upload(data, name)

        assert answer.status_code == 422, words
        assert answer.text.count(words) == 2, f"over the form and at the field: {words}"
        assert len(desk.entries()) == before + 1, words
        assert desk.entries()[0][:2] == ("stage_list", "refused"), words
    desk.browser.get("/desk/import")
    assert "No list has been brought in yet." in desk.words()


def test_a_spreadsheet_that_is_a_bomb_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "_LIMITS", replace(spreadsheets._LIMITS, unpacked=1 << 20))
    held = BytesIO(sheet(("Name",), ("Ayla Verdin",)))
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet2.xml", b" " * (4 << 20))

    answer = desk.upload(held.getvalue(), "names.xlsx")

    assert answer.status_code == 422
    assert "becomes far too large when it is unpacked" in desk.words()


def test_a_file_that_is_too_large_is_refused_while_it_arrives(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_table, "LARGEST_FILE", 10_000)

    answer = desk.upload(b"Name\n" + b"Ayla Verdin\n" * 20_000)

    assert answer.status_code == 422
    assert "Please divide it into several files." in desk.words()


def test_the_same_file_twice_leads_to_where_it_is(desk: Desk) -> None:
    here = desk.bring_in()

    answer = desk.upload()

    assert answer.status_code == 422
    assert "This very file is in the memorial already." in desk.words()
    assert here in [one.get("href") for one in desk.browser.page().all("a")]


def test_a_list_of_which_every_row_is_wrong_says_so_and_cannot_be_imported(desk: Desk) -> None:
    here = desk.stage(b"Name,Born\n,1943\n,1950\n")
    desk.browser.get(f"{here}/check")
    assert "No row of this list can be imported as it stands." in desk.words()
    assert "2 rows are left out." in desk.words()

    desk.browser.get(f"{here}/preview")
    assert "Nobody would come in with this list." in desk.words()
    token = desk.browser.form(holding="Sign out")["csrf_token"]
    answer = desk.browser.post(f"{here}/import", {"csrf_token": token})

    assert (answer.status_code, desk.kept(here).state) == (422, ListState.STAGED)
    assert "No row of this list can be imported." in desk.words()


def test_one_column_is_a_list(desk: Desk) -> None:
    desk.bring_in(b"Name\nAyla Verdin\nOsman Weir\n")

    assert desk.wall() == ["Ayla Verdin", "Osman Weir"]


def test_a_list_without_a_column_of_names_is_asked_about(desk: Desk) -> None:
    here = desk.stage(b"Alpha,Beta\nAyla Verdin,1943\n")
    desk.browser.get(f"{here}/preview")
    assert "Say which column holds the name" in desk.words()
    desk.browser.get(f"{here}/columns")
    desk.browser.submit("use_0", use_0="name")

    desk.browser.get(f"{here}/preview")

    assert desk.import_button() == "Import 1 name"


def test_an_upload_without_a_file_or_cut_off_says_so_and_leaves_one_entry(desk: Desk) -> None:
    desk.browser.get(f"{desk.base}/new")
    before = len(desk.entries())
    answer = desk.browser.submit("file", file=(BytesIO(b""), ""))
    assert (answer.status_code, "Please choose a file." in desk.words()) == (422, True)
    token = desk.browser.form(holding="file")["csrf_token"]
    body = (
        b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode() + b"\r\n--x\r\n"
        b'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nName\nAyla Ver'
    )

    answer = desk.browser.client.post(f"{desk.base}/new", data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 422
    assert "The file did not arrive whole." in answer.text
    assert [entry[1:] for entry in desk.entries()[: len(desk.entries()) - before]] == [
        ("refused", "broken_off"),
        ("refused", "no_file"),
    ]


def test_an_upload_with_a_strange_token_is_not_even_read(desk: Desk) -> None:
    desk.browser.get(f"{desk.base}/new")
    form = desk.browser.form(holding="file") | {"csrf_token": "stolen", "file": (BytesIO(SHORT), "names.csv")}

    answer = desk.browser.post(f"{desk.base}/new", form)

    assert answer.status_code == 422
    assert (desk.world.log("*")[0].action, desk.world.log("*")[0].reason) == ("importing_upload", "form_token")
    assert desk.entries() == [entry for entry in desk.entries() if "stage" not in entry[0]]
