"""The headers of tus 1.0 (https://tus.io/protocols/resumable-upload), read strictly: `Malformed` where one is wrong.

Looked at: flask-tus (of 2016), tuspyserver (for FastAPI), resumable-upload 0.3 (stores of its own). None knows drafts.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"
CONTENT_TYPE = "application/offset+octet-stream"
ALGORITHMS: Mapping[str, Callable[[], Any]] = {
    "sha256": hashlib.sha256,
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
}
LONGEST_METADATA = 4096
_NUMBER = re.compile(r"[0-9]{1,15}\Z")
_KEY = re.compile(r"[!-+\--~]+\Z")


class Malformed(ValueError):
    """A header says what it cannot say."""


@dataclass
class Checksum:
    """What was announced of a body, and the body's own sum as it comes."""

    announced: bytes
    _sum: Any

    def update(self, data: bytes, /) -> None:
        self._sum.update(data)

    def fits(self) -> bool:
        return hmac.compare_digest(self._sum.digest(), self.announced)


def number(given: str | None) -> int | None:
    """None where the header is not there."""
    if given is None:
        return None
    if not _NUMBER.match(given):
        raise Malformed("not a number")
    return int(given)


def checksum(given: str | None) -> Checksum | None:
    if given is None:
        return None
    name, _, sum_of_body = given.partition(" ")
    if name not in ALGORITHMS:
        raise Malformed("unknown algorithm")
    return Checksum(_decoded(sum_of_body), ALGORITHMS[name]())


def length_or_deferred(length: str | None, deferred: str | None) -> int | None:
    """The length of a new upload; None where it is to come later. Exactly one of both must be there."""
    if (length is None) == (deferred is None):
        raise Malformed("one of Upload-Length and Upload-Defer-Length")
    if deferred is not None and deferred != "1":
        raise Malformed("Upload-Defer-Length")
    return number(length)


def name_in(metadata: str) -> str:
    """The file's name in `Upload-Metadata`; '' where it has none."""
    found: dict[str, bytes] = {}
    if len(metadata) > LONGEST_METADATA:
        raise Malformed("too long")
    for pair in metadata.split(",") if metadata else ():
        key, _, value = pair.strip(" ").partition(" ")
        if not _KEY.match(key) or key in found:
            raise Malformed("Upload-Metadata")
        found[key] = _decoded(value)
    return (found.get("filename") or found.get("name") or b"").decode("utf-8", "replace")


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text.encode("ascii"), validate=True)
    except (NotBase64, UnicodeEncodeError):
        raise Malformed("not Base64") from None
