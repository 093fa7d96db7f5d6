"""What search engines, feed readers and other machines are told."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from memorial.vocabulary import MemorialKind
from tests.page_tree import read_page
from tests.web.wall.conftest import PUBLIC_URL, Place, Visitor, made_place

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def _read(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 (our own document)


def _noindex(visitor: Visitor, path: str) -> bool:
    """Whether a page keeps search engines out; its header and its meta element must say the same."""
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    (meta,) = [m for m in read_page(answer.text).root.all("meta") if m.get("name") == "robots"]
    assert meta.get("content") == answer.headers["X-Robots-Tag"]
    assert "noarchive" in meta.get("content")
    return "noindex" in meta.get("content")


def _sitemap(visitor: Visitor) -> set[str]:
    root = _read(visitor.get("/sitemap.xml").text)
    assert root.tag == f"{SITEMAP}urlset"
    return {found.text or "" for found in root.iter(f"{SITEMAP}loc")}


def test_only_public_pages_may_be_indexed(visitor: Visitor, place: Place) -> None:
    _, public = place.publish()
    _, unlisted = place.publish(audience="unlisted", person_name="Bela Roth")

    assert not _noindex(visitor, place.base)
    assert not _noindex(visitor, f"{place.base}remembrances/{public}")
    assert not _noindex(visitor, f"{place.base}people/{place.person_of(public)}")
    for path in ("wall", "names", "search", "search?q=nets", f"remembrances/{unlisted}"):
        assert _noindex(visitor, place.base + path), path
    assert _noindex(visitor, f"{place.base}people/{place.person_of(unlisted)}")


def test_one_unlisted_remembrance_keeps_its_person_out_of_search_engines(visitor: Visitor, place: Place) -> None:
    _, public = place.publish()
    person = place.person_of(public)
    assert not _noindex(visitor, f"{place.base}people/{person}")

    place.publish(audience="unlisted", person_id=person)

    assert _noindex(visitor, f"{place.base}people/{person}")
    assert f"{PUBLIC_URL}{place.base}people/{person}" not in _sitemap(visitor)
    assert f"{PUBLIC_URL}{place.base}remembrances/{public}" in _sitemap(visitor)


def test_unlisted_is_in_no_sitemap_feed_or_front_page(visitor: Visitor, place: Place) -> None:
    _, public = place.publish(story="A word like feldspar.")
    _, unlisted = place.publish(story="A word like corundum.", audience="unlisted", person_name="Bela Roth")
    hidden_person = place.person_of(unlisted)

    for path in ("/sitemap.xml", f"{place.base}feed.atom", place.base):
        text = visitor.get(path).text
        assert public in text
        for word in (unlisted, hidden_person, "corundum", "Bela"):
            assert word not in text, (path, word)
    assert "corundum" in visitor.get(f"{place.base}wall").text


def test_a_fictional_memorial_is_never_indexed(visitor: Visitor, place: Place) -> None:
    made_up = made_place(place.site, kind=MemorialKind.FICTIONAL, fictional_note={"en": "Made up."})
    _, remembrance = made_up.publish()

    for path in ("", f"remembrances/{remembrance}", f"people/{made_up.person_of(remembrance)}"):
        assert _noindex(visitor, made_up.base + path)
    assert made_up.memorial.slug not in visitor.get("/sitemap.xml").text


def test_a_long_sitemap_is_an_index_whose_parts_hold_everything_once(
    visitor: Visitor, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        place.publish(person_name=f"Ada Lind{'abc'[number]}")
    whole = {address for address in _sitemap(visitor) if place.memorial.slug in address}
    assert len(whole) == 1 + 3 + 3

    monkeypatch.setattr("memorial.web.wall.sitemap.PER_PART", 2)
    place.publish(person_name="Dora Lind")
    index = _read(visitor.get("/sitemap.xml").text)
    parts = [loc.text or "" for loc in index.iter(f"{SITEMAP}loc")]
    found = [
        loc.text or ""
        for part in parts
        if f"of={place.memorial.slug}" in part
        for loc in _read(visitor.get(part.removeprefix(PUBLIC_URL)).text).iter(f"{SITEMAP}loc")
    ]

    assert index.tag == f"{SITEMAP}sitemapindex"
    assert len(found) == len(set(found)) == 1 + 4 + 4
    assert whole < set(found)


def test_the_feed_gives_days_and_never_hours(visitor: Visitor, place: Place) -> None:
    place.publish(story="She said *nothing* & <b>hummed</b>.", signature="name", contributor_name="Ида <Рот>")

    answer = visitor.get(f"{place.base}feed.atom")
    feed = _read(answer.text)

    assert answer.mimetype == "application/atom+xml"
    times = re.findall(r"\d{4}-\d\d-\d\dT[^<]*", answer.text)
    assert times
    assert all(time.endswith("T00:00:00Z") for time in times)
    assert [name.text for name in feed.findall(f"{ATOM}entry/{ATOM}author/{ATOM}name")] == ["Ида <Рот>"]
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "Ayla Verdin"
    assert PUBLIC_URL in (feed.find(f"{ATOM}link") or feed.findall(f"{ATOM}link")[0]).get("href", "")


def test_an_empty_feed_is_a_feed(visitor: Visitor, place: Place) -> None:
    feed = _read(visitor.get(f"{place.base}feed.atom").text)

    assert feed.findtext(f"{ATOM}updated")
    assert not feed.findall(f"{ATOM}entry")


def test_robots_keep_out_of_forms_and_trainers_out_of_everything(visitor: Visitor) -> None:
    training, everyone = visitor.get("/robots.txt").text.split("User-agent: *")

    assert "User-agent: GPTBot" in training
    assert training.rstrip().endswith("Disallow: /")
    for path in ("/desk", "/receipt", "/leave", "/*/share", "/*/search"):
        assert f"Disallow: {path}\n" in everyone
    assert f"Sitemap: {PUBLIC_URL}/sitemap.xml" in everyone


def test_hidden_things_change_no_byte_of_any_page(visitor: Visitor, place: Place) -> None:
    _, remembrance = place.publish()
    person = place.person_of(remembrance)
    paths = [f"{place.base}{rest}" for rest in ("", "names", "wall", "feed.atom", f"people/{person}", "search?q=nets")]
    before = [(str(answer.headers), answer.data) for answer in map(visitor.get, paths)]

    for _ in range(3):
        place.publish(audience="archive", person_id=person)
        place.publish(audience="until", embargo_until="2031-01-01", person_name="Bela Roth")
        place.site.give(place.memorial, person_name="Waiting Still")

    assert [(str(answer.headers), answer.data) for answer in map(visitor.get, paths)] == before
