"""A list of names from its upload to the wall and back, by the pages of the desk."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from memorial.application import giving
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import DateOrder, Field, ListState
from tests.web.desk.desk_client import World
from tests.web.desk.lists_of_names import NAMES, Desk, at_lists, sheet


@pytest.fixture
def desk(world: World, ferry: Memorial) -> Desk:
    return at_lists(world, ferry)


# The way through


def test_nobody_is_on_the_wall_before_the_last_step_and_everyone_after_it(desk: Desk) -> None:
    here = desk.stage()
    for step in ("about", "names", "columns", "check", "same", "preview"):
        assert desk.browser.get(f"{here}/{step}").status_code == 200
    assert desk.wall() == []

    answer = desk.browser.submit(desk.import_button())
    assert (answer.request.path, desk.kept(here).state) == (here, ListState.RUNNING)
    desk.work()

    assert desk.wall() == sorted(NAMES)
    desk.browser.get(here)
    assert "3 names were imported. No row was left out." in desk.words()


def test_a_list_for_the_team_shows_visitors_nothing_in_the_preview_and_nothing_afterwards(desk: Desk) -> None:
    here = desk.stage(audience="team")
    desk.browser.get(f"{here}/preview")
    assert "Visitors see none of these names." in desk.words()
    assert "What the team sees of one person" in desk.words()

    desk.browser.submit(desk.import_button())
    desk.work()

    assert desk.wall() == []
    assert desk.kept(here).progress.added == 3


def test_the_preview_shows_what_the_gate_gives_and_a_child_is_kept_from_detail(desk: Desk) -> None:
    here = desk.stage(b"Name,Age,Place,Born\nAyla Verdin,9,Low Pier,1983\n")

    desk.browser.get(f"{here}/preview")

    assert "Ayla Verdin" in desk.words()
    assert "1983" in desk.words()
    assert "Low Pier" not in desk.words(), "the place of a child is finer than visitors see"


def test_a_page_that_waits_loads_itself_anew_unless_somebody_does_not_want_it(desk: Desk) -> None:
    here = desk.stage()
    desk.browser.get(f"{here}/preview")
    desk.browser.submit(desk.import_button())

    assert desk.browser.get(here).text.count('http-equiv="refresh"') == 1
    assert "http-equiv" not in desk.browser.get(f"{here}?still=1").text
    assert "0 of 3 rows are read" in desk.words()
    desk.work()
    assert "http-equiv" not in desk.browser.get(here).text


def test_pasted_rows_are_a_list_too(desk: Desk) -> None:
    desk.browser.get(f"{desk.base}/new")
    answer = desk.browser.submit("text", text="Name\tBorn\r\nAyla Verdin\t1943\r\nOsman Weir\t1950")
    here = answer.request.path.removesuffix("/about")

    kept = desk.kept(here)

    assert (kept.kind, kept.rows, kept.header) == ("pasted", 2, ("Name", "Born"))


def test_a_sheet_of_a_spreadsheet_can_be_chosen(desk: Desk) -> None:
    here = desk.stage(sheet(("Name", "Born"), ("Ayla Verdin", 1943), title="People", more="More"), "names.xlsx")
    desk.browser.get(f"{here}/names")
    assert "Ayla Verdin" in desk.words()

    desk.browser.submit("sheet", sheet="More")

    assert "Sara Lind" in desk.words()


def test_letters_read_wrongly_are_read_another_way(desk: Desk) -> None:
    here = desk.stage("Имя;Born\nАйла Вердин;1943\n".encode("cp1251"))
    desk.browser.get(f"{here}/names")

    desk.browser.submit("encoding", encoding="cp1254")
    assert "Row 2 Àéëà Âåğäèí" in desk.words()
    desk.browser.submit("encoding", encoding="cp1251")
    assert "Row 2 Айла Вердин" in desk.words()

    answer = desk.browser.submit("encoding", encoding="utf-8")
    assert answer.status_code == 422
    assert "the letters do not fit ⁨utf-8⁩" in desk.words()
    assert desk.kept(here).encoding == "cp1251"


def test_dates_that_can_be_read_two_ways_are_asked_about_once_for_their_column(desk: Desk) -> None:
    here = desk.stage(b"Name,Born,Died\nAyla Verdin,03/04/1943,1992\nOsman Weir,05/06/1950,1993\n")
    desk.browser.get(f"{here}/columns")
    assert desk.words().count("How are its dates written?") == 1
    assert "03/04/1943⁩ is then 3 April 1943." in desk.words()
    assert "03/04/1943⁩ is then 4 March 1943." in desk.words()

    answer = desk.browser.submit("use_0")
    assert answer.request.path == f"{here}/columns", "it was not answered"
    answer = desk.browser.submit("use_0", order_1="month_first")

    assert answer.request.path == f"{here}/check"
    assert desk.kept(here).columns[1].order is DateOrder.MONTH_FIRST
    assert "Nothing else needs a look." in desk.words()
    desk.browser.get(f"{here}/preview")
    assert "4 March 1943 (⁨03/04/1943⁩)" in desk.words()


def test_columns_keep_what_was_said_and_refuse_two_names(desk: Desk) -> None:
    here = desk.stage()
    desk.browser.get(f"{here}/columns")

    answer = desk.browser.submit("use_0", use_2="name")
    assert answer.status_code == 422
    assert "Two columns cannot both be “Whole name”" in desk.words()
    assert desk.browser.form(holding="use_0")["use_2"] == "name", "what was chosen stays chosen"

    answer = desk.browser.submit("use_0", use_0="ignore", use_2="ignore")
    assert "Please say which column holds the name." in desk.words()
    answer = desk.browser.submit("use_0", use_0="name", use_2="residence", language_2="tr")
    assert answer.request.path == f"{here}/check"
    assert [one.field for one in desk.kept(here).columns] == [Field.NAME, Field.BORN, Field.RESIDENCE, Field.NOTE]
    assert desk.kept(here).columns[2].language == "tr"


def test_where_the_list_comes_from_stays_as_it_was_typed_when_something_is_wrong(desk: Desk) -> None:
    desk.upload()

    answer = desk.browser.submit("made_by", made_by="The harbour office", made_on="spring")
    assert answer.status_code == 422
    assert desk.browser.form(holding="made_by")["made_by"] == "The harbour office"
    assert "We could not read this date." in desk.words()

    answer = desk.browser.submit("made_by", made_on="March 1993")
    assert (answer.status_code, "Please choose who may see these names." in desk.words()) == (422, True)
    answer = desk.browser.submit("made_by", audience="team")
    assert answer.request.path.endswith("/names")


# Mending


def test_cells_are_mended_where_the_problem_stands_and_rows_keep_their_numbers(desk: Desk) -> None:
    here = desk.stage(b"Name,Born\n\nAyla Verdin,yesterday\n,1950\nMira Holm,1930\n")
    desk.browser.get(f"{here}/check")
    assert "Row 3 · Ayla Verdin" in desk.words()
    assert "Row 4" in desk.words()
    assert "Mira Holm" not in desk.words(), "only rows with problems"

    desk.browser.submit("cell_3_1", cell_3_1="1943", cell_4_0="Osman Weir")

    assert "Row 3" not in desk.words()
    assert "3 names can be imported. No row is left out. Nothing else needs a look." in desk.words()
    assert dict(desk.kept(here).corrections) == {"3:1": "1943", "4:0": "Osman Weir"}


def test_what_was_typed_stays_when_it_cannot_be_taken(desk: Desk) -> None:
    here = desk.stage(b"Name,Born\nAyla Verdin,yesterday\n")
    desk.browser.get(f"{here}/check")

    answer = desk.browser.submit("cell_2_1", cell_2_1="1" * 20_001)

    assert answer.status_code == 422
    assert "One of these cells is too long." in desk.words()
    assert desk.browser.form(holding="cell_2_1")["cell_2_1"] == "1" * 20_001
    assert desk.entries()[0] == ("correct_list", "refused", "cell_too_long")


def test_a_row_that_was_not_on_the_page_is_not_mended(desk: Desk) -> None:
    here = desk.stage(b"Name,Born\nAyla Verdin,yesterday\n")
    desk.browser.get(f"{here}/check")

    answer = desk.browser.submit("cell_2_1", cell_77_0="Osman")

    assert answer.status_code == 422
    assert dict(desk.kept(here).corrections) == {}


def test_the_mended_file_takes_the_place_of_the_first_and_columns_stay(desk: Desk) -> None:
    here = desk.stage(b"Name,Where\n,Low Pier\n")
    desk.browser.get(f"{here}/columns")
    desk.browser.submit("use_0", use_1="residence")

    answer = desk.browser.submit("file", file=(BytesIO(b"Name,Where\nAyla Verdin,Low Pier\n"), "mended.csv"))

    assert answer.request.path == f"{here}/check"
    assert "1 name can be imported." in desk.words()
    assert desk.kept(here).columns[1].field is Field.RESIDENCE
    answer = desk.browser.submit("file", file=(BytesIO(b"%PDF"), "mended.pdf"))
    assert (answer.status_code, "This is a PDF." in desk.words()) == (422, True)
    assert desk.kept(here).rows == 1


def test_many_problems_stand_on_several_pages(desk: Desk) -> None:
    here = desk.stage(b"Name,Born\n" + b"".join(b"Person %d,never\n" % number for number in range(120)))
    desk.browser.get(f"{here}/check")
    assert "Row 51 " in desk.words()
    assert "Row 52 " not in desk.words()

    desk.browser.get(f"{here}/check?after=51")
    assert "Row 52 " in desk.words()
    desk.browser.submit("cell_52_1", cell_52_1="1950")

    assert desk.browser.last is not None
    assert desk.browser.last.request.args["after"] == "51"
    assert "Row 53 " in desk.words()


# Afterwards


def test_undo_takes_everyone_back_and_the_same_file_comes_in_again(desk: Desk) -> None:
    here = desk.bring_in()
    desk.browser.get(f"{here}/undo")
    assert "3 names and all that this list says of them are erased" in desk.words()

    desk.browser.submit("Take it back")
    desk.work()

    assert desk.wall() == []
    desk.browser.get(here)
    assert "3 names were taken back." in desk.words()
    assert not any(name in desk.words() for name in NAMES)
    assert desk.bring_in() != here
    assert desk.wall() == sorted(NAMES)


def test_after_thirty_days_nothing_offers_to_take_it_back_and_asking_is_refused(desk: Desk) -> None:
    here = desk.bring_in()
    desk.world.clock.go(days=31)
    desk.browser.sign_in(desk.browser.email)
    desk.browser.get(here)
    assert "Take the whole import back" not in desk.words()

    desk.browser.get(f"{here}/undo")
    answer = desk.browser.submit("Take it back")

    assert answer.status_code == 422
    assert "The thirty days in which an import can be taken back are over." in desk.words()
    assert desk.wall() == sorted(NAMES)


def test_somebody_of_whom_a_family_has_written_stays_and_the_result_says_so(desk: Desk) -> None:
    here = desk.bring_in()
    person = next(one for one in desk_rows(desk, here) if one.cells[0] == "Ayla Verdin").person_id
    code = giving.begin(
        desk.world.services, "ferry", "en",
        {"about": "person", "person_id": person, "story": "She sang.", "audience": "public",
         "person_name_shown": "full", "signature": "none"},
    )  # fmt: skip
    look = giving.look(desk.world.services, code, media_base="/look")
    key = look.draft.answers["idempotency_key"]
    giving.send(desk.world.services, code, idempotency_key=key, payload=look.payload)

    desk.browser.get(f"{here}/undo")
    desk.browser.submit("Take it back")
    desk.work()

    desk.browser.get(here)
    assert "2 names were taken back. 1 person stays, because others have written or said something" in desk.words()
    assert desk.wall() == []


def desk_rows(desk: Desk, here: str) -> Any:
    with desk.world.services.unit_of_work(read_only=True) as uow:
        return uow.lists.rows(desk.kept(here), limit=100)


def test_the_rows_of_an_imported_list_lead_to_their_people(desk: Desk) -> None:
    here = desk.bring_in(b"Name,Born\nAyla Verdin,1943\n,1950\n")

    desk.browser.get(f"{here}/rows")

    (row, left_out) = desk_rows(desk, here)
    links = [one.get("href") for one in desk.browser.page().all("a")]
    assert f"/desk/persons/{row.person_id}" in links
    assert left_out.person_id == ""
    assert "imported" in desk.words()
    assert "left out" in desk.words()


def test_a_list_that_is_thrown_away_leaves_nothing(desk: Desk) -> None:
    here = desk.stage()
    vault = desk.world.installation.settings.home
    before = {path for path in vault.rglob("*") if path.is_file() and "vault" in path.parts}

    desk.browser.get(here)
    desk.browser.submit("Throw this list away")

    assert "Nothing of it is left here." in desk.words()
    assert desk.browser.get(here).status_code == 404
    after = {path for path in vault.rglob("*") if path.is_file() and "vault" in path.parts}
    assert len(before - after) == 2


def test_an_imported_list_is_looked_at_and_not_changed_any_more(desk: Desk) -> None:
    here = desk.stage(b"Name,Born\nAyla Verdin,never\n")
    desk.browser.get(f"{here}/check")
    old = desk.browser.form(holding="cell_2_1")
    desk.browser.get(f"{here}/preview")
    desk.browser.submit(desk.import_button())
    desk.work()

    answer = desk.browser.post(f"{here}/check", {**old, "cell_2_1": "1943"})

    assert answer.status_code == 422
    assert "This list has been imported already" in desk.words()
    for step in ("about", "names", "columns", "check", "preview"):
        text = desk.browser.get(f"{here}/{step}").text
        assert "Save" not in text, step
