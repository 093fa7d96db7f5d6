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


def test_what_has_waited_longest_is_answered_first_however_many_ask(world: World, here: Any, told: Interview) -> None:
    with here.services.unit_of_work() as uow:
        uow.interviews.save(replace(found(here, told), access=Access.ON_REQUEST, listed=True))
        uow.commit()
    codes = [ReceiptCode.generate().digits for _ in range(53)]
    for number, code in enumerate(codes):
        world.clock.go(seconds=1)
        access_requests.ask(here.services, "ferry", told.id, code, {"purpose": f"Reason {number}."}, "en")
    ids = [access_requests.of_code(here.services, one).request.id for one in codes]
    moderator = world.add_staff("c@example.org", Role.MODERATOR)
    for one in ids[:2]:
        world.clock.go(seconds=1)
        access_requests.decide(here.services, moderator, told.memorial_id, one, "refuse", {})
    desk = world.signed_in("m@example.org", Role.MODERATOR)

    def listed(address: str) -> list[str]:
        return re.findall(r'href="/desk/interviews/requests/ferry/([0-9a-f]+)"', desk.get(address).text)

    assert listed("/desk/interviews/requests") == ids[2:52]
    (more,) = [one.get("href") for one in desk.page().all("a") if one.text() == "More"]
    assert listed(more) == [ids[52], ids[1], ids[0]]
    assert "More" not in [one.text() for one in desk.page().all("a")]


def test_another_code_takes_a_fresh_proof_and_the_page_says_what_it_ends(
    world: World, here: Any, told: Interview
) -> None:
    desk = world.signed_in("a@example.org", Role.ARCHIVIST)
    address = f"/desk/interviews/ferry/{told.id}/narrator"
    desk.get(address)
    assert "A new one ends it" not in desk.page().text()
    desk.proves = False
    world.clock.go(minutes=10)
    desk.get(address)
    assert desk.submit("Make a new code", action="code").status_code == 200, "the first one ends none"
    (shown,) = [one for one in desk.page().all("code") if one.has("data-receipt")]
    code = ReceiptCode.parse(shown.text()).digits
    desk.get(address)
    assert "with the earlier code the narrator opens nothing any more" in desk.page().text()

    asked = desk.submit("Make a new code", action="code")

    assert asked.status_code == 403
    assert "The one that the narrator has opens nothing any more." in asked.text
    assert narrators.open_interview(here.services, code, media_base="").interview.id == told.id


def test_the_page_of_a_withdrawn_one_tells_none_of_its_words(world: World, here: Any, told: Interview) -> None:
    archivist = world.add_staff("b@example.org", Role.ARCHIVIST)
    code = narrators.give_code(here.services, archivist, told.memorial_id, told.id)
    look = narrators.open_interview(here.services, code, media_base="").look
    narrators.write(here.services, code, look, {"t1.c2": "The harbour was cold."})
    narrators.agree(here.services, code, narrators.open_interview(here.services, code, media_base="").look)
    narrators.act(here.services, code, "withdraw", {})
    desk = world.signed_in("a@example.org", Role.ARCHIVIST)

    for rest in ("", "/narrator", "/history", "/index", "/seals?session=1&from=0:00&to=0:05", "/today", "/preview"):
        page = desk.get(f"/desk/interviews/ferry/{told.id}{rest}")
        assert page.status_code == 200, rest
        assert "harbour was cold" not in page.text and "harbour froze" not in page.text, rest
    assert "Read and edit" not in desk.get(f"/desk/interviews/ferry/{told.id}").text
    assert "show them" not in desk.get(f"/desk/interviews/ferry/{told.id}/narrator").text
    for rest in ("/transcript/t1", "/transcript/t1/history"):
        assert desk.get(f"/desk/interviews/ferry/{told.id}{rest}").status_code == 404


def test_who_keeps_no_interviews_comes_to_none_of_it(world: World, told: Interview) -> None:
    desk = world.signed_in("m@example.org", Role.MODERATOR)

    assert desk.get(f"/desk/interviews/ferry/{told.id}/narrator").status_code == 404
