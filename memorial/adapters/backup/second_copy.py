"""Where a repair takes files from: a backup, or a folder of sealed files in the form of an installation's own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memorial.adapters.backup.errors import NotABackup
from memorial.adapters.backup.making import VAULT, Progress
from memorial.adapters.backup.restoring import Frames, begin, not_trusted
from memorial.adapters.backup.stream import NOT_WHAT_IT_MAY_BE
from memorial.adapters.files.vault import FileVault
from memorial.application.ports.secrets import ObjectMissing

CUT_OFF = "The backup is cut off. Nothing was replaced."
_PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class BackupCopy:
    """`opened` gives the opened stream; what is wanted of it goes to `staging`, and is given out when all was read."""

    opened: Callable[[], AbstractContextManager[Iterable[bytes]]]
    staging: Path
    progress: Progress

    @contextmanager
    def fetch(self, wanted: Collection[str]) -> Iterator[FileVault]:
        staged = FileVault(self.staging)
        with not_trusted(), self.opened() as chunks:
            _, following = begin(chunks)
            self._stage(following, staged, wanted)
        yield staged

    def _stage(self, following: Frames, staged: FileVault, wanted: Collection[str]) -> None:
        ended, done = False, 0
        for one in following:
            if ended or isinstance(one, bytes):
                raise NotABackup(NOT_WHAT_IT_MAY_BE)
            if "file" in one:
                keep = one["place"] == VAULT and one["file"] in wanted
                _file(following, str(one["file"]), staged if keep else None)
                done += 1
                self.progress("files", done)
            ended = "end" in one
        if not ended:
            raise NotABackup(CUT_OFF)


def _file(following: Frames, name: str, staged: FileVault | None) -> None:
    digest, end = hashlib.sha256(), dict[str, Any]()

    def pieces() -> Iterator[bytes]:
        for one in following:
            if not isinstance(one, bytes):
                end.update(one)
                return
            digest.update(one)
            yield one

    if staged is not None:
        staged.put_back(name, pieces())
    else:
        for _ in pieces():
            pass
    if end.get("file_end") != name:
        raise NotABackup(CUT_OFF)
    if end["sha256"] != digest.hexdigest():
        raise NotABackup(NOT_WHAT_IT_MAY_BE)


@dataclass(frozen=True)
class FolderCopy:
    """A folder of files as it stands in a home, or a copy of that home. Each file is copied before it is looked at."""

    vault: Path
    staging: Path

    @contextmanager
    def fetch(self, wanted: Collection[str]) -> Iterator[FileVault]:
        theirs, staged = FileVault(self.vault), FileVault(self.staging)
        for name in sorted(wanted):
            try:
                file = theirs.open_raw(name)
            except (ObjectMissing, OSError):
                continue
            with file:
                staged.put_back(name, iter(lambda file=file: file.read(_PIECE_BYTES), b""))  # type: ignore[misc]
        yield staged


def vault_in(folder: Path) -> Path:
    """Where the sealed files lie in a copy of a home or of its files. Raises `NotABackup`."""
    for found in (folder / VAULT, folder / "files" / VAULT):
        if found.is_dir():
            return found
    raise NotABackup(f"There are no files of this program in {folder}: it should hold a folder named {VAULT}.")
