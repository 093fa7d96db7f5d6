"""The wall of names by name, by date, by place and together; as a list, as cards, and for reading aloud."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from memorial.adapters.db.edition_tables import published_person
from memorial.adapters.documents import to_text
from memorial.published.types import PictureSource, PublishedPicture
from memorial.vocabulary import Audience
from tests.installations import TestInstallation
from tests.page_tree import Element, read_page
from tests.web.wall.conftest import Place, Visitor
from tests.web.wall.listed import kept, listed, listed_place, stand_together

ORDERS, VIEWS = ("name", "date", "place", "together"), ("list", "cards", "read")


@pytest.fixture
def place(site: TestInstallation) -> Place:
    return listed_place(site, languages=("en", "ar"))


def _root(visitor: Visitor, place: Place, query: str = "", language: str = "en") -> Element:
    answer = visitor.get(f"/{language}/{place.memorial.slug}/names{'?' + query if query else ''}")
    assert answer.status_code == 200
    return read_page(answer.text).root


def _names(root: Element) -> list[str]:
    return [entry.text() for entry in root.all("li") if entry.get("id").startswith("p-")]


def _headings(root: Element) -> list[str]:
    return [" ".join(heading.text().split()) for heading in root.all("h2")]


def test_by_date_headings_are_years_and_what_is_uncertain_stands_apart(visitor: Visitor, place: Place) -> None:
    listed(place, "Cora", died="1992-05-01")
    listed(place, "Ada", died="1992-02-26")
    listed(place, "Bela", died="1992~")
    listed(place, "Dora", born="1943")
    listed(place, "Edda", died="1992|1993")
    listed(place, "Finn")

    root = _root(visitor, place, "order=date")

    assert _headings(root) == [
        "1943 1 name",
        "1992 2 names",
        "about 1992 1 name",
        "1992 or 1993 1 name",
        "Date not known 1 name",
    ]
    assert [name.split()[0] for name in _names(root)] == [
        "Dora",
        "Ada",
        "Cora",
        "Bela",
        "Edda",
        "Finn",
    ]


def test_by_place_names_stand_under_the_place_that_is_published(visitor: Visitor, place: Place) -> None:
    listed(place, "Bela", place="Vell")
    listed(place, "Ada", place="Vell")
    listed(place, "Cora", place="Über")
    listed(place, "Dora", place="تل")
    listed(place, "Edda")
    listed(place, "Hidden", Audience.TEAM, place="Secret")

    root = _root(visitor, place, "order=place")
    jumps = {
        link.text(): link.get("href") for nav in root.all("nav") for link in nav.all("a") if "#g-" in link.get("href")
    }
    sections = {section.get("id"): section.all("h2")[0].text() for section in root.all("section") if section.has("id")}

    assert [one.split()[0] for one in _headings(root)] == ["Über", "Vell", "تل", "Place"]
    assert _names(root) == ["Cora", "Ada", "Bela", "Dora", "Edda"]
    assert sections[jumps["V"].removeprefix("#")].startswith("Vell")
    assert "Secret" not in root.text()


def test_groups_go_on_over_pages_and_years_lead_to_the_right_one(
    visitor: Visitor, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memorial.web.wall.names.PER_PAGE", 2)
    for name, year in (("Ada", 1990), ("Bela", 1991), ("Cora", 1991), ("Dora", 1991), ("Edda", 1992)):
        listed(place, name, died=str(year))

    pages = [_root(visitor, place, f"order=date&page={number}") for number in (1, 2, 3)]
    jumps = {link.text(): link.get("href") for nav in pages[0].all("nav") for link in nav.all("a")}

    assert [_headings(page) for page in pages] == [
        ["1990 1 name", "1991 3 names"],
        ["1991 3 names"],
        ["1992 1 name"],
    ]
    address, _, anchor = jumps["1992"].partition("#")
    assert address == f"{place.base}names?order=date&page=3"
    assert anchor in [section.get("id") for section in pages[2].all("section")]
    assert visitor.get(f"{place.base}names?order=date&page=4").status_code == 404


def test_together_is_there_only_once_it_was_computed_and_newcomers_stand_at_its_end(
    visitor: Visitor, place: Place
) -> None:
    ids = {name: listed(place, name) for name in ("Ada", "Bela", "Cora", "Dora")}
    before = visitor.get(f"{place.base}names")
    unknown = visitor.get(f"{place.base}names?order=together")

    stand_together(place, [ids["Cora"], ids["Ada"], ids["Dora"]])
    listed(place, "Alma")

    assert unknown.status_code == 404
    assert "order=together" not in before.text
    assert "order=together" in visitor.get(f"{place.base}names").text
    assert _names(_root(visitor, place, "order=together")) == ["Cora", "Ada", "Dora", "Alma", "Bela"]


@pytest.mark.parametrize("per_page", [1, 3])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_any_length_give_everybody_once_in_one_order(
    visitor: Visitor, place: Place, per_page: int, order: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    names = ("Ada", "Ada", "Bela", "ليلى", "نور", "Яна", "Ада")
    ids = [
        listed(place, name, died=f"199{at % 3}", place="Vell" if at % 2 else "Tala") for at, name in enumerate(names)
    ]
    stand_together(place, [ids[4], ids[0], ids[6]])
    kept(place)
    monkeypatch.setattr("memorial.web.wall.names.PER_PAGE", 100)
    whole = [entry.get("id") for entry in _entries(_root(visitor, place, f"order={order}", language))]

    monkeypatch.setattr("memorial.web.wall.names.PER_PAGE", per_page)
    found: list[str] = []
    for number in range(1, 8 // per_page + (8 % per_page > 0) + 1):
        found += [one.get("id") for one in _entries(_root(visitor, place, f"order={order}&page={number}", language))]

    assert len(set(whole)) == 8
    assert found == whole


def _entries(root: Element) -> list[Element]:
    return [entry for entry in root.all("li") if entry.get("id").startswith("p-")]


def test_names_in_the_letters_of_the_page_come_first(visitor: Visitor, place: Place) -> None:
    for name in ("Ada", "ليلى", "Яна", "نور"):
        listed(place, name)

    assert _names(_root(visitor, place)) == ["Ada", "Яна", "ليلى", "نور"]
    assert _names(_root(visitor, place, language="ar")) == ["ليلى", "نور", "Ada", "Яна"]


def test_letters_of_an_arabic_page_lead_where_its_order_has_them(
    visitor: Visitor, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memorial.web.wall.names.PER_PAGE", 2)
    for name in ("Ada", "ليلى", "Яна", "نور"):
        listed(place, name)

    root = _root(visitor, place, language="ar")
    letters = {link.text(): link.get("href") for nav in root.all("nav") for link in nav.all("a")}

    assert letters["ل"].startswith("#p-")
    assert letters["A"].startswith(f"/ar/{place.memorial.slug}/names?page=2#p-")


@pytest.mark.parametrize("view", VIEWS)
def test_a_name_that_a_family_keeps_has_a_place_like_any_other_and_no_link(
    visitor: Visitor, place: Place, view: str
) -> None:
    listed(place, "Ada")
    hidden = kept(place)

    root = _root(visitor, place, f"view={view}{'&page=2' if view == 'read' else ''}")

    main = root.all("main")[0].text()
    assert main.count("A name kept by the family") == 1
    assert not any(hidden in link.get("href") and "#p-" not in link.get("href") for link in root.all("a"))
    assert "2 names" in main or "Name 2 of 2" in main
    assert visitor.get(f"{place.base}people/{hidden}").status_code == 404


def test_cards_hold_twenty_four_names_and_no_picture_where_there_is_none(visitor: Visitor, place: Place) -> None:
    for number in range(26):
        listed(place, f"Ada {number:02d}")

    first, second = (_root(visitor, place, f"view=cards&page={number}") for number in (1, 2))

    assert (len(_names(first)), len(_names(second))) == (24, 2)
    assert first.all("main")[0].all("img", "svg") == []


def test_reading_goes_from_name_to_name_in_the_chosen_order_and_back_to_the_list(
    visitor: Visitor, place: Place
) -> None:
    listed(place, "Ada", died="1999", place="Vell")
    bela = listed(place, "Bela", died="1990")
    listed(place, "Cora", died="1995")

    heard, query = [], "order=date&view=read"
    while query:
        root = _root(visitor, place, query)
        heard.append(root.all("h1")[0].text())
        links = {link.get("rel"): link.get("href") for link in root.all("a") if link.has("rel")}
        query = links.get("next", "").partition("?")[2]
    first = _root(visitor, place, "order=date&view=read")

    assert heard == ["Bela", "Cora", "Ada"]
    assert f"{place.base}names?order=date#p-{bela}" in [link.get("href") for link in first.all("a")]
    assert visitor.get(f"{place.base}names?order=date&view=read&page=4").status_code == 404


def test_reading_a_wall_without_names_leads_to_the_list(visitor: Visitor, place: Place) -> None:
    answer = visitor.get(f"{place.base}names?view=read")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{place.base}names")
    assert "No names have been entered." in visitor.get(f"{place.base}names?view=cards").text


@pytest.mark.parametrize(
    "query", ["order=age", "view=grid", "order=", "view=", "page=0", "page=x", "view=cards&page=2", "order=NAME"]
)
def test_what_is_no_order_view_or_page_is_no_page(visitor: Visitor, place: Place, query: str) -> None:
    listed(place, "Ada")

    answer = visitor.get(f"{place.base}names?{query}")

    assert answer.status_code == 404
    assert answer.data == visitor.get(f"{place.base}nowhere").data


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("order", ORDERS[:3])
def test_every_view_says_noindex_and_links_keep_their_shortest_address(
    visitor: Visitor, place: Place, order: str, view: str
) -> None:
    listed(place, "Ada", died="1992", place="Vell")

    answer = visitor.get(f"{place.base}names?order={order}&view={view}")
    links = {link.get("href") for link in read_page(answer.text).root.all("a")}

    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert not any("order=name" in link or "view=list" in link or "page=1" in link for link in links)
    assert answer.headers["ETag"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("order", ORDERS[:3])
def test_a_private_person_changes_no_byte_of_any_view(visitor: Visitor, place: Place, order: str, view: str) -> None:
    listed(place, "Ada", died="1992-02-26", place="Vell")
    address = f"{place.base}names?order={order}&view={view}"
    before = visitor.get(address)

    listed(place, "Aaron Hidden", Audience.TEAM, died="1992-02-26", place="Aaaa")
    listed(place, "Zoe Hidden", Audience.ARCHIVE, born="1850", place="Zzzz")

    after = visitor.get(address)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_hostile_names_and_places_stay_text(visitor: Visitor, place: Place) -> None:
    listed(place, "<script>alert(1)</script>", place='"><img src=x onerror=alert(1)>', died="1992")

    for order in ORDERS[:3]:
        for view in VIEWS:
            text = visitor.get(f"{place.base}names?order={order}&view={view}").text
            assert "<script>alert" not in text
            assert "<img src=x" not in text


def test_a_card_shows_the_portrait_that_is_published_and_the_list_does_not(visitor: Visitor, place: Place) -> None:
    ada = listed(place, "Ada")
    listed(place, "Bela")
    sources = (
        PictureSource("a.webp", "image/webp", 480, 640, "card"),
        PictureSource("a.jpg", "image/jpeg", 480, 640, "card"),
    )
    portrait = to_text(PublishedPicture("Ada at the pump", "", sources))
    with place.site.installation.engines.writing.begin() as connection:
        connection.execute(update(published_person).where(published_person.c.id == ada).values(portrait=portrait))

    cards = _root(visitor, place, "view=cards")
    (shown,) = cards.all("main")[0].all("img")

    assert (shown.get("src"), shown.get("alt")) == ("/media/a.jpg", "Ada at the pump")
    assert shown.get("width") == "480"
    assert _root(visitor, place).all("main")[0].all("img") == []
