"""Writes a file so that it is whole and durable under its name, or not there at all, and dates it by the day."""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from memorial.application.ports.secrets import StorageFull

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_UNFINISHED = ".part"
_DAY_NS = 86_400 * 10**9


@contextmanager
def new_file(path: Path, *, root: Path, mode: int) -> Iterator[Callable[[bytes], None]]:
    """Gives a function that writes; when the block ends, the file stands under `path`, on the disk.

    Missing folders between `root` and `path` are made. An error leaves no file that was not there before, and a full
    disk or quota becomes `StorageFull`.
    """
    unfinished = path.with_name(f"{secrets.token_hex(16)}{_UNFINISHED}")
    try:
        # Whoever may read the file may enter its folders.
        _make_folders(path.parent, root=root, mode=mode | ((mode & 0o444) >> 2))
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        try:
            yield lambda piece: _write_all(descriptor, piece)
            os.fchmod(descriptor, mode)
            _date_by_day(descriptor)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.rename(unfinished, path)
        sync_folder(path.parent)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(unfinished)
        _raise_if_full(error)
        raise


def remove_files(paths: Iterable[Path]) -> None:
    """Removes those that are there; durable when it returns."""
    folders = set()
    for path in paths:
        with suppress(FileNotFoundError):
            os.unlink(path)
            folders.add(path.parent)
    for folder in folders:
        sync_folder(folder)


def discard_unfinished(root: Path, before: datetime) -> int:
    """Removes what interrupted writes left before that time anywhere under the root; says how many."""
    found = [path for path in root.rglob(f"*{_UNFINISHED}") if path.stat().st_mtime < before.timestamp()]
    remove_files(found)
    return len(found)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable. Its times keep the day only: they would tell when something came."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _date_by_day(descriptor)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folders(folder: Path, *, root: Path, mode: int) -> None:
    if folder.is_dir():
        return
    if folder != root:
        _make_folders(folder.parent, root=root, mode=mode)
    with suppress(FileExistsError):
        folder.mkdir(mode=mode, parents=folder == root)
        folder.chmod(mode)
        sync_folder(folder.parent)


def _write_all(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _date_by_day(descriptor: int) -> None:
    today = time.time_ns() // _DAY_NS * _DAY_NS
    os.utime(descriptor, ns=(today, today))


def _raise_if_full(error: BaseException) -> None:
    if isinstance(error, OSError) and error.errno in _FULL:
        raise StorageFull("the disk or the quota is full") from error
