"""The form in which a picture goes to the child that reads it, and in which its copies come back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

SIDES: Mapping[str, int] = {"full": 2400, "page": 1200, "card": 480}
"""The sizes of a derivative: its longest side in pixels at most. Smaller pictures are never enlarged."""

FORMATS = ("webp", "jpeg")

_LENGTH_BYTES = 4
_LONGEST_HEAD = 1 << 16


class ImageRefusal(StrEnum):
    """Why a picture was not taken."""

    NOT_AN_IMAGE = "not_an_image"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    ANIMATED_TOO_LONG = "animated_too_long"
    TIMED_OUT = "timed_out"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class Derivative:
    """One copy made for showing: pixels and nothing else. `size` is a key of `SIDES`, `format` one of `FORMATS`."""

    size: str
    format: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Question:
    """What the child is told before the picture's own bytes: its media type as sniffed, and the limits."""

    mime: str
    pixels: int
    frames: int
    memory: int
    cpu_seconds: int
    wall_seconds: float


@dataclass(frozen=True)
class Copies:
    """A picture as it came out of the child: its size the right way up, its derivatives, the walls that stood."""

    width: int
    height: int
    derivatives: tuple[Derivative, ...]
    walls: tuple[str, ...]


class Garbled(Exception):
    """Bytes that are not in this form. From the child this means that it was cut off, or is no longer ours."""


def pack_question(question: Question) -> bytes:
    return _with_length(json.dumps(asdict(question)).encode())


def unpack_question(head: bytes) -> Question:
    return Question(**json.loads(head))


def pack_copies(copies: Copies) -> bytes:
    described = [{**asdict(one), "content": len(one.content)} for one in copies.derivatives]
    head = {"width": copies.width, "height": copies.height, "walls": copies.walls, "derivatives": described}
    return _with_length(json.dumps(head).encode()) + b"".join(one.content for one in copies.derivatives)


def pack_refusal(refusal: ImageRefusal) -> bytes:
    return _with_length(json.dumps({"refused": refusal}).encode())


def unpack_answer(answer: bytes) -> Copies | ImageRefusal:
    """The child's answer, believed in nothing: every field and length is checked. Raises `Garbled`."""
    try:
        length = head_length(answer[:_LENGTH_BYTES])
        head = json.loads(answer[_LENGTH_BYTES : _LENGTH_BYTES + length])
        if "refused" in head:
            return ImageRefusal(head["refused"])
        return _copies(head, answer[_LENGTH_BYTES + length :])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Garbled from error


def head_length(prefix: bytes) -> int:
    """The length of the head that `prefix`, the first four bytes, announces. Raises `Garbled`."""
    length = int.from_bytes(prefix, "big")
    if len(prefix) != _LENGTH_BYTES or length > _LONGEST_HEAD:
        raise Garbled
    return length


def _with_length(head: bytes) -> bytes:
    return len(head).to_bytes(_LENGTH_BYTES, "big") + head


def _copies(head: dict[str, object], rest: bytes) -> Copies:
    derivatives: list[Derivative] = []
    for one in _listed(head["derivatives"]):
        length = _natural(one["content"])
        derivatives.append(
            Derivative(one["size"], one["format"], _natural(one["width"]), _natural(one["height"]), rest[:length])
        )
        if len(derivatives[-1].content) != length:
            raise Garbled
        rest = rest[length:]
    wanted = {(size, kind) for size in SIDES for kind in FORMATS}
    if rest or len(derivatives) != len(wanted) or {(one.size, one.format) for one in derivatives} != wanted:
        raise Garbled
    if any(max(one.width, one.height) > SIDES[one.size] for one in derivatives):
        raise Garbled
    walls = tuple(str(wall) for wall in _listed(head["walls"]))
    return Copies(_natural(head["width"]), _natural(head["height"]), tuple(derivatives), walls)


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Garbled
    return value


def _natural(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise Garbled
    return number
