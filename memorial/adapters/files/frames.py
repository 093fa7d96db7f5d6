"""Seals a stream of bytes in frames of 64 KiB under one key, and opens it again piece by piece."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from memorial.application.ports.secrets import SealBroken

FRAME_BYTES = 64 * 1024

_VERSION = b"\x01"
_PREFIX_BYTES = 7
_TAG_BYTES = 16
_SEALED_FRAME_BYTES = FRAME_BYTES + _TAG_BYTES


def write_sealed(write: Callable[[bytes], None], chunks: Iterable[bytes], *, context: str, key: bytes) -> None:
    """Writes a header (version, seven random bytes) and the sealed frames; the context is bound to each of them.

    AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce is the random prefix,
    the frame's number and a mark on the last frame, so a frame that was cut, moved, repeated or added does not open.
    """
    header = _VERSION + secrets.token_bytes(_PREFIX_BYTES)
    bound_to = header + context.encode()
    cipher, number, waiting = AESGCM(key), 0, bytearray()
    write(header)
    for chunk in chunks:
        waiting += chunk
        # A full frame waits until more bytes follow, since the last one must be marked.
        while len(waiting) > FRAME_BYTES:
            write(cipher.encrypt(_nonce(header, number, last=False), bytes(waiting[:FRAME_BYTES]), bound_to))
            del waiting[:FRAME_BYTES]
            number += 1
    write(cipher.encrypt(_nonce(header, number, last=True), bytes(waiting), bound_to))


def read_sealed(file: BinaryIO, *, context: str, key: bytes) -> Iterator[bytes]:
    """The bytes in pieces of at most 64 KiB, each verified before it is given out, from where the file stands.

    Raises `SealBroken` when a piece was tampered with or the end is missing, which can be after earlier pieces.
    """
    header = file.read(1 + _PREFIX_BYTES)
    if len(header) != 1 + _PREFIX_BYTES or header[:1] != _VERSION:
        raise SealBroken(context)
    bound_to, cipher, number = header + context.encode(), AESGCM(key), 0
    frame = file.read(_SEALED_FRAME_BYTES)
    while True:
        following = file.read(_SEALED_FRAME_BYTES)
        try:
            piece = cipher.decrypt(_nonce(header, number, last=not following), frame, bound_to)
        except InvalidTag:
            raise SealBroken(context) from None
        if piece:
            yield piece
        if not following:
            return
        frame, number = following, number + 1


def _nonce(header: bytes, number: int, *, last: bool) -> bytes:
    return header[1:] + number.to_bytes(4, "big") + (b"\x01" if last else b"\x00")
