"""The record as visitors read it: every number beside who says it, no party before another, all in equal type."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from memorial.domain.record import (
    Account,
    AccountBasis,
    EntryKind,
    EventName,
    ListKnown,
    Qualifier,
    Question,
)
from tests.installations import TestInstallation
from tests.page_tree import Element, read_page
from tests.web.wall.conftest import Place, Visitor, made_place
from tests.web.wall.record_pages import PAGES, figure, links, main_of, page, question, small
from tests.web.wall.records import DOSSIER, about, every, keep, of_file, source, typed

CONTESTED = re.compile(
    "massacre|genocide|tragedy|bloodshed|atrocit|pogrom|katliam|soyqırım|faciə|резн|геноцид|трагед|արյուն",
    re.IGNORECASE,
)


# No party before the other


def swapped(text: str) -> str:
    other = {"Armenia": "Azerbaijan", "Azerbaijan": "Armenia", "armenia": "azerbaijan", "azerbaijan": "armenia",
             "Armenian": "Azerbaijani", "Azerbaijani": "Armenian"}  # fmt: skip
    return re.sub(
        r"(?<![A-Za-z])(?:Armenian?|Azerbaijani?|armenia|azerbaijan)(?![A-Za-z])", lambda hit: other[hit[0]], text
    )


def test_exchanging_the_two_parties_in_a_record_changes_names_in_the_pages_and_nothing_else(
    site: TestInstallation, visitor: Visitor, whole: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    exchanged = tmp_path_factory.mktemp("exchanged") / "record.json"
    exchanged.write_text(swapped(DOSSIER.read_text(encoding="utf-8")), encoding="utf-8")
    assert exchanged.read_text(encoding="utf-8") != DOSSIER.read_text(encoding="utf-8")
    other = made_place(site, languages=("en", "ar"))
    keep(other, of_file(exchanged), waiting={EntryKind.STATEMENT})
    questions = [f"record/{one.name}" for one in every(of_file(DOSSIER), EntryKind.QUESTION)]

    for path in (*PAGES, *questions, "record/sources/az-mfa-2021", "timeline"):
        ours, theirs = (visitor.get(at.base + path).text for at in (whole, other))
        slugs = (whole.memorial.slug, other.memorial.slug)
        assert swapped(ours) == theirs.replace(slugs[1], slugs[0]), path


# Every number beside who says it


def block_of(element: Element) -> Element:
    """The nearest part of a page that is read as one: an entry of a list, a row, a term with its words, a paragraph."""
    for one in (element, *element.ancestors()):
        is_pair = one.name == "div" and one.parent is not None and one.parent.name == "dl"
        if one.name in ("li", "tr", "p", "dt", "dd", "caption", "h1", "h2", "h3") and not (
            one.name in ("dt", "dd") or (one.name == "p" and one.inside("li"))
        ):
            return one
        if is_pair:
            return one
    return element


def numbers(root: Element) -> Iterator[tuple[str, Element]]:
    """Every piece of text with a number in it, and the block in which it stands."""
    for one in (root, *root.walk()):
        if one.name in ("title", "text", "svg"):
            continue
        for piece in one.pieces:
            if isinstance(piece, str) and re.search(r"\d", piece) and not one.inside("svg"):
                yield piece.strip(), block_of(one)


def names_its_source(block: Element) -> bool:
    """It links to a source at the foot, or is one, or says what the memorial itself counted and how."""
    is_source = any(
        one.get("id").startswith("s") and one.get("id")[1:].isdecimal() for one in (block, *block.ancestors())
    )
    return is_source or any(re.search(r"#s\d+$|#counted$|/sources/", one.get("href")) for one in block.all("a"))


def own_words(block: Element) -> bool:
    """Headings, the days and counts of the change log, and the memorial's own scope are the memorial's."""
    sections = {one.get("aria-labelledby") for one in block.ancestors()}
    return (
        block.name in ("h1", "h2", "h3", "caption")
        or bool(sections & {"changes", "cite"})
        or block.get("id") == "scope"
    )


def test_no_number_on_a_page_of_the_record_stands_without_its_source(visitor: Visitor, whole: Place) -> None:
    questions = [f"record/{one.name}" for one in every(of_file(DOSSIER), EntryKind.QUESTION)]
    checked = 0

    for path in ("record", *questions, "record/sources/undated-essay", "record/bodies-condition?open=1"):
        for words, block in numbers(main_of(visitor, whole.base + path)):
            checked += 1
            pager = "pagination" in block.get("class") or block.get("class") == "kicker"
            assert names_its_source(block) or own_words(block) or pager, f"{path}: {words!r} in {block.text()[:200]!r}"
    assert checked > 1000


def test_a_number_without_a_source_would_be_noticed() -> None:
    bare = read_page("<!doctype html><main><p>613 were lost.</p><ul><li>9 of them</li></ul></main>").root

    assert [names_its_source(block) or own_words(block) for _words, block in numbers(bare)] == [False, False]


def test_parts_are_set_against_their_total_with_their_sources_and_never_repaired(
    visitor: Visitor, whole: Place
) -> None:
    rows = {one.get("id"): one for one in main_of(visitor, f"{whole.base}record").all("li")}

    killed, examined = rows["f-essay-killed"], rows["f-mem-forensic"]

    assert (
        "106 + 63 + 70 = 239 of 613. 374 are not broken down: this is arithmetic, not a count. Parts may overlap."
        in (killed.text())
    )
    assert {"#f-essay-killed-women", "#f-essay-killed-children", "#f-essay-killed-elderly", "#s1"} <= links(killed)
    assert "130 + 51 = 181 of 181. 151 + 20 + 10 = 181 of 181." in examined.text()
    assert "The parts overlap" in examined.text()


def test_parts_that_are_hedged_or_in_another_unit_are_not_added_up(visitor: Visitor, place: Place) -> None:
    small(place, total=figure(100), part=figure(60, part_of="total", qualifier=Qualifier.ABOUT),
          other=figure(10, part_of="total", unit="people"))  # fmt: skip

    text = main_of(visitor, f"{place.base}record").text()

    assert "These parts are not added up" in text
    assert "70" not in text and "30" not in text


def test_a_figure_is_said_with_its_qualifier_its_unit_its_day_and_who_says_it(visitor: Visitor, place: Place) -> None:
    told = figure(1200, value_max=1500, qualifier=Qualifier.AT_LEAST, as_of="1990-05-02", seen_in="two")
    small(place, lost=told, half=figure(0.94, unit="square kilometres"))

    rows = {one.get("id"): one.text() for one in main_of(visitor, f"{place.base}record").all("li")}

    assert rows["f-lost"] == (
        "at least 1,200 to 1,500 boatsBoats lost as of 2 May 1990 · The First office, 1990 [1]"
        " · seen in: The Second office, 1990 [2]"
    )
    assert rows["f-half"].startswith("exactly 0.94 square kilometres")


def test_people_are_counted_only_where_names_were_entered(visitor: Visitor, place: Place) -> None:
    known = about(name_lists_known=(ListKnown("two", "A list of nine names"),))
    keep(place, typed({"about": known, "one": source("First"), "two": source("Second")}))
    without = main_of(visitor, f"{place.base}record")

    place.publish()
    counted = main_of(visitor, f"{place.base}record").text()

    assert "No names have been entered. Lists known:" in without.text()
    assert any("A list of nine names" in one.text() and "#s2" in links(one) for one in without.all("li"))
    assert "1 person recorded here." in counted
    assert "No names have been entered" not in counted


def test_every_note_leads_to_its_source_on_the_same_page_and_back(visitor: Visitor, whole: Place) -> None:
    questions = [f"record/{one.name}" for one in every(of_file(DOSSIER), EntryKind.QUESTION)]

    for path in (*PAGES, *questions, "record/sources/az-mfa-2021", "timeline", "map"):
        root = page(visitor, whole.base + path)
        there = {one.get("id") for one in root.walk()}
        assert {one for one in links(root) if one.startswith("#")} <= {f"#{one}" for one in there}, path
    main = main_of(visitor, f"{whole.base}record")
    (foot,) = [one for one in main.all("ol") if one.get("class") == "rl"]
    back = {f"#{one.get('id')}" for one in foot.children if any(link.text() == "back" for link in one.all("a"))}
    cited = {one.get("href") for one in main.all("a") if foot not in one.ancestors()}
    assert len(foot.children) == 75
    assert {one for one in cited if re.fullmatch(r"#s\d+", one)} == back


# Accounts


def test_every_account_of_a_question_stands_there_in_the_order_of_its_date(visitor: Visitor, place: Place) -> None:
    accounts = (
        Account("late", "Nine.", AccountBasis.COUNTED),
        Account("undated", "Twelve."),
        Account("one", "Seven.", AccountBasis.STATED, quotation=True),
        Account("copy", "Nine, too.", date="1990-01-02"),
    )
    sources = {"one": source("First"), "two": source("Second"), "late": source("Late", year=2001),
               "undated": source("Undated", year=None), "copy": source("Copy", via="late")}  # fmt: skip
    keep(place, typed({"about": about(), **sources, "lost": Question("How many?", accounts)}))

    for path in ("record", "record/lost"):
        main = main_of(visitor, place.base + path)
        (listed,) = [one for one in main.all("dl") if "Nine." in one.text()]
        said = [one.text() for one in listed.all("dd")]
        assert [words.split()[0] for words in said] == ["Seven.", "Nine,", "Nine.", "Twelve."], path
        assert said[0].endswith("stated position")
        assert said[1].endswith("basis not recorded · taken from: The Late office, 2001 [3]")
        assert said[2].endswith("counted")
        assert [one.text() for one in listed.all("dt")][-1] == "The Undated office [4] date not known"
        assert [one.text() for one in listed.all("q")] == ["Seven."]
        assert "4 accounts, of at most 3 origins" in main.text()
        assert f"{place.base}how-we-decide#counted" in links(main)


def test_all_accounts_stand_in_equal_type(visitor: Visitor, whole: Place) -> None:
    rows = [row for listed in main_of(visitor, f"{whole.base}record").all("dl") if listed.get("class") == "ra"
            for row in listed.children]  # fmt: skip

    assert len(rows) > 100
    assert {one.get("class") for row in rows for one in (row, *row.children)} == {""}
    assert not any(row.all("b", "strong", "em", "mark", "h3", "h4") for row in rows)


def test_a_page_of_a_question_leads_on_and_says_how_it_is_cited(visitor: Visitor, place: Place) -> None:
    small(place, first=question("one: Seven."), lost=question("two: Nine.", question="How many boats?"),
          last=question("one: Some."))  # fmt: skip

    main = main_of(visitor, f"{place.base}record/lost")

    assert {f"{place.base}record/first", f"{place.base}record/last", f"{place.base}record"} <= links(main)
    assert (
        f"How many boats? · {place.memorial.title['en']}. As it stood after the change of 1 March 2026." in main.text()
    )
    assert visitor.get(f"{place.base}record/none").status_code == 404


def test_names_of_the_event_stand_only_in_what_is_marked_as_said_by_somebody(visitor: Visitor, whole: Place) -> None:
    names = "The name of it is in the record, or this test shows nothing."
    assert CONTESTED.search(main_of(visitor, f"{whole.base}record").text()), names

    for path in (*PAGES, "record/name", "record/killed", "record/sources/wiki-en", "timeline", "map"):
        for one in page(visitor, whole.base + path).walk():
            if one.name in ("bdi", "cite", "q", "title") or one.inside("bdi", "cite", "q", "svg"):
                continue
            own = " ".join(piece for piece in one.pieces if isinstance(piece, str))
            assert not CONTESTED.search(own), f"{path}: {own!r}"
            inside = one.get("href") if one.get("href").startswith(("/", "#")) else ""
            assert not CONTESTED.search(inside + one.get("id") + one.get("class")), path


def test_a_name_of_the_event_stands_with_who_uses_it(visitor: Visitor, place: Place) -> None:
    small(place, n1=EventName("en", "The Loss", ("one",)), n2=EventName("tr", "Kayıp", ("two", "one")))

    (called,) = [one for one in main_of(visitor, f"{place.base}record").all("section")
                 if one.get("aria-labelledby") == "called"]  # fmt: skip

    rows = [one for one in called.all("p") if one.all("bdi")]
    assert [links(row) for row in rows] == [{"#s1"}, {"#s2", "#s1"}]
    assert [row.all("bdi")[0].get("lang") for row in rows] == ["en", "tr"]
