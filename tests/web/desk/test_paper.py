"""A paper form comes back: entered under its number, with its scan, read by two, opened by the code on its strip."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from memorial.application import paper, receipt
from memorial.application.consent_record import consent_record
from memorial.application.paper import Sheet
from memorial.domain.errors import NotFound
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Audience, Flag, Role, Scope
from tests.web.desk.desk_client import Browser, World

SCAN = (Path(__file__).parents[2] / "samples" / "images" / "hopper.jpg").read_bytes()
GIVEN = {
    "about": "person",
    "person_name": "Ayla Verdin",
    "story": "She mended nets.",
    "audience": "public",
    "person_name_shown": "full",
    "signature": "none",
    "signed": "y",
}


@pytest.fixture
def sheet(world: World, ferry: Memorial) -> Sheet:
    return paper.make_sheet(world.services, ferry.slug, "en")


@pytest.fixture
def desk(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("one@example.org", Role.EDITOR)


def enter(desk: Browser, serial: str, file: tuple[bytes, str] = (SCAN, "sheet.jpg"), **more: Any) -> Any:
    desk.get("/desk/paper?memorial=ferry")
    given = {**GIVEN, "serial": serial, "scan": (BytesIO(file[0]), file[1]), **more}
    return desk.submit("serial", **given)


def waiting(world: World, ferry: Memorial) -> list[str]:
    with world.services.unit_of_work(read_only=True) as uow:
        return [one.id for one in uow.remembrances.waiting(ferry.id, limit=10)]


def test_what_a_sheet_says_comes_into_the_queue_with_its_scan(
    world: World, ferry: Memorial, desk: Browser, sheet: Sheet
) -> None:
    answer = enter(desk, f"{sheet.serial[:5]} {sheet.serial[5:]}", person_nickname="Ayka, Zozo", born="in May 1943")

    assert "It is in the queue now." in answer.text
    (sent,) = waiting(world, ferry)
    kept = world.record(ferry, sent)
    assert kept.latest.story == "She mended nets."
    assert kept.latest.named is not None
    assert (kept.latest.named.called, kept.latest.named.born) == (("Ayka", "Zozo"), "in May 1943")
    assert Flag.ON_PAPER in kept.latest.flags
    assert kept.given_with is not None
    assert kept.given_with.serial == sheet.serial
    assert kept.given_with.scan == tuple(one.id for one in kept.files)
    assert kept.files[0].sha256, "its fixity is known from the first moment"
    assert [entry.action for entry in world.log(ferry.id) if entry.action == "enter_paper"] == ["enter_paper"]
    desk.get("/desk/log")
    assert "entered a paper form" in (desk.last.text if desk.last else "")


def test_it_is_public_only_after_two_editors_and_its_scan_never(
    world: World, ferry: Memorial, desk: Browser, sheet: Sheet
) -> None:
    enter(desk, sheet.serial)
    (sent,) = waiting(world, ferry)
    second = world.signed_in("two@example.org", Role.EDITOR)
    third = world.signed_in("three@example.org", Role.EDITOR)

    second.get(f"/desk/review/ferry/{sent}")
    assert "from a paper form" in (second.last.text if second.last else "")
    second.submit("decision", decision="accept", compared="y")
    world.clock.go(minutes=11)
    world.publish(ferry, sent)
    assert world.shown(ferry) == []

    third.get(f"/desk/review/ferry/{sent}")
    third.submit("decision", decision="accept", compared="y")
    world.clock.go(minutes=11)
    world.publish(ferry, sent)
    assert world.shown(ferry) == [sent]
    with world.installation.reader.snapshot() as snapshot:
        (shown,) = snapshot.remembrances(ferry.id, after="", limit=5).rows
    assert shown.pictures == ()
    assert sheet.serial not in repr(shown)


def test_the_code_on_the_strip_opens_it_and_takes_it_back(
    world: World, ferry: Memorial, desk: Browser, sheet: Sheet
) -> None:
    with pytest.raises(NotFound):
        receipt.open_receipt(world.services, sheet.code, media_base="")
    enter(desk, sheet.serial)

    view = receipt.open_receipt(world.services, sheet.code, media_base="")
    assert view.remembrance.latest.story == "She mended nets."
    events = [one.method for one in _events(world, sheet.code)]
    assert set(events) == {"paper_form"}
    receipt.act(world.services, sheet.code, "withdraw", {})
    assert waiting(world, ferry) == []


def _events(world: World, code: str) -> Any:
    return consent_record(world.services, code).events


def test_neither_the_sheet_nor_the_desk_tells_the_code(
    world: World, ferry: Memorial, desk: Browser, sheet: Sheet
) -> None:
    answer = enter(desk, sheet.serial)
    (sent,) = waiting(world, ferry)
    pages = answer.text + desk.get(f"/desk/review/ferry/{sent}").text

    grouped = " ".join(sheet.code[at : at + 4] for at in range(0, 20, 4))
    assert sheet.code not in pages
    assert grouped not in pages
    assert sheet.serial not in sheet.code
    stored = b"".join(path.read_bytes() for path in world.installation.settings.home.rglob("*") if path.is_file())
    assert sheet.code.encode() not in stored
    assert sheet.serial.encode() not in stored


def test_a_sheet_is_entered_once(world: World, ferry: Memorial, desk: Browser, sheet: Sheet) -> None:
    enter(desk, sheet.serial)
    answer = enter(desk, sheet.serial)

    assert answer.status_code == 422
    assert "No sheet of this number waits here." in answer.text
    assert len(waiting(world, ferry)) == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"serial": "1234567890"}, "one of these looks wrong"),
        ({"serial": "0000000000"}, "No sheet of this number waits here."),
        ({"signed": ""}, "Without a signature or a mark"),
        ({"file": (b"", "")}, "Please choose a scan"),
        ({"file": (b"no picture at all", "a.exe")}, "we cannot take this kind of file"),
        ({"audience": ""}, "Choose who may see it."),
        ({"story": ""}, "Write something"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    world: World, ferry: Memorial, desk: Browser, sheet: Sheet, more: dict[str, Any], said: str
) -> None:
    answer = enter(desk, **{"serial": sheet.serial, **more})

    assert answer.status_code == 422
    assert said in answer.text
    assert waiting(world, ferry) == []
    assert "Ayla Verdin" in answer.text
    assert [entry.outcome for entry in world.log(ferry.id) if entry.action == "enter_paper"] == ["refused"]
    assert paper.waits_for(world.services, sheet.code) is not None, "the sheet can still be entered"


def test_a_sheet_belongs_to_one_memorial(world: World, ferry: Memorial, desk: Browser) -> None:
    world.begin_memorial("quay")
    elsewhere = paper.make_sheet(world.services, "quay", "en")

    answer = enter(desk, elsewhere.serial)

    assert "No sheet of this number waits here." in answer.text


def test_a_drawer_is_not_for_ever(world: World, ferry: Memorial, desk: Browser, sheet: Sheet) -> None:
    world.clock.go(days=401)
    assert paper.waits_for(world.services, sheet.code) is None
    lasting = paper.make_sheet(world.services, ferry.slug, "en")
    assert paper.forget_old(world.services) == 1
    with world.services.unit_of_work(read_only=True) as uow:
        assert uow.paper.printed(ferry.id, sheet.serial) is None
        assert uow.paper.printed(ferry.id, lasting.serial) is not None


def test_the_scan_is_kept_closed_by_its_grant(world: World, ferry: Memorial, desk: Browser, sheet: Sheet) -> None:
    enter(desk, sheet.serial)
    (sent,) = waiting(world, ferry)
    grants = world.record(ferry, sent).latest.grants

    (of_scan,) = [one for one in grants.entries if one.scope is Scope.PHOTO]
    assert of_scan.audience <= Audience.ARCHIVE


def test_two_who_enter_the_same_sheet_at_once_make_one(
    world: World, ferry: Memorial, desk: Browser, sheet: Sheet
) -> None:
    enter(desk, sheet.serial)

    with world.services.unit_of_work() as uow, pytest.raises(NotFound):
        uow.paper.file(ferry.id, sheet.serial, "0" * 32)


def test_whoever_reads_for_another_memorial_enters_sheets_there_only(
    world: World, ferry: Memorial, sheet: Sheet
) -> None:
    world.begin_memorial("quay")
    elsewhere = world.signed_in("three@example.org", Role.MODERATOR, "quay")

    assert elsewhere.get("/desk/paper").status_code == 200
    assert elsewhere.get("/desk/paper?memorial=ferry").status_code == 404
    elsewhere.get("/desk/paper")
    token = elsewhere.form(holding="serial")["csrf_token"]
    given = {**GIVEN, "csrf_token": token, "serial": sheet.serial, "scan": (BytesIO(SCAN), "sheet.jpg")}
    assert elsewhere.post("/desk/paper/ferry", given).status_code == 404
    assert waiting(world, ferry) == []
