"""Signatures of this installation (Ed25519), and checking one with nothing but the public key."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from memorial.adapters.sealing import derive

ALGORITHM = "Ed25519"
_FINGERPRINT_DIGITS = 32


class Ed25519Attestor:
    """Signs with a key that is made from 32 secret bytes, so the same secret always gives the same key."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._marks = derive(seed, "marks in consent records")

    @property
    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def mark(self, message: bytes) -> bytes:
        return hmac.digest(self._marks, message, "sha256")


def signature_fits(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: bytes) -> str:
    """By which people compare keys: eight groups of four of the key's SHA-256, in hex."""
    digits = hashlib.sha256(public_key).hexdigest()[:_FINGERPRINT_DIGITS]
    return " ".join(digits[start : start + 4] for start in range(0, _FINGERPRINT_DIGITS, 4))
