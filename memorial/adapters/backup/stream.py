"""The inside of a backup: a row of messages and file pieces, each with its length, in flat memory both ways.

A frame is one byte for its kind, four for its length, and the body: `MESSAGE` is deflated JSON, `PIECE` is raw bytes.
Columns keep their types: bytes, times and days are marked, everything else is as JSON has it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NoReturn

from memorial.adapters.backup.errors import NotABackup

MESSAGE, PIECE = 1, 2
MOST_BYTES = 64 * 1024 * 1024
"""No frame is longer, and no message is once it is inflated: rows are sent on in batches far below it."""

NOT_WHAT_IT_MAY_BE = "The backup holds something that no backup may hold. Nothing of it was put into use."

_HEAD = struct.Struct(">BI")


def message(words: Mapping[str, Any]) -> bytes:
    raw = json.dumps(words, separators=(",", ":")).encode()
    if len(raw) > MOST_BYTES:
        raise ValueError("a message this long could not be read back")
    return _frame(MESSAGE, zlib.compress(raw, 1))


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
            yield _words(body) if kind == MESSAGE else body
            begin = end
        del waiting[:begin]
    if waiting:
        raise NotABackup("The backup is cut off.")


def _words(body: bytes) -> dict[str, Any]:
    """One message. Whoever has the open half of a key can make a backup, so that its inside is not trusted either."""
    inflating = zlib.decompressobj()
    try:
        raw = inflating.decompress(body, MOST_BYTES)
        if not inflating.eof or inflating.unused_data:
            raise NotABackup(NOT_WHAT_IT_MAY_BE)
        words = json.loads(raw, parse_constant=_refuse)
    except (zlib.error, ValueError, RecursionError):
        raise NotABackup(NOT_WHAT_IT_MAY_BE) from None
    if not isinstance(words, dict):
        raise NotABackup(NOT_WHAT_IT_MAY_BE)
    return words


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def encode_row(row: Sequence[Any]) -> list[Any]:
    return [_encode(one) for one in row]


def decode_row(row: Sequence[Any]) -> list[Any]:
    """Raises `NotABackup` for what is no value of a column."""
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
    if one is None or isinstance(one, str | int | float):
        return one
    try:
        ((kind, text),) = one.items()
        return _MARKED[kind](text)
    except (AttributeError, KeyError, TypeError, ValueError, binascii.Error):
        raise NotABackup(NOT_WHAT_IT_MAY_BE) from None


_MARKED: Mapping[str, Callable[[str], Any]] = {
    "b": lambda text: base64.b64decode(text, validate=True),
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
}


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
