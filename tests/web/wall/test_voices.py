"""Voices on the wall: a player that loads nothing by itself, its files, the choice of kinds, and the feed."""

from __future__ import annotations

import re

import pytest

from tests.installations import TestInstallation
from tests.voices import accepted, given_voice, made_ready
from tests.web.wall.conftest import Place, Visitor, made_place


@pytest.fixture
def heard(place: Place) -> str:
    """The id of a remembrance that is a voice and nothing else; beside it stands one with words alone."""
    place.publish(person_name="Orin Hask")
    _, given = given_voice(place.site, place.memorial, story="", person_name="Ayla Verdin")
    assert made_ready(place.site)
    accepted(place.site, given)
    return given.id


def test_a_voice_alone_has_a_page_with_a_player_and_files_to_take_along(
    visitor: Visitor, place: Place, heard: str
) -> None:
    page = visitor.get(f"{place.base}remembrances/{heard}").text

    (player,) = re.findall(r"<audio[^>]*>", page)
    assert 'preload="none"' in player
    assert "autoplay" not in page
    assert "A recording, 1 min 30 s" in page
    assert "<bdi>The song of the nets</bdi>" in page
    (source,) = re.findall(r'<source src="(/media/[^"]+)" type="audio/ogg"', page)
    assert re.search(rf'<a href="{source}" download>OPUS<span class="muted">, 1 kB', page)
    assert visitor.get(source).status_code == 200
    assert "remembrance-body" not in page


def test_the_wall_says_how_long_a_voice_is_and_shows_voices_alone(visitor: Visitor, place: Place, heard: str) -> None:
    wall = visitor.get(f"{place.base}wall").text
    assert "A recording, 1 min 30 s" in wall
    assert "<audio" not in wall
    assert "Without pictures" not in wall, "nothing here has a picture"

    voices = visitor.get(f"{place.base}wall?kind=voice").text

    assert re.findall(r'id="r-([^"]+)"', voices) == [heard]
    assert len(re.findall(r'id="r-', visitor.get(f"{place.base}wall?kind=text").text)) == 2
    assert "With a recording" in wall


def test_the_feed_the_map_of_the_site_and_the_search_know_a_voice(visitor: Visitor, place: Place, heard: str) -> None:
    feed = visitor.get(f"{place.base}feed.atom").text
    assert re.search(r'<link rel="enclosure" type="audio/ogg" length="23" href="https?://[^"]+/media/[^"]+"/>', feed)
    assert "A recording, 1 min 30 s" in feed
    assert heard in visitor.get("/sitemap.xml").text
    assert heard in visitor.get(f"{place.base}wall?q=nets+song").text


def test_what_is_not_heard_changes_no_byte_of_any_public_page(visitor: Visitor, site: TestInstallation) -> None:
    place = made_place(site)
    place.publish(person_name="Orin Hask")
    addresses = [f"{place.base}{rest}" for rest in ("", "wall", "wall?kind=voice", "feed.atom")] + ["/sitemap.xml"]
    before = [visitor.get(one).data for one in addresses]

    _, given = given_voice(site, place.memorial, story="", person_name_shown="none")
    made_ready(site)
    site.decide(given)

    assert [visitor.get(one).data for one in addresses] == before
