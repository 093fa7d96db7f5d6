"""The paper form: the code is on the strip, the number on the sheet, and one tells nothing of the other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from memorial.adapters.db.last_check import SqlLastChecks
from memorial.adapters.db.paper_sheets import paper_sheet
from memorial.application import nightly, paper
from memorial.domain.paper_serial import new_serial, parse_serial
from tests.installations import TestInstallation
from tests.web.contribute.family import SHARE, Family


def printed(family: Family) -> tuple[str, str]:
    (number,) = [one for one in family.root.all("bdi") if one.has("data-serial")]
    return family.code().replace(" ", ""), number.text().replace(" ", "")


def test_each_sheet_has_a_number_and_a_code_of_its_own(family: Family, place: TestInstallation) -> None:
    family.open(f"{SHARE}/paper")
    family.press()
    first = printed(family)
    family.open(f"{SHARE}/paper")
    family.press()
    second = printed(family)

    assert len({*first, *second}) == 4
    assert (len(first[0]), len(first[1])) == (20, 10)
    assert paper.waits_for(place.services, first[0]) is not None


def test_the_strip_holds_no_number_and_the_sheet_no_code(family: Family) -> None:
    family.open(f"{SHARE}/paper")
    family.press()
    code, serial = printed(family)
    parts = {one.get("class"): one for one in family.root.all("section")}

    digits = {name: "".join(c for c in part.text() if c.isdigit()) for name, part in parts.items()}
    assert code in digits["paper-stub"]
    assert serial not in digits["paper-stub"]
    assert serial in digits["paper-sheet"]
    assert code not in digits["paper-sheet"]
    assert not [code[at : at + 6] for at in range(15) if code[at : at + 6] in digits["paper-sheet"]]


def test_the_same_questions_stand_on_paper(family: Family) -> None:
    family.open(f"{SHARE}/help")
    asked = [one.text().strip() for one in family.root.all("legend")]
    family.open(f"{SHARE}/paper")
    family.press()

    words = family.words()
    for question in ("Who may see it?", "How may we show the name?", "How should we sign it?"):
        assert [one for one in asked if one.startswith(question)]
        assert question in words
    assert "We keep what you send, and show what you allow." in words, "the notice is on the sheet that is signed"


def test_the_code_of_a_sheet_that_has_not_come_back_is_known(family: Family) -> None:
    family.open(f"{SHARE}/paper")
    family.press()
    code, _serial = printed(family)

    family.open("/receipt")
    family.press(code=code)

    assert "We have not entered the sheet yet." in " ".join(family.page.text.split())  # type: ignore[union-attr]
    assert not family.root.all("article")


def test_a_number_is_read_in_every_script() -> None:
    serial = new_serial()
    arabic = "".join(chr(0x0660 + int(digit)) for digit in serial)

    assert parse_serial(f"{arabic[:5]} - {arabic[5:]}") == serial


def test_a_day_has_only_so_many_sheets_for_one_memorial(family: Family, place: TestInstallation) -> None:
    services = replace(place.services, limits=replace(place.services.limits, paper_forms=2))
    for _ in range(2):
        paper.make_sheet(services, "harbour", "en")

    with pytest.raises(paper.PrintedEnough):
        paper.make_sheet(services, "harbour", "en")
    place.clock.pass_by(hours=25)
    paper.make_sheet(services, "harbour", "en")


def test_where_there_are_too_many_sheets_it_is_said(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    def enough(*_: object) -> None:
        raise paper.PrintedEnough

    monkeypatch.setattr(paper, "_add", enough)
    family.open(f"{SHARE}/paper")

    assert family.press().status_code == 429
    assert "Many paper forms were made here today." in family.words()


def test_a_number_that_another_sheet_has_is_drawn_anew(
    place: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = paper.make_sheet(place.services, "harbour", "en")
    drawn = iter([first.serial, first.serial, new_serial()])
    monkeypatch.setattr(paper, "new_serial", lambda: next(drawn))

    second = paper.make_sheet(place.services, "harbour", "en")

    assert second.serial != first.serial
    assert paper.waits_for(place.services, first.code) is not None


def test_a_sheet_of_long_ago_is_forgotten_in_the_night(
    place: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines = place.installation.engines
    monkeypatch.setattr(nightly, "check", lambda *_a, **_k: iter(()))
    paper.make_sheet(place.services, "harbour", "en")
    place.clock.pass_by(days=401)
    lasting = paper.make_sheet(place.services, "harbour", "en")
    with engines.reading.connect() as connection:
        assert connection.execute(select(func.count()).select_from(paper_sheet)).scalar_one() == 2

    nightly.check_and_note(place.services, None, SqlLastChecks(engines.writing, engines.reading))  # type: ignore[arg-type]

    with engines.reading.connect() as connection:
        assert connection.execute(select(func.count()).select_from(paper_sheet)).scalar_one() == 1
    assert paper.waits_for(place.services, lasting.code) is not None
