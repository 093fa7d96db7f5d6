"""Bringing a list in and taking it back: in batches that remember how far they came, so that a kill costs nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from memorial.application import same_people
from memorial.application.acts import note
from memorial.application.list_acts import acting, at_present, usable_rows
from memorial.application.list_rows import ReadDate, RowReader
from memorial.application.list_table import raw_rows
from memorial.application.ports.name_lists import ImportBatch
from memorial.application.ports.store import Due, UnitOfWork
from memorial.application.services import Services
from memorial.application.taking_lists_back import finish_undo, take_back
from memorial.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Source
from memorial.domain.name_list import KeptList, KeptRow, ListState, Progress, RawRow, RowState
from memorial.domain.person import Person
from memorial.domain.staff import StaffMember
from memorial.vocabulary import SHOWN_TO_VISITORS

BATCH = 500
A_TURN_SECONDS = 2.0
"""How long a worker stays with one list before it looks after everything else."""
AT_ONCE = timedelta(0)


class SameListAgain(Refusal):
    """The same file is in this memorial already; `detail` is the id of its import."""

    code = "same_list_again"


def begin(services: Services, member: StaffMember, memorial_id: str, list_id: str) -> None:
    """From now on the background work brings it in. Raises `NotAllowed`, `Invalid`, `SameListAgain`."""
    with acting(services, member, memorial_id, list_id, "import_people"):
        with services.unit_of_work(read_only=True) as uow:
            kept = uow.lists.get(memorial_id, list_id)
        if kept.state is not ListState.STAGED:
            raise NotAllowed("not_staged")
        if not kept.names_somebody:
            raise Invalid("columns", "no_name_column")
        if not (kept.about.title or kept.about.made_by):
            raise Invalid("title", "say_who_made_it")
        if not (usable := usable_rows(services, kept)):
            raise Invalid("rows", "nobody_in_it")
        with services.unit_of_work() as uow:
            begun = begin_in(uow, services, at_present(uow, kept), by=member.id, usable=usable)
            uow.lists.save(begun, work_at=services.now())
            note(uow, member, memorial_id, list_id, "import_people", reason=f"rows:{usable}", kind="list")
            uow.commit()


def refuse_again(uow: UnitOfWork, memorial_id: str, digest: str) -> None:
    before = uow.imports.by_digest(memorial_id, digest)
    if before is not None:
        raise SameListAgain(detail=before.id)


def begin_in(uow: UnitOfWork, services: Services, kept: KeptList, *, by: str, usable: int) -> KeptList:
    """The source, with who decided and when, and the import itself: before its first person."""
    refuse_again(uow, kept.memorial_id, kept.digest)
    memorial, now = uow.memorials.get(kept.memorial_id), services.now()
    source = _source(kept, by=by, on=now.date().isoformat())
    rest = tuple(one for one in memorial.sources if one.id != source.id)
    uow.memorials.save(replace(memorial, sources=(*rest, source)))
    uow.imports.add(ImportBatch(memorial.id, kept.id, "people", source.id, now, usable, kept.digest))
    return replace(kept, state=ListState.RUNNING, source_id=source.id, begun_by=by, begun_at=now)


def _source(kept: KeptList, *, by: str, on: str) -> Source:
    """The list as the memorial's record has it. That record lies in clear: of a list for the team it says that there is
    one, under its id, and nothing that somebody said of it; that stays sealed with the list."""
    about, source_id = kept.about, f"list-{kept.digest[:12]}"
    if kept.audience not in SHOWN_TO_VISITORS:
        return Source(source_id, source_id, kind="list", decided_by=by, added_on=on, audience=kept.audience)
    return Source(
        id=source_id,
        title=about.title or about.made_by,
        publisher=about.publisher,
        kind="list",
        language=about.language,
        made_by=about.made_by,
        made_on=about.made_on,
        purpose=about.purpose,
        seen_at=about.seen_at,
        decided_by=by,
        added_on=on,
        rows=kept.rows,
        audience=kept.audience,
    )


def undo(services: Services, member: StaffMember, memorial_id: str, list_id: str) -> None:
    """From now on the background work takes it back. Raises `NotAllowed`."""
    with acting(services, member, memorial_id, list_id, "undo_import"), services.unit_of_work() as uow:
        undoing = undo_in(uow.lists.get(memorial_id, list_id), services, by=member.id)
        uow.lists.save(undoing, work_at=services.now())
        note(uow, member, memorial_id, list_id, "undo_import", reason=f"rows:{undoing.progress.added}", kind="list")
        uow.commit()


def undo_in(kept: KeptList, services: Services, *, by: str) -> KeptList:
    """The list on its way back. One that is still being brought in turns round. Raises `NotAllowed`."""
    if kept.state is ListState.UNDONE:
        raise NotAllowed("undone_before")
    if kept.state is ListState.UNDOING:
        return kept
    if kept.state is ListState.STAGED or kept.undo_until is None:
        raise NotAllowed("not_imported")
    if services.now() > kept.undo_until:
        raise NotAllowed("too_late")
    return replace(kept, state=ListState.UNDOING, undone_by=by)


# The work itself


def run_due(services: Services, one: Due) -> None:
    """A turn of the background work with one list. What is left keeps its due time, and has the next turn."""
    try:
        finished = run_some(services, one.memorial_id, one.record_id, within_seconds=A_TURN_SECONDS)
    except NotFound:
        finished = True
    if finished:
        with services.unit_of_work() as uow:
            uow.dues.done(one)
            uow.commit()


def run_some(
    services: Services,
    memorial_id: str,
    list_id: str,
    *,
    within_seconds: float,
    read_date: ReadDate | None = None,
    hold: timedelta = AT_ONCE,
    compare: bool = True,
    progress: Callable[[int], None] = lambda done: None,
) -> bool:
    """Go on with whatever the list waits for, until the time is over; True once it waits for nothing more.

    `hold`: after how long without a batch the background work takes over; `compare`: look for same persons too.
    Each batch is one commit, of people, rows and how far it came: killed at any moment, it goes on after the last
    whole one. Raises `Conflict` where two work on the same list.
    """
    until = time.monotonic() + within_seconds
    turn = _Turn(services, until, hold, read_date or (lambda words: services.read_date(words, "en")), progress)
    with services.unit_of_work(read_only=True) as uow:
        kept = uow.lists.get(memorial_id, list_id)
    if kept.state is ListState.RUNNING:
        kept = turn.bring_in(kept)
    if kept.state is ListState.UNDOING:
        return turn.take_back(kept)
    if compare and kept.state in (ListState.STAGED, ListState.DONE):
        return same_people.compare(services, kept, turn.read_date, enough=turn.is_over)
    return not kept.working


@dataclass(frozen=True)
class _Turn:
    services: Services
    until: float
    hold: timedelta
    read_date: ReadDate
    progress: Callable[[int], None]

    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    def bring_in(self, kept: KeptList) -> KeptList:
        services = self.services
        reader = RowReader(kept.columns, self.read_date, kept.about.language)
        rows = islice(raw_rows(services, kept), kept.progress.done, None)
        while some := list(islice(rows, BATCH)):
            people, kept_rows, done = _read(services, kept, reader, some)
            with services.unit_of_work() as uow:
                # First, so that of two who work on one list the second adds nobody.
                kept = uow.lists.save(replace(kept, progress=done), work_at=services.now() + self.hold)
                uow.people.add_many(people)
                uow.lists.add_rows(kept, kept_rows)
                uow.commit()
            self.progress(kept.progress.added)
            if self.is_over():
                return kept
        with services.unit_of_work() as uow:
            kept = replace(kept, state=ListState.DONE, finished_at=services.now())
            kept = uow.lists.save(kept, work_at=services.now())
            uow.commit()
        return kept

    def take_back(self, kept: KeptList) -> bool:
        services, progress = self.services, kept.progress
        with services.unit_of_work(read_only=True) as uow:
            ids = iter(list(uow.people.ids_of_import(kept.memorial_id, kept.id)))
        left = 0
        while some := list(islice(ids, BATCH)):
            with services.unit_of_work() as uow:
                kept = uow.lists.save(kept, work_at=services.now() + self.hold)
                gone = sum(
                    take_back(uow, kept.memorial_id, kept.source_id, one, by=kept.undone_by, now=services.now())
                    for one in some
                )
                left += len(some) - gone
                progress = replace(progress, erased=progress.erased + gone)
                kept = uow.lists.save(replace(kept, progress=progress), work_at=services.now() + self.hold)
                uow.commit()
            self.progress(progress.erased)
            if self.is_over() and len(some) == BATCH:
                return False
        with services.unit_of_work() as uow:
            finish_undo(uow, services, kept, left=left)
            uow.commit()
        return True


def _read(
    services: Services, kept: KeptList, reader: RowReader, some: list[RawRow]
) -> tuple[list[Person], list[KeptRow], Progress]:
    people, rows, left_out, noted = list[Person](), list[KeptRow](), 0, 0
    today = (kept.begun_at or services.now()).date()
    for raw in some:
        read = reader.read(kept.corrected(raw))
        person_id = "" if read.report.left_out else services.new_id()
        left_out += read.report.left_out
        noted += bool(read.report.problems) and not read.report.left_out
        state = RowState.IMPORTED if person_id else RowState.LEFT_OUT
        rows.append(KeptRow(raw.number, raw.cells, person_id, state, dict(_put_in_place(kept, raw))))
        if person_id:
            claims, facts = read.claims(kept.source_id, kept.audience, id_base=f"{kept.id[:8]}.{raw.number}.")
            people.append(
                Person(
                    id=person_id,
                    memorial_id=kept.memorial_id,
                    key_id=services.keys.take().id,
                    names=claims,
                    facts=facts,
                    sort_key=read.sort_key,
                    import_id=kept.id,
                    added_on=today,
                )
            )
    before = kept.progress
    done = replace(
        before,
        done=before.done + len(some),
        added=before.added + len(people),
        left_out=before.left_out + left_out,
        noted=before.noted + noted,
    )
    return people, rows, done


def _put_in_place(kept: KeptList, raw: RawRow) -> Iterator[tuple[str, str]]:
    if kept.corrections:
        for column in range(max(len(kept.header), len(raw.cells))):
            if (text := kept.corrections.get(f"{raw.number}:{column}")) is not None:
                yield str(column), text
