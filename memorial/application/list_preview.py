"""A list as visitors would see it, and its rows after it was brought in: what its pages at the desk show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memorial.application import list_staging
from memorial.application.list_acts import require_editor
from memorial.application.services import Services
from memorial.domain.name_list import KeptRow
from memorial.domain.person import Person
from memorial.domain.staff import StaffMember
from memorial.published.types import PublishedPerson


@dataclass(frozen=True)
class SeenPerson:
    """One of the first people of a list: all that is kept of them, and what visitors see (None: nothing)."""

    kept: Person
    shown: PublishedPerson | None


@dataclass(frozen=True)
class ListSeen:
    count: int
    people: Sequence[SeenPerson]


def as_shown(services: Services, member: StaffMember, memorial_id: str, list_id: str, *, limit: int = 10) -> ListSeen:
    """How many people would come in, and the first of them through the gate. Raises `NotAllowed`, `NotFound`."""
    preview = list_staging.preview(services, member, memorial_id, list_id, limit=limit)
    with services.unit_of_work(read_only=True) as uow:
        people = [SeenPerson(person, uow.preview_person(person)) for person in preview.read]
    return ListSeen(preview.count, people)


def rows(
    services: Services, member: StaffMember, memorial_id: str, list_id: str, *, after: int = 0, limit: int = 100
) -> Sequence[KeptRow]:
    """The rows of a list that was brought in, in the order of the file; `after` is the number of a row."""
    require_editor(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return uow.lists.rows(uow.lists.get(memorial_id, list_id), after=after, limit=limit)
