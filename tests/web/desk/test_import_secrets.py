"""Nothing of a list stands in titles, addresses, logs or plain files; its pages stand in every direction."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from memorial.adapters.lists.columns import guess_field
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import Field
from memorial.web.desk.importing_samples import HEADINGS
from tests.web.desk.desk_client import World
from tests.web.desk.lists_of_names import Desk, at_lists


@pytest.fixture
def desk(world: World, ferry: Memorial) -> Desk:
    return at_lists(world, ferry)


def test_nothing_of_the_file_stands_in_a_title_an_address_a_log_or_an_audit_entry(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked: list[str] = []
    client_open = desk.browser.client.open

    def noted(*args: Any, **kwargs: Any) -> Any:
        answer = client_open(*args, **kwargs)
        asked.append(answer.request.url + str(answer.headers.get("Location", "")))
        return answer

    desk.browser.client.open = noted  # type: ignore[method-assign]
    here = desk.stage(b"Name,Born\nAyla Verdin,zq-never\nAyla Verdin,1950\n", "zq-secret-file.csv")
    titles = []
    for step in ("", "/about", "/names", "/columns", "/check", "/same", "/preview"):
        desk.browser.get(here + step)
        titles.append(desk.browser.page().all("title")[0].text())
    desk.browser.get(f"{here}/check")
    desk.browser.submit("cell_2_1", cell_2_1="zq-still-never")
    desk.upload(b"%PDF zq", "zq-other.pdf")
    desk.browser.get(f"{here}/preview")
    desk.browser.submit(desk.import_button())
    desk.work()
    desk.browser.get(here)

    held = [*asked, *titles, caplog.text, *map(str, desk.world.log())]
    for word in ("zq-", "Verdin", "Ayla", "secret-file", "Who was on the ferry"):
        assert [one for one in held if word in one] == [], word


def test_the_file_lies_sealed_in_the_vault_from_the_first_byte(desk: Desk) -> None:
    desk.stage(b"Name,Born\nAyla Verdinquor,1943\n", "secretnamed.csv")

    home = desk.world.installation.settings.home
    held = [path.name for path in home.rglob("*") if path.is_file() and b"Verdinquor" in path.read_bytes()]
    held += [path.name for path in home.rglob("*") if path.is_file() and b"secretnamed" in path.read_bytes()]

    assert held == []


def test_the_headings_of_each_sample_are_understood_and_nobody_is_made_of_its_row(desk: Desk) -> None:
    for language, headings in HEADINGS.items():
        answer = desk.browser.get(f"/desk/import/sample/{language}.csv")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert [guess_field(heading) for heading in headings] == [
            Field.NAME, Field.NAME_OTHER, Field.BORN, Field.DIED, Field.AGE, Field.SEX, Field.FATE, Field.PLACE,
            Field.NOTE,
        ], language  # fmt: skip

    here = desk.stage(answer.data, "names.csv")
    desk.browser.get(f"{here}/check")

    assert "0 names can be imported." in desk.words()


def test_the_pages_stand_in_arabic_from_right_to_left(desk: Desk) -> None:
    here = desk.stage()
    desk.browser.headers = {"Accept-Language": "ar"}
    for step in ("", "/about", "/names", "/columns", "/check", "/same", "/preview"):
        text = desk.browser.get(here + step).text
        assert 'dir="rtl"' in text[:200], step
