"""The ports to what proves a consent: rows of the chain, the wordings of notices, and a signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

PlainRow = Mapping[str, str | int | None]
"""One row of the consent record as it is hashed, with its own `hash`: times and days as ISO text."""


@dataclass(frozen=True)
class NoticeKept:
    """One wording of a notice, and the language it is written in."""

    language: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """What the archive holds of one record's consent.

    `commitment_key` (hex) opens the commitments to the holder's words and nothing else. `principal` is a pseudonym that
    is made from the record's own key.
    """

    rows: tuple[PlainRow, ...]
    notices: Mapping[str, NoticeKept]
    principal: str
    commitment_key: str = field(repr=False)


class Attestor(Protocol):
    """Signs in the name of this installation (Ed25519)."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...

    def mark(self, message: bytes) -> bytes:
        """32 bytes that stand for the message: only this installation makes the same ones again, or knows what for."""
        ...


@dataclass(frozen=True)
class HideCode:
    """A code that can hide one record: its random id and the day on which it was made. Never the code itself."""

    id: str
    made_on: date


class HideCodes(Protocol):
    """Codes that a holder gives to somebody trusted. They are looked up by keyed hash, apart from receipts."""

    def add(self, code: str, memorial_id: str, record_id: str, *, code_id: str) -> None: ...
    def find(self, code: str) -> tuple[str, str, str] | None:
        """(memorial id, record id, the code's id), or None."""
        ...

    def of(self, memorial_id: str, record_id: str) -> tuple[HideCode, ...]: ...
    def revoke(self, memorial_id: str, record_id: str, code_id: str) -> bool: ...


class GuardianCodes(Protocol):
    """Codes that somebody under age gives to a guardian, looked up apart from all others.

    A remembrance names the one that holds: who finds another one here has found nothing.
    """

    def add(self, code: str, memorial_id: str, record_id: str, *, code_id: str) -> None:
        """Any earlier one of that record is forgotten."""
        ...

    def find(self, code: str) -> tuple[str, str, str] | None:
        """(memorial id, record id, the code's id), or None."""
        ...

    def made_on(self, memorial_id: str, record_id: str) -> date | None: ...
    def end(self, memorial_id: str, record_id: str) -> None: ...
