"""What visitors would see of a memorial that is not open yet, made by the gate itself; nothing of it is published."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from memorial.application.acts import may_look
from memorial.application.services import Services
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.published.record import PublishedAbout
from memorial.published.types import PublishedPerson
from memorial.vocabulary import SHOWN_TO_VISITORS

LOOKED_AT = 60
"""So many people are asked for: enough to see what a wall of them is like."""


@dataclass(frozen=True)
class Sight:
    """`people`: those of the first whom the gate lets through; `looked_at`, of how many. `about`: of the record."""

    people: tuple[PublishedPerson, ...]
    looked_at: int
    about: PublishedAbout | None


def as_visitors_would(services: Services, member: StaffMember, memorial: Memorial) -> Sight:
    """For the people of this memorial. Nothing is written, and the public pages know nothing of it.

    Raises `NotAllowed`.
    """
    may_look(member, memorial.id)
    with services.unit_of_work(read_only=True) as uow:
        ids = list(islice(uow.people.ids(memorial.id), LOOKED_AT))
        shown = [uow.preview_person(uow.people.get(memorial.id, one)) for one in ids]
        # The preview of a record is made for those who write it, and asks for no ceiling.
        reaches = memorial.ceiling in SHOWN_TO_VISITORS
        about = uow.preview_record(memorial.id, ()).about if reaches else None
    people = sorted((one for one in shown if one is not None), key=lambda one: one.sort_key)
    return Sight(tuple(people), len(ids), about)
