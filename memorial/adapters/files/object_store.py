"""Sealed files and access copies in an object store that speaks S3. It needs the package `obstore` (extra `scale`)."""

from __future__ import annotations

import io
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import unquote, urlsplit

from memorial.adapters.files.access import NAME
from memorial.adapters.files.feeding import feed
from memorial.adapters.files.frames import read_sealed, sealed
from memorial.adapters.files.vault import ID, Counted
from memorial.adapters.sealing import KEY_BYTES
from memorial.application.ports.secrets import CopyMissing, ObjectMissing, VaultObject
from memorial.settings import SettingsError

if TYPE_CHECKING:
    from obstore import ReadableFile
    from obstore.store import S3Store

_READ_AT_ONCE = 512 * 1024
_PART = 5 * 1024 * 1024
_PATIENCE = {"connect_timeout": "5s", "timeout": "60s"}
_TRIES = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}
MIMES = {
    "jpg": "image/jpeg", "webp": "image/webp", "png": "image/png", "mp3": "audio/mpeg", "opus": "audio/ogg",
    "ogg": "audio/ogg", "m4a": "audio/mp4", "mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt",
}  # fmt: skip


@dataclass(frozen=True)
class Bucket:
    """Where objects lie: `url` is s3://bucket/prefix, with key:secret@ before the bucket where they are given.

    Without them obstore looks where programs of Amazon's do: AWS_ACCESS_KEY_ID, or the machine's own role.
    `endpoint`: the store's scheme and host; None means Amazon's of that region.
    """

    url: str = field(repr=False)
    endpoint: str | None
    region: str

    @property
    def name(self) -> str:
        """Which bucket and prefix of which store, without the key."""
        parts = urlsplit(self.url)
        return f"s3://{self._name}{parts.path} at {self.origin}"

    @property
    def origin(self) -> str:
        """Scheme and host of the addresses that `sign` makes."""
        return self.endpoint or f"https://{self._name}.s3.{self.region}.amazonaws.com"

    @property
    def _name(self) -> str:
        return urlsplit(self.url).hostname or ""

    def open(self, *, signed: bool = True) -> S3Store:
        try:
            from obstore.store import S3Store
        except ImportError:
            raise SettingsError(
                'storage.url names an object store: install its library with `pip install "memorial[scale]"`.'
            ) from None
        parts = urlsplit(self.url)
        given: dict[str, Any] = {"region": self.region, "virtual_hosted_style_request": self.endpoint is None}
        if self.endpoint is not None:
            given["endpoint"] = self.endpoint
        if not signed:
            given["skip_signature"] = True
        elif parts.username:
            given |= {"access_key_id": unquote(parts.username), "secret_access_key": unquote(parts.password or "")}
        plain = (self.endpoint or "").startswith("http://")
        options: Any = {**_PATIENCE, "allow_http": plain}
        tries: Any = _TRIES
        prefix = parts.path.strip("/") or None
        return S3Store(self._name, prefix=prefix, client_options=options, retry_config=tries, **given)


class _Objects:
    """The objects below one folder of a bucket.

    The library's own threads do not survive a fork, so each process opens the bucket for itself, at its first need.
    """

    def __init__(self, bucket: Bucket, folder: str) -> None:
        self._bucket, self._folder = bucket, folder
        self._opened: tuple[int, S3Store] | None = None

    @property
    def store(self) -> S3Store:
        if self._opened is None or self._opened[0] != os.getpid():
            self._opened = os.getpid(), self._bucket.open()
        return self._opened[1]

    def put(self, name: str, content: bytes | Iterable[bytes], **said: str) -> None:
        import obstore

        store, path = self.store, self.path(name)
        attributes: Any = {label.replace("_", "-"): value for label, value in said.items()}

        def write(pieces: bytes | Iterator[bytes]) -> None:
            # At the store a large object appears when all of its parts have come, and not before.
            obstore.put(store, path, pieces, attributes=attributes, chunk_size=_PART, max_concurrency=2)

        if isinstance(content, bytes):
            write(content)
        else:
            feed(content, write)

    def open(self, name: str) -> tuple[BinaryIO, int] | None:
        import obstore

        try:
            file = obstore.open_reader(self.store, self.path(name), buffer_size=_READ_AT_ONCE)
        except FileNotFoundError:
            return None
        return cast("BinaryIO", _Readable(file)), file.size

    def delete(self, names: Iterable[str]) -> None:
        import obstore

        if paths := [self.path(name) for name in names]:
            obstore.delete(self.store, paths)

    def listed(self) -> Iterator[tuple[str, datetime]]:
        import obstore

        for batch in obstore.list(self.store, self._folder):
            for one in batch:
                yield one["path"].rpartition("/")[2], one["last_modified"]

    def sign(self, name: str, life: timedelta) -> str:
        import obstore

        return obstore.sign(self.store, "GET", self.path(name), life)

    def path(self, name: str) -> str:
        return f"{self._folder}/{name}"


class _Readable(io.RawIOBase):
    """An object as a file that can be read from any place."""

    def __init__(self, file: ReadableFile) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return bytes(self._file.read(None if size is None or size < 0 else size))
        except FileNotFoundError:
            return b""  # taken back since it was opened

    def readinto(self, buffer: Any, /) -> int:
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


class ObjectAccessCopies:
    """Access copies below `access/` of a bucket. The promises are those of the `AccessCopies` port.

    `life`: how long a signed address is good; None where none are given out and this program sends the bytes itself.
    `signing`: the bucket with the key that such addresses are signed with, where that is another one.
    """

    def __init__(self, bucket: Bucket, life: timedelta | None, *, signing: Bucket | None = None) -> None:
        self._objects, self._life = _Objects(bucket, "access"), life
        self._signing = _Objects(signing or bucket, "access")

    def publish(self, name: str, content: bytes | Iterable[bytes]) -> None:
        if not NAME.match(name):
            raise ValueError("an access copy has a random name and a short extension")
        mime = MIMES.get(name.rpartition(".")[2], "application/octet-stream")
        self._objects.put(
            name, content, Content_Type=mime, Cache_Control="no-cache", Content_Disposition=f'inline; filename="{name}"'
        )

    def withdraw(self, names: Iterable[str]) -> None:
        self._objects.delete(name for name in names if NAME.match(name))

    def open(self, name: str) -> tuple[BinaryIO, int]:
        found = self._objects.open(name) if NAME.match(name) else None
        if found is None:
            raise CopyMissing(name)
        return found

    def link(self, name: str) -> str:
        return self._signing.sign(name, self._life) if self._life is not None and NAME.match(name) else ""

    def names(self) -> Iterator[str]:
        return (name for name, _ in self._objects.listed() if NAME.match(name))

    def discard_unfinished(self, before: datetime) -> int:
        """The store keeps parts that never became an object; a rule of the bucket removes them (docs/operating.md)."""
        return 0


class ObjectVault:
    """Sealed files below `vault/` of a bucket, as the `Vault` port promises. The store sees sealed frames only."""

    def __init__(self, bucket: Bucket) -> None:
        self._objects = _Objects(bucket, "vault")

    def store(self, chunks: Iterable[bytes], *, limit: int | None) -> VaultObject:
        object_id, key = secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)
        given = Counted(chunks, limit)
        self._objects.put(object_id, sealed(given, context=object_id, key=key))
        return VaultObject(id=object_id, key=key, size=given.size, sha256=given.sha256)

    def open(self, object_id: str, key: bytes) -> Iterator[bytes]:
        return _opened(self.open_raw(object_id), object_id, key)

    def read(self, object_id: str, key: bytes) -> bytes:
        return b"".join(self.open(object_id, key))

    def open_raw(self, object_id: str) -> BinaryIO:
        """The sealed file as it lies there, for a backup; for the caller to close. Raises `ObjectMissing`."""
        found = self._objects.open(object_id) if ID.match(object_id) else None
        if found is None:
            raise ObjectMissing(object_id)
        return found[0]

    def put_back(self, object_id: str, chunks: Iterable[bytes]) -> None:
        """A sealed file as a backup held it, under its old id; durable when it returns."""
        if not ID.match(object_id):
            raise ValueError("a sealed file has 32 hex digits for a name")
        self._objects.put(object_id, chunks)

    def delete(self, object_ids: Iterable[str]) -> None:
        self._objects.delete(object_id for object_id in object_ids if ID.match(object_id))

    def ids(self) -> Iterator[str]:
        return (name for name, _ in self._objects.listed() if ID.match(name))

    def stored_before(self, before: datetime) -> Iterator[str]:
        return (name for name, stored in self._objects.listed() if ID.match(name) and stored < before)

    def discard_unfinished(self, before: datetime) -> int:
        """See `ObjectAccessCopies.discard_unfinished`."""
        return 0


def _opened(file: BinaryIO, object_id: str, key: bytes) -> Iterator[bytes]:
    with file:
        yield from read_sealed(file, context=object_id, key=key)


def examine(bucket: Bucket, new_name: Callable[[], str] = lambda: secrets.token_hex(16)) -> None:
    """Try what is needed of a bucket. Raises `SettingsError` where it cannot be used, or keeps what must vanish."""
    import obstore
    from obstore.exceptions import BaseError

    try:
        store, path = bucket.open(), f"trial/{new_name()}"
        version = obstore.put(store, path, b"trial")["version"]
        held = bytes(obstore.get(store, path).bytes())
        open_to_all = _read_by_anybody(bucket, path)
        obstore.delete(store, path)
    except (BaseError, OSError, ValueError) as problem:
        raise SettingsError(f"storage.url: the object store cannot be used: {_in_short(problem)}") from None
    if held != b"trial":
        raise SettingsError("storage.url: the object store gave back something else than it was given.")
    if version is not None and version != "null":
        raise SettingsError(
            "storage.url: the bucket keeps old versions, and so what is taken back. Switch its versioning off."
        )
    if open_to_all:
        raise SettingsError("storage.url: anybody can read the bucket without a signature. Close it to the public.")


def _read_by_anybody(bucket: Bucket, path: str) -> bool:
    import obstore
    from obstore.exceptions import BaseError

    try:
        obstore.get(bucket.open(signed=False), path)
    except (BaseError, OSError):
        return False
    return True


def _in_short(problem: Exception) -> str:
    """Its first sentence: what follows repeats addresses and everything that was tried."""
    return re.split(r"\s+in \d|\n| - ", str(problem))[0][:200]
