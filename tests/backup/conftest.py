"""A whole life of one installation, a backup of it, and an empty place to restore into, with the keys of today."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from memorial.adapters.backup.envelope import (
    open_backup,
    own_privates,
    parse_public,
    public_name,
    seal_backup,
    seal_under,
)
from memorial.adapters.backup.origin import UNSIGNED_FIRST_LINE, Signer, check_origin, require_proved
from memorial.adapters.backup.stream import frames, message, piece
from memorial.adapters.keys.installation_key import InstallationKeys
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


def opened_with(keys: InstallationKeys, backup: Path) -> list[dict[str, Any] | bytes]:
    """A backup's frames, if these keys prove who made it and open it."""
    with backup.open("rb") as file:
        origin = check_origin(file, keys.backup_secrets())
        require_proved(origin)
        return list(frames(open_backup(file, own_privates(keys.backup_secrets()), origin)))


def sealed_by(keys: InstallationKeys, out: Path, chunks: Iterable[bytes]) -> Path:
    """A backup of that inside, as this installation makes it."""
    secrets = keys.backup_secrets()
    with out.open("wb") as file:
        receiver = parse_public(public_name(own_privates(secrets)[0]))
        seal_backup(lambda some: (file.write(some), None)[1], [receiver], chunks, Signer(*next(iter(secrets.items()))))
    return out


def sealed_as_of_old(keys: InstallationKeys, out: Path, chunks: Iterable[bytes]) -> Path:
    """The same as older versions of the program made it: signed by nobody, to a key that came of the pepper."""
    with out.open("wb") as file:
        receiver = parse_public(public_name(keys.pepper("backup")))
        seal_under(lambda some: (file.write(some), None)[1], [receiver], chunks, UNSIGNED_FIRST_LINE)
    return out


def cut_short(keys: InstallationKeys, backup: Path, out: Path) -> Path:
    """Signed by this installation, and without its end: a restore of it begins, and does not end well."""
    inside = opened_with(keys, backup)[:-1]
    return sealed_by(keys, out, (piece(one) if isinstance(one, bytes) else message(one) for one in inside))


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
