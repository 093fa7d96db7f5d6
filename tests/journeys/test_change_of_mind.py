"""What a family does later with its code: hide, show, change, let others hide, erase; and an objection."""

from __future__ import annotations

import pytest

from memorial.vocabulary import Role
from tests.journeys.desks import DeskSite, Team
from tests.journeys.hand import Hand
from tests.journeys.plain_browser import PlainBrowser
from tests.journeys.ways import ANSWER_404, WITHOUT, Way, in_every_way

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

NAME, STORY = "Qoralin Vestemar", "She mended the nets of the whole quay."
PERSON = {"about": "person", "person_name": NAME}
CHANGED = "She mended nets, and she sang."


def _is_seen(desk: DeskSite, team: Team, words: str = STORY) -> bool:
    return words in PlainBrowser(desk.url).open(f"{team.base}wall").text


def _act(family: Hand, action: str) -> None:
    family.press(f"main button[value='{action}']")


@in_every_way(WITHOUT)
def test_a_family_hides_shows_changes_and_erases_with_its_code(desk: DeskSite, way: Way) -> None:
    team = desk.team("mind")
    code = team.publish(STORY, **PERSON)
    family = way.hand(desk.url)
    family.come_back(code)
    assert "On the memorial" in family.words()
    _act(family, "hide")
    assert not _is_seen(desk, team)
    _act(family, "show")
    assert _is_seen(desk, team)

    _give_a_code_that_hides(family, way.hand(desk.url))
    assert not _is_seen(desk, team)
    family.open("/receipt")
    _act(family, "show")

    family.press("main a[href='/receipt/words']")
    family.type("story", CHANGED)
    family.press()
    assert _is_seen(desk, team), "the words before stay until the new ones are read"
    assert not _is_seen(desk, team, CHANGED)
    family.press("main a[href='/receipt/choices']")
    family.choose("audience", "archive")
    family.press()
    assert not _is_seen(desk, team), "what makes it stricter holds at once"
    family.type("message", "Thank you for reading.")
    family.press("main button:has-text('Send the message')")
    assert "Thank you for reading." in family.words()

    family.press("main a[href='/receipt/record']")
    assert "What you agreed to" in family.words()
    family.open("/receipt")
    family.press("main a[href='/receipt/erase']")
    family.press()
    assert "It is deleted" in family.words()
    again = way.hand(desk.url)
    again.open("/receipt")
    again.type("code", code)
    again.press(status=422)
    assert "We find nothing under this code." in again.words()


def _give_a_code_that_hides(family: Hand, friend: Hand) -> None:
    family.press("main a[href='/receipt/hide-code']")
    family.press()
    friend.come_back(family.code())
    assert STORY not in friend.words()
    friend.press()
    assert "Hide a remembrance" in friend.words()


@in_every_way(ANSWER_404)
def test_what_was_taken_back_comes_back_with_choices_made_anew(desk: DeskSite, way: Way) -> None:
    team = desk.team("anew")
    family = way.hand(desk.url)
    family.come_back(team.publish(STORY, **PERSON))
    _act(family, "withdraw")
    assert "You can come back until" in family.words()
    assert not _is_seen(desk, team)
    family.press("main a[href='/receipt/return']")
    family.choose("audience", "unlisted")
    family.choose("person_name_shown", "full")
    family.choose("signature", "none")
    family.press()
    assert "Waiting to be read" in family.words()


@in_every_way(WITHOUT)
def test_somebody_objects_it_is_hidden_a_reader_answers_and_the_objection_is_taken_back(
    desk: DeskSite, way: Way
) -> None:
    team = desk.team("object")
    team.publish(STORY, **PERSON)
    visitor = way.hand(desk.url)
    visitor.open(f"{team.base}wall")
    visitor.press("main .remembrance-more a")
    visitor.press("main .tools a[href*='/concern']")
    visitor.choose("kind", "hide")
    visitor.choose("reason", "living_person")
    visitor.type("message", "That is me, and I live.")
    visitor.press()
    assert "It is hidden now." in visitor.words()
    assert not _is_seen(desk, team)
    visitor.press()
    assert "What you told us" in visitor.words()

    reader = way.hand(desk.url)
    reader.sign_in(team.reader(Role.MODERATOR))
    reader.press(f"main a[href='/desk/concerns?memorial={team.slug}']")
    reader.press(f"main a[href^='/desk/concerns/{team.slug}/']")
    assert "That is me, and I live." in reader.words()
    reader.choose("action", "message")
    reader.type("message", "How can we know?")
    reader.press()

    visitor.open("/receipt/concern")
    assert "How can we know?" in visitor.words()
    visitor.press("main button[value='erase']")
    visitor.press()
    visitor.open("/receipt/concern")
    assert "How can we know?" not in visitor.words()
