"""Search finds what is shown, and tells nothing of what is not."""

from __future__ import annotations

import pytest

from tests.page_tree import read_page
from tests.web.wall.conftest import Place, Visitor

ABSENT = "xylograph"


def test_search_finds_names_and_words(visitor: Visitor, place: Place) -> None:
    _, remembrance = place.publish(story="She mended nets and hummed.")

    by_word = visitor.get(f"{place.base}search?q=HUMMED+nets").text
    by_name = visitor.get(f"{place.base}search?q=verd").text

    assert f"remembrances/{remembrance}" in by_word
    assert f"people/{place.person_of(remembrance)}" in by_name
    assert f"people/{place.person_of(remembrance)}" in visitor.get(f"{place.base}names?q=Верд").text
    assert f"remembrances/{remembrance}" in visitor.get(f"{place.base}wall?q=nets").text


@pytest.mark.parametrize("page", ["search", "names", "wall"])
def test_a_withheld_word_answers_like_one_that_nobody_wrote(visitor: Visitor, place: Place, page: str) -> None:
    place.publish(
        story="A word like feldspar. Zorabel was here.", person_name="Zorabel Quist", person_name_shown="none"
    )
    place.publish(story="A word like corundum.", audience="archive", person_name="Mirabel Trask")
    place.publish(
        signature="relation", relation="family", contributor_name="Tuvalin", story="Written by Tuvalin himself."
    )

    def answered(word: str) -> tuple[int, str, str]:
        answer = visitor.get(f"{place.base}{page}?q={word}")
        headers = [(name, value) for name, value in answer.headers.items() if name != "Content-Length"]
        return answer.status_code, str(headers), answer.text.replace(word, "WORD")

    expected = answered(ABSENT)
    for word in ("Zorabel", "zora", "Quist", "Зорабель", "corundum", "corun", "Mirabel", "Trask", "Tuvalin", "tuval"):
        assert answered(word) == expected, word
    assert answered("feldspar") != expected or page == "names"


def test_searches_are_not_kept_in_memory(visitor: Visitor, place: Place) -> None:
    place.publish()
    for page in ("search", "names", "wall"):
        answer = visitor.get(f"{place.base}{page}?q=nets")
        assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    "words", ["", "%20", '"', "*", "a*b OR c", "NEAR(", "%00", "%ff", "-", "' OR 1=1 --", "q" * 5000]
)
def test_awkward_words_are_answered(visitor: Visitor, place: Place, words: str) -> None:
    place.publish()

    for page in ("search", "names", "wall"):
        assert visitor.get(f"{place.base}{page}?q={words}").status_code == 200


def test_a_long_search_goes_on_page_by_page(visitor: Visitor, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memorial.web.wall.search.PER_PAGE", 2)
    written = {place.publish(person_name=f"Person {letter}")[1] for letter in "ABCDE"}

    assert _walk(visitor, f"{place.base}search?q=nets") == written


def test_pages_of_a_list_stay_as_they_were_while_newer_ones_come(
    visitor: Visitor, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memorial.web.wall.remembrance.PER_PAGE", 2)
    for letter in "ABCDE":
        place.publish(person_name=f"Person {letter}")
    second = _next(visitor.get(f"{place.base}wall").text)
    assert second is not None
    before = _cards(visitor.get(second).text)

    place.site.clock.pass_by(days=1)
    place.publish(person_name="Person F")

    assert _cards(visitor.get(second).text) == before
    assert len(_walk(visitor, f"{place.base}wall")) == 6


def test_a_place_in_a_list_with_nothing_behind_it_leads_to_its_beginning(visitor: Visitor, place: Place) -> None:
    _, remembrance = place.publish()
    person = f"{place.base}people/{place.person_of(remembrance)}"

    assert visitor.get(f"{place.base}wall?after=0").location == f"{place.base}wall"
    assert visitor.get(f"{person}?after=0").location == person
    assert visitor.get(f"{place.base}wall?after=zzz").status_code == 200


def _walk(visitor: Visitor, path: str) -> set[str]:
    """Every remembrance on all pages of a list; none may stand on two."""
    found: list[str] = []
    following: str | None = path
    while following:
        text = visitor.get(following).text
        found += _cards(text)
        following = _next(text)
    assert len(found) == len(set(found))
    return set(found)


def _cards(text: str) -> list[str]:
    return [card.get("id").removeprefix("r-") for card in read_page(text).root.all("article")]


def _next(text: str) -> str | None:
    links = [link for link in read_page(text).root.all("a") if link.get("rel") == "next"]
    return links[0].get("href") if links else None
