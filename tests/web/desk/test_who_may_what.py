"""Memorials apart from each other, roles apart from each other, and one audit entry for every act, refused ones too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from memorial.application import staffing
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import PASSWORD, Browser, World


def addresses(slug: str, record: str) -> list[str]:
    lists = [f"/desk/{name}?memorial={slug}" for name in ("queue", "published", "archive", "log", "outbox")]
    return [*lists, f"/desk/review/{slug}/{record}", f"/desk/decided/{slug}/{record}"]


@pytest.fixture
def mill(world: World) -> Memorial:
    return world.begin_memorial("mill", "The mill")


def test_staff_of_one_memorial_find_nothing_of_another(world: World, ferry: Memorial, mill: Memorial) -> None:
    sent = world.send("mill", person_name="Tomas Weir")
    stranger = world.signed_in("ed@example.org", Role.EDITOR, "ferry")

    unknown = stranger.get("/desk/queue?memorial=nowhere")
    for address in addresses("mill", sent):
        answer = stranger.get(address)
        assert answer.status_code == 404, address
        assert answer.text == unknown.text, address
    # An id of another memorial under one's own is as unknown as any.
    assert stranger.get(f"/desk/review/ferry/{sent}").text == unknown.text
    for page in ("/desk/", "/desk/queue", "/desk/log", "/desk/archive"):
        text = stranger.get(page).text
        assert "mill" not in text.lower(), page
        assert "Tomas" not in text, page


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.EDITOR, Role.ARCHIVIST])
def test_no_decision_reaches_into_another_memorial(world: World, ferry: Memorial, mill: Memorial, role: Role) -> None:
    sent = world.send("mill")
    before = world.record(mill, sent)
    stranger = world.signed_in("ed@example.org", role, "ferry")
    token = {"csrf_token": stranger.form(holding="Sign out")["csrf_token"]}
    for decision in ("accept", "suggest", "ask", "keep", "second", "decline"):
        data = {**token, "decision": decision, "version": "1", "revision": "1", "message": "x", "reason": "spam"}
        for slug in ("mill", "ferry"):
            assert stranger.post(f"/desk/review/{slug}/{sent}", data).status_code in (404, 409)
    for action in ("claim", "pass", "undo"):
        stranger.post(f"/desk/review/mill/{sent}", {**token, "action": action, "version": "1"})
        stranger.post(f"/desk/review/ferry/{sent}", {**token, "action": action, "version": "1"})
    for action in ("pause", "resume", "remove"):
        for slug in ("mill", "ferry"):
            answer = stranger.post(f"/desk/published/{slug}/{sent}", {**token, "action": action, "message": "x"})
            assert answer.status_code in (404, 409), (action, slug)

    assert world.record(mill, sent) == before
    with world.services.unit_of_work(read_only=True) as uow:
        assert uow.remembrances.clear(mill.id, sent).claimed_by is None


def test_an_administrator_opens_no_private_text(world: World, ferry: Memorial) -> None:
    sent = world.send()
    admin = world.signed_in("admin@example.org", Role.ADMIN)

    for address in addresses("ferry", sent):
        expected = 200 if "/log" in address or "/outbox" in address else 404
        answer = admin.get(address)
        assert answer.status_code == expected, address
        assert "Verdin" not in answer.text, address
        assert "sang" not in answer.text, address
    token = admin.get("/desk/").text and admin.form(holding="Sign out")["csrf_token"]
    assert admin.post("/desk/queue", {"csrf_token": token, "memorial": "ferry"}).status_code == 404


def test_only_administrators_see_the_people_and_the_installations_log(world: World, ferry: Memorial) -> None:
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    one = world.signed_in("admin@example.org", Role.ADMIN)
    whole = world.signed_in("all@example.org", Role.ADMIN, None)

    assert [who.get("/desk/people").status_code for who in (editor, one, whole)] == [404, 200, 200]
    assert [who.get("/desk/log?memorial=*").status_code for who in (editor, one, whole)] == [404, 404, 200]
    token = editor.get("/desk/") and editor.form(holding="Sign out")["csrf_token"]
    for path in ("/desk/people", "/desk/people/act"):
        data = {"csrf_token": token, "email": "x@example.org", "role": "admin", "memorial": "ferry", "action": "reset"}
        assert editor.post(path, data).status_code == 404


def test_an_administrator_adds_somebody_who_then_chooses_a_password(world: World, ferry: Memorial) -> None:
    admin = world.signed_in("admin@example.org", Role.ADMIN)
    admin.get("/desk/people")
    admin.submit("role", email="new@example.org", name="Iris", role="moderator", memorial="ferry")
    password = next(one.text() for one in admin.page().all("code"))

    newcomer = world.browser()
    newcomer.sign_in("new@example.org", password)
    assert newcomer.last is not None
    assert newcomer.last.request.path == "/desk/account/password"
    newcomer.submit("old_password", old_password=password, new_password=PASSWORD, again=PASSWORD)
    assert newcomer.get("/desk/queue").status_code == 200

    admin.get("/desk/people")
    admin.submit("Close the account")
    assert newcomer.get("/desk/queue").request.path == "/desk/sign-in"


def test_an_administrator_of_one_memorial_makes_no_one_great_elsewhere(
    world: World, ferry: Memorial, mill: Memorial
) -> None:
    world.add_staff("mill@example.org", Role.EDITOR, "mill")
    both = world.add_staff("both@example.org", Role.EDITOR, "mill")
    world.add_staff("both@example.org", Role.MODERATOR, "ferry")
    admin = world.signed_in("admin@example.org", Role.ADMIN)
    page = admin.get("/desk/people").text
    assert "mill@example.org" not in page
    assert "The mill" not in page
    token = admin.form(holding="role")["csrf_token"]

    for where in ("mill", "*"):
        data = {"csrf_token": token, "email": "x@example.org", "name": "", "role": "admin", "memorial": where}
        assert admin.post("/desk/people", data).status_code == 422
    for action in ("disable", "reset"):
        for email in ("both@example.org", "mill@example.org", "admin@example.org"):
            answer = admin.post("/desk/people/act", {"csrf_token": token, "action": action, "email": email})
            assert answer.status_code == 422, (action, email)
    leave = {"csrf_token": token, "action": "leave", "email": "both@example.org"}
    assert admin.post("/desk/people/act", leave | {"memorial": "mill"}).status_code == 422
    admin.post("/desk/people/act", leave | {"memorial": "ferry"})

    with world.services.unit_of_work(read_only=True) as uow:
        changed = uow.staff.get(both.id)
    assert changed is not None
    assert changed.roles == ((mill.id, Role.EDITOR),)
    assert not changed.disabled


def posts(world: World, sent: str, reader: Browser) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every kind of POST that the desk has, with what makes it refused and what lets it pass."""
    review, shown = f"/desk/review/ferry/{sent}", f"/desk/published/ferry/{sent}"
    yield "take next", "/desk/queue", {"memorial": "ferry"}
    yield "take next, nothing waits", "/desk/queue", {"memorial": "ferry", "but_not": sent}
    yield "take next elsewhere", "/desk/queue", {"memorial": "nowhere"}
    yield "claim", review, {"action": "claim"}
    yield "claim what is not there", "/desk/review/ferry/none", {"action": "claim"}
    yield "no such action", review, {"action": "publish"}
    yield "no decision", review, {"decision": "", "version": "1", "revision": "1"}
    yield "an old revision", review, {"decision": "accept", "version": "1", "revision": "0"}
    yield "no question", review, {"decision": "ask", "version": "1", "revision": "1"}
    yield "no reason", review, {"decision": "decline", "version": "1", "revision": "1"}
    yield "no such phrase", review, {"decision": "accept", "version": "1", "revision": "1", "take_out": "absent"}
    yield "a decision on nothing", "/desk/review/ferry/none", {"decision": "accept"}
    yield "pass", review, {"action": "pass"}
    yield "undo too early", review, {"action": "undo", "version": "1"}
    yield "pause what is not shown", shown, {"action": "no_such"}
    yield "remove without a reason", shown, {"action": "remove", "message": " "}
    yield "resume", shown, {"action": "resume"}
    yield "pause nothing", "/desk/published/ferry/none", {"action": "pause"}
    yield "another's session", "/desk/account/sessions", {"session": "0" * 32}
    yield "other sessions", "/desk/account/sessions", {"session": "others"}
    yield "empty password form", "/desk/account/password", {}
    yield "wrong password", "/desk/account/recovery-codes", {"password": "no"}
    yield "people", "/desk/people", {"email": "x@example.org"}
    yield "people act", "/desk/people/act", {"action": "reset", "email": "x@example.org"}
    yield "accept", review, {"decision": "accept", "version": "1", "revision": "1"}
    yield "undo", review, {"action": "undo", "version": "1"}
    yield "sign out", "/desk/sign-out", {}


def test_every_post_leaves_exactly_one_entry_with_actor_and_reason(world: World, ferry: Memorial) -> None:
    sent = world.send()
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    world.add_staff("two@example.org", Role.EDITOR)
    token = reader.form(holding="Sign out")["csrf_token"]
    me = next(entry.actor for entry in world.log("*") if entry.action == "sign_in")
    wrong = {}

    for name, path, data in posts(world, sent, reader):
        before = len(world.log())
        reader.post(path, {"csrf_token": token, **data}, follow=False)
        added = len(world.log()) - before
        if added != 1:
            wrong[name] = added
    assert wrong == {}

    for entry in world.log():
        assert entry.actor
        assert entry.reason
    assert {entry.actor for entry in world.log(ferry.id) if entry.actor_kind == "staff"} == {me}


def test_a_post_without_its_token_changes_nothing_and_is_noted(world: World, ferry: Memorial) -> None:
    sent = world.send()
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    before = len(world.log())

    answer = reader.post(f"/desk/review/ferry/{sent}", {"decision": "accept", "version": "1", "revision": "1"})

    assert answer.status_code == 422
    assert world.record(ferry, sent).status == "in_review"
    assert len(world.log()) == before + 1
    assert world.log("*")[0].reason == "form_token"


def test_the_log_holds_no_names_and_no_text(world: World, ferry: Memorial) -> None:
    sent = world.send(contributor_name="Osman Weir", signature="name")
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{sent}")
    reader.submit("decision", decision="ask", message="Which heron was it?")

    page = reader.get("/desk/log").text

    assert "asked the sender" in page
    for word in ("Verdin", "Osman", "heron", "sang"):
        assert word not in page
    assert "heron" not in str(world.log())


def test_long_logs_come_by_pages(world: World, ferry: Memorial) -> None:
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    token = reader.form(holding="Sign out")["csrf_token"]
    for _ in range(60):
        reader.client.post("/desk/queue", data={"csrf_token": token, "memorial": "ferry"})

    reader.get("/desk/log")
    rows = len(reader.page().all("tr"))
    older = next(one for one in reader.page().all("a") if one.text() == "Older")
    reader.get(older.get("href"))

    assert rows == 51
    assert 10 < len(reader.page().all("tr")) < 51
    assert reader.get("/desk/log?before=%D9%A1").status_code == 200


def test_mail_that_waits_is_shown_without_an_address(world: World, ferry: Memorial) -> None:
    from memorial.application import receipt

    sent, code = world.send_with_code()
    receipt.leave_address(world.services, code, "family@example.net")
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{sent}")
    reader.submit("decision", decision="ask", message="Which year?")

    assert "1 note waits" in reader.get("/desk/").text
    page = reader.get("/desk/outbox").text
    assert "waiting" in page
    assert "family@example.net" not in page


def test_today_counts_what_waits_and_nobodys_work(world: World, ferry: Memorial) -> None:
    from memorial.application import receipt

    sent, code = world.send_with_code()
    world.send()
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get(f"/desk/review/ferry/{sent}")
    reader.submit("decision", decision="ask", message="Which year?")
    page = reader.get("/desk/").text
    assert "1 is waiting." in page
    assert "1 question to a family is open." in page

    receipt.act(world.services, code, "message", {"message": "In May."})
    page = reader.get("/desk/").text
    assert "2 are waiting." in page
    assert "1 family has answered." in page


def test_a_role_taken_away_is_gone_with_the_next_request(world: World, ferry: Memorial) -> None:
    sent = world.send()
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    assert reader.get(f"/desk/review/ferry/{sent}").status_code == 200

    staffing.take_roles(world.services, "ed@example.org", "ferry")

    assert reader.get(f"/desk/review/ferry/{sent}").status_code == 404
    assert "no memorial to work in" in reader.get("/desk/").text
