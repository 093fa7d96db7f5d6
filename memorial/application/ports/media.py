"""The port that reads what families give: what kind of file it is, and a photograph's re-encoded sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from memorial.vocabulary import FileKind


class FileRefused(Exception):
    """The file cannot be kept. `code` says why, in the words of `media` messages; nothing of it is left."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Derivative:
    """One re-encoded size, without any metadata: `size` is card, page or full; `format` webp or jpeg."""

    size: str
    format: str
    width: int
    height: int
    content: bytes


class ReadPicture(Protocol):
    def kind_of(self, first_bytes: bytes, filename: str) -> tuple[FileKind, str] | None:
        """The kind and MIME type by what the bytes are, never by the name; None for what is not accepted."""
        ...

    def derivatives(self, open_master: Callable[[], BinaryIO]) -> Iterable[Derivative]:
        """Raises `FileRefused` for what cannot be read as a photograph, in bounded time and memory."""
        ...
