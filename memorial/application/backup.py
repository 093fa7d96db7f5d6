"""What a backup leaves behind in the archive that it was made of: one line in the audit log."""

from __future__ import annotations

from memorial.application.ports.store import AuditEntry
from memorial.application.services import Services
from memorial.domain.staff import EVERYWHERE
from memorial.vocabulary import ActorKind


def note_backup(services: Services, *, outcome: str, reason: str) -> None:
    """`reason` counts what was kept, or says in a word why there is none."""
    with services.unit_of_work() as uow:
        entry = AuditEntry(
            EVERYWHERE, ActorKind.OPERATOR, "operator", "backup", "installation", "-", outcome=outcome, reason=reason
        )
        uow.audit.add(entry)
        uow.commit()
