"""Taking back what a list brought in: its people are erased, unless somebody has written about them since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from memorial.application.joining import stand_alone
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.holds import NAME, forbids
from memorial.domain.name_list import KeptList, ListState
from memorial.domain.person import Person
from memorial.vocabulary import Audience


def take_back(uow: UnitOfWork, memorial_id: str, source_id: str, person_id: str, *, by: str, now: datetime) -> bool:
    """True if the person is gone. Someone of whom others say something stays, with what the list says closed.

    Whoever was joined with it stands alone again: what another source said of them was never the list's.
    """
    person = uow.people.find(memorial_id, person_id)
    if person is None:
        return True
    alone = stand_alone(uow, person, by=by, now=now) if person.joined or person.joined_into else person
    if alone is not None and _of_the_list_alone(uow, alone, source_id):
        uow.people.erase(alone)
        return True
    person = alone or person
    closed = _closed(person, source_id)
    if closed != person:
        uow.people.save(closed)
    return False


def _of_the_list_alone(uow: UnitOfWork, person: Person, source_id: str) -> bool:
    sources = {one.source_id for one in person.names} | {one.source_id for one in person.facts}
    sources |= {one.source_id for one in person.kin}
    # What was decided about a name outlives the list: else its next import would show it again.
    decided = forbids(person.objections, NAME)
    return sources <= {source_id} and not decided and not uow.people.has_remembrances(person.memorial_id, person.id)


def _closed(person: Person, source_id: str) -> Person:
    return replace(
        person,
        names=tuple(replace(c, audience=Audience.TEAM) if c.source_id == source_id else c for c in person.names),
        facts=tuple(replace(c, audience=Audience.TEAM) if c.source_id == source_id else c for c in person.facts),
        kin=tuple(replace(c, audience=Audience.TEAM) if c.source_id == source_id else c for c in person.kin),
    )


def finish_undo(uow: UnitOfWork, services: Services, kept: KeptList, *, left: int) -> None:
    """The source goes with its last person; of the list stays that it was here, and nothing that stood in it."""
    forget_source(uow, kept.memorial_id, kept.source_id, left=left)
    batch = uow.imports.get(kept.id)
    if batch is not None:
        uow.imports.mark_undone(batch, services.now())
    undone = replace(kept, state=ListState.UNDONE, undone_at=services.now(), progress=replace(kept.progress, kept=left))
    uow.lists.empty(undone, services.keys.take().id)


def forget_source(uow: UnitOfWork, memorial_id: str, source_id: str, *, left: int) -> None:
    memorial = uow.memorials.get(memorial_id)
    if not left:
        remaining = tuple(source for source in memorial.sources if source.id != source_id)
        uow.memorials.save(replace(memorial, sources=remaining))
