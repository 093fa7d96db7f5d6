"""Opening who sent a remembrance: by an editor, with a proof a few minutes old, for a reason that is kept."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.application import openings
from memorial.application.acts import note, note_refused
from memorial.application.services import Services
from memorial.application.staff_entry import Entered
from memorial.application.step_up import Act, require_proved
from memorial.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from memorial.vocabulary import OpeningReason, Standing

MOST_A_DAY = openings.MOST_A_DAY
"""How many one person opens in 24 hours. For more an administrator has to agree (`openings.py`)."""


@dataclass(frozen=True)
class Identity:
    """What the sender told of themselves; '' where they told nothing."""

    name: str
    email: str
    helper: str = ""
    """Who helped them to fill in the form."""


def open_identity(services: Services, entered: Entered, memorial_id: str, record_id: str, reason: str) -> Identity:
    """Raises `NotAllowed` (`ProveAnew` where the last proof is too old), `Invalid` without a reason, `NotFound`.

    Refused or not, it leaves one audit entry.
    """
    try:
        return _open(services, entered, memorial_id, record_id, reason)
    except Refusal as refusal:
        note_refused(services, entered.member, memorial_id, record_id, openings.OPENED, refusal.code)
        raise


def _open(services: Services, entered: Entered, memorial_id: str, record_id: str, reason: str) -> Identity:
    member = entered.member
    if member.disabled or not member.is_editor(memorial_id):
        raise NotAllowed("editors_only")
    require_proved(services, entered, Act.IDENTITY)
    if reason not in set(OpeningReason):
        raise Invalid("reason", "choose_why")
    with services.unit_of_work() as uow:
        remembrance = uow.remembrances.get(memorial_id, record_id)
        if remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED):
            raise NotFound
        # One at a time for one person, so that what is counted stays true.
        uow.audit.lock(member.id)
        if not openings.may_open(uow, memorial_id, member.id, services.now()):
            raise NotAllowed("opened_enough")
        latest = remembrance.pending or remembrance.published or remembrance.latest
        helper = remembrance.given_with.helper if remembrance.given_with else ""
        found = Identity(latest.contributor_name, remembrance.email, helper)
        note(uow, member, memorial_id, record_id, openings.OPENED, reason=reason)
        uow.commit()
    return found
