"""The port to what only a restore does: rows whose key is gone, and records that must go without being opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from memorial.application.ports.store import UnitOfWork


@dataclass(frozen=True)
class Keyless:
    """A sealed row that no key in the store opens. `kind` is its table."""

    kind: str
    memorial_id: str
    id: str


class Mending(Protocol):
    """Works on rows that cannot be opened. Each call belongs to a unit of work, and passes the gate with it."""

    def keyless(self) -> Sequence[Keyless]:
        """Every sealed row whose key is not in the key store."""
        ...

    def discard(self, uow: UnitOfWork, one: Keyless) -> bool:
        """Its rows go, what is published of it too, and its key if there still is one. False for an unknown id."""
        ...

    def discard_draft(self, uow: UnitOfWork, memorial_id: str, lookup: str) -> bool: ...

    def begin_anew(self, uow: UnitOfWork, person: Keyless) -> None:
        """The same person under a new key, with no claim yet: what families grant of them comes back by the gate."""
        ...

    def narrow_staff(self, uow: UnitOfWork, staff_id: str, told: Sequence[str]) -> bool:
        """Do again what the ledger tells of that account; whether the backup's was wider. False for an unknown one."""
        ...

    def close_staff(self, uow: UnitOfWork) -> int:
        """Where no ledger told of accounts: none of them is entered before it got a new password. How many."""
        ...

    def sweep_files(self, needed: set[str]) -> int:
        """Removes sealed files that nothing needs any more; says how many."""
        ...

    def files_of_drafts(self) -> set[str]: ...

    def raise_editions(self) -> None:
        """No page kept anywhere from before can be taken for one of this edition."""
        ...

    def follow_left_over(self) -> int:
        """Do what the backup's own last commits had not done yet."""
        ...
