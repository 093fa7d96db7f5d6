"""Entries of a record put straight into an archive, for tests of what comes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from memorial.adapters.db.inspection import ArchiveInspection
from memorial.application.checking import check
from memorial.domain.record import Account, EntryKind, Figure, Qualifier, Question, RecordSource, Standing
from memorial.domain.record_entry import AnyEntry, Entry, Signed, changed, made
from memorial.published.record import PublishedRecord
from tests.installations import TestInstallation

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
EDITOR = "an-editor"


def entry(
    kind: EntryKind, name: str, now: Any, *, number: int = 0, standing: Standing = Standing.IN_RECORD, of: str = "m"
) -> AnyEntry:
    """An entry that was made by an editor, in no archive yet."""
    return made(
        Entry(f"id-{kind}-{name}", of, "key", kind, name, number, now, standing), at=AT, by=EDITOR, reason="begun"
    )


def source(name: str, title: str = "", **more: Any) -> AnyEntry:
    return entry(EntryKind.SOURCE, name, RecordSource(title or f"Title of {name}", **more))


def figure(name: str, of: str, value: int | float = 13, **more: Any) -> AnyEntry:
    given: dict[str, Any] = {"qualifier": Qualifier.EXACTLY, "unit": "persons", "category": "aboard", **more}
    return entry(EntryKind.FIGURE, name, Figure(f"Subject of {name}", value=value, source_id=of, **given))


def question(name: str, *accounts: Account, **more: Any) -> AnyEntry:
    return entry(EntryKind.QUESTION, name, Question(f"What of {name}?", accounts, **more))


def in_archive(here: TestInstallation, *entries: AnyEntry) -> list[AnyEntry]:
    """The same entries with ids and keys of their own, saved by one commit."""
    new = here.services.new_id
    kept = [
        replace(one, id=new(), memorial_id=here.memorial.id, key_id=here.services.keys.take().id) for one in entries
    ]
    with here.services.unit_of_work() as uow:
        for one in kept:
            uow.record.add(one)
        uow.commit()
    return kept


def change(here: TestInstallation, kept: AnyEntry, **changes: Any) -> AnyEntry:
    with here.services.unit_of_work() as uow:
        current = uow.record.get(kept.memorial_id, kept.id)
        after = changed(current, at=AT, by=EDITOR, reason="put right", **changes)
        uow.record.save(after)
        uow.commit()
    return after


def signature() -> Signed:
    return Signed(EDITOR, "A reviewer", AT)


def shown(here: TestInstallation) -> PublishedRecord:
    with here.installation.reader.snapshot() as snapshot:
        return snapshot.record(here.memorial.id).whole()


def problems(here: TestInstallation) -> list[str]:
    inspection = ArchiveInspection(here.installation.archive, here.clock)
    return [f"{one.kind}: {one.detail}" for one in check(here.services, inspection)]
