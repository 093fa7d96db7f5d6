"""Where being seen may be a danger: what is the same for every page of such a memorial."""

from __future__ import annotations

from memorial.application.services import Services
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Risk


def memorial_at_risk(services: Services) -> Memorial | None:
    """A public memorial of this installation whose visitors may be in danger; the one that is careful most first.

    A draft is none of them: its name is not told beyond this machine.
    """
    with services.unit_of_work(read_only=True) as uow:
        found = [one for one in uow.memorials.all() if one.public and not one.draft and one.risk is not Risk.NONE]
    return min(found, key=lambda one: (one.risk is not Risk.HIGH, one.slug), default=None)
