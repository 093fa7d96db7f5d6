"""A word to a sender where nothing waits for a decision. A question that waits for its answer is a decision."""

from __future__ import annotations

from memorial.application.acts import note, note_refused, require_reader
from memorial.application.ports.store import UnitOfWork
from memorial.application.review_desk import is_held
from memorial.application.reviewing import told_of_decision
from memorial.application.services import Services
from memorial.domain import deciding
from memorial.domain.errors import Conflict, NotFound, Refusal
from memorial.domain.remembrance import Message, Remembrance
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Standing

ACTION, READ = "write", "read_message"
"""What they are called in the log."""


def would_write(
    services: Services, member: StaffMember, memorial_id: str, record_id: str, text: str, *, revision: int
) -> Remembrance:
    """How it would stand, with nothing kept. Raises what `write` raises."""
    with services.unit_of_work(read_only=True) as uow:
        return _written(services, uow, member, (memorial_id, record_id), text, revision)


def write(
    services: Services, member: StaffMember, memorial_id: str, record_id: str, text: str, *, revision: int
) -> None:
    """The sender reads it when they come back; where they left an address, a note says that there is an answer.

    Raises `Conflict` where it was taken back, waits for a decision, changed since `revision` or is held by another
    reader; `Invalid` where nothing is written. A refused one leaves its entry in the log too.
    """
    try:
        with services.unit_of_work() as uow:
            after = _written(services, uow, member, (memorial_id, record_id), text, revision)
            uow.remembrances.save(after)
            note(uow, member, memorial_id, record_id, ACTION)
            if after.email:
                told_of_decision(uow, after, services.now())
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, record_id, ACTION, refusal.code)
        raise


def mark_read(services: Services, member: StaffMember, memorial_id: str, record_id: str, *, revision: int) -> None:
    """A reader saw what its sender wrote, and it needs no answer. Raises `Conflict` as `write` does, `NotFound`."""
    try:
        with services.unit_of_work() as uow:
            require_reader(member, memorial_id)
            remembrance = uow.remembrances.get(memorial_id, record_id)
            if remembrance.revision != revision or deciding.unread_since(remembrance) is None:
                raise Conflict
            uow.remembrances.save(deciding.read(remembrance))
            note(uow, member, memorial_id, record_id, READ)
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, record_id, READ, refusal.code)
        raise


def written_since_taken_back(
    services: Services, member: StaffMember, memorial_id: str, record_id: str
) -> tuple[tuple[Message, ...], int]:
    """What nobody has seen of what the sender of something taken back wrote with that, or since; and its revision.

    Nothing where it was not taken back. Raises `NotFound` where it is gone, `NotAllowed` for who may not read there.
    """
    with services.unit_of_work(read_only=True) as uow:
        require_reader(member, memorial_id)
        remembrance = uow.remembrances.get(memorial_id, record_id)
    taken_back = remembrance.standing is Standing.WITHDRAWN
    return (deciding.unseen(remembrance) if taken_back else ()), remembrance.revision


def _written(
    services: Services, uow: UnitOfWork, member: StaffMember, at: tuple[str, str], text: str, revision: int
) -> Remembrance:
    require_reader(member, at[0])
    try:
        remembrance = uow.remembrances.get(*at)
    except NotFound:
        raise Conflict("withdrawn_meanwhile") from None
    after = deciding.write(remembrance, text, now=services.now(), signed=member.desk.signature)
    if is_held(services, member, uow.remembrances.clear(*at)):
        raise Conflict("claimed_by_another")
    if remembrance.revision != revision:
        raise Conflict
    return after
