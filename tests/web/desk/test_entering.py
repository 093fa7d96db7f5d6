"""Coming in: passwords, the second factor, recovery codes, sessions that end, and demonstration accounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from memorial.application import staffing
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import PASSWORD, World, build_world

NEW = "nine lanterns by a river"


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(world: World, ferry: Memorial) -> None:
    world.add_staff("ed@example.org", Role.EDITOR)
    browser = world.browser()
    pages = []
    for email, password in (("ed@example.org", "wrong"), ("no@example.org", "wrong"), ("no@example.org", PASSWORD)):
        browser.get("/desk/sign-in")
        answer = browser.submit("email", email=email, password=password)
        assert answer.status_code == 422
        token = browser.form(holding="email")["csrf_token"]
        pages.append(answer.text.replace(token, "").replace(email, ""))

    assert pages[0] == pages[1] == pages[2]
    assert "do not fit together" in pages[0]
    assert [(entry.action, entry.outcome) for entry in world.log("*")][:3] == [("sign_in", "refused")] * 3


def test_nothing_opens_before_the_second_factor_is_set_up(world: World, ferry: Memorial) -> None:
    sent = world.send()
    world.add_staff("ed@example.org", Role.EDITOR)
    browser = world.browser()
    browser.get("/desk/sign-in")
    browser.submit("email", email="ed@example.org", password=PASSWORD)

    for path in ("/desk/", "/desk/queue", f"/desk/review/ferry/{sent}", "/desk/account", "/desk/people", "/desk/log"):
        assert browser.get(path).request.path == "/desk/enrol", path

    code = browser.page().all("code")[0].text().replace(" ", "")
    world.secrets["ed@example.org"] = code
    assert browser.submit("code", code="000000").status_code == 422
    codes = browser.submit("code", code=browser.code("ed@example.org"))
    assert codes.text.count("data-recovery") == 10
    assert browser.get("/desk/queue").request.path == "/desk/queue"


def test_a_password_alone_opens_nothing_and_a_code_works_once(world: World, ferry: Memorial) -> None:
    world.signed_in("ed@example.org", Role.EDITOR)
    world.clock.go(seconds=60)
    first, second = world.browser(), world.browser()
    for browser in (first, second):
        browser.get("/desk/sign-in")
        browser.submit("email", email="ed@example.org", password=PASSWORD)
        assert browser.get("/desk/queue").request.path == "/desk/sign-in/code"
    code = first.code("ed@example.org")

    assert first.submit("code", code=code).request.path == "/desk/"
    reused = second.submit("code", code=code)

    assert reused.status_code == 422
    assert second.get("/desk/queue").request.path == "/desk/sign-in/code"


def test_a_recovery_code_opens_the_desk_once(world: World, ferry: Memorial) -> None:
    browser = world.signed_in("ed@example.org", Role.EDITOR)
    browser.get("/desk/account/recovery-codes")
    answer = browser.submit("password", password=PASSWORD)
    code = next(one.text() for one in browser.page().all("code"))
    assert answer.status_code == 200

    for expected in ("/desk/", "/desk/sign-in/code"):
        other = world.browser()
        other.get("/desk/sign-in")
        other.submit("email", email="ed@example.org", password=PASSWORD)
        assert other.submit("code", code=code.upper()).request.path == expected
    assert "9 codes are left" in browser.get("/desk/account").text


def test_a_half_open_session_is_over_after_ten_minutes(world: World, ferry: Memorial) -> None:
    world.signed_in("ed@example.org", Role.EDITOR)
    browser = world.browser()
    browser.get("/desk/sign-in")
    browser.submit("email", email="ed@example.org", password=PASSWORD)

    world.clock.go(minutes=10, seconds=1)

    assert browser.get("/desk/").request.path == "/desk/sign-in"


def test_a_session_ends_after_a_quarter_of_an_hour_without_a_sign_of_life(world: World, ferry: Memorial) -> None:
    browser = world.signed_in("ed@example.org", Role.EDITOR)
    world.clock.go(minutes=14)
    assert browser.get("/desk/").request.path == "/desk/"
    world.clock.go(minutes=14)
    assert browser.get("/desk/").request.path == "/desk/"

    world.clock.go(minutes=15, seconds=1)

    away = browser.get("/desk/")
    assert away.request.path == "/desk/sign-in"
    assert "What you had typed is still there" in away.text


def test_a_session_ends_after_twelve_hours_of_work(world: World, ferry: Memorial) -> None:
    browser = world.signed_in("ed@example.org", Role.EDITOR)
    for _ in range(12 * 6 - 1):
        world.clock.go(minutes=10)
        assert browser.get("/desk/account/password").request.path == "/desk/account/password"

    world.clock.go(minutes=10, seconds=1)

    assert browser.get("/desk/").request.path == "/desk/sign-in"


def test_what_was_typed_before_the_session_ended_can_be_sent_after_signing_in_again(
    world: World, ferry: Memorial
) -> None:
    sent = world.send()
    browser = world.signed_in("ed@example.org", Role.EDITOR)
    browser.get(f"/desk/review/ferry/{sent}")
    typed = browser.form(holding="decision") | {"decision": "ask", "message": "Which year?"}
    world.clock.go(minutes=20)
    assert browser.post(f"/desk/review/ferry/{sent}", typed).request.path == "/desk/sign-in"

    browser.sign_in("ed@example.org")

    assert browser.post(f"/desk/review/ferry/{sent}", typed).request.path.startswith("/desk/decided/")
    assert world.record(ferry, sent).latest.question == "Which year?"


def test_a_form_of_another_persons_session_is_refused(world: World, ferry: Memorial) -> None:
    sent = world.send()
    browser = world.signed_in("ed@example.org", Role.EDITOR)
    browser.get(f"/desk/review/ferry/{sent}")
    typed = browser.form(holding="decision") | {"decision": "keep"}
    other = world.signed_in("two@example.org", Role.EDITOR)

    assert other.post(f"/desk/review/ferry/{sent}", typed).status_code == 422
    assert other.post(f"/desk/review/ferry/{sent}", {"decision": "keep"}).status_code == 422
    assert world.record(ferry, sent).status == "in_review"


def test_a_revoked_session_is_refused_with_the_next_request(world: World, ferry: Memorial) -> None:
    here = world.signed_in("ed@example.org", Role.EDITOR)
    there = world.signed_in("ed@example.org")
    assert there.get("/desk/queue").request.path == "/desk/queue"

    here.get("/desk/account")
    here.submit("End all others")

    assert there.get("/desk/queue").request.path == "/desk/sign-in"
    assert here.get("/desk/queue").request.path == "/desk/queue"


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(world: World, ferry: Memorial) -> None:
    browser = world.signed_in("ed@example.org", Role.EDITOR)
    cookie = browser.client.get_cookie("memorial_desk", path="/desk/")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/desk/")
    assert "ed@example" not in cookie.value

    browser.submit("Sign out")
    browser.client.set_cookie("memorial_desk", cookie.value, path="/desk/")

    assert browser.get("/desk/").request.path == "/desk/sign-in"


@pytest.mark.parametrize("act", ["disable", "reset"])
def test_a_closed_or_reset_account_is_out_at_once(world: World, ferry: Memorial, act: str) -> None:
    browser = world.signed_in("ed@example.org", Role.EDITOR)

    if act == "disable":
        staffing.disable(world.services, "ed@example.org")
    else:
        staffing.reset(world.services, "ed@example.org", NEW)

    assert browser.get("/desk/").request.path == "/desk/sign-in"
    answer = browser.submit("email", email="ed@example.org", password=NEW)
    assert answer.request.path == ("/desk/sign-in" if act == "disable" else "/desk/enrol")


def test_a_password_is_changed_with_the_old_one_and_ends_other_sessions(world: World, ferry: Memorial) -> None:
    browser = world.signed_in("ed@example.org", Role.EDITOR)
    other = world.signed_in("ed@example.org")
    wrong = [
        {"old_password": "not it at all", "new_password": NEW, "again": NEW},
        {"old_password": PASSWORD, "new_password": NEW, "again": NEW + "!"},
        {"old_password": PASSWORD, "new_password": "password1234", "again": "password1234"},
        {"old_password": PASSWORD, "new_password": PASSWORD, "again": PASSWORD},
        {"old_password": PASSWORD, "new_password": "", "again": ""},
    ]
    for answers in wrong:
        browser.get("/desk/account/password")
        before = len(world.log("*"))
        assert browser.submit("old_password", **answers).status_code == 422, answers
        assert len(world.log("*")) == before + 1
        assert other.get("/desk/").request.path == "/desk/"

    browser.get("/desk/account/password")
    done = browser.submit("old_password", old_password=PASSWORD, new_password=NEW, again=NEW)

    assert "Your password is changed" in done.text
    assert other.get("/desk/").request.path == "/desk/sign-in"
    assert other.sign_in("ed@example.org", NEW).request.path == "/desk/"


def test_a_password_that_somebody_else_gave_has_to_be_changed_first(world: World, ferry: Memorial) -> None:
    world.add_staff("ed@example.org", Role.EDITOR, must_change_password=True)
    browser = world.browser()
    assert browser.sign_in("ed@example.org").request.path == "/desk/account/password"
    assert browser.get("/desk/queue").request.path == "/desk/account/password"

    browser.submit("old_password", old_password=PASSWORD, new_password=NEW, again=NEW)

    assert browser.get("/desk/queue").request.path == "/desk/queue"


def test_a_demonstration_account_enters_from_this_machine_alone(world: World, ferry: Memorial) -> None:
    world.add_staff("demo@example.org", Role.EDITOR, demonstration=True)
    browser = world.browser()
    assert browser.sign_in("demo@example.org").request.path == "/desk/"

    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"):
        browser.headers = {name: "203.0.113.9"}
        refused = browser.get("/desk/")
        assert refused.request.path == "/desk/sign-in", name
        answer = browser.submit("email", email="demo@example.org", password=PASSWORD)
        assert (answer.status_code, "computer that runs the program" in answer.text) == (422, True)

    browser.headers = {}
    assert browser.get("/desk/").request.path == "/desk/"


def test_a_demonstration_account_does_not_enter_a_server_that_others_reach(tmp_path: Path) -> None:
    world = build_world(tmp_path / "home", local=False)
    world.begin_memorial("ferry")
    world.add_staff("demo@example.org", Role.EDITOR, demonstration=True)

    assert world.browser().sign_in("demo@example.org").status_code == 422
    world.installation.close()


def test_an_address_given_with_the_sign_in_leads_nowhere_else(world: World, ferry: Memorial) -> None:
    world.add_staff("demo@example.org", Role.EDITOR, demonstration=True)
    browser = world.browser()
    browser.get("/desk/sign-in?next=https://elsewhere.example/&return_to=//elsewhere.example")
    data = browser.form(holding="email") | {"email": "demo@example.org", "password": PASSWORD}

    answer = browser.post("/desk/sign-in?next=https://elsewhere.example/", data | {"next": "//e.example"}, follow=False)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/")


def test_a_remember_cookie_of_somebody_elses_making_is_no_sign_in(world: World, ferry: Memorial) -> None:
    browser = world.browser()
    browser.client.set_cookie("remember_token", "1|abcdef")

    assert browser.get("/desk/").request.path == "/desk/sign-in"
