"""Room on the disk of the data that is kept free for those who take something back."""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path

from memorial.application.ports.secrets import StorageFull
from memorial.domain.errors import Refusal

log = logging.getLogger(__name__)

LARGEST_BYTES = 64 * 1024 * 1024
SHARE_OF_DISK = 8
"""Of a small disk no more than one part in so many is kept."""


class Reserve:
    """A file without meaning beside the database. Who withdraws on a full disk has its place; who gives has not.

    Safe in many processes: whether it is kept is whether the file is there.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "reserve"

    def keep(self) -> bool:
        """Make it, if it is not there and twice as much is free. Whether it is there now."""
        if self._path.exists():
            return True
        if not self._path.parent.is_dir() or self._free() < 2 * self.size:
            return False
        unfinished = self._path.with_suffix(".part")
        try:
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, self.size)
            finally:
                os.close(descriptor)
            os.rename(unfinished, self._path)
        except OSError:
            with suppress(OSError):
                os.unlink(unfinished)
            return False
        return True

    def make_room(self, problem: Exception) -> bool:
        """Let it go where the disk is full, so that what failed with `problem` can be tried once more."""
        if isinstance(problem, Refusal) or not self._is_full(problem):
            return False
        try:
            os.unlink(self._path)
        except OSError:
            return False
        log.error("the disk is full: what was kept for taking back is used now, and nothing new is taken")
        return True

    def has_room(self) -> bool:
        """Whether something new may be written without touching what is kept for taking back."""
        return self._path.exists() or self._free() >= 2 * self.size

    @property
    def size(self) -> int:
        return min(LARGEST_BYTES, shutil.disk_usage(self._path.parent).total // SHARE_OF_DISK)

    def _free(self) -> int:
        return shutil.disk_usage(self._path.parent).free

    def _is_full(self, problem: Exception) -> bool:
        """A database does not always say it by name: it may call it a failed write."""
        return isinstance(problem, StorageFull) or self._free() < self.size // 4
