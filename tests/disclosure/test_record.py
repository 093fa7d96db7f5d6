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
from memorial.domain.record_entry import AnyEntry, changed, made
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


# What is graphic by belonging


def graphic_parts(*entries: AnyEntry) -> dict[str, list[str]]:
    record = seen(*entries)
    parts = {"figures": record.figures, "statements": record.statements, "replies": record.replies}
    return {name: [one.id for one in some if one.graphic] for name, some in parts.items()}


def statement(name: str, **more: Any) -> AnyEntry:
    return entry(EntryKind.STATEMENT, name, Statement("count", "Words", "s", **more))


def reply(name: str, kind: EntryKind, about: str) -> AnyEntry:
    return entry(EntryKind.REPLY, name, Reply("The line", "No.", "2026-01-02", kind, about))


def of_hard(**more: Any) -> list[AnyEntry]:
    """Figures, statements and replies, of which those called `h…` belong to the graphic question `hard`."""
    return [
        source("s"),
        source("t"),
        question("mild", Account("s", "Says 5.", figure_ids=("mild",)), Account("t", "x", figure_ids=("h1",),
                 sensitivity=GRAPHIC)),
        replace(question("hard", Account("s", "x", figure_ids=("h2",)), Account("s", "Of them 31."),
                sensitivity=GRAPHIC), **more),
        figure("mild", "s", 5),
        figure("h1", "t", 6),
        figure("h2", "s", 7),
        figure("h3", "s", 31),
        figure("same-elsewhere", "t", 31),
        figure("part", "s", 2, part_of="h2"),
        figure("h4", "s", 9),
        statement("h", disputed_id="hard", figure_ids=("h4",)),
        statement("mild", disputed_id="mild"),
        reply("h1", EntryKind.FIGURE, "h3"),
        reply("h2", EntryKind.STATEMENT, "h"),
        reply("mild", EntryKind.QUESTION, "mild"),
    ]  # fmt: skip


def test_what_belongs_to_graphic_matter_is_graphic() -> None:
    found = graphic_parts(*of_hard(), reply("h3", EntryKind.QUESTION, "hard"))

    assert found == {"figures": ["h1", "h2", "h3", "h4"], "statements": ["h"], "replies": ["h1", "h2", "h3"]}


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.REMOVED])
def test_it_stays_so_when_the_question_is_not_in_the_record(standing: Standing) -> None:
    found = graphic_parts(*of_hard(standing=standing))

    assert found["figures"] == ["h1", "h2", "h3", "h4"]
    assert found["statements"] == ["h"]


def test_a_figure_that_was_taken_out_does_not_stand_for_the_one_that_is_seen() -> None:
    gone = entry(EntryKind.FIGURE, "gone", replace(figure("gone", "s", 31).now, subject="Wounded heads"))
    hard = question("hard", Account("s", "Wounded heads: 31."), sensitivity=GRAPHIC)

    found = graphic_parts(source("s"), hard, figure("kept", "s", 31), replace(gone, standing=Standing.REMOVED))

    assert found["figures"] == ["kept"]


# What is said of something that is not seen


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.REMOVED])
def test_a_reply_about_what_is_not_seen_is_not_seen(standing: Standing) -> None:
    away = [replace(one, standing=standing) for one in (figure("f", "s"), question("q", Account("s", "13")))]
    unsourced = [figure("g", "nobody"), replace(source("w"), standing=standing), statement("t", disputed_id="q")]
    said = [
        reply("r1", EntryKind.FIGURE, "f"), reply("r2", EntryKind.QUESTION, "q"), reply("r3", EntryKind.FIGURE, "g"),
        reply("r4", EntryKind.SOURCE, "w"), reply("r5", EntryKind.SOURCE, "s"), reply("r6", EntryKind.STATEMENT, "t"),
    ]  # fmt: skip

    record = seen(source("s"), *away, *unsourced, *said)

    assert [one.id for one in record.replies] == ["r5", "r6"]
    assert record.statements[0].question_id == ""


def test_a_reply_about_anything_that_is_seen_is_seen() -> None:
    whole = one_of_each()
    kinds = [one for one in whole if one.kind not in (EntryKind.CHECK, EntryKind.LEFT_OUT)]

    record = seen(source("s"), *whole, *(reply(f"r-{one.name}", one.kind, one.name) for one in whole))

    assert {one.id for one in record.replies} == {f"r-{one.name}" for one in kinds}


# Whether what a source says was compared with it


def later(one: AnyEntry, **changes: Any) -> AnyEntry:
    return changed(one, at=AT.replace(day=2), by="x", reason="later", **changes)


def is_signed(*entries: AnyEntry) -> bool:
    return bool(seen(replace(source("s"), signed=signature()), source("t"), *entries).sources[0].signed)


def test_a_source_counts_as_compared_while_nothing_that_names_it_changed_after_it_was_signed() -> None:
    told = question("q", Account("t", "x"), Account("s", "13"))
    added = made(replace(figure("f", "s"), history=()), at=AT.replace(day=2), by="x", reason="new")

    assert is_signed(*one_of_each())
    assert not is_signed(added)
    assert not is_signed(later(told, now=replace(told.now, question="Another?")))
    assert not is_signed(later(replace(figure("f", "s"), standing=Standing.PENDING), standing=Standing.IN_RECORD))


def test_what_is_not_what_the_source_says_takes_no_comparison_away() -> None:
    told = figure("f", "s")
    answer, left = reply("r", EntryKind.SOURCE, "s"), entry(EntryKind.LEFT_OUT, "l", LeftOut("s", ("x",)))
    news = [made(replace(one, history=()), at=AT.replace(day=2), by="x", reason="new") for one in (answer, left)]

    assert is_signed(*news)
    assert is_signed(later(told, now=replace(told.now, note="for us")))
    assert is_signed(later(source("of-s", via="s"), signed=replace(signature(), at=AT.replace(day=2))))
    assert is_signed(later(told, standing=Standing.REMOVED))
    assert is_signed(later(figure("g", "t"), now=replace(figure("g", "t").now, value=14)))


def test_signed_again_after_the_change_it_counts_as_compared() -> None:
    told = later(figure("f", "s"), now=figure("f", "s", 14).now)
    again = later(replace(source("s"), signed=signature()), signed=replace(signature(), at=AT.replace(day=2)))

    assert seen(again, told).sources[0].signed
