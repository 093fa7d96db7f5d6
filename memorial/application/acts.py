"""What every act at the desk shares: who may read at all, and the one audit entry that it leaves, done or refused."""

from __future__ import annotations

from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import NotAllowed
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind


def require_reader(member: StaffMember, memorial_id: str) -> None:
    """Raises `NotAllowed` for whoever may not read what waits in that memorial."""
    if member.disabled or not member.may_read(memorial_id):
        raise NotAllowed("not_your_memorial")


def note(
    uow: UnitOfWork,
    member: StaffMember,
    memorial_id: str,
    record_id: str,
    action: str,
    *,
    outcome: str = "done",
    reason: str = "",
    kind: str = "remembrance",
) -> None:
    """Write it with the act itself. `record_id` is '-' where the act found none."""
    entry = AuditEntry(memorial_id, ActorKind.STAFF, member.id, action, kind, record_id, outcome, reason or "decided")
    uow.audit.add(entry)


def note_refused(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    record_id: str,
    action: str,
    code: str,
    kind: str = "remembrance",
) -> None:
    """Write it alone, after an act was refused and changed nothing."""
    with services.unit_of_work() as uow:
        note(uow, member, memorial_id, record_id[:64], action[:40], outcome="refused", reason=code[:80], kind=kind)
        uow.commit()


def may_look(member: StaffMember, memorial_id: str) -> None:
    """Raises `NotAllowed` for whoever has no work in that memorial at all."""
    if member.disabled or not member.roles_in(memorial_id):
        raise NotAllowed("not_your_memorial")
