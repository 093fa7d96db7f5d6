"""Words that raise a label: a memorial adds to them in front of everybody, cannot cut them, and names no people."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from memorial.adapters.family_dates import in_words
from memorial.application import memorials
from memorial.domain.fuzzy_date import FuzzyDate
from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.core import core_lists
from memorial.domain.labels.patterns import LabelKind
from memorial.domain.memorial import Memorial
from memorial.vocabulary import ActorKind, Flag, Role
from memorial.web.contribute import create_contribute
from memorial.web.desk.label_words import names_of_peoples
from memorial.web.wall import create_wall
from memorial.wsgi import CookieSealer, surface_settings
from tests.pages import check_page
from tests.web.desk.desk_client import Browser, World

WORDS = "/desk/memorials/ferry/words"
LINE = {"action": "add", "language": "en", "kind": "slur", "line": "gutter folk"}
STORY = "All the Zarvians are vermin. Ayla Verdin sang on the ferry."


def page(world: World) -> Browser:
    browser = world.signed_in("admin@example.org", Role.ADMIN)
    browser.get(WORDS)
    return browser


def add(browser: Browser, **line: str) -> TestResponse:
    """Look at the line, as its page asks, and add it."""
    answer = browser.submit("line", **line)
    assert answer.status_code == 200 and "Saved." not in answer.text
    return browser.submit("looked_at")


def kept(world: World, memorial: Memorial) -> tuple[AddedWords, ...]:
    with world.services.unit_of_work(read_only=True) as uow:
        found: Memorial = uow.memorials.get(memorial.id)
    return found.added_words


def date_in_words(edtf: str, language: str, gettext: Any) -> str:
    return in_words(FuzzyDate.parse(edtf), language, gettext)


def public_page(world: World, path: str) -> str:
    settings = surface_settings(world.installation.settings)
    wall = create_wall(world.installation.reader, settings, date_in_words=date_in_words)
    answer = wall.test_client().get(path)
    assert answer.status_code == 200
    check_page(answer.text, answer.headers, path=path)
    return answer.text


def test_an_administrator_adds_a_line_and_everybody_can_read_it(world: World, ferry: Memorial) -> None:
    assert "gutter folk" not in public_page(world, "/en/ferry/words")

    answer = add(page(world), **LINE)

    assert answer.status_code == 200 and "Saved." in answer.text and "gutter folk" in answer.text
    assert kept(world, ferry) == (AddedWords("en", LabelKind.SLUR, "gutter folk"),)
    assert "gutter folk" in public_page(world, "/en/ferry/words")


def test_every_page_of_the_memorial_and_the_notice_lead_to_the_words(world: World, ferry: Memorial) -> None:
    """Also where none were added: what a program looks for is no secret of the desk."""
    href = 'href="/en/ferry/words"'
    for path in ("/en/ferry/", "/en/ferry/names", "/en/ferry/wall", "/en/ferry/search", "/en/ferry/words"):
        footer = public_page(world, path).partition("<footer")[2]
        assert href in footer, path
    settings = surface_settings(world.installation.settings)
    sealer = CookieSealer(world.installation.keys.pepper("cookie"))
    contribute = create_contribute(world.services, settings, sealer, reader=world.installation.reader)
    notice = contribute.test_client().get("/en/ferry/share/notice")
    check_page(notice.text, notice.headers, path="/en/ferry/share/notice")
    assert href in notice.text


def test_a_line_is_shown_with_an_example_before_it_takes_effect(world: World, ferry: Memorial) -> None:
    browser = page(world)
    before = len(world.log(ferry.id))

    first = browser.submit("line", **{**LINE, "line": "{people} are gutter folk"})
    assert "Please look at it first" in first.text and "Zarvians are gutter folk" in first.text
    assert kept(world, ferry) == () and len(world.log(ferry.id)) == before
    changed = browser.post(WORDS, browser.form(holding="looked_at") | {"line": "gutter people"})

    assert "Please look at it first" in changed.text and kept(world, ferry) == ()
    browser.submit("looked_at")
    assert [one.line for one in kept(world, ferry)] == ["gutter people"]


@pytest.mark.parametrize("line", ["the", "all people", "{people} are", "_ they|traitors", "wer*", "die|der", "ve", "и"])
def test_a_line_that_would_mark_almost_every_text_is_refused(world: World, ferry: Memorial, line: str) -> None:
    answer = page(world).submit("line", **{**LINE, "line": line})

    assert answer.status_code == 422 and "These words stand in plain texts too" in answer.text
    assert kept(world, ferry) == ()


def keep_as_before(world: World, ferry: Memorial, line: AddedWords) -> None:
    """A line as it was let in before names of peoples were known."""
    operator = memorials.Actor(ActorKind.OPERATOR, "")
    memorials.change_settings(
        world.services, "ferry", change=lambda memorial: replace(memorial, added_words=(line,)), by=operator
    )


def test_a_line_about_one_people_that_was_let_in_before_raises_nothing_and_is_shown_at_the_desk_only(
    world: World, ferry: Memorial
) -> None:
    keep_as_before(world, ferry, AddedWords("en", LabelKind.BLAME, "all azeris are bad"))
    record = world.send(story="All Azeris are bad, he wrote.")

    answer = page(world).get(WORDS)

    assert "all azeris are bad" in answer.text and "This line names a people." in answer.text
    assert "azeris" not in public_page(world, "/en/ferry/words")
    assert world.record(ferry, record).latest.flags == ()


def test_a_line_that_names_a_people_is_refused_with_the_sentence_that_shows_it(world: World, ferry: Memorial) -> None:
    answer = page(world).submit("line", **{**LINE, "line": "Zarvian liars"})

    assert answer.status_code == 422
    assert "Zarvian liars" in answer.text and "the same said of another people would not" in answer.text
    assert kept(world, ferry) == ()


def test_the_names_of_peoples_in_their_own_language_are_refused(world: World, ferry: Memorial) -> None:
    browser = page(world)
    for language in ("en", "ar"):
        names = [name for name in names_of_peoples(language) if " " not in name and len(name) > 7]
        first, second, third = names[:: len(names) // 3][:3]
        for line in (first.lower(), f"{second.lower()} {{vermin}}", f"{third.lower()[:5]}*"):
            browser.get(WORDS)
            assert browser.submit("line", **{**LINE, "language": language, "line": line}).status_code == 422, line
    assert kept(world, ferry) == ()


def test_what_is_no_line_is_said_and_what_was_typed_is_kept(world: World, ferry: Memorial) -> None:
    answer = page(world).submit("line", **{**LINE, "line": "{people} a*"})

    assert answer.status_code == 422
    assert "This line cannot be read." in answer.text and "{people} a*" in answer.text
    assert kept(world, ferry) == ()


def test_an_added_line_can_be_taken_out_again_and_a_line_of_the_core_cannot(world: World, ferry: Memorial) -> None:
    browser = page(world)
    add(browser, **LINE)
    core = core_lists()["en"].patterns[0]

    of_the_core = {"action": "remove", "kind": core.kind.value, "line": core.line}
    browser.post(WORDS, browser.form(holding="line") | of_the_core)
    assert len(kept(world, ferry)) == 1
    browser.get(WORDS)
    browser.submit("Take out")

    assert kept(world, ferry) == ()
    assert core_lists()["en"].patterns[0] == core


def test_only_administrators_of_the_memorial_change_its_lines(world: World, ferry: Memorial) -> None:
    editor = world.signed_in("editor@example.org", Role.EDITOR)
    editor.get("/desk/queue")
    token = editor.form(holding="csrf_token")

    assert editor.get(WORDS).status_code == 404
    assert editor.post(WORDS, {**token, **LINE}).status_code == 404
    assert kept(world, ferry) == ()


def test_adding_and_being_refused_leave_one_entry_each(world: World, ferry: Memorial) -> None:
    browser = page(world)
    before = len(world.log(ferry.id))
    add(browser, **LINE)
    after = world.log(ferry.id)
    browser.get(WORDS)
    browser.submit("line", **{**LINE, "line": "Zarvian liars"})

    assert [(one.action, one.outcome) for one in after][: len(after) - before] == [("change_settings", "done")]
    assert len(world.log(ferry.id)) == len(after) + 1


def test_labels_stand_before_the_text_on_the_review_page(world: World, ferry: Memorial) -> None:
    record = world.send(story=STORY)
    reader = world.signed_in("m@example.org", Role.MODERATOR)

    text = reader.get(f"/desk/review/ferry/{record}").text

    label = text.index("The text perhaps speaks of people as if they were not human.")
    assert label < text.index("A label is a hint. It decides nothing") < text.index("are vermin")
    assert text.index("perhaps words against a people") < text.index("are vermin")


def test_a_letter_from_another_alphabet_is_said_to_the_reader_and_the_senders_name_stays_sealed(
    world: World, ferry: Memorial
) -> None:
    record = world.send(person_name="Аyla Verdin", contributor_name="Вorya Lume")
    reader = world.signed_in("m@example.org", Role.MODERATOR)

    text = reader.get(f"/desk/review/ferry/{record}").text

    assert "A letter in “\u2068Аyla\u2069” may be from another alphabet." in text
    assert "A letter in the sender&#39;s name may be from another alphabet." in text
    assert "Вorya" not in text


def test_a_memorials_own_line_raises_the_label_there_and_nowhere_else(world: World, ferry: Memorial) -> None:
    other = world.begin_memorial("pier", "The pier")
    add(page(world), **LINE)

    flags = [
        world.record(memorial, world.send(slug, story="Such gutter folk, all of them.")).latest.flags
        for slug, memorial in (("ferry", ferry), ("pier", other))
    ]

    assert (Flag.AGAINST_A_PEOPLE in flags[0], Flag.AGAINST_A_PEOPLE in flags[1]) == (True, False)


def test_a_text_that_waits_is_labelled_by_the_lines_of_today(world: World, ferry: Memorial) -> None:
    record = world.send(story="Such gutter folk, all of them.")
    reader = world.signed_in("m@example.org", Role.MODERATOR)

    def labels() -> str:
        (row,) = re.findall(
            r"<dt[^>]*>Labels</dt>\s*<dd[^>]*>(.*?)</dd>", reader.get(f"/desk/review/ferry/{record}").text, re.S
        )
        return str(row)

    assert "none" in labels()
    browser = page(world)
    add(browser, **LINE)
    assert "perhaps words against a people" in labels() and "none" not in labels()
    assert "from when it was sent" in reader.get("/desk/queue?memorial=ferry").text
    browser.get(WORDS)
    browser.submit("Take out")
    assert "none" in labels()
