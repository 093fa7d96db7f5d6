"""Lists of names by the operator: people come in with the list as source and basis, and the whole can be undone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from memorial.application.importing import SameListAgain, begin_in, refuse_again, run_some, undo_in
from memorial.application.list_rows import ReadDate, RowReader, RowReport
from memorial.application.list_table import keep_file, keep_table
from memorial.application.ports.lists import Looked, OpenBytes
from memorial.application.ports.name_lists import ImportBatch
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.application.taking_lists_back import forget_source, take_back
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import UNDO_DAYS, AboutList, ColumnUse, KeptList, ListState, RawRow
from memorial.domain.writing import clean_line
from memorial.vocabulary import ActorKind, Audience

__all__ = ["Imported", "NameList", "SameListAgain", "Undone", "import_people", "undo_import"]

BATCH = 500
TAKEN_OVER_AFTER = timedelta(minutes=10)
"""When a command was killed in the middle of its work, the background work goes on with it."""


@dataclass(frozen=True)
class NameList:
    """A list as it was read: its rows can be gone through more than once. `digest` is the SHA-256 of the file."""

    digest: str
    header: tuple[str, ...]
    columns: tuple[ColumnUse, ...]
    rows: Callable[[], Iterator[RawRow]]
    open_file: OpenBytes
    looked: Looked
    file_name: str = ""
    language: str = "und"


@dataclass(frozen=True)
class Imported:
    """What came of it. `id` is what undoes it; '' after a dry run."""

    id: str
    added: int
    reports: tuple[RowReport, ...]

    @property
    def left_out(self) -> int:
        return sum(1 for report in self.reports if report.left_out)


@dataclass(frozen=True)
class Undone:
    """How many people went, and how many stay, unseen, because a family has written about them since."""

    erased: int
    kept: int


def import_people(
    services: Services,
    slug: str,
    names: NameList,
    *,
    source: str,
    read_date: ReadDate,
    audience: Audience = Audience.TEAM,
    dry_run: bool = False,
    actor: str = "operator",
    progress: Callable[[int], None] = lambda done: None,
) -> Imported:
    """Add everyone the list names to the memorial; without an audience nobody of them is shown.

    All rows are read before the first is written, so that a file with a fault in its middle adds nobody. `read_date`
    turns a date in words into EDTF, '' where it cannot. Raises `NotFound`, `SameListAgain`.
    """
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.by_slug(slug)
        refuse_again(uow, memorial.id, names.digest)
    reader = RowReader(names.columns, read_date, names.language)
    rows, reports = 0, list[RowReport]()
    for row in names.rows():
        found = reader.read(row).report
        rows += 1
        if found.problems:
            reports.append(found)
    usable = rows - sum(1 for found in reports if found.left_out)
    if dry_run or not usable:
        return Imported("", usable, tuple(reports))
    about = AboutList(title=clean_line(source), language=names.language)
    kept = _begin(services, memorial, names, about, audience, usable, actor)
    run_some(
        services,
        memorial.id,
        kept.id,
        within_seconds=math.inf,
        read_date=read_date,
        hold=TAKEN_OVER_AFTER,
        compare=False,
        progress=progress,
    )
    return Imported(kept.id, usable, tuple(reports))


def _begin(
    services: Services,
    memorial: Memorial,
    names: NameList,
    about: AboutList,
    audience: Audience,
    usable: int,
    actor: str,
) -> KeptList:
    """The list with its files, its source and its import, in one commit before the first person."""
    file = keep_file(services, names.open_file())
    try:
        table, count = keep_table(services, names.looked, names.rows())
    except BaseException:
        services.vault.delete([file.vault_id])
        raise
    kept = KeptList(
        id=services.new_id(),
        memorial_id=memorial.id,
        key_id=services.keys.take().id,
        state=ListState.STAGED,
        file_name=clean_line(names.file_name)[:120],
        kind=names.looked.kind,
        digest=names.digest,
        file=file,
        table=table,
        staged_by=actor,
        staged_at=services.now(),
        encoding=names.looked.encoding,
        separator=names.looked.separator,
        sheet=names.looked.sheet,
        header=names.header,
        columns=names.columns,
        rows=count,
        about=about,
        audience=audience,
    )
    try:
        with services.unit_of_work() as uow:
            begun = begin_in(uow, services, kept, by=actor, usable=usable)
            begun = uow.lists.add(begun, work_at=services.now() + TAKEN_OVER_AFTER)
            _note(uow, memorial.id, kept.id, "import_people", actor, usable)
            uow.commit()
    except BaseException:
        services.vault.delete(kept.vault_ids)
        raise
    return begun


def undo_import(
    services: Services,
    import_id: str,
    *,
    actor: str = "operator",
    progress: Callable[[int], None] = lambda done: None,
) -> Undone:
    """Take back a whole import: its people are erased, and its source goes. Interrupted, it can be run again.

    Someone about whom a family has written stays, with what the list said of them closed to all but the team.
    Raises `NotFound`, and `NotAllowed` where it was undone before or is older than 30 days.
    """
    with services.unit_of_work(read_only=True) as uow:
        batch = uow.imports.get(import_id)
        if batch is None:
            raise NotFound("no_such_import")
        if batch.undone_at is not None:
            raise NotAllowed("undone_before")
        try:
            kept = uow.lists.get(batch.memorial_id, import_id)
        except NotFound:
            kept = None
    if kept is None:
        return _undo_without_list(services, batch, actor, progress)
    with services.unit_of_work() as uow:
        undoing = undo_in(uow.lists.get(kept.memorial_id, kept.id), services, by=actor)
        uow.lists.save(undoing, work_at=services.now() + TAKEN_OVER_AFTER)
        _note(uow, kept.memorial_id, kept.id, "undo_import", actor, batch.rows)
        uow.commit()
    run_some(services, kept.memorial_id, kept.id, within_seconds=math.inf, hold=TAKEN_OVER_AFTER, progress=progress)
    with services.unit_of_work(read_only=True) as uow:
        done = uow.lists.get(kept.memorial_id, kept.id).progress
    return Undone(done.erased, done.kept)


def _undo_without_list(services: Services, batch: ImportBatch, actor: str, progress: Callable[[int], None]) -> Undone:
    """An import of an earlier version, which kept no rows."""
    if services.now() > batch.at + timedelta(days=UNDO_DAYS):
        raise NotAllowed("too_late")
    with services.unit_of_work(read_only=True) as uow:
        ids = list(uow.people.ids_of_import(batch.memorial_id, batch.id))
    erased = 0
    for start in range(0, len(ids), BATCH):
        with services.unit_of_work() as uow:
            some = ids[start : start + BATCH]
            erased += sum(
                take_back(uow, batch.memorial_id, batch.source_id, one, by=actor, now=services.now()) for one in some
            )
            uow.commit()
        progress(erased)
    with services.unit_of_work() as uow:
        forget_source(uow, batch.memorial_id, batch.source_id, left=len(ids) - erased)
        uow.imports.mark_undone(batch, services.now())
        _note(uow, batch.memorial_id, batch.id, "undo_import", actor, batch.rows)
        uow.commit()
    return Undone(erased, len(ids) - erased)


def _note(uow: UnitOfWork, memorial_id: str, list_id: str, action: str, actor: str, rows: int) -> None:
    entry = AuditEntry(memorial_id, ActorKind.OPERATOR, actor, action, "import", list_id, reason=f"rows:{rows}")
    uow.audit.add(entry)
