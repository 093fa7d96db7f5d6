"""Files on their way into the archive: sealed as they come, a photograph's sizes made of them, and read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from memorial.application.ports.media import FileRefused
from memorial.application.ports.secrets import ObjectTooLarge, StorageFull
from memorial.application.services import Services
from memorial.domain.remembrance import FileKept, StoredDerivative
from memorial.vocabulary import FileKind

ENOUGH_TO_TELL = 8192
"""How many first bytes tell what a file is."""


def store_file(services: Services, filename: str, chunks: Iterable[bytes], room: int, stored: list[str]) -> FileKept:
    """Seal one file and a photograph's sizes; `stored` gathers the vault ids, for a caller that has to give up.

    No more than `room`, and no more than a file of its kind may have. Raises `FileRefused`.
    """
    first, rest = _first_bytes(chunks)
    if not first:
        raise FileRefused("empty")
    found = services.read_picture.kind_of(first, filename)
    if found is None:
        raise FileRefused("not_accepted")
    kind, mime = found
    most = services.limits.most_bytes(kind)
    try:
        master = services.vault.store(rest, limit=min(room, most))
        stored.append(master.id)
        derivatives: tuple[StoredDerivative, ...] = ()
        if kind is FileKind.PHOTO:
            derivatives = tuple(_derive(services, master.id, master.key, stored))
    except ObjectTooLarge:
        raise FileRefused("too_many" if room < most else too_large(kind)) from None
    except StorageFull:
        raise FileRefused("storage_full") from None
    return FileKept(
        id=services.new_id(),
        kind=kind,
        name=filename[:200],
        mime=mime,
        length=master.size,
        sha256=master.sha256,
        vault_id=master.id,
        vault_key=master.key.hex(),
        derivatives=derivatives,
    )


def too_large(kind: FileKind) -> str:
    """The code of the refusal: recordings may be larger than all else, and the words name the right number."""
    return "recording_too_large" if kind in (FileKind.AUDIO, FileKind.VIDEO) else "too_large"


def _first_bytes(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The beginning, and the whole stream again with that beginning."""
    source, first = iter(chunks), b""
    while len(first) < ENOUGH_TO_TELL and (piece := next(source, b"")):
        first += piece

    def whole() -> Iterator[bytes]:
        yield first
        yield from source

    return first, whole()


def _derive(services: Services, master_id: str, key: bytes, stored: list[str]) -> Iterator[StoredDerivative]:
    for made in services.read_picture.derivatives(lambda: BytesIO(services.vault.read(master_id, key))):
        kept = services.vault.store([made.content], limit=None)
        stored.append(kept.id)
        yield StoredDerivative(
            made.size, made.format, made.width, made.height, kept.id, kept.key.hex(), len(made.content)
        )


def picture_of(services: Services, files: Iterable[FileKept], file_id: str, size: str, fmt: str) -> bytes | None:
    for kept in files:
        for made in kept.derivatives if kept.id == file_id else ():
            if (made.size, made.format) == (size, fmt):
                return services.vault.read(made.vault_id, bytes.fromhex(made.vault_key))
    return None
