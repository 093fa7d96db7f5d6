"""Beside the decision: a note for other readers, what is typed and kept, and whether what is open still stands."""

from __future__ import annotations

from dataclasses import replace

from memorial.application.acts import note, note_refused, require_reader
from memorial.application.ports.review_drafts import ReviewDraft
from memorial.application.ports.store import Clear
from memorial.application.services import Services
from memorial.domain.deciding import WAITING
from memorial.domain.errors import Conflict, Invalid, NotFound, Refusal
from memorial.domain.remembrance import StaffNote
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Standing

MOST_FIELDS, MOST_CHARACTERS = 500, 60_000
_TAKEN_BACK = frozenset({Standing.WITHDRAWN, Standing.ERASED})


def write_note(services: Services, member: StaffMember, memorial_id: str, record_id: str, text: str) -> None:
    """A word for the readers who come after; it never leaves the desk. Raises `Invalid` where nothing is written."""
    try:
        with services.unit_of_work() as uow:
            require_reader(member, memorial_id)
            remembrance = uow.remembrances.get(memorial_id, record_id)
            if remembrance.standing in _TAKEN_BACK:
                raise Conflict("withdrawn_meanwhile")
            if not text.strip():
                raise Invalid("note", "write_the_note")
            written = StaffNote(services.now(), member.id, text.strip())
            uow.remembrances.save(replace(remembrance, notes=(*remembrance.notes, written)))
            note(uow, member, memorial_id, record_id, "note")
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, record_id, "note", refusal.code)
        raise


def keep_draft(services: Services, member: StaffMember, memorial_id: str, record_id: str, draft: ReviewDraft) -> None:
    """Keep what this reader typed, for this reader. It is no act: nobody's log says when somebody was typing.

    Raises `NotFound` where it is gone, `Conflict` where it was taken back, another reader holds it, or nothing is left
    to decide: what was forgotten with the decision must not come again.
    """
    size = sum(len(name) + len(text) for name, text in draft.fields.items())
    if len(draft.fields) > MOST_FIELDS or size > MOST_CHARACTERS:
        raise Invalid("message", "too_long_to_keep")
    with services.unit_of_work() as uow:
        require_reader(member, memorial_id)
        # Here, not before: whoever takes it back at this moment comes before this, or finds it and forgets it.
        remembrance = uow.remembrances.get(memorial_id, record_id)
        clear = uow.remembrances.clear(memorial_id, record_id)
        if remembrance.standing in _TAKEN_BACK:
            raise Conflict("withdrawn_meanwhile")
        if is_held(services, member, clear):
            raise Conflict("claimed_by_another")
        if clear.status not in WAITING:
            raise Conflict("decided_meanwhile")
        uow.review_drafts.keep(memorial_id, record_id, member.id, draft)
        uow.commit()


def kept_draft(services: Services, member: StaffMember, memorial_id: str, record_id: str) -> ReviewDraft | None:
    with services.unit_of_work(read_only=True) as uow:
        require_reader(member, memorial_id)
        return uow.review_drafts.find(memorial_id, record_id, member.id)


def stands(
    services: Services, member: StaffMember, memorial_id: str, record_id: str, revision: int, *, closed: bool = False
) -> str:
    """'same' while it waits as it was read at that revision; else 'changed', 'held' by another reader, or 'gone'.

    `closed`: it was read when there was nothing to decide.
    """
    with services.unit_of_work(read_only=True) as uow:
        require_reader(member, memorial_id)
        try:
            remembrance = uow.remembrances.get(memorial_id, record_id)
            clear = uow.remembrances.clear(memorial_id, record_id)
        except NotFound:
            return "gone"
    if remembrance.standing in _TAKEN_BACK:
        return "gone"
    if is_held(services, member, clear):
        return "held"
    same = remembrance.revision == revision and (clear.status not in WAITING) is closed
    return "same" if same else "changed"


def is_held(services: Services, member: StaffMember, clear: Clear) -> bool:
    """Whether another reader holds it now."""
    until = clear.claimed_until if clear.claimed_by not in (None, member.id) else None
    return until is not None and until > services.now()


def began_message(services: Services, member: StaffMember, memorial_id: str, record_id: str) -> None:
    """The entry of taking a text to begin a message with."""
    with services.unit_of_work() as uow:
        require_reader(member, memorial_id)
        note(uow, member, memorial_id, record_id, "begin_message")
        uow.commit()


def shown_first(services: Services, member: StaffMember, memorial_id: str, record_id: str, action: str) -> None:
    """The entry of a decision that was looked at before it was sent: nothing is decided by it."""
    note_refused(services, member, memorial_id, record_id, action, "shown_first")
