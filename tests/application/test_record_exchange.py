"""A record that comes in from a file and goes out into one: whole, once, and never past a reviewer."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from memorial.adapters.record_json import read_record
from memorial.adapters.record_json_form import write_record
from memorial.application import memorials, opening, record
from memorial.application.memorials import OPERATOR
from memorial.application.offer import Incomplete
from memorial.application.record_exchange import BROUGHT_IN, RecordImported, export_record, import_record
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind, Standing
from memorial.domain.record_entry import AnyEntry
from memorial.domain.staff import StaffMember
from memorial.published.record import PublishedRecord
from memorial.vocabulary import MemorialKind, Role
from tests.installations import TestInstallation, installation, memorial_like
from tests.records import REAL

ARCHIVIST = StaffMember("archivist", "", "a@example.org", "A", "", (("*", Role.ARCHIVIST),))
Form = dict[str, Any]


def small() -> Form:
    def source(name: str, via: str | None = None) -> Form:
        return {
            **{"id": name, "title": f"The {name}", "publisher": "", "year": 1901, "kind": "report", "perspective": ""},
            **{"language": "en", "seen_as": "full text", "address": None, "via": via, "note": None},
        }

    def figure(name: str, value: int, **more: Any) -> Form:
        told = {"id": name, "subject": f"Subject of {name}", "category": "hurt", "value": value}
        return {**told, "qualifier": "exactly", "source_id": "report", "unit": "persons", "scope": "", **more}

    def account(of: str, says: str, **more: Any) -> Form:
        return {"source_id": of, "says": says, **more}

    return {
        "schema_version": 1,
        "memorial": {
            **{"neutral_label": "The quay, 3 May 1901", "neutral_summary": "A quay gave way."},
            **{"summary_source_ids": ["report"], "scope": "", "communities_note": None},
            "names": [{"lang": "en", "name": "The fall of the quay", "used_by": ["paper"], "note": None}],
            "commemorative_dates": [],
        },
        "places": [
            {
                **{"id": "quay", "kind": "quay", "coordinates": [], "role": "", "note": None},
                "names": [{"lang": "en", "name": "Quay", "source_id": "report", "seen": True}],
            }
        ],
        "timeline": [
            {"date": "1901-05-03", "precision": "day", "what": "It gave way.", "source_ids": ["report"]},
            {"date": "1901-06", "precision": "month", "what": "It was built anew.", "source_ids": ["paper"]},
        ],
        "figures": [
            figure("hurt", 7, note="hedged"),
            figure("hurt-badly", 3, part_of="hurt"),
            figure("shown", 2, part_of="hurt", sensitivity="graphic"),
        ],
        "sources": [source("report"), source("paper", "report")],
        "disputed": [
            {
                **{"id": "why", "question": "Why did it give way?"},
                "accounts": [
                    account("report", "Old wood.", figure_ids=["hurt", "shown"]),
                    account("paper", "Something dreadful.", sensitivity="graphic"),
                ],
            },
            {
                **{"id": "wounds", "question": "What was seen?", "sensitivity": "graphic"},
                "accounts": [account("paper", "This.")],
            },
        ],
        "essay_facts": [
            {
                **{"id": "s1", "kind": "count", "statement": "Seven were hurt there.", "attributed_to": "paper"},
                **{"is_count_claim": True, "figure_ids": ["hurt", "shown"], "disputed_id": "why"},
            }
        ],
        "reconciliation": [
            {"total": "hurt", "parts": ["hurt-badly"], "sum_of_parts": 3, "remainder": 4, "finding": "Not all."}
        ],
        "name_lists_known": [],
        "gaps": ["The papers of the builder were not seen."],
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as one:
        yield one


@pytest.fixture
def here(built: TestInstallation) -> TestInstallation:
    """A memorial of real events of its own for each test, not open yet."""
    return replace(built, memorial=new_memorial(built, kind=MemorialKind.REAL, public=False, accepting=False))


def new_memorial(built: TestInstallation, **changes: Any) -> Memorial:
    notice = {"en": "We keep what you send.", "ar": "نحفظ ما ترسلون."}
    made = memorial_like(built.services, f"place-{built.services.new_id()[:8]}", **{"notice": notice, **changes})
    return memorials.create(built.services, made)


def bring(here: TestInstallation, form: Form, *, dry_run: bool = False) -> RecordImported:
    read = read_record(json.dumps(form).encode())
    return import_record(here.services, here.memorial.slug, read, actor=OPERATOR, dry_run=dry_run)


def take(here: TestInstallation, *, graphic: bool = True) -> Form:
    found = export_record(here.services, here.memorial.slug, graphic=graphic, actor=OPERATOR)
    form: Form = json.loads(write_record(found.entries))
    return form


def entries(here: TestInstallation) -> dict[str, AnyEntry]:
    """By kind and name, such as `figure hurt`."""
    with here.services.unit_of_work(read_only=True) as uow:
        return {f"{one.kind.value} {one.name}": one for one in uow.record.all(here.memorial.id)}


def take_out(here: TestInstallation, name: str) -> None:
    entry = entries(here)[name]
    record.place(
        *(here.services, ARCHIVIST, here.memorial.id, entry.id, Standing.REMOVED),
        reason="not what it says",
        revision=entry.revision,
    )


def seen(here: TestInstallation) -> PublishedRecord:
    with here.installation.reader.snapshot() as snapshot:
        return snapshot.record(here.memorial.id).whole()


def log(here: TestInstallation) -> list[tuple[str, str, str]]:
    with here.services.unit_of_work(read_only=True) as uow:
        found = [entry for _, entry in uow.audit.entries(here.memorial.id, before=None, limit=100)]
    return [(one.action, one.outcome, one.reason) for one in reversed(found) if one.action != "create"]


def open_and_signed(here: TestInstallation, form: Form | None = None) -> None:
    """The record, each of its sources signed, in an open memorial that is no draft."""
    bring(here, form or small())
    for entry in entries(here).values():
        if entry.kind is EntryKind.SOURCE:
            record.sign(here.services, ARCHIVIST, here.memorial.id, entry.id, name="R. Viewer")
    memorial = opening.open_memorial(here.services, here.memorial.slug)
    assert memorial.public
    assert not memorial.draft


# Coming in


def test_all_of_it_comes_in_at_once_with_one_reason_and_statements_wait(here: TestInstallation) -> None:
    report = bring(here, small())
    there = entries(here)

    assert (sum(report.added.values()), report.waiting, report.refused, report.draft) == (14, 1, (), True)
    assert {one.standing for one in there.values() if one.kind is EntryKind.STATEMENT} == {Standing.PENDING}
    assert {one.standing for one in there.values() if one.kind is not EntryKind.STATEMENT} == {Standing.IN_RECORD}
    assert {(len(one.history), one.history[0].by, one.history[0].reason) for one in there.values()} == {
        (1, "operator", BROUGHT_IN)
    }
    assert len({one.key_id for one in there.values()}) == len(there), "each is sealed under a key of its own"
    assert log(here) == [("import_record", "done", "changed")]


def test_looking_changes_nothing_and_says_the_same(here: TestInstallation) -> None:
    looked = bring(here, small(), dry_run=True)

    assert entries(here) == {}
    assert log(here) == []
    assert replace(bring(here, small()), draft=False) == looked


def test_again_changes_nothing(here: TestInstallation) -> None:
    bring(here, small())
    before = entries(here)

    again = bring(here, small())

    assert (again.added, again.changed, again.same) == ({}, {}, 14)
    assert entries(here) == before
    assert log(here)[-1] == ("import_record", "done", "nothing_changed")


def test_again_changes_only_what_differs_and_keeps_how_it_was(here: TestInstallation) -> None:
    bring(here, small())
    before = entries(here)
    form = small()
    form["figures"][0]["value"] = 8
    form["timeline"][0]["what"] = "It gave way at noon."
    form["timeline"].insert(0, {"date": "1900", "precision": "year", "what": "Built.", "source_ids": ["report"]})

    report = bring(here, form)
    after = entries(here)

    assert (report.added, report.changed) == ({EntryKind.EVENT: 1}, {EntryKind.FIGURE: 1, EntryKind.EVENT: 1})
    hurt = after["figure hurt"]
    assert (hurt.now.value, hurt.history[-1].was.value, hurt.history[-1].reason) == (8, 7, BROUGHT_IN)
    events = sorted((one for one in after.values() if one.kind is EntryKind.EVENT), key=lambda one: one.number)
    assert [one.now.what for one in events] == ["Built.", "It gave way at noon.", "It was built anew."]
    assert after["source report"] == before["source report"]
    assert take(here) == {**form, "status": {"review": "draft"}}


def test_what_is_not_in_the_file_stays(here: TestInstallation) -> None:
    bring(here, small())
    form = small()
    del form["disputed"][1], form["figures"][2]
    form["disputed"][0]["accounts"][0]["figure_ids"] = ["hurt"]
    form["essay_facts"][0] |= {"figure_ids": ["hurt"], "disputed_id": "why"}

    report = bring(here, form)

    assert report.not_in_file == 2
    assert {"question wounds", "figure shown"} <= entries(here).keys()


def test_a_statement_that_says_something_else_waits_again(here: TestInstallation) -> None:
    bring(here, small())
    waits = entries(here)["statement s1"]
    record.take_statement(
        *(here.services, ARCHIVIST, here.memorial.id, waits.id), reason="looked at", revision=waits.revision
    )
    form = small()
    form["essay_facts"][0]["statement"] = "Nine were hurt there."

    bring(here, small())
    assert entries(here)["statement s1"].standing is Standing.IN_RECORD
    bring(here, form)
    assert entries(here)["statement s1"].standing is Standing.PENDING


def test_what_the_desk_took_out_stays_out_with_what_rests_on_it(here: TestInstallation) -> None:
    bring(here, small())
    take_out(here, "source paper")
    form = small()
    form["sources"][1]["title"] = "Another title"
    form["timeline"][1]["what"] = "It was built anew in wood."

    report = bring(here, form)

    assert {one.place: one.code for one in report.refused} == {
        "sources[1]": "taken_out", "timeline[1].source_ids": "no_such_source",
    }  # fmt: skip
    assert entries(here)["source paper"].standing is Standing.REMOVED
    assert bring(here, small()).refused[0].code == "taken_out"


def test_what_rests_on_something_refused_is_refused_with_it_and_says_why(here: TestInstallation) -> None:
    form = small()
    del form["sources"][1]["title"]

    report = bring(here, form)

    assert {one.place: one.code for one in report.refused} == {
        "sources[1].title": "missing",
        "memorial.names[0].used_by": "no_such_source",
        "timeline[1].source_ids": "no_such_source",
        "disputed[0].accounts.1.source_id": "no_such_source",
        "disputed[1].accounts.0.source_id": "no_such_source",
        "essay_facts[0].attributed_to": "no_such_source",
    }
    assert set(entries(here)) == {
        *("about about", "place quay", "event e001", "figure hurt", "figure hurt-badly", "figure shown"),
        *("source report", "check c001"),
    }


def test_what_a_rule_refuses_takes_a_whole_chain_with_it(here: TestInstallation) -> None:
    form = small()
    form["figures"][0]["value"] = -1

    report = bring(here, form)
    said = {one.place: one.words for one in report.refused}

    assert said["figures[0].value"] == "This number cannot be used."
    assert said["figures[1].part_of"] == "It rests on the figure hurt, which was refused."
    assert "reconciliation[0].total" in said
    assert "disputed[0].accounts.0.figure_ids" in said
    assert not [name for name in entries(here) if name.startswith("figure")]


def test_a_bad_change_leaves_what_is_there_and_what_rests_on_it(here: TestInstallation) -> None:
    bring(here, small())
    form = small()
    form["figures"][0] |= {"value": -1}
    form["figures"][1] |= {"value": 4}

    report = bring(here, form)

    assert [one.place for one in report.refused] == ["figures[0].value"]
    assert entries(here)["figure hurt"].now.value == 7
    assert entries(here)["figure hurt-badly"].now.value == 4
    assert report.not_in_file == 0


def test_where_nothing_can_be_used_nothing_is_changed_and_the_log_says_so(here: TestInstallation) -> None:
    report = bring(here, {"sources": [{"id": "a"}]})

    assert (report.usable, entries(here)) == (0, {})
    assert log(here) == [("import_record", "refused", "nothing_usable")]


def test_a_remembrance_that_is_not_for_everyone_cannot_be_cited_by_a_file(here: TestInstallation) -> None:
    memorial = new_memorial(here)
    _, shown = here.publish(memorial)
    _, hidden = here.give(memorial)
    form = small()
    form["sources"][0]["remembrance_id"] = hidden.id
    form["sources"][1] |= {"remembrance_id": shown.id, "via": None}

    report = bring(replace(here, memorial=memorial), form)

    assert next((one.place, one.code) for one in report.refused) == (
        "sources[0].remembrance_id",
        "consent_does_not_allow",
    )
    assert "source paper" in entries(replace(here, memorial=memorial))


def test_a_record_that_says_it_was_made_up_never_comes_into_a_memorial_of_real_events(here: TestInstallation) -> None:
    form = {**small(), "status": {"fictional": True}}
    with pytest.raises(NotAllowed) as refused:
        bring(here, form)

    assert refused.value.code == "never_invented_for_a_real_event"
    assert entries(here) == {}
    assert bring(replace(here, memorial=new_memorial(here)), form).usable == 14


@pytest.mark.parametrize("status", [{"review": "draft"}, {"review": None}, {"review": "x", "fictional": "no"}])
def test_a_record_of_real_events_never_comes_into_a_made_up_memorial(here: TestInstallation, status: Form) -> None:
    fictional = replace(here, memorial=new_memorial(here))
    bring(fictional, {**small(), "status": {"fictional": True, "review": "by its makers"}})
    before = entries(fictional)
    form = {**small(), "status": status}
    form["figures"][0]["value"] = 8

    for dry_run in (True, False):
        with pytest.raises(NotAllowed) as refused:
            bring(fictional, form, dry_run=dry_run)
        assert refused.value.code == "never_real_among_made_up"
    assert entries(fictional) == before


def test_what_any_memorial_of_real_events_wrote_never_comes_into_a_made_up_one(here: TestInstallation) -> None:
    open_and_signed(here)

    with pytest.raises(NotAllowed):
        bring(replace(here, memorial=new_memorial(here)), take(here))


def test_another_reason_stands_in_the_history_as_visitors_read_it(here: TestInstallation) -> None:
    read = read_record(json.dumps(small()).encode())
    import_record(here.services, here.memorial.slug, read, actor=OPERATOR, reason="  From the  papers of the port.\n")

    assert {one.history[0].reason for one in entries(here).values()} == {"From the papers of the port."}


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        *((" ", "forgotten"), ("x" * 501, "too_long"), ("12 people.", "number_in_reason")),
        ("All Ostrenes are liars.", "about_a_people"),
    ],
)
def test_a_reason_keeps_the_rules_of_every_reason(here: TestInstallation, reason: str, code: str) -> None:
    read = read_record(json.dumps(small()).encode())
    for dry_run in (True, False):
        with pytest.raises(Incomplete) as refused:
            import_record(here.services, here.memorial.slug, read, actor=OPERATOR, reason=reason, dry_run=dry_run)
        assert [(one.field, one.code) for one in refused.value.problems] == [("reason", code)]
    assert entries(here) == {}


def test_the_whole_dossier_comes_in_and_goes_out_the_same(here: TestInstallation) -> None:
    report = import_record(here.services, here.memorial.slug, read_record(REAL.read_bytes()), actor=OPERATOR)

    assert (report.waiting, report.refused, report.draft) == (40, (), True)
    assert take(here) == json.loads(REAL.read_bytes())


# Into an open memorial of real events


def test_a_new_source_waits_with_all_that_is_new_and_rests_on_it(here: TestInstallation) -> None:
    open_and_signed(here)
    before = seen(here)
    form = small()
    form["sources"].append({**form["sources"][0], "id": "letter", "title": "The letter"})
    form["figures"].append({**form["figures"][0], "id": "hurt-letter", "value": 9, "source_id": "letter"})
    form["figures"].append({**form["figures"][0], "id": "of-letter", "part_of": "hurt-letter"})
    form["figures"].append({**form["figures"][0], "id": "beside", "value": 5})
    form["timeline"][0]["source_ids"].append("letter")

    report = bring(here, form)
    there = entries(here)

    waiting = {name for name, one in there.items() if one.standing is Standing.PENDING}
    assert waiting == {"source letter", "figure hurt-letter", "figure of-letter", "event e001", "statement s1"}
    assert report.waiting == 4
    assert not report.draft, "one new source does not take the whole memorial away"
    assert {one.id for one in seen(here).figures} == {one.id for one in before.figures} | {"beside"}
    assert len(seen(here).sources) == len(before.sources)


def test_of_an_old_question_only_the_account_of_the_new_source_is_not_seen(here: TestInstallation) -> None:
    open_and_signed(here)
    form = small()
    form["sources"].append({**form["sources"][0], "id": "letter", "title": "The letter"})
    form["disputed"][0]["accounts"].append({"source_id": "letter", "says": "Nobody knows."})

    bring(here, form)

    assert entries(here)["question why"].standing is Standing.IN_RECORD
    question = seen(here).question_by_id["why"]
    assert {one.source_id for one in question.accounts} == {"report", "paper"}


def test_a_signed_source_that_says_something_else_waits_and_is_named(here: TestInstallation) -> None:
    open_and_signed(here)
    form = small()
    form["sources"][1]["title"] = "Another paper"

    looked = bring(here, form, dry_run=True)
    report = bring(here, form)
    paper = entries(here)["source paper"]

    assert looked.signatures_lost == report.signatures_lost == ("paper",)
    assert (paper.standing, paper.signed) == (Standing.PENDING, None)
    assert paper.history[-1].was_signed is not None
    assert not report.draft
    assert [one.id for one in seen(here).sources] == ["report"]


def test_a_first_record_of_an_open_memorial_does_not_make_a_draft_of_it(here: TestInstallation) -> None:
    opening.open_memorial(here.services, here.memorial.slug)

    report = bring(here, small())

    assert not report.draft
    assert seen(here).sources == ()
    assert entries(here)["source report"].standing is Standing.PENDING


def test_in_a_draft_and_in_a_made_up_memorial_sources_do_not_wait(here: TestInstallation) -> None:
    bring(here, small())
    opening.open_memorial(here.services, here.memorial.slug)
    fictional = replace(here, memorial=new_memorial(here))
    form = small()
    form["sources"][1]["title"] = "Another paper"

    for one in (here, fictional):
        bring(one, form)
        assert entries(one)["source paper"].standing is Standing.IN_RECORD
        assert len(seen(one).sources) == 2


# Going out


def test_a_file_has_the_notes_and_what_waits_and_says_that_it_is_a_draft(here: TestInstallation) -> None:
    bring(here, small())

    assert take(here) == {**small(), "status": {"review": "draft"}}
    assert log(here)[-1] == ("export_record", "done", "with_graphic")


def test_graphic_matter_is_left_out_unless_asked_for(here: TestInstallation) -> None:
    bring(here, small())

    found = export_record(here.services, here.memorial.slug, graphic=False, actor=OPERATOR)
    form = json.loads(write_record(found.entries))

    assert found.left_out == 3
    assert form["status"]["graphic_left_out"] == 3
    assert "dreadful" not in json.dumps(form)
    assert "graphic" not in json.dumps({**form, "status": None})
    assert "shown" not in json.dumps(form)
    assert "wounds" not in json.dumps(form)
    assert read_record(json.dumps(form).encode()).refused == ()
    assert bring(replace(here, memorial=new_memorial(here, kind=MemorialKind.REAL)), form).refused == ()
    assert log(here)[-1] == ("export_record", "done", "without_graphic")


def test_what_is_said_of_graphic_matter_alone_is_left_out_with_it(here: TestInstallation) -> None:
    form = small()
    form["reconciliation"].append({**form["reconciliation"][0], "total": "shown", "parts": ["none"]})
    reply = {"id": "r1", "by": "A reader", "says": "Not so.", "received": "2026-01-02", "about_kind": "question"}
    form["replies"] = [{**reply, "about_id": "wounds"}, {**reply, "id": "r2", "about_id": "why"}]
    assert bring(here, form).refused == ()

    found = export_record(here.services, here.memorial.slug, graphic=False, actor=OPERATOR)

    assert [one.name for one in found.entries if one.kind in (EntryKind.REPLY, EntryKind.CHECK)] == ["r2", "c001"]
    assert found.left_out == 5


def test_what_belongs_to_graphic_matter_that_was_removed_is_left_out_too(here: TestInstallation) -> None:
    form = small()
    form["figures"].append({**form["figures"][0], "id": "wounded", "subject": "Seen with wounds", "value": 5})
    form["disputed"][1]["accounts"][0]["figure_ids"] = ["wounded"]
    form["essay_facts"].append({**form["essay_facts"][0], "id": "s2", "statement": "Not for all.", "figure_ids": []})
    form["essay_facts"][1]["disputed_id"] = "wounds"
    form["reconciliation"].append({**form["reconciliation"][0], "parts": ["hurt-badly", "wounded"]})
    assert bring(here, form).refused == ()

    for _ in range(2):
        mild = json.dumps(take(here, graphic=False))
        assert [word for word in ("wounded", "Seen with wounds", "Not for all") if word in mild] == []
        assert "Seven were hurt there." in mild
        remove(here, "question wounds")
    assert "Not for all" in json.dumps(take(here))


def remove(here: TestInstallation, at: str) -> None:
    with here.services.unit_of_work() as uow:
        gone = uow.record.get(here.memorial.id, entries(here)[at].id)
        if gone.standing is not Standing.REMOVED:
            uow.record.save(replace(gone, standing=Standing.REMOVED))
        uow.commit()


def test_a_file_without_graphic_matter_takes_none_away_where_it_is_brought_back(here: TestInstallation) -> None:
    bring(here, small())
    before = entries(here)
    mild = take(here, graphic=False)

    again = bring(here, mild)
    assert (again.changed, again.refused) == ({}, ())
    changed = copy.deepcopy(mild)
    changed["disputed"][0]["question"] = "Why did it fall?"
    report = bring(here, changed)

    assert [(one.place, one.code) for one in report.refused] == [("disputed[0]", "written_without_graphic")]
    assert entries(here) == before


def test_what_was_removed_does_not_go_out(here: TestInstallation) -> None:
    bring(here, small())
    take_out(here, "figure shown")

    assert [one["id"] for one in take(here)["figures"]] == ["hurt", "hurt-badly"]


def test_a_file_of_a_made_up_memorial_says_so(here: TestInstallation) -> None:
    fictional = replace(here, memorial=new_memorial(here))
    bring(fictional, small())

    assert take(fictional)["status"] == {"fictional": True}
    with pytest.raises(NotAllowed):
        bring(here, take(fictional))


def test_a_record_whose_sources_are_all_signed_is_no_draft_any_more(here: TestInstallation) -> None:
    open_and_signed(here, {**small(), "status": {"review": "draft", "note": "by one reader"}})

    assert take(here)["status"] == {"review": "signed", "note": "by one reader"}
    assert bring(here, take(here)).changed == {}


def test_no_record_and_no_memorial_are_said_apart(here: TestInstallation) -> None:
    for slug, code in ((here.memorial.slug, "no_record"), ("nowhere", "not_found")):
        with pytest.raises(NotFound) as refused:
            export_record(here.services, slug, graphic=True, actor=OPERATOR)
        assert refused.value.code == code
    assert log(here) == []
