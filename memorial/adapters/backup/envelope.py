"""The outside of a backup: encrypted to public keys whose other half can lie far away from the machine.

Layout: a first line, one byte that counts the receivers, for each an ephemeral public key (32) and the wrapped file key
(48), then the sealed stream (`files/frames.py`), then who made it (`origin.py`). X25519, HKDF-SHA-256 and AES-256-GCM,
from the library `cryptography`.
The form of age (age-encryption.org) is followed, and not its program: a backup must not need a second one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from memorial.adapters.backup.errors import NotABackup
from memorial.adapters.backup.origin import DAMAGED, FIRST_LINE, Body, Origin, Signer, Signing
from memorial.adapters.files.frames import read_sealed, write_sealed
from memorial.adapters.sealing import KEY_BYTES, derive
from memorial.application.ports.secrets import SealBroken

_NAMED = re.compile(r"memorial-backup-([0-9a-f]{64})\Z")
_WRAPPED_BYTES = KEY_BYTES + 16
_CONTEXT = "backup"


def public_name(private: bytes) -> str:
    """The public half as an operator writes it: `memorial-backup-` and 64 hex digits."""
    return f"memorial-backup-{_public_bytes(X25519PrivateKey.from_private_bytes(private)).hex()}"


def parse_public(name: str) -> X25519PublicKey:
    """Raises `NotABackup` for what cannot be such a key."""
    found = _NAMED.match(name.strip())
    if found is None:
        raise NotABackup("A key for backups reads memorial-backup- and 64 digits and letters a to f.")
    return X25519PublicKey.from_public_bytes(bytes.fromhex(found[1]))


def own_privates(secrets_for_backups: Mapping[str, bytes]) -> list[bytes]:
    """The closed halves to which an installation's own backups are made, out of its secrets, in their order."""
    return [derive(one, "backup:open") for one in secrets_for_backups.values()]


def seal_backup(
    write: Callable[[bytes], None], receivers: Sequence[X25519PublicKey], chunks: Iterable[bytes], signer: Signer
) -> None:
    signing = Signing(write, signer)
    seal_under(signing, receivers, chunks, FIRST_LINE)
    signing.end()


def seal_under(
    write: Callable[[bytes], None], receivers: Sequence[X25519PublicKey], chunks: Iterable[bytes], first_line: bytes
) -> None:
    """All but the signature."""
    key = secrets.token_bytes(KEY_BYTES)
    write(first_line + bytes([len(receivers)]))
    for receiver in receivers:
        own = X25519PrivateKey.generate()
        wrapping = _wrapping(own.exchange(receiver), _public_bytes(own), receiver.public_bytes_raw())
        write(_public_bytes(own) + AESGCM(wrapping).encrypt(bytes(12), key, first_line))
    write_sealed(write, chunks, context=_CONTEXT, key=key)


def open_backup(file: BinaryIO, privates: Sequence[bytes], origin: Origin) -> Iterator[bytes]:
    """What was sealed, piece by piece, each verified. Raises `NotABackup`: at once where none of these keys opens it,
    and later where it was changed, its end is missing, or it is not any more what `origin` was found out of."""
    body = Body(file, origin)
    body.read(len(origin.first_line))
    count = body.read(1)
    wrapped = [body.read(KEY_BYTES + _WRAPPED_BYTES) for _ in range(count[0] if count else 0)]
    closed = [X25519PrivateKey.from_private_bytes(one) for one in privates]
    key = _unwrapped(wrapped, closed, origin.first_line)
    try:
        yield from read_sealed(cast(BinaryIO, body), context=_CONTEXT, key=key)
    except SealBroken:
        raise NotABackup(DAMAGED) from None
    if not body.unchanged():
        raise NotABackup("The backup was changed while it was read. Nothing of it was put into use.")


def _unwrapped(wrapped: Sequence[bytes], privates: Sequence[X25519PrivateKey], first_line: bytes) -> bytes:
    for one in wrapped:
        if len(one) != KEY_BYTES + _WRAPPED_BYTES:
            raise NotABackup("The backup is cut off.")
        theirs, sealed = one[:KEY_BYTES], one[KEY_BYTES:]
        for private in privates:
            try:
                # A public half of low order is refused with a ValueError.
                shared = private.exchange(X25519PublicKey.from_public_bytes(theirs))
                return AESGCM(_wrapping(shared, theirs, _public_bytes(private))).decrypt(bytes(12), sealed, first_line)
            except (InvalidTag, ValueError):
                continue
    raise NotABackup("None of the keys here opens this backup. Give the right one with --key.")


def _wrapping(shared: bytes, ephemeral: bytes, receiver: bytes) -> bytes:
    """A key for one use: the ephemeral half is never used again, so a nonce of zeros is safe."""
    return HKDF(SHA256(), KEY_BYTES, salt=ephemeral + receiver, info=b"memorial/backup/1").derive(shared)


def _public_bytes(private: X25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
