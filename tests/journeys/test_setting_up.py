"""A memorial is set up at the desk, from an address without a name to *Open*, and families can write in it."""

from __future__ import annotations

import pytest

from memorial.vocabulary import Role
from tests.journeys.desks import DeskSite, Team
from tests.journeys.hand import Hand
from tests.journeys.places import email_of
from tests.journeys.plain_browser import PlainBrowser
from tests.journeys.ways import WITHOUT, Way, in_every_way

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

NAMED = "The mill at Low Pier"
NOTICE = "We keep what you send. You choose who can see it. You can take it back at any time."


@in_every_way(WITHOUT)
def test_a_memorial_is_set_up_step_by_step_looked_at_and_opened(desk: DeskSite, way: Way) -> None:
    team = desk.begun("mill")
    admin = way.hand(desk.url)
    admin.sign_in(team.reader(Role.ADMIN))
    admin.open("/desk/setup")
    admin.press(f"main a[href='/desk/setup/{team.slug}']")
    assert "Needed before it can be opened." in admin.words()
    assert PlainBrowser(desk.url).open(team.base).status == 404

    _write_the_words(admin, team)
    _choose(admin, team)
    _add_two_editors(admin, team)
    _look_at_everything(admin, team)

    _step(admin, team, "open")
    admin.press("main button:has-text('Open')")
    assert "public, takes remembrances" in admin.words()

    family = way.hand(desk.url)
    assert family.open(team.base) == 200
    assert NAMED in family.words()
    family.press("main a[href$='/share']")
    assert NOTICE in " ".join(family.page.locator("main").text_content().split())  # type: ignore[union-attr]
    family.press()
    assert family.path == f"{team.base}share/who"


def _step(admin: Hand, team: Team, name: str) -> None:
    """From the list of all steps."""
    admin.open(f"/desk/setup/{team.slug}")
    admin.press(f"main .tasks a[href$='/{name}']")


def _save(admin: Hand) -> None:
    admin.press("main button[value='save']")
    admin.prove_if_asked()
    assert "Saved." in admin.words()


def _write_the_words(admin: Hand, team: Team) -> None:
    _step(admin, team, "name")
    admin.type("title_en", NAMED)
    admin.type("purpose_en", "For those who worked in it.")
    _save(admin)
    _step(admin, team, "notices")
    admin.type("notice_en", NOTICE)
    admin.type("controller_name", "The Keepers")
    admin.type("controller_contact", "keepers@example.org")
    admin.press("main button[value='check']")
    assert "easy to read" in admin.words()
    assert "Nothing is saved yet." in admin.words()
    _save(admin)
    _step(admin, team, "words")
    admin.type("died_en", "died")
    admin.type("people_en", "our neighbours")
    _save(admin)


def _choose(admin: Hand, team: Team) -> None:
    _step(admin, team, "languages")
    _save(admin)
    _step(admin, team, "risk")
    admin.choose("risk", "some")
    admin.choose("ceiling", "public")
    _save(admin)
    _step(admin, team, "look")
    admin.choose("accent", "pine")
    admin.press("main button[value='check']")
    assert "This page shows the colour that you chose." in admin.words()
    _save(admin)


def _add_two_editors(admin: Hand, team: Team) -> None:
    _step(admin, team, "people")
    admin.choose("second_reader", "yes")
    _save(admin)
    for number in (1, 2):
        admin.press("main a[href='/desk/people']")
        admin.write("main form[action='/desk/people'] [name=email]", email_of(f"{team.slug}-new-{number}"))
        admin.choose("role", "editor")
        admin.choose("memorial", team.slug)
        admin.press()
        admin.prove_if_asked()
        assert email_of(f"{team.slug}-new-{number}") in admin.words()
        _step(admin, team, "people")


def _look_at_everything(admin: Hand, team: Team) -> None:
    for view in ("family", "moderator", "visitor"):
        _step(admin, team, "see")
        admin.press(f"main a[href$='/see/{view}/en']")
        admin.press()
        admin.prove_if_asked()
    _step(admin, team, "see")
    assert admin.words().count("Looked at") == 3
