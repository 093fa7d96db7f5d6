"""Seals private documents: AES-256-GCM bound to a place, with lengths that tell little; and the keyed hashes."""

from __future__ import annotations

import hmac
import json
import os
import zlib
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from memorial.application.ports.secrets import SealBroken

KEY_BYTES = 32

_VERSION = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_LENGTH_BYTES = 4
_SMALLEST = 256
_PLAIN, _DEFLATED = b"\x00", b"\x01"


def seal(key: bytes, plaintext: bytes, *, context: str) -> bytes:
    """The plaintext, padded and encrypted, readable only with this key and this context (`table:id`).

    Layout: version (1), nonce (12), ciphertext of length (4) + plaintext + zeros, tag (16).
    """
    framed = len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext
    padded = framed.ljust(padded_length(len(framed)), b"\x00")
    return _encrypt(derive(key, "document"), padded, _bound_to("document", context))


def open_sealed(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """What was sealed. Raises `SealBroken`, whose text names the context and nothing else."""
    padded = _decrypt(derive(key, "document"), sealed, _bound_to("document", context), context)
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if len(padded) < _LENGTH_BYTES + length:
        raise SealBroken(context)
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def seal_json(key: bytes, document: object, *, context: str) -> bytes:
    """Seals anything that JSON can hold, deflated where that makes it shorter. NaN and infinities are refused."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Half a surrogate pair can come from a browser; it is kept as it came rather than lost or refused here.
    plain = text.encode("utf-8", "surrogatepass")
    deflated = zlib.compress(plain, 6)
    body = _DEFLATED + deflated if len(deflated) < len(plain) else _PLAIN + plain
    return seal(key, body, context=context)


def open_json(key: bytes, sealed: bytes, *, context: str) -> Any:
    """The document that `seal_json` sealed. Raises `SealBroken`."""
    body = open_sealed(key, sealed, context=context)
    kind, rest = body[:1], body[1:]
    if kind not in (_PLAIN, _DEFLATED):
        raise SealBroken(context)
    plain = zlib.decompress(rest) if kind == _DEFLATED else rest
    return json.loads(plain.decode("utf-8", "surrogatepass"))


def wrap(wrapping_key: bytes, key_id: str, material: bytes) -> bytes:
    """A record key, encrypted under the installation key and bound to its id."""
    return _encrypt(derive(wrapping_key, "wrap"), material, _bound_to("wrap", key_id))


def unwrap(wrapping_key: bytes, key_id: str, wrapped: bytes) -> bytes:
    """The record key again. Raises `SealBroken`."""
    material = _decrypt(derive(wrapping_key, "wrap"), wrapped, _bound_to("wrap", key_id), key_id)
    if len(material) != KEY_BYTES:
        raise SealBroken(key_id)
    return material


def derive(key: bytes, label: str) -> bytes:
    """A key of 32 bytes for one purpose: HKDF-Expand with SHA-256 (RFC 5869, 2.3), of one block, without a salt.

    The extract step is left out, as the RFC allows (3.3): every key here is 32 uniformly random bytes.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return hmac.digest(key, b"memorial/1/" + label.encode() + b"\x01", "sha256")


def commitment(key: bytes, content: bytes) -> str:
    """HMAC-SHA-256 in hex. It proves the content to a holder of the key and says nothing once the key is destroyed."""
    return commitment_under(commitment_key(key), content)


def commitment_key(key: bytes) -> bytes:
    """The key of a record's commitments. It opens them, for the holder of the words, and opens nothing else."""
    return derive(key, "commitment")


def commitment_under(opening: bytes, content: bytes) -> str:
    return hmac.digest(opening, content, "sha256").hex()


def keyed_hash(pepper: bytes, text: str, *, length: int = 16) -> bytes:
    """The first 16 to 32 bytes of HMAC-SHA-256 of the text: equal for equal texts, and useless without the pepper."""
    if not 16 <= length <= 32:
        raise ValueError("a keyed hash has 16 to 32 bytes")
    return hmac.digest(pepper, text.encode("utf-8", "surrogatepass"), "sha256")[:length]


def padded_length(length: int) -> int:
    """The length to which that many bytes are padded: at least 256, then PADMÉ's steps, at most 12 % more.

    PADMÉ (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019)
    keeps as many leading bits of the length as its exponent has bits, so that a length tells O(log log L) bits.
    """
    if length <= _SMALLEST:
        return _SMALLEST
    exponent = length.bit_length() - 1
    loose_bits = exponent - exponent.bit_length()
    mask = (1 << loose_bits) - 1
    return (length + mask) & ~mask


def _encrypt(key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)


def _decrypt(key: bytes, sealed: bytes, bound_to: bytes, context: str) -> bytes:
    if sealed[:1] != _VERSION or len(sealed) < 1 + _NONCE_BYTES + _TAG_BYTES:
        raise SealBroken(context)
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound_to)
    except InvalidTag:
        raise SealBroken(context) from None


def _bound_to(kind: str, context: str) -> bytes:
    return b"memorial/" + kind.encode() + _VERSION + context.encode("utf-8", "surrogatepass")
