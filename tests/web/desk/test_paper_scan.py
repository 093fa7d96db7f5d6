"""The scan of a paper form: compared by two others, opened one by one and noted, and shown to no visitor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memorial.application import paper, receipt
from memorial.application.consent_record import consent_record
from memorial.application.giving import LanguageClosed
from memorial.application.offer import notice_of
from memorial.application.paper import Sheet
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Audience, Role, Scope
from memorial.web.contribute.receipt_pages import files_asked
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.test_paper import desk as desk
from tests.web.desk.test_paper import enter, waiting
from tests.web.desk.test_paper import sheet as sheet

SAMPLES = Path(__file__).parents[2] / "samples"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def sent(world: World, ferry: Memorial, desk: Browser, sheet: Sheet) -> str:
    enter(desk, sheet.serial)
    (one,) = waiting(world, ferry)
    return one


def accept(who: Browser, sent: str, **more: str) -> str:
    who.get(f"/desk/review/ferry/{sent}")
    answer: str = who.submit("decision", decision="accept", **more).text
    return answer


def test_a_scan_that_the_second_reader_could_not_see_is_refused_and_the_words_stay(
    world: World, ferry: Memorial, desk: Browser, sheet: Sheet
) -> None:
    kept = {one for one in world.installation.settings.home.rglob("*") if one.is_file()}
    answer = enter(desk, sheet.serial, (PDF, "sheet.pdf"))

    assert answer.status_code == 422
    assert "The second reader cannot see a PDF here." in answer.text
    assert "Ayla Verdin" in answer.text
    assert waiting(world, ferry) == []
    assert paper.waits_for(world.services, sheet.code) is not None
    left = {one for one in world.installation.settings.home.rglob("*") if one.is_file()} - kept
    assert not [one for one in left if "vault" in one.parts]


def test_accepting_takes_somebody_else_who_compared_it(world: World, ferry: Memorial, desk: Browser, sent: str) -> None:
    second = world.signed_in("two@example.org", Role.EDITOR)
    third = world.signed_in("three@example.org", Role.EDITOR)

    assert "You entered this sheet. Two others compare it" in accept(desk, sent, compared="y")
    assert "Please compare the words with the scan" in accept(second, sent)
    assert world.record(ferry, sent).latest.accepted_by == ()
    accept(second, sent, compared="y")
    assert "You entered this sheet." in accept(desk, sent, compared="y")
    assert len(world.record(ferry, sent).latest.accepted_by) == 1
    accept(third, sent, compared="y")
    world.clock.go(minutes=11)
    world.publish(ferry, sent)
    assert world.shown(ferry) == [sent]


def test_nobody_is_asked_to_compare_what_did_not_come_on_paper(world: World, ferry: Memorial) -> None:
    editor = world.signed_in("two@example.org", Role.EDITOR)

    page = editor.get(f"/desk/review/ferry/{world.send()}").text

    assert 'name="compared"' not in page
    assert "The paper form" not in page


def test_each_opening_of_the_scan_is_noted_and_it_is_no_file_among_others(
    world: World, ferry: Memorial, sheet: Sheet, sent: str
) -> None:
    second = world.signed_in("two@example.org", Role.EDITOR)
    (scan,) = world.record(ferry, sent).files
    page = second.get(f"/desk/review/ferry/{sent}")

    assert "It holds a signature" in page.text
    assert "/desk/media/" not in page.text
    assert "Files: not loaded" not in page.text
    assert second.get(f"/desk/media/ferry/{sent}/{scan.id}/full.jpeg").status_code == 404
    for times in (1, 2):
        answer = second.get(f"/desk/paper/ferry/{sent}/{scan.id}")
        assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
        assert answer.data.startswith(b"\xff\xd8")
        noted = [one for one in world.log(ferry.id) if one.action == "open_scan"]
        assert [one.subject_id for one in noted] == [sent] * times
    second.get("/desk/log")
    assert "opened the scan of a paper form" in (second.last.text if second.last else "")


def test_the_route_of_the_scan_gives_nothing_else_and_nobody_else(
    world: World, ferry: Memorial, desk: Browser, sheet: Sheet, sent: str
) -> None:
    world.begin_memorial("quay")
    elsewhere = world.signed_in("four@example.org", Role.EDITOR, "quay")
    (scan,) = world.record(ferry, sent).files
    picture = (SAMPLES / "images" / "hopper.jpg").read_bytes()
    other = world.send(picture=picture)
    (photograph,) = world.record(ferry, other).files

    assert elsewhere.get(f"/desk/paper/ferry/{sent}/{scan.id}").status_code == 404
    assert elsewhere.get(f"/desk/paper/quay/{sent}/{scan.id}").status_code == 404
    assert world.browser().get(f"/desk/paper/ferry/{sent}/{scan.id}").mimetype == "text/html"
    assert desk.get(f"/desk/paper/ferry/{other}/{photograph.id}").status_code == 404
    assert desk.get(f"/desk/media/ferry/{other}/{photograph.id}/full.jpeg").status_code == 200
    receipt.act(world.services, sheet.code, "withdraw", {})
    assert desk.get(f"/desk/paper/ferry/{sent}/{scan.id}").status_code == 404


@pytest.mark.parametrize("action", ["change", "return"])
def test_no_answer_on_the_receipt_opens_the_scan(
    world: World, ferry: Memorial, sheet: Sheet, sent: str, action: str
) -> None:
    (scan,) = world.record(ferry, sent).files
    answers = {"audience": "unlisted", "person_name_shown": "full", "signature": "none"}
    if action == "return":
        receipt.act(world.services, sheet.code, "withdraw", {})

    receipt.act(world.services, sheet.code, action, answers | {f"file:{scan.id}:publish": "yes"})

    latest = world.record(ferry, sent).latest
    assert latest.grants.audience(Scope.TEXT) is Audience.UNLISTED, "the answers were taken"
    assert latest.grants.audience(scan.scope, scan.id) <= Audience.ARCHIVE
    assert not [one for one in latest.files if one.publish]
    if action == "return":
        receipt.act(world.services, sheet.code, "withdraw", {})
        receipt.act(world.services, sheet.code, action, answers)


def test_what_the_family_held_is_what_they_agreed_to(world: World, ferry: Memorial, desk: Browser) -> None:
    """The language was closed, and its notice changed, while the sheet was on its way."""
    arabic = paper.make_sheet(world.services, ferry.slug, "ar")
    held = notice_of(ferry, "ar")
    with world.services.unit_of_work() as uow:
        uow.memorials.save(replace(uow.memorials.get(ferry.id), languages=("en",), notice={"en": "Other words."}))
        uow.commit()
    with pytest.raises(LanguageClosed):
        paper.make_sheet(world.services, ferry.slug, "xx")

    answer = enter(desk, arabic.serial)

    assert "It is in the queue now." in answer.text
    (sent,) = waiting(world, ferry)
    kept = world.record(ferry, sent)
    assert (kept.interface_language, kept.latest.notice) == ("ar", held)
    assert held != notice_of(replace(ferry, notice={"en": "Other words."}), "ar")
    assert {one.notice for one in consent_record(world.services, arabic.code).events} == {held}


def test_the_desk_does_not_say_which_language_a_sheet_has(desk: Browser) -> None:
    page = desk.get("/desk/paper?memorial=ferry").text

    assert 'name="paper_language"' not in page
    assert "application/pdf" not in page


def test_the_family_is_not_asked_on_the_receipt_whether_the_scan_may_be_shown(
    world: World, ferry: Memorial, sheet: Sheet, sent: str
) -> None:
    photograph = (SAMPLES / "images" / "hopper.jpg").read_bytes()
    _, code = world.send_with_code(picture=photograph)
    plain = receipt.open_receipt(world.services, code, media_base="")
    view = receipt.open_receipt(world.services, sheet.code, media_base="")

    assert len(files_asked(plain)) == 1
    assert len(view.remembrance.files) == 1
    assert files_asked(view) == []
