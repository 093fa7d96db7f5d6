"""Brings damaged and missing files back from a second copy; each is proved before it takes anything's place.

What was erased has no key, and what nothing names is not looked for: neither comes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from memorial.application.fixity import Opens, Part, is_whole, parts_of, read_files, record_with_files
from memorial.application.ports.fixity import Fixity, ShownCopy
from memorial.application.ports.secrets import ObjectMissing, SealBroken
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.domain.staff import EVERYWHERE
from memorial.vocabulary import ActorKind

# Words of PREMIS: eventType, eventOutcome.
REPLACEMENT, SUCCESS, FAIL = "replacement", "success", "fail"
_PIECE_BYTES = 1024 * 1024


class Fetched(Opens, Protocol):
    """Sealed files that were fetched from a second copy. Nothing of them is trusted yet."""

    def open_raw(self, object_id: str) -> BinaryIO: ...


class SecondCopy(Protocol):
    def fetch(self, wanted: Collection[str]) -> AbstractContextManager[Fetched]:
        """Those of the wanted that it has, read to its end. Raises `NotABackup` where it is damaged anywhere."""
        ...


class TakesBack(Protocol):
    def put_back(self, object_id: str, chunks: Iterable[bytes]) -> None:
        """A sealed file as it lay there, whole in the place of what is there now, or not at all."""
        ...


@dataclass
class Repaired:
    """How many files were brought back, made anew for visitors, or could not be."""

    replaced: int = 0
    made_anew: int = 0
    left: int = 0


def repair(
    services: Services,
    fixity: Fixity,
    vault: TakesBack,
    second: SecondCopy,
    records: Sequence[tuple[str, str]],
) -> Repaired:
    """Repair what is damaged of these records: (memorial id, record id). Each file leaves one event in the log."""
    done = Repaired()
    damaged = [(at, part) for at in records for part in _damaged(services, *at)]
    if damaged:
        with second.fetch({part.vault_id for _, part in damaged}) as fetched:
            for at, part in damaged:
                _replace(services, vault, fetched, at, part, done)
    for at in records:
        _make_copies_anew(services, fixity, at, done)
    for at in records:
        read_files(services, fixity, *at)
    return done


def note_repair(services: Services, *, outcome: str, reason: str) -> None:
    """The one audit entry of the operator who asked for it."""
    entry = AuditEntry(
        EVERYWHERE, ActorKind.OPERATOR, "operator", "repair", "installation", "-", outcome=outcome, reason=reason[:80]
    )
    with services.unit_of_work() as uow:
        uow.audit.add(entry)
        uow.commit()


def _damaged(services: Services, memorial_id: str, record_id: str) -> list[Part]:
    with services.unit_of_work(read_only=True) as uow:
        record = record_with_files(uow, memorial_id, record_id)
    return [part for part in parts_of(record) if not is_whole(services.vault, part)] if record else []


def _replace(
    services: Services, vault: TakesBack, fetched: Fetched, at: tuple[str, str], part: Part, done: Repaired
) -> None:
    """Nobody erases it meanwhile: the record is looked at again with the lock that an erasure takes."""
    whole = is_whole(fetched, part)
    with services.unit_of_work() as uow:
        uow.audit.lock(at[0])
        record = record_with_files(uow, *at)
        if record is None or part not in set(parts_of(record)):
            return
        if whole:
            vault.put_back(part.vault_id, _raw(fetched, part.vault_id))
        _event(uow, at[0], part.vault_id, SUCCESS if whole else FAIL, "second_copy" if whole else "no_whole_copy")
        uow.commit()
    done.replaced += whole
    done.left += not whole


def _raw(fetched: Fetched, vault_id: str) -> Iterator[bytes]:
    with fetched.open_raw(vault_id) as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _make_copies_anew(services: Services, fixity: Fixity, at: tuple[str, str], done: Repaired) -> None:
    """Files for visitors are in no backup: each is made anew of its sealed size, if it still is to be seen."""
    if not fixity.damaged_copies(*at):
        return
    with services.unit_of_work() as uow:
        uow.audit.lock(at[0])
        record = record_with_files(uow, *at)
        if record is None:
            return
        parts, damaged = {part.vault_id: part for part in parts_of(record)}, set(fixity.damaged_copies(*at))
        for copy in fixity.copies(*at):
            if copy.name not in damaged:
                continue
            content = _content(services, copy, parts.get(copy.made_of))
            if content is not None:
                fixity.put_copy(copy.name, content)
            _event(uow, at[0], copy.name, FAIL if content is None else SUCCESS, "made_anew")
            done.made_anew += content is not None
            done.left += content is None
        uow.commit()


def _content(services: Services, copy: ShownCopy, part: Part | None) -> bytes | None:
    """What visitors saw before, byte for byte; None where it cannot be had."""
    if part is None:
        return None
    try:
        content = services.vault.read(part.vault_id, bytes.fromhex(part.key))
    except (ObjectMissing, SealBroken, OSError):
        return None
    return content if hashlib.sha256(content).hexdigest() == copy.sha256 else None


def _event(uow: UnitOfWork, memorial_id: str, file_id: str, outcome: str, detail: str) -> None:
    uow.audit.add(AuditEntry(memorial_id, ActorKind.JOB, "repair", REPLACEMENT, "file", file_id, outcome, detail))
