"""Families' forms never grow old, and are taken from the browser they were made for alone."""

from __future__ import annotations

import time_machine
from flask import Flask

from tests.installations import TestInstallation
from tests.web.contribute.family import Family

SAY = "/en/harbour/share/say"
WORDS = "A whole winter of writing."


def begun(family: Family) -> None:
    family.open("/en/harbour/share")
    family.press()
    family.press("about", "event")
    family.open(SAY)


def test_words_written_for_months_are_taken(place: TestInstallation, family: Family) -> None:
    begun(family)
    with time_machine.travel("2036-01-01T00:00:00Z", tick=True):
        family.press(holding="story", story=WORDS)

    assert "This page had been open for a long time" not in family.words()
    assert WORDS in family.open(SAY).get_data(as_text=True)


def test_a_form_from_another_browser_is_not_taken_and_what_was_typed_is_kept(
    app: Flask, place: TestInstallation, family: Family
) -> None:
    stranger = Family(app.test_client())
    begun(family)
    begun(stranger)
    token = next(one.get("value") for one in stranger.root.all("input") if one.get("name") == "csrf_token")

    answer = family.send(SAY, {"csrf_token": token, "story": WORDS, "story_language": "en"}, multipart=True)

    assert answer.status_code == 422
    assert WORDS in answer.get_data(as_text=True)
    assert WORDS not in family.open(SAY).get_data(as_text=True)


def test_without_the_cookie_an_old_form_opens_nothing(app: Flask, place: TestInstallation, family: Family) -> None:
    """The secret that signs it is in the cookie: where that went with the browser, the form went too."""
    code, given = place.publish()
    family.open("/receipt")
    family.press(code=code)
    token = next(one.get("value") for one in family.root.all("input") if one.get("name") == "csrf_token")
    later = Family(app.test_client())
    later.open("/receipt")

    later.send("/receipt", {"csrf_token": token, "action": "hide"})

    assert place.remembrance(given.memorial_id, given.id).standing.value == "open"
