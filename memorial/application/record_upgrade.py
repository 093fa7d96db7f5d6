"""What older versions kept of a record in short becomes entries, once; nothing of it is lost and nothing added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from memorial.application.ports.store import AuditEntry
from memorial.application.services import Services
from memorial.domain.memorial import Memorial, RecordSummary, Source
from memorial.domain.objection import month_day
from memorial.domain.record import (
    EntryKind,
    Established,
    EventName,
    ListKnown,
    Observance,
    RecordAbout,
    RecordSource,
    Standing,
    State,
)
from memorial.domain.record_entry import Entry, Signed, made
from memorial.vocabulary import ActorKind

KEPT_BEFORE = "Kept since before this memorial had a record of its own."
"""The reason in the history of each; visitors see it."""
BY = "upgrade"
SIGNED_BEFORE = "Reviewed before this version"


def upgrade_records(services: Services) -> int:
    """Every memorial that still keeps its record in short; the number of them. Again does nothing.

    Each is one commit, with one entry in the log, and a memorial that was a draft is one afterwards.
    """
    with services.unit_of_work(read_only=True) as uow:
        waiting = [memorial.id for memorial in uow.memorials.all() if memorial.record is not None]
    return sum(_upgrade(services, memorial_id) for memorial_id in waiting)


def _upgrade(services: Services, memorial_id: str) -> bool:
    with services.unit_of_work() as uow:
        memorial = uow.memorials.get(memorial_id)
        summary = memorial.record
        if summary is None:
            return False
        there = {(one.kind, one.name) for one in uow.record.all(memorial_id)}
        now = services.now()
        uow.memorials.save(_without_summary(memorial, summary))
        for kind, name, number, state in _entries(memorial, summary):
            if (kind, name) in there:
                continue
            reviewed = kind is EntryKind.SOURCE and name in summary.reviewed_sources
            entry: Entry[Any] = Entry(
                services.new_id(), memorial_id, services.keys.take().id, kind, name, number, state,
                Standing.IN_RECORD, Signed(BY, SIGNED_BEFORE, now) if reviewed else None,
            )  # fmt: skip
            uow.record.add(made(entry, at=now, by=BY, reason=KEPT_BEFORE))
        uow.audit.add(
            AuditEntry(
                memorial_id, ActorKind.OPERATOR, "operator", "upgrade_record", "memorial", memorial_id, reason="upgrade"
            )
        )
        uow.commit()
    return True


def _without_summary(memorial: Memorial, summary: RecordSummary) -> Memorial:
    """The record gives the headings of its sources back at the commit. Its days stay days on which many come."""
    days = {month_day(day) for day in memorial.commemorative_days}
    days |= {month_day(day.month_day) for day in memorial.days_of_remembrance}
    told = [month_day(str(one.get("date", ""))) for one in summary.commemorative_dates]
    more = tuple(f"{day[0]:02}-{day[1]:02}" for day in dict.fromkeys(told) if day is not None and day not in days)
    return replace(
        memorial,
        record=None,
        sources=tuple(source for source in memorial.sources if not _of_record(source)),
        commemorative_days=(*memorial.commemorative_days, *more),
    )


def _of_record(source: Source) -> bool:
    """What nobody brought in by name was of the record."""
    return not source.decided_by


def _entries(memorial: Memorial, summary: RecordSummary) -> Iterator[tuple[EntryKind, str, int, State]]:
    sources = [source for source in memorial.sources if _of_record(source)]
    by_title = {source.title: source.id for source in sources}
    yield (
        EntryKind.ABOUT,
        "about",
        1,
        RecordAbout(
            neutral_label=memorial.text(memorial.title, memorial.languages[0]),
            neutral_summary=summary.summary,
            summary_source_ids=summary.summary_sources,
            scope=summary.scope,
            name_lists_known=tuple(
                ListKnown(by_title[title], what) for title, what in summary.lists_known if title in by_title
            ),
        ),
    )
    for number, source in enumerate(sources, start=1):
        yield EntryKind.SOURCE, source.id, number, _source(source)
    for number, name in enumerate(summary.names, start=1):
        yield EntryKind.NAME, f"n{number:03}", number, EventName(name.language, name.name, name.used_by)
    for number, told in enumerate(summary.commemorative_dates, start=1):
        yield EntryKind.OBSERVANCE, f"o{number:03}", number, _observance(told)


def _source(source: Source) -> RecordSource:
    shared = {field.name for field in fields(RecordSource)} & {field.name for field in fields(Source)}
    return RecordSource(**{name: getattr(source, name) for name in shared})


def _observance(told: dict[str, Any]) -> Observance:
    return Observance(
        date=str(told.get("date", "")),
        local_time=str(told.get("local_time", "")),
        time_zone=str(told.get("time_zone", "")),
        observance=str(told.get("observance", "")),
        source_ids=tuple(told.get("source_ids", ())),
        established=tuple(
            Established(one["date"], one["act"], one["source_id"]) for one in told.get("established", ())
        ),
    )
