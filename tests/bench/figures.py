"""Figures as they are printed: a goal, its bar, what was measured with its spread, and whether the bar is met."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.bench.load_client import Load
from tests.bench.processes import cpu_seconds


@dataclass
class Side:
    """What one side did in every round: requests per second, and server CPU milliseconds per request."""

    name: str
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"{self.name} {spread(self.rates, ',.0f')}/s"]
        if self.cpu:
            parts.append(f"{spread(self.cpu, '.3f')} ms CPU")
        return ", ".join(parts)


@dataclass(frozen=True)
class Goal:
    """One line of the report. `figure` is compared with the bar; `told` says what else was seen."""

    number: str
    what: str
    bar: float
    at_least: bool
    figure: float
    form: str
    told: str

    @property
    def met(self) -> bool:
        return self.figure >= self.bar if self.at_least else self.figure <= self.bar

    @property
    def cells(self) -> tuple[str, str, str, str, str, str]:
        sign = "≥" if self.at_least else "≤"
        if self.bar == 0:
            sign = "="
        bar, figure = (f"{value:{self.form}}" for value in (self.bar, self.figure))
        return self.number, self.what, f"{sign} {bar}", figure, "met" if self.met else "MISSED", self.told


def spread(values: Sequence[float], form: str) -> str:
    """'median (least-most)'."""
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def ratio(over: Sequence[float], under: Sequence[float]) -> list[float]:
    """Round by round: neighbours in time saw the same machine."""
    return [one / other for one, other in zip(over, under, strict=True)]


Sending = Callable[[], Load]


def alternate(rounds: int, sides: Sequence[tuple[Side, int, Sending]]) -> None:
    """Let each side (with its server's process id) send in turn, in every round, after one turn of warming up."""
    for _side, _pid, send in sides:
        send()
    for number in range(rounds):
        # Each second round in the other order, so that none is always the first.
        for side, pid, send in sides if number % 2 == 0 else tuple(reversed(sides)):
            before = cpu_seconds(pid)
            done = send()
            side.rates.append(done.requests / done.seconds)
            side.cpu.append((cpu_seconds(pid) - before) / done.requests * 1000)
