"""The history of an entry: every change can be taken back, and a signature holds for what was signed and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.record import EntryKind, Figure, Place, PlaceName, Qualifier, RecordSource, Standing
from memorial.domain.record_entry import (
    AnyEntry,
    Entry,
    Signed,
    changed,
    is_narrower,
    is_unsigned_source,
    made,
    public_part,
    taken_back,
)
from memorial.published.record import PublishedRecord, PublishedRecordSource
from memorial.published.record_reading import count_origins, origin_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SIGNED = Signed("archivist", "R. Reader", AT)
_states = st.builds(RecordSource, st.sampled_from(["Report", "Letter"]), note=st.sampled_from([None, "a note"]))
_standings = st.sampled_from(Standing)
_signatures = st.sampled_from([None, SIGNED])


def source(state: RecordSource, standing: Standing = Standing.IN_RECORD, signed: Signed | None = None) -> AnyEntry:
    return Entry("e", "m", "k", EntryKind.SOURCE, "report", 0, state, standing, signed)


def what_holds(entry: AnyEntry) -> tuple[object, ...]:
    return entry.now, entry.standing, entry.signed


@given(before=_states, now=_states, was=_standings, standing=_standings, signed=_signatures)
def test_every_change_is_kept_and_can_be_taken_back(
    before: RecordSource, now: RecordSource, was: Standing, standing: Standing, signed: Signed | None
) -> None:
    entry = source(before, was, signed)
    after = changed(entry, at=AT, by="archivist", reason="a letter", now=now, standing=standing)

    if what_holds(after) == what_holds(entry):
        assert after is entry
        return
    (change,) = after.history
    assert (change.was, change.was_standing, change.was_signed) == what_holds(entry)
    assert (change.by, change.reason) == ("archivist", "a letter")
    back = taken_back(after, 0, at=AT, by="archivist", reason="an error")
    assert (back.now, back.standing) == (before, was)
    assert len(back.history) == 2, "what came between is not forgotten"


@given(before=_states, now=_states, signed=_signatures)
def test_a_signature_is_lost_with_what_was_signed(
    before: RecordSource, now: RecordSource, signed: Signed | None
) -> None:
    after = changed(source(before, signed=signed), at=AT, by="archivist", reason="a letter", now=now)

    assert after.signed == (signed if replace(before, note=None) == replace(now, note=None) else None)


def test_a_signature_does_not_come_back() -> None:
    signed = changed(source(RecordSource("Report")), at=AT, by="archivist", reason="", signed=SIGNED)
    other = changed(signed, at=AT, by="archivist", reason="a slip", now=RecordSource("Letter"))
    back = taken_back(other, 1, at=AT, by="archivist", reason="no slip")

    assert signed.signed == SIGNED
    assert (back.now, back.signed) == (RecordSource("Report"), None)
    assert is_unsigned_source(back)
    assert not is_unsigned_source(signed)


def test_taking_back_that_an_entry_was_made_removes_it_and_can_be_taken_back_too() -> None:
    entry = made(source(RecordSource("Report")), at=AT, by="archivist", reason="found")
    gone = taken_back(entry, 0, at=AT, by="archivist", reason="not the same report")

    assert gone.standing is Standing.REMOVED
    assert taken_back(gone, 1, at=AT, by="archivist", reason="it was").standing is Standing.IN_RECORD
    with pytest.raises(IndexError):
        taken_back(gone, 2, at=AT, by="archivist", reason="?")


@given(before=_states, now=_states, was=_standings, standing=_standings)
def test_only_what_was_in_the_record_becomes_narrower(
    before: RecordSource, now: RecordSource, was: Standing, standing: Standing
) -> None:
    was_in = was is Standing.IN_RECORD
    gone = standing is not Standing.IN_RECORD or replace(before, note=None) != replace(now, note=None)

    assert is_narrower(source(before, was), source(now, standing)) == (was_in and gone)


def test_only_a_source_wants_a_signature() -> None:
    figure: AnyEntry = Entry(
        "f",
        "m",
        "k",
        EntryKind.FIGURE,
        "f",
        0,
        Figure("s", "c", 1, Qualifier.ABOUT, "r", "persons"),
        Standing.IN_RECORD,
    )

    assert not is_unsigned_source(figure)
    assert not is_unsigned_source(source(RecordSource("Report"), Standing.PENDING))


def _published(name: str, via: str = "") -> PublishedRecordSource:
    return PublishedRecordSource(name, name, "", None, "", "", "", "en", "", "", False, via, "", False)


def test_copies_have_one_origin_and_so_has_a_ring() -> None:
    record = PublishedRecord(
        sources=(
            _published("report"),
            _published("copy", "report"),
            _published("copy-of-copy", "copy"),
            _published("a", "b"),
            _published("b", "a"),
            _published("c", "a"),
        )
    )

    assert {origin_of(name, record) for name in ("report", "copy", "copy-of-copy")} == {"report"}
    assert origin_of("a", record) == origin_of("b", record)
    assert count_origins(["copy", "copy-of-copy", "a", "b"], record) == 2


def test_no_field_for_editors_is_a_public_part_however_deep_it_lies() -> None:
    place = Place("town", (PlaceName("en-Latn", "Karvel", "s", note="a"),), (), "b", "c", "d")

    plain = public_part(place)

    assert plain == Place("town", (PlaceName("en-Latn", "Karvel", "s"),))
    assert public_part(replace(place, kind="village")) != plain
