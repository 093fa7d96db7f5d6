"""The record at the gate: as a whole, whenever any of its entries was touched, or a remembrance that it cites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from memorial.adapters.db.edition_writer import EditionWriter
from memorial.adapters.db.memorials import SqlMemorials, memorial_of
from memorial.adapters.db.record_edition import write_record
from memorial.adapters.db.record_entries import SqlRecord
from memorial.adapters.db.work import Work
from memorial.disclosure.record import disclose_record, shown_of
from memorial.disclosure.record_changes import changes_shown
from memorial.domain.memorial import Memorial, Source
from memorial.domain.record import EntryKind, Standing
from memorial.domain.record_entry import AnyEntry
from memorial.published.record import PublishedRecord
from memorial.vocabulary import Audience

IsPublic = Callable[[str, str], bool]
"""Whether the remembrance of that memorial and id is public, with its words, at this moment."""


@dataclass
class RecordGate:
    work: Work
    edition: EditionWriter
    record: SqlRecord
    is_public: IsPublic

    def forget_erased(self) -> None:
        """What was erased of a family's leaves the record that quotes it by the same commit."""
        for (memorial_id, record_id), remembrance in list(self.work.remembrances.items()):
            if remembrance is None:
                self.record.forget(memorial_id, record_id)
        for memorial_id in dict.fromkeys(at[0] for at, one in self.work.record.items() if one is None):
            self.record.forget_what_rests_on_nothing(memorial_id)

    def note_sources(self) -> None:
        """Before a memorial is written: the headings of its record's sources become its own, and whether it is a draft.

        People's statements may rest on the same sources, and a page finds their titles with the memorial.
        """
        for memorial_id in dict.fromkeys(memorial_id for memorial_id, _ in self.work.record):
            memorial = memorial_of(self.work, memorial_id)
            noted = with_sources_of_record(memorial, self.record.all(memorial_id))
            if noted.sources != memorial.sources:
                SqlMemorials(self.work).save(noted)

    def publish(self, remembrances: Iterable[tuple[str, str]]) -> None:
        """The records of all memorials of which an entry was touched, or one of these remembrances that is cited."""
        memorials = dict.fromkeys(memorial_id for memorial_id, _ in self.work.record)
        for memorial_id, record_id in remembrances:
            if memorial_id not in memorials and self.record.cites(memorial_id, record_id):
                memorials[memorial_id] = None
        for memorial_id in memorials:
            entries = self.record.all(memorial_id)
            memorial = memorial_of(self.work, memorial_id)
            disclosed = disclose_record(entries, memorial, partial(self.is_public, memorial_id))
            changes = changes_shown(entries, disclosed.shown) if disclosed.audience is not Audience.NONE else ()
            if write_record(self.work.connection, memorial_id, disclosed, changes):
                self.edition.changed.add(memorial_id)

    def preview(self, memorial_id: str, changed: Sequence[AnyEntry]) -> PublishedRecord:
        new = {one.id: replace(one, standing=Standing.IN_RECORD) for one in changed}
        entries = [one for one in self.record.all(memorial_id) if one.id not in new]
        return shown_of([*entries, *new.values()], partial(self.is_public, memorial_id))


def with_sources_of_record(memorial: Memorial, entries: Iterable[AnyEntry]) -> Memorial:
    """The memorial with the headings of all sources that stand in its record, in their order, after its own."""
    inside = {one.name: one for one in entries if one.kind is EntryKind.SOURCE and one.standing is Standing.IN_RECORD}
    own = [
        replace(
            one,
            of_record=one.id in inside,
            signed=one.id in inside and inside[one.id].signed is not None,
            guarded=one.id in inside and inside[one.id].now.guarded,
        )
        for one in memorial.sources
        if not one.only_of_record
    ]
    known = {one.id for one in own}
    headings = [_heading(entry) for name, entry in inside.items() if name not in known]
    return replace(memorial, sources=(*own, *headings))


def _heading(entry: AnyEntry) -> Source:
    now = entry.now
    if now.remembrance_id is not None:
        # A family's words may be taken back at any time: no heading of them stands outside the record.
        return Source(
            entry.name, entry.name, kind="remembrance", audience=Audience.TEAM, of_record=True,
            signed=entry.signed is not None, only_of_record=True,
        )  # fmt: skip
    return Source(
        id=entry.name,
        title=now.title,
        publisher=now.publisher,
        year=now.year,
        kind=now.kind,
        perspective=now.perspective,
        language=now.language,
        seen_as=now.seen_as,
        # The record's own pages know which address may be a link.
        address=None,
        of_record=True,
        signed=entry.signed is not None,
        only_of_record=True,
    )
