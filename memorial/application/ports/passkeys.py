"""The port to passkeys (WebAuthn): what a browser is asked for, and whether its answer holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from memorial.domain.errors import Refusal


class PasskeyRefused(Refusal):
    """An answer that proves nothing: a wrong place, an old challenge, an unverified person, a broken signature."""

    code = "wrong_passkey"


@dataclass(frozen=True)
class Site:
    """Where passkeys belong: `id` is the host they are bound to, `origin` the address that pages come from."""

    id: str
    origin: str


@dataclass(frozen=True)
class NewCredential:
    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class Claimed:
    """What an answer says of itself, before anything of it is believed. `user` is '' where it names nobody."""

    challenge: bytes
    credential_id: bytes
    user: str


class Passkeys(Protocol):
    def new_challenge(self) -> bytes: ...

    def creation_options(
        self, site: Site, *, challenge: bytes, staff_id: str, account: str, known: Sequence[bytes]
    ) -> str:
        """What `navigator.credentials.create` is given, as JSON: a person is verified, the key can be discovered."""
        ...

    def request_options(self, site: Site, *, challenge: bytes, allowed: Sequence[bytes]) -> str:
        """What `navigator.credentials.get` is given, as JSON; with nothing allowed, any passkey of this site."""
        ...

    def claimed(self, answer: str) -> Claimed:
        """Raises `PasskeyRefused` for what is no answer of a browser."""
        ...

    def registered(self, site: Site, answer: str, *, challenge: bytes) -> NewCredential:
        """Raises `PasskeyRefused` unless a person was verified and everything fits."""
        ...

    def proved(self, site: Site, answer: str, *, challenge: bytes, public_key: bytes, sign_count: int) -> int:
        """The new sign count. Raises `PasskeyRefused` unless a person was verified and everything fits."""
        ...
