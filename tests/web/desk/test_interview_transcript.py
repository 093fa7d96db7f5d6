"""The editor of a transcript through its pages: plain forms, what a script asks for, conflicts, and the history."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest

from memorial.application.interview_transcripts import mark
from memorial.domain.interview import Interview, Session
from memorial.domain.memorial import Memorial
from memorial.domain.transcript import Transcript
from memorial.vocabulary import Role
from memorial.web.desk import interview_lines
from tests import interviews as made
from tests.interviews import cue, transcript
from tests.web.desk.desk_client import Browser, World, build_world, filled

LINES = tuple(cue(number, f"Words {number}.", "Ines" if number % 2 else "Otto") for number in range(1, 8))
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all of them: each test has an interview of its own."""
    found = build_world(tmp_path_factory.mktemp("editor") / "home")
    yield found
    found.installation.close()


@pytest.fixture(scope="module")
def ferry(world: World) -> Memorial:
    return world.begin_memorial("ferry")


@pytest.fixture(scope="module")
def archivist(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("archivist@example.org", Role.ARCHIVIST)


@pytest.fixture
def told(world: World, ferry: Memorial) -> Interview:
    here: Any = SimpleNamespace(services=world.services, memorial=ferry)
    sessions = (Session(1, on="2026-02-01", recordings=(made.recording(here),)),)
    lines = transcript(*LINES, machine="Scribe 3", language="en")
    other = transcript(*LINES[:3], id="t2", language="ar", translation=True)
    return made.kept(here, made.interview(here, sessions=sessions, transcripts=(lines, other)))


def address(told: Interview, transcript_id: str = "t1") -> str:
    return f"/desk/interviews/ferry/{told.id}/transcript/{transcript_id}"


def now(world: World, told: Interview) -> Transcript:
    with world.services.unit_of_work(read_only=True) as uow:
        found = uow.interviews.get(told.memorial_id, told.id).transcript("t1")
    assert found is not None
    return found


def form_of(browser: Browser, cue_id: str) -> dict[str, Any]:
    """The fields of that line's form on the page that was fetched last."""
    return next(data for form in browser.page().all("form") if (data := filled(form)).get("line") == cue_id)


def test_the_lines_stand_in_pages_beside_the_player_each_a_form_of_its_own(
    told: Interview, archivist: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interview_lines, "IN_PAGE", 3)
    page = archivist.get(address(told))
    root = archivist.page()

    assert "Words 3." in page.text and "Words 4." not in page.text
    assert [one.get("type") for one in root.all("source")] == ["audio/mpeg", "audio/ogg"]
    played = next(one for one in root.all("a") if one.has("data-play"))
    assert played.get("href").endswith(".mp3#t=0,2")
    assert archivist.get(played.get("href").split("#")[0]).status_code == 200
    assert "Words 7." in archivist.get(f"{address(told)}?page=99").text
    there = archivist.get(f"{address(told)}?at=0:09")
    assert there.request.args["page"] == "2"
    assert "Words 5." in there.text
    assert "Words 3." in archivist.get(address(told, "t2")).text


def test_a_line_is_corrected_with_a_plain_form_and_lands_where_it_was(
    world: World, told: Interview, archivist: Browser
) -> None:
    archivist.get(address(told))
    before = len(world.log(told.memorial_id))
    sent = form_of(archivist, "c6") | {"text": "Mended.", "edited": "yes", "action": "correct"}

    answer = archivist.post(f"{address(told)}/line", sent)

    assert "Saved." in answer.text and "Mended." in answer.text
    assert answer.request.args["line"] == "c6"
    assert now(world, told).cue("c6") == cue(6, "Mended.", "Otto", edited=True)
    log = world.log(told.memorial_id)
    assert [one.action for one in log[: len(log) - before]] == ["transcript_correct"]


def test_what_was_typed_comes_back_with_the_reason_and_with_what_somebody_else_wrote(
    world: World, told: Interview, archivist: Browser
) -> None:
    archivist.get(address(told))
    sent = form_of(archivist, "c5") | {"action": "correct"}

    wrong = archivist.post(f"{address(told)}/line", sent | {"text": "Kept words", "start": "quarter past"})
    assert wrong.status_code == 422
    assert "Kept words" in wrong.text and "quarter past" in wrong.text and "12:30" in wrong.text

    archivist.post(f"{address(told)}/line", sent | {"text": "Theirs."})
    clash = archivist.post(f"{address(told)}/line", sent | {"text": "Mine."})
    assert clash.status_code == 409
    assert "Theirs." in clash.text and "Mine." in clash.text and "Somebody else changed this line" in clash.text
    again = form_of(archivist, "c5") | {"action": "correct"}
    assert again["text"] == "Mine."
    archivist.post(f"{address(told)}/line", again)
    assert now(world, told).cues[4].text == "Mine."

    archivist.post(f"{address(told)}/line", form_of(archivist, "c5") | {"action": "remove"})
    gone = archivist.post(f"{address(told)}/line", again | {"text": "Words for nobody."})
    assert gone.status_code == 409
    assert "That line is not here any more" in gone.text and "Words for nobody." in gone.text


def test_a_script_saves_in_place_and_is_told_of_conflicts(world: World, told: Interview, archivist: Browser) -> None:
    archivist.get(address(told))
    sent = form_of(archivist, "c1") | {"action": "correct"}

    def ask(**given: str) -> Any:
        return archivist.client.post(f"{address(told)}/line", data=sent | given, headers=JSON)

    saved = ask(text="One.")
    assert (saved.status_code, saved.json) == (
        200,
        {"said": f"Saved {world.clock():%H:%M}", "was": mark(now(world, told).cues[0])},
    )
    clash = ask(text="Two.")
    assert (clash.status_code, clash.json["now"], clash.json["was"]) == (409, "One.", saved.json["was"])
    assert ask(text="Two.", was=clash.json["was"]).status_code == 200
    empty = ask(text="", was=mark(now(world, told).cues[0]))
    assert (empty.status_code, "needs words" in empty.json["said"]) == (422, True)
    gone = ask(text="x", line="c999")
    assert (gone.status_code, gone.json["now"]) == (409, None)
    assert now(world, told).cues[0].text == "Two."


def test_lines_are_split_joined_added_renamed_and_removed_by_forms(
    world: World, told: Interview, archivist: Browser
) -> None:
    def act(cue_id: str, action: str, **given: str) -> Any:
        archivist.get(f"{address(told)}?line={cue_id}")
        return archivist.post(f"{address(told)}/line", form_of(archivist, cue_id) | {"action": action} | given)

    act("c1", "split", text="Words\r\n\r\n1.")
    first, second = now(world, told).cues[:2]
    assert (first.text, second.text) == ("Words", "1.")
    assert "another speaker" in act(second.id, "join").text
    act("c1", "join")
    act("c1", "speaker_all", speaker="Ines Maar")
    act("c2", "remove")
    archivist.get(f"{address(told)}?line=c1&after=c1")
    added = archivist.submit("Add this line", text="Put between.")

    cues = now(world, told).cues
    assert [(one.text, one.speaker) for one in cues[:3]] == [
        ("Words 1.", "Ines Maar"), ("Put between.", "Ines Maar"), ("Words 3.", "Ines Maar")
    ]  # fmt: skip
    assert "Put between." in added.text
    assert archivist.submit("Add this line", text=" ").status_code == 422


def test_the_history_tells_the_words_before_and_after_and_takes_one_change_back(
    world: World, told: Interview, archivist: Browser
) -> None:
    archivist.get(address(told))
    sent = form_of(archivist, "c1") | {"action": "correct", "text": "Other words <1>.", "speaker": "Nora"}
    archivist.post(f"{address(told)}/line", sent)

    archivist.get(f"{address(told)}/history")
    root = archivist.page()
    assert "Other" in root.all("ins")[0].text()
    assert "taken out:" in root.all("del")[0].text()
    assert "Speaker: Ines, now Nora" in root.text()
    answer = archivist.submit("change")

    assert "Saved." in answer.text
    assert now(world, told).cues[0] == LINES[0]
    assert "took a change back" in answer.text
    back = {"csrf_token": archivist.form(holding="change")["csrf_token"], "change": "1", "at": "x"}
    assert archivist.post(f"{address(told)}/history", back).status_code == 404


def test_reading_to_the_end_is_said_by_name_and_a_newer_file_is_brought_in(
    world: World, told: Interview, archivist: Browser
) -> None:
    page = archivist.get(address(told))
    assert "Made by a machine" in page.text
    assert "has read it from beginning to end" in archivist.submit("I have read it from beginning to end").text

    data = archivist.form(holding="machine")
    data.pop("file", None)
    none = archivist.post(f"{address(told)}/file", data)
    assert none.status_code == 422
    assert "Please choose a file." in none.text
    bad = archivist.post(f"{address(told)}/file", {**data, "file": (BytesIO(b"\x00\x01"), "x.vtt")})
    assert bad.status_code == 422
    came = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ines>Words 1, mended.\n"
    answer = archivist.post(
        f"{address(told)}/file", {**data, "machine": "Scribe 4", "file": (BytesIO(came.encode()), "tape.vtt")}
    )
    assert "The newer version is here." in answer.text
    assert now(world, told).cues == (cue(1, "Words 1, mended.", "Ines"),)
    assert (now(world, told).machine, now(world, told).read_by) == ("Scribe 4", "")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.EDITOR, Role.ADMIN])
def test_nobody_but_archivists_finds_the_editor(world: World, told: Interview, role: Role) -> None:
    browser = world.signed_in(f"{role.value}@example.org", role)

    for path in (address(told), f"{address(told)}/history", f"/desk/interviews/ferry/{told.id}/seals"):
        answer = browser.get(path)
        assert (answer.status_code, "Words 1." in answer.text) == (404, False)


def test_every_post_leaves_exactly_one_entry_also_where_nothing_is_there(
    world: World, told: Interview, archivist: Browser
) -> None:
    archivist.get(address(told))
    token = {"csrf_token": archivist.form(holding="machine")["csrf_token"]}
    line = {**token, "line": "c1", "start": "0:01", "end": "0:02", "text": "x", "action": "correct"}
    seals = f"/desk/interviews/ferry/{told.id}/seals"
    for path, data, status in (
        (f"{address(told)}/line", line | {"start": "never"}, 422),
        (f"{address(told)}/line", line | {"action": "publish"}, 404),
        (f"{address(told)}/line", line, 409),
        (f"{address(told, 'none')}/line", line, 404),
        (address(told), token | {"action": "publish"}, 422),
        (address(told, "none"), token | {"action": "read"}, 404),
        (f"{address(told)}/history", token, 404),
        (f"{address(told)}/file", token, 422),
        (seals, token, 422),
        (f"{seals}/none/lift", token | {"why": "x"}, 404),
        (f"{seals}/none/day", token, 404),
        (seals.replace(told.id, "0" * 32), token, 404),
    ):
        before = len(world.log())
        answer = archivist.client.post(path, data=data)
        assert (answer.status_code, len(world.log()) - before) == (status, 1), (path, data)
