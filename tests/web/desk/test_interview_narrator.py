"""The narrator's code and words, and requests for interviews, at the desk."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from memorial.application import access_requests, narrators
from memorial.domain.interview import Access, Interview
from memorial.domain.memorial import Memorial
from memorial.domain.receipt_code import ReceiptCode
from memorial.vocabulary import Role
from tests.interviews import cue, found, interview, kept, transcript
from tests.web.desk.desk_client import World

LINES = (cue(1, "We lived by the pier."), cue(2, "The harbour froze."))


@pytest.fixture
def here(world: World, ferry: Memorial) -> Any:
    """What helpers of tests ask for: the services and the memorial."""
    return type("Here", (), {"services": world.services, "memorial": ferry, "installation": world.installation})()


@pytest.fixture
def told(here: Any) -> Interview:
    return kept(here, interview(here, transcripts=(transcript(*LINES, approved=False),)))


def test_a_code_is_shown_once_and_the_narrators_words_are_taken_over(world: World, here: Any, told: Interview) -> None:
    desk = world.signed_in("a@example.org", Role.ARCHIVIST)
    address = f"/desk/interviews/ferry/{told.id}/narrator"
    desk.get(address)
    answer = desk.submit("Make a new code", action="code")
    assert answer.status_code == 200
    (shown,) = [one for one in desk.page().all("code") if one.has("data-receipt")]
    code = ReceiptCode.parse(shown.text()).digits
    assert code not in desk.get(address).text.replace(" ", "")

    view = narrators.open_interview(here.services, code, media_base="")
    narrators.write(here.services, code, view.look, {"t1.c2": "The harbour was cold."})
    narrators.agree(here.services, code, narrators.open_interview(here.services, code, media_base="").look)
    assert "The harbour was cold." in desk.get(address).text
    kept_page = desk.form(holding="I have read them: show them") | {"action": "take_over"}
    desk.submit("I have read them: show them", action="take_over")

    assert found(here, told).transcripts[0].approved is not None
    assert desk.post(address, kept_page).status_code == 409
    acts = [one.action for one in world.log(told.memorial_id) if one.subject_id == told.id]
    assert acts.count("give_narrators_code") == acts.count("read_narrators_changes") == 1


def test_the_desk_sees_what_the_narrator_changed_and_took_out_before_anything_was_agreed(
    world: World, here: Any, told: Interview
) -> None:
    archivist = world.add_staff("b@example.org", Role.ARCHIVIST)
    code = narrators.give_code(here.services, archivist, told.memorial_id, told.id)
    desk = world.signed_in("a@example.org", Role.ARCHIVIST)

    def look() -> str:
        return narrators.open_interview(here.services, code, media_base="").look

    narrators.write(here.services, code, look(), {"t1.c1": "", "t1.c2": "The harbour was cold."})
    narrators.write(here.services, code, look(), {"t1.c2": "The harbour was very cold."})
    narrators.agree(here.services, code, look())
    page = desk.get(f"/desk/interviews/ferry/{told.id}/narrator").text
    assert re.findall(r"<del[^>]*>([^<]*)<", page) == ["We lived by the pier.", "The harbour froze."]
    assert re.findall(r"<ins[^>]*>([^<]*)<", page) == ["The harbour was very cold."]
    desk.submit("I have read them: show them", action="take_over")

    world.clock.go(minutes=1)
    narrators.write(here.services, code, look(), {"t1.c2": "The harbour was bitterly cold."})
    narrators.agree(here.services, code, look())
    page = desk.get(f"/desk/interviews/ferry/{told.id}/narrator").text
    assert re.findall(r"<del[^>]*>([^<]*)<", page) == ["The harbour was very cold."], "what was read is not read again"


def test_a_request_is_read_answered_and_ended(world: World, here: Any, told: Interview) -> None:
    with here.services.unit_of_work() as uow:
        uow.interviews.save(replace(found(here, told), access=Access.ON_REQUEST, listed=True))
        uow.commit()
    code = ReceiptCode.generate().digits
    access_requests.ask(here.services, "ferry", told.id, code, {"purpose": "I teach history."}, "en")
    desk = world.signed_in("m@example.org", Role.MODERATOR)

    assert "1 request for an interview waits." in desk.get("/desk/").text
    listed = desk.get("/desk/interviews/requests")
    (href,) = set(re.findall(r'href="(/desk/interviews/requests/ferry/[0-9a-f]+)"', listed.text))
    assert "I teach history." in desk.get(href).text
    wrong = desk.submit("answer", action="grant", days="0", answer="Yes.")
    assert wrong.status_code == 422 and "Yes." in wrong.text
    desk.submit("answer", action="grant", days="5", answer="Yes.")
    assert "request for an interview" not in desk.get("/desk/").text

    token = access_requests.of_code(here.services, code).request.token
    assert token and token not in desk.get(href).text
    desk.submit("End it now", action="end")
    assert not access_requests.of_code(here.services, code).request.token


def test_who_keeps_no_interviews_comes_to_none_of_it(world: World, told: Interview) -> None:
    desk = world.signed_in("m@example.org", Role.MODERATOR)

    assert desk.get(f"/desk/interviews/ferry/{told.id}/narrator").status_code == 404
