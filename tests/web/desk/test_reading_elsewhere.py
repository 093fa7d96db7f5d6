"""Objections and interviews count like what is read in the queue: once each, hard where people called them hard."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from memorial.application import memorials, resting
from memorial.domain.exposure import Reading
from memorial.domain.memorial import Memorial
from memorial.domain.setting_up import ReadingRules
from memorial.vocabulary import Role
from tests import interviews as made
from tests.interviews import cue, segment, transcript
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.test_concerns import object_to
from tests.web.desk.test_resting import event, read_for


def told(world: World, ferry: Memorial, *, note: str = "") -> str:
    """The address of an interview at the desk; with a content note in its index, or without."""
    here = SimpleNamespace(services=world.services, memorial=ferry)
    index = (segment(1, 0, None, "The pier", content_note={"en": note} if note else None),)
    one = made.interview(here, transcripts=(transcript(cue(1, "They took him.")),), index=index)  # type: ignore[arg-type]
    return f"/desk/interviews/ferry/{made.kept(here, one).id}"  # type: ignore[arg-type]


def reading(world: World, email: str) -> Reading:
    with world.services.unit_of_work(read_only=True) as uow:
        member = next(one for one in uow.staff.all() if one.email == email)
    return resting.reading_of(world.services, member)


def opens(reader: Browser, address: str) -> bool:
    return reader.get(address).request.path == address


def test_an_objection_and_an_interview_count_once_each_and_are_hard_where_people_said_so(
    world: World, ferry: Memorial
) -> None:
    shown = world.send(hard_to_read="yes", signature="none")
    plain, child = object_to(world, "")[1], object_to(world, "", kind="correct", reason="child")[1]
    easy, hard = told(world, ferry), told(world, ferry, note="A beating")
    reader = world.signed_in("keeper@example.org", Role.ARCHIVIST)

    for address in (f"/desk/concerns/ferry/{plain}", easy, f"{easy}/preview", easy):
        assert opens(reader, address)
    first = reading(world, "keeper@example.org")
    assert (len(first.opened), first.hard, first.after_hard) == (2, 0, False)

    for address in (f"/desk/concerns/ferry/{child}", hard, f"{hard}/index", f"/desk/concerns/ferry/{child}"):
        assert opens(reader, address)
    after = reading(world, "keeper@example.org")

    assert (len(after.opened), after.hard, after.after_hard) == (4, 2, True)
    # The words that an objection quotes are as hard there as elsewhere.
    reader.get(f"/desk/review/ferry/{shown}")
    reader.submit("decision", decision="accept", names_looked_for="y")
    world.clock.go(minutes=11)
    assert world.publish(ferry, shown)
    opens(reader, f"/desk/concerns/ferry/{object_to(world, shown)[1]}")
    assert reading(world, "keeper@example.org").hard == 4
    assert "You have opened 6 today." in reader.get("/desk/").text


def test_stopping_comes_before_an_objection_and_an_interview_too_and_ten_more_minutes_lead_to_them(
    world: World, ferry: Memorial
) -> None:
    one, (_, objection), interview = event(world), object_to(world, ""), told(world, ferry)
    reader = world.signed_in("keeper@example.org", Role.ARCHIVIST)
    reader.get(f"/desk/review/ferry/{one}")
    read_for(reader, one, 46)
    concern = f"/desk/concerns/ferry/{objection}"

    for address in (concern, interview, f"{interview}/preview"):
        stopped = reader.get(address)
        assert stopped.request.path == "/desk/rest"
        assert "Neve Quarrel" not in stopped.text and "They took him" not in stopped.text
    reader.get(concern)
    before = len(world.log(ferry.id))
    assert reader.submit("more").request.path == concern
    (entry,) = world.log(ferry.id)[: len(world.log(ferry.id)) - before]
    assert (entry.action, entry.outcome, entry.reason) == ("claim", "refused", "later")
    world.clock.go(minutes=11)

    # What is open stays so; who reads nothing here is offered nothing.
    assert opens(reader, concern)
    assert reader.get(interview).request.path == "/desk/rest"
    admin = world.signed_in("admin@example.org", Role.ADMIN)
    assert opens(admin, interview) and reading(world, "admin@example.org").opened == ()


def test_hard_interviews_bring_the_stop_of_the_memorial(world: World, ferry: Memorial) -> None:
    memorials.change_settings(
        world.services, "ferry", change=lambda m: replace(m, setup=replace(m.setup, reading=ReadingRules(hard=2)))
    )
    addresses = [told(world, ferry, note="A beating") for _ in range(3)]
    reader = world.signed_in("keeper@example.org", Role.ARCHIVIST)

    assert [opens(reader, address) for address in addresses] == [True, True, False]
