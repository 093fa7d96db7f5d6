"""Before anything is typed: how little there is to read, what danger asks for, and what is pointed out at the end."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from memorial.application import memorials
from memorial.application.jobs import expire_drafts
from memorial.vocabulary import Risk
from tests.installations import TestInstallation, memorial_like
from tests.web.contribute.family import SHARE, Family, make_app
from tests.web.contribute.test_the_whole_way import begin, to_check

MOST_WORDS = 90
MOST_SCRIPT = 8000
WAYS = ("/receipt", "share?help=1", "share/paper")


@pytest.fixture
def risky(place: TestInstallation) -> Family:
    memorials.create(place.services, memorial_like(place.services, "quarry", risk=Risk.HIGH))
    return Family(make_app(place).test_client())


def said(family: Family) -> list[str]:
    """The words of the paragraphs before the first button; the notice stands folded, and counts for itself."""
    found: list[str] = []
    for paragraph in family.root.all("main")[0].all("p"):
        if not paragraph.inside("details", "form", "nav"):
            found += re.findall(r"[\w’'-]+", paragraph.text())
    return found


@pytest.mark.parametrize("slug", ["harbour", "quarry"])
def test_the_first_page_says_what_matters_in_ninety_words(risky: Family, slug: str) -> None:
    risky.open(f"/en/{slug}/share")

    assert 40 < len(said(risky)) <= MOST_WORDS
    for words in ("about ten minutes", "stop and come back", "until a person", "not have to give", "speak instead"):
        assert words in risky.words()
    hrefs = [one.get("href") for one in risky.root.all("main")[0].all("a")]
    assert [one for way in WAYS for one in hrefs if one.endswith(way)][: len(WAYS)]
    assert ("Leave this page" in risky.words()) == (slug == "quarry")
    assert (f"/en/{slug}/safety" in hrefs) == (slug == "quarry")


def test_the_safety_page_tells_of_all_that_can_give_somebody_away(risky: Family) -> None:
    risky.open("/en/quarry/safety")

    for words in ("only yours", "private window", "history", "your name", "where somebody lives", "We take that out"):
        assert words in risky.words()
    assert "Leave this page" in risky.words()
    risky.open("/en/harbour/safety")
    assert "Leave this page" not in risky.words()
    assert risky.open("/en/nowhere/safety").status_code == 404


def test_a_page_asks_for_one_script_of_eight_kilobytes_at_most(app: Flask) -> None:
    assets = app.extensions["assets"]

    for name in ("families", "giving"):
        served = assets.files[assets.scripts[name].removeprefix("/static/")]
        assert len(served.compressed) <= MOST_SCRIPT, name
        assert b"replaceChildren" in served.body, "leaving is in each of them"


def test_every_page_leads_to_the_safety_page(family: Family) -> None:
    for path in ("", "/who", "/notice", "/help", "/paper"):
        family.open(f"{SHARE}{path}")
        footer = [one.get("href") for one in family.root.all("footer")[0].all("a")]
        assert "/en/harbour/safety" in footer, path


def test_what_is_pointed_out_can_be_left_and_is_not_pointed_out_again(family: Family) -> None:
    begin(family)
    family.press(story="Call +44 20 7946 0958, or write to mira@example.org.")
    family.press(audience="public", person_name_shown="full", signature="none")
    assert family.words().count("It will be public.") == 2

    (first, _second) = [one for one in family.root.all("button") if one.get("name") == "leave_it"]
    family.press("leave_it", first.get("value"))
    assert "telephone number" not in family.words()
    assert "This looks like an e-mail address. It will be public." in family.words()

    family.open(f"{SHARE}/say")
    family.press(story="Call +44 20 7946 0959, or write to mira@example.org.")
    family.press()
    assert "This looks like a telephone number." in family.words(), "another number is another thing"
    family.press()
    assert family.code()


def test_nothing_is_said_to_be_public_that_stays_closed(family: Family) -> None:
    begin(family)
    family.press(story="Call +44 20 7946 0958.")
    family.press(audience="archive", person_name_shown="full", signature="none")

    assert "This looks like a telephone number." in family.words()
    assert "It will be public." not in family.words()


def test_somebody_alive_who_is_named_is_pointed_out(family: Family) -> None:
    to_check(family, names_living="y")

    assert "Two of our readers look at it before it is public." in family.words()


def test_a_draft_is_begun_by_saving_and_never_for_one_that_is_gone(family: Family, place: TestInstallation) -> None:
    family.open(f"{SHARE}/who")
    fields = {e.get("name"): e.get("value") for e in family.form().all("input") if e.get("name") == "csrf_token"}
    address = f"{SHARE}/draft?step=who&new=1"
    typed = {**fields, "about": "person", "person_name": "Nadia Sorrel"}
    assert family.client.post(address, data=typed).status_code == 204

    family.open(f"{SHARE}/who")
    assert "Nadia Sorrel" in family.page.text  # type: ignore[union-attr]
    place.clock.pass_by(hours=25)
    expire_drafts(place.services)
    assert family.client.post(address, data=typed).status_code == 409
    assert family.client.post(f"{SHARE}/draft?step=who", data={"about": "person"}).status_code == 422
    assert family.client.post(f"{SHARE}/draft?step=nothing", data=typed).status_code == 422
