"""The gate of the record: what falls under something else of it, as graphic, as unseen, or as not compared any more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from memorial.domain.record import GRAPHIC, Account, EntryKind, LeftOut, Reply, Standing, Statement
from memorial.domain.record_entry import AnyEntry, changed, made
from tests.disclosure.test_record import one_of_each, seen
from tests.record_entries import AT, entry, figure, question, signature, source

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
    gone = entry(EntryKind.FIGURE, "gone", replace(figure("gone", "s", 31).now, subject="Wounded heads of all"))
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


def test_what_is_not_what_the_source_says_takes_no_comparison_away() -> None:
    told = figure("f", "s")
    answer, left = reply("r", EntryKind.SOURCE, "s"), entry(EntryKind.LEFT_OUT, "l", LeftOut("s", ("x",)))
    news = [made(replace(one, history=()), at=AT.replace(day=2), by="x", reason="new") for one in (answer, left)]

    assert is_signed(*news)
    assert is_signed(later(told, now=replace(told.now, note="for us")))
    assert is_signed(later(source("of-s", via="s"), signed=replace(signature(), at=AT.replace(day=2))))
    assert is_signed(later(told, standing=Standing.REMOVED))
    assert is_signed(later(replace(told, standing=Standing.PENDING), standing=Standing.IN_RECORD))
    assert is_signed(later(figure("g", "t"), now=replace(figure("g", "t").now, value=14)))


def test_signed_again_after_the_change_it_counts_as_compared() -> None:
    told = later(figure("f", "s"), now=figure("f", "s", 14).now)
    again = later(replace(source("s"), signed=signature()), signed=replace(signature(), at=AT.replace(day=2)))

    assert seen(again, told).sources[0].signed


def test_what_was_removed_when_it_was_signed_was_not_compared() -> None:
    removed = changed(figure("f", "s"), at=AT, by="x", reason="doubtful", standing=Standing.REMOVED)
    back = later(removed, standing=Standing.IN_RECORD)

    assert is_signed(removed)
    assert not is_signed(back)
