"""The rows of a list as they are read by its settings: kept sealed beside its file, gone through as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from memorial.application.ports.lists import LARGEST_FILE, Looked, NotAList, OpenBytes
from memorial.application.ports.secrets import ObjectTooLarge, VaultObject
from memorial.application.services import Services
from memorial.domain.name_list import KeptList, ListFile, RawRow

_PIECE = 64 * 1024


def keep_file(services: Services, chunks: Iterable[bytes]) -> ListFile:
    """Raises `NotAList` for one that is too large."""
    try:
        return _sealed(services.vault.store(chunks, limit=LARGEST_FILE))
    except ObjectTooLarge:
        raise NotAList("too_large", most=LARGEST_FILE >> 20) from None


def keep_table(services: Services, looked: Looked, rows: Iterable[RawRow]) -> tuple[ListFile, int]:
    """The sealed rows, and how many. Raises `NotAList` where the file stops being a list."""
    count = 0

    def pieces() -> Iterator[bytes]:
        nonlocal count
        some, size = list[bytes](), 0
        for row in rows:
            line = json.dumps([row.number, row.cells], ensure_ascii=False, separators=(",", ":"))
            some.append(line.encode("utf-8", "surrogatepass") + b"\n")
            size += len(some[-1])
            count += 1
            if size >= _PIECE:
                yield b"".join(some)
                some, size = [], 0
        yield b"".join(some)

    return _sealed(services.vault.store(pieces(), limit=None)), count


def _sealed(stored: VaultObject) -> ListFile:
    return ListFile(stored.id, stored.key.hex(), stored.size, stored.sha256)


def opened(services: Services, file: ListFile) -> OpenBytes:
    return lambda: services.vault.open(file.vault_id, bytes.fromhex(file.key))


def raw_rows(services: Services, kept: KeptList) -> Iterator[RawRow]:
    """Every row as it stands in the file, without what was put in the place of its words."""
    if kept.table is None:
        return
    rest = b""
    for piece in opened(services, kept.table)():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            number, cells = json.loads(line)
            yield RawRow(number, tuple(cells))


def corrected_rows(services: Services, kept: KeptList) -> Iterator[RawRow]:
    return map(kept.corrected, raw_rows(services, kept))
