"""The main path in a real browser: a family offers, readers decide, a visitor reads, the daughter takes it back."""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64decode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import StartMemorial
from tests.journeys.hand import Hand
from tests.journeys.places import AT_ONCE, Place
from tests.journeys.plain_browser import Answer, PlainBrowser
from tests.journeys.ways import ANSWER_404, WITH, Way, in_every_way
from tests.servers.application import MemorialServer

SAMPLES = Path(__file__).parents[1] / "samples" / "images"
WITH_GPS, PLAIN = SAMPLES / "IMG_20180725_163423-tiny.jpg", SAMPLES / "hopper.jpg"
NAME, OTHER_NAME = "Qoralin Vestemar", "Коралин Вестемар"
STORY = "She mended the nets of the whole quay.\n\nOn Sundays she sang, and the ferry waited for the last verse."
MOST_PRESSES = 3
# Resolves to the width of the picture once it has come; pictures further down are loaded late.
_LOADED = "picture => picture.decode().then(() => picture.naturalWidth)"

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]


@pytest.fixture
def server(place: Place, start_memorial: StartMemorial) -> MemorialServer:
    return start_memorial(place.home, env=AT_ONCE, workers=2)


@in_every_way(WITH)
def test_a_family_offers_readers_accept_a_visitor_reads_and_the_daughter_takes_it_back(
    place: Place, server: MemorialServer, way: Way
) -> None:
    family = way.hand(server.url)
    code = _offer(family, place, living="no")
    _assert_one_sealed_cookie(family, code)

    _accept(way.hand(server.url), "moderator")
    remembrance, person, pictures = _read_everywhere(way.hand(server.url), place)
    _assert_pictures_are_stripped(server, pictures)

    daughter = way.hand(server.url)
    daughter.come_back(code)
    daughter.press('button[value="withdraw"]')
    assert daughter.presses <= MOST_PRESSES
    assert daughter.answers == 1, "a code, and no reason"
    assert (daughter.presses, daughter.answers) < (family.presses, family.answers)
    assert "taken back" in daughter.words()

    for path in (remembrance, person, *pictures):
        _assert_common_404(server, place, path)
    _assert_nothing_left(server, place)


@in_every_way(ANSWER_404)
def test_a_photograph_of_somebody_alive_is_shown_when_two_editors_agree(
    place: Place, server: MemorialServer, way: Way
) -> None:
    _offer(way.hand(server.url), place, living="yes")
    wall = PlainBrowser(server.url)

    _accept(way.hand(server.url), "editor")
    assert NAME not in wall.open(f"{place.base}wall").text

    _accept(way.hand(server.url), "second-editor")
    assert NAME in wall.open(f"{place.base}wall").text


# The steps


def _offer(family: Hand, place: Place, *, living: str) -> str:
    """Two photographs, one with the place where it was taken, about somebody whose name is new; the code."""
    assert family.open(f"{place.base}share") == 200
    family.press()
    family.type("person_name", NAME)
    family.press()
    family.type("person_name_other", OTHER_NAME)
    family.type("born", "about 1943")
    family.type("place", "Low Pier")
    family.press()
    family.type("story", STORY)
    family.choose_files(WITH_GPS, PLAIN)
    family.press()
    assert not family.page.locator("main input[type=radio]:checked").count(), "something was chosen beforehand"
    family.choose("audience", "public")
    family.choose("person_name_shown", "full")
    family.choose("signature", "relation")
    family.choose("relation", "family")
    for number in (1, 2):
        family.type(f"file_{number}_caption", f"By the window {number}")
        family.choose(f"file_{number}_living", living)
        family.choose(f"file_{number}_agreed", "yes")
        family.choose(f"file_{number}_publish", "yes")
    family.press()
    assert family.path == f"{place.base}share/check"
    told = family.words()
    assert "She mended the nets of the whole quay." in told
    assert NAME in told
    assert WITH_GPS.name not in family.page.locator("main article").inner_text()
    family.press()
    return family.code()


def _accept(reader: Hand, who: str) -> None:
    reader.sign_in(who)
    reader.open("/desk/queue")
    assert STORY.split("\n")[0] not in reader.page.content(), "the queue shows no text"
    reader.press()
    assert STORY.split("\n")[0] in reader.words()
    reader.choose("decision", "accept")
    reader.press("#decide [data-next]")


def _read_everywhere(visitor: Hand, place: Place) -> tuple[str, str, list[str]]:
    """On the wall, the name, the person's page, its own page, in search; its address, the person's, the pictures'."""
    visitor.open(f"{place.base}wall")
    assert "She mended the nets" in visitor.words()
    visitor.press("main .remembrance-more a")
    remembrance = visitor.path
    assert "the ferry waited for the last verse" in visitor.words()
    assert visitor.page.locator("main img").count() == 2
    for picture in visitor.page.locator("main img").all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate(_LOADED)
    source = visitor.page.content()
    visitor.press("main h1 a")
    person = visitor.path
    assert NAME in visitor.words()
    assert OTHER_NAME in visitor.words()
    visitor.open(f"{place.base}names")
    assert NAME in visitor.words()
    visitor.open(f"{place.base}search?q=ferry")
    assert "She mended the nets" in visitor.words()
    pictures = sorted(set(re.findall(r"/media/[0-9a-z]+\.[a-z]+", source)))
    assert len(pictures) >= 4
    assert not visitor.page.context.cookies()
    return remembrance, person, pictures


# What must hold


def _assert_one_sealed_cookie(family: Hand, code: str) -> None:
    (cookie,) = family.page.context.cookies()
    raw = str(cookie["value"])
    opened = urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
    digits = re.sub(r"\D", "", code)
    assert len(digits) == 20
    assert digits not in raw
    assert digits.encode() not in opened
    assert b"harbour" not in opened
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"


def _assert_pictures_are_stripped(server: MemorialServer, pictures: list[str]) -> None:
    anyone = PlainBrowser(server.url)
    for path in pictures:
        answer = anyone.open(path)
        assert answer.status == 200
        with Image.open(BytesIO(answer.body)) as image:
            assert not dict(image.getexif()), path
            assert {"exif", "xmp", "comment", "photoshop", "icc_profile"}.isdisjoint(image.info), path
        assert not [mark for mark in (b"Exif", b"http://ns.adobe.com", b"2018:07:25", b"Google") if mark in answer.body]


def _assert_common_404(server: MemorialServer, place: Place, path: str) -> None:
    anyone = PlainBrowser(server.url)
    gone = anyone.open(path)
    never = anyone.open(re.sub(r"[0-9a-f]{32}", secrets.token_hex(16), path))
    assert (gone.status, never.status) == (404, 404)
    assert gone.body == never.body
    assert _kept(gone) == _kept(never)
    assert place.memorial.slug not in gone.text


def _kept(answer: Answer) -> list[tuple[str, str]]:
    return answer.without("Date")


def _assert_nothing_left(server: MemorialServer, place: Place) -> None:
    anyone = PlainBrowser(server.url)
    for path in ("", "wall", "names", "search?q=ferry", "feed.atom"):
        text = anyone.open(place.base + path).text
        assert "mended the nets" not in text, path
        assert NAME not in text, path
