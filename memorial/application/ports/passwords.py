"""The port to password hashing and one-time codes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...

    def verify(self, hashed: str | None, password: str) -> bool:
        """False for an unknown account too, after the same work."""
        ...

    def needs_rehash(self, hashed: str) -> bool: ...

    def problem(self, password: str, *, email: str) -> str | None:
        """Why this password cannot be taken, as a code, or None."""
        ...

    def new_totp_secret(self) -> str: ...

    def totp_step(self, secret: str, code: str, *, now: datetime, last_step: int) -> int | None:
        """The time step that the code belongs to, or None for a wrong or an already used one."""
        ...

    def totp_uri(self, secret: str, *, account: str, issuer: str) -> str: ...

    def new_recovery_codes(self) -> tuple[list[str], list[str]]:
        """Ten codes to show once, and their hashes."""
        ...

    def use_recovery_code(self, hashes: tuple[str, ...], code: str) -> tuple[str, ...] | None:
        """The hashes that are left after using the code, or None where it fits none."""
        ...
