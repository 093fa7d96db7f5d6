"""Whose business lists are: editors and archivists of that memorial, at every address and for every act."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from memorial.web.authorization import DOORS, Door, Surface
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.lists_of_names import NAMES, SHORT, Desk, at_lists

PAGES = ("", "/rows", "/about", "/names", "/columns", "/check", "/same", "/preview", "/undo")
ACTS: dict[str, dict[str, Any]] = {
    "/about": {"title": "Another", "audience": "public"},
    "/names": {"encoding": "cp1251"},
    "/columns": {"use_0": "name", "use_1": "born", "use_2": "place", "use_3": "ignore"},
    "/check": {"cell_2_0": "Somebody"},
    "/again": {"file": (BytesIO(b"Name\nSomebody\n"), "other.csv")},
    "/same": {"pair": "0" * 32, "decision": "same"},
    "/import": {},
    "/undo": {},
    "/discard": {},
}
OUTSIDE: dict[str, tuple[Role, str | None]] = {
    "moderator": (Role.MODERATOR, "ferry"),
    "admin": (Role.ADMIN, "ferry"),
    "admin_everywhere": (Role.ADMIN, None),
    "editor_elsewhere": (Role.EDITOR, "mill"),
    "archivist_elsewhere": (Role.ARCHIVIST, "mill"),
    "moderator_here_editor_elsewhere": (Role.EDITOR, "mill"),
}


@pytest.fixture
def desk(world: World, ferry: Memorial) -> Desk:
    world.begin_memorial("mill", "The mill")
    return at_lists(world, ferry)


def everything(desk: Desk, here: str) -> Any:
    return desk.kept(here), desk.wall()


def token_of(browser: Browser) -> str:
    browser.get("/desk/account")
    return str(browser.form(holding="Sign out")["csrf_token"])


def sent(given: dict[str, Any]) -> dict[str, Any]:
    """A file can be sent once only."""
    return {name: (BytesIO(SHORT), "x.csv") if isinstance(value, tuple) else value for name, value in given.items()}


def test_nobody_else_sees_a_list_or_changes_it_and_each_try_leaves_one_entry(desk: Desk) -> None:
    staged, brought = desk.stage(), desk.bring_in(b"Name\nSara Lind\n", "brought.csv")
    cells = 0
    for who, (role, slug) in OUTSIDE.items():
        browser = desk.world.signed_in(f"{who}@example.org", role, slug)
        if who == "moderator_here_editor_elsewhere":
            desk.world.add_staff(f"{who}@example.org", Role.MODERATOR)
        token = token_of(browser)
        for here in (staged, brought):
            before = everything(desk, here)
            for page in PAGES:
                answer = browser.get(here + page)
                assert answer.status_code == 404, (who, page)
                assert not any(name in answer.text for name in (*NAMES, "Sara Lind", "names.csv", "brought"))
                cells += 1
            for act, given in ACTS.items():
                entries = len(desk.world.log())
                answer = browser.post(here + act, {"csrf_token": token, **sent(given)}, follow=False)
                assert answer.status_code == 404, (who, act)
                assert len(desk.world.log()) == entries + 1, (who, act)
                cells += 1
            assert everything(desk, here) == before, who
        for page in (f"{desk.base}/new", f"{desk.base}/same", f"/desk/import?memorial={desk.memorial.slug}"):
            assert browser.get(page).status_code == 404, (who, page)
        for act, given in {"/new": {"file": (BytesIO(SHORT), "x.csv")}, "/paste": {"text": "Name\nSomebody"}}.items():
            entries = len(desk.world.log())
            answer = browser.post(desk.base + act, {"csrf_token": token, **sent(given)}, follow=False)
            assert (answer.status_code, len(desk.world.log())) == (404, entries + 1), (who, act)
            cells += 1
    assert cells == len(OUTSIDE) * (2 * (len(PAGES) + len(ACTS)) + 2)


def test_without_signing_in_every_page_and_every_act_leads_to_the_sign_in(desk: Desk) -> None:
    here = desk.stage()
    stranger, before = desk.world.browser(), len(desk.world.log())
    for page in PAGES:
        assert stranger.get(here + page).request.path == "/desk/sign-in", page
    for act, given in ACTS.items():
        answer = stranger.post(here + act, {"csrf_token": "none", **sent(given)}, follow=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/sign-in"), act
    assert len(desk.world.log()) == before


def test_an_editor_and_an_archivist_of_the_memorial_do_all_of_it(desk: Desk) -> None:
    archivist = Desk(desk.world, desk.memorial, desk.world.signed_in("arch@example.org", Role.ARCHIVIST, "ferry"))
    here = archivist.bring_in()
    for page in PAGES:
        assert desk.browser.get(here + page).status_code == 200, page
        assert archivist.browser.get(here + page).status_code == 200, page


def test_a_list_of_another_memorial_is_not_there_for_an_editor_of_both(desk: Desk) -> None:
    here = desk.stage()
    both = desk.world.signed_in("both@example.org", Role.EDITOR, None)
    list_id, token = here.rpartition("/")[2], token_of(both)

    for page in PAGES:
        assert both.get(f"/desk/import/mill/{list_id}{page}").status_code == 404, page
    for act, given in ACTS.items():
        entries, before = len(desk.world.log()), everything(desk, here)
        answer = both.post(f"/desk/import/mill/{list_id}{act}", {"csrf_token": token, **sent(given)}, follow=False)
        assert answer.status_code == 404, act
        assert len(desk.world.log()) == entries + 1, act
        assert everything(desk, here) == before, act


def test_every_act_that_is_done_leaves_exactly_one_entry(desk: Desk) -> None:
    here = desk.stage(b"Name,Born,Place,Note\nAyla Verdin,never,Low Pier,a\n")
    token, entries = token_of(desk.browser), len(desk.entries())
    for act in ("/about", "/columns", "/check", "/again", "/names", "/import"):
        given = ACTS[act] | ({"encoding": "utf-8"} if act == "/names" else {})
        answer = desk.browser.post(here + act, {"csrf_token": token, **sent(given)}, follow=False)
        assert answer.status_code == 303, (act, answer.text)
        entries += 1
        assert len(desk.entries()) == entries, act
        assert desk.entries()[0][1] == "done"


def test_bringing_in_and_taking_back_ask_anew_who_somebody_is(desk: Desk) -> None:
    here = desk.bring_in()
    desk.world.clock.go(minutes=6)
    desk.browser.proves = False

    desk.browser.get(f"{here}/undo")
    answer = desk.browser.submit("Take it back")

    assert answer.status_code == 403
    assert "You are about to import a list of names, or to take one back." in answer.text
    assert len(desk.wall()) == 3
    desk.browser.prove()
    desk.work()
    assert desk.wall() == []


def test_every_door_to_lists_is_for_editors() -> None:
    doors = {name: door for name, door in DOORS[Surface.DESK].items() if name.startswith("importing")}

    assert set(doors.values()) == {Door.EDITOR}
