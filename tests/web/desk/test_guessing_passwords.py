"""Guesses of the present password within an open session end it, as every other wrong proof does."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from memorial.application import staff_entry
from memorial.application.staff_entry import MOST_WRONG
from memorial.domain.errors import NotAllowed, Refusal
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from memorial.web.limits import Doing, InMemory, Paces, attach
from tests.web.desk.desk_client import PASSWORD, Browser, World
from tests.web.desk.test_guessing import EMAIL, asked_to_prove, entered_now, paced


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


def guess_password(browser: Browser, page: str, guess: str) -> Any:
    """One guess on that page, fetched before; the rest of what is sent would do."""
    if page == "/desk/account/password":
        new = "four grey geese went by"
        return browser.submit("old_password", old_password=guess, new_password=new, again=new)
    return browser.submit("password", password=guess)


PASSWORD_PAGES = {"/desk/account/password": "change_password", "/desk/account/recovery-codes": "new_recovery_codes"}


@pytest.mark.parametrize("page", PASSWORD_PAGES)
def test_five_wrong_passwords_end_an_open_session_that_somebody_took(world: World, editor: Browser, page: str) -> None:
    other = world.signed_in(EMAIL)
    other.get("/desk/account")
    editor.get(page)
    before, entries = entered_now(world).member, len(world.log())
    for _ in range(MOST_WRONG - 1):
        assert guess_password(editor, page, "a wrong guess").status_code == 422
    form = editor.form(holding="password" if "codes" in page else "old_password")

    last = guess_password(editor, page, "a wrong guess")

    assert (last.request.path, "You were signed out" in last.text) == ("/desk/sign-in", True)
    assert len(world.log()) == entries + MOST_WRONG
    noted = world.log("*")[:MOST_WRONG]
    assert {(one.action, one.reason) for one in noted} == {(PASSWORD_PAGES[page], "wrong_password")}
    right = editor.post(page, form | {"password": PASSWORD, "old_password": PASSWORD})
    assert right.request.path == "/desk/sign-in", "a right one comes too late"
    assert entered_now(world).member == before
    assert other.get("/desk/account").request.path == "/desk/account", "nobody is locked out"
    assert world.signed_in(EMAIL).get("/desk/queue").request.path == "/desk/queue"


def test_guesses_of_every_kind_count_together(world: World, editor: Browser) -> None:
    asked_to_prove(world, editor)
    for _ in range(2):
        assert editor.submit("step_up_code", step_up_code="000000").status_code == 422
    editor.get("/desk/account/password")
    for _ in range(2):
        assert guess_password(editor, "/desk/account/password", "a wrong guess").status_code == 422

    last = guess_password(editor, "/desk/account/password", "a wrong guess")

    assert last.request.path == "/desk/sign-in"


def test_a_right_password_forgives_the_wrong_ones_though_the_new_one_will_not_do(world: World, editor: Browser) -> None:
    for _ in range(3):
        editor.get("/desk/account/password")
        for _ in range(MOST_WRONG - 1):
            guess_password(editor, "/desk/account/password", "a wrong guess")
        answer = editor.submit("old_password", old_password=PASSWORD, new_password="short", again="short")
        assert (answer.status_code, world.log("*")[0].reason) == (422, "too_short")

    assert editor.get("/desk/account").request.path == "/desk/account"


def test_passwords_guessed_at_the_same_time_are_counted_one_by_one(world: World, editor: Browser) -> None:
    entered, results = entered_now(world), []

    def guess() -> None:
        try:
            staff_entry.change_password(world.services, entered, "a wrong guess", "four grey geese went by")
        except Refusal as refusal:
            results.append(refusal.code)

    guesses = [threading.Thread(target=guess) for _ in range(3 * MOST_WRONG)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join(30)

    tried = sum(entry.action == "change_password" for entry in world.log("*"))
    assert (len(results), tried) == (3 * MOST_WRONG, MOST_WRONG)
    with pytest.raises(NotAllowed, match="signed_out"):
        staff_entry.change_password(world.services, entered, PASSWORD, "four grey geese went by")


@pytest.mark.parametrize("page", PASSWORD_PAGES)
def test_wrong_passwords_are_paced_like_sign_ins_that_failed(world: World, editor: Browser, page: str) -> None:
    paced(world, sign_ins=2)
    editor.get(page)
    for _ in range(2):
        assert guess_password(editor, page, "a wrong guess").status_code == 422
    entries = len(world.log())

    slowed = guess_password(editor, page, "a wrong guess")

    assert (slowed.status_code, "You are not locked out" in slowed.text) == (429, True)
    assert len(world.log()) == entries
    assert int(slowed.headers["Retry-After"]) >= 1
