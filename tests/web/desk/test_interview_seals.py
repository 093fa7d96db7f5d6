"""Sealing at the desk: what would go is shown first, and goes at once; to open it takes a proof and a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from memorial.application import jobs
from memorial.domain.interview import Interview, Session
from memorial.domain.memorial import Memorial
from memorial.domain.sealed_spans import Seal
from memorial.vocabulary import Role
from tests import interviews as made
from tests.interviews import cue, seal, segment, transcript
from tests.web.desk.desk_client import Browser, World, build_world

LINES = tuple(cue(number, f"Words {number}.") for number in range(1, 11))
INDEX = (segment(1, 0, 6_500, "The pier"), segment(2, 6_000, 10_000, "The ice"), segment(3, 10_000, None, "The bread"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = build_world(tmp_path_factory.mktemp("seals") / "home")
    yield found
    found.installation.close()


@pytest.fixture(scope="module")
def ferry(world: World) -> Memorial:
    with world.services.unit_of_work() as uow:
        begun = uow.memorials.get(world.begin_memorial("ferry").id)
        uow.memorials.save(replace(begun, public=True))
        uow.commit()
    return begun


@pytest.fixture(scope="module")
def account(world: World, ferry: Memorial) -> str:
    return world.signed_in("archivist@example.org", Role.ARCHIVIST).email


@pytest.fixture
def archivist(world: World, account: str) -> Browser:
    """Signed in anew: other tests let days pass."""
    browser = world.browser()
    browser.sign_in(account)
    return browser


@pytest.fixture
def here(world: World, ferry: Memorial) -> Any:
    return SimpleNamespace(services=world.services, memorial=ferry)


@pytest.fixture
def told(here: Any) -> Interview:
    sessions = (Session(1, on="2026-02-01", recordings=(made.recording(here, duration=20_000),)),)
    other = transcript(*LINES, id="t2", language="ar", translation=True)
    return made.kept(
        here, made.interview(here, sessions=sessions, transcripts=(transcript(*LINES), other), index=INDEX)
    )


def address(told: Interview) -> str:
    return f"/desk/interviews/ferry/{told.id}/seals"


def only(here: Any, told: Interview) -> Seal:
    (found,) = made.found(here, told).seals
    return found


def readable(world: World, told: Interview) -> list[str]:
    with world.installation.reader.snapshot() as snapshot:
        return [one.id for one in snapshot.interviews(told.memorial_id).cues(told.id, "t1")]


def acts(world: World, told: Interview) -> list[tuple[str, str]]:
    kept = [one for one in world.log(told.memorial_id) if one.subject_id == told.id]
    return [(one.action, one.outcome) for one in reversed(kept)]


def test_what_would_go_is_shown_first_and_then_it_goes_at_once(
    world: World, here: Any, told: Interview, archivist: Browser
) -> None:
    archivist.get(address(told))
    archivist.get(f"{address(told)}?session=1&from=0:06&to=0:10")
    text = archivist.page().text()
    assert "4 lines go" in text and "Words 4." in text and "Words 1." not in text
    assert "The ice: goes" in text and "The pier: its times stay" in text
    assert "Of the recording tape.wav, new copies are made" in text
    plays = [one.get("href") for one in archivist.page().all("a") if "#t=" in one.get("href")]
    assert [one.split("#")[1] for one in plays] == ["t=1,6", "t=10"]
    assert made.found(here, told).seals == ()

    answer = archivist.submit("Seal it now", why="She asked.", until="2051-05-09", said_en="About somebody alive.")

    assert "Nobody outside hears or reads it from now on." in answer.text and "She asked." in answer.text
    made_now = only(here, told)
    assert (made_now.start, made_now.end, made_now.until) == (6_000, 10_000, date(2051, 5, 9))
    assert (made_now.said, made_now.reason) == ({"en": "About somebody alive."}, "She asked.")
    assert readable(world, told) == ["c1", "c2", "c7", "c8", "c9", "c10"]
    assert (
        "Opens by itself on 9 May 2051" in answer.text and "New copies of the recording are being made" in answer.text
    )
    assert made.found(here, told).history[-1].what == "seal"
    assert acts(world, told) == [("interview_seal", "done")]
    assert "She asked" not in str(world.log(told.memorial_id))


def test_a_span_that_cannot_be_sealed_comes_back_with_what_was_typed(
    here: Any, told: Interview, archivist: Browser
) -> None:
    archivist.get(f"{address(told)}?session=1&from=0:10&to=0:06")
    assert "The end has to come after the beginning." in archivist.page().text()
    archivist.get(f"{address(told)}?session=1&from=then&to=0:06")
    assert "Please write a moment" in archivist.page().text()
    archivist.get(f"{address(told)}?session=1&from=0:06&to=0:10")

    answer = archivist.submit("Seal it now", why="", until="2026-03-02", said_en="Kept words.")

    assert answer.status_code == 422
    assert "Kept words." in answer.text and "still to come" in answer.text
    assert made.found(here, told).seals == ()


def test_a_time_beside_every_recording_is_sealed_only_with_a_tick(
    here: Any, told: Interview, archivist: Browser
) -> None:
    archivist.get(f"{address(told)}?session=1&from=0:30&to=0:35")
    assert "Seal it all the same." in archivist.page().text()

    none = archivist.submit("Seal it now", why="She asked.")

    assert none.status_code == 422
    assert "Please look at the time again." in none.text and "She asked." in none.text
    assert made.found(here, told).seals == ()
    archivist.submit("Seal it now", why="She asked.", anyway="y")
    assert only(here, told).start == 30_000


def test_a_recording_is_not_moved_away_from_under_a_seal(here: Any, told: Interview, archivist: Browser) -> None:
    made.changed(here, told, seals=(seal(6_000, 10_000),))
    tape = told.recordings[0][1]
    archivist.get(f"/desk/interviews/ferry/{told.id}/do/recording_starts?of={tape.id}")

    answer = archivist.submit("Save", starts="10:00")

    assert answer.status_code == 422
    assert "A part of this recording is kept back." in answer.text
    assert made.found(here, told).recordings[0][1].starts == 0


def test_lifting_takes_a_proof_and_a_reason_and_gives_all_of_it_back(
    world: World, here: Any, told: Interview, archivist: Browser
) -> None:
    before = readable(world, told)
    made.changed(here, told, seals=(seal(6_000, 10_000, id="s" * 32),))
    archivist.get(address(told))
    world.clock.go(minutes=10)
    archivist.proves = False
    fields = archivist.form(holding="Lift this seal")

    asked = archivist.post(f"{address(told)}/{'s' * 32}/lift", fields | {"why": "The narrator wishes it."})
    assert asked.status_code == 403
    assert "You are about to open what was sealed." in asked.text
    assert only(here, told).lifted_at is None
    archivist.proves = True
    none = archivist.post(f"{address(told)}/{'s' * 32}/lift", fields | {"why": ""})
    assert none.status_code == 422
    archivist.post(f"{address(told)}/{'s' * 32}/lift", fields | {"why": "The narrator wishes it."})

    assert only(here, told).lifted_because == "The narrator wishes it."
    assert readable(world, told) == before
    assert "The narrator wishes it." in archivist.get(address(told)).text


def test_a_later_day_needs_no_proof_and_an_earlier_one_does(
    world: World, here: Any, told: Interview, archivist: Browser
) -> None:
    made.changed(here, told, seals=(seal(6_000, 10_000, id="s" * 32, until=date(2030, 1, 1)),))
    archivist.get(address(told))
    fields = archivist.form(holding="Save the day")
    world.clock.go(minutes=10)
    archivist.proves = False

    def move(until: str) -> Any:
        return archivist.post(f"{address(told)}/{'s' * 32}/day", {"csrf_token": fields["csrf_token"], "until": until})

    assert fields["until"] == "2030-01-01"
    assert "Saved." in move("2031-01-01").text
    assert only(here, told).until == date(2031, 1, 1)
    assert move("2030-06-01").status_code == 403
    move("")
    assert only(here, told).until is None
    assert move("2050-01-01").status_code == 403, "from no end to a day is earlier"
    assert move("2001-01-01").status_code == 403
    archivist.proves = True
    assert move("2001-01-01").status_code == 422
    move("2050-01-01")
    assert only(here, told).until == date(2050, 1, 1)


def test_what_the_narrator_sealed_the_desk_does_not_open(here: Any, told: Interview, archivist: Browser) -> None:
    own = seal(6_000, 10_000, id="n" * 32, made_by="narrator", reason="narrator", until=date(2040, 1, 1))
    made.changed(here, told, seals=(own,))
    archivist.get(address(told))
    assert "The narrator sealed it." in archivist.page().text()
    fields = archivist.form(holding="Save the day")

    lifted = archivist.post(f"{address(told)}/{'n' * 32}/lift", fields | {"why": "We want to."})
    earlier = archivist.post(f"{address(told)}/{'n' * 32}/day", fields | {"until": "2035-01-01"})
    assert (lifted.status_code, earlier.status_code) == (422, 422)
    assert only(here, told) == own
    archivist.post(f"{address(told)}/{'n' * 32}/day", fields | {"until": ""})
    assert only(here, told).until is None


def test_a_span_whose_day_has_come_is_told_so_and_not_moved_any_more(
    world: World, here: Any, told: Interview, account: str
) -> None:
    until = (world.clock() + timedelta(days=2)).date()
    made.changed(here, told, seals=(seal(6_000, 10_000, id="s" * 32, until=until),))
    while world.clock().date() <= until:
        world.clock.go(hours=9)
        jobs.run_due(world.services)
        world.clock.go(minutes=6)
        jobs.run_due(world.services)
    browser = world.browser()
    browser.sign_in(account)
    browser.get(address(told))

    assert "open: its day has come" in browser.page().text()
    token = browser.page().all("input")[0].get("value")
    late = browser.post(f"{address(told)}/{'s' * 32}/day", {"csrf_token": token, "until": "2050-01-01"})
    assert late.status_code == 404
    assert readable(world, told) == [one.id for one in LINES]
