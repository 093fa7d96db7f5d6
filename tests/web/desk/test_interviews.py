"""Interviews at the desk: entered section by section, decided, answered for; by whom, with one entry each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest

from memorial.domain.interview import Access, Allowed, Interview, MediaState, Session
from memorial.domain.interview_answers import Answer, Why
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Audience, Living, Rendering, Role
from memorial.web.desk.interview_looking import with_heading
from tests.installations import TestInstallation
from tests.interviews import copy_of, recording
from tests.web.desk.desk_client import Browser, World, build_world

SAMPLES = Path(__file__).parents[2] / "samples"
FORM = {
    "text_en": "I allow it.",
    "version": "3",
    "signed_on": "17 May 2020",
    "signed_by": "Marta Ilven",
    "how": "signed",
    "allows_recording": "y",
    "allows_transcript": "y",
}
NAMES = ("Marta Ilven", "the blue kettle", "Old Dock street")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One installation for all of them: each enters an interview of its own."""
    made = build_world(tmp_path_factory.mktemp("interviews") / "home")
    yield made
    made.installation.close()


@pytest.fixture(scope="module")
def ferry(world: World) -> Memorial:
    world.begin_memorial("mill", "The mill")
    return world.begin_memorial("ferry")


@pytest.fixture(scope="module")
def admin(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("admin@example.org", Role.ADMIN)


@pytest.fixture
def archivist(world: World, at_work: Browser) -> Browser:
    at_work.proves = True
    return at_work


@pytest.fixture(scope="module")
def at_work(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("archivist@example.org", Role.ARCHIVIST)


def only(world: World, memorial: Memorial, here: str) -> Interview:
    with world.services.unit_of_work(read_only=True) as uow:
        found: Interview = uow.interviews.get(memorial.id, here.rpartition("/")[2])
    return found


def begun(browser: Browser, title: str = "What the harbour was like") -> str:
    """The address of a new interview."""
    browser.get("/desk/interviews")
    answer = browser.submit("title_en", title_en=title)
    assert "The interview is entered." in answer.text
    return answer.request.path


def do(browser: Browser, here: str, action: str, of: str = "", **answers: Any) -> Any:
    """One act by its own page."""
    page = browser.get(f"{here}/do/{action}" + (f"?of={of}" if of else ""))
    assert page.status_code == 200, action
    answer = browser.submit("action", **answers)
    assert answer.status_code in (200, 403, 422), action
    return answer


def wave() -> bytes:
    return b"RIFF\x24\x08\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00" + b"\x01" * 4000


def bring(browser: Browser, here: str, to: str, action: str, of: str, name: str, content: bytes, **words: str) -> Any:
    """A file by the form of its page."""
    browser.get(f"{here}/do/{action}?of={of}")
    data = browser.form(holding="action") | words
    # The file stands last, as on the page.
    data.pop("file", None)
    return browser.post(f"{here}/{to}", {**data, "file": (BytesIO(content), name)})


def test_an_archivist_enters_an_interview_section_by_section_with_one_entry_each(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    here = begun(archivist)
    before = len(world.log())

    do(
        archivist,
        here,
        "about",
        title_en="The harbour",
        languages="en, ar",
        accession_number="OH 7",
        notes="Shy at first.",
    )
    do(archivist, here, "narrator", name="Marta Ilven", shown="initials", language="en")
    do(archivist, here, "interviewer", name="Jon Pell", shown="y")
    do(archivist, here, "session", on="17 May 2019", place="Old Dock street", place_shown="")
    do(archivist, here, "segment", start="12:30", end="14:05", title_en="The flood", keywords_en="water\nboats")
    assert "Saved." in do(archivist, here, "access", access="embargoed", opens_on="2031-05-17", listed="yes").text

    found = only(world, ferry, here)
    assert found.about.title == {"en": "The harbour"}
    assert (found.about.languages, found.about.accession_number) == (("en", "ar"), "OH 7")
    assert (found.narrators[0].name, found.narrators[0].shown) == ("Marta Ilven", Rendering.INITIALS)
    assert found.interviewers[0].shown
    assert (found.sessions[0].on, found.sessions[0].place_shown) == ("2019-05-17", False)
    assert (found.index[0].start, found.index[0].end, found.index[0].keywords) == (
        750_000,
        845_000,
        {"en": ("water", "boats")},
    )
    assert (found.access, found.opens_on, found.listed) == (Access.EMBARGOED, date(2031, 5, 17), True)
    assert len(world.log()) == before + 6
    assert [one.what for one in found.history] == [
        "add",
        "about",
        "narrator",
        "interviewer",
        "session",
        "segment",
        "access",
    ]


def test_a_release_form_needs_a_proof_and_the_earlier_one_is_kept(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    here = begun(archivist)
    archivist.proves = False
    world.clock.go(minutes=6)

    do(archivist, here, "release", **FORM)
    assert archivist.is_asked()
    assert only(world, ferry, here).release is None
    archivist.prove()

    first = only(world, ferry, here).release
    assert first is not None
    assert first.allows == (Allowed.RECORDING, Allowed.TRANSCRIPT)
    assert first.signed_on == "2020-05-17"
    archivist.proves = True
    do(archivist, here, "release", **FORM | {"version": "4"})
    found = only(world, ferry, here)
    assert found.release is not None
    assert (found.release.version, [one.version for one in found.earlier_releases]) == ("4", ["3"])
    do(archivist, here, "release_withdrawn", why="She wrote to us.")
    withdrawn = only(world, ferry, here).release
    assert withdrawn is not None
    assert withdrawn.withdrawn_at is not None
    assert "The release form was withdrawn." in archivist.get(f"{here}/today").text


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    here = begun(archivist)

    answer = do(archivist, here, "narrator", name="", note="Her sister knows the address.")

    assert answer.status_code == 422
    assert "Please fill this in." in answer.text
    assert "Her sister knows the address." in answer.text
    answer = do(archivist, here, "session", on="some time ago")
    assert "Please write the date so that it is certain" in answer.text
    do(archivist, here, "session", on="1994")
    answer = do(archivist, here, "segment", start="12:70")
    assert "Please write a moment such as 12:30 or 1:02:03." in answer.text
    answer = do(archivist, here, "access", access="closed_listed", listed="not_asked")
    assert "only if the narrator agreed" in answer.text
    assert only(world, ferry, here).access is Access.CLOSED


def test_a_change_of_another_window_is_not_overwritten(world: World, ferry: Memorial, archivist: Browser) -> None:
    here = begun(archivist)
    archivist.get(f"{here}/do/about")
    older = archivist.form(holding="action")
    do(archivist, here, "about", title_en="The newer title")

    answer = archivist.post(here, older | {"title_en": "The older title"})

    assert answer.status_code == 409
    assert "The newer title" in answer.text
    assert 'value="The older title"' in answer.text
    assert only(world, ferry, here).about.title == {"en": "The newer title"}
    archivist.submit("action")
    assert only(world, ferry, here).about.title == {"en": "The older title"}


def test_a_recording_comes_in_whole_and_the_worker_is_told(world: World, ferry: Memorial, archivist: Browser) -> None:
    here = begun(archivist)
    do(archivist, here, "session", on="1994")
    do(archivist, here, "session", on="1995")
    before = len(world.log())

    answer = bring(archivist, here, "recordings", "recording", "1", "tape.wav", wave(), starts="45:00", session="2")

    assert "Copies to listen to are being made." in answer.text
    ((session, found),) = only(world, ferry, here).recordings
    assert (session.number, found.starts, found.state) == (2, 2_700_000, MediaState.WAITING)
    assert world.services.vault.read(found.master.vault_id, bytes.fromhex(found.master.vault_key)) == wave()
    assert len(world.log()) == before + 1
    with world.services.unit_of_work(read_only=True) as uow:
        assert found.id in [one.file_id for one in uow.media_jobs.listed(ferry.id, limit=99)]
    assert "tape.wav" in archivist.get("/desk/media").text


def test_a_file_that_is_no_recording_leaves_nothing_behind(world: World, ferry: Memorial, archivist: Browser) -> None:
    here = begun(archivist)
    do(archivist, here, "session", on="1994")
    kept = set(world.services.vault.ids())

    for name, content in (
        ("tape.wav", b""),
        ("tape.wav", b"<svg onload=x>"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64),
    ):
        answer = bring(archivist, here, "recordings", "recording", "1", name, content, starts="0:10")
        assert answer.status_code == 422, name
        assert 'value="0:10"' in answer.text
    answer = bring(archivist, here, "recordings", "recording", "1", "tape.wav", wave(), starts="soon")
    assert answer.status_code == 422

    assert set(world.services.vault.ids()) == kept
    assert only(world, ferry, here).recordings == ()


def test_the_whole_recording_goes_out_only_to_readers_with_a_fresh_proof(
    world: World, ferry: Memorial, archivist: Browser, admin: Browser
) -> None:
    here = begun(archivist)
    do(archivist, here, "session", on="1994")
    bring(archivist, here, "recordings", "recording", "1", "tape.wav", wave())
    ((_, found),) = only(world, ferry, here).recordings
    archivist.proves = False
    world.clock.go(minutes=6)

    do(archivist, here, "master", found.id)
    assert archivist.is_asked()
    answer = archivist.prove()

    assert answer.data == wave()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [one.action for one in world.log(ferry.id)].count("interview_master_out") == 1
    admin.get(here)
    token = admin.form(holding="Sign out")["csrf_token"]
    assert admin.post(f"{here}/master", {"csrf_token": token, "id": found.id}).status_code == 404


def test_an_administrator_who_does_not_read_is_told_no_word_and_may_only_narrow(
    world: World, ferry: Memorial, archivist: Browser, admin: Browser
) -> None:
    here = begun(archivist, "Told by Marta Ilven")
    do(archivist, here, "narrator", name="Marta Ilven", shown="full", note="the blue kettle")
    do(archivist, here, "session", on="1994", place="Old Dock street")
    bring(archivist, here, "recordings", "recording", "1", "Marta Ilven.wav", wave())
    do(archivist, here, "release", **FORM)

    for page in ("", "/today", "/history", "/do/pause", "/do/remove", "/do/erase"):
        text = admin.get(here + page).text
        assert "Interview " in text
        assert not [name for name in NAMES if name in text], page
    for page in ("/desk/interviews", "/desk/media"):
        assert not [name for name in NAMES if name in admin.get(page).text], page
    for closed in ("/index", "/preview", "/do/about", "/do/release", "/do/access", "/do/resume"):
        assert admin.get(here + closed).status_code == 404, closed
    for action in ("about", "access", "release", "resume", "recording_out", "again"):
        admin.get(here)
        token = admin.form(holding="Sign out")["csrf_token"]
        answer = admin.post(here, {"csrf_token": token, "action": action, "access": "open", "listed": "yes"})
        assert answer.status_code in (404, 422), action
    assert only(world, ferry, here).access is Access.CLOSED
    do(admin, here, "pause")
    assert only(world, ferry, here).paused


def test_only_keepers_of_the_memorial_find_interviews(world: World, ferry: Memorial, archivist: Browser) -> None:
    here = begun(archivist)
    for email, role, where in (
        ("mod@example.org", Role.MODERATOR, "ferry"),
        ("ed@example.org", Role.EDITOR, "ferry"),
        ("arch@example.org", Role.ARCHIVIST, "mill"),
    ):
        other = world.signed_in(email, role, where)
        for page in ("", "/today", "/do/about"):
            assert other.get(here + page).status_code == 404, (email, page)
        assert "harbour" not in other.get("/desk/interviews").text


def test_what_the_narrator_took_out_of_sight_the_desk_does_not_show_again(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    here = begun(archivist)
    with world.services.unit_of_work() as uow:
        found = uow.interviews.get(ferry.id, here.rpartition("/")[2])
        uow.interviews.save(replace(found, paused=True, paused_by="narrator"))
        uow.commit()

    assert archivist.get(f"{here}/do/resume").status_code == 404
    archivist.get(here)
    token = archivist.form(holding="Sign out")["csrf_token"]
    answer = archivist.post(here, {"csrf_token": token, "action": "resume", "why": "x"})
    assert answer.status_code == 422
    assert only(world, ferry, here).paused


def test_an_administrator_erases_it_for_good_with_proof_and_reason(
    world: World, ferry: Memorial, archivist: Browser, admin: Browser
) -> None:
    here = begun(archivist)
    do(archivist, here, "session", on="1994")
    bring(archivist, here, "recordings", "recording", "1", "tape.wav", wave())
    ((_, found),) = only(world, ferry, here).recordings
    assert archivist.get(f"{here}/do/erase").status_code == 404

    assert do(admin, here, "erase", why="law").status_code == 422
    answer = do(admin, here, "erase", why="narrator_asked", sure="y")

    assert "Erased for good." in answer.text
    with world.services.unit_of_work(read_only=True) as uow:
        assert uow.interviews.find(ferry.id, here.rpartition("/")[2]) is None
    assert found.master.vault_id not in set(world.services.vault.ids())
    assert ("interview_erase", "narrator_asked") in [(one.action, one.reason) for one in world.log(ferry.id)]


def test_copies_are_heard_from_any_place_by_readers_alone(
    world: World, ferry: Memorial, archivist: Browser, admin: Browser
) -> None:
    here = begun(archivist)
    kept = recording(cast(TestInstallation, world), copy_of(cast(TestInstallation, world), bytes(range(256)) * 600))
    with world.services.unit_of_work() as uow:
        found = uow.interviews.get(ferry.id, here.rpartition("/")[2])
        uow.interviews.save(replace(found, sessions=(Session(1, recordings=(kept,)),)))
        uow.commit()
    there = f"{here}/media/{kept.id}.mp3"
    whole = bytes(range(256)) * 600

    assert f'src="{there}"' in archivist.get(here).text
    assert archivist.get(there).data == whole
    for asked, start, end in (("bytes=5-9", 5, 10), ("bytes=131000-", 131_000, len(whole)), ("bytes=-7", -7, None)):
        part = archivist.client.get(there, headers={"Range": asked})
        assert (part.status_code, part.data) == (206, whole[start:end]), asked
    assert archivist.client.get(there, headers={"Range": "bytes=999999-"}).status_code == 416
    assert archivist.get(f"{here}/media/{kept.id}.opus").status_code == 404
    assert archivist.get(f"{here}/master").status_code == 404
    assert admin.get(there).status_code == 404
    assert "audio" not in admin.get(here).text


def test_every_post_leaves_exactly_one_entry_also_where_it_is_refused(
    world: World, ferry: Memorial, archivist: Browser, admin: Browser
) -> None:
    here = begun(archivist)
    nowhere = f"/desk/interviews/ferry/{'0' * 32}"
    acts = [
        {"action": one} for one in ("about", "narrator", "segment", "access", "resume", "pause", "again", "nothing")
    ]
    files = ("recordings", "photographs", "scans", "transcripts")
    for who, at in ((archivist, here), (archivist, nowhere), (admin, here)):
        who.get("/desk/interviews")
        token = {"csrf_token": who.form(holding="Sign out")["csrf_token"]}
        asked: list[tuple[str, dict[str, Any]]] = [(at, one | {"id": "no", "of": "release"}) for one in acts]
        asked += [(f"{at}/{one}", {"of": "release", "file": (BytesIO(b"no"), "a.txt")}) for one in files]
        asked += [(f"{at}/master", {"id": "no"}), (f"{at}/transcript-file", {"id": "no", "form": "vtt"})]
        asked += [("/desk/media/ferry", {"record": "no", "file": "no"}), ("/desk/interviews/ferry/import", {})]
        asked += [("/desk/interviews/ferry", {"title_en": ""})]
        # Other tests move the clock: whoever is asked who they are has shown it before anything is counted.
        who.post(f"{at}/master", token | {"id": "no"})
        for path, data in asked:
            before = len(world.log())
            answer = who.post(path, token | data)
            assert len(world.log()) == before + 1, (who.email, path, data, answer.status_code)
            assert answer.status_code < 500, (path, data)


def test_the_heading_goes_as_far_as_what_is_shown_of_it() -> None:
    heading = Answer("listing", Audience.ARCHIVE, (Why.NOT_AGREED_TO_BE_LISTED,))
    index = Answer("index", Audience.TEAM, (Why.NOTHING_THERE,))
    lines = Answer("transcript:t1", Audience.UNLISTED, (Why.UNLISTED,))

    assert with_heading((heading, index)) == [heading, index]
    assert with_heading((heading, index, lines))[0].audience is Audience.UNLISTED


def test_a_photograph_waits_until_it_is_chosen(world: World, ferry: Memorial, archivist: Browser) -> None:
    here = begun(archivist)
    content = next(SAMPLES.rglob("*.jpg")).read_bytes()

    bring(
        archivist, here, "photographs", "photograph", "", "at the sea.jpg", content, caption="At the sea", living="no"
    )
    (kept,) = only(world, ferry, here).photographs
    assert (kept.caption, kept.living, kept.publish) == ("At the sea", Living.NO, False)
    do(archivist, here, "photograph_about", kept.file.id, publish="y")
    assert only(world, ferry, here).photographs[0].publish
    card = archivist.get(f"{here}/media/{kept.file.id}/card.webp")
    assert card.mimetype == "image/webp"
    assert card.headers["Cache-Control"] == "no-store"
    do(archivist, here, "photograph_out", kept.file.id, why="Not hers.", sure="y")
    assert only(world, ferry, here).photographs == ()


def test_a_transcript_file_comes_in_and_stays_closed_until_the_narrator_has_read_it(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    here = begun(archivist)
    do(archivist, here, "session", on="1994")
    content = b"WEBVTT\n\n00:01.000 --> 00:03.000\n<v Marta Ilven>The kettle was blue.\n"

    bring(archivist, here, "transcripts", "transcript", "1", "a.vtt", content, language="en", machine="whisper")

    (lines,) = only(world, ferry, here).transcripts
    assert (lines.cues[0].text, lines.cues[0].speaker, lines.machine) == (
        "The kettle was blue.",
        "Marta Ilven",
        "whisper",
    )
    assert lines.approved is None
    page = archivist.get(f"{here}/today").text
    assert "The narrator has not read it." in page
    assert "The kettle was blue" not in archivist.get(f"{here}/preview").text
    bad = bring(archivist, here, "transcripts", "transcript", "1", "a.vtt", b"\x00\x01\x02", language="en")
    assert bad.status_code == 422
    assert len(only(world, ferry, here).transcripts) == 1
    do(archivist, here, "transcript_file", lines.id, form="srt")
    assert archivist.last is not None
    assert b"The kettle was blue." in archivist.last.data


def test_an_interview_from_files_is_looked_at_first_and_stays_closed(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    def send(trial: str, content: bytes = b"WEBVTT\n\n00:05.000 --> 00:04.000\nThe tide came in.\n") -> Any:
        archivist.get("/desk/interviews/ferry/import")
        data = {**archivist.form(holding="trial"), "trial": trial, "title": "The tide", "language": "en"}
        return archivist.post("/desk/interviews/ferry/import", {**data, "files": (BytesIO(content), "tide.vtt")})

    kept, before = set(world.services.vault.ids()), len(world.log())
    looked = send("look")

    assert "Nothing is kept yet." in looked.text
    assert "A line ends before it starts." in looked.text
    assert (set(world.services.vault.ids()), len(world.log())) == (kept, before + 1)
    brought = send("in")
    found = only(world, ferry, brought.request.path)
    assert found.about.title == {"en": "The tide"}
    assert (found.access, found.release, found.listed) == (Access.CLOSED, None, None)
    assert len(world.log()) == before + 2
    assert "belongs to an interview of this memorial already" in send("in").text
    assert send("look", b"\x00\x01\x02").status_code == 422
    assert set(world.services.vault.ids()) == kept


def test_every_act_that_is_offered_has_a_page_and_words(world: World, ferry: Memorial) -> None:
    from memorial.application.interview_waiting import Wait
    from memorial.web.desk.interview_acts import ACTS
    from memorial.web.desk.interview_words import BECAUSE, DONE, WAITS
    from memorial.web.desk.interviews import DO

    sent_elsewhere = {"recording", "photograph", "scan", "transcript", "master", "transcript_file"}
    assert set(ACTS) - sent_elsewhere == set(DO) | {"pause", "remove", "erase"}
    assert set(DO) <= set(DONE)
    assert set(BECAUSE) == set(Why)
    assert set(WAITS) | {Wait.QUARANTINED, Wait.COPIES} == set(Wait)
