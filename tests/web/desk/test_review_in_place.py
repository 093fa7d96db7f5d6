"""The review page in Chromium: few keystrokes, files in place, words kept, and emptied when taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from memorial.application import receipt
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.servers.chromium import Visitor
from tests.web.desk.desk_client import PASSWORD, World
from tests.web.desk.test_deciding import photograph

pytestmark = pytest.mark.timeout(120)
MOST_KEYSTROKES = 6
EMAIL = "demo@example.org"
Open = Callable[..., Page]


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        return None


@pytest.fixture
def at_desk(world: World, ferry: Memorial, browser_context: Visitor) -> Iterator[Open]:
    """Opens a review page as an editor who is signed in on this machine."""
    world.add_staff(EMAIL, Role.EDITOR, "ferry", demonstration=True)
    world.app.testing = False
    with served(world) as address:

        def opened(record_id: str, **more: Any) -> Page:
            page = browser_context.new_page(**more)
            page.goto(f"{address}/desk/sign-in")
            page.fill("[name=email]", EMAIL)
            page.fill("[name=password]", PASSWORD)
            page.click("main [data-next]")
            page.goto(f"{address}/desk/review/ferry/{record_id}")
            return page

        yield opened


@contextmanager
def served(world: World) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, world.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_remembrance_is_accepted_with_at_most_six_keystrokes(
    world: World, ferry: Memorial, at_desk: Open, javascript: bool
) -> None:
    sent = world.send()
    page = at_desk(sent, javascript=javascript)

    keys = ["Tab", "Enter", "Tab", "Space", "Enter"]
    assert len(keys) <= MOST_KEYSTROKES
    for key in keys[:-1]:
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.value") == "accept"
    with page.expect_navigation():
        page.keyboard.press(keys[-1])

    assert "/desk/decided/" in page.url
    expect(page.locator("main")).to_contain_text("Will be published at 12:10")
    assert world.shown(ferry) == []


@pytest.mark.long
def test_nothing_of_a_file_is_loaded_before_it_is_asked_for_and_then_it_stands_in_its_place(
    world: World, at_desk: Open, browser_context: Visitor
) -> None:
    sent = world.send(picture=photograph())
    page = at_desk(sent)
    page.wait_for_load_state("networkidle")
    assert not [one for one in browser_context.requests if "/desk/media/" in one.url]

    page.get_by_role("button", name="Small").click()

    picture = page.locator("[data-shown] img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    assert picture.get_attribute("alt") == "Photograph 1"
    page.get_by_role("button", name="Small").click()
    expect(picture).to_have_count(0)
    browser_context.assert_quiet()


def test_what_is_typed_is_kept_on_the_server_and_what_is_taken_back_leaves_the_page(
    world: World, ferry: Memorial, at_desk: Open, browser_context: Visitor
) -> None:
    sent, code = world.send_with_code()
    page = at_desk(sent)
    page.clock.install()
    page.reload()

    page.fill("[name=message]", "Was it in May?")
    page.clock.run_for(4_000)
    expect(page.locator("[data-kept]")).to_contain_text("kept here")
    page.reload()
    expect(page.locator("[name=message]")).to_have_value("Was it in May?")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    receipt.act(world.services, code, "withdraw", {})
    page.clock.run_for(26_000)

    main = page.locator("main")
    expect(main).to_contain_text("The sender took this back.")
    expect(main).to_contain_text("Was it in May?")
    assert "sang on the ferry" not in page.content()
    browser_context.assert_quiet()


@pytest.mark.long
def test_the_claim_is_renewed_only_while_somebody_is_there(world: World, ferry: Memorial, at_desk: Open) -> None:
    sent = world.send()
    page = at_desk(sent)
    page.get_by_role("button", name="Take this one").click()
    page.clock.install()
    page.reload()
    claims = [one for one in world.log(ferry.id) if one.action == "claim"]

    page.clock.run_for(11 * 60_000)
    page.wait_for_timeout(500)
    assert [one for one in world.log(ferry.id) if one.action == "claim"] == claims
    page.keyboard.press("Tab")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.clock.run_for(26_000)
    assert len([one for one in world.log(ferry.id) if one.action == "claim"]) == len(claims) + 1


@pytest.mark.long
def test_a_text_is_put_in_place_and_what_will_happen_is_said(world: World, at_desk: Open) -> None:
    page = at_desk(world.send())

    page.check("input[value=decline]")
    expect(page.locator("[data-happens]")).to_contain_text("What will happen: It is not published.")
    page.locator("summary", has_text="Texts for messages").click()
    page.select_option("[name=template]", "twice")
    page.get_by_role("button", name="Put in").click()

    expect(page.locator("[name=message]")).to_have_value(
        "Thank you. The same text came to us before, and that one stays. Nothing of yours is lost by this."
    )
