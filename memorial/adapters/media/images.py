"""Reading a photograph that a stranger sent: a child process looks at it, and only clean copies come back."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from memorial.adapters.media.conversation import Answer, SaidTooMuch, TimeRanOut, converse
from memorial.adapters.media.image_frames import (
    Copies,
    Derivative,
    Garbled,
    ImageRefusal,
    Question,
    pack_question,
    unpack_answer,
)
from memorial.adapters.media.plain_pictures import is_plain
from memorial.adapters.media.sniffing import ENOUGH_BYTES, kind_of
from memorial.vocabulary import FileKind

__all__ = ["Derivative", "ImageLimits", "ImageRefusal", "ImageRefused", "ReadImage", "read_image", "standing_walls"]

_CHILD = ("-P", "-s", "-m", "memorial.adapters.media.image_child")
_PIECE = 1 << 16
_LONGEST_ANSWER = 32 << 20
_START_UP_SECONDS = 5.0
_TIME_SIGNALS = {signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL}

_AT_ONCE = max(1, min(4, os.cpu_count() or 1))
_turns = threading.BoundedSemaphore(_AT_ONCE)


class ImageRefused(Exception):
    """A picture was not taken. `code` says why; the caller has the words for it."""

    def __init__(self, code: ImageRefusal) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True)
class ImageLimits:
    """How much one picture may cost: bytes of file, pixels, frames, bytes of address space, seconds.

    The memory decides before the pixels where a format needs several copies at once: a WebP of 80 megapixels is too
    many, a JPEG is not.
    """

    file_bytes: int = 25 * 1000 * 1000
    pixels: int = 80_000_000
    frames: int = 1000
    memory: int = 512 << 20
    cpu_seconds: int = 30
    wall_seconds: float = 40.0


@dataclass(frozen=True)
class ReadImage:
    """A photograph: its media type and upright size in pixels, and its copies in three sizes and two formats."""

    mime: str
    width: int
    height: int
    derivatives: tuple[Derivative, ...]


def read_image(source: BinaryIO | Path, *, limits: ImageLimits | None = None) -> ReadImage:
    """Read the photograph in `source` (a stream from where it stands, or a file) and make its copies.

    Nothing is written to disk. A few pictures at once per process; more wait their turn. Raises `ImageRefused` for
    every picture that cannot be read within the limits, and OSError only if `source` itself cannot be read.
    """
    limits = limits or ImageLimits()
    if isinstance(source, Path):
        with source.open("rb") as opened:
            return _read(opened, limits)
    return _read(source, limits)


def standing_walls() -> tuple[str, ...]:
    """Which walls stand around a child on this machine (`confinement.confine` names them), found by starting one."""
    question = _question("image/gif", ImageLimits())
    return _copies(_ask([question, _ONE_PIXEL], ImageLimits())).walls


_ONE_PIXEL = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"


def _read(source: BinaryIO, limits: ImageLimits) -> ReadImage:
    first = source.read(ENOUGH_BYTES)
    kind = kind_of(first)
    if kind is None or kind[0] is not FileKind.PHOTO:
        raise ImageRefused(ImageRefusal.NOT_AN_IMAGE)
    mime = kind[1]
    copies = _copies(_ask(_pieces(_question(mime, limits), first, source, limits.file_bytes), limits))
    return ReadImage(mime, copies.width, copies.height, copies.derivatives)


def _question(mime: str, limits: ImageLimits) -> bytes:
    return pack_question(
        Question(mime, limits.pixels, limits.frames, limits.memory, limits.cpu_seconds, limits.wall_seconds)
    )


def _pieces(head: bytes, first: bytes, source: BinaryIO, most: int) -> Iterator[bytes]:
    yield head
    piece, total = first, 0
    while piece:
        total += len(piece)
        if total > most:
            raise ImageRefused(ImageRefusal.TOO_LARGE)
        yield piece
        piece = source.read(_PIECE)


def _ask(question: Iterator[bytes] | list[bytes], limits: ImageLimits) -> Answer:
    seconds = limits.wall_seconds + _START_UP_SECONDS
    if not _turns.acquire(timeout=seconds):
        raise ImageRefused(ImageRefusal.TIMED_OUT)
    try:
        return converse((sys.executable, *_CHILD), question, seconds=seconds, longest=_LONGEST_ANSWER)
    except TimeRanOut:
        raise ImageRefused(ImageRefusal.TIMED_OUT) from None
    except SaidTooMuch:
        raise ImageRefused(ImageRefusal.BROKEN) from None
    finally:
        _turns.release()


def _copies(answer: Answer) -> Copies:
    if -answer.status in _TIME_SIGNALS:
        raise ImageRefused(ImageRefusal.TIMED_OUT)
    if answer.status != 0:
        raise ImageRefused(ImageRefusal.BROKEN)
    try:
        outcome = unpack_answer(answer.content)
    except Garbled:
        raise ImageRefused(ImageRefusal.BROKEN) from None
    if isinstance(outcome, ImageRefusal):
        raise ImageRefused(outcome)
    # The promise that no block of the original gets out must not rest on the process that read the original.
    if not all(is_plain(one.content, one.format) for one in outcome.derivatives):
        raise ImageRefused(ImageRefusal.BROKEN)
    return outcome
