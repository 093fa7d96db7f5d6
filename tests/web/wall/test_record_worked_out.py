"""What pages of the record work out: sums by one source, places of all figures alike, no more rows than can be read."""

from __future__ import annotations

import re

import pytest

from memorial.domain.record import GRAPHIC, Account, EntryKind, PlaceName, Question
from memorial.domain.record import Place as Settlement
from tests.installations import TestInstallation
from tests.page_tree import Element
from tests.web.wall.charts_seen import marks_of
from tests.web.wall.conftest import Place, Visitor, made_place
from tests.web.wall.record_pages import figure, links, main_of, question, small
from tests.web.wall.records import DOSSIER, FERRY, about, keep, of_file, source, typed


def rows(visitor: Visitor, place: Place, path: str = "record") -> dict[str, Element]:
    return {one.get("id"): one for one in main_of(visitor, place.base + path).all("li")}


# Sums


def test_a_sum_has_parts_of_one_source_and_names_who_gives_the_others(visitor: Visitor, place: Place) -> None:
    small(place, total=figure(66), ours=figure(35, part_of="total", subject="Boats found"),
          theirs=figure(31, of="two", part_of="total", subject="Boats brought up"))  # fmt: skip
    brought = rows(visitor, place)["f-total"]
    text = brought.text()

    assert "35 of 66. 31 are not broken down: this is arithmetic, not a count. Parts may overlap." in text
    assert "35 + 31" not in text and "= 66" not in text
    assert text.partition("added already: ")[2] == "Boats brought up, exactly 31 boats, The Second office, 1990 [2]"
    assert {"#f-ours", "#f-theirs", "#s1", "#s2"} <= links(brought)


def test_no_sum_of_the_records_that_come_with_the_program_mixes_sources(
    site: TestInstallation, visitor: Visitor
) -> None:
    for file in (DOSSIER, FERRY):
        place = made_place(site)
        keep(place, of_file(file), waiting={EntryKind.STATEMENT})
        found = [one for one in main_of(visitor, f"{place.base}record").all("p") if one.get("class") == "rs"]
        assert found, file
        for one in found:
            speaks = {link for link in links(one) if re.fullmatch(r"#s\d+", link)}
            assert len(speaks) == 1, one.text()
            assert "35 + 31" not in one.text()


def test_a_copy_of_a_part_is_not_added_to_it(visitor: Visitor, place: Place) -> None:
    keep(place, typed({
        "about": about(), "one": source("First"), "two": source("Second", via="one"),
        "total": figure(100), "part": figure(40, part_of="total", subject="Boats sunk"),
        "copy": figure(40, of="two", part_of="total", subject="Boats sunk"),
        "again": figure(40, part_of="total", subject="Boats sunk", seen_in="two"),
    }))  # fmt: skip

    for path in ("record", "record/sources/one"):
        text = rows(visitor, place, path)["f-total"].text()
        assert "40 of 100. 60 are not broken down" in text, path
        assert "80" not in text, path


def test_parts_of_other_sources_alone_are_no_sum(visitor: Visitor, place: Place) -> None:
    small(place, total=figure(100), part=figure(40, of="two", part_of="total"), lost=question("one: 100.", "two: 40."))

    for text in (rows(visitor, place)["f-total"].text(), main_of(visitor, f"{place.base}record/lost").text()):
        assert "Not added" in text
        assert "of 100" not in text and "60" not in text


# Places and events


def test_each_figure_says_its_place_however_many_have_the_same(visitor: Visitor, place: Place) -> None:
    karvel = Settlement("town", (PlaceName("en", "Karvel", "one"),))
    small(place, karvel=karvel, a=figure(1, place_id="karvel"), b=figure(2, place_id="karvel"), c=figure(3),
          lost=question("one: 1, 2, 3."))  # fmt: skip

    found = {name: "Karvel" in row.text() for name, row in rows(visitor, place).items() if name.startswith("f-")}

    drawn = {row.get("id"): "Karvel" in row.text() for row in marks_of(visitor.get(f"{place.base}record/lost").text)}
    assert found == drawn == {"f-a": True, "f-b": True, "f-c": False}


def test_each_figure_says_its_event_where_there_are_several(visitor: Visitor, place: Place) -> None:
    small(place, a=figure(1, scope="first-loss"), b=figure(2, scope="first-loss"), c=figure(3, scope="other-loss"),
          d=figure(4, scope="context"), e=figure(5))  # fmt: skip

    found = {name: row.text() for name, row in rows(visitor, place).items() if name.startswith("f-")}

    assert ["event: first-loss" in found[name] for name in ("f-a", "f-b", "f-c")] == [True, True, False]
    assert "event: other-loss" in found["f-c"] and "about a wider event" in found["f-d"]
    assert "event" not in found["f-e"]


# Names


@pytest.mark.parametrize(("one", "other"), [("Uri", "Beeland"), ("Ø", "The Old Isles")])
def test_short_names_and_equal_numbers_exchanged_change_names_and_nothing_else(
    site: TestInstallation, visitor: Visitor, one: str, other: str
) -> None:
    def pages(first: str, second: str) -> list[str]:
        place = made_place(site)
        states = {
            "f1": figure(30, subject=f"{first} wounded", unit="persons"),
            "f2": figure(30, subject=f"{second} wounded", unit="persons"),
            "lost": Question("How many?", tuple(Account("one", f"{who} had 30 wounded.") for who in (first, second))),
        }
        small(place, **states)
        found = [visitor.get(place.base + path).text for path in ("record", "record/lost", "record/sources/one")]
        return [text.replace(place.memorial.slug, "slug").replace(place.memorial.id, "id") for text in found]

    there, back = pages(one, other), pages(other, one)

    assert [text.replace(one, "\0").replace(other, one).replace("\0", other) for text in there] == back
    assert len(marks_of(there[1])) == 2


# Words


def test_words_about_sources_claim_nothing_that_was_not_done(visitor: Visitor, place: Place) -> None:
    keep(place, typed({"about": about(), "one": source("First", perspective="a port's office")}))
    keep(place, typed({"two": source("Second")}))
    method = main_of(visitor, f"{place.base}how-we-decide").text()
    page = main_of(visitor, f"{place.base}record/sources/one").text()

    assert "A named reviewer has compared what is entered here with 2 of 2 sources." in method
    assert "Nothing is left out" not in method
    assert "Perspective, as entered" in page and "side" not in page
    assert "Compared by a named reviewer." in page


def test_sources_that_nobody_compared_are_said_to_be_so(site: TestInstallation, local_visitor: Visitor) -> None:
    draft = made_place(site)
    keep(draft, typed({"about": about(), "one": source("First"), "two": source("Second")}), signed=False)

    page = main_of(local_visitor, f"{draft.base}record/sources/one").text()

    assert "Not compared by a named reviewer yet." in page and "Compared by" not in page
    assert "compared what is entered here with 0 of 2 sources." in main_of(
        local_visitor, f"{draft.base}how-we-decide").text()  # fmt: skip


def test_programs_are_asked_not_to_follow_what_opens_after_a_choice(visitor: Visitor, place: Place) -> None:
    keep(place, typed({
        "about": about(), "one": source("First", address="https://elsewhere.example/names", names_private=True),
        "lost": Question("How many?", (Account("one", "Seven."), Account("one", "Torn.", sensitivity=GRAPHIC))),
    }))  # fmt: skip

    for path in ("record/lost", "record/sources/one"):
        found = [one for one in main_of(visitor, place.base + path).all("a") if "?" in one.get("href")
                 and one.get("href").startswith(f"{place.base}{path}?")]  # fmt: skip
        assert found, path
        assert {one.get("rel") for one in found} == {"nofollow"}, path


# How much stands on one page


def test_a_question_with_very_many_numbers_shows_some_and_says_how_many_more_there_are(
    visitor: Visitor, place: Place
) -> None:
    numbers = " ".join(str(number) for number in range(40))
    sources = {f"s{at}": source(f"Number {at}") for at in range(20)}
    figures = {f"f{at}": figure(at % 40, of=f"s{at % 20}") for at in range(400)}
    accounts = tuple(Account(f"s{at % 20}", f"They say {numbers}") for at in range(200))
    keep(
        place,
        typed({"about": about(summary_source_ids=("s0",)), **sources, **figures, "lost": Question("?", accounts)}),
    )
    small_page = visitor.get(f"{place.base}record/lost")
    main = main_of(visitor, f"{place.base}record/lost")

    assert len(marks_of(small_page.text)) == 200
    assert "3,800 more numbers of these accounts are not on this page." in main.text()
    assert f"{place.base}record#figures" in links(main)
    assert len(small_page.data) < 500_000
