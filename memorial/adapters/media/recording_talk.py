"""What a worker and the child that reads a recording say to each other: one question, and lines of JSON in answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

RATE = 48_000
"""Samples in a second of everything that is made."""
PEAKS = 800
MARGIN_MS = 100
"""Around a cut, since players differ by some hundredths of a second in where a moment lies."""


class Task(StrEnum):
    PROBE = "probe"
    DECODE = "decode"
    """Sound and pictures without form, onto two descriptors."""
    LISTEN = "listen"
    """Peaks of a copy, and whether it is silent where it has to be."""
    POSTER = "poster"
    FINISH = "finish"
    """The packets of a film in an MP4 file whose index stands at its beginning."""


@dataclass(frozen=True)
class Question:
    """`file` is the descriptor of the sealed file; `outputs` are those that are written to, by name."""

    task: Task
    file: int
    context: str
    key: str = field(repr=False)
    cut: tuple[tuple[int, int], ...] = ()
    outputs: Mapping[str, int] = field(default_factory=dict)
    with_picture: bool = True
    longest_ms: int = 0
    pixels: int = 0
    memory: int = 0
    cpu_seconds: int = 0
    wall_seconds: float = 0.0


def pack(question: Question) -> bytes:
    return json.dumps(asdict(question)).encode() + b"\n"


def unpack(line: bytes) -> Question:
    said = json.loads(line)
    cut = tuple((start, end) for start, end in said.pop("cut"))
    return Question(task=Task(said.pop("task")), cut=cut, **said)


@dataclass(frozen=True)
class Seen:
    """What the child found: believed in no more than these numbers, each within its bounds."""

    duration: int = 0
    sound: bool = False
    picture: bool = False
    width: int = 0
    height: int = 0
    rate: str = "25/1"
    rotation: int = 0


def seen_as_said(noted: Seen) -> dict[str, Any]:
    return asdict(noted)


def seen(said: Mapping[str, Any]) -> Seen:
    """Raises ValueError or TypeError for what no honest child says."""
    whole = {name: int(said[name]) for name in ("duration", "width", "height", "rotation")}
    over, under = (int(part) for part in str(said["rate"]).split("/"))
    if not (0 <= whole["duration"] < 2**40 and 0 <= whole["width"] <= 1280 and 0 <= whole["height"] <= 1280):
        raise ValueError("bounds")
    if not (said["sound"] or said["picture"]) or (said["picture"] and min(whole["width"], whole["height"]) < 2):
        raise ValueError("bounds")
    if whole["rotation"] not in (0, 90, 180, 270) or not 1 <= over <= 10**6 or not 1 <= under <= 10**6:
        raise ValueError("bounds")
    return Seen(sound=bool(said["sound"]), picture=bool(said["picture"]), rate=f"{over}/{under}", **whole)


def widened(cut: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """The spans with their margin, in milliseconds."""
    return tuple((max(0, start - MARGIN_MS), end + MARGIN_MS) for start, end in cut)
