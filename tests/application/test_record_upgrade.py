"""A record that an older version kept in short becomes entries, once, and a draft stays a draft."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from memorial.adapters.documents import from_bytes
from memorial.application import memorials
from memorial.application.record_upgrade import KEPT_BEFORE, upgrade_records
from memorial.domain.memorial import Memorial
from memorial.domain.objection import is_commemoration
from memorial.domain.record import EntryKind, Standing
from memorial.domain.record_entry import AnyEntry
from memorial.domain.record_known import known_of
from memorial.domain.record_rules import problems
from memorial.published.record import PublishedRecord
from tests.installations import TestInstallation, installation, memorial_like

OLDER: dict[str, Any] = {
    "kind": "real",
    "sources": [
        {"id": "report", "title": "The report", "publisher": "The office", "year": 1901, "kind": "report",
         "perspective": "the office", "language": "en", "seen_as": "full text", "address": "https://office.example/1"},
        {"id": "paper", "title": "The paper", "year": None},
        {"id": "list-7", "title": "A list", "decided_by": "somebody"},
    ],
    "record": {
        "scope": "People who stood on the quay.",
        "summary": "A quay gave way.",
        "summary_sources": ["report"],
        "names": [{"language": "en", "name": "The fall of the quay", "used_by": ["paper"]}],
        "lists_known": [["The paper", "A list of those who were hurt."]],
        "commemorative_dates": [
            {"date": "--05-03", "local_time": "17:00", "time_zone": "UTC+04:00", "observance": "A minute of silence.",
             "source_ids": ["report"],
             "established": [{"date": "1911", "act": "decision of the town", "source_id": "report"}]},
        ],
        "reviewed_sources": ["report"],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as one:
        yield one


def older_memorial(here: TestInstallation, **changes: Any) -> Memorial:
    """As a document of an older version is read."""
    plain = memorial_like(here.services, f"quay-{here.services.new_id()[:8]}")
    told = {"id": plain.id, "slug": plain.slug, "languages": ["en"], "title": {"en": "The quay"}, "public": True}
    return memorials.create(here.services, from_bytes(json.dumps({**told, **OLDER, **changes}), Memorial))


def state(here: TestInstallation, of: Memorial) -> tuple[Memorial, dict[tuple[EntryKind, str], AnyEntry]]:
    with here.services.unit_of_work(read_only=True) as uow:
        return uow.memorials.get(of.id), {(one.kind, one.name): one for one in uow.record.all(of.id)}


def seen(here: TestInstallation, of: Memorial) -> PublishedRecord:
    with here.installation.reader.snapshot() as snapshot:
        return snapshot.record(of.id).whole()


def test_all_that_was_kept_in_short_is_an_entry_afterwards(here: TestInstallation) -> None:
    older = older_memorial(here)
    assert upgrade_records(here.services) == 1
    after, entries = state(here, older)
    shown = seen(here, older)

    assert after.record is None
    assert [(kind.value, name) for kind, name in entries] == [
        ("about", "about"), ("source", "report"), ("source", "paper"), ("name", "n001"), ("observance", "o001"),
    ]  # fmt: skip
    assert {one.standing for one in entries.values()} == {Standing.IN_RECORD}
    assert {one.history[0].reason for one in entries.values()} == {KEPT_BEFORE}
    assert shown.about is not None
    assert (shown.about.summary, shown.about.scope) == ("A quay gave way.", "People who stood on the quay.")
    assert [(one.source_id, one.what) for one in shown.about.lists_known] == [
        ("paper", "A list of those who were hurt.")
    ]
    assert [(one.name, one.used_by) for one in shown.names] == [("The fall of the quay", ("paper",))]
    assert [(one.date, one.local_time, one.established[0].act) for one in shown.observances] == [
        ("--05-03", "17:00", "decision of the town")
    ]
    assert [(one.id, one.address, one.signed) for one in shown.sources] == [
        ("report", "https://office.example/1", True), ("paper", "", False),
    ]  # fmt: skip


def test_nothing_of_it_breaks_a_rule(here: TestInstallation) -> None:
    older = older_memorial(here)
    upgrade_records(here.services)
    _, entries = state(here, older)
    known = known_of(entries.values())

    assert [found for one in entries.values() for found in problems(one.kind, one.name, one.now, known)] == []


@pytest.mark.parametrize("reviewed", [[], ["report"], ["report", "paper"]])
def test_a_draft_is_one_afterwards_and_what_was_reviewed_is_none(here: TestInstallation, reviewed: list[str]) -> None:
    older = older_memorial(here, record={**OLDER["record"], "reviewed_sources": reviewed})
    upgrade_records(here.services)
    after, _ = state(here, older)

    assert after.draft == older.draft == (len(reviewed) < 2)


def test_sources_of_the_record_stay_known_and_lists_stay_as_they_are(here: TestInstallation) -> None:
    older = older_memorial(here)
    upgrade_records(here.services)
    after, _ = state(here, older)

    assert {source.id: source.title for source in after.sources} == {
        source.id: source.title for source in older.sources
    }
    assert {source.id for source in after.sources if source.of_record} == {"report", "paper"}
    assert after.source("list-7") == older.source("list-7")


def test_the_days_of_the_record_stay_days_on_which_many_come(here: TestInstallation) -> None:
    older = older_memorial(here)
    day = here.clock.now.date().replace(month=5, day=3)
    upgrade_records(here.services)
    after, _ = state(here, older)

    assert is_commemoration(older, day)
    assert is_commemoration(after, day)
    assert not is_commemoration(after, day.replace(month=9))


def test_again_changes_nothing_and_memorials_without_a_record_stay_as_they_are(here: TestInstallation) -> None:
    older = older_memorial(here)
    upgrade_records(here.services)
    before = state(here, older)

    assert upgrade_records(here.services) == 0
    assert state(here, older) == before
    assert state(here, here.memorial)[1] == {}
    with here.services.unit_of_work(read_only=True) as uow:
        log = [entry.action for _, entry in uow.audit.entries(older.id, before=None, limit=10)]
    assert log == ["upgrade_record", "create"]


def test_what_somebody_entered_meanwhile_is_not_written_over(here: TestInstallation) -> None:
    older = older_memorial(here)
    upgrade_records(here.services)
    memorial, entries = state(here, older)
    with here.services.unit_of_work() as uow:
        uow.memorials.save(replace(memorial, record=older.record, sources=older.sources))
        uow.commit()

    assert upgrade_records(here.services) == 1
    assert state(here, older)[1] == entries
