"""A save that was under way when somebody pressed "Leave this page": it keeps nothing, and leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from memorial.application import giving
from memorial.web.contribute import steps
from tests.installations import TestInstallation
from tests.web.contribute.family import SHARE, Family
from tests.web.contribute.test_the_whole_way import begin

NEW = f"{SHARE}/draft?step=who&new=1"
OLD = f"{SHARE}/draft?step=say"


def kept(place: TestInstallation) -> int:
    with place.services.unit_of_work(read_only=True) as uow:
        return len(uow.drafts.expired(place.clock() + timedelta(days=60), limit=10))


def cookies(client: FlaskClient) -> str:
    """What the browser sends along now."""
    return "; ".join(f"{one.key}={one.value}" for one in client._cookies.values())  # type: ignore[union-attr]


def typed(family: Family) -> dict[str, str]:
    token = next(one.get("value") for one in family.form().all("input") if one.get("name") == "csrf_token")
    return {"csrf_token": token, "about": "person", "person_name": "Nadia Sorrel", "story": "Nobody may see this."}


def on_its_way(app: Flask, address: str, words: dict[str, str], cookie: str) -> Any:
    """It was sent with the cookie that the browser had before it left."""
    return app.test_client(use_cookies=False).post(address, data=words, headers={"Cookie": cookie})


@pytest.fixture
def writing(family: Family) -> Callable[[bool], dict[str, str]]:
    """On a page with a draft, or on one that was made before there was any; what its script would send."""

    def at(begun: bool) -> dict[str, str]:
        if begun:
            begin(family)
        else:
            family.open(f"{SHARE}/who")
        return typed(family)

    return at


@pytest.mark.parametrize(("begun", "address"), [(False, NEW), (True, OLD)])
def test_a_save_that_comes_after_leaving_keeps_nothing_and_sets_no_cookie(
    app: Flask, family: Family, place: TestInstallation, writing: Callable[[bool], dict[str, str]], begun: bool,
    address: str,
) -> None:  # fmt: skip
    words = writing(begun)
    cookie = cookies(family.client)
    assert cookie
    family.client.get("/leave?m=harbour")
    assert kept(place) == 0

    # With the cookie that it was sent with, and without any, as a browser sends it that has cleared them.
    for late in (on_its_way(app, address, words, cookie), on_its_way(app, address, words, "")):
        assert 400 <= late.status_code < 500
        assert late.status_code != 429, "the script would try again"
        assert "Set-Cookie" not in late.headers
    assert kept(place) == 0


@pytest.mark.parametrize(("begun", "step"), [(True, "say"), (False, "who")])
def test_a_form_that_comes_after_leaving_begins_nothing_either(
    app: Flask, family: Family, place: TestInstallation, writing: Callable[[bool], dict[str, str]], begun: bool,
    step: str,
) -> None:  # fmt: skip
    """The script of files sends the words by itself too, and a form may be as slow as a save."""
    words = writing(begun)
    cookie = cookies(family.client)
    family.client.get("/leave?m=harbour")

    late = on_its_way(app, f"{SHARE}/{step}", words, cookie)

    assert (late.status_code, "Set-Cookie" in late.headers, kept(place)) == (422, False, 0)


def test_leaving_while_the_server_has_the_save_in_hand_leaves_nothing(
    app: Flask, family: Family, place: TestInstallation, writing: Callable[[bool], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    words = writing(True)
    cookie = cookies(family.client)
    ours: Callable[..., Any] = giving.save_answers

    def after_leaving(*given: Any, **named: Any) -> Any:
        family.client.get("/leave?m=harbour")
        return ours(*given, **named)

    monkeypatch.setattr(steps.giving, "save_answers", after_leaving)
    late = on_its_way(app, OLD, words, cookie)

    assert (late.status_code, "Set-Cookie" in late.headers, kept(place)) == (409, False, 0)


def test_leaving_while_the_first_save_is_in_hand_leaves_nothing(
    app: Flask, family: Family, place: TestInstallation, writing: Callable[[bool], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    words = writing(False)
    cookie = cookies(family.client)
    ours: Callable[..., Any] = giving.begin

    def after_leaving(*given: Any, **named: Any) -> Any:
        family.client.get("/leave?m=harbour")
        return ours(*given, **named)

    monkeypatch.setattr(steps.giving, "begin", after_leaving)
    late = on_its_way(app, NEW, words, cookie)

    assert (late.status_code, "Set-Cookie" in late.headers, kept(place)) == (409, False, 0)


def test_a_draft_whose_code_somebody_has_outlives_a_save_that_comes_while_they_leave(
    app: Flask, family: Family, place: TestInstallation, writing: Callable[[bool], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    words = writing(True)
    assert family.client.get(f"{SHARE}/save").status_code == 200
    cookie = cookies(family.client)
    ours: Callable[..., Any] = giving.save_answers

    def before_leaving(*given: Any, **named: Any) -> Any:
        saved = ours(*given, **named)
        family.client.get("/leave?m=harbour")
        return saved

    monkeypatch.setattr(steps.giving, "save_answers", before_leaving)
    late = on_its_way(app, OLD, words, cookie)

    assert (late.status_code, "Set-Cookie" in late.headers, kept(place)) == (409, False, 1)


def test_who_comes_back_can_write_again_at_once(family: Family, place: TestInstallation) -> None:
    begin(family)
    family.client.get("/leave?m=harbour")

    family.open(f"{SHARE}/who")

    assert family.client.post(NEW, data=typed(family)).status_code == 204
    assert kept(place) == 1
