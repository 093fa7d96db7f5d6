"""How much the child that reads a spreadsheet may use, and how much a spreadsheet may hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetLimits:
    """Memory and unpacked size in bytes, processor time and wall-clock time in seconds, a cell in characters."""

    memory: int
    cpu_seconds: int
    wall_seconds: float
    unpacked: int
    rows: int
    columns: int
    cell: int
