"""Access copies on a local disk: the only folder that the public surface reads files from."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from memorial.adapters.files.durable import discard_unfinished, new_file, remove_files
from memorial.application.ports.secrets import CopyMissing

NAME = re.compile(r"[0-9a-z]{16,64}\.[0-9a-z]{1,5}\Z")


class FileAccessCopies:
    """Access copies under one folder. The promises are those of the `AccessCopies` port.

    Readable by the group, so that a web server of that group may serve them; writable by the program alone.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def publish(self, name: str, content: bytes | Iterable[bytes]) -> None:
        if not NAME.match(name):
            raise ValueError("an access copy has a random name and a short extension")
        with new_file(self._path(name), root=self._root, mode=0o640) as write:
            for piece in [content] if isinstance(content, bytes) else content:
                write(piece)

    def withdraw(self, names: Iterable[str]) -> None:
        remove_files(self._path(name) for name in names if NAME.match(name))

    def open(self, name: str) -> tuple[BinaryIO, int]:
        if not NAME.match(name):
            raise CopyMissing(name)
        try:
            descriptor = os.open(self._path(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                raise
            raise CopyMissing(name) from None
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise CopyMissing(name)
        return os.fdopen(descriptor, "rb"), status.st_size

    def link(self, name: str) -> str:
        return ""

    def names(self) -> Iterator[str]:
        return (path.name for path in self._root.glob("*/*") if NAME.match(path.name))

    def discard_unfinished(self, before: datetime) -> int:
        return discard_unfinished(self._root, before)

    def _path(self, name: str) -> Path:
        return self._root / name[:2] / name
