"""Search shows the record beside names and remembrances: each as what it is, with who says it and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from memorial.domain.record import Account, EntryKind, Question, Statement
from tests.installations import TestInstallation, installation
from tests.page_tree import Element, read_page
from tests.web.wall.conftest import Place, Visitor, made_place
from tests.web.wall.records import DOSSIER, about, keep, of_file, source, typed


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture(scope="module")
def real(site: TestInstallation) -> Place:
    """The real record with its sources signed; its statements wait at the desk."""
    place = made_place(site)
    keep(place, [one for one in of_file(DOSSIER) if one.kind is not EntryKind.STATEMENT])
    return place


def found(visitor: Visitor, place: Place, words: str) -> dict[str, list[Element]]:
    """The entries of the section on the record, by heading."""
    page = read_page(visitor.get(f"{place.base}search?q={quote(words)}").text).root
    section = [one for one in page.walk() if one.get("aria-labelledby") == "found-record"]
    groups = [group for one in section for group in one.walk() if group.name == "section"]
    return {_first(group, "h3").text(): [one for one in group.walk() if one.name == "li"] for group in groups}


def _first(element: Element, name: str) -> Element:
    return next(one for one in element.walk() if one.name == name)


def links(element: Element) -> list[str]:
    return [one.get("href") for one in element.walk() if one.name == "a"]


@pytest.mark.parametrize("spelling", ["Xocalı", "Ходжалы", "Խոջալու", "Hocalı", "Khojaly", "Khodzhaly"])
def test_every_spelling_of_a_place_finds_it_with_who_spells_it_so(visitor: Visitor, real: Place, spelling: str) -> None:
    places = found(visitor, real, spelling)["Places"]

    assert len(places) == 1
    assert links(places[0])[0] == f"{real.base}map#place-khojaly"
    assert f"{real.base}record/sources/kavkaz-uzel" in links(places[0])
    assert "spelled nearly so" not in places[0].text()


def test_a_village_is_not_taken_for_the_city_and_has_no_location(visitor: Visitor, real: Place) -> None:
    (near,) = found(visitor, real, "Nakhchivan")["Places"]
    (same,) = found(visitor, real, "Nakhichevanik")["Places"]

    assert "spelled nearly so, and perhaps another place" in near.text()
    assert "spelled nearly so" not in same.text()
    assert "location not recorded" in near.text()
    assert "location not recorded" in same.text()


def test_piramal_suggests_pirjamal(visitor: Visitor, real: Place) -> None:
    (place,) = found(visitor, real, "Piramal")["Places"]

    assert "Pirjamal" in place.text()
    assert links(place)[0] == f"{real.base}map#place-pirjamal"


def test_each_kind_stands_under_its_name_and_each_entry_beside_its_sources(visitor: Visitor, real: Place) -> None:
    groups = found(visitor, real, "killed")

    assert list(groups)[:2] == ["Questions", "Figures"]
    for entry in (entry for entries in groups.values() for entry in entries):
        assert any(link.startswith(f"{real.base}record/sources/") for link in links(entry)), entry.text()


@pytest.mark.parametrize(
    ("words", "heading", "way"),
    [
        ("corridor civilians", "Questions", "record/corridor"),
        ("1275", "Figures", "record#f-essay-captive"),
        ("helicopter", "By day and hour", "timeline#event-"),
        ("Caucasian Knot", "Sources", "record/sources/kavkaz-uzel"),
    ],
)
def test_an_entry_leads_to_where_it_stands(visitor: Visitor, real: Place, words: str, heading: str, way: str) -> None:
    ways = [links(entry)[0] for entry in found(visitor, real, words)[heading]]

    assert any(one.startswith(real.base + way) for one in ways), ways


def test_a_night_is_one_night_and_an_hour_stands_with_its_day(visitor: Visitor, real: Place) -> None:
    (night,) = found(visitor, real, "leave foot")["By day and hour"]
    (hour,) = found(visitor, real, "shelling begins")["By day and hour"]

    assert night.text().startswith("Night from 25 February to 26 February, 1992:")
    assert hour.text().startswith("25 February 1992, about 23:00:")


def test_where_more_is_found_than_shown_the_rest_can_be_reached(visitor: Visitor, real: Place) -> None:
    page = visitor.get(f"{real.base}search?q=killed").text

    assert len(found(visitor, real, "killed")["Figures"]) == 8
    assert "There are more of these in the record" in page


def test_what_opens_after_a_choice_only_is_not_found(visitor: Visitor, site: TestInstallation) -> None:
    place = made_place(site)
    shut = Question("Which albatross?", (Account("one", "A pelican."),), sensitivity="graphic")
    states = {"about": about(), "one": source("One"), "shut": shut, "t": Statement("claim", "A pelican rose.", "one")}
    keep(place, typed(states))

    assert found(visitor, place, "albatross") == {}
    assert list(found(visitor, place, "pelican")) == ["Statements"]
    assert found(visitor, place, "pelican")["Statements"][0].text().count("One office") == 1


def test_a_statement_leads_to_its_place_on_the_record(visitor: Visitor, site: TestInstallation) -> None:
    place = made_place(site)
    keep(place, typed({"about": about(), "one": source("One"), "t": Statement("claim", "A pelican rose.", "one")}))
    (entry,) = found(visitor, place, "pelican")["Statements"]

    assert links(entry)[0] == f"{place.base}record#t-t"
    assert 'id="t-t"' in visitor.get(f"{place.base}record").text


def test_people_remembrances_and_the_record_are_told_apart(visitor: Visitor, site: TestInstallation) -> None:
    place = made_place(site)
    place.publish(story="A pelican on the pier.", person_name="Pelican Verd")
    keep(place, typed({"about": about(), "one": source("One"), "t": Statement("claim", "A pelican rose.", "one")}))
    page = read_page(visitor.get(f"{place.base}search?q=pelican").text).root

    headings = [one.text() for one in page.walk() if one.name == "h2"]
    assert [one for one in headings if one in ("Names", "What happened", "Remembrances")] == [
        "Names",
        "What happened",
        "Remembrances",
    ]


def test_a_memorial_without_a_record_is_searched_as_before(visitor: Visitor, place: Place) -> None:
    place.publish(story="A pelican on the pier.")

    assert found(visitor, place, "pelican") == {}
    assert "Nothing was found." in visitor.get(f"{place.base}search?q=albatross").text
