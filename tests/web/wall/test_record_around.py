"""Around the record: where there is none, drafts, replies, how the memorial decides, languages, and how quick it is."""

from __future__ import annotations

import gzip

import pytest
from werkzeug.test import Client

from memorial.domain.record import (
    EntryKind,
    Outcome,
    Reply,
)
from memorial.vocabulary import MemorialKind
from tests.installations import TestInstallation
from tests.page_tree import read_page
from tests.stopwatch import least_seconds
from tests.web.wall.conftest import Place, Visitor, made_place, wall_over
from tests.web.wall.large_record import large_record
from tests.web.wall.record_pages import links, main_of, page, question, small
from tests.web.wall.records import about, keep, source, typed

NO_PAGES = ("record", "record/killed", "record/sources/one", "record/changes", "how-we-decide")


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
    assert "The record has 3 sources, of at most 2 origins. A named reviewer has compared" in main.text()
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
