"""A place of a person that has the name of a place of the record leads to it, in whatever letters both are written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from memorial.domain.record import EntryKind, PlaceName, State
from memorial.domain.record import Place as RecordPlace
from tests.installations import TestInstallation, installation
from tests.web.wall.conftest import Place, Visitor, made_place
from tests.web.wall.records import about, keep, source, typed


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as made:
        yield made


def town(*names: tuple[str, str]) -> RecordPlace:
    return RecordPlace("town", tuple(PlaceName(language, name, "one") for language, name in names))


KARVEL = town(("en-Latn", "Karvel"), ("hy-Armn", "Կարվել"))


def page_of_somebody_from(visitor: Visitor, place: Place, lived_in: str) -> str:
    _, remembrance = place.publish(person_name="Aram Verd", place=lived_in)
    return visitor.get(f"{place.base}people/{place.person_of(remembrance)}").text


def with_record(site: TestInstallation, waiting: tuple[EntryKind, ...] = (), **places: RecordPlace) -> Place:
    place = made_place(site)
    states: dict[str, State] = {"about": about(), "one": source("One"), **places}
    keep(place, typed(states), waiting=waiting)
    return place


@pytest.mark.parametrize("written", ["Karvel", "karvel", "Կարվել", "Карвел"])
def test_the_place_leads_to_where_the_record_has_it(visitor: Visitor, site: TestInstallation, written: str) -> None:
    place = with_record(site, karvel=KARVEL)

    assert f'href="{place.base}map#place-karvel"' in page_of_somebody_from(visitor, place, written)


@pytest.mark.parametrize("written", ["Karvel upper town", "Karvell", "Tovin"])
def test_a_name_that_is_not_just_the_same_leads_nowhere(visitor: Visitor, site: TestInstallation, written: str) -> None:
    place = with_record(site, karvel=KARVEL)
    page = page_of_somebody_from(visitor, place, written)

    assert written in page
    assert "map#place-" not in page


def test_a_name_that_two_places_have_leads_to_neither(visitor: Visitor, site: TestInstallation) -> None:
    place = with_record(site, karvel=KARVEL, other=town(("en-Latn", "Karvel")))

    assert "map#place-" not in page_of_somebody_from(visitor, place, "Karvel")


def test_a_place_that_waits_at_the_desk_changes_nothing(visitor: Visitor, site: TestInstallation) -> None:
    place = with_record(site, (EntryKind.PLACE,), karvel=KARVEL)

    assert "map#place-" not in page_of_somebody_from(visitor, place, "Karvel")


def test_without_a_record_a_place_is_its_name(visitor: Visitor, place: Place) -> None:
    page = page_of_somebody_from(visitor, place, "Karvel")

    assert "Karvel" in page
    assert "map#place-" not in page
