"""Reads every kept file again and again, so that damage is found while another copy still is whole."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import datetime

from memorial.application.ports.fixity import FilesRead, Fixity
from memorial.application.ports.secrets import KeyDestroyed, ObjectMissing, SealBroken
from memorial.application.ports.store import AuditEntry
from memorial.application.services import Services
from memorial.domain.errors import NotFound
from memorial.domain.remembrance import FileKept, Remembrance
from memorial.vocabulary import ActorKind

AT_ONCE = 50


def read_some(services: Services, fixity: Fixity, *, within_seconds: float) -> int:
    """Read files that are due until the time is over; the number of records whose files were read."""
    until, done = time.monotonic() + within_seconds, 0
    while time.monotonic() < until:
        waiting = fixity.due(services.now(), limit=AT_ONCE)
        for memorial_id, record_id in waiting:
            read_files(services, fixity, memorial_id, record_id)
            done += 1
            if time.monotonic() >= until:
                break
        if len(waiting) < AT_ONCE:
            break
    return done


def read_everything(services: Services, fixity: Fixity, progress: Callable[[int], None] = lambda done: None) -> int:
    """Read every file now, whenever it was read last; the number of records."""
    began, done = services.now(), 0
    while waiting := fixity.due(services.now(), limit=AT_ONCE, everything_before=began):
        for memorial_id, record_id in waiting:
            read_files(services, fixity, memorial_id, record_id)
        done += len(waiting)
        progress(done)
    return done


def read_files(services: Services, fixity: Fixity, memorial_id: str, record_id: str) -> int:
    """Read all files of one remembrance; how many are damaged. New damage leaves one entry in the audit log."""
    now = services.now()
    try:
        with services.unit_of_work(read_only=True) as uow:
            record = uow.remembrances.get(memorial_id, record_id)
    except (NotFound, KeyDestroyed, SealBroken):
        # Erased meanwhile; or the check of every night says that it cannot be opened.
        return 0
    damaged = sum(not _sound(services, kept, number) for kept in record.files for number in range(_parts(kept)))
    damaged += len(fixity.damaged_copies(memorial_id, record_id))
    if fixity.note(FilesRead(memorial_id, record_id, record.revision, _count(record), damaged), now):
        _alarm(services, memorial_id, record_id, damaged, now)
    return damaged


def _parts(kept: FileKept) -> int:
    return 1 + len(kept.derivatives)


def _count(record: Remembrance) -> int:
    return sum(_parts(kept) for kept in record.files)


def _sound(services: Services, kept: FileKept, number: int) -> bool:
    """The master (0) or one of its sizes. Every piece carries a proof of its own; the master has its digest too."""
    vault_id, key = (kept.vault_id, kept.vault_key) if number == 0 else _of(kept, number)
    digest = hashlib.sha256()
    try:
        for piece in services.vault.open(vault_id, bytes.fromhex(key)):
            digest.update(piece)
    except (ObjectMissing, SealBroken, OSError):
        return False
    return number > 0 or digest.hexdigest() == kept.sha256


def _of(kept: FileKept, number: int) -> tuple[str, str]:
    derivative = kept.derivatives[number - 1]
    return derivative.vault_id, derivative.vault_key


def _alarm(services: Services, memorial_id: str, record_id: str, damaged: int, now: datetime) -> None:
    with services.unit_of_work() as uow:
        entry = AuditEntry(
            memorial_id, ActorKind.JOB, "fixity", "read_files", "remembrance", record_id,
            outcome="damaged", reason=f"files:{damaged}", at=now,
        )  # fmt: skip
        uow.audit.add(entry)
        uow.commit()
