"""What every act on a list shares: who may do it, the audit entry of a refused one, and how its rows are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from memorial.application.acts import note_refused
from memorial.application.list_rows import ReadRow, RowReader
from memorial.application.list_table import corrected_rows
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import Conflict, NotAllowed, Refusal
from memorial.domain.name_list import KeptList, RawRow
from memorial.domain.staff import StaffMember


def require_editor(member: StaffMember, memorial_id: str) -> None:
    """Raises `NotAllowed`: a list shows names that no family was asked about, and rows that nobody else sees."""
    if member.disabled or not member.is_editor(memorial_id):
        raise NotAllowed("editors_only")


@contextmanager
def acting(services: Services, member: StaffMember, memorial_id: str, list_id: str, action: str) -> Iterator[None]:
    """An act of this person on that list; whatever refuses it is noted. What is done is noted with the change."""
    try:
        require_editor(member, memorial_id)
        yield
    except Refusal as refusal:
        note_refused(services, member, memorial_id, list_id or "-", action, refusal.code, kind="list")
        raise


def at_present(uow: UnitOfWork, read: KeptList) -> KeptList:
    """The list as it is now; the background work may have compared some of its rows since it was read.

    Raises `Conflict` where anything else has changed.
    """
    now = uow.lists.get(read.memorial_id, read.id)
    if replace(now, progress=read.progress, revision=read.revision) != read:
        raise Conflict
    return now


def reader_of(services: Services, kept: KeptList) -> RowReader:
    return RowReader(kept.columns, lambda words: services.read_date(words, "en"), kept.about.language)


def read_rows(services: Services, kept: KeptList) -> Iterator[tuple[RawRow, ReadRow]]:
    """Every row with what was put in the place of its words, and what it says of a person."""
    reader = reader_of(services, kept)
    return ((row, reader.read(row)) for row in corrected_rows(services, kept))


def usable_rows(services: Services, kept: KeptList) -> int:
    return sum(1 for _, read in read_rows(services, kept) if not read.report.left_out)
