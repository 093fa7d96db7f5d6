"""A reader's day at the desk: practice, what waits, taking, passing on, deciding, undoing, asking, and stopping."""

from __future__ import annotations

import pytest

from memorial.vocabulary import Role
from tests.journeys.desks import DeskSite
from tests.journeys.hand import Hand
from tests.journeys.plain_browser import PlainBrowser
from tests.journeys.ways import ANSWER_404, WITH, WITHOUT, Way, in_every_way

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

BELL, NETS, BEES = "One rang the bell.", "Two mended nets.", "Three kept bees."
QUESTION, ANSWER = "Was it in May?", "In the May of that year."


@in_every_way(ANSWER_404)
def test_a_reader_takes_what_waits_decides_undoes_asks_reads_the_answer_and_stops(desk: DeskSite, way: Way) -> None:
    team = desk.team("day")
    codes = team.give(BELL, NETS, BEES)
    reader = way.hand(desk.url)
    reader.sign_in(team.reader(Role.EDITOR))
    assert "3 are waiting." in reader.words()
    reader.press()
    assert BELL in reader.words()

    reader.press("main button:has-text('Pass, no reason needed')")
    assert "Queue" in reader.words()
    assert BELL not in reader.page.content(), "the queue shows no text"
    reader.press()
    here = reader.path
    (text,) = [one for one in (BELL, NETS, BEES) if one in reader.words()]
    _decide(reader, "accept")
    assert "Will be published" in reader.words()
    reader.press("main button:has-text('Undo')")
    assert reader.path == here
    if reader.offers("main button:has-text('Take this one')"):
        reader.press("main button:has-text('Take this one')")

    reader.type("message", QUESTION)
    _decide(reader, "ask")
    assert QUESTION in reader.words(), "what reaches the sender is shown before"
    reader.press()
    reader.press()
    reader.choose("reason", "off_topic")
    _decide(reader, "decline")
    reader.press()

    _answer(way.hand(desk.url), codes[[BELL, NETS, BEES].index(text)])
    reader.open("/desk/")
    assert "1 family has answered." in reader.words()
    reader.open(here)
    assert ANSWER in reader.words()
    _decide(reader, "accept")
    assert "Will be published" in reader.words()
    reader.press("main button:has-text('Stop for today')")
    assert "That is all for today. Thank you." in reader.words()
    reader.open("/desk/")
    assert reader.path == "/desk/sign-in"
    assert text not in PlainBrowser(desk.url).open(f"{team.base}wall").text, "it can be undone for ten minutes"


def _decide(reader: Hand, decision: str) -> None:
    reader.choose("decision", decision)
    reader.press("#decide [data-next]")


def _answer(family: Hand, code: str) -> None:
    family.come_back(code)
    assert QUESTION in family.words()
    family.type("message", ANSWER)
    family.press("main button:has-text('Send the message')")
    assert ANSWER in family.words()


@in_every_way(WITHOUT)
def test_a_reader_suggests_words_and_the_family_takes_one_change_and_leaves_the_other(desk: DeskSite, way: Way) -> None:
    team = desk.team("suggest")
    (code,) = team.give("She lived at 4 Pier Road.\n\nShe sang on the quay.\n\nOn Sundays she rested.")
    reader = way.hand(desk.url)
    reader.sign_in(team.reader(Role.MODERATOR))
    reader.press()
    for number, words in ((1, "She lived near the pier."), (3, "On Sundays she slept.")):
        reader.unfold(f"#p{number} details.suggest > summary")
        reader.type(f"suggest_{number}", words)
        reader.type(f"suggest_why_{number}", "No address is needed.")
    _decide(reader, "suggest")
    assert "near the pier" in reader.words()
    reader.press()

    family = way.hand(desk.url)
    family.come_back(code)
    answers = [one.get_attribute("name") for one in family.page.locator(".changes input[type=radio]").all()]
    first, second = dict.fromkeys(str(name) for name in answers)
    values = [str(one.get_attribute("value")) for one in family.page.locator(f".changes input[name={first}]").all()]
    family.choose(first, values[0])
    family.choose(second, values[1])
    family.press("main button[name=each]")
    family.press("main a[href='/receipt/words']")
    story = family.page.locator("main [name=story]").input_value().replace("\r", "")
    assert story == "She lived near the pier.\n\nShe sang on the quay.\n\nOn Sundays she rested."


@in_every_way(WITH)
def test_a_new_reader_practises_and_arranges_the_desk(desk: DeskSite, way: Way) -> None:
    team = desk.team("practice")
    reader = way.hand(desk.url)
    reader.sign_in(team.reader(Role.MODERATOR))
    reader.open("/desk/practice")
    reader.press("main .practice-list a")
    first = reader.path
    reader.press()
    assert "Please choose what should happen." in reader.words()
    reader.choose("decision", "decline")
    reader.choose("reason", "off_topic")
    reader.press()
    assert "What the rules lead to" in reader.words()
    assert "You chose:" in reader.words()
    reader.press()
    assert reader.path != first
    assert reader.path.startswith("/desk/practice/")
    reader.open("/desk/practice")
    assert "looked at" in reader.words()

    reader.open("/desk/account")
    reader.press("main a[href='/desk/account/desk']")
    reader.tick("main [name=only_text]")
    reader.type("minutes", "20")
    reader.press()
    reader.open("/desk/account/desk")
    assert reader.page.locator("main [name=only_text]").is_checked()
    assert reader.page.locator("main [name=minutes]").input_value() == "20"
