"""The `ReadPicture` port over the child process that decodes pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from memorial.adapters.media.images import ImageLimits, ImageRefused, read_image
from memorial.adapters.media.sniffing import kind_of
from memorial.application.ports.media import Derivative, FileRefused
from memorial.vocabulary import FileKind


@dataclass(frozen=True)
class ConfinedPictures:
    limits: ImageLimits

    def kind_of(self, first_bytes: bytes, filename: str) -> tuple[FileKind, str] | None:
        return kind_of(first_bytes, filename)

    def derivatives(self, open_master: Callable[[], BinaryIO]) -> Iterable[Derivative]:
        try:
            with open_master() as master:
                found = read_image(master, limits=self.limits)
        except ImageRefused as refused:
            raise FileRefused(refused.code.value) from None
        return [Derivative(str(d.size), str(d.format), d.width, d.height, d.content) for d in found.derivatives]
