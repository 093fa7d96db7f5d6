"""A person's page: every claim beside its source, in words that are kind and never say more than the source does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memorial.application.joining import join_people, part_people
from memorial.domain.person import FactClaim, NameClaim
from memorial.vocabulary import Audience, Basis, Certainty, Kinship
from tests.installations import EDITOR, TestInstallation
from tests.page_tree import Element, read_page
from tests.people import add_person, add_source, fact, kin, name
from tests.web.wall.conftest import Place, Visitor, made_place

LIST, STONE = "Harbour list", "The stone at the pier"


@pytest.fixture
def place(site: TestInstallation) -> Place:
    return made_place(site, languages=("en", "ar"))


@pytest.fixture
def here(place: Place) -> TestInstallation:
    made = replace(place.site, memorial=place.memorial)
    add_source(made, "list-one", LIST)
    add_source(made, "stone", STONE)
    return made


def read(visitor: Visitor, place: Place, person_id: str, language: str = "en") -> Element:
    answer = visitor.get(f"/{language}/{place.memorial.slug}/people/{person_id}")
    assert answer.status_code == 200
    return read_page(answer.text).root


def said(page: Element, term: str) -> list[str]:
    """What stands under that term."""
    for row in page.all("div"):
        terms = [one.text() for one in row.all("dt")]
        if terms == [term]:
            return [" ".join(one.text().split()) for one in row.all("dd")]
    return []


def forms(page: Element) -> list[str]:
    (header,) = [one for one in page.all("header") if "person-heading" in (one.get("class") or "")]
    return [" ".join(one.text().split()) for one in (*header.all("h1"), *header.all("li"))]


def test_names_stand_with_what_they_are_and_the_pages_language_leads(
    visitor: Visitor, place: Place, here: TestInstallation
) -> None:
    person_id = add_person(
        here,
        name("Анна Берг", language="ru"),
        name("Anna Berg", kind="transliterated", language="en", preferred=True, source_id="stone"),
        name("Ani", kind="nickname"),
        name("آنا بيرغ", kind="other_script", language="ar", preferred=True),
    )

    english, arabic = (forms(read(visitor, place, person_id, language)) for language in ("en", "ar"))

    assert english[0] == "Anna Berg"
    assert arabic[0] == "آنا بيرغ"
    assert f"Анна Берг Russian Source: {LIST}" in english
    assert f"Ani what people called them Source: {LIST}" in english
    assert f"آنا بيرغ in another alphabet · Arabic Source: {LIST}" in english


def test_dates_that_contradict_each_other_stand_side_by_side_and_none_wins(
    visitor: Visitor, place: Place, here: TestInstallation
) -> None:
    facts = (
        fact("born", "1920~", words="about the time of the big flood"),
        fact("born", "1921-05-03", source_id="stone"),
        FactClaim("born", "1922", Basis.CONTRIBUTOR, "r" * 32, Audience.PUBLIC),
    )
    person_id = add_person(here, "Anna Berg", facts=facts)

    page = read(visitor, place, person_id)

    assert said(page, "Born") == [
        f"about 1920 about the time of the big flood Source: {LIST}",
        f"3 May 1921 Source: {STONE}",
        "1922 Source: a family",
        "This is told in more than one way. All of it stands here.",
    ]
    assert [one.text() for one in page.all("q")] == ["about the time of the big flood"]


def test_the_one_source_of_everything_is_said_once(visitor: Visitor, place: Place, here: TestInstallation) -> None:
    person_id = add_person(here, "Anna Berg", facts=(fact("born", "1920"), fact("age", "40")))

    page = read(visitor, place, person_id)

    assert (said(page, "Born"), said(page, "Age")) == (["1920"], ["40"])
    assert said(page, "Source of all of this") == [LIST]


def test_what_befell_somebody_is_told_in_the_order_of_its_dates_and_as_the_list_says_it(
    visitor: Visitor, place: Place, here: TestInstallation
) -> None:
    opened = {"asked_by": "kin", "opened_by": ("a", "b")}
    facts = (
        fact("fate", "died_of_cold", on="1943-02"),
        fact("fate", "released", on="1942", **opened),
        fact("fate", "captive", on="1941-11-05", **opened),
        fact("fate", "wounded"),
        FactClaim("fate", "missing", Basis.CONTRIBUTOR, "r" * 32, Audience.PUBLIC),
    )
    person_id = add_person(here, "Anna Berg", facts=facts)

    assert [one.removesuffix(f" Source: {LIST}") for one in said(read(visitor, place, person_id), "Fate")] == [
        "5 November 1941: Taken captive, as the list says",
        "1942: Released from captivity, as the list says",
        "February 1943: Died of cold, as the list says",
        "Wounded, as the list says",
        "Missing",
    ]


def test_a_date_of_which_only_the_words_are_known_is_quoted(
    visitor: Visitor, place: Place, here: TestInstallation
) -> None:
    person_id = add_person(here, "Anna Berg", facts=(fact("died", "", words="when the herring came"),))

    assert said(read(visitor, place, person_id), "Died") == ["when the herring came"]


def test_family_and_others_beside_somebody_are_named_with_how_sure_it_is_and_who_says_so(
    visitor: Visitor, place: Place, here: TestInstallation
) -> None:
    bela, cora = add_person(here, "Bela Berg"), add_person(here, "Cora Lind")
    ties = (
        kin(bela, Kinship.SIBLING, certainty=Certainty.PROBABLE, words="der Bruder", source_id="stone"),
        kin(cora, Kinship.NEIGHBOUR),
    )
    anna = add_person(here, "Anna Berg", kin=ties)

    page = read(visitor, place, anna)

    kept = [one for one in page.all("section") if one.get("class") == "kin"]
    assert [(one.all("h2")[0].text(), " ".join(one.all("li")[0].text().split())) for one in kept] == [
        ("Family", f"Bela Berg brother or sister · probably der Bruder Source: {STONE}"),
        ("Beside", f"Cora Lind neighbour Source: {LIST}"),
    ]
    assert [one.all("a")[0].get("href") for one in kept] == [f"{place.base}people/{one}" for one in (bela, cora)]


def test_a_page_with_a_name_and_nothing_else_says_so_kindly(
    visitor: Visitor, place: Place, here: TestInstallation
) -> None:
    person_id = add_person(here, NameClaim("Anna Berg", Basis.CONTRIBUTOR, "r" * 32, Audience.PUBLIC))

    page = read(visitor, place, person_id)

    assert "Nobody has written about this person yet. The name is here." in page.text()
    assert page.all("dl") == []


def test_the_address_of_a_joined_record_leads_to_the_one_page_like_any_other_address_that_leads_elsewhere(
    visitor: Visitor, place: Place, here: TestInstallation
) -> None:
    anna, ani, hidden = add_person(here, "Anna Berg"), add_person(here, "Ani Berg"), add_person(
        here, name("A. Berg", Audience.TEAM)
    )  # fmt: skip
    for other in (ani, hidden):
        join_people(here.services, here.memorial.id, anna, other, by=EDITOR, reason="one person")
    like = visitor.get(f"/en/{place.memorial.slug}")

    led, short = visitor.get(f"{place.base}people/{ani}"), visitor.get(f"/p/{ani}")
    none, unknown = visitor.get(f"{place.base}people/{hidden}"), visitor.get(f"{place.base}people/{'0' * 32}")
    part_people(here.services, here.memorial.id, ani, by=EDITOR)

    assert (led.status_code, led.headers["Location"]) == (302, f"{place.base}people/{anna}")
    assert short.headers["Location"] == f"{place.base}people/{anna}"
    changing = ("Location", "Date")
    assert {n: v for n, v in led.headers if n not in changing} == {n: v for n, v in like.headers if n not in changing}
    assert (none.status_code, none.data) == (404, unknown.data)
    assert visitor.get(f"/p/{hidden}").status_code == 404
    assert visitor.get(f"{place.base}people/{ani}").status_code == 200
