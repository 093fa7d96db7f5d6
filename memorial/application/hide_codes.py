"""A second code for somebody trusted: it can hide one remembrance for now, and do nothing else with it."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.application.ports.evidence import HideCode
from memorial.application.ports.secrets import LedgerEntry
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services, even_without_room
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance
from memorial.domain.showing import pause
from memorial.vocabulary import ActorKind, Standing

MOST_CODES = 3
DELEGATE = "delegate"
"""Who paused a remembrance: somebody with such a code. The holder of the receipt shows it again."""


@dataclass(frozen=True)
class HideView:
    """All that such a code tells: for which memorial it is, and whether visitors see the remembrance. No word of it.

    Why they do not see it is not told: what waits, is hidden, was taken back or removed looks the same.
    """

    memorial: Memorial
    shown: bool


def make(services: Services, code: str) -> str:
    """A new code, in digits, for what the receipt `code` opens. Raises `NotFound`, `NotAllowed` beyond `MOST_CODES`."""
    made = ReceiptCode.generate().digits
    with services.unit_of_work() as uow:
        memorial_id, record_id = _of_receipt(uow, code)
        if len(uow.hide_codes.of(memorial_id, record_id)) >= MOST_CODES:
            raise NotAllowed("enough_hide_codes")
        uow.hide_codes.add(made, memorial_id, record_id, code_id=services.new_id())
        uow.commit()
    return made


def made_for(services: Services, code: str) -> tuple[HideCode, ...]:
    """The codes that hold now. Raises `NotFound`."""
    with services.unit_of_work(read_only=True) as uow:
        return uow.hide_codes.of(*_of_receipt(uow, code))


def revoke(services: Services, code: str, code_id: str) -> None:
    """From now on that code opens nothing. Raises `NotFound`, also for a code of another remembrance."""
    with services.unit_of_work() as uow:
        if not uow.hide_codes.revoke(*_of_receipt(uow, code), code_id):
            raise NotFound("no_such_code")
        uow.commit()


def _of_receipt(uow: UnitOfWork, code: str) -> tuple[str, str]:
    """Found by the receipt alone: a code that can only hide makes no further codes."""
    found = uow.receipts.find(code)
    if found is None:
        raise NotFound("no_receipt")
    return found


def look(services: Services, hide_code: str) -> HideView:
    """Raises `NotFound`: for a code that was never made, for one that was revoked, and after an erasure alike."""
    with services.unit_of_work(read_only=True) as uow:
        memorial, remembrance, _ = _opened(uow, hide_code)
    return HideView(memorial, remembrance.standing is Standing.OPEN and remembrance.published is not None)


def hide(services: Services, hide_code: str) -> None:
    """Out of sight with this commit, with one entry in the log. Raises `NotFound`.

    Again is no error; nor where it was taken back or removed: then nothing is done, and nothing noted.
    """
    even_without_room(services, lambda: _hide(services, hide_code))


def _hide(services: Services, hide_code: str) -> None:
    with services.unit_of_work() as uow:
        memorial, before, code_id = _opened(uow, hide_code)
        if DELEGATE in before.paused_by or before.standing not in (Standing.OPEN, Standing.PAUSED):
            return
        now = services.now()
        uow.remembrances.save(pause(before, DELEGATE, now=now))
        uow.ledger([LedgerEntry(now, "hidden", memorial.id, before.id)])
        uow.audit.add(
            AuditEntry(memorial.id, ActorKind.DELEGATE, code_id, "hide", "remembrance", before.id, reason="asked")
        )
        uow.commit()


def _opened(uow: UnitOfWork, hide_code: str) -> tuple[Memorial, Remembrance, str]:
    found = uow.hide_codes.find(hide_code)
    if found is None:
        raise NotFound("no_receipt")
    memorial_id, record_id, code_id = found
    return uow.memorials.get(memorial_id), uow.remembrances.get(memorial_id, record_id), code_id
