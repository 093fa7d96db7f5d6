"""The record at the desk: what archivists enter, sign, take back and leave out, and what of it visitors see."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memorial.application import memorials, record
from memorial.application.offer import Incomplete
from memorial.application.record_acts import Done
from memorial.domain.errors import Conflict, NotAllowed, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.record import (
    Account,
    AccountBasis,
    EntryKind,
    Figure,
    Qualifier,
    Question,
    RecordAbout,
    RecordSource,
    Standing,
    State,
    Statement,
)
from memorial.domain.record_entry import AnyEntry, made
from memorial.domain.record_kinds import LEFT_OUT
from memorial.domain.staff import StaffMember
from memorial.published.record import PublishedRecord
from memorial.vocabulary import MemorialKind, Role
from tests.installations import EDITOR, MODERATOR, TestInstallation, installation, memorial_like
from tests.records import REAL, entries_of

ARCHIVIST = StaffMember("archivist", "", "a@example.org", "A", "", (("*", Role.ARCHIVIST),))
REVIEWER = StaffMember("reviewer", "", "r@example.org", "R", "", (("*", Role.ARCHIVIST),))
ADMIN = StaffMember("admin", "", "d@example.org", "D", "", (("*", Role.ADMIN),))
REPORT = RecordSource(
    "Report on the loss of the ferry (fictional)", "The inquiry", 1988, note="seen on the second shelf"
)
FIGURE = Figure("People on board", "on-board", 132, Qualifier.EXACTLY, "report", "persons", note="purser's hand")
ESSAYS = Path("tests/samples/essays")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as one:
        yield one


@pytest.fixture
def here(built: TestInstallation) -> TestInstallation:
    """A memorial of its own for each test, in one installation."""
    new = memorial_like(built.services, f"place-{built.services.new_id()[:8]}")
    return replace(built, memorial=memorials.create(built.services, new))


def begin(
    here: TestInstallation,
    kind: EntryKind,
    name: str,
    state: State,
    *,
    memorial: Memorial | None = None,
    in_record: bool = True,
    reason: str = "entered from the source",
) -> Done:
    of = (memorial or here.memorial).id
    return record.begin(here.services, ARCHIVIST, of, kind, name, state, reason=reason, in_record=in_record)


def report_and_figure(here: TestInstallation, memorial: Memorial | None = None) -> tuple[AnyEntry, AnyEntry]:
    source = begin(here, EntryKind.SOURCE, "report", REPORT, memorial=memorial).entry
    return source, begin(here, EntryKind.FIGURE, "on-board", FIGURE, memorial=memorial).entry


def change(here: TestInstallation, entry: AnyEntry, state: State, **more: Any) -> Done:
    said = {"reason": "a slip", "revision": entry.revision, **more}
    return record.change(here.services, ARCHIVIST, entry.memorial_id, entry.id, state, **said)


def place(here: TestInstallation, entry: AnyEntry, standing: Standing, reason: str = "decided") -> Done:
    now = kept(here, entry).revision
    return record.place(here.services, ARCHIVIST, entry.memorial_id, entry.id, standing, reason=reason, revision=now)


def take_back(here: TestInstallation, entry: AnyEntry, number: int, reason: str) -> Done:
    now = kept(here, entry).revision
    return record.take_back(here.services, ARCHIVIST, entry.memorial_id, entry.id, number, reason=reason, revision=now)


def sign(here: TestInstallation, entry: AnyEntry, name: str = "R. Reader") -> Done:
    """By another than the one who entered it."""
    return record.sign(here.services, REVIEWER, entry.memorial_id, entry.id, name=name)


def kept(here: TestInstallation, entry: AnyEntry) -> AnyEntry:
    return record.look(here.services, ARCHIVIST, entry.memorial_id, entry.id)


def shown(here: TestInstallation, memorial: Memorial | None = None) -> PublishedRecord:
    with here.installation.reader.snapshot() as snapshot:
        return snapshot.record((memorial or here.memorial).id).whole()


def noted(here: TestInstallation, memorial: Memorial | None = None) -> list[tuple[str, str, str]]:
    """(action, outcome, reason) of every act on the record, the oldest first."""
    with here.services.unit_of_work(read_only=True) as uow:
        found = [one for _, one in uow.audit.entries((memorial or here.memorial).id, before=None, limit=1000)]
    return [(one.action, one.subject_kind, one.reason) for one in reversed(found) if one.subject_kind == "record"]


def real(here: TestInstallation) -> Memorial:
    wanted = memorial_like(
        here.services, f"real-{here.services.new_id()[:8]}", kind=MemorialKind.REAL, fictional_note={}
    )
    return memorials.create(here.services, wanted)


def memorial_now(here: TestInstallation, memorial: Memorial) -> Memorial:
    with here.services.unit_of_work(read_only=True) as uow:
        return uow.memorials.get(memorial.id)


def refused(refusal: pytest.ExceptionInfo[Incomplete]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refusal.value.problems]


# Entering and changing


def test_what_a_source_says_is_seen_with_its_source_and_without_the_editors_notes(here: TestInstallation) -> None:
    report_and_figure(here)

    whole = shown(here)
    assert [(one.value, one.unit, one.qualifier, one.source_id) for one in whole.figures] == [
        (132, "persons", "exactly", "report")
    ]
    assert [one.title for one in whole.sources] == [REPORT.title]
    for private in ("second shelf", "purser's hand", "archivist"):
        assert private not in repr(whole)


@pytest.mark.parametrize(
    ("changes", "field"), [({"unit": ""}, "unit"), ({"qualifier": None}, "qualifier"), ({"source_id": ""}, "source_id")]
)
def test_a_figure_without_unit_qualifier_or_source_is_not_saved(
    here: TestInstallation, changes: dict[str, Any], field: str
) -> None:
    _, figure = report_and_figure(here)

    with pytest.raises(Incomplete) as begun:
        begin(here, EntryKind.FIGURE, "second", replace(FIGURE, **changes))
    with pytest.raises(Incomplete) as changed:
        change(here, figure, replace(FIGURE, **changes))

    assert field in dict(refused(begun))
    assert field in dict(refused(changed))
    assert kept(here, figure).now == FIGURE
    assert [one.name for one in record.listed(here.services, ARCHIVIST, here.memorial.id)] == ["report", "on-board"]
    assert len(noted(here)) == 2, "what was refused left no trace of an act"


def test_every_change_needs_a_reason_fit_for_visitors(here: TestInstallation) -> None:
    source, figure = report_and_figure(here)
    acts: tuple[Callable[[str], Done], ...] = (
        lambda why: begin(here, EntryKind.FIGURE, "second", FIGURE, reason=why),
        lambda why: change(here, figure, replace(FIGURE, value=133), reason=why),
        lambda why: place(here, source, Standing.REMOVED, why),
        lambda why: take_back(here, figure, 0, why),
    )

    for why, code in ((" ", "forgotten"), ("x" * 501, "too_long"), ("All Ostrenes are liars.", "about_a_people"),
                      ("it was 132", "number_in_reason")):  # fmt: skip
        for act in acts:
            with pytest.raises(Incomplete) as refusal:
                act(why)
            assert refused(refusal) == [("reason", code)]
    assert [one.figures[0].value for one in [shown(here)]] == [132]


def test_each_act_leaves_one_entry_in_the_log_and_no_words_of_the_record(here: TestInstallation) -> None:
    source, figure = report_and_figure(here)
    change(here, figure, replace(FIGURE, value=133))
    same = kept(here, figure)
    change(here, same, same.now)
    sign(here, source)
    take_back(here, figure, 1, "it was right")
    record.leave_out(here.services, ARCHIVIST, here.memorial.id, "report", "motive")

    assert noted(here) == [
        ("record_begin", "record", "decided"),
        ("record_begin", "record", "decided"),
        ("record_change", "record", "decided"),
        ("record_change", "record", "nothing_changed"),
        ("record_sign", "record", "decided"),
        ("record_take_back", "record", "decided"),
        ("record_leave_out", "record", "decided"),
    ]


def test_a_change_is_kept_with_who_and_why_and_can_be_taken_back(here: TestInstallation) -> None:
    _, figure = report_and_figure(here)
    here.clock.pass_by(days=1)
    changed = change(here, figure, replace(FIGURE, value=133), reason="the table says another").entry
    first = shown(here).figures[0].value

    back = take_back(here, figure, 1, "the report of 1988 says so").entry

    assert (first, shown(here).figures[0].value) == (133, 132)
    assert [(one.by, one.reason) for one in back.history] == [
        ("archivist", "entered from the source"),
        ("archivist", "the table says another"),
        ("archivist", "the report of 1988 says so"),
    ]
    assert back.history[2].was == changed.now
    with pytest.raises(NotFound):
        take_back(here, figure, 3, "?")


def test_taking_back_does_not_bring_back_what_could_not_be_saved_today(here: TestInstallation) -> None:
    source, figure = report_and_figure(here)
    begin(here, EntryKind.SOURCE, "other", replace(REPORT, title="Other report (fictional)"))
    change(here, figure, replace(FIGURE, source_id="other"))
    place(here, source, Standing.REMOVED)

    with pytest.raises(Incomplete) as refusal:
        take_back(here, figure, 1, "back")

    assert refused(refusal) == [("source_id", "no_such_source")]


def test_nobody_places_or_takes_back_what_is_not_what_they_looked_at(here: TestInstallation) -> None:
    _, figure = report_and_figure(here)
    out = place(here, figure, Standing.PENDING).entry
    change(here, out, replace(FIGURE, value=133))
    services, of = here.services, here.memorial.id

    with pytest.raises(Conflict):
        record.place(services, ARCHIVIST, of, out.id, Standing.IN_RECORD, reason="looked at", revision=out.revision)
    with pytest.raises(Conflict):
        record.take_back(services, ARCHIVIST, of, out.id, 1, reason="looked at", revision=out.revision)

    assert kept(here, out).standing is Standing.PENDING
    assert shown(here).figures == ()


def test_of_two_who_change_the_same_the_second_is_told(here: TestInstallation) -> None:
    _, figure = report_and_figure(here)
    change(here, figure, replace(FIGURE, value=133))

    with pytest.raises(Conflict):
        change(here, figure, replace(FIGURE, value=134))

    assert kept(here, figure).now.value == 133


@pytest.mark.parametrize("member", [EDITOR, MODERATOR, replace(ARCHIVIST, disabled=True)])
def test_only_archivists_and_administrators_keep_the_record(here: TestInstallation, member: StaffMember) -> None:
    source, _ = report_and_figure(here)
    services, of, state = here.services, here.memorial.id, replace(REPORT, title="Other (fictional)")
    acts = (
        lambda: record.listed(services, member, of),
        lambda: record.look(services, member, of, source.id),
        lambda: record.cited_by(services, member, of, source.id),
        lambda: record.preview(services, member, of, source),
        lambda: record.begin(services, member, of, EntryKind.SOURCE, "o", state, reason="x", in_record=True),
        lambda: record.change(services, member, of, source.id, state, reason="x", revision=source.revision),
        lambda: record.place(services, member, of, source.id, Standing.REMOVED, reason="x", revision=1),
        lambda: record.signing(services, member, of, source.id),
        lambda: record.rename(services, member, of, source.id, "other", revision=1),
        lambda: record.sign(services, member, of, source.id, name="R. Reader"),
        lambda: record.take_back(services, member, of, source.id, 0, reason="x", revision=1),
        lambda: record.take_statement(services, member, of, source.id, reason="x", revision=1),
        lambda: record.leave_out(services, member, of, "report", "motive"),
        lambda: record.file_as_source(services, member, of, "r", "filed", state, reason="x"),
    )

    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert kept(here, source) == source


def test_an_administrator_keeps_the_record_and_files_nothing_that_families_sent(here: TestInstallation) -> None:
    _, given = here.give()
    record.begin(here.services, ADMIN, here.memorial.id, EntryKind.SOURCE, "report", REPORT, reason="x", in_record=True)

    with pytest.raises(NotAllowed):
        record.file_as_source(here.services, ADMIN, here.memorial.id, given.id, "filed", REPORT, reason="x")


def test_a_name_is_taken_once_and_there_is_one_word_of_what_the_record_is_about(here: TestInstallation) -> None:
    source, _ = report_and_figure(here)
    begin(here, EntryKind.ABOUT, "about", RecordAbout("The ferry Mira, 1987", ""))
    place(here, source, Standing.REMOVED)

    for kind, name, state in (
        (EntryKind.SOURCE, "report", REPORT),
        (EntryKind.ABOUT, "another", RecordAbout("The ferry Mira, 1987", "")),
    ):
        with pytest.raises(Incomplete) as refusal:
            begin(here, kind, name, state)
        assert refused(refusal) == [("name", "taken")]
    with pytest.raises(Incomplete):
        begin(here, EntryKind.FIGURE, "report", REPORT)


# Sources: what rests on them, who signed them


def test_where_a_source_goes_what_rests_on_it_is_told_before_and_seen_no_more(here: TestInstallation) -> None:
    source, figure = report_and_figure(here)
    question = Question("How many were on board?", (Account("report", "132.", AccountBasis.COUNTED),))
    asked = begin(here, EntryKind.QUESTION, "how-many", question).entry
    begin(here, EntryKind.SOURCE, "other", replace(REPORT, title="Other report (fictional)"))

    cited = record.cited_by(here.services, ARCHIVIST, here.memorial.id, source.id)
    place(here, source, Standing.REMOVED, "not the report that we meant")

    assert [one.id for one in cited] == [figure.id, asked.id]
    whole = shown(here)
    assert ([one.id for one in whole.sources], whole.figures, whole.questions) == (["other"], (), ())
    place(here, kept(here, source), Standing.IN_RECORD, "it is")
    assert len(shown(here).figures) == 1


def test_what_could_not_be_saved_any_more_can_still_be_taken_out(here: TestInstallation) -> None:
    source, figure = report_and_figure(here)
    place(here, source, Standing.REMOVED)

    with pytest.raises(Incomplete):
        change(here, figure, replace(FIGURE, value=133))
    out = place(here, figure, Standing.PENDING).entry
    with pytest.raises(Incomplete) as refusal:
        place(here, out, Standing.IN_RECORD)

    assert out.standing is Standing.PENDING
    assert refused(refusal) == [("source_id", "no_such_source")]


def test_a_preview_shows_what_would_be_seen_and_saves_nothing(here: TestInstallation) -> None:
    _, figure = report_and_figure(here)

    seen = record.preview(
        here.services, ARCHIVIST, here.memorial.id, replace(figure, now=replace(FIGURE, value=999, note="secret"))
    )

    assert [one.value for one in seen.figures] == [999]
    assert "secret" not in repr(seen)
    assert [one.value for one in shown(here).figures] == [132]


def test_a_signature_needs_a_name_and_a_source(here: TestInstallation) -> None:
    source, figure = report_and_figure(here)

    with pytest.raises(Incomplete) as refusal:
        sign(here, source, " ")
    with pytest.raises(NotAllowed):
        sign(here, figure)
    with pytest.raises(Conflict):
        record.sign(here.services, REVIEWER, here.memorial.id, source.id, name="R. Reader", revision=0)
    place(here, source, Standing.REMOVED)
    with pytest.raises(NotAllowed):
        sign(here, source)

    assert refused(refusal) == [("name", "forgotten")]
    assert kept(here, source).signed is None


def test_a_signature_is_lost_when_what_was_signed_changes_and_says_nobodys_name(here: TestInstallation) -> None:
    source, _ = report_and_figure(here)
    signed = sign(here, source).entry
    first = shown(here)

    changed = change(here, signed, replace(REPORT, year=1989)).entry

    assert signed.signed is not None
    assert (signed.signed.by, signed.signed.name) == ("reviewer", "R. Reader")
    assert changed.signed is None
    assert (first.sources[0].signed, shown(here).sources[0].signed) == (True, False)
    assert "R. Reader" not in repr(first)


def test_a_real_memorial_is_a_draft_until_each_source_is_signed(here: TestInstallation) -> None:
    memorial = real(here)
    first, figure = RecordSource("First report"), replace(FIGURE, source_id="first")
    with here.services.unit_of_work() as uow:
        uow.memorials.save(replace(uow.memorials.get(memorial.id), public=False))
        uow.commit()
    one = begin(here, EntryKind.SOURCE, "first", first, memorial=memorial)
    two = begin(here, EntryKind.SOURCE, "second", RecordSource("Second report"), memorial=memorial)
    begin(here, EntryKind.FIGURE, "on-board", figure, memorial=memorial)
    drafts = [memorial_now(here, memorial).draft]

    for done in (one, two):
        sign(here, done.entry)
        drafts.append(memorial_now(here, memorial).draft)

    assert (one.waits_for_signature, one.entry.standing) == (False, Standing.IN_RECORD)
    assert drafts == [True, True, False]


def open_real(here: TestInstallation) -> tuple[Memorial, AnyEntry]:
    """A real memorial that is public and no draft, with one signed source and a figure."""
    memorial = real(here)
    source, _ = report_and_figure_of_real(here, memorial)
    return memorial, source


def report_and_figure_of_real(here: TestInstallation, memorial: Memorial) -> tuple[AnyEntry, AnyEntry]:
    source = begin(here, EntryKind.SOURCE, "report", RecordSource("Report"), memorial=memorial)
    signed = sign(here, source.entry)
    figure = begin(here, EntryKind.FIGURE, "on-board", FIGURE, memorial=memorial).entry
    assert (source.waits_for_signature, signed.waits_for_signature) == (True, False)
    return signed.entry, figure


def test_in_an_open_real_memorial_a_new_source_waits_until_it_is_signed(here: TestInstallation) -> None:
    memorial, _ = open_real(here)

    new = begin(here, EntryKind.SOURCE, "new", RecordSource("New report"), memorial=memorial)
    placed = place(here, new.entry, Standing.IN_RECORD, "it is needed")
    before = shown(here, memorial)
    still = memorial_now(here, memorial)
    signed = sign(here, new.entry)

    assert (new.waits_for_signature, new.entry.standing) == (True, Standing.PENDING)
    assert (placed.waits_for_signature, placed.entry.standing) == (True, Standing.PENDING)
    assert not still.draft
    assert [one.id for one in before.sources] == ["report"]
    assert (signed.waits_for_signature, signed.entry.standing) == (False, Standing.IN_RECORD)
    assert [one.id for one in shown(here, memorial).sources] == ["report", "new"]
    assert not memorial_now(here, memorial).draft


def test_in_an_open_real_memorial_a_changed_source_waits_with_all_that_rests_on_it(here: TestInstallation) -> None:
    memorial, source = open_real(here)

    changed = change(here, source, RecordSource("Report", year=1988))
    between = (shown(here, memorial), memorial_now(here, memorial).draft)
    sign(here, changed.entry)

    assert (changed.waits_for_signature, changed.entry.standing) == (True, Standing.PENDING)
    assert (between[0].sources, between[0].figures) == ((), ())
    assert between[1] is False
    assert [one.year for one in shown(here, memorial).sources] == [1988]
    assert len(shown(here, memorial).figures) == 1


def test_taking_a_change_back_brings_no_unsigned_source_into_an_open_record(here: TestInstallation) -> None:
    memorial, source = open_real(here)
    changed = change(here, source, RecordSource("Report", year=1988)).entry
    sign(here, changed)

    back = take_back(here, source, len(changed.history) - 1, "no year stands there")

    assert (back.waits_for_signature, back.entry.standing) == (True, Standing.PENDING)
    assert shown(here, memorial).sources == ()
    assert not memorial_now(here, memorial).draft


# Statements of an essay, and what was left out


def test_the_statements_of_the_dossiers_essay_are_pending_and_none_is_seen(here: TestInstallation) -> None:
    memorial, whole_dossier = here.memorial, entries_of(REAL)
    enter(here, [one for one in whole_dossier if one.kind is not EntryKind.STATEMENT])
    for one in whole_dossier:
        if one.kind is EntryKind.STATEMENT:
            begin(here, one.kind, one.name, one.now, in_record=True)

    listed = record.listed(here.services, ARCHIVIST, memorial.id)
    pending = [one for one in listed if one.standing is Standing.PENDING]
    whole = shown(here)
    assert (len(pending), {one.kind for one in pending}) == (40, {EntryKind.STATEMENT})
    assert whole.statements == ()
    assert (len(whole.sources), len(whole.questions)) == (75, 18)
    assert not any(one.now.statement in repr(whole) for one in pending if len(one.now.statement) > 40)

    first = pending[0]
    with pytest.raises(Conflict):
        record.take_statement(here.services, ARCHIVIST, memorial.id, first.id, reason="seen", revision=0)
    record.take_statement(
        here.services, ARCHIVIST, memorial.id, first.id, reason="seen in the essay", revision=first.revision
    )

    assert [one.id for one in shown(here).statements] == [pending[0].name]
    other = next(one for one in listed if one.kind is EntryKind.SOURCE)
    for one in (pending[0], other):
        now = kept(here, one).revision
        with pytest.raises(NotAllowed):
            record.take_statement(here.services, ARCHIVIST, memorial.id, one.id, reason="again", revision=now)


def enter(here: TestInstallation, entries: Iterable[AnyEntry]) -> None:
    """As a record comes in: whole, past the order in which its parts name one another."""
    with here.services.unit_of_work() as uow:
        for one in entries:
            new_id, key_id = here.services.new_id(), here.services.keys.take().id
            new = replace(one, id=new_id, memorial_id=here.memorial.id, key_id=key_id)
            uow.record.add(made(new, at=here.clock.now, by="archivist", reason="brought in"))
        uow.commit()


def test_a_one_sided_essay_is_filed_its_statements_wait_and_what_was_left_out_is_logged_without_its_words(
    here: TestInstallation,
) -> None:
    essay = (ESSAYS / "whose-boat.txt").read_text(encoding="utf-8")
    typed = json.loads((ESSAYS / "whose-boat.json").read_text(encoding="utf-8"))
    services, of = here.services, here.memorial.id
    _, given = here.give(about="event", story=essay)

    filed = record.file_as_source(
        services,
        ARCHIVIST,
        of,
        given.id,
        "whose-boat",
        RecordSource(**typed["source"]),
        reason="an essay that was sent",
    )
    for one in typed["statements"]:
        state = Statement(attributed_to="whose-boat", **{key: one[key] for key in one if key != "id"})
        begin(here, EntryKind.STATEMENT, one["id"], state)
    for category in [*typed["left_out"], *typed["left_out"]]:
        left = record.leave_out(services, ARCHIVIST, of, "whose-boat", category)

    source = filed.entry.now
    assert (filed.entry.standing, source.remembrance_id) == (Standing.PENDING, None)
    assert source.note == record.FILED
    assert given.id not in str(source), "who takes it back leaves no trace of it here"
    listed = record.listed(services, ARCHIVIST, of)
    waiting = [one for one in listed if one.kind is EntryKind.STATEMENT]
    assert len(waiting) == 13
    assert {one.standing for one in waiting} == {Standing.PENDING}
    assert left.now.categories == tuple(LEFT_OUT.values())
    assert shown(here) == PublishedRecord()
    place(here, filed.entry, Standing.IN_RECORD)
    assert (len(shown(here).sources), shown(here).statements) == (1, ())
    assert given.id not in repr(shown(here))
    # Nothing of the words that were left out is kept anywhere in the record, its history or the log.
    everything = repr(record.listed(services, ARCHIVIST, of)) + repr(noted(here))
    for words in ("liars", "laughed", "Ostrene", "plan that began", "buy bread", "faces"):
        assert words in essay
        assert words not in everything
    assert here.remembrance(of, given.id) == given, "what was sent is as it was"


def test_words_against_a_people_are_typed_as_a_marked_quotation_or_not_at_all(here: TestInstallation) -> None:
    begin(here, EntryKind.SOURCE, "essay", REPORT)
    said = Statement("claim", "All Ostrenes are liars.", "essay")

    with pytest.raises(Incomplete) as refusal:
        begin(here, EntryKind.STATEMENT, "s1", said)
    begin(here, EntryKind.STATEMENT, "s1", replace(said, quotation=True))

    assert refused(refusal) == [("statement", "about_a_people")]


def test_only_a_known_kind_of_statement_of_a_known_source_is_logged_as_left_out(here: TestInstallation) -> None:
    begin(here, EntryKind.SOURCE, "essay", REPORT)

    with pytest.raises(Incomplete):
        record.leave_out(here.services, ARCHIVIST, here.memorial.id, "essay", "All Ostrenes are liars.")
    with pytest.raises(NotFound):
        record.leave_out(here.services, ARCHIVIST, here.memorial.id, "no-such", "motive")
    record.leave_out(here.services, ARCHIVIST, here.memorial.id, "essay", LEFT_OUT["motive"])

    (left,) = [one for one in record.listed(here.services, ARCHIVIST, here.memorial.id) if one.name.startswith("left")]
    assert left.now.categories == (LEFT_OUT["motive"],)
    assert "motive" not in repr(shown(here))


# Remembrances as sources


def test_a_remembrance_that_everyone_may_read_can_be_cited_and_no_longer_than_that(here: TestInstallation) -> None:
    code, given = here.publish(index="yes")
    filed = record.file_as_source(
        here.services, ARCHIVIST, here.memorial.id, given.id, "told", RecordSource("A neighbour's account (fictional)"),
        reason="it tells of the evening",
    ).entry  # fmt: skip
    place(here, filed, Standing.IN_RECORD)
    begin(here, EntryKind.FIGURE, "seen", replace(FIGURE, source_id="told"))
    first = shown(here)

    here.act(code, "withdraw")

    assert [one.remembrance_id for one in first.sources] == [given.id]
    assert len(first.figures) == 1
    after = shown(here)
    assert (after.sources, after.figures) == ((), ())


@pytest.mark.parametrize("audience", ["unlisted", "archive"])
def test_a_remembrance_that_not_everyone_may_read_is_not_cited(here: TestInstallation, audience: str) -> None:
    _, given = here.publish(audience=audience)
    _, waiting = here.give(index="yes")

    for one in (given.id, waiting.id, "no such"):
        with pytest.raises(Incomplete) as refusal:
            begin(here, EntryKind.SOURCE, "told", replace(REPORT, remembrance_id=one))
        assert refused(refusal) == [("remembrance_id", "consent_does_not_allow")]
    source = begin(here, EntryKind.SOURCE, "told", REPORT).entry
    with pytest.raises(Incomplete):
        change(here, source, replace(REPORT, remembrance_id=given.id))


def test_what_was_taken_back_is_filed_nowhere(here: TestInstallation) -> None:
    code, given = here.publish(index="yes")
    here.act(code, "withdraw")

    with pytest.raises(NotAllowed):
        record.file_as_source(here.services, ARCHIVIST, here.memorial.id, given.id, "told", REPORT, reason="x")
