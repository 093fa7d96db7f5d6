"""What a narrator does with the code of an interview, and requests for one that is opened on request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from memorial.application import access_requests, jobs, memorials, narrators
from memorial.application.offer import Incomplete
from memorial.domain.access_request import RequestState
from memorial.domain.errors import AlreadySentDifferently, Conflict, Invalid, NotAllowed, NotFound
from memorial.domain.interview import Access, Interview
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Rendering, Role
from tests.installations import MODERATOR, TestInstallation, installation, memorial_like
from tests.interviews import changed, cue, found, interview, kept, recording, seal, transcript

ARCHIVIST = StaffMember("archivist", "", "a@example.org", "A", "", (("*", Role.ARCHIVIST),))
LINES = (cue(1, "We lived by the pier."), cue(2, "The harbour froze."), cue(3, "Then it rained."))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("narrators")) as made:
        yield made


@pytest.fixture
def here(built: TestInstallation) -> TestInstallation:
    """A memorial of its own for each test, in one installation."""
    new = memorial_like(built.services, f"place-{built.services.new_id()[:8]}")
    return replace(built, memorial=memorials.create(built.services, new))


@pytest.fixture
def told(here: TestInstallation) -> Interview:
    session = replace(interview(here).sessions[0], recordings=(recording(here),))
    return kept(here, interview(here, sessions=(session,), transcripts=(transcript(*LINES, approved=False),)))


@pytest.fixture
def code(here: TestInstallation, told: Interview) -> str:
    return narrators.give_code(here.services, ARCHIVIST, told.memorial_id, told.id)


def lines_seen(here: TestInstallation, one: Interview) -> list[str]:
    with here.installation.reader.snapshot() as snapshot:
        return [line.text for line in snapshot.interviews(one.memorial_id).cues(one.id, "t1")]


def look(here: TestInstallation, code: str) -> str:
    return narrators.open_interview(here.services, code, media_base="").look


def take_over(here: TestInstallation, one: Interview, mark: str = "") -> None:
    mark = mark or narrators.mark_of(found(here, one))
    narrators.take_over(here.services, ARCHIVIST, one.memorial_id, one.id, mark)


def test_only_a_keeper_gives_a_code_and_it_opens_that_interview(here: TestInstallation, told: Interview) -> None:
    with pytest.raises(NotAllowed):
        narrators.give_code(here.services, MODERATOR, told.memorial_id, told.id)

    code = narrators.give_code(here.services, ARCHIVIST, told.memorial_id, told.id)

    view = narrators.open_interview(here.services, code, media_base="/receipt/interview")
    assert view.interview.id == told.id and [line.text for line in view.cues["t1"]] == [one.text for one in LINES]
    with pytest.raises(NotFound):
        narrators.open_interview(here.services, ReceiptCode.generate().digits, media_base="")


def test_nothing_is_read_before_the_narrator_agreed(here: TestInstallation, told: Interview, code: str) -> None:
    assert lines_seen(here, told) == []

    narrators.agree(here.services, code, look(here, code))

    assert lines_seen(here, told) == [one.text for one in LINES]


def test_other_words_are_shown_when_the_desk_has_read_them_and_are_marked(
    here: TestInstallation, told: Interview, code: str
) -> None:
    given = {"t1.c2": "The harbour was cold.", "t1.c1": LINES[0].text}
    narrators.write(here.services, code, look(here, code), given)
    narrators.agree(here.services, code, look(here, code))
    assert lines_seen(here, told) == []

    take_over(here, told)

    assert lines_seen(here, told)[1] == "The harbour was cold."
    with here.installation.reader.snapshot() as snapshot:
        edited = [one.edited for one in snapshot.interviews(told.memorial_id).cues(told.id, "t1")]
    assert edited == [False, True, False]
    with pytest.raises(Conflict):
        take_over(here, told)


def test_what_changed_since_it_was_read_is_not_agreed_to(here: TestInstallation, told: Interview, code: str) -> None:
    seen = look(here, code)
    other = transcript(*LINES, cue(4, "Something else."), approved=False)
    changed(here, told, transcripts=(other,))

    with pytest.raises(Conflict):
        narrators.agree(here.services, code, seen)

    assert lines_seen(here, told) == []


def test_a_line_that_the_narrator_empties_is_gone(here: TestInstallation, told: Interview, code: str) -> None:
    narrators.write(here.services, code, look(here, code), {"t1.c2": "  "})
    narrators.agree(here.services, code, look(here, code))
    take_over(here, told)

    assert lines_seen(here, told) == [LINES[0].text, LINES[2].text]


def test_the_narrator_keeps_a_part_back_at_once(here: TestInstallation, told: Interview, code: str) -> None:
    narrators.agree(here.services, code, look(here, code))

    narrators.keep_back(here.services, code, "t1", "c3", "c2")

    (sealed,) = found(here, told).seals
    assert (sealed.start, sealed.end, sealed.until) == (2000, 6000, None)
    assert lines_seen(here, told) == [], "the line before borders on it"
    with pytest.raises(Invalid):
        narrators.keep_back(here.services, code, "t1", "c2", "nowhere")


def test_refusing_hiding_and_taking_back_close_it_at_once(here: TestInstallation, told: Interview, code: str) -> None:
    narrators.agree(here.services, code, look(here, code))
    for act, back in (("hide", "show"), ("withdraw", "return")):
        narrators.act(here.services, code, act, {})
        with here.installation.reader.snapshot() as snapshot:
            assert snapshot.interviews(told.memorial_id).get(told.id) is None, act
        narrators.act(here.services, code, back, {})
        assert lines_seen(here, told), back

    narrators.act(here.services, code, "refuse", {"message": "Not now."})

    assert lines_seen(here, told) == [] and found(here, told).narrator_note == "Not now."


def test_what_the_desk_hid_the_narrator_does_not_show(here: TestInstallation, told: Interview, code: str) -> None:
    changed(here, told, paused=True, paused_by="staff")

    with pytest.raises(Conflict):
        narrators.act(here.services, code, "show", {})


def test_hiding_what_the_desk_hid_stays_hidden_by_the_desk(here: TestInstallation, told: Interview, code: str) -> None:
    changed(here, told, paused=True, paused_by="staff")

    narrators.act(here.services, code, "hide", {})

    with pytest.raises(Conflict):
        narrators.act(here.services, code, "show", {})


def test_refusing_after_agreeing_leaves_nothing_to_take_over(
    here: TestInstallation, told: Interview, code: str
) -> None:
    narrators.write(here.services, code, look(here, code), {"t1.c2": "The harbour was cold."})
    narrators.agree(here.services, code, look(here, code))
    narrators.act(here.services, code, "refuse", {})

    with pytest.raises(Conflict):
        take_over(here, told)

    assert lines_seen(here, told) == []


def test_what_the_narrator_wrote_after_agreeing_is_asked_for_anew(
    here: TestInstallation, told: Interview, code: str
) -> None:
    narrators.write(here.services, code, look(here, code), {"t1.c2": "The harbour was cold."})
    narrators.agree(here.services, code, look(here, code))
    narrators.write(here.services, code, look(here, code), {"t1.c2": ""})

    with pytest.raises(Conflict):
        take_over(here, told)

    assert lines_seen(here, told) == []


def test_the_desk_takes_over_what_it_has_read_and_nothing_newer(
    here: TestInstallation, told: Interview, code: str
) -> None:
    narrators.write(here.services, code, look(here, code), {"t1.c2": "The harbour was cold."})
    narrators.agree(here.services, code, look(here, code))
    read = narrators.mark_of(found(here, told))
    narrators.write(here.services, code, look(here, code), {"t1.c2": "Something else."})
    narrators.agree(here.services, code, look(here, code))

    with pytest.raises(Conflict):
        take_over(here, told, read)

    assert lines_seen(here, told) == []


def test_lines_that_the_narrator_wants_otherwise_leave_at_once_and_the_new_words_wait(
    here: TestInstallation, told: Interview, code: str
) -> None:
    narrators.agree(here.services, code, look(here, code))
    assert len(lines_seen(here, told)) == 3

    narrators.write(here.services, code, look(here, code), {"t1.c2": "", "t1.c3": "It was dry."})
    narrators.agree(here.services, code, look(here, code))

    assert lines_seen(here, told) == [LINES[0].text]
    take_over(here, told)
    assert lines_seen(here, told) == [LINES[0].text, "It was dry."]


def test_a_part_that_is_kept_back_stays_back_whatever_times_its_lines_get_later(
    here: TestInstallation, told: Interview, code: str
) -> None:
    narrators.agree(here.services, code, look(here, code))
    moved = replace(
        found(here, told).transcripts[0],
        cues=tuple(replace(one, start=one.start + 60_000, end=one.end + 60_000) for one in LINES),
    )
    changed(here, told, transcripts=(moved,))

    narrators.keep_back(here.services, code, "t1", "c2", "c2")
    assert LINES[1].text not in lines_seen(here, told), "others read it at its older time"

    changed(here, told, transcripts=(replace(moved, approved=moved.cues),))
    changed(here, told, seals=tuple(replace(one, start=0, end=1) for one in found(here, told).seals))

    assert LINES[1].text not in lines_seen(here, told), "its times say nothing of it any more"


def test_a_narrator_takes_back_what_the_desk_had_taken_off_its_list(
    here: TestInstallation, told: Interview, code: str
) -> None:
    narrators.agree(here.services, code, look(here, code))
    changed(here, told, removed=True)

    narrators.act(here.services, code, "withdraw", {})
    changed(here, told, removed=False)

    assert lines_seen(here, told) == []


# Requests


def ask(here: TestInstallation, one: Interview, code: str, **given: str) -> bool:
    words = {"name": "A reader", "purpose": "I teach history."} | given
    return access_requests.ask(here.services, here.memorial.slug, one.id, code, words, "en")


@pytest.fixture
def on_request(here: TestInstallation, told: Interview) -> Interview:
    approved = transcript(*LINES)
    return changed(
        here, told, access=Access.ON_REQUEST, listed=True, transcripts=(approved,), seals=(seal(5500, 5900),)
    )


def test_a_request_is_answered_at_the_desk_with_a_link_that_ends(here: TestInstallation, on_request: Interview) -> None:
    code = ReceiptCode.generate().digits
    assert ask(here, on_request, code)
    assert not ask(here, on_request, code), "the same form again makes no second request"
    with pytest.raises(AlreadySentDifferently):
        ask(here, on_request, code, purpose="Something else.")
    (waiting,) = access_requests.listed(here.services, ARCHIVIST, on_request.memorial_id)

    done = access_requests.decide(
        here.services, ARCHIVIST, on_request.memorial_id, waiting.request.id, "grant", {"days": "3", "answer": "Yes."}
    )

    told = access_requests.of_code(here.services, code).request
    assert (told.state, told.answer, told.token) == (RequestState.GRANTED, "Yes.", done.token)
    opened = access_requests.open_link(here.services, done.token, media_base="/access/x")
    assert [line.text for line in opened.cues["t1"]] == [LINES[0].text, LINES[1].text], "what is sealed stays sealed"
    assert lines_seen(here, on_request) == []
    here.clock.pass_by(days=3, seconds=1)
    with pytest.raises(NotFound):
        access_requests.open_link(here.services, done.token, media_base="")


def test_a_link_opens_nothing_once_it_was_ended_or_the_interview_closed(
    here: TestInstallation, on_request: Interview
) -> None:
    code = ReceiptCode.generate().digits
    ask(here, on_request, code)
    (waiting,) = access_requests.listed(here.services, ARCHIVIST, on_request.memorial_id)
    at = (on_request.memorial_id, waiting.request.id)
    token = access_requests.decide(here.services, ARCHIVIST, *at, "grant", {}).token

    changed(here, on_request, access=Access.CLOSED)
    with pytest.raises(NotFound):
        access_requests.open_link(here.services, token, media_base="")
    changed(here, on_request, access=Access.ON_REQUEST)
    access_requests.decide(here.services, ARCHIVIST, *at, "end", {})

    with pytest.raises(NotFound):
        access_requests.open_link(here.services, token, media_base="")


@pytest.mark.parametrize("access", [Access.CLOSED, Access.CLOSED_LISTED, Access.OPEN, Access.UNLISTED])
def test_nothing_else_can_be_asked_for(here: TestInstallation, on_request: Interview, access: Access) -> None:
    changed(here, on_request, access=access)

    with pytest.raises(NotFound):
        ask(here, on_request, ReceiptCode.generate().digits)


def test_an_interview_that_is_not_listed_is_not_told_of(here: TestInstallation, on_request: Interview) -> None:
    changed(here, on_request, listed=None)

    with pytest.raises(NotFound):
        ask(here, on_request, ReceiptCode.generate().digits)


def test_whoever_asks_is_told_no_name_that_visitors_are_not(here: TestInstallation, on_request: Interview) -> None:
    about = replace(on_request.about, title={"en": "Interview with Ada Reed"})
    hidden = tuple(replace(one, shown=Rendering.NONE) for one in on_request.narrators)
    changed(here, on_request, about=about, narrators=hidden)
    code = ReceiptCode.generate().digits
    ask(here, on_request, code)

    assert "Reed" not in access_requests.of_code(here.services, code).title
    changed(here, on_request, withdrawn_at=here.clock())
    assert access_requests.of_code(here.services, code).title == ""


def test_a_request_needs_a_reason_and_holds_no_code(here: TestInstallation, on_request: Interview) -> None:
    code = ReceiptCode.generate().digits

    with pytest.raises(Incomplete):
        ask(here, on_request, code, purpose=" ")
    with pytest.raises(Incomplete):
        ask(here, on_request, code, purpose=f"My code is {code}")


def test_requests_are_forgotten_with_their_words(here: TestInstallation, on_request: Interview) -> None:
    code = ReceiptCode.generate().digits
    ask(here, on_request, code)
    (waiting,) = access_requests.listed(here.services, ARCHIVIST, on_request.memorial_id)
    at = (on_request.memorial_id, waiting.request.id)
    access_requests.decide(here.services, ARCHIVIST, *at, "refuse", {"answer": "Not now."})

    here.clock.pass_by(days=61)
    jobs.run_due(here.services)

    with pytest.raises(NotFound):
        access_requests.of_code(here.services, code)


def test_requests_go_with_the_interview_and_when_they_are_taken_back(
    here: TestInstallation, on_request: Interview
) -> None:
    first, second = ReceiptCode.generate().digits, ReceiptCode.generate().digits
    ask(here, on_request, first)
    ask(here, on_request, second)
    access_requests.take_back(here.services, first)
    with pytest.raises(NotFound):
        access_requests.of_code(here.services, first)

    with here.services.unit_of_work() as uow:
        uow.interviews.erase(uow.interviews.get(on_request.memorial_id, on_request.id))
        uow.commit()

    with pytest.raises(NotFound):
        access_requests.of_code(here.services, second)


def test_requests_stay_while_an_interview_cannot_be_opened(here: TestInstallation, on_request: Interview) -> None:
    """A person who tells in it is seen otherwise; its key is out of reach."""
    code = ReceiptCode.generate().digits
    ask(here, on_request, code)
    with here.services.unit_of_work() as uow:
        uow.work.interviews[on_request.at] = None  # type: ignore[attr-defined]
        uow.commit()

    assert access_requests.of_code(here.services, code).request.purpose == "I teach history."
    with here.installation.reader.snapshot() as snapshot:
        assert snapshot.interviews(on_request.memorial_id).get(on_request.id) is None
