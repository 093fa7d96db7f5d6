"""Scripts in any field run nowhere, and not because the policy refused them; nasty strings come back as they were."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.conftest import StartMemorial
from tests.journeys.hand import Hand
from tests.journeys.places import AT_ONCE, Place
from tests.journeys.plain_browser import PlainBrowser
from tests.journeys.vectors import ATTACKS, NAMES_IN_SCRIPTS, NASTY
from tests.servers.application import MemorialServer
from tests.servers.chromium import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

PICTURE = Path(__file__).parents[1] / "samples" / "images" / "hopper.jpg"
IN_EACH = 24
LINES = ("person_name", "person_name_other", "place", "contributor_name", "file_1_caption")


@pytest.fixture
def server(place: Place, start_memorial: StartMemorial) -> MemorialServer:
    return start_memorial(place.home, env=AT_ONCE, workers=2)


def test_there_are_enough_attempts() -> None:
    assert len(set(ATTACKS)) > 140
    assert len(set(NASTY)) > 70


def test_no_script_that_was_typed_runs_anywhere(place: Place, server: MemorialServer, browser_context: Visitor) -> None:
    struck: list[str] = []
    watching = browser_context.new_page()
    watching.on("dialog", lambda dialog: (struck.append(dialog.message), dialog.dismiss()))
    reader = Hand(browser_context.new_page(), server.url)
    reader.sign_in("editor")
    batches = [ATTACKS[at : at + IN_EACH] for at in range(0, len(ATTACKS), IN_EACH)]

    for number, batch in enumerate(batches):
        family = PlainBrowser(server.url)
        _offer(family, place, number, batch)
        _look(watching, family, server, [f"{place.base}share/{step}" for step in ("who", "say", "choices", "check")])
        code = family.send()
        _look(watching, family, server, [f"{place.base}share/done", "/receipt", "/receipt/words", "/receipt/choices"])
        _accept(reader)
        assert code

    anyone = PlainBrowser(server.url)
    pages = [place.base, *(place.base + path for path in ("wall", "names", "feed.atom"))]
    pages += sorted(_links(anyone, place))
    pages += [f"{place.base}{page}?q={quote(attack)}" for page in ("search", "names") for attack in ATTACKS[::9]]
    _look(watching, anyone, server, pages)

    assert len(_links(anyone, place)) >= len(batches)
    assert struck == []
    browser_context.assert_quiet()
    browser_context.assert_no_third_party(server.url)


def _offer(family: PlainBrowser, place: Place, number: int, batch: tuple[str, ...]) -> None:
    lines = {name: batch[at % len(batch)] for at, name in enumerate(LINES)}
    lines["person_name"] = f"{number} {lines['person_name']}"
    lines |= {"born": batch[5 % len(batch)], "died": batch[6 % len(batch)]}
    file_name = f"{batch[7 % len(batch)]}.jpg"
    choices = {"signature": "name", "file_1_living": "no", "file_1_publish": "yes", "relation": "friend"}
    answer = family.offer(place.base, "\n\n".join(batch), [(file_name, PICTURE.read_bytes())], **lines, **choices)
    assert 'name="payload"' in answer.text, answer.path


def _accept(reader: Hand) -> None:
    reader.open("/desk/queue")
    reader.press()
    for picture in reader.page.locator("main .links a").all():
        assert picture.get_attribute("href")
    assert not reader.page.evaluate("window.struck || 0")
    reader.choose("decision", "accept")
    found = reader.page.locator("main input[name=names_looked_for]")
    if found.count():
        found.check()
    new = reader.page.locator('main input[name=person_id][value="new"]')
    if new.count():
        new.check()
    reader.press("#decide [data-next]")
    assert not reader.page.evaluate("window.struck || 0")


def _look(page: Page, somebody: PlainBrowser, server: MemorialServer, paths: list[str]) -> None:
    """Open each page as that somebody, and see whether anything ran."""
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": value, "url": server.url} for name, value in somebody.cookies.items()]
    )
    for path in paths:
        answer = page.goto(server.url + path)
        assert answer is not None
        assert answer.status < 500, path
        assert not page.evaluate("window.struck || 0"), path


def _links(anyone: PlainBrowser, place: Place) -> set[str]:
    found = set()
    for page in ("wall", "names"):
        links = [one.get("href") for one in anyone.open(place.base + page).root.all("a")]
        found |= {link for link in links if "/remembrances/" in link or "/people/" in link}
    return found


def test_nasty_strings_in_every_field_come_back_as_they_were_typed(place: Place, server: MemorialServer) -> None:
    changed = []

    for text in NASTY:
        family = PlainBrowser(server.url)
        given = {name: text for name in ("person_name_other", "born", "died", "place")}
        page = family.offer(place.base, f"It was {text} then.", person_name=f"N {text}", contributor_name=text, **given)
        assert page.status in (200, 422), repr(text)
        shown = family.open(f"{place.base}share/say")
        assert shown.status == 200, repr(text)
        story = dict(family.filled("story")[1])["story"]
        if _folded(story) != _folded(f"It was {text} then."):
            changed.append((text, story))

    assert changed == []


@pytest.mark.parametrize("page", ["search", "names", "wall"])
def test_nasty_strings_and_names_in_thirty_scripts_can_be_searched_for(
    place: Place, server: MemorialServer, page: str
) -> None:
    anyone = PlainBrowser(server.url)

    for text in (*NASTY, *NAMES_IN_SCRIPTS):
        answer = anyone.ask("GET", f"{place.base}{page}?q={quote(text)}")
        assert answer.status == 200, repr(text)


def _folded(text: str) -> str:
    """What may differ: composed letters, line ends, control characters that no reader could see."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cn", "Co"))
