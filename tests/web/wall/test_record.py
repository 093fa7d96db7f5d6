"""The record as visitors read it: every number beside who says it, no party first, nothing graphic unasked."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import Client

from memorial.domain.record import (
    GRAPHIC,
    Account,
    AccountBasis,
    EntryKind,
    EventName,
    Figure,
    Footage,
    ListKnown,
    Outcome,
    Qualifier,
    Question,
    Reply,
    State,
    Statement,
)
from memorial.vocabulary import MemorialKind
from tests.installations import TestInstallation
from tests.page_tree import Element, read_page
from tests.stopwatch import least_seconds
from tests.web.wall.conftest import Place, Visitor, made_place, wall_over
from tests.web.wall.large_record import large_record
from tests.web.wall.records import DOSSIER, about, every, keep, of_file, source, typed

PAGES = ("record", "record/changes", "how-we-decide", "")
NO_PAGES = ("record", "record/killed", "record/sources/one", "record/changes", "how-we-decide")
CONTESTED = re.compile(
    "massacre|genocide|tragedy|bloodshed|atrocit|pogrom|katliam|soyqırım|faciə|резн|геноцид|трагед|արյուն",
    re.IGNORECASE,
)
SECRET = "torn to shreds"


@pytest.fixture(scope="module")
def whole(site: TestInstallation) -> Place:
    """A memorial with the whole real record, signed, so that it is no draft."""
    made = made_place(site, languages=("en", "ar"))
    keep(made, of_file(DOSSIER), waiting={EntryKind.STATEMENT})
    return made


def page(visitor: Visitor, path: str) -> Element:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return read_page(answer.text).root


def main_of(visitor: Visitor, path: str) -> Element:
    (main,) = page(visitor, path).all("main")
    return main


def links(root: Element) -> set[str]:
    return {one.get("href") for one in root.all("a")}


def figure(value: float = 7, of: str = "one", **more: Any) -> Figure:
    wanted: dict[str, Any] = {
        "subject": "Boats lost",
        "category": "lost",
        "unit": "boats",
        "qualifier": Qualifier.EXACTLY,
    }
    return Figure(value=value, source_id=of, **wanted | more)


def question(*said: str, **more: Any) -> Question:
    """Each account is 'source: words'."""
    accounts = tuple(Account(of, says) for of, _, says in (one.partition(": ") for one in said))
    return Question(**{"question": "How many boats were lost?", "accounts": accounts} | more)


def small(place: Place, **states: State) -> Place:
    """A memorial whose record is these entries and two sources, `one` and `two`."""
    sources = {"about": about(), "one": source("First"), "two": source("Second")}
    keep(place, typed({**sources, **{name.replace("__", "-"): one for name, one in states.items()}}))
    return place


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


# What is graphic, and what is guarded


def graphic(place: Place) -> Place:
    return small(
        place,
        wounds=question(f"one: {SECRET} a.", question=f"Were nets {SECRET} b?", sensitivity=GRAPHIC),
        lost=replace(question("one: Seven."), accounts=(Account("one", "Seven."),
                     Account("two", f"{SECRET} c.", sensitivity=GRAPHIC))),
        f1=figure(41, subject=f"{SECRET} d", sensitivity=GRAPHIC),
        f2=figure(42, subject=f"{SECRET} e"),
        st1=Statement("count", f"{SECRET} f", "two", figure_ids=("f2",), sensitivity=GRAPHIC),
        film=Footage(f"{SECRET} g", source_ids=("two",), sensitivity=GRAPHIC),
        r1=Reply("A reader", f"{SECRET} h", "1991-01-01", EntryKind.QUESTION, "wounds"),
    )  # fmt: skip


def test_graphic_matter_is_nowhere_before_the_choice(visitor: Visitor, place: Place) -> None:
    graphic(place)
    paths = [*PAGES, "record?open=1", "record/wounds", "record/lost", "record/sources/one", "record/sources/two",
             "search?q=nets", "search?q=shreds"]  # fmt: skip

    paths += ["names", "feed.atom", "timeline", "map"]
    for path in paths:
        answer = visitor.get(place.base + path)
        assert "shreds" not in answer.text.replace("shreds&#34;", "").replace('value="shreds"', ""), path
        assert " 41" not in answer.text and ">42<" not in answer.text, path
    asked = main_of(visitor, f"{place.base}record/wounds")
    assert f"{place.base}record/wounds?open=1" in links(asked)
    assert "You choose whether to open it" in main_of(visitor, f"{place.base}record").text()


def test_after_the_choice_it_is_shown_and_kept_from_search_engines(visitor: Visitor, place: Place) -> None:
    graphic(place)

    opened = visitor.get(f"{place.base}record/wounds?open=1")

    for path, seen in (
        ("record/wounds", "abh"),
        ("record/lost", "c"),
        ("record/sources/one", "ade"),
        ("record/sources/two", "cfg"),
    ):
        text = visitor.get(f"{place.base}{path}?open=1").text
        assert [letter for letter in seen if f"{SECRET} {letter}" not in text] == [], path
    assert "noindex" in opened.headers["X-Robots-Tag"]
    assert SECRET not in opened.text.partition("</title>")[0]


def test_an_address_that_is_guarded_is_plain_text_and_only_after_a_choice(visitor: Visitor, place: Place) -> None:
    secret, plain = "https://elsewhere.example/names", "https://elsewhere.example/report"
    keep(place, typed({
        "about": about(),
        "one": source("First", address=secret, names_private=True),
        "two": source("Second", address=plain),
        "odd": source("Odd", address="javascript:alert(1)"),
    }))  # fmt: skip
    page_of_it = f"{place.base}record/sources/one"

    whole = main_of(visitor, f"{place.base}record")
    before, after, again = (visitor.get(page_of_it + more) for more in ("", "?address=1", ""))

    assert secret not in visitor.get(f"{place.base}record").text
    assert {plain, page_of_it} <= links(whole)
    (link,) = [one for one in whole.all("a") if one.get("href") == plain]
    assert {"noopener", "noreferrer", "nofollow"} <= set(link.get("rel").split())
    assert not any("javascript" in one for one in links(whole))
    assert secret not in before.text and secret not in again.text
    assert secret in read_page(after.text).root.text()
    assert secret not in links(read_page(after.text).root)
    assert "noindex" in before.headers["X-Robots-Tag"]


# Where there is none, drafts, replies, languages


def test_a_memorial_without_a_record_has_no_such_pages_and_no_door_to_them(visitor: Visitor, place: Place) -> None:
    unknown = visitor.get("/en/no-such-place/record")

    for path in NO_PAGES:
        answer = visitor.get(place.base + path)
        assert answer.status_code == 404
        assert answer.data == unknown.data
    assert not {one for one in links(page(visitor, place.base)) if "record" in one or "how-we" in one}


def test_a_memorial_with_a_record_leads_to_it_from_every_page(visitor: Visitor, place: Place) -> None:
    small(place, lost=question("one: Seven."))

    for path in ("", "names", "wall", "search", "record"):
        (main_pages,) = [one for one in page(visitor, place.base + path).all("nav") if one.inside("header")]
        assert f"{place.base}record" in links(main_pages), path
        assert len(main_pages.all("a")) <= 5


def test_a_draft_is_not_for_citation_and_nobody_elsewhere_sees_it(
    site: TestInstallation, visitor: Visitor, local_visitor: Visitor
) -> None:
    draft = made_place(site)
    keep(draft, typed({"about": about(), "one": source("First"), "lost": question("one: Seven.")}), signed=False)

    seen = local_visitor.get(f"{draft.base}record/lost")

    assert visitor.get(f"{draft.base}record").status_code == 404
    assert "data-draft" in seen.text and 'id="cite"' not in seen.text
    assert "noindex" in seen.headers["X-Robots-Tag"]
    assert seen.headers["Cache-Control"] == "no-store"


def test_a_fictional_record_says_so(site: TestInstallation, visitor: Visitor) -> None:
    made_up = made_place(site, kind=MemorialKind.FICTIONAL, fictional_note={"en": "Nothing here happened."})
    small(made_up, lost=question("one: Seven."))

    for path in ("record", "record/lost", "record/changes", "record/sources/one", "how-we-decide"):
        assert "Nothing here happened." in visitor.get(made_up.base + path).text


def test_replies_stand_with_what_came_of_them(visitor: Visitor, place: Place) -> None:
    reply = Reply("The Second office", "We counted twice.", "1991-02-03", EntryKind.QUESTION, "lost", Outcome.ADDED)
    small(place, lost=question("one: Seven."), r1=reply)

    for path in ("record", "record/lost", "how-we-decide"):
        text = main_of(visitor, place.base + path).text()
        assert "We counted twice." in text, path
        assert "Something was added to the record." in text, path
    assert "1 reply received. 1 of them led to a change." in main_of(visitor, f"{place.base}how-we-decide").text()


def test_the_page_on_how_it_decides_says_who_runs_it_from_the_data(visitor: Visitor, place: Place) -> None:
    keep(place, typed({
        "about": about(run_by="A society of readers"), "one": source("First", publisher="The Post"),
        "two": source("Second", publisher="The Daily", via="one"), "three": source("Third", publisher="The Post"),
    }))  # fmt: skip

    main = main_of(visitor, f"{place.base}how-we-decide")

    rows = {
        row.all("dt")[0].text(): row.all("dd")[0].text() for row in main.all("div") if row.get("class") == "summary-row"
    }
    assert rows["Run by"] == "A society of readers"
    assert rows["Paid for by"] == "not said"
    assert [one.text() for one in main.all("li") if "source" in one.text() and "[" in one.text()] == [
        "The Post 2 sources: [1] [3]", "The Daily 1 source: [2]",
    ]  # fmt: skip
    assert "The record has 3 sources, of at most 2 origins. Named reviewers have compared 3 of them" in main.text()
    assert "No reply has been received." in main.text()


def test_what_was_changed_stands_with_its_day_and_reason(visitor: Visitor, place: Place) -> None:
    small(place, lost=question("one: Seven."))

    text = main_of(visitor, f"{place.base}record/changes").text()

    assert "1 March 2026Sources: 2 added first entry" in text
    assert "editor" not in text.lower()


def test_on_a_page_from_right_to_left_what_sources_say_keeps_its_own_direction(visitor: Visitor, whole: Place) -> None:
    answer = visitor.get(f"/ar/{whole.memorial.slug}/record")
    root = read_page(answer.text).root

    assert root.all("html")[0].get("dir") == "rtl"
    said = [one for listed in root.all("dl") if listed.get("class") == "ra" for one in listed.all("bdi", "q")
            if one.parent is not None and one.parent.name == "dd"]  # fmt: skip
    assert len(said) > 100
    assert {(one.get("lang"), one.get("dir")) for one in said} == {("en", "ltr")}


# How large and how quick


@pytest.mark.alone
def test_a_record_of_500_figures_and_300_sources_is_quick_and_small(site: TestInstallation) -> None:
    large = made_place(site)
    keep(large, large_record())
    kept = Client(wall_over(site), use_cookies=False)
    uncached = Client(wall_over(site)._app, use_cookies=False)
    address = f"{large.base}record"

    body = kept.get(address, headers={"Accept-Encoding": "gzip"}).data
    seconds = least_seconds(uncached.get, address, times=9, enough=0.03)

    assert gzip.decompress(body).count(b'<li id="f-') == 500
    assert len(body) <= 60 * 1024
    assert seconds <= 0.05
