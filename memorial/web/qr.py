"""A square that a phone reads (QR code), as one path of a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import segno

QUIET = 4
"""Modules of white on each side: without them many phones find nothing."""


@dataclass(frozen=True)
class Square:
    """`path` draws the dark modules in a drawing of `size` by `size`, the white border among them."""

    size: int
    path: str


def square(text: str, *, level: Literal["q", "h"] = "q") -> Square:
    """The square that holds exactly these words, and can lose a quarter of itself to a fold or a stain.

    `level` h: nearly a third, as for what is cut into stone.
    """
    rows = segno.make(text, error=level, micro=False, boost_error=False).matrix
    return Square(len(rows) + 2 * QUIET, "".join(_row(QUIET + at, bytes(row)) for at, row in enumerate(rows)))


def _row(at: int, row: bytes) -> str:
    """The dark stretches of a row, each one module high."""
    parts, column = [], QUIET
    for dark, modules in groupby(row):
        length = sum(1 for _ in modules)
        if dark:
            parts.append(f"M{column} {at}h{length}v1h-{length}z")
        column += length
    return "".join(parts)
