"""Reads every kept file again and again, so that damage is found while another copy still is whole."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from memorial.application.ports.fixity import FilesRead, Fixity
from memorial.application.ports.secrets import KeyDestroyed, ObjectMissing, SealBroken
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import NotFound
from memorial.domain.interview import Interview
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import Remembrance
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
    """Read all files of a remembrance, an interview or a memorial's own picture; how many are damaged.

    New damage leaves one entry in the log.
    """
    now = services.now()
    with services.unit_of_work(read_only=True) as uow:
        record = record_with_files(uow, memorial_id, record_id)
    if record is None:
        # Erased meanwhile; or the check of every night says that it cannot be opened.
        return 0
    parts = list(parts_of(record))
    damaged = sum(not is_whole(services.vault, part) for part in parts)
    damaged += len(fixity.damaged_copies(memorial_id, record_id))
    if fixity.note(FilesRead(memorial_id, record_id, record.revision, len(parts), damaged), now):
        kind = _KINDS[type(record)]
        _alarm(services, AuditEntry(
            memorial_id, ActorKind.JOB, "fixity", "read_files", kind, record_id,
            outcome="damaged", reason=f"files:{damaged}", at=now,
        ))  # fmt: skip
    return damaged


HasFiles = Remembrance | Interview | Memorial
"""A memorial has the copies of its own picture."""
_KINDS: dict[type[HasFiles], str] = {Remembrance: "remembrance", Interview: "interview", Memorial: "memorial"}


def record_with_files(uow: UnitOfWork, memorial_id: str, record_id: str) -> HasFiles | None:
    """None once it was erased, or while nothing can be known of its files."""
    try:
        if record_id == memorial_id:
            return uow.memorials.get(memorial_id)
        return uow.interviews.find(memorial_id, record_id) or uow.remembrances.get(memorial_id, record_id)
    except (NotFound, KeyDestroyed, SealBroken):
        return None


@dataclass(frozen=True)
class Part:
    """One sealed file of a record: a master and its digest, or a size, whose every piece carries a proof."""

    vault_id: str
    key: str = field(repr=False)
    sha256: str = ""


class Opens(Protocol):
    """Whatever sealed files can be read from."""

    def open(self, object_id: str, key: bytes) -> Iterator[bytes]: ...


def parts_of(record: HasFiles) -> Iterator[Part]:
    if isinstance(record, Memorial):
        own = record.setup.picture
        yield from (Part(one.vault_id, one.vault_key) for one in own.derivatives) if own else ()
        return
    for kept in record.files:
        yield Part(kept.vault_id, kept.vault_key, kept.sha256)
        yield from (Part(one.vault_id, one.vault_key) for one in kept.derivatives)
        yield from (Part(one.vault_id, one.vault_key, one.sha256) for one in kept.copies)
    if isinstance(record, Interview):
        for _, recording in record.recordings:
            yield from (Part(one.vault_id, one.vault_key, one.sha256) for one in recording.copies)


def is_whole(files: Opens, part: Part) -> bool:
    """Whether it is there, opens with its own key to its end, and is what was kept."""
    digest = hashlib.sha256()
    try:
        for piece in files.open(part.vault_id, bytes.fromhex(part.key)):
            digest.update(piece)
    except (ObjectMissing, SealBroken, OSError):
        return False
    return not part.sha256 or digest.hexdigest() == part.sha256


def _alarm(services: Services, entry: AuditEntry) -> None:
    with services.unit_of_work() as uow:
        uow.audit.add(entry)
        uow.commit()
