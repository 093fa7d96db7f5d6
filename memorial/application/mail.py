"""Sends what waits in the outbox: each note once, or twice where nobody can know whether the first arrived."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from memorial.application.ports.mail import Note, NotSent, PerhapsSent, SendNote
from memorial.application.ports.store import OutboxNote, UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import NotFound
from memorial.vocabulary import Risk, Standing

log = logging.getLogger(__name__)

AT_ONCE = 20
LONGEST_WAIT = timedelta(hours=4)
TAKEN_UP_FOR = timedelta(minutes=2)
"""How long a note that was taken up stays alone: longer than any delivery takes."""

# What the column `problem` says of a note that is being sent; the store keeps it when the process dies.
FIRST, SECOND, UNSURE = "sending", "sending_again", "perhaps_sent"


def send_waiting(services: Services, send: SendNote) -> int:
    """Send what is due now; the number of notes that were handed over."""
    with services.unit_of_work(read_only=True) as uow:
        waiting = list(uow.outbox.waiting(services.now(), limit=AT_ONCE))
    return sum(_send(services, send, one) for one in waiting)


def _send(services: Services, send: SendNote, note: OutboxNote) -> bool:
    if note.problem == SECOND:
        # Twice begun and never answered: a third could be one too many.
        _mark(services, note, "sent", UNSURE)
        return False
    before = note.problem
    doubtful = before in (FIRST, UNSURE)
    address = _take_up(services, note, SECOND if doubtful else FIRST)
    if address is None:
        return False
    note = replace(note, tries=note.tries + 1)
    try:
        send(Note(note.id, note.template, note.language), address)
    except NotSent as problem:
        log.warning("note %s was not sent: %s", note.id, problem.code)
        waiting = "waiting" if problem.again else "failed"
        _mark(services, note, waiting, UNSURE if doubtful else problem.code, after=_wait(note.tries))
        return False
    except PerhapsSent:
        log.warning("note %s was handed over without an answer", note.id)
        _mark(services, note, "sent" if doubtful else "waiting", UNSURE, after=_wait(note.tries))
        return False
    _mark(services, note, "sent", "")
    return True


def _take_up(services: Services, note: OutboxNote, problem: str) -> str | None:
    """The address, with the note marked as being sent; None where there is nobody to write to (any more).

    In one transaction: what was taken back before this moment gets no mail.
    """
    with services.unit_of_work() as uow:
        address = _address(uow, note)
        if not address:
            uow.outbox.mark(note, state="dropped", next_at=services.now())
            uow.commit()
            return None
        uow.outbox.mark(note, state="waiting", next_at=services.now() + TAKEN_UP_FOR, problem=problem)
        uow.commit()
    return address


def _address(uow: UnitOfWork, note: OutboxNote) -> str:
    """Where to write; '' after a withdrawal or an erasure, and where being written to may be dangerous."""
    try:
        remembrance = uow.remembrances.get(note.memorial_id, note.record_id)
        memorial = uow.memorials.get(note.memorial_id)
    except NotFound:
        return ""
    if memorial.risk is Risk.HIGH or remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED):
        return ""
    return remembrance.email


def _wait(tries: int) -> timedelta:
    """After the first failure a minute, then twice as long each time. A try marks a note twice."""
    return min(LONGEST_WAIT, timedelta(minutes=2 ** min(tries // 2, 9)))


def _mark(services: Services, note: OutboxNote, state: str, problem: str, *, after: timedelta = timedelta(0)) -> None:
    with services.unit_of_work() as uow:
        uow.outbox.mark(note, state=state, next_at=services.now() + after, problem=problem)
        uow.commit()
