"""A list before it is brought in: looked at, corrected in its cells, described; and the import that survives a kill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.name_lists import count_rows
from memorial.application import importing, jobs, list_staging, memorials
from memorial.application.checking import check
from memorial.application.importing import SameListAgain
from memorial.application.joining import join_people
from memorial.application.ports.lists import NotAList
from memorial.application.ports.store import AuditEntry
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import AboutList, ColumnUse, DateOrder, Field, KeptList, ListState, Progress
from memorial.domain.person import Person
from memorial.vocabulary import Audience
from tests.installations import EDITOR, MODERATOR, TestInstallation, installation

TITANIC = Path("tests/samples/titanic-passengers/titanic3.csv")
ABOUT = AboutList("Passengers", made_by="The line", made_on="April 1912", purpose="For the inquiry", language="en")
LIST = """name,born,fate,ticket
Anna Berg,1901,died,7
Bela Cohn,03/04/1902,gone,8
,1903,,9
Cyril Dunn,4/5/1904,missing,10
"""


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


LONG = "name,age\n" + "".join(f"Name {chr(65 + n % 26)}{n},{n}\n" for n in range(60))
"""Three batches, when a batch is of 25."""


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 25)


def stage(here: TestInstallation, content: str | bytes = LIST, name: str = "names.csv") -> str:
    raw = content.encode() if isinstance(content, str) else content
    return list_staging.stage(here.services, EDITOR, here.memorial.id, name, [raw])


def kept(here: TestInstallation, list_id: str) -> KeptList:
    return list_staging.get(here.services, EDITOR, here.memorial.id, list_id)


def call(here: TestInstallation, act: Callable[..., Any], list_id: str, *given: Any, **named: Any) -> Any:
    return act(here.services, EDITOR, here.memorial.id, list_id, *given, **named)


def describe(here: TestInstallation, list_id: str, audience: Audience = Audience.PUBLIC) -> None:
    call(here, list_staging.describe, list_id, ABOUT, audience)


def begin(here: TestInstallation, list_id: str) -> None:
    describe(here, list_id)
    call(here, importing.begin, list_id)


def work(here: TestInstallation) -> None:
    while jobs.do_due(here.services):
        pass


def everyone(here: TestInstallation) -> list[Person]:
    with here.services.unit_of_work(read_only=True) as uow:
        return [uow.people.get(here.memorial.id, person_id) for person_id in uow.people.ids(here.memorial.id)]


def log(here: TestInstallation) -> list[AuditEntry]:
    with here.services.unit_of_work(read_only=True) as uow:
        return [entry for _, entry in uow.audit.entries(here.memorial.id, before=None, limit=100)]


def files(here: TestInstallation) -> set[str]:
    return set(here.services.vault.ids())


def wrong(here: TestInstallation) -> list[str]:
    made = here.installation
    inspection = ArchiveInspection(made.archive, made.services.now)
    return [f"{one.kind} {one.detail}" for one in check(made.services, inspection)]


# Looking


def test_five_rows_are_shown_before_anything_and_nobody_is_added(here: TestInstallation) -> None:
    list_id = stage(here)

    look = call(here, list_staging.look, list_id)

    assert [row.number for row in look.samples] == [2, 3, 4, 5]
    assert look.kept.header == ("name", "born", "fate", "ticket")
    assert [use.field for use in look.kept.columns] == [Field.NAME, Field.BORN, Field.FATE, Field.IGNORE]
    assert [(choice.name, choice.certain) for choice in look.encodings] == [("utf-8", True)]
    assert (look.kept.state, look.kept.rows, everyone(here)) == (ListState.STAGED, 4, [])
    assert here.names() == []


def test_rows_with_letters_beyond_ascii_are_among_the_five(here: TestInstallation) -> None:
    rows = "".join(f"Name {n}\n" for n in range(100))

    look = call(here, list_staging.look, stage(here, f"name\n{rows}Şükrü\n"))

    assert "Şükrü" in {row.cells[0] for row in look.samples}


def test_a_wrong_encoding_is_seen_and_another_is_chosen(here: TestInstallation) -> None:
    list_id = stage(here, "имя\nАнна\nПётр\n".encode("cp1251"))
    before = files(here)

    call(here, list_staging.read_again, list_id, encoding="koi8-r")
    garbled = [row.cells for row in call(here, list_staging.look, list_id).samples]
    call(here, list_staging.read_again, list_id, encoding="cp1251")

    assert ("Анна",) not in garbled
    assert [row.cells for row in call(here, list_staging.look, list_id).samples] == [("Анна",), ("Пётр",)]
    assert len(files(here)) == len(before) == 2, "what is not needed any more is gone"


def test_dates_that_can_be_read_two_ways_are_asked_once_for_their_column(here: TestInstallation) -> None:
    list_id = stage(here)

    (question,) = call(here, list_staging.look, list_id).questions

    assert (question.column, question.heading, question.examples) == (1, "born", ("03/04/1902", "4/5/1904"))
    assert question.answer is None
    uses = list(kept(here, list_id).columns)
    uses[1] = replace(uses[1], order=DateOrder.DAY_FIRST)
    call(here, list_staging.choose_columns, list_id, uses)
    begin(here, list_id)
    work(here)
    born = {claim.words: claim.value for person in everyone(here) for claim in person.facts if claim.kind == "born"}
    assert born == {"": "1901", "03/04/1902": "1902-04-03", "4/5/1904": "1904-05-04"}


# The report, and mending


def test_only_rows_with_problems_are_reported_in_their_cells(here: TestInstallation) -> None:
    report = call(here, list_staging.report, stage(here))

    assert (report.rows, report.usable, report.left_out, report.noted, report.more) == (4, 3, 1, 2, False)
    assert [(row.number, [(one.code, one.column) for one in row.problems]) for row in report.problems] == [
        (3, [("date_two_ways", 1), ("fate_not_understood", 2)]),
        (4, [("no_name", 0)]),
        (5, [("date_two_ways", 1)]),
    ]
    assert report.counts == {"date_two_ways": 2, "fate_not_understood": 1, "no_name": 1}


def test_a_long_report_is_read_in_pages(here: TestInstallation) -> None:
    list_id = stage(here, "name,age\n" + "".join(f"Name {n},old\n" for n in range(25)))

    first = call(here, list_staging.report, list_id, limit=10)
    last = call(here, list_staging.report, list_id, after=21, limit=10)

    assert ([row.number for row in first.problems], first.more) == (list(range(2, 12)), True)
    assert ([row.number for row in last.problems], last.more) == ([22, 23, 24, 25, 26], False)


def test_cells_are_mended_in_place_and_the_file_stays_as_it_came(here: TestInstallation) -> None:
    list_id = stage(here)
    file = kept(here, list_id).file

    call(here, list_staging.correct, list_id, {(4, 0): "Dora Erne", (3, 2): "missing"})

    report = call(here, list_staging.report, list_id)
    assert (report.usable, report.counts) == (4, {"date_two_ways": 2})
    assert kept(here, list_id).file == file
    begin(here, list_id)
    work(here)
    assert sorted(person.all_names()[0] for person in everyone(here)) == [
        *("Anna Berg", "Bela Cohn", "Cyril Dunn", "Dora Erne")
    ]
    with here.services.unit_of_work(read_only=True) as uow:
        row = uow.lists.rows_numbered(uow.lists.get(here.memorial.id, list_id), [4])[4]
    assert (row.cells, row.corrected) == (("", "1903", "", "9"), {"0": "Dora Erne"})


@pytest.mark.parametrize("cell", [(99, 0), (2, 4), (2, -1), (1, 0)])
def test_a_cell_that_is_not_there_cannot_be_mended(here: TestInstallation, cell: tuple[int, int]) -> None:
    list_id = stage(here)

    with pytest.raises(Invalid):
        call(here, list_staging.correct, list_id, {cell: "x"})

    assert kept(here, list_id).corrections == {}


def test_another_file_takes_the_place_of_the_first_and_its_columns_stay(here: TestInstallation) -> None:
    list_id = stage(here)
    uses = [ColumnUse(Field.NAME), ColumnUse(Field.DIED), ColumnUse(), ColumnUse(Field.NOTE)]
    call(here, list_staging.choose_columns, list_id, uses)
    call(here, list_staging.correct, list_id, {(4, 0): "Dora"})

    new = "ticket,name,born,age\n1,Eva Fink,1905,3\n"
    call(here, list_staging.replace_file, list_id, "better.csv", [new.encode()])

    after = kept(here, list_id)
    assert [use.field for use in after.columns] == [Field.NOTE, Field.NAME, Field.DIED, Field.AGE]
    assert (after.file_name, after.rows, after.corrections) == ("better.csv", 1, {})
    assert len(files(here)) == 2


@pytest.mark.parametrize(
    ("uses", "code"),
    [
        ([ColumnUse()] * 3, "wrong_number"),
        ([ColumnUse()] * 4, "no_name_column"),
        ([ColumnUse(Field.NAME), ColumnUse(Field.NAME), ColumnUse(), ColumnUse()], "twice"),
        ([ColumnUse(Field.NAME, "klingon"), ColumnUse(), ColumnUse(), ColumnUse()], "no_such_language"),
    ],
)
def test_columns_that_make_no_sense_are_refused(here: TestInstallation, uses: Sequence[ColumnUse], code: str) -> None:
    list_id = stage(here)

    with pytest.raises(Invalid, match=code):
        call(here, list_staging.choose_columns, list_id, uses)


def test_the_preview_is_what_visitors_would_see(here: TestInstallation) -> None:
    list_id = stage(here)
    closed = call(here, list_staging.preview, list_id)
    describe(here, list_id)

    preview = call(here, list_staging.preview, list_id, limit=2)

    assert closed.people == (None, None, None)
    assert preview.count == 3
    assert [shown.names[0].text for shown in preview.people if shown] == ["Anna Berg", "Bela Cohn"]
    assert [person.all_names() for person in preview.read] == [("Anna Berg",), ("Bela Cohn",)]


@pytest.mark.parametrize(
    ("about", "audience", "field"),
    [
        (AboutList(purpose="x"), Audience.TEAM, "title"),
        (AboutList("T", made_on="the flood"), Audience.TEAM, "made_on"),
        (AboutList("T"), Audience.ARCHIVE, "audience"),
    ],
)
def test_a_list_that_nobody_answers_for_is_not_described(
    here: TestInstallation, about: AboutList, audience: Audience, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        call(here, list_staging.describe, stage(here), about, audience)

    assert refused.value.field == field


# Refusals


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"%PDF-1.7", "kind"), (b"name\n", "no_rows"), (b"PK\x03\x04x", "spreadsheet_broken")],
)
def test_of_what_is_no_list_nothing_stays_but_a_word_in_the_log(
    here: TestInstallation, content: bytes, code: str
) -> None:
    keys = here.services.keys

    with pytest.raises(NotAList) as refused:
        stage(here, content)

    assert refused.value.code == code
    assert files(here) == set()
    assert [(one.action, one.outcome, one.reason) for one in log(here)[:1]] == [("stage_list", "refused", code)]
    assert keys is here.services.keys


def test_pasted_text_is_a_list_too(here: TestInstallation) -> None:
    list_id = list_staging.stage_text(here.services, EDITOR, here.memorial.id, "name\tage\nŞükrü\t3\n")

    assert (kept(here, list_id).kind, kept(here, list_id).separator) == ("pasted", "\t")


def test_where_no_row_can_be_used_nothing_is_begun(here: TestInstallation) -> None:
    list_id = stage(here, "name,age\n,1\n,2\n")
    describe(here, list_id)

    with pytest.raises(Invalid, match="nobody_in_it"):
        call(here, importing.begin, list_id)

    assert (kept(here, list_id).state, call(here, list_staging.report, list_id).usable) == (ListState.STAGED, 0)


def test_the_same_file_twice_is_refused_until_it_was_undone(here: TestInstallation) -> None:
    first, second = stage(here), stage(here)
    begin(here, first)
    work(here)

    with pytest.raises(SameListAgain) as again:
        stage(here)
    describe(here, second)
    with pytest.raises(SameListAgain):
        call(here, importing.begin, second)
    call(here, importing.undo, first)
    work(here)
    call(here, importing.begin, second)
    work(here)

    assert again.value.detail == first
    assert (kept(here, second).state, len(everyone(here))) == (ListState.DONE, 3)


def test_only_editors_and_archivists_come_near_a_list(here: TestInstallation) -> None:
    list_id = stage(here)
    tries = [
        lambda: list_staging.stage(here.services, MODERATOR, here.memorial.id, "x", [b"name\nA\n"]),
        lambda: list_staging.lists_of(here.services, MODERATOR, here.memorial.id),
        lambda: list_staging.look(here.services, MODERATOR, here.memorial.id, list_id),
        lambda: list_staging.report(here.services, MODERATOR, here.memorial.id, list_id),
        lambda: list_staging.preview(here.services, MODERATOR, here.memorial.id, list_id),
        lambda: list_staging.discard(here.services, MODERATOR, here.memorial.id, list_id),
        lambda: importing.begin(here.services, MODERATOR, here.memorial.id, list_id),
        lambda: importing.undo(here.services, MODERATOR, here.memorial.id, list_id),
        lambda: list_staging.get(here.services, replace(EDITOR, disabled=True), here.memorial.id, list_id),
    ]

    for one in tries:
        with pytest.raises(NotAllowed, match="editors_only"):
            one()


def test_a_list_of_another_memorial_is_not_there(here: TestInstallation) -> None:
    other = memorials.create(here.services, replace(here.memorial, id=here.services.new_id(), slug="other-place"))
    list_id = stage(here)

    with pytest.raises(NotFound):
        list_staging.look(here.services, EDITOR, other.id, list_id)
    assert list_staging.lists_of(here.services, EDITOR, other.id) == []


def test_every_act_leaves_one_entry_done_or_refused(here: TestInstallation) -> None:
    acts: list[tuple[str, Callable[[str], object]]] = [
        ("choose_list_columns", lambda it: call(here, list_staging.choose_columns, it, kept(here, it).columns)),
        ("correct_list", lambda it: call(here, list_staging.correct, it, {(2, 0): "Ann"})),
        ("read_list_again", lambda it: call(here, list_staging.read_again, it, encoding="cp1252")),
        ("replace_list", lambda it: call(here, list_staging.replace_file, it, "a.csv", [LIST.encode()])),
        ("describe_list", lambda it: describe(here, it)),
        ("import_people", lambda it: call(here, importing.begin, it)),
        ("undo_import", lambda it: call(here, importing.undo, it)),
    ]
    list_id = stage(here)
    for action, act in acts:
        before = len(log(here))
        act(list_id)
        done = log(here)
        assert (len(done) - before, done[0].action, done[0].outcome) == (1, action, "done")
        assert done[0].subject_id == list_id
    for action, act in acts:
        before = len(log(here))
        if action == "undo_import":
            continue
        with pytest.raises(Refusal):
            act(list_id)
        assert (len(log(here)) - before, log(here)[0].action, log(here)[0].outcome) == (1, action, "refused")


def test_what_is_thrown_away_leaves_no_file_no_key_and_no_row(here: TestInstallation) -> None:
    list_id = stage(here)
    key = kept(here, list_id).key_id

    call(here, list_staging.discard, list_id)

    assert (files(here), list_staging.lists_of(here.services, EDITOR, here.memorial.id)) == (set(), [])
    assert key not in set(here.services.keys.key_ids())
    assert wrong(here) == []


# Bringing in


def test_a_list_comes_in_is_taken_back_and_comes_in_again(here: TestInstallation) -> None:
    for _ in range(2):
        list_id = stage(here, LONG)
        begin(here, list_id)
        work(here)
        done = kept(here, list_id)
        assert (done.state, done.progress.added, done.progress.done) == (ListState.DONE, 60, 60)
        assert len(everyone(here)) == len(here.names()) == 60
        assert wrong(here) == []

        call(here, importing.undo, list_id)
        work(here)
        gone = kept(here, list_id)
        assert (gone.state, gone.progress.erased, gone.progress.kept) == (ListState.UNDONE, 60, 0)
        assert (everyone(here), here.names(), files(here)) == ([], [], set())
        assert wrong(here) == []


def test_every_row_is_kept_with_its_person_and_what_is_not_imported_is_never_shown(here: TestInstallation) -> None:
    list_id = stage(here)
    begin(here, list_id)
    work(here)

    with here.services.unit_of_work(read_only=True) as uow:
        of = uow.lists.get(here.memorial.id, list_id)
        rows = uow.lists.rows(of, limit=100)
        people = {row.number: uow.people.get(here.memorial.id, row.person_id) for row in rows if row.person_id}
    assert [(row.number, row.state.value, bool(row.person_id)) for row in rows] == [
        (2, "imported", True),
        (3, "imported", True),
        (4, "left_out", False),
        (5, "imported", True),
    ]
    assert rows[0].cells == ("Anna Berg", "1901", "died", "7")
    assert people[2].all_names() == ("Anna Berg",)
    assert "7" not in {fact.value for fact in people[2].facts}


def test_the_source_says_who_made_the_list_when_and_for_what(here: TestInstallation) -> None:
    begin(here, stage(here))

    with here.services.unit_of_work(read_only=True) as uow:
        (source,) = uow.memorials.get(here.memorial.id).sources
    assert (source.title, source.made_by, source.made_on, source.purpose, source.language) == (
        *("Passengers", "The line", "1912-04", "For the inquiry", "en"),
    )
    assert (source.kind, source.decided_by) == ("list", EDITOR.id)


def in_turns(here: TestInstallation, list_id: str) -> Iterator[Progress]:
    """The work as a worker does it that is killed after each batch."""
    while not importing.run_some(here.services, here.memorial.id, list_id, within_seconds=0, compare=False):
        yield kept(here, list_id).progress


def test_an_import_that_is_killed_between_batches_goes_on_and_adds_nobody_twice(here: TestInstallation) -> None:
    list_id = stage(here, LONG)
    begin(here, list_id)

    turns = [progress.done for progress in in_turns(here, list_id)]

    assert turns == [25, 50, 60]
    assert (kept(here, list_id).progress.added, len(everyone(here))) == (60, 60)
    assert len({claim.id for person in everyone(here) for claim in (*person.names, *person.facts)}) == 120


def test_an_import_that_is_killed_within_a_batch_adds_nobody_of_it(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_id = stage(here, LONG)
    begin(here, list_id)
    importing.run_some(here.services, here.memorial.id, list_id, within_seconds=0)
    real, calls = importing._read, 0

    def killed(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        found = real(*given)
        if calls == 1:
            return found
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "_read", killed)
    with pytest.raises(KeyboardInterrupt):
        importing.run_some(here.services, here.memorial.id, list_id, within_seconds=60)
    monkeypatch.undo()

    assert len(everyone(here)) == 50 == kept(here, list_id).progress.added
    work(here)
    assert len(everyone(here)) == 60
    assert wrong(here) == []


def test_two_who_bring_in_the_same_list_at_once_add_nobody_twice(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_id = stage(here, LONG)
    begin(here, list_id)
    real = importing._read

    def while_another_works(*given: Any) -> Any:
        monkeypatch.setattr(importing, "_read", real)
        importing.run_some(here.services, here.memorial.id, list_id, within_seconds=0)
        return real(*given)

    monkeypatch.setattr(importing, "_read", while_another_works)
    with pytest.raises(Conflict):
        importing.run_some(here.services, here.memorial.id, list_id, within_seconds=60)
    work(here)

    assert len(everyone(here)) == 60


def test_an_undo_that_is_killed_goes_on(here: TestInstallation) -> None:
    list_id = stage(here, LONG)
    begin(here, list_id)
    work(here)
    call(here, importing.undo, list_id)

    turns = [progress.erased for progress in in_turns(here, list_id)]

    assert turns == [25, 50]
    done = kept(here, list_id)
    assert (done.state, done.progress.erased, everyone(here)) == (ListState.UNDONE, 60, [])
    assert wrong(here) == []


def test_an_import_can_be_turned_round_before_it_is_done(here: TestInstallation) -> None:
    list_id = stage(here, LONG)
    begin(here, list_id)
    importing.run_some(here.services, here.memorial.id, list_id, within_seconds=0)

    call(here, importing.undo, list_id)
    work(here)

    assert (kept(here, list_id).state, everyone(here)) == (ListState.UNDONE, [])


def test_an_undo_takes_rows_pairs_file_and_key_and_keeps_that_there_was_a_list(here: TestInstallation) -> None:
    list_id = stage(here)
    begin(here, list_id)
    work(here)
    key = kept(here, list_id).key_id
    call(here, importing.undo, list_id)
    work(here)

    after = kept(here, list_id)
    with here.installation.engines.reading.connect() as connection:
        assert count_rows(connection, here.memorial.id, list_id) == 0
    assert (after.header, after.corrections, after.file, after.table) == ((), {}, None, None)
    assert (after.about.title, after.progress.added, after.undone_by) == ("Passengers", 3, EDITOR.id)
    assert key not in set(here.services.keys.key_ids())
    assert files(here) == set()
    with pytest.raises(NotAllowed, match="undone_before"):
        call(here, importing.undo, list_id)


def test_somebody_of_whom_a_family_has_written_stays_unseen(here: TestInstallation) -> None:
    list_id = stage(here)
    begin(here, list_id)
    work(here)
    anna = next(person for person in everyone(here) if person.all_names() == ("Anna Berg",))
    here.give(person_id=anna.id)

    call(here, importing.undo, list_id)
    work(here)

    (left,) = everyone(here)
    assert (left.id, {claim.audience for claim in left.names}) == (anna.id, {Audience.TEAM})
    assert (kept(here, list_id).progress.erased, kept(here, list_id).progress.kept) == (2, 1)
    assert here.names() == []


@pytest.mark.parametrize("leads", [True, False])
def test_who_was_joined_with_somebody_of_the_list_stands_alone_again(here: TestInstallation, leads: bool) -> None:
    here.publish(person_name="Anne Berg")
    (other,) = everyone(here)
    list_id = stage(here)
    begin(here, list_id)
    work(here)
    anna = next(person for person in everyone(here) if person.all_names() == ("Anna Berg",))
    keep, joined = (anna.id, other.id) if leads else (other.id, anna.id)
    join_people(here.services, here.memorial.id, keep, joined, by=EDITOR, reason="the same mother")

    call(here, importing.undo, list_id)
    work(here)

    (left,) = everyone(here)
    assert (left.id, left.joined, left.joined_into) == (other.id, (), "")
    assert here.names() == ["Anne Berg"]
    assert wrong(here) == []


def test_after_thirty_days_an_import_is_not_undone_any_more(here: TestInstallation) -> None:
    list_id = stage(here)
    begin(here, list_id)
    work(here)
    until = kept(here, list_id).undo_until
    assert until == here.clock.now + timedelta(days=30)

    here.clock.pass_by(days=30, seconds=1)
    with pytest.raises(NotAllowed, match="too_late"):
        call(here, importing.undo, list_id)
    here.clock.pass_by(seconds=-1)
    call(here, importing.undo, list_id)

    assert kept(here, list_id).state is ListState.UNDOING


def test_what_runs_cannot_be_changed_and_a_staged_list_not_undone(here: TestInstallation) -> None:
    list_id = stage(here)
    with pytest.raises(NotAllowed, match="not_imported"):
        call(here, importing.undo, list_id)
    begin(here, list_id)

    for act, given in (
        (list_staging.correct, {(2, 0): "x"}),
        (list_staging.choose_columns, kept(here, list_id).columns),
        (list_staging.discard, None),
        (importing.begin, None),
    ):
        with pytest.raises(NotAllowed, match="not_staged"):
            call(here, act, list_id, *([given] if given else []))


def test_a_list_of_the_team_changes_no_byte_that_visitors_see(here: TestInstallation) -> None:
    before = here.edition()
    list_id = stage(here, TITANIC.read_bytes())
    call(here, list_staging.report, list_id)
    work(here)
    assert here.edition() == before, "a list that is looked at is nobody else's"

    describe(here, list_id, Audience.TEAM)
    call(here, importing.begin, list_id)
    work(here)

    assert (len(everyone(here)), here.names()) == (1309, [])


def test_a_memorial_is_found_by_its_own_lists_alone(here: TestInstallation) -> None:
    first = stage(here)
    here.clock.pass_by(minutes=1)
    second = stage(here, "name\nX Y\n")

    assert [one.id for one in list_staging.lists_of(here.services, EDITOR, here.memorial.id)] == [second, first]
    assert isinstance(here.memorial, Memorial)
