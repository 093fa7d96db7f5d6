"""A form of the desk lives as long as its session and no longer, and is taken from its own browser alone."""

from __future__ import annotations

import pytest
import time_machine

from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World

ADDRESS = "/desk/account/sessions"


@pytest.fixture
def editor(world: World, ferry: Memorial) -> Browser:
    world.add_staff("other@example.org", Role.EDITOR)
    return world.signed_in("ed@example.org", Role.EDITOR)


def form_of(browser: Browser) -> dict[str, str]:
    browser.get("/desk/account")
    return {"csrf_token": browser.form(holding="csrf_token")["csrf_token"], "session": "others"}


def test_a_form_is_taken_as_long_as_the_session_lives(world: World, editor: Browser) -> None:
    form = form_of(editor)
    for _ in range(40):
        world.clock.go(minutes=14)
        assert editor.get("/desk/account").request.path == "/desk/account"
    with time_machine.travel("2036-01-01T00:00:00Z", tick=True):
        assert editor.post(ADDRESS, form).request.args.get("said") == "ended"


def test_a_form_of_a_session_that_is_over_changes_nothing(world: World, editor: Browser) -> None:
    form, entries = form_of(editor), len(world.log())
    world.clock.go(minutes=16)

    answer = editor.post(ADDRESS, form)

    assert (answer.request.path, len(world.log())) == ("/desk/sign-in", entries)


def test_who_only_was_away_signs_in_and_sends_the_same_form(world: World, editor: Browser) -> None:
    form = form_of(editor)
    world.clock.go(minutes=16)
    editor.post(ADDRESS, form)
    editor.sign_in("ed@example.org")

    assert editor.post(ADDRESS, form).request.args.get("said") == "ended"


def test_after_signing_out_no_form_from_before_is_taken(world: World, editor: Browser) -> None:
    form = form_of(editor)
    editor.submit("Sign out")
    editor.sign_in("ed@example.org")

    assert editor.post(ADDRESS, form).status_code == 422
    assert (world.log("*")[0].outcome, world.log("*")[0].reason) == ("refused", "form_token")


def test_whoever_signs_in_next_at_the_same_browser_sends_no_form_of_the_one_before(
    world: World, editor: Browser
) -> None:
    form = form_of(editor)
    world.clock.go(minutes=16)
    editor.get("/desk/account")
    editor.sign_in("other@example.org")

    assert editor.post(ADDRESS, form).status_code == 422


def test_a_kept_cookie_and_a_kept_form_are_worth_nothing_after_signing_out(world: World, editor: Browser) -> None:
    form = form_of(editor)
    kept = editor.client.get_cookie("memorial_desk", path="/desk/")
    assert kept is not None
    editor.submit("Sign out")
    entries = len(world.log())
    editor.client.set_cookie("memorial_desk", kept.value, path="/desk/")

    answer = editor.post(ADDRESS, form)

    assert (answer.request.path, len(world.log())) == ("/desk/sign-in", entries)


def test_another_browsers_form_is_refused(world: World, editor: Browser) -> None:
    other = world.signed_in("other@example.org")

    assert other.post(ADDRESS, form_of(editor)).status_code == 422
