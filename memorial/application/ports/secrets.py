"""Ports to secrets at rest: record keys, sealed files, and the copies that visitors may fetch."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Literal, Protocol, get_args

LedgerAction = Literal["erased", "withdrawn", "narrowed", "hidden", "removed"]

_LEDGER_ACTIONS = frozenset(get_args(LedgerAction))
_MACHINE_WORDS = re.compile(r"[A-Za-z0-9_:=,./ -]{0,200}\Z")


class KeyDestroyed(Exception):
    """No such record key: it was destroyed, or never was. What it sealed cannot be read any more."""


class KeysUnusable(Exception):
    """The key files do not serve this installation. `problem` says why, `remedy` what an operator can do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


class SealBroken(Exception):
    """Sealed bytes were changed, cut, moved to another place, or sealed under another key."""


class StorageFull(Exception):
    """The disk or the quota is full. Nothing of what was being written is left."""


class ObjectTooLarge(Exception):
    """More bytes came than the limit allows. Nothing of them is left."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class ObjectMissing(Exception):
    """No file is stored under that id."""


class CopyMissing(Exception):
    """No access copy has that name, or the name could not be one."""


@dataclass(frozen=True)
class RecordKey:
    """The key of one private record. The material never appears in a representation."""

    id: str
    """128 random bits in hex; tells neither order nor time."""
    material: bytes = field(repr=False)
    """32 bytes."""


@dataclass(frozen=True)
class LedgerEntry:
    """One erasure or narrowing, remembered beside the keys so that a restored archive can be brought up to date.

    `detail` holds machine words only (scope, audience, ids): what could be a name or a sentence is refused.
    """

    at: datetime
    action: LedgerAction
    memorial_id: str
    record_id: str
    detail: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a ledger entry needs a time with a zone")
        if self.action not in _LEDGER_ACTIONS:
            raise ValueError(f"no ledger action is called {self.action!r}")
        if not _MACHINE_WORDS.match(self.detail):
            raise ValueError("the detail of a ledger entry may hold machine words only")


class KeyStore(Protocol):
    """Holds every record key, wrapped, outside the archive's database and its backups."""

    def take(self) -> RecordKey:
        """A fresh key that is already durable. Safe from many threads; each key is given out once."""

    def material(self, key_id: str) -> bytes:
        """The 32 bytes of that key, as the store holds it now. Raises `KeyDestroyed`."""

    def materials(self, key_ids: Collection[str]) -> Mapping[str, bytes]:
        """Those of the keys that still exist, by id."""

    def destroy(self, key_ids: Iterable[str], *, entries: Sequence[LedgerEntry]) -> None:
        """Destroys the keys and writes the entries in one durable commit. Ids that are gone already are no error."""

    def append(self, entries: Sequence[LedgerEntry]) -> None:
        """Writes the entries in one durable commit."""

    def ledger(self, after: int = 0) -> Iterator[tuple[int, LedgerEntry]]:
        """The entries numbered above `after`, in order, each with its number."""

    def key_ids(self, *, created_before: date | None = None) -> Iterator[str]:
        """Every key in the store, or those made before that day.

        The integrity check compares them with the keys that records name. Keys younger than two days may wait in
        some process to be taken: a sweep of unused keys leaves those alone.
        """


@dataclass(frozen=True)
class VaultObject:
    """A sealed file as its record must remember it. Without `key` nobody can read the file again."""

    id: str
    key: bytes = field(repr=False)
    size: int
    """Bytes before sealing."""
    sha256: str
    """Of the bytes before sealing, in hex."""


class Vault(Protocol):
    """Sealed files: masters and derivatives that are not published. Streams, never paths."""

    def store(self, chunks: Iterable[bytes], *, limit: int | None) -> VaultObject:
        """Durable when it returns. Raises `ObjectTooLarge` or `StorageFull`; after any error nothing is left."""

    def open(self, object_id: str, key: bytes) -> Iterator[bytes]:
        """The bytes in pieces of at most 64 KiB, each verified before it is given out.

        Raises `ObjectMissing` at once; `SealBroken` when a piece was tampered with or the end is missing, which can
        be after earlier pieces: what must be whole is used after the last piece only.
        """

    def read(self, object_id: str, key: bytes) -> bytes:
        """All of it, verified. Raises `ObjectMissing`, `SealBroken`."""

    def delete(self, object_ids: Iterable[str]) -> None:
        """Durable when it returns. Ids that are gone already are no error."""

    def ids(self) -> Iterator[str]:
        """Every stored id, in no order."""

    def stored_before(self, before: datetime) -> Iterator[str]:
        """The ids of what was stored before that time."""

    def open_raw(self, object_id: str) -> BinaryIO:
        """The sealed file as it lies there, for a backup; for the caller to close. Raises `ObjectMissing`."""

    def put_back(self, object_id: str, chunks: Iterable[bytes]) -> None:
        """A sealed file as a backup held it, under its old id; durable when it returns."""

    def discard_unfinished(self, before: datetime) -> int:
        """Removes what interrupted writes left before that time, and says how many files these were."""


class AccessCopies(Protocol):
    """The files that visitors may fetch: re-encoded, stripped, under random names. Nothing here is private."""

    def publish(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Whole under that name, or not there at all; durable when it returns. Again is no error.

        A name is random letters and digits, a dot and a short extension; another one raises `ValueError`.
        """

    def withdraw(self, names: Iterable[str]) -> None:
        """Durable when it returns. Names that are gone already are no error."""

    def open(self, name: str) -> tuple[BinaryIO, int]:
        """The file, for the caller to close, and its size in bytes. It can be read from any place (`seek`).

        Raises `CopyMissing`.
        """

    def link(self, name: str) -> str:
        """An address elsewhere where anybody may fetch it for a while; '' where only this program gives it out."""

    def names(self) -> Iterator[str]:
        """Every published name, in no order."""

    def discard_unfinished(self, before: datetime) -> int:
        """Removes what interrupted writes left before that time, and says how many files these were."""
