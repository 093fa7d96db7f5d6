"""The inside of a backup: a row of messages and file pieces, each with its length, in flat memory both ways.

A frame is one byte for its kind, four for its length, and the body: `MESSAGE` is deflated JSON, `PIECE` is raw bytes.
Columns keep their types: bytes, times and days are marked, everything else is as JSON has it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from memorial.adapters.backup.errors import NotABackup

MESSAGE, PIECE = 1, 2
MOST_BYTES = 64 * 1024 * 1024
"""No frame is longer: rows are sent on in batches far below it."""

_HEAD = struct.Struct(">BI")


def message(words: Mapping[str, Any]) -> bytes:
    return _frame(MESSAGE, zlib.compress(json.dumps(words, separators=(",", ":")).encode(), 1))


def piece(raw: bytes) -> bytes:
    return _frame(PIECE, raw)


def _frame(kind: int, body: bytes) -> bytes:
    return _HEAD.pack(kind, len(body)) + body


def frames(chunks: Iterable[bytes]) -> Iterator[dict[str, Any] | bytes]:
    """Messages as dictionaries, pieces as bytes. Raises `NotABackup` where the stream is not one."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        begin = 0
        while len(waiting) - begin >= _HEAD.size:
            kind, length = _HEAD.unpack_from(waiting, begin)
            if kind not in (MESSAGE, PIECE) or length > MOST_BYTES:
                raise NotABackup("The backup holds something that this version does not know.")
            end = begin + _HEAD.size + length
            if end > len(waiting):
                break
            body = bytes(waiting[begin + _HEAD.size : end])
            yield json.loads(zlib.decompress(body)) if kind == MESSAGE else body
            begin = end
        del waiting[:begin]
    if waiting:
        raise NotABackup("The backup is cut off.")


def encode_row(row: Sequence[Any]) -> list[Any]:
    return [_encode(one) for one in row]


def decode_row(row: Sequence[Any]) -> list[Any]:
    return [_decode(one) for one in row]


def _encode(one: Any) -> Any:
    if isinstance(one, bytes | memoryview):
        return {"b": base64.b64encode(bytes(one)).decode()}
    if isinstance(one, datetime):
        return {"t": one.isoformat()}
    if isinstance(one, date):
        return {"d": one.isoformat()}
    return one


def _decode(one: Any) -> Any:
    if not isinstance(one, dict):
        return one
    ((kind, text),) = one.items()
    if kind == "b":
        return base64.b64decode(text)
    return datetime.fromisoformat(text) if kind == "t" else date.fromisoformat(text)


class Tally:
    """Counts rows and adds up their SHA-256: the same for the same rows in any order; databases differ in that."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, encoded: Sequence[Any]) -> None:
        text = json.dumps(encoded, separators=(",", ":"), sort_keys=True)
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")) % (1 << 256)
        self.rows += 1

    def words(self) -> dict[str, Any]:
        return {"rows": self.rows, "digest": f"{self._sum:064x}"}
