"""What of the record opens after a choice only: graphic matter, and addresses of sources that are guarded."""

from __future__ import annotations

from dataclasses import replace

from memorial.domain.record import (
    GRAPHIC,
    Account,
    EntryKind,
    Footage,
    Reply,
    Statement,
)
from tests.page_tree import read_page
from tests.web.wall.conftest import Place, Visitor
from tests.web.wall.record_pages import PAGES, figure, links, main_of, question, small
from tests.web.wall.records import about, keep, source, typed

SECRET = "torn to shreds"


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


def test_search_engines_are_led_to_the_record_and_to_nothing_that_opens_after_a_choice(
    visitor: Visitor, place: Place
) -> None:
    graphic(place)

    listed = visitor.get("/sitemap.xml").text

    for path, there in (("record", True), ("record/lost", True), ("how-we-decide", True), ("record/wounds", False)):
        assert (f"{place.base}{path}</loc>" in listed) is there, path
        assert ("noindex" in visitor.get(place.base + path).headers["X-Robots-Tag"]) is not there, path
    assert "Disallow: /*?open=" in visitor.get("/robots.txt").text


def test_what_belongs_to_a_graphic_question_opens_with_it_and_no_sum_leaves_just_that(
    visitor: Visitor, place: Place
) -> None:
    small(
        place,
        wounds=replace(question("one: x."), accounts=(Account("one", "x.", figure_ids=("hidden",)),),
                       sensitivity=GRAPHIC),
        total=figure(60, subject="All of them"),
        shown=figure(41, subject="By boat", part_of="total"),
        hidden=figure(19, subject=f"{SECRET} a", part_of="total"),
        other=figure(70, subject="All the others"),
        some=figure(30, subject="On foot", part_of="other"),
        st1=Statement("event", f"{SECRET} b", "one", disputed_id="wounds"),
        r1=Reply("A reader", f"{SECRET} c", "1991-01-01", EntryKind.FIGURE, "hidden"),
    )  # fmt: skip

    for path in (*PAGES, "record/wounds", "record/sources/one", "search?q=19"):
        text = visitor.get(place.base + path).text.replace('value="19"', "")
        assert "shreds" not in text, path
        assert "19 are" not in text and ">19<" not in text, path
    assert "40 are not broken down" in main_of(visitor, f"{place.base}record").text()
    assert "1 reply received" in main_of(visitor, f"{place.base}how-we-decide").text()
    opened = main_of(visitor, f"{place.base}record/sources/one?open=1").text()
    assert f"{SECRET} a" in opened and f"{SECRET} b" in opened
