"""Notes each proof that a backup can be restored, and raises an alarm when there was none for too long."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from memorial.application.ports.mail import Note, NotSent, PerhapsSent, SendNote
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.domain.staff import EVERYWHERE
from memorial.vocabulary import ActorKind

log = logging.getLogger(__name__)

PROVED = "prove_restore"
RESTORED = "restore"
"""A real restore proves as much."""
WARNED = "warn_no_proved_restore"
AGAIN_AFTER = timedelta(hours=24)
TEMPLATE, LANGUAGE = "restore_unproved", "en"


@dataclass(frozen=True)
class Standing:
    """How it stands with the proof. `since`: the last one; before the first, when the installation began."""

    proved_at: datetime | None
    since: datetime | None
    overdue: bool

    def hours(self, now: datetime) -> int:
        return int(abs(now - self.since) / timedelta(hours=1)) if self.since else 0


def standing(uow: UnitOfWork, within: timedelta, now: datetime) -> Standing:
    """`within`: how old the last proof may be. Nothing is overdue with a `within` of nothing."""
    proved = uow.audit.latest((PROVED, RESTORED))
    since = proved or uow.audit.began()
    # A time that lies ahead is no proof either: the clock was wrong when it was noted.
    return Standing(proved, since, bool(within) and since is not None and abs(now - since) > within)


def note_proof(services: Services, *, rows: int, files: int) -> None:
    _note(services, PROVED, "done", f"rows:{rows},files:{files}")


def note_failure(services: Services, code: str) -> None:
    """What came back was not what it must be, or nothing came back. `code`: one word."""
    _note(services, PROVED, "refused", code)


def warn(services: Services, send: SendNote | None, address: str | None) -> bool:
    """Raise the alarm if it is time to: in the log, in the audit log, and by mail if there is anybody to write to.

    At most once a day; a mail that could not be handed over is tried again with the next call.
    """
    within, now = services.limits.prove_restore_within, services.now()
    with services.unit_of_work(read_only=True) as uow:
        found, warned = standing(uow, within, now), uow.audit.latest((WARNED,))
    if not found.overdue or (warned is not None and abs(now - warned) < AGAIN_AFTER):
        return False
    log.error("no restore was proved for %d hours; run: memorial backup OUT, then memorial prove OUT", found.hours(now))
    told = _mail(services, send, address)
    if told is None:
        return True
    _note(services, WARNED, "done", told, by=ActorKind.JOB)
    return True


def _mail(services: Services, send: SendNote | None, address: str | None) -> str | None:
    """What became of the mail, in a word; None if another try can help."""
    if send is None or address is None:
        return "no_mail"
    try:
        send(Note(services.new_id(), TEMPLATE, LANGUAGE), address)
    except PerhapsSent:
        return "perhaps_mailed"
    except NotSent as problem:
        log.warning("the alarm could not be mailed: %s", problem.code)
        return None if problem.again else "not_mailed"
    return "mailed"


def _note(services: Services, action: str, outcome: str, reason: str, *, by: ActorKind = ActorKind.OPERATOR) -> None:
    actor = "operator" if by is ActorKind.OPERATOR else "restore_alarm"
    entry = AuditEntry(EVERYWHERE, by, actor, action, "installation", "-", outcome, reason[:80])
    with services.unit_of_work() as uow:
        uow.audit.add(entry)
        uow.commit()
