"""The program's commands, run in this process as `main` runs them, or as a process of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from memorial.cli import main


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the home of the test; everything that it printed, and its exit code."""

    def running(*arguments: str) -> Said:
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return running


@pytest.fixture
def ready(run: Run) -> Run:
    """The same, after `memorial init`."""
    assert run("init").code == 0
    return run
