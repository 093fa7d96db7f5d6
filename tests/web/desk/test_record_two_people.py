"""The record at the desk: two people look at it, nobody signs or takes what they did not look at, and short names."""

from __future__ import annotations

import pytest

from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind, Standing
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.test_record_pages import FIGURE, HERE, SOURCE, entries, real, shown, sourced, typed

ANOTHER_HAS_TO = "Another archivist or administrator has to compare it"


@pytest.fixture
def desk(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("archivist@example.org", Role.ARCHIVIST)


@pytest.fixture
def other(world: World, desk: Browser) -> Browser:
    return world.signed_in("second@example.org", Role.ARCHIVIST)


def test_who_entered_a_source_is_told_that_another_has_to_sign_it(
    world: World, ferry: Memorial, desk: Browser, other: Browser
) -> None:
    here = sourced(desk)
    real(world, ferry)

    page = desk.get(here)
    assert ANOTHER_HAS_TO in page.text
    assert "a second account is needed" in page.text
    assert "Sign this source" not in page.text
    assert ANOTHER_HAS_TO in desk.get(f"{here}?do=sign").text
    assert "Sign this source" in other.get(here).text
    other.get(f"{here}?do=sign")
    forged = other.form(holding="compared") | {"compared": "y", "name": "Ada Lind"}
    desk.get(f"{here}?do=change")
    forged["csrf_token"] = desk.form(holding="revision")["csrf_token"]
    answer = desk.post(here, forged)

    assert answer.status_code == 422
    assert ANOTHER_HAS_TO in answer.text
    assert world.log(ferry.id)[0].outcome == "refused"
    assert entries(world, ferry)[0].signed is None


def test_a_reviewer_sees_all_that_is_signed_and_their_own_name(
    world: World, ferry: Memorial, desk: Browser, other: Browser
) -> None:
    here = sourced(desk)
    typed(desk, "figure", **FIGURE)
    page = other.get(f"{here}?do=sign")

    assert "1 entry from this source" in page.text
    assert "everything that is entered from this source up to now" in page.text
    compared = page.text.partition("1 entry from this source")[2]
    for words in ("People aboard", "61", "persons", "not signed yet"):
        assert words in compared
    with world.services.unit_of_work(read_only=True) as uow:
        name = uow.staff.by_email("second@example.org").name
    assert other.form(holding="compared")["name"] == name

    # What came meanwhile is not signed unseen.
    typed(desk, "figure", **FIGURE | {"subject": "People lost", "category": "lost", "value": "9"})
    answer = other.submit("compared", compared="y")
    assert answer.status_code == 422
    assert "please compare again" in answer.text
    assert "People lost" in answer.text
    assert "Signed by" in other.submit("compared", compared="y").text


def test_a_source_says_what_was_added_since_it_was_signed_and_is_signed_again(
    world: World, ferry: Memorial, desk: Browser, other: Browser
) -> None:
    here = sourced(desk)
    other.get(f"{here}?do=sign")
    other.submit("compared", compared="y", name="Ada Lind")
    world.clock.go(minutes=2)
    assert "Sign this source" not in other.get(here).text
    for subject in ("aboard", "lost"):
        typed(desk, "figure", **FIGURE | {"subject": f"People {subject}"})

    page = other.get(here)
    assert "2 entries were added or changed since. Please sign again." in page.text
    assert "People lost" in page.text
    assert "1 source has to be signed again" in other.get(HERE).text
    listed = other.get(f"{HERE}/source?show=again")
    assert "2 entries were added or changed since" in listed.text
    assert ANOTHER_HAS_TO in desk.get(here).text
    world.clock.go(minutes=2)
    other.get(f"{here}?do=sign")
    assert "Signed." in other.submit("compared", compared="y").text
    assert "(UTC)" in other.get(here).text
    assert "Please sign again" not in other.get(here).text
    assert "signed again" not in other.get(HERE).text


def test_nobody_takes_places_or_takes_back_what_changed_after_they_looked(
    world: World, ferry: Memorial, desk: Browser, other: Browser
) -> None:
    sourced(desk)
    statement = {"kind": "count", "statement": "All were aboard.", "attributed_to": "inquiry"}
    here = typed(desk, "statement", "save", **statement).request.path
    for look, button in (
        (f"{HERE}/statement", "Take it into the record: All were aboard."),
        (f"{here}?do=take", "reason"),
        (f"{here}?do=discard", "reason"),
        (f"{here}?do=take_back&change=0", "reason"),
    ):
        other.get(look)
        desk.get(f"{here}?do=change")
        desk.submit("revision", do="save", statement=f"{button} said otherwise.", reason="a slip")
        answer = other.submit(button, **({"reason": "looked at it"} if button == "reason" else {}))
        assert answer.status_code == 422, look
        assert "please compare again" in answer.text
        assert f"{button} said otherwise." in answer.text, "what stands now is shown"
        assert entries(world, ferry, EntryKind.STATEMENT)[0].standing is Standing.PENDING
        desk.get(f"{here}?do=change")
        desk.submit("revision", do="save", statement="All were aboard.", reason="back")

    assert shown(world, ferry).statements == ()
    other.get(f"{here}?do=take")
    assert "Saved." in other.submit("reason", reason="compared").text


def test_a_title_becomes_no_address_and_a_name_that_did_is_changed_while_the_entry_waits(
    world: World, ferry: Memorial, desk: Browser
) -> None:
    title = {"title": "Remembrance of Ayla Verdin, 5 Pier Road", "publisher": "", "year": ""}
    assert "Without it: source-1." in desk.get(f"{HERE}/source/new").text
    typed(desk, "source", "save", **SOURCE | title)
    typed(desk, "question", "save", question="Were bodies found?")
    here = typed(desk, "source", "save", short_name="ayla-verdin", **SOURCE | title).request.path
    assert [one.name for one in entries(world, ferry)] == ["source-1", "ayla-verdin", "question-1"]

    desk.get(f"{here}?do=rename")
    assert desk.submit("short_name", short_name="source-1").status_code == 422
    assert desk.submit("short_name", short_name="Not A Name").status_code == 422
    assert "Saved." in desk.submit("short_name", short_name="source-2").text
    assert "ayla-verdin" not in desk.get(here).text
    desk.get(f"{here}?do=put_in")
    desk.submit("reason", reason="it is needed")
    assert "Give it another short name" not in desk.get(here).text
    assert desk.get(f"{here}?do=rename").status_code == 404


def test_numbers_that_have_no_source_or_could_be_two_are_refused_in_words(
    world: World, ferry: Memorial, desk: Browser
) -> None:
    sourced(desk)
    answer = typed(desk, "figure", **FIGURE | {"value": "1.300"})
    assert answer.status_code == 422
    assert "Is this 1300 or 1.3? Please write 1300 or 1.30." in answer.text
    account = {"accounts-0-source_id": "inquiry", "accounts-0-says": "It says 61."}
    desk.get(f"{HERE}/question/new")
    desk.submit("short_name", do="more:accounts")
    answer = desk.submit("short_name", do="save", question="Did 61 people drown?", reason="entered", **account)
    assert answer.status_code == 422
    assert 'href="#question"' in answer.text
    assert "A number stands here without its source." in answer.text
    answer = desk.submit("short_name", do="save", question="Who drowned in 1987?", reason="page 61")
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert "A reason holds no number but a year: numbers stand with their source." in answer.text
    assert "Everybody can read this as long as the entry can be read" in answer.text
    assert "Saved." in desk.submit("short_name", do="save", reason="entered").text
