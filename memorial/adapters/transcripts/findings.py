"""What is noticed while a file is read, gathered by kind, so that a file with thousands of faults stays readable."""

from __future__ import annotations

from memorial.application.ports.transcripts import Finding

MOST_LINES = 20


class Findings:
    """Gathers findings; those of one kind and detail become one, with the first lines and the number of all."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], list[int]] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, code: str, line: int = 0, detail: str = "") -> None:
        """`line` counts from 1; 0 where it concerns the whole file."""
        lines = self._lines.setdefault((code, detail), [])
        self._counts[code, detail] = self._counts.get((code, detail), 0) + 1
        if line and len(lines) < MOST_LINES:
            lines.append(line)

    def all(self) -> tuple[Finding, ...]:
        return tuple(
            Finding(code, tuple(lines), self._counts[code, detail], detail)
            for (code, detail), lines in self._lines.items()
        )
