"""Who may decide in a memorial now, and whose word counts where two people must agree."""

from __future__ import annotations

from memorial.application.ports.store import UnitOfWork
from memorial.domain import moderation
from memorial.domain.remembrance import Remembrance
from memorial.domain.staff import StaffMember


def present(uow: UnitOfWork, memorial_id: str) -> list[StaffMember]:
    """Who may decide in this memorial now."""
    return [one for one in uow.staff.all() if not one.disabled and one.may_decide(memorial_id)]


def is_alone(uow: UnitOfWork, memorial_id: str) -> bool:
    """Whether a single person may decide in this memorial."""
    return len(present(uow, memorial_id)) < 2


def as_agreed_now(uow: UnitOfWork, remembrance: Remembrance) -> Remembrance:
    """The remembrance with the word of those only who may still give it."""
    here = present(uow, remembrance.memorial_id)
    editors = frozenset(one.id for one in here if one.is_editor(remembrance.memorial_id))
    return moderation.with_word_of(remembrance, editors, frozenset(one.id for one in here))
