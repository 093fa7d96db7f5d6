"""Whether a WebP or JPEG file holds a picture and nothing beside it, by its structure alone; nothing is decoded.

Pillow reads over blocks that it does not know, so it cannot be asked what else a file carries.
"""

from __future__ import annotations

import re

_SCAN = re.compile(rb"(?:[^\xff]|\xff[\x00\xd0-\xd7])*+", re.DOTALL)
_START, _END, _START_OF_SCAN, _JFIF = b"\xff\xd8", b"\xff\xd9", 0xDA, 0xE0
_TABLES_AND_FRAMES = frozenset([0xC0, 0xC2, 0xC4, 0xDB, 0xDD])
_JFIF_LENGTH = 16  # longer only if it holds a thumbnail

_WEBP_LAYOUTS = {(b"VP8 ",), (b"VP8L",), (b"VP8X", b"ALPH", b"VP8 "), (b"VP8X", b"VP8L"), (b"VP8X", b"VP8 ")}
_VP8X_LENGTH = 10
_STILL_AND_BARE = (bytes(4), b"\x10\0\0\0")  # flags: none, or transparency alone; then what must be zero


def is_plain(content: bytes, format: str) -> bool:
    """Whether `content` is a file of that format (`webp` or `jpeg`) made of pixels alone, first byte to last.

    No EXIF, XMP, IPTC, ICC, comment, thumbnail, second picture, animation, and nothing after the end.
    """
    checks = {"webp": _is_plain_webp, "jpeg": _is_plain_jpeg}
    return format in checks and checks[format](content)


def _is_plain_jpeg(content: bytes) -> bool:
    """ITU-T T.81, annex B: a chain of segments, and after each start of scan its entropy-coded bytes."""
    if not content.startswith(_START):
        return False
    at, scans = len(_START), 0
    while content[at : at + 2] != _END:
        head = content[at : at + 4]
        if len(head) < 4 or head[0] != 0xFF:
            return False
        marker, length = head[1], int.from_bytes(head[2:], "big")
        segment = content[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == _START_OF_SCAN:
            scans += 1
            scan = _SCAN.match(content, at)
            at = scan.end() if scan else at
        elif marker == _JFIF:
            if length != _JFIF_LENGTH or not segment.startswith(b"JFIF\x00"):
                return False
        elif marker not in _TABLES_AND_FRAMES:
            return False
    return scans > 0 and at + 2 == len(content)


def _is_plain_webp(content: bytes) -> bool:
    """RFC 9649: a RIFF of exactly this length whose chunks are one still picture."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return False
    if int.from_bytes(content[4:8], "little") + 8 != len(content):
        return False
    at, names = 12, []
    while at < len(content):
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if name == b"VP8X" and (length != _VP8X_LENGTH or content[at + 8 : at + 12] not in _STILL_AND_BARE):
            return False
        names.append(name)
        at += 8 + length + length % 2
    return at == len(content) and tuple(names) in _WEBP_LAYOUTS
