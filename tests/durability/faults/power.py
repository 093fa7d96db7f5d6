"""What a disk may hold after the power went: from the log of `disk.c`, with what was not yet made durable left out.

A file's contents are durable up to its last fsync; of later writes any may be there and any not. Names (made, moved,
removed) are durable once their folder, or the new file itself, was synced; of later ones the first few are there, in
order, as file systems with a journal of names keep them.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

_HEAD = struct.Struct("<cH")
_REST = struct.Struct("<qI")


@dataclass(frozen=True)
class Operation:
    """`kind`: w write, t cut to `offset`, s made durable, c made, r moved to the path in `data`, u removed."""

    kind: str
    path: str
    offset: int
    data: bytes


def read_log(log: Path) -> list[Operation]:
    return list(_operations(log.read_bytes()))


def _operations(raw: bytes) -> Iterator[Operation]:
    at = 0
    while at < len(raw):
        kind, named = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        path, at = raw[at : at + named].decode(), at + named
        offset, size = _REST.unpack_from(raw, at)
        at += _REST.size
        yield Operation(kind.decode(), path, offset, raw[at : at + size])
        at += size


@dataclass
class _File:
    content: bytearray
    waiting: list[Operation] = field(default_factory=list)

    def settle(self, chosen: list[Operation]) -> None:
        for one in chosen:
            if one.kind == "t":
                del self.content[one.offset :]
                self.content.extend(bytes(one.offset - len(self.content)))
            else:
                self.content.extend(bytes(max(0, one.offset - len(self.content))))
                self.content[one.offset : one.offset + len(one.data)] = one.data


class Disk:
    """The files of a home as its processes see them, and as they would be found after the power went."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._seen = {str(path): _File(bytearray(path.read_bytes())) for path in home.rglob("*") if path.is_file()}
        self._durable = dict(self._seen)
        self._names: list[tuple[str, str, _File | None]] = []  # folder, path, the file there or None

    def do(self, one: Operation) -> None:
        if one.kind in "wt":
            self._seen[one.path].waiting.append(one)
        elif one.kind == "s":
            self._sync(one.path)
        elif one.kind == "c":
            self._name(one.path, _File(bytearray()))
        elif one.kind == "u":
            self._name(one.path, None)
        else:
            moved = self._seen[one.path]
            self._name(one.path, None)
            self._name(one.data.decode(), moved)

    def _name(self, path: str, file: _File | None) -> None:
        if file is None:
            self._seen.pop(path, None)
        else:
            self._seen[path] = file
        self._names.append((str(Path(path).parent), path, file))

    def _sync(self, path: str) -> None:
        file = self._seen.get(path)
        if file is not None:
            file.settle(file.waiting)
            file.waiting.clear()
        now = [n for n in self._names if n[0] == path or n[2] is file is not None]
        self._names = [n for n in self._names if n not in now]
        _apply(self._durable, now)

    def after_the_power_went(self, folder: Path, chance: Random, *, kept: float) -> None:
        """Write into `folder` what may be found; `kept` of what was not durable is there, chosen at random."""
        names = dict(self._durable)
        _apply(names, self._names[: round(len(self._names) * kept * chance.random() * 2)])
        for path, file in names.items():
            found = _File(bytearray(file.content))
            found.settle([one for one in file.waiting if chance.random() < kept])
            there = folder / Path(path).relative_to(self._home)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(found.content)
            there.chmod(0o600)
        for made in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            made.chmod(0o700)


def _apply(names: dict[str, _File], changes: list[tuple[str, str, _File | None]]) -> None:
    for _, path, file in changes:
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def clean(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
