"""The program's commands, run in this process as `main` runs them, or as a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from memorial import bootstrap
from memorial.cli import main
from memorial.settings import load_settings


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


@contextmanager
def opened(home: Path) -> Iterator[bootstrap.Installation]:
    """The program's parts in this process, on the same home."""
    built = bootstrap.build(load_settings({"MEMORIAL_HOME": str(home)}), quick_passwords=True)
    try:
        yield built
    finally:
        built.close()


def whole(home: Path, *codes: str) -> tuple[str, ...]:
    """What `memorial create` needs besides, for a memorial that can be opened once somebody reads for it."""
    notice = home / "notice.md"
    notice.write_text("We keep what you send, and show what you allow.\n", encoding="utf-8")
    notices = [word for code in codes for word in ("--notice", f"{code}={notice}")]
    return (*notices, "--controller", "The Keepers", "--contact", "keepers@example.org")


@pytest.fixture
def ready(run: Run) -> Run:
    """The same, after `memorial init`."""
    assert run("init").code == 0
    return run
