"""Measures what secrets at rest cost. Run: python -m tests.bench.secrets_at_rest [FOLDER on the disk to measure]."""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import text

from memorial.adapters import sealing
from memorial.adapters.db.sqlite import create_sqlite_engine, sqlite_dbapi
from memorial.adapters.files.access import FileAccessCopies
from memorial.adapters.files.vault import FileVault
from memorial.adapters.keys.installation_key import InstallationKeys
from memorial.adapters.keys.keystore import SqlKeyStore, create_key_store

ROUNDS = 5
CHANCE = random.Random(1)
WORDS = ["".join(CHANCE.choices("aeinorstdlhkm", k=CHANCE.randint(2, 9))) for _ in range(600)]
STORY = " ".join(CHANCE.choices(WORDS, k=630))


def main() -> None:
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=where) as folder:
        print(f"SQLite {sqlite_dbapi().sqlite_version}; medians of {ROUNDS} rounds (fastest to slowest)")
        documents()
        record_keys(Path(folder))
        files(Path(folder))


def documents() -> None:
    key, document = os.urandom(32), {"story": STORY, "signature": "relation"}
    plain = json.dumps(document).encode()
    sealed, sealed_json = sealing.seal(key, plain, context="r:1"), sealing.seal_json(key, document, context="r:1")
    print(f"a document of {len(plain)} bytes is sealed in {len(sealed)} bytes, deflated in {len(sealed_json)}")
    report("seal 4 kB", 2_000, lambda: sealing.seal(key, plain, context="r:1"))
    report("open 4 kB", 2_000, lambda: sealing.open_sealed(key, sealed, context="r:1"))
    report("seal_json 4 kB", 2_000, lambda: sealing.seal_json(key, document, context="r:1"))
    report("open_json 4 kB", 2_000, lambda: sealing.open_json(key, sealed_json, context="r:1"))
    report("commitment 4 kB", 2_000, lambda: sealing.commitment(key, plain))
    report("keyed_hash of a name", 5_000, lambda: sealing.keyed_hash(key, "Mardirosian"))


def record_keys(folder: Path) -> None:
    bare = create_sqlite_engine(folder / "bare.sqlite")
    with bare.begin() as connection:
        connection.execute(text("CREATE TABLE line (words TEXT)"))

    def commit() -> None:
        with bare.begin() as connection:
            connection.execute(text("INSERT INTO line VALUES ('x')"))

    report("a bare durable commit", 200, commit)
    bare.dispose()

    url, keys_folder = f"sqlite:///{folder}/keys/keys.sqlite", folder / "keys"
    keys = create_key_store(url, keys_folder)
    for batch in (1, 16, 64, 256):
        store = SqlKeyStore(url, keys, batch=batch)
        report(f"take, batches of {batch}", max(200, 4 * batch), store.take)
        store.close()
    store = SqlKeyStore(url, InstallationKeys.load(keys_folder))
    taken = [store.take().id for _ in range(500)]
    each = iter(taken * 100)
    report("material, one key", 1_000, lambda: store.material(next(each)))
    report("materials, 500 keys", 20, lambda: store.materials(taken))
    report("destroy, one key, log emptied", 20, lambda: store.destroy([taken.pop()], entries=[]))
    store.close()


def files(folder: Path) -> None:
    vault, copies = FileVault(folder / "vault"), FileAccessCopies(folder / "access")
    for megabytes in (2, 64):
        chunks = [os.urandom(1 << 18)] * (4 * megabytes)
        stored = vault.store(chunks, limit=None)
        report(f"vault store {megabytes} MB", 2, partial(vault.store, chunks, limit=None), megabytes)
        report(f"vault read {megabytes} MB", 2, partial(vault.read, stored.id, stored.key), megabytes)
    picture, name = os.urandom(200_000), f"{'0' * 32}.webp"
    report("publish an access copy of 200 kB", 20, lambda: copies.publish(name, picture))


def report(what: str, turns: int, action: Callable[[], object], megabytes: int | None = None) -> None:
    seconds = sorted(timed(turns, action) for _ in range(ROUNDS))
    median, fastest, slowest = (1e6 * value for value in (statistics.median(seconds), seconds[0], seconds[-1]))
    rate = f"{megabytes / median * 1e6:,.0f} MB/s" if megabytes else f"{1e6 / median:,.0f}/s"
    print(f"{what:34} {median:12,.1f} µs ({fastest:,.1f} to {slowest:,.1f})   {rate}")


def timed(turns: int, action: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(turns):
        action()
    return (time.perf_counter() - start) / turns


if __name__ == "__main__":
    main()
