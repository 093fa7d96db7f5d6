"""Lists of names: people come in with the list as source and basis, in batches, and the whole can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from memorial.application.list_rows import ListRow, RowReport, read_row
from memorial.application.ports.store import AuditEntry, ImportBatch, UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Memorial, Source
from memorial.domain.person import Person
from memorial.domain.writing import clean_line
from memorial.vocabulary import ActorKind, Audience

BATCH = 500


class SameListAgain(Refusal):
    """The same file is in this memorial already; `detail` is the id of its import."""

    code = "same_list_again"


@dataclass(frozen=True)
class NameList:
    """A list as it was read: its rows can be gone through more than once. `digest` is the SHA-256 of the file."""

    digest: str
    rows: Callable[[], Iterator[ListRow]]
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
    read_date: Callable[[str], str],
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
        _refuse_again(uow, memorial, names)
    reports = tuple(report for report in _reports(names, read_date) if report.notes)
    usable = sum(1 for _ in names.rows()) - sum(1 for report in reports if report.left_out)
    if dry_run or not usable:
        return Imported("", usable, reports)
    batch = ImportBatch(
        memorial.id, services.new_id(), "people", f"list-{names.digest[:12]}", services.now(), usable, names.digest
    )
    _begin(services, memorial, batch, names, source, actor)
    added = 0
    people = _people(services, batch, names, read_date, audience)
    while some := list(islice(people, BATCH)):
        with services.unit_of_work() as uow:
            uow.people.add_many(some)
            uow.commit()
        added += len(some)
        progress(added)
    return Imported(batch.id, added, reports)


def _refuse_again(uow: UnitOfWork, memorial: Memorial, names: NameList) -> None:
    before = uow.imports.by_digest(memorial.id, names.digest)
    if before is not None:
        raise SameListAgain(detail=before.id)


def _begin(
    services: Services, memorial: Memorial, batch: ImportBatch, names: NameList, source: str, actor: str
) -> None:
    """The source, with who decided and when, and the import itself: before its first person."""
    described = Source(
        id=batch.source_id,
        title=clean_line(source),
        kind="list",
        language=names.language,
        decided_by=actor,
        added_on=batch.at.date().isoformat(),
    )
    with services.unit_of_work() as uow:
        current = uow.memorials.get(memorial.id)
        _refuse_again(uow, current, names)
        rest = tuple(one for one in current.sources if one.id != described.id)
        uow.memorials.save(replace(current, sources=(*rest, described)))
        uow.imports.add(batch)
        _note(uow, batch, "import_people", actor)
        uow.commit()


def _reports(names: NameList, read_date: Callable[[str], str]) -> Iterator[RowReport]:
    return (read_row(row, read_date).report for row in names.rows())


def _people(
    services: Services, batch: ImportBatch, names: NameList, read_date: Callable[[str], str], audience: Audience
) -> Iterator[Person]:
    today = batch.at.date()
    for row in names.rows():
        read = read_row(row, read_date)
        if read.report.left_out:
            continue
        claims, facts = read.claims(batch.source_id, audience)
        yield Person(
            id=services.new_id(),
            memorial_id=batch.memorial_id,
            key_id=services.keys.take().id,
            names=claims,
            facts=facts,
            sort_key=read.sort_key,
            import_id=batch.id,
            added_on=today,
        )


def undo_import(
    services: Services,
    import_id: str,
    *,
    actor: str = "operator",
    progress: Callable[[int], None] = lambda done: None,
) -> Undone:
    """Take back a whole import: its people are erased, and its source goes. Interrupted, it can be run again.

    Someone about whom a family has written stays, with what the list said of them closed to all but the team.
    Raises `NotFound`, `NotAllowed` where it was undone before.
    """
    with services.unit_of_work(read_only=True) as uow:
        batch = uow.imports.get(import_id)
        if batch is None:
            raise NotFound("no_such_import")
        if batch.undone_at is not None:
            raise NotAllowed("undone_before")
        ids = list(uow.people.ids_of_import(batch.memorial_id, import_id))
    erased = 0
    for some in _batches(ids):
        with services.unit_of_work() as uow:
            erased += sum(_take_back(uow, batch, person_id) for person_id in some)
            uow.commit()
        progress(erased)
    _finish(services, batch, actor, source_stays=erased < len(ids))
    return Undone(erased, len(ids) - erased)


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _take_back(uow: UnitOfWork, batch: ImportBatch, person_id: str) -> bool:
    """True if the person is gone."""
    person = uow.people.find(batch.memorial_id, person_id)
    if person is None:
        return True
    sources = {claim.source_id for claim in person.names} | {claim.source_id for claim in person.facts}
    if sources <= {batch.source_id} and not uow.people.has_remembrances(batch.memorial_id, person_id):
        uow.people.erase(person)
        return True
    uow.people.save(_closed(person, batch.source_id))
    return False


def _closed(person: Person, source_id: str) -> Person:
    return replace(
        person,
        names=tuple(replace(c, audience=Audience.TEAM) if c.source_id == source_id else c for c in person.names),
        facts=tuple(replace(c, audience=Audience.TEAM) if c.source_id == source_id else c for c in person.facts),
    )


def _finish(services: Services, batch: ImportBatch, actor: str, *, source_stays: bool) -> None:
    with services.unit_of_work() as uow:
        memorial = uow.memorials.get(batch.memorial_id)
        if not source_stays:
            left = tuple(source for source in memorial.sources if source.id != batch.source_id)
            uow.memorials.save(replace(memorial, sources=left))
        uow.imports.mark_undone(batch, services.now())
        _note(uow, batch, "undo_import", actor)
        uow.commit()


def _note(uow: UnitOfWork, batch: ImportBatch, action: str, actor: str) -> None:
    uow.audit.add(
        AuditEntry(
            batch.memorial_id, ActorKind.OPERATOR, actor, action, "import", batch.id, reason=f"rows:{batch.rows}"
        )
    )
