"""Stopping is offered in time, hard ones do not follow one another, and nobody else knows how much somebody read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from memorial.adapters.db.readings import staff_reading
from memorial.application import jobs, memorials
from memorial.domain.memorial import Memorial
from memorial.domain.setting_up import ReadingRules
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World

PICTURE = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg")
CANARY = "Quxolotl hummed over the nets"


def event(world: World, **answers: str) -> str:
    """Something that waits, about nobody in particular; `under_age="yes"` makes it a hard one."""
    given = {"about": "event", "person_name": "", "person_name_shown": "none", **answers}
    sent = world.send(**given)
    world.clock.go(minutes=1)
    return sent


def take(reader: Browser, slug: str = "ferry", **more: str) -> str:
    """Press *Take next*; where it led."""
    reader.get(f"/desk/queue?memorial={slug}")
    token = reader.form(holding="Sign out")["csrf_token"]
    answer = reader.post("/desk/queue", {"csrf_token": token, "memorial": slug, **more})
    return str(answer.request.path)


def give_back(reader: Browser, record_id: str) -> None:
    token = reader.form(holding="Sign out")["csrf_token"]
    reader.post(f"/desk/review/ferry/{record_id}", {"csrf_token": token, "action": "pass"})


def read_for(reader: Browser, record_id: str, minutes: int) -> None:
    """Somebody reads so long, and does something every nine minutes."""
    for left in range(minutes, 0, -9):
        reader.world.clock.go(minutes=min(9, left))
        answer = reader.get(f"/desk/review/ferry/{record_id}")
        assert answer.request.path == f"/desk/review/ferry/{record_id}", "what is open was closed"


def test_after_three_quarters_of_an_hour_a_full_page_puts_stopping_first(world: World, ferry: Memorial) -> None:
    one, two = event(world), event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{one}")
    read_for(reader, one, 44)
    assert reader.get(f"/desk/review/ferry/{one}").request.path == f"/desk/review/ferry/{one}"
    read_for(reader, one, 2)

    stopped = reader.get(f"/desk/review/ferry/{two}")

    assert stopped.request.path == "/desk/rest"
    main = reader.page().all("main")[0]
    assert [one.text() for one in main.all("button")] == ["Stop for today", "Ten more minutes"]
    assert "You have read for 46 minutes." in stopped.text
    assert "nets" not in stopped.text
    # Waiting on that page does not make it forget what was read.
    world.clock.go(minutes=14)
    assert reader.get(f"/desk/review/ferry/{two}").request.path == "/desk/rest"
    world.clock.go(minutes=14)
    assert reader.get(f"/desk/review/ferry/{two}").request.path == "/desk/rest"


def test_what_is_open_is_never_closed_and_its_decision_never_refused(world: World, ferry: Memorial) -> None:
    one = event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{one}")
    read_for(reader, one, 60)

    page = reader.get(f"/desk/review/ferry/{one}")
    token = reader.form(holding="Sign out")["csrf_token"]
    given = {
        "csrf_token": token,
        "decision": "second",
        "message": "Another eye, please.",
        "version": "1",
        "revision": "1",
    }
    reader.post(f"/desk/review/ferry/{one}", given)

    assert page.request.path == f"/desk/review/ferry/{one}"
    assert world.record(ferry, one).notes[-1].text == "Another eye, please."


def test_ten_more_minutes_open_what_was_asked_for_and_then_stopping_is_offered_again(
    world: World, ferry: Memorial
) -> None:
    one, two, three = (event(world) for _ in range(3))
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{one}")
    read_for(reader, one, 46)
    reader.get(f"/desk/review/ferry/{two}")

    assert reader.submit("more").request.path == f"/desk/review/ferry/{two}"
    assert reader.get(f"/desk/review/ferry/{three}").request.path == f"/desk/review/ferry/{three}"
    world.clock.go(minutes=11)
    assert reader.get(f"/desk/review/ferry/{one}").request.path == "/desk/rest"
    assert take(reader) == "/desk/rest"


def test_twelve_hard_ones_are_enough_and_a_memorial_and_a_person_may_ask_for_less_and_never_for_more(
    world: World, ferry: Memorial
) -> None:
    sent = [event(world, under_age="yes") for _ in range(13)]
    for asked, allowed in ((3, 3), (99, 12)):
        rules = ReadingRules(hard=asked)
        memorials.change_settings(
            world.services, "ferry", change=lambda m, rules=rules: replace(m, setup=replace(m.setup, reading=rules))
        )
        reader = world.signed_in(f"{asked}@example.org", Role.EDITOR)
        opened = 0
        while reader.get(f"/desk/review/ferry/{sent[opened]}").request.path != "/desk/rest":
            opened += 1

        assert opened == allowed
        reader.get("/desk/account/desk")
        reader.submit("hard", hard="2")
        assert "or 2 hard ones" in reader.get("/desk/account/desk").text


def test_a_hard_one_never_follows_a_hard_one_unless_it_is_asked_for(world: World, ferry: Memorial) -> None:
    first, second = event(world, hard_to_read="yes"), event(world, under_age="yes")
    easy = event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    assert "hard to read, says the sender" in reader.get("/desk/queue").text

    assert take(reader) == f"/desk/review/ferry/{first}"
    assert "The sender says that it tells of violence" in reader.last.text  # type: ignore[union-attr]
    assert take(reader, but_not=first) == f"/desk/review/ferry/{easy}"
    assert take(reader, but_not=easy) == f"/desk/review/ferry/{first}"
    give_back(reader, first)
    world.add_staff("two@example.org", Role.EDITOR)
    other = world.signed_in("two@example.org")
    other.get("/desk/queue")
    assert take(other, but_not=second) == f"/desk/review/ferry/{first}"

    # What is easy is done; only hard ones wait for the first reader.
    reader.get(f"/desk/review/ferry/{easy}")
    token = reader.form(holding="Sign out")["csrf_token"]
    reader.post(f"/desk/review/ferry/{easy}",
                {"csrf_token": token, "decision": "second", "version": "1", "revision": "1"})  # fmt: skip
    reader.get(f"/desk/review/ferry/{first}")
    reader.get(f"/desk/review/ferry/{second}")
    assert take(reader) == "/desk/queue"
    assert "What waits now is hard to read" in reader.last.text  # type: ignore[union-attr]
    assert reader.submit("Take a hard one").request.path == f"/desk/review/ferry/{second}"


def test_only_easy_ones_today_is_kept_until_it_is_changed_or_a_night_has_passed(world: World, ferry: Memorial) -> None:
    hard, easy = event(world, under_age="yes"), event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)

    reader.get("/desk/")
    assert reader.submit("Only easy ones today: The ferry").request.path == f"/desk/review/ferry/{easy}"
    give_back(reader, easy)
    assert take(reader) == f"/desk/review/ferry/{easy}"
    give_back(reader, easy)
    reader.get("/desk/")
    assert reader.submit("Hard ones too: The ferry").request.path == f"/desk/review/ferry/{hard}"

    give_back(reader, hard)
    take(reader, easy="1")
    world.clock.go(hours=9)
    later = world.browser()
    later.sign_in("ed@example.org")
    assert take(later) == f"/desk/review/ferry/{hard}"


def test_stopping_gives_back_what_is_held_ends_the_session_kindly_and_tells_nobody(
    world: World, ferry: Memorial
) -> None:
    mill = world.begin_memorial("mill", "The mill")
    event(world)
    event(world, slug="mill")
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    world.add_staff("ed@example.org", Role.EDITOR, "mill")
    take(reader)
    take(reader, slug="mill")
    reader.get("/desk/")
    before = len(world.log())

    kind = reader.submit("Stop for today")

    assert "That is all for today. Thank you." in kind.text
    assert reader.get("/desk/").request.path == "/desk/sign-in"
    with world.services.unit_of_work(read_only=True) as uow:
        for where in (ferry.id, mill.id):
            assert [one.claimed_by for one in uow.remembrances.waiting(where, limit=9)] == [None], where
    (said,) = world.log("*")[: len(world.log()) - before]
    assert (said.action, said.reason) == ("sign_out", "asked")


def test_signing_in_again_does_not_begin_the_day_anew_and_a_night_does(world: World, ferry: Memorial) -> None:
    one, two = event(world), event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{one}")
    read_for(reader, one, 46)
    reader.get("/desk/")
    reader.submit("Stop for today")

    again = world.browser()
    again.sign_in("ed@example.org")
    assert again.get(f"/desk/review/ferry/{two}").request.path == "/desk/rest"

    world.clock.go(hours=8, minutes=1)
    fresh = world.browser()
    fresh.sign_in("ed@example.org")
    assert fresh.get(f"/desk/review/ferry/{two}").request.path == f"/desk/review/ferry/{two}"


def test_what_somebody_read_is_shown_to_nobody_else_sealed_and_gone_after_a_night(
    world: World, ferry: Memorial
) -> None:
    one = event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{one}")
    read_for(reader, one, 7)
    assert "You have opened 1 today." in reader.get("/desk/").text
    admin = world.signed_in("admin@example.org", Role.ADMIN, None)
    world.add_staff("two@example.org", Role.EDITOR)
    other = world.signed_in("two@example.org")

    for browser in (admin, other):
        for page in ("/desk/", "/desk/log", "/desk/log?memorial=*", "/desk/people", "/desk/queue", "/desk/account"):
            assert "have opened 1" not in browser.get(page).text, page
    with world.installation.engines.writing.connect() as connection:
        (row,) = connection.execute(staff_reading.select()).all()
    assert one.encode() not in row.sealed and b"seconds" not in row.sealed

    world.clock.go(hours=8, minutes=1)
    jobs.forget_days(world.services)
    with world.installation.engines.writing.connect() as connection:
        assert connection.execute(staff_reading.select()).all() == []


def test_the_log_does_not_say_that_somebody_was_offered_to_stop(world: World, ferry: Memorial) -> None:
    one = event(world)
    event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{one}")
    read_for(reader, one, 46)
    take(reader)
    reader.submit("more")

    told = {(entry.action, entry.outcome, entry.reason) for entry in world.log(ferry.id) if entry.actor_kind == "staff"}
    assert told == {("claim", "refused", "later"), ("claim", "done", "decided")}


def test_neither_the_queue_nor_a_page_before_it_holds_a_word_or_a_picture_of_what_was_sent(
    world: World, ferry: Memorial
) -> None:
    story = f"{CANARY}. My number is 07700 900142."
    world.send(picture=PICTURE.read_bytes(), story=story, contributor_name="Tamsin Canary", signature="name")
    reader = world.signed_in("ed@example.org", Role.EDITOR)

    for page in ("/desk/", "/desk/queue", "/desk/queue?kind=text&label=phone_number", "/desk/rest?memorial=ferry",
                 "/desk/support", "/desk/account/desk"):  # fmt: skip
        text = reader.get(page).text
        for planted in (CANARY, "07700", "Tamsin", "Ayla at the sea", "<img", "<audio", "<video", "/desk/media/"):
            assert planted not in text, (page, planted)
    assert "phone number" in reader.get("/desk/queue").text


def test_a_review_page_loads_no_media_by_itself(world: World, ferry: Memorial) -> None:
    sent = world.send(picture=PICTURE.read_bytes())
    reader = world.signed_in("ed@example.org", Role.EDITOR)

    reader.get(f"/desk/review/ferry/{sent}")

    loads = [one for one in reader.page().all("img", "source", "video", "audio", "iframe", "embed", "object")
             if one.get("src") or one.get("srcset") or one.get("poster")]  # fmt: skip
    assert loads == [] or all(one.get("preload") == "none" for one in reader.page().all("audio", "video"))
    assert not [one for one in loads if one.name == "img"]


@pytest.mark.long
def test_time_away_is_not_counted(world: World, ferry: Memorial) -> None:
    one = event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{one}")
    read_for(reader, one, 18)
    world.clock.at += timedelta(minutes=50)
    again = world.browser()
    again.sign_in("ed@example.org")
    again.get(f"/desk/review/ferry/{one}")

    assert "You have read for 18 minutes." in again.get("/desk/").text
