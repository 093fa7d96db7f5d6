"""The pages of a narrator's code, and of asking for an interview, without script."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from memorial.application import access_requests, memorials, narrators
from memorial.domain.errors import NotFound
from memorial.domain.interview import Access, Interview
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Role
from tests.installations import TestInstallation, memorial_like
from tests.interviews import changed, cue, found, interview, kept, recording, seal, transcript
from tests.web.contribute.family import Family, make_app

ARCHIVIST = StaffMember("archivist", "", "a@example.org", "A", "", (("*", Role.ARCHIVIST),))
LINES = (cue(1, "We lived by the pier.", "AR"), cue(2, "The harbour froze."), cue(3, "Then it rained."))


@pytest.fixture
def place(shared: TestInstallation) -> TestInstallation:
    new = memorial_like(shared.services, f"place-{shared.services.new_id()[:8]}")
    return replace(shared, memorial=memorials.create(shared.services, new))


@pytest.fixture
def told(place: TestInstallation) -> Interview:
    session = replace(interview(place).sessions[0], recordings=(recording(place),))
    return kept(place, interview(place, sessions=(session,), transcripts=(transcript(*LINES, approved=False),)))


@pytest.fixture
def app(place: TestInstallation) -> Flask:
    return make_app(place)


@pytest.fixture
def narrator(place: TestInstallation, app: Flask, told: Interview) -> Family:
    code = narrators.give_code(place.services, ARCHIVIST, told.memorial_id, told.id)
    family = Family(app.test_client())
    family.open("/receipt")
    family.press(code=code)
    return family


def visitors_read(place: TestInstallation, one: Interview) -> list[str]:
    with place.installation.reader.snapshot() as snapshot:
        return [line.text for line in snapshot.interviews(one.memorial_id).cues(one.id, "t1")]


def test_the_narrator_hears_nothing_in_which_a_sealed_part_is_heard(
    place: TestInstallation, told: Interview, narrator: Family
) -> None:
    address = f"/receipt/interview/media/{told.recordings[0][1].id}.mp3"
    assert narrator.client.get(address).status_code == 200

    changed(place, told, seals=(seal(2000, 4000),))

    assert narrator.client.get(address).status_code == 404


def test_the_code_leads_to_the_interview_and_agreeing_shows_it(
    place: TestInstallation, told: Interview, narrator: Family
) -> None:
    assert "Nobody outside reads it before you agree." in narrator.words()

    narrator.open("/receipt/interview")
    narrator.press("action", "agree")

    assert "We have your answer." in narrator.words()
    assert visitors_read(place, told) == [one.text for one in LINES]


def test_a_narrator_changes_a_word_and_the_desk_reads_it_first(
    place: TestInstallation, told: Interview, narrator: Family
) -> None:
    narrator.open("/receipt/interview/read?t=t1")
    narrator.press("go", "end", **{"t1.c2": "The harbour was cold."})
    assert "Your words are saved." in narrator.words()

    narrator.press("action", "agree")

    assert "They are shown when the archive has read them." in narrator.words()
    assert visitors_read(place, told) == []


def test_words_that_were_changed_meanwhile_are_not_lost(
    place: TestInstallation, told: Interview, narrator: Family
) -> None:
    narrator.open("/receipt/interview/read?t=t1")
    changed(place, told, transcripts=(transcript(*LINES, cue(4, "Later."), approved=False),))

    narrator.press("go", "end", **{"t1.c2": "My own words."})

    assert narrator.page is not None and narrator.page.status_code == 409
    assert "What you typed is still here." in narrator.words() and "My own words." in narrator.page.text


def test_a_part_is_kept_back_at_once(place: TestInstallation, told: Interview, narrator: Family) -> None:
    narrator.open("/receipt/interview/keep-back?t=t1&line=c2")

    narrator.press(last="c3")

    assert "This part is kept back." in narrator.words()
    assert [(one.start, one.end) for one in found(place, told).seals] == [(2000, 6000)]

    narrator.press("seal", found(place, told).seals[0].id)

    assert found(place, told).seals[0].lifted_at is not None
    assert "This part is no longer kept back." in narrator.words()


def test_the_narrator_opens_nothing_that_the_archive_keeps_back(
    place: TestInstallation, told: Interview, narrator: Family
) -> None:
    changed(place, told, seals=(seal(0, 1000),))
    code = narrators.give_code(place.services, ARCHIVIST, told.memorial_id, told.id)

    with pytest.raises(NotFound):
        narrators.open_part(place.services, code, "seal1")


def test_taking_back_asks_once_more(place: TestInstallation, told: Interview, narrator: Family) -> None:
    narrator.open("/receipt/interview")
    narrator.press("action", "withdraw")
    assert found(place, told).withdrawn_at is None

    narrator.press("action", "withdraw")

    assert found(place, told).withdrawn_at is not None and "You took it back." in narrator.words()


def test_the_narrator_hears_a_copy_by_range_and_nobody_else_does(told: Interview, narrator: Family, app: Flask) -> None:
    (one,) = told.sessions[0].recordings
    address = f"/receipt/interview/media/{one.id}.mp3"

    part = narrator.client.get(address, headers={"Range": "bytes=3-5"})

    assert (part.status_code, part.data) == (206, b"mp3") and part.headers["Cache-Control"] == "no-store"
    assert app.test_client().get(address).status_code == 404
    assert narrator.client.get(f"/receipt/interview/media/{one.id}.wav").status_code == 404


def test_the_pages_are_nobodys_without_the_code(app: Flask) -> None:
    for address in ("/receipt/interview", "/receipt/interview/read?t=t1", "/receipt/access"):
        assert app.test_client().get(address).status_code == 303, address


# Requests


@pytest.fixture
def on_request(place: TestInstallation, told: Interview) -> Interview:
    return changed(place, told, access=Access.ON_REQUEST, listed=True, transcripts=(transcript(*LINES),))


def test_asking_gives_a_code_and_the_answer_a_link(place: TestInstallation, app: Flask, on_request: Interview) -> None:
    reader, home = Family(app.test_client()), f"/en/{place.memorial.slug}/interviews/{on_request.id}"
    reader.open(f"{home}/request")
    reader.press(purpose="")
    assert reader.page is not None and reader.page.status_code == 422
    assert "Without it the archive cannot decide." in reader.words()
    reader.press(purpose="I teach history.")
    code = ReceiptCode.parse(reader.code()).digits
    (asked,) = access_requests.listed(place.services, ARCHIVIST, on_request.memorial_id)
    at = (on_request.memorial_id, asked.request.id)

    token = access_requests.decide(place.services, ARCHIVIST, *at, "grant", {"answer": "Welcome."}).token

    again = Family(app.test_client())
    again.open("/receipt")
    again.press(code=code)
    assert "Welcome." in again.words() and f"/access/{token}" in str(again.page and again.page.text)
    opened = Family(app.test_client())
    opened.open(f"/access/{token}")
    assert "The harbour froze." in opened.words() and opened.page is not None
    assert "noindex" in opened.page.headers["X-Robots-Tag"]
    (one,) = on_request.sessions[0].recordings
    assert opened.client.get(f"/access/{token}/media/{one.id}.mp3").status_code == 200
    assert f'href="/access/{token}/media/{one.id}.mp3#t=2"' in opened.page.text
    access_requests.decide(place.services, ARCHIVIST, *at, "end", {})
    assert opened.client.get(f"/access/{token}").status_code == 404
    assert opened.client.get(f"/access/{token}/media/{one.id}.mp3").status_code == 404


def test_nothing_is_asked_for_where_there_is_nothing(
    place: TestInstallation, app: Flask, on_request: Interview
) -> None:
    changed(place, on_request, listed=False)
    hidden = app.test_client().get(f"/en/{place.memorial.slug}/interviews/{on_request.id}/request")
    unknown = app.test_client().get(f"/en/{place.memorial.slug}/interviews/{'0' * 32}/request")

    assert (hidden.status_code, hidden.data) == (unknown.status_code, unknown.data) == (404, unknown.data)
    assert app.test_client().get("/access/nothing").data == app.test_client().get("/access/other").data
