"""Two people look at every source: who may sign, what a signature covers, and when it has to be given again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memorial.adapters.record_json import read_record
from memorial.application import memorials, record
from memorial.application.memorials import OPERATOR
from memorial.application.offer import Incomplete
from memorial.application.record_exchange import import_record
from memorial.domain.errors import Conflict, NotAllowed
from memorial.domain.record import EntryKind, Figure, Qualifier, RecordSource, Standing, State, Statement
from memorial.domain.record_entry import AnyEntry
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Role
from tests.installations import TestInstallation, installation, memorial_like

ONE = StaffMember("one", "", "1@example.org", "One", "", (("*", Role.ARCHIVIST),))
OTHER = StaffMember("other", "", "2@example.org", "Other", "", (("*", Role.ADMIN),))
REPORT = RecordSource("Report on the loss of the ferry (fictional)", "The inquiry", 1988)
FIGURE = Figure("People on board", "on-board", 132, Qualifier.EXACTLY, "report", "persons")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as one:
        yield one


@pytest.fixture
def here(built: TestInstallation) -> TestInstallation:
    new = memorial_like(built.services, f"place-{built.services.new_id()[:8]}")
    return replace(built, memorial=memorials.create(built.services, new))


def begin(
    here: TestInstallation, kind: EntryKind, name: str, state: State, by: StaffMember = ONE, *, in_record: bool = True
) -> AnyEntry:
    here.clock.pass_by(minutes=1)
    of = here.memorial.id
    return record.begin(here.services, by, of, kind, name, state, reason="entered", in_record=in_record).entry


def kept(here: TestInstallation, entry: AnyEntry) -> AnyEntry:
    return record.look(here.services, ONE, entry.memorial_id, entry.id)


def change(here: TestInstallation, entry: AnyEntry, state: State, by: StaffMember) -> AnyEntry:
    here.clock.pass_by(minutes=1)
    now = kept(here, entry)
    return record.change(
        here.services, by, now.memorial_id, now.id, state, reason="a slip", revision=now.revision
    ).entry


def sign(here: TestInstallation, entry: AnyEntry, by: StaffMember) -> AnyEntry:
    here.clock.pass_by(minutes=1)
    return record.sign(here.services, by, entry.memorial_id, entry.id, name="R. Reader").entry


def newer(here: TestInstallation, source: AnyEntry, by: StaffMember = ONE) -> list[str]:
    return [one.name for one in record.signing(here.services, by, source.memorial_id, source.id).covered.since]


def test_nobody_signs_what_they_entered_themselves_under_any_name(here: TestInstallation) -> None:
    source = begin(here, EntryKind.SOURCE, "report", REPORT)

    with pytest.raises(NotAllowed) as refusal:
        sign(here, source, ONE)

    assert refusal.value.code == "another_compares"
    assert kept(here, source).signed is None
    assert record.signing(here.services, ONE, here.memorial.id, source.id).mine
    assert not record.signing(here.services, OTHER, here.memorial.id, source.id).mine
    assert sign(here, source, OTHER).signed is not None


def test_who_changed_the_words_last_does_not_sign_and_a_note_for_editors_counts_for_nothing(
    here: TestInstallation,
) -> None:
    source = begin(here, EntryKind.SOURCE, "report", REPORT)
    change(here, source, replace(REPORT, year=1989), OTHER)
    change(here, source, replace(REPORT, year=1989, note="on the second shelf"), ONE)

    with pytest.raises(NotAllowed):
        sign(here, source, OTHER)
    assert sign(here, source, ONE).signed is not None


def test_what_came_by_a_command_may_be_signed_by_anybody(here: TestInstallation) -> None:
    ferry = Path("config/memorials/fictional-ferry-1987/record.json").read_bytes()
    import_record(here.services, here.memorial.slug, read_record(ferry), actor=OPERATOR)
    source = next(one for one in record.listed(here.services, ONE, here.memorial.id) if one.kind is EntryKind.SOURCE)

    assert sign(here, source, ONE).signed is not None


def test_who_entered_all_that_is_newer_than_a_signature_does_not_sign_again(here: TestInstallation) -> None:
    source = begin(here, EntryKind.SOURCE, "report", REPORT, OTHER)
    sign(here, source, ONE)
    begin(here, EntryKind.FIGURE, "on-board", FIGURE, ONE)

    assert newer(here, source) == ["on-board"]
    with pytest.raises(NotAllowed):
        sign(here, source, ONE)
    begin(here, EntryKind.FIGURE, "lost", replace(FIGURE, category="lost", value=61), OTHER)
    assert sign(here, source, ONE).signed is not None


def test_a_source_is_signed_again_once_something_that_names_it_is_newer(here: TestInstallation) -> None:
    source = begin(here, EntryKind.SOURCE, "report", REPORT)
    figure = begin(here, EntryKind.FIGURE, "on-board", FIGURE)
    first = sign(here, source, OTHER).signed

    with pytest.raises(NotAllowed) as refusal:
        sign(here, source, OTHER)
    assert refusal.value.code == "nothing_to_sign"
    assert newer(here, source) == []

    change(here, figure, replace(FIGURE, note="purser's hand"), ONE)
    assert newer(here, source) == [], "a note for editors is nothing that a source says"
    change(here, figure, replace(FIGURE, value=133), ONE)
    begin(here, EntryKind.STATEMENT, "said", Statement("count", "All were on deck.", "report"), ONE)
    begin(here, EntryKind.SOURCE, "elsewhere", replace(REPORT, title="Other (fictional)"), ONE)
    assert newer(here, source) == ["on-board", "said"]

    second = sign(here, source, OTHER).signed
    assert first is not None
    assert second is not None
    assert second.at > first.at
    assert newer(here, source) == []


def test_nobody_signs_over_what_came_while_they_compared(here: TestInstallation) -> None:
    source = begin(here, EntryKind.SOURCE, "report", REPORT)
    looked = record.signing(here.services, OTHER, here.memorial.id, source.id).covered.mark
    begin(here, EntryKind.FIGURE, "on-board", FIGURE)

    with pytest.raises(Conflict):
        record.sign(here.services, OTHER, here.memorial.id, source.id, name="R.", revision=1, seen=looked)

    looked = record.signing(here.services, OTHER, here.memorial.id, source.id).covered.mark
    assert record.sign(here.services, OTHER, here.memorial.id, source.id, name="R.", revision=1, seen=looked)


# Short names, which are addresses


def rename(here: TestInstallation, entry: AnyEntry, name: str) -> AnyEntry:
    now = kept(here, entry)
    return record.rename(here.services, ONE, now.memorial_id, now.id, name, revision=now.revision).entry


def test_what_waits_is_renamed_and_its_old_name_is_kept_nowhere(here: TestInstallation) -> None:
    source = begin(here, EntryKind.SOURCE, "ayla-verdin-5-pier-road", REPORT, in_record=False)

    renamed = rename(here, source, "source-1")

    assert (renamed.name, renamed.now, renamed.history) == ("source-1", source.now, source.history)
    listed = record.listed(here.services, ONE, here.memorial.id)
    assert [one.name for one in listed] == ["source-1"]
    assert "pier-road" not in repr(listed)
    with here.services.unit_of_work(read_only=True) as uow:
        acts = [one.action for _, one in uow.audit.entries(here.memorial.id, before=None, limit=2)]
    assert acts == ["record_rename", "record_begin"]


def test_a_name_that_anybody_may_have_seen_or_that_another_entry_uses_stays(here: TestInstallation) -> None:
    inside = begin(here, EntryKind.SOURCE, "report", REPORT)
    record.place(
        here.services, ONE, here.memorial.id, inside.id, Standing.PENDING, reason="it waits", revision=inside.revision
    )
    used = begin(here, EntryKind.SOURCE, "essay", REPORT, in_record=False)
    statement = begin(here, EntryKind.STATEMENT, "said", Statement("claim", "They were on deck.", "essay"))
    change(here, statement, replace(statement.now, attributed_to="report"), ONE)

    for entry, code in ((inside, "its_name_stays"), (used, "another_names_it")):
        with pytest.raises(NotAllowed) as refusal:
            rename(here, entry, "other")
        assert refusal.value.code == code
        assert kept(here, entry).name == entry.name
    with pytest.raises(Incomplete):
        rename(here, statement, "Not A Name")
    with pytest.raises(Conflict):
        record.rename(here.services, ONE, here.memorial.id, statement.id, "other", revision=0)


def test_no_two_entries_of_a_kind_come_to_one_name(here: TestInstallation) -> None:
    begin(here, EntryKind.SOURCE, "report", REPORT)
    other = begin(here, EntryKind.SOURCE, "essay", REPORT, in_record=False)

    with pytest.raises(Incomplete) as refusal:
        rename(here, other, "report")

    assert [(one.field, one.code) for one in refusal.value.problems] == [("name", "taken")]
