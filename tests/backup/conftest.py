"""A whole life of one installation, a backup of it, and an empty place to restore into, with the keys of today."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from memorial.cli import main
from tests.installations import TestInstallation, installation


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def keys_to(home: Path, empty: Path) -> Path:
    """An empty machine to which the holder of the keys has brought the newest ones."""
    empty.mkdir(mode=0o700)
    shutil.copytree(home / "keys", empty / "keys")
    (empty / "keys" / "secret_key").unlink()
    return empty


@dataclass(frozen=True)
class Said:
    returncode: int
    stdout: str
    stderr: str


def run_here(args: Sequence[str], home: Path, env: Mapping[str, str] | None = None) -> Said:
    """One command of the program as `main` runs it, in this process: many of them in the time of one start."""
    out, err = io.StringIO(), io.StringIO()
    environ = {name: text for name, text in os.environ.items() if not name.startswith("MEMORIAL_")}
    environ |= {"MEMORIAL_HOME": str(home), **(env or {})}
    with (
        mock.patch.dict(os.environ, environ, clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = main(list(args))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
    return Said(code, out.getvalue(), err.getvalue())
