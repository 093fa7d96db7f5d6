"""Guessing ends a session and never an account; passkeys are asked for at a pace; the last factor stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from memorial.adapters.db.staff import SqlStaffAccounts
from memorial.adapters.db.tables import audit_entry, staff_challenge
from memorial.application import factors, identity, step_up
from memorial.application.ports.store import AuditEntry
from memorial.application.staff_entry import MOST_WRONG, Entered, Stage
from memorial.domain.errors import NotAllowed, Refusal
from memorial.domain.memorial import Memorial
from memorial.vocabulary import ActorKind, Role
from memorial.web.limits import Doing, InMemory, Paces, attach
from tests.web.desk.desk_client import PASSWORD, Browser, World
from tests.web.desk.soft_passkeys import SoftPasskey
from tests.web.desk.test_passkeys import options, register

EMAIL = "ed@example.org"


@pytest.fixture
def world(world: World) -> World:
    """As it runs for others than this machine, but without limits at first."""
    settings = replace(world.app.extensions["desk"].settings, loopback_only=False)
    attach(world.app, Paces(dict.fromkeys(Doing, 0), InMemory(), places=0), settings)
    return world


@pytest.fixture
def editor(world: World, ferry: Memorial) -> Browser:
    browser = world.signed_in(EMAIL, Role.EDITOR)
    browser.proves = False
    return browser


def asked_to_prove(world: World, browser: Browser) -> None:
    world.clock.go(minutes=5, seconds=1)
    browser.get("/desk/account/recovery-codes")
    browser.submit("password", password=PASSWORD)


def half_open(world: World) -> Browser:
    browser = world.browser()
    browser.get("/desk/sign-in")
    browser.submit("email", email=EMAIL, password=PASSWORD)
    return browser


def entered_now(world: World) -> Entered:
    """As a request finds it: the account, and its newest session."""
    with world.services.unit_of_work(read_only=True) as uow:
        member = uow.staff.by_email(EMAIL)
        return Entered(member, uow.staff.sessions_of(member.id)[-1], Stage.OPEN)


# Codes


def test_five_wrong_codes_end_the_session_that_guesses_and_nothing_else(world: World, editor: Browser) -> None:
    other = world.signed_in(EMAIL)
    asked_to_prove(world, editor)
    other.get("/desk/account")
    entries = len(world.log())
    for _ in range(MOST_WRONG - 1):
        assert editor.submit("step_up_code", step_up_code="000000").status_code == 422
    form = editor.form(holding="step_up_code")

    last = editor.submit("step_up_code", step_up_code="000000")

    assert (last.request.path, "You were signed out" in last.text) == ("/desk/sign-in", True)
    assert len(world.log()) == entries + MOST_WRONG
    assert {entry.reason for entry in world.log("*")[:MOST_WRONG]} == {"wrong_code"}
    world.clock.go(seconds=31)
    right = editor.post("/desk/account/recovery-codes", form | {"step_up_code": editor.code(EMAIL)})
    assert right.request.path == "/desk/sign-in", "a right one comes too late"
    assert other.get("/desk/account").request.path == "/desk/account"
    assert world.signed_in(EMAIL).get("/desk/queue").request.path == "/desk/queue", "nobody is locked out"


def test_a_right_proof_forgives_the_wrong_ones_before_it(world: World, editor: Browser) -> None:
    for _ in range(3):
        asked_to_prove(world, editor)
        for _ in range(MOST_WRONG - 1):
            assert editor.submit("step_up_code", step_up_code="000000").status_code == 422
        editor.email = EMAIL
        editor.prove()
        assert editor.get("/desk/account").request.path == "/desk/account"


def test_five_wrong_second_factors_ask_for_the_password_again(world: World, editor: Browser) -> None:
    register(editor)
    browser = half_open(world)
    answers = [browser.submit("code", code="000000") for _ in range(3)]
    answers.append(browser.submit("Use a passkey", passkey="{}"))
    assert {one.status_code for one in answers} == {422}

    last = browser.submit("code", code="000000")

    assert (last.request.path, "You were signed out" in last.text) == ("/desk/sign-in", True)
    assert browser.get("/desk/sign-in/code").request.path == "/desk/sign-in"
    assert world.signed_in(EMAIL).get("/desk/queue").request.path == "/desk/queue"


def test_a_fifth_wrong_passkey_as_second_factor_ends_it_too(world: World, editor: Browser) -> None:
    register(editor)
    browser = half_open(world)
    for _ in range(MOST_WRONG - 1):
        browser.submit("code", code="000000")

    assert browser.submit("Use a passkey", passkey="{}").request.path == "/desk/sign-in"


def test_guesses_at_the_same_time_are_counted_one_by_one(world: World, editor: Browser) -> None:
    """All of them were let in before the first one was wrong."""
    entered, results = entered_now(world), []

    def guess() -> None:
        try:
            step_up.by_code(world.services, entered, "000000")
        except Refusal as refusal:
            results.append(refusal.code)

    guesses = [threading.Thread(target=guess) for _ in range(3 * MOST_WRONG)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join(30)

    tried = sum(entry.action == "prove" for entry in world.log("*"))
    assert (len(results), tried) == (3 * MOST_WRONG, MOST_WRONG)
    world.clock.go(seconds=31)
    with pytest.raises(NotAllowed, match="signed_out"):
        step_up.by_code(world.services, entered, editor.code(EMAIL))


# The pace


def paced(world: World, **numbers: int) -> None:
    """From now on, in a minute."""
    world.app.extensions["paces"][0].a_minute = {Doing(name): number for name, number in numbers.items()}


def test_wrong_proofs_are_paced_and_what_was_typed_is_kept(world: World, editor: Browser) -> None:
    paced(world, sign_ins=2)
    asked_to_prove(world, editor)
    for _ in range(2):
        assert editor.submit("step_up_code", step_up_code="000000").status_code == 422
    entries = len(world.log())

    slowed = editor.submit("step_up_code", step_up_code="000000")

    assert (slowed.status_code, "You are not locked out" in slowed.text) == (429, True)
    assert int(slowed.headers["Retry-After"]) >= 1
    assert len(world.log()) == entries
    assert editor.form(holding="step_up_code")


def test_refused_passkeys_let_the_log_grow_at_a_pace_alone(world: World, editor: Browser) -> None:
    paced(world, sign_ins=3)
    stranger = world.browser()
    stranger.get("/desk/sign-in")
    entries = len(world.log())
    form = stranger.form(holding="passkey") | {"passkey": "{}"}

    answers = [stranger.client.post("/desk/sign-in/passkey", data=form).status_code for _ in range(20)]

    assert answers == [422] * 3 + [429] * 17
    assert len(world.log()) == entries + 3


def test_every_question_for_a_passkey_is_counted(world: World, editor: Browser) -> None:
    paced(world, challenges=3)
    stranger = world.browser()
    stranger.get("/desk/sign-in")
    csrf = stranger.form(holding="email")["csrf_token"]

    def ask(browser: Browser) -> int:
        return browser.client.post("/desk/passkeys/options/sign-in", data={"csrf_token": csrf}).status_code

    assert [ask(stranger) for _ in range(5)] == [200] * 3 + [429] * 2


def test_old_questions_go_when_somebody_asks_for_many(world: World, editor: Browser) -> None:
    passkey = register(editor)
    stranger = world.browser()
    stranger.get("/desk/sign-in")
    first = options(stranger, "sign-in")
    for _ in range(factors.MOST_CHALLENGES + 3):
        world.clock.go(seconds=1)
        last = options(stranger, "sign-in")
    editor.get("/desk/account")
    own = options(editor, "prove")
    with world.installation.engines.reading.connect() as connection:
        count = connection.execute(select(func.count()).select_from(staff_challenge)).scalar_one()

    assert count == factors.MOST_CHALLENGES + 1, "of one browser, and one of a session"
    assert own
    assert stranger.submit("Sign in with a passkey", passkey=passkey.get(first)).status_code == 422
    assert stranger.submit("Sign in with a passkey", passkey=passkey.get(last)).request.path == "/desk/"


# The last factor


def passkeys_of(world: World) -> list[str]:
    with world.services.unit_of_work(read_only=True) as uow:
        return [one.id for one in uow.passkeys.of(uow.staff.by_email(EMAIL).id)]


@pytest.mark.parametrize("first", ["authenticator", "passkey"])
def test_two_requests_at_once_do_not_remove_the_last_factor(world: World, editor: Browser, first: str) -> None:
    """Each was let in while the other factor stood."""
    register(editor)
    here, (only,) = entered_now(world), passkeys_of(world)
    removes: dict[str, Callable[[], Any]] = {
        "authenticator": lambda: factors.remove_authenticator(world.services, here),
        "passkey": lambda: factors.remove_passkey(world.services, here, only),
    }
    removes.pop(first)()
    (second,) = removes.values()

    with pytest.raises(NotAllowed, match="last_factor"):
        second()

    assert (world.log("*")[0].outcome, world.log("*")[0].reason) == ("refused", "last_factor")
    assert factors.factors(world.services, entered_now(world).member).count == 1


def test_each_removal_counts_as_a_change_of_the_account(world: World, editor: Browser) -> None:
    """Where the database lets two write at once, the second one finds that the account is not what it read."""
    register(editor)
    before = entered_now(world)

    factors.remove_passkey(world.services, before, passkeys_of(world)[0])

    assert entered_now(world).member.revision == before.member.revision + 1


@pytest.mark.parametrize("act", ["add", "remove", "change", "end"])
def test_a_session_that_ended_meanwhile_changes_no_factor(world: World, editor: Browser, act: str) -> None:
    register(editor)
    here, (only,) = entered_now(world), passkeys_of(world)
    editor.get("/desk/account")
    site = factors.Site("localhost", "http://localhost")
    answer = SoftPasskey().create(options(editor, "register"))
    secret = world.services.passwords.new_totp_secret()
    acts: dict[str, Callable[[], Any]] = {
        "add": lambda: factors.add_passkey(world.services, here, site, answer, "x"),
        "remove": lambda: factors.remove_passkey(world.services, here, only),
        "change": lambda: factors.change_authenticator(world.services, here, secret, "000000"),
        "end": lambda: factors.remove_authenticator(world.services, here),
    }
    with world.services.unit_of_work() as uow:
        uow.staff.revoke([here.session.id], now=world.clock())
        uow.commit()
    before = entered_now(world).member

    with pytest.raises(NotAllowed, match="signed_out"):
        acts[act]()

    assert (entered_now(world).member, passkeys_of(world)) == (before, [only])
    assert (world.log("*")[0].outcome, world.log("*")[0].reason) == ("refused", "signed_out")


def test_a_change_that_came_first_is_said_plainly(
    world: World, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets one write after the other; where two write at once the second one's save finds another revision."""
    register(editor)
    save = SqlStaffAccounts.save
    monkeypatch.setattr(SqlStaffAccounts, "save", lambda to, one: save(to, replace(one, revision=one.revision - 1)))

    for button in ("id", "Remove the authenticator"):
        editor.get("/desk/account")
        entries = len(world.log())
        answer = editor.submit(button)
        assert (answer.status_code, "changed in another window" in answer.text) == (422, True)
        assert len(world.log()) == entries + 1
    assert factors.factors(world.services, entered_now(world).member).count == 2


# Who sent it


def test_ten_a_day_are_ten_whatever_else_was_noted_since(world: World, ferry: Memorial, editor: Browser) -> None:
    sent = world.send(contributor_name="Osman Weir", signature="none")
    editor.get(f"/desk/review/ferry/{sent}")
    form = editor.form(holding="reason") | {"reason": "check_kinship"}
    for _ in range(identity.MOST_A_DAY):
        assert editor.post(f"/desk/identity/ferry/{sent}", form).status_code == 200
    with world.services.unit_of_work() as uow:
        for _ in range(2_001):
            uow.audit.add(AuditEntry(ferry.id, ActorKind.JOB, "worker", "look", "remembrance", sent))
        uow.commit()

    more = editor.post(f"/desk/identity/ferry/{sent}", form)

    assert (more.status_code, "Osman" in more.text) == (422, False)
    with world.installation.engines.reading.connect() as connection:
        assert connection.execute(select(func.count()).select_from(audit_entry)).scalar_one() > 2_000
