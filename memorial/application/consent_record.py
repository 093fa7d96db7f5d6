"""The consent record of one remembrance, for the holder of its receipt: every event, its notice, and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from memorial.application.ports.evidence import Evidence
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.consent import ConsentEvent
from memorial.domain.errors import NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import Remembrance


@dataclass(frozen=True)
class ConsentRecord:
    """All that the page, the JSON and the archive to take along are made from."""

    memorial: Memorial
    remembrance: Remembrance
    events: tuple[ConsentEvent, ...]
    evidence: Evidence
    issued_on: date
    receipt_id: str


def consent_record(services: Services, code: str) -> ConsentRecord:
    """Raises `NotFound`: for a code that was never given, for one that can only hide, and after an erasure alike."""
    with services.unit_of_work(read_only=True) as uow:
        found = uow.receipts.find(code)
        if found is None:
            raise NotFound("no_receipt")
        return record_of(services, uow, *found)


def record_of(services: Services, uow: UnitOfWork, memorial_id: str, record_id: str) -> ConsentRecord:
    remembrance = uow.remembrances.get(memorial_id, record_id)
    return ConsentRecord(
        memorial=uow.memorials.get(memorial_id),
        remembrance=remembrance,
        events=tuple(uow.remembrances.consent(memorial_id, record_id)),
        evidence=uow.remembrances.evidence(remembrance),
        issued_on=services.now().date(),
        receipt_id=services.new_id(),
    )
