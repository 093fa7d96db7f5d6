"""What each page of the wall shows of what was published."""

from __future__ import annotations

import pytest

from memorial.domain.memorial import Source
from memorial.domain.person import FactClaim, NameClaim, Person
from memorial.domain.record import ListKnown
from memorial.vocabulary import Audience, Basis, MemorialKind
from memorial.web.language import interface_languages
from tests.page_tree import read_page
from tests.web.wall.conftest import Place, Visitor, made_place
from tests.web.wall.records import about, keep, source, typed


def _links(text: str) -> set[str]:
    return {link.get("href") for link in read_page(text).root.all("a")}


def test_the_first_page_lists_the_memorials_that_are_open(visitor: Visitor, place: Place) -> None:
    hidden = made_place(place.site, public=False)

    links = _links(visitor.get("/").text)

    assert place.base in links
    assert hidden.base not in links


def test_a_front_page_leads_to_names_remembrances_and_sharing(visitor: Visitor, place: Place) -> None:
    _, remembrance = place.publish()

    page = visitor.get(place.base)

    assert {f"{place.base}{way}" for way in ("names", "wall", "share")} <= _links(page.text)
    assert f"{place.base}remembrances/{remembrance}" in _links(page.text)


def test_a_closed_memorial_offers_no_way_to_share(visitor: Visitor, place: Place) -> None:
    closed = made_place(place.site, accepting=False)

    for path in ("", "names", "wall", "search?q=nothing"):
        ways = {link.partition("?")[0] for link in _links(visitor.get(closed.base + path).text)}
        assert {link for link in ways if "/share" in link} == {f"{closed.base}share/notice"}


def test_the_names_wall_counts_names_only_where_there_are_some(visitor: Visitor, place: Place) -> None:
    empty = visitor.get(f"{place.base}names").text
    place.publish()
    full = visitor.get(f"{place.base}names").text

    assert "No names have been entered." in empty
    assert "0 names" not in empty
    assert "1 name<" in full
    assert "Ayla Verdin" in full


def test_letters_lead_to_the_first_name_that_begins_with_them(visitor: Visitor, place: Place) -> None:
    for name in ("Ada Lind", "Anna Berg", "Bela Roth"):
        place.publish(person_name=name)

    page = read_page(visitor.get(f"{place.base}names").text).root
    letters = {link.text(): link.get("href") for nav in page.all("nav") for link in nav.all("a")}
    entries = {entry.get("id"): entry.text() for entry in page.all("li") if entry.has("id")}

    assert entries[letters["A"].removeprefix("#")] == "Ada Lind"
    assert entries[letters["B"].removeprefix("#")] == "Bela Roth"


def test_names_go_on_page_by_page_and_letters_lead_to_the_right_one(
    visitor: Visitor, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memorial.web.wall.names.PER_PAGE", 2)
    names = ["Ada Lind", "Anna Berg", "Bela Roth", "Cora Holm", "Dora Lund"]
    for name in reversed(names):
        place.publish(person_name=name)

    pages = [visitor.get(f"{place.base}names?page={number}").text for number in (1, 2, 3)]
    root = read_page(pages[0]).root
    letters = {link.text(): link.get("href") for nav in root.all("nav") for link in nav.all("a")}

    shown = [[entry.text() for entry in read_page(page).root.all("li") if entry.has("id")] for page in pages]
    assert shown == [names[:2], names[2:4], names[4:]]
    assert "Page 1 of 3" in pages[0]
    address, _, anchor = letters["D"].partition("#")
    assert address == f"{place.base}names?page=3"
    assert f'id="{anchor}"' in pages[2]
    assert visitor.get(f"{place.base}names?page=4").status_code == 404


def test_facts_say_who_says_them_and_a_fate_stays_the_words_of_its_list(visitor: Visitor, place: Place) -> None:
    listed = made_place(place.site, sources=(Source("s1", "The harbour master's list"),))
    person = _listed_person(listed, fate="missing", born="1943~", age="44")

    page = visitor.get(f"{listed.base}people/{person}").text

    assert "about 1943" in page
    assert "Missing, as the list says" in page
    assert page.count("The harbour master&#39;s list") == 1
    assert "Nobody has written about this person yet." in page


def test_what_a_list_does_not_say_is_left_out(visitor: Visitor, place: Place) -> None:
    listed = made_place(place.site, sources=(Source("s1", "A list"),))
    person = _listed_person(listed, fate="not_said", place="Vell")

    page = visitor.get(f"{listed.base}people/{person}").text

    assert "Vell" in page
    assert "Fate" not in page


def _listed_person(listed: Place, /, **facts: str) -> str:
    """A person from the list with the source s1."""
    services = listed.site.services
    said = tuple(FactClaim(kind, value, Basis.PUBLISHED_SOURCE, "s1", Audience.PUBLIC) for kind, value in facts.items())
    name = NameClaim("Ada Lind", Basis.PUBLISHED_SOURCE, "s1", Audience.PUBLIC)
    key = services.keys.take()
    person = Person(services.new_id(), listed.memorial.id, key.id, (name,), said)
    with services.unit_of_work() as uow:
        uow.people.add(person)
        uow.commit()
    return person.id


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "99999999999", "٢"])
def test_a_page_of_names_that_does_not_exist_is_not_found(visitor: Visitor, place: Place, page: str) -> None:
    assert visitor.get(f"{place.base}names?page={page}").status_code == 404


def test_a_person_has_names_years_and_what_was_written(visitor: Visitor, place: Place) -> None:
    _, remembrance = place.publish(born="about 1943", died="1987", place="Vell")

    page = visitor.get(f"{place.base}people/{place.person_of(remembrance)}").text

    assert "Ayla Verdin" in page
    assert "about 1943" in page
    assert "She mended nets" in page
    assert f"memorial.example/p/{place.person_of(remembrance)}" in page


def test_a_remembrance_that_keeps_its_name_back_stands_alone(visitor: Visitor, place: Place) -> None:
    _, named = place.publish()
    _, nameless = place.publish(person_name_shown="none", story="A word like corundum.")
    person = place.person_of(named)

    assert "corundum" not in visitor.get(f"{place.base}people/{person}").text
    assert person not in visitor.get(f"{place.base}remembrances/{nameless}").text
    assert "corundum" in visitor.get(f"{place.base}wall").text


def test_the_short_address_leads_to_the_person_in_the_best_language(visitor: Visitor, place: Place) -> None:
    person = place.person_of(place.publish()[1])

    answer = visitor.get(f"/p/{person}", Accept_Language="zz, en;q=0.5")

    assert (answer.status_code, answer.location) == (302, f"{place.base}people/{person}")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_an_address_without_a_language_leads_to_the_best_one(visitor: Visitor, place: Place) -> None:
    answer = visitor.get(f"/{place.memorial.slug}/names?q=a%20b&x=%0d%0aevil")

    assert (answer.status_code, answer.location) == (302, f"{place.base}names?q=a%20b&x=%0d%0aevil")
    assert visitor.get(f"/{place.memorial.slug}").location == place.base
    assert visitor.get(place.base.rstrip("/")).location == place.base


def test_every_page_of_a_fictional_memorial_says_so(visitor: Visitor, place: Place) -> None:
    made_up = made_place(place.site, kind=MemorialKind.FICTIONAL, fictional_note={"en": "Nothing here happened."})
    _, remembrance = made_up.publish()
    paths = ["", "names", "wall", "search?q=nets", f"people/{made_up.person_of(remembrance)}"]

    for path in [*paths, f"remembrances/{remembrance}"]:
        page = visitor.get(made_up.base + path)
        assert "data-fictional" in page.text, path
        assert "Nothing here happened." in page.text, path
    assert "Nothing here happened." in visitor.get(f"{made_up.base}feed.atom").text
    assert "[Fictional] Ayla Verdin" in visitor.get(f"{made_up.base}feed.atom").text


def test_a_front_page_tells_what_the_record_is_about_and_leads_to_it(visitor: Visitor, place: Place) -> None:
    kept = made_place(place.site)
    known = about(
        neutral_summary="A gate broke.",
        scope="What happened at the lock.",
        name_lists_known=(ListKnown("one", "A list of nine"),),
    )
    keep(kept, typed({"about": known, "one": source("The inquiry")}))

    front = visitor.get(kept.base)

    assert "What happened at the lock." in front.text
    assert "A gate broke." in front.text
    assert "The inquiry" in front.text
    assert f"{kept.base}record" in _links(front.text)
    assert "A list of nine" in visitor.get(f"{kept.base}names").text


@pytest.mark.skipif("ar" not in interface_languages(), reason="there is no second catalogue yet")
def test_pages_are_mirrored_in_a_language_written_from_right_to_left(visitor: Visitor, place: Place) -> None:
    both = made_place(place.site, languages=("en", "ar"))
    _, remembrance = both.publish()
    person = both.person_of(remembrance)

    for path in ("", "names", "wall", "search?q=nets", f"people/{person}", f"remembrances/{remembrance}"):
        page = visitor.get(f"/ar/{both.memorial.slug}/{path}").text
        assert '<html lang="ar" dir="rtl"' in page
        assert f'href="{both.base}{path}"' in page


def test_light_and_dark_are_kept_in_one_cookie(visitor: Visitor, place: Place) -> None:
    answer = visitor.get("/theme/dark", Referer=f"http://localhost{place.base}wall?kind=photo")

    assert answer.location == f"{place.base}wall?kind=photo"
    assert answer.headers["Set-Cookie"].startswith("theme=dark;")
    assert 'data-theme="dark"' in visitor.get(place.base, Cookie="theme=dark").text
    assert "data-theme" not in visitor.get(place.base, Cookie="theme=purple").text


@pytest.mark.parametrize(
    "referer", ["http://elsewhere.example/x", "http://localhost//elsewhere.example/", "http://localhost/\\x", "", "x"]
)
def test_choosing_a_theme_never_leads_to_another_site(visitor: Visitor, referer: str) -> None:
    assert visitor.get("/theme/system", Referer=referer).location == "/"
