"""Practice through the pages: like the review page, marked as fictional, and nothing of it is kept anywhere."""

from __future__ import annotations

import pytest

from memorial.application.practice import cases_in
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World

CASES = cases_in("en").cases


@pytest.fixture
def reader(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("new@example.org", Role.MODERATOR)


def test_every_page_of_practice_says_so_and_leads_on_from_the_first_case_to_the_last(
    world: World, reader: Browser
) -> None:
    assert "Practice. Fictional." in reader.get("/desk/practice").text
    assert [one.text() for one in reader.page().all("a") if one.get("href") == "/desk/practice"] == []
    seen = [one.get("href") for one in reader.page().all("a") if one.get("href").startswith("/desk/practice/")]
    assert seen == [f"/desk/practice/{one.name}" for one in CASES]

    for case, address in zip(CASES, seen, strict=True):
        page = reader.get(address).text
        assert "Practice. Fictional." in page
        assert case.why not in page
        form = reader.form_element(holding="decision")
        assert (form.get("method"), form.all("button")[0].has("data-next")) == ("get", True)
        answer = reader.get(f"{address}?sure=1&decision=decline&reason=off_topic").text
        assert "Practice. Fictional." in answer
        assert case.why in reader.page().text()


def test_nothing_of_practice_is_kept_counted_or_logged(world: World, ferry: Memorial, reader: Browser) -> None:
    entries = len(world.log())

    for case in CASES:
        reader.get(f"/desk/practice/{case.name}?sure=1&decision=accept&flags=minor")

    assert len(world.log()) == entries
    assert "looked at" in reader.get("/desk/practice").text
    with world.services.unit_of_work(read_only=True) as uow:
        assert list(uow.remembrances.ids(ferry.id)) == []
        assert list(uow.people.ids(ferry.id)) == []
    queue = reader.get("/desk/queue").text
    assert all(case.person not in queue for case in CASES)
    other = world.signed_in("other@example.org", Role.MODERATOR)
    assert "looked at" not in other.get("/desk/practice").text


def test_what_follows_is_said_by_the_programs_own_rules(reader: Browser) -> None:
    rope = "/desk/practice/who-held-the-rope?sure=1&decision=accept"

    assert "wait for two editors" in reader.get(f"{rope}&flags=accusation&flags=living_person").text
    without = reader.get(rope).text
    assert "would be published" in without
    assert "Also to tick: an accusation · a living person." in without
    lamp = reader.get("/desk/practice/the-second-lamp?sure=1&decision=decline&reason=denial").text
    assert "second person" in lamp
    assert "The rules lead elsewhere." in lamp
    name = reader.get("/desk/practice/she-who-read-aloud?sure=1&decision=accept").text
    assert "tick that you did" in name


def test_what_is_taken_back_while_it_is_read_is_gone_from_the_answer(reader: Browser) -> None:
    verse = "knew the last verse, which"

    assert verse in reader.get("/desk/practice/the-last-verse").text
    assert verse not in reader.get("/desk/practice/the-last-verse?sure=1&decision=accept").text


def test_without_a_decision_the_page_asks_for_one(reader: Browser) -> None:
    assert "Please choose what should happen." in reader.get("/desk/practice/the-red-boots?sure=1").text
    assert reader.get("/desk/practice/unknown").status_code == 404


def test_who_reads_for_no_memorial_has_nothing_to_practise(world: World, ferry: Memorial) -> None:
    admin = world.signed_in("admin@example.org", Role.ADMIN)

    assert admin.get("/desk/practice").status_code == 404
