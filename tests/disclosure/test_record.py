"""The gate of the record: nothing without its source, nothing pending or removed, no note of an editor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from memorial.disclosure.record import disclose_record
from memorial.disclosure.record_changes import changes_shown
from memorial.domain.memorial import Memorial, Source
from memorial.domain.record import (
    GRAPHIC,
    Account,
    Check,
    Coordinate,
    Document,
    EntryKind,
    Established,
    Event,
    EventName,
    Footage,
    LeftOut,
    ListKnown,
    Observance,
    Place,
    PlaceName,
    Precision,
    RecordAbout,
    Reply,
    Standing,
    Statement,
    Unit,
)
from memorial.domain.record_entry import AnyEntry, changed
from memorial.published.record import PublishedRecord
from memorial.vocabulary import Audience, MemorialKind
from tests.record_entries import AT, entry, figure, question, signature, source

MEMORIAL = Memorial("m", "m", MemorialKind.FICTIONAL, ("en",), {"en": "M"}, public=True)
NOTE = "planted-for-editors"


def seen(*entries: AnyEntry, memorial: Memorial = MEMORIAL, public: Callable[[str], bool] = lambda one: True) -> Any:
    return disclose_record(entries, memorial, public).shown


def one_of_each(cites: str = "s") -> list[AnyEntry]:
    """An entry of every kind, each resting on the source `cites` alone, with a note for editors where it can."""
    name = PlaceName("en-Latn", "Karvel", cites, note=NOTE)
    at = Coordinate(1.0, 2.0, cites, note=NOTE)
    return [
        entry(EntryKind.ABOUT, "about", RecordAbout(
            "Label", "Summary", (cites,), name_lists_known=(ListKnown(cites, "A list"),),
            communities_note=NOTE, kept={"gaps": [NOTE]})),
        figure("f", cites, note=NOTE, place_id="p", scope="event"),
        question("q", Account(cites, "Thirteen.", figure_ids=("f",)), note=NOTE),
        entry(EntryKind.EVENT, "e", Event("1987-05-16", Precision.DAY, "What", (cites,), place_id="p")),
        entry(EntryKind.PLACE, "p", Place("town", (name,), (at,), NOTE, NOTE, NOTE, (at,))),
        entry(EntryKind.NAME, "n", EventName("en", "The accident", (cites,), NOTE)),
        entry(EntryKind.OBSERVANCE, "o", Observance(
            "--05-16", "12:00", "UTC", "A bell", (cites,), (Established("1990", "act", cites),))),
        entry(EntryKind.STATEMENT, "t", Statement("date", "In May.", cites, figure_ids=("f",), place_ids=("p",))),
        entry(EntryKind.UNIT, "u", Unit((name,), "What", (cites,), note=NOTE)),
        entry(EntryKind.DOCUMENT, "d", Document("Paper", source_ids=(cites,), note=NOTE)),
        entry(EntryKind.FOOTAGE, "g", Footage("Film", source_ids=(cites,), note=NOTE)),
        entry(EntryKind.CHECK, "c", Check("f", ("f",), 13, 0, NOTE)),
        entry(EntryKind.LEFT_OUT, "l", LeftOut(cites, (NOTE,), NOTE)),
    ]  # fmt: skip


def words_of(record: PublishedRecord) -> str:
    return json.dumps(msgspec.to_builtins(record), ensure_ascii=False)


def parts_with_something(record: PublishedRecord) -> set[str]:
    return {name for name, some in msgspec.to_builtins(record).items() if some}


ALL_PARTS = {"about", "sources", "figures", "questions", "events", "places", "names", "observances", "statements"}


def test_everything_that_rests_on_a_source_is_seen_and_no_editors_note() -> None:
    record = seen(source("s", note=NOTE), *one_of_each())

    assert parts_with_something(record) == ALL_PARTS | {"matters"}
    assert [one.kind for one in record.matters] == ["unit", "document", "footage"]
    assert NOTE not in words_of(record)


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.REMOVED])
def test_with_its_source_everything_that_rests_on_it_falls_away(standing: Standing) -> None:
    gone = replace(source("s"), standing=standing)

    record = seen(source("other"), gone, *one_of_each())

    assert parts_with_something(record) == {"about", "sources"}
    assert [one.id for one in record.sources] == ["other"]
    assert (record.about.summary, record.about.lists_known) == ("", ())


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.REMOVED])
def test_what_is_pending_or_removed_is_not_seen(standing: Standing) -> None:
    record = seen(source("s"), *(replace(one, standing=standing) for one in one_of_each()))

    assert parts_with_something(record) == {"sources"}


def test_a_name_that_nobody_saw_in_a_source_is_left_out() -> None:
    names = (
        PlaceName("az-Latn", "Seen", "s"),
        PlaceName("hy-Armn", "From memory", None, seen=False),
        PlaceName("ru-Cyrl", "Unseen", "s", seen=False),
    )

    record = seen(source("s"), entry(EntryKind.PLACE, "p", Place("town", names)))

    assert [one.text for one in record.places[0].names] == ["Seen"]
    assert record.places[0].coordinates == ()


def test_references_to_what_is_not_seen_are_cut() -> None:
    away = replace(figure("total", "s"), standing=Standing.PENDING)
    here = (source("s", via="secret"), replace(source("secret"), standing=Standing.PENDING))
    part = figure("part", "s", part_of="total", seen_in="secret", place_id="nowhere")

    record = seen(*here, away, part, question("q", Account("s", "13", figure_ids=("total", "part"))))

    assert record.sources[0].via == ""
    assert (record.figures[0].part_of, record.figures[0].seen_in, record.figures[0].place_id) == ("", "", "")
    assert record.questions[0].accounts[0].figure_ids == ("part",)


def test_accounts_stand_in_the_order_of_their_dates_and_undated_ones_last() -> None:
    sources = [
        source("late", year=1999),
        source("undated"),
        source("early", year=1987),
        source("exact", year=1987, date="1987-06-01"),
    ]
    accounts = [Account(one.name, one.name) for one in sources] + [Account("late", "own date", date="1986")]

    record = seen(*sources, question("q", *accounts))

    assert [one.says for one in record.questions[0].accounts] == ["own date", "early", "exact", "late", "undated"]


def test_a_remembrance_is_cited_only_while_it_is_public() -> None:
    cited = source("told", remembrance_id="r1")
    rest = [cited, figure("f", "told"), question("q", Account("told", "13"))]

    assert parts_with_something(seen(*rest)) == {"sources", "figures", "questions"}
    assert parts_with_something(seen(*rest, public=lambda one: one != "r1")) == set()


@pytest.mark.parametrize(
    "memorial",
    [
        replace(MEMORIAL, public=False),
        replace(MEMORIAL, ceiling=Audience.TEAM),
        replace(MEMORIAL, ceiling=Audience.ARCHIVE),
    ],
)
def test_a_closed_memorial_shows_no_record(memorial: Memorial) -> None:
    assert parts_with_something(seen(source("s"), *one_of_each(), memorial=memorial)) == set()


def test_a_draft_is_never_for_search_engines() -> None:
    real = replace(MEMORIAL, kind=MemorialKind.REAL)
    unsigned = replace(real, sources=(Source("s", "S", of_record=True),))
    signed = replace(real, sources=(Source("s", "S", of_record=True, signed=True),))

    assert unsigned.draft
    assert not signed.draft
    assert disclose_record([source("s")], unsigned, lambda one: True).audience is Audience.UNLISTED
    assert disclose_record([source("s")], signed, lambda one: True).audience is Audience.PUBLIC


def test_a_source_that_names_private_people_shows_the_dead_or_is_graphic_is_guarded() -> None:
    given: Iterable[dict[str, Any]] = ({"names_private": True}, {"shows_dead": True}, {"sensitivity": GRAPHIC}, {})

    record = seen(*(source(f"s{n}", address="https://example.org/a", **more) for n, more in enumerate(given)))

    assert [one.guarded for one in record.sources] == [True, True, True, False]


def test_a_reply_is_shown_with_what_came_of_it() -> None:
    reply = entry(
        EntryKind.REPLY, "r", Reply("The line", "We count 12.", "2026-01-02", EntryKind.QUESTION, "q", note=NOTE)
    )

    record = seen(source("s"), question("q", Account("s", "13")), reply)

    assert record.replies[0].outcome == "open"
    assert NOTE not in words_of(record)


# The change log


def log(*entries: AnyEntry) -> list[tuple[str, str, str, str, int]]:
    lines = changes_shown(entries, seen(*entries))
    return [(one.kind, one.id, one.action, one.reason, one.count) for one in lines]


def test_the_log_tells_what_was_done_and_why_and_not_by_whom() -> None:
    later = AT.replace(day=2)
    right = changed(figure("f", "s"), at=later, by="secret-person", reason="a slip", now=figure("f", "s", 12).now)

    lines = log(source("s"), right)

    assert lines[0] == ("figure", "f", "corrected", "a slip", 1)
    assert "secret-person" not in str(lines)


def test_the_log_says_nothing_of_what_was_never_in_the_record() -> None:
    pending = replace(figure("f", "s"), standing=Standing.PENDING)
    pending = changed(pending, at=AT, by="x", reason="private matters", now=figure("f", "s", 12).now)

    assert log(source("s"), pending) == [("source", "s", "added", "begun", 1)]
    assert ("figure", "f", "added", "checked", 1) in log(
        source("s"), changed(pending, at=AT, by="x", reason="checked", standing=Standing.IN_RECORD)
    )


def test_what_was_taken_out_is_told_without_its_name() -> None:
    out = changed(figure("a-name", "s"), at=AT, by="x", reason="not about this event", standing=Standing.REMOVED)

    lines = log(source("s"), out)

    assert ("figure", "", "taken_out", "", 1) in lines
    assert "a-name" not in str(lines)
    assert "not about" not in str(lines)


def test_the_reason_for_a_change_of_something_graphic_is_not_told() -> None:
    graphic = changed(figure("f", "s", sensitivity=GRAPHIC), at=AT, by="x", reason="hard words", now=figure(
        "f", "s", 12, sensitivity=GRAPHIC).now)  # fmt: skip

    lines = log(source("s"), graphic)

    assert ("figure", "f", "corrected", "", 1) in lines
    assert "hard words" not in str(lines)


def test_of_what_rests_on_a_source_that_waits_the_log_says_no_reason() -> None:
    waiting = replace(source("s"), standing=Standing.PENDING)
    resting = changed(figure("f", "s"), at=AT, by="x", reason="private matters", now=figure("f", "s", 12).now)

    assert "private" not in str(log(source("t"), waiting, resting))


def test_a_note_for_editors_is_no_correction() -> None:
    noted = changed(figure("f", "s"), at=AT, by="x", reason="noted", now=figure("f", "s", note="for us").now)

    assert [line for line in log(source("s"), noted) if line[2] == "corrected"] == []


def test_what_was_done_together_is_one_line() -> None:
    assert ("figure", "", "added", "begun", 3) in log(source("s"), *(figure(f"f{n}", "s") for n in range(3)))


def test_a_signature_is_told_and_a_change_takes_it_away() -> None:
    signed = changed(source("s"), at=AT, by="x", reason="compared", signed=signature())
    other = changed(signed, at=AT, by="x", reason="title", now=source("s", "Other").now)

    assert ("source", "s", "signed", "compared", 1) in log(signed)
    assert seen(signed).sources[0].signed
    assert not seen(other).sources[0].signed


def test_the_newest_change_stands_first_within_a_day_too() -> None:
    early, late = AT.replace(hour=13), AT.replace(hour=14)
    first = changed(source("s"), at=early, by="x", reason="title", now=source("s", "Other").now)
    last = changed(figure("f", "s"), at=late, by="x", reason="a slip", now=figure("f", "s", 12).now)

    assert [line[0:3] for line in log(first, last)][:2] == [("figure", "f", "corrected"), ("source", "s", "corrected")]
    assert [line[0:3] for line in log(last, first)][:2] == [("figure", "f", "corrected"), ("source", "s", "corrected")]
