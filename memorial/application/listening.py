"""A reader listens to recordings of what was accepted before they could be heard: then visitors may hear them."""

from __future__ import annotations

from memorial.application.acts import note, note_refused, require_reader
from memorial.application.services import Services
from memorial.domain import deciding
from memorial.domain.errors import Conflict, NotFound, Refusal
from memorial.domain.moderation import Findings, Reader
from memorial.domain.staff import StaffMember

ACT = "listen"


def listen(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    record_id: str,
    number: int,
    findings: Findings,
    *,
    revision: int,
) -> None:
    """Of that version, as it stood at `revision`, when the reader saw it.

    Raises `Invalid` where nothing was ticked, `Conflict` where it does not stand so any more. Done or refused, it
    leaves one audit entry.
    """
    try:
        with services.unit_of_work() as uow:
            require_reader(member, memorial_id)
            try:
                remembrance = uow.remembrances.get(memorial_id, record_id)
            except NotFound:
                raise Conflict("withdrawn_meanwhile") from None
            reader = Reader(member.id, member.is_editor(memorial_id))
            after = deciding.listen(remembrance, number, reader, findings, revision=revision)
            uow.remembrances.save(after)
            note(uow, member, memorial_id, record_id, ACT)
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, record_id, ACT, refusal.code)
        raise
