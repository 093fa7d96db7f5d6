"""A key store with keys in it, copies of it, and a process that dies before a chosen step reaches the disk."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text

from memorial.adapters.keys.installation_key import InstallationKeys
from memorial.adapters.keys.keystore import SqlKeyStore, create_key_store

PEPPERS = ("receipt", "index", "draft", "staff", "attest")


@dataclass(frozen=True)
class KeyPlace:
    """Where a key store and its secrets are."""

    url: str
    folder: Path

    def keys(self) -> InstallationKeys:
        return InstallationKeys.load(self.folder)

    @contextmanager
    def store(self, batch: int = 8) -> Iterator[SqlKeyStore]:
        opened = SqlKeyStore(self.url, self.keys(), batch=batch)
        try:
            yield opened
        finally:
            opened.close()

    def fill(self, count: int) -> dict[str, bytes]:
        """So many keys, taken; their material by id."""
        with self.store() as store:
            return {key.id: key.material for key in (store.take() for _ in range(count))}

    def materials(self) -> dict[str, bytes]:
        with self.store() as store:
            return dict(store.materials(list(store.key_ids())))

    def peppers(self) -> list[bytes]:
        return [self.keys().pepper(label) for label in PEPPERS]

    def ask(self, question: str) -> list[Any]:
        engine = create_engine(self.url)
        try:
            with engine.begin() as connection:
                result = connection.execute(text(question))
                return list(result) if result.returns_rows else []
        finally:
            engine.dispose()

    def raw(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


def key_place(folder: Path, url: str | None = None) -> KeyPlace:
    place = KeyPlace(url or f"sqlite:///{folder}/keys.sqlite3", folder)
    create_key_store(place.url, folder)
    return place


def copied(place: KeyPlace, folder: Path) -> KeyPlace:
    """The same on SQLite in another folder. Nothing may have it open."""
    shutil.copytree(place.folder, folder)
    return KeyPlace(f"sqlite:///{folder}/keys.sqlite3", folder)


STEPS = ("rename", "unlink", "fsync", "pwrite")


def killed_before(step: int, act: Callable[[], object]) -> bool:
    """Runs it in a process that is killed before the step of that number; whether it came so far.

    A step is a call that changes the disk: a rename, a removal, a sync, an overwriting, a commit.
    """
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=_die_before, args=(step, act))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL), child.exitcode
    return child.exitcode != 0


def _die_before(step: int, act: Callable[[], object]) -> None:
    passed = 0

    def count(*_: object, **__: object) -> None:
        nonlocal passed
        passed += 1
        if passed == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in STEPS:
        setattr(os, name, _after(count, getattr(os, name)))
    event.listen(Engine, "commit", count)
    act()


def _after(first: Callable[[], object], then: Callable[..., Any]) -> Callable[..., Any]:
    def both(*arguments: Any, **named: Any) -> Any:
        first()
        return then(*arguments, **named)

    return both
