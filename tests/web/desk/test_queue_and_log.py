"""The queue in parts, giving back what is held, and the log by who, what and when, on the page and as a table."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlencode

from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from memorial.web.desk.log import _line
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.test_resting import event, take


def shown(reader: Browser, asked: str = "") -> list[str]:
    """The ids in the queue, from top to bottom."""
    reader.get(f"/desk/queue?memorial=ferry{asked}")
    links = [one.get("href") for one in reader.page().all("a") if one.get("data-key") == "row"]
    return [href.rpartition("/")[2] for href in links]


def test_the_queue_is_shown_in_parts_the_longest_wait_first(world: World, ferry: Memorial) -> None:
    old = event(world, story_language="ar")
    world.clock.go(days=8)
    hard, plain = event(world, under_age="yes"), event(world, story="Ring me on 07700 900142. Then we sang all day.")
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    world.add_staff("two@example.org", Role.EDITOR)
    other = world.signed_in("two@example.org")
    take(other)
    take(reader)

    assert shown(reader) == [old, hard, plain]
    assert shown(reader, "&language=ar") == [old]
    assert shown(reader, "&label=sender_under_age") == [hard]
    assert shown(reader, "&label=phone_number&kind=text") == [plain]
    assert shown(reader, "&kind=photo") == []
    assert "Nothing that waits fits this." in reader.last.text  # type: ignore[union-attr]
    assert shown(reader, "&since=7") == [old]
    assert (shown(reader, "&held=me"), shown(reader, "&held=others")) == ([hard], [old])
    assert shown(reader, "&held=nobody") == [plain]
    # What is no answer of a choice asks for nothing.
    assert shown(reader, "&held=x&kind=%25&label=_&since=9999999999&language=%27") == [old, hard, plain]


def test_an_empty_queue_says_thank_you(world: World, ferry: Memorial) -> None:
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    assert "Nothing is waiting. Thank you." in reader.get("/desk/queue").text
    assert reader.page().all("select") == []


def test_everything_that_somebody_holds_is_given_back_in_one_press(world: World, ferry: Memorial) -> None:
    sent = [event(world) for _ in range(3)]
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    world.add_staff("two@example.org", Role.EDITOR)
    other = world.signed_in("two@example.org")
    take(other)
    for record_id in sent[1:]:
        token = reader.form(holding="Sign out")["csrf_token"]
        reader.post(f"/desk/review/ferry/{record_id}", {"csrf_token": token, "action": "claim"})
    reader.get("/desk/queue")
    before = len(world.log(ferry.id))

    page = reader.submit("Give back what you hold (2)").text

    assert "What you held is free for others now." in page
    assert (shown(reader, "&held=me"), shown(reader, "&held=others")) == ([], sent[:1])
    assert len(world.log(ferry.id)) == before + 1
    assert (world.log(ferry.id)[0].action, world.log(ferry.id)[0].reason) == ("release_all", "held:2")
    assert "gave back what they held" in reader.get("/desk/log").text


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def table(by: Browser, memorial: str = "ferry", /, **asked: str) -> Any:
    """What the form under the log sends, with the proof where it is asked for."""
    by.get("/desk/")
    token = by.form(holding="Sign out")["csrf_token"]
    return by.post("/desk/log.csv", {"csrf_token": token, "memorial": memorial, **asked})


def test_the_log_by_who_what_and_when_and_the_same_as_a_table(world: World, ferry: Memorial) -> None:
    event(world)
    event(world)
    one = world.signed_in("ed@example.org", Role.EDITOR)
    two = world.signed_in("two@example.org", Role.ARCHIVIST)
    take(one)
    world.clock.go(days=2)
    one, two = world.signed_in("ed@example.org"), world.signed_in("two@example.org")
    take(two)
    take(one, easy="1", but_not="none")
    day = world.clock().date().isoformat()
    with world.services.unit_of_work(read_only=True) as uow:
        ed, keeper = uow.staff.by_email("ed@example.org"), uow.staff.by_email("two@example.org")
    assert ed is not None
    assert keeper is not None

    def told(**asked: str) -> list[tuple[str, str]]:
        found = rows(table(two, **asked))
        two.get(f"/desk/log?memorial=ferry&{urlencode(asked)}")
        assert max(len(two.page().all("tr")) - 1, 0) == len(found)
        return [(row["actor"], row["action"]) for row in found if row["actor_kind"] == "staff"]

    assert told(what="claim") == [(ed.id, "claim"), (keeper.id, "claim"), (ed.id, "claim")]
    assert told(**{"what": "claim", "from": day}) == [(ed.id, "claim"), (keeper.id, "claim")]
    first = {"what": "claim", "to": "2026-03-02", "from": "2026-03-02", "who": ed.id}
    assert told(**first) == [(ed.id, "claim")]
    assert told(what="decline") == []
    assert "Nothing in the log fits this." in two.get("/desk/log?memorial=ferry&what=decline").text
    (last, *_rest) = rows(table(two))
    assert last["at_utc"].startswith(day) and last["at_utc"].endswith("+00:00")
    assert "took the log along as a table" in two.get("/desk/log").text


def test_the_table_holds_all_of_the_log_and_no_name_of_a_colleague_and_leaves_one_entry(
    world: World, ferry: Memorial
) -> None:
    world.begin_memorial("mill", "The mill")
    world.add_staff("name@example.org", Role.EDITOR, name="Canary Colleague")
    reader = world.signed_in("name@example.org")
    token = reader.form(holding="Sign out")["csrf_token"]
    for _ in range(60):
        reader.client.post("/desk/queue", data={"csrf_token": token, "memorial": "ferry"})
    keeper = world.signed_in("keeper@example.org", Role.ARCHIVIST)
    everything = world.signed_in("admin@example.org", Role.ADMIN, None)
    assert "Canary Colleague" in keeper.get("/desk/log").text
    before = len(world.log(ferry.id))

    whole = table(keeper)

    assert len(world.log(ferry.id)) == before + 1
    assert (world.log(ferry.id)[0].action, world.log(ferry.id)[0].outcome) == ("export_log", "done")
    assert len(rows(whole)) == before + 1 > 60
    assert "Canary" not in whole.text
    assert {row["action"] for row in rows(table(everything, "*"))} >= {"sign_in", "add_staff", "export_log"}


def test_the_table_is_taken_by_archivists_and_administrators_after_a_proof_and_by_nobody_else(
    world: World, ferry: Memorial
) -> None:
    world.begin_memorial("mill", "The mill")
    event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    keeper = world.signed_in("keeper@example.org", Role.ARCHIVIST)

    for path in ("/desk/log.csv?memorial=ferry", "/desk/log.csv?memorial=*"):
        assert keeper.client.get(path).status_code == 404
    assert "Take this along" not in reader.get("/desk/log").text
    for who, memorial in ((reader, "ferry"), (keeper, "mill"), (keeper, "*")):
        before = len(world.log())
        world.clock.go(minutes=1)
        answer = table(who, memorial)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")
        refusals = [entry for entry in world.log()[: len(world.log()) - before] if entry.action != "prove"]
        assert {entry.outcome for entry in refusals} == {"refused"}
    world.clock.go(minutes=20)
    keeper = world.signed_in("keeper@example.org")
    keeper.proves = False
    assert "Take this along" in keeper.get("/desk/log").text
    world.clock.go(minutes=6)
    asked = keeper.submit("Take this along as a table (CSV)")
    assert asked.status_code == 403
    assert "You are about to take data out." in asked.text
    assert rows(keeper.prove())
    assert world.browser().client.post("/desk/log.csv").status_code in (303, 422)


def test_a_cell_that_a_spreadsheet_would_reckon_with_is_made_plain() -> None:
    assert _line(("=HYPERLINK(1)", "claim")).startswith("'=HYPERLINK(1),")
