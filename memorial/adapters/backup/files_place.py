"""Where a restore puts files: a folder or a bucket. It must be empty before, and is cleared after one that failed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from memorial.adapters.files.object_store import Bucket, ObjectAccessCopies, ObjectVault

_AT_ONCE = 500


class FilesPlace(Protocol):
    @property
    def name(self) -> str:
        """Which one it is, for people and to tell it from others; without a password."""
        ...

    def is_empty(self) -> bool: ...

    def clear(self) -> None:
        """Take everything out, and make it ready."""
        ...


@dataclass(frozen=True)
class FolderPlace:
    root: Path

    @property
    def name(self) -> str:
        return str(self.root.absolute())

    def is_empty(self) -> bool:
        return not any(self.root.glob("vault/*/*/*")) and not any(self.root.glob("access/*/*"))

    def make(self) -> None:
        """The folders, where they are missing. How far a web server comes is for the modes of those above to say."""
        for part, mode in (("vault", 0o700), ("access", 0o750)):
            folder = self.root / part
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(mode)

    def clear(self) -> None:
        for part in ("vault", "access"):
            for path in sorted((self.root / part).rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
        self.make()


@dataclass(frozen=True)
class BucketPlace:
    bucket: Bucket

    @property
    def name(self) -> str:
        return self.bucket.name

    def is_empty(self) -> bool:
        vault, copies = ObjectVault(self.bucket), ObjectAccessCopies(self.bucket, None)
        return next(vault.ids(), None) is None and next(copies.names(), None) is None

    def clear(self) -> None:
        vault, copies = ObjectVault(self.bucket), ObjectAccessCopies(self.bucket, None)
        sealed, shown = list(vault.ids()), list(copies.names())
        for start in range(0, max(len(sealed), len(shown)), _AT_ONCE):
            vault.delete(sealed[start : start + _AT_ONCE])
            copies.withdraw(shown[start : start + _AT_ONCE])
