"""The vault keeps files whole, unreadable without their key, and never half-written."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from memorial.adapters.files.frames import FRAME_BYTES
from memorial.adapters.files.object_store import ObjectVault
from memorial.adapters.files.vault import FileVault
from memorial.application.ports.secrets import ObjectMissing, ObjectTooLarge, SealBroken, StorageFull, Vault

HEADER_BYTES = 8
SEALED_FRAME_BYTES = FRAME_BYTES + 16


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "vault"


IN_BOTH = pytest.mark.parametrize("vault", ["folder", "bucket"], indirect=True)


@pytest.fixture
def vault(request: pytest.FixtureRequest, root: Path) -> Vault:
    """In a folder; with `IN_BOTH` once more in the bucket of an object store."""
    if getattr(request, "param", "folder") == "bucket":
        return ObjectVault(request.getfixturevalue("object_store").bucket(secrets.token_hex(8)))
    return FileVault(root)


def raw_of(vault: Vault, object_id: str) -> bytes:
    with vault.open_raw(object_id) as file:
        return file.read()


def stored_file(root: Path) -> Path:
    (path,) = (path for path in root.rglob("*") if path.is_file())
    return path


def everything_under(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@IN_BOTH
@pytest.mark.parametrize(
    "size", [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 2 * FRAME_BYTES, 3 * FRAME_BYTES + 5]
)
@pytest.mark.parametrize("piece", [1_000, FRAME_BYTES, 10 * FRAME_BYTES])
def test_a_file_comes_back_whole_however_it_arrived(vault: Vault, size: int, piece: int) -> None:
    content = random.Random(size).randbytes(size)

    stored = vault.store((content[start : start + piece] for start in range(0, size, piece)), limit=size)

    assert stored.size == size
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert vault.read(stored.id, stored.key) == content
    assert all(len(part) <= FRAME_BYTES for part in vault.open(stored.id, stored.key))


@IN_BOTH
def test_nothing_of_a_file_is_readable_where_it_lies_nor_its_key_in_a_log(vault: Vault) -> None:
    stored = vault.store([b"a letter from the front " * 100], limit=None)

    raw = raw_of(vault, stored.id)
    assert b"letter" not in raw
    assert stored.key not in raw
    assert stored.key.hex() not in repr(stored)
    assert "key" not in repr(stored)


def tampered(raw: bytes, how: str) -> bytes:
    header, frames = raw[:HEADER_BYTES], raw[HEADER_BYTES:]
    first, second, last = (
        frames[:SEALED_FRAME_BYTES],
        frames[SEALED_FRAME_BYTES : 2 * SEALED_FRAME_BYTES],
        frames[2 * SEALED_FRAME_BYTES :],
    )
    return {
        "emptied": b"",
        "cut inside the header": raw[:5],
        "cut after the header": header,
        "cut inside a frame": raw[:-1],
        "cut between frames": header + first + second,
        "first frame left out": header + second + last,
        "frames swapped": header + second + first + last,
        "frame repeated": header + first + second + second + last,
        "byte appended": raw + b"\x00",
        "last frame repeated": raw + last,
        "another version": b"\x02" + raw[1:],
        "another prefix": raw[:1] + bytes([raw[1] ^ 1]) + raw[2:],
        "bit flipped in the middle": raw[: len(raw) // 2] + bytes([raw[len(raw) // 2] ^ 1]) + raw[len(raw) // 2 + 1 :],
        "bit flipped at the end": raw[:-1] + bytes([raw[-1] ^ 1]),
    }[how]


@IN_BOTH
@pytest.mark.parametrize(
    "how",
    [
        "emptied",
        "cut inside the header",
        "cut after the header",
        "cut inside a frame",
        "cut between frames",
        "first frame left out",
        "frames swapped",
        "frame repeated",
        "byte appended",
        "last frame repeated",
        "another version",
        "another prefix",
        "bit flipped in the middle",
        "bit flipped at the end",
    ],
)
def test_a_changed_file_is_noticed(vault: Vault, how: str) -> None:
    stored = vault.store([random.Random(1).randbytes(2 * FRAME_BYTES + 1_000)], limit=None)
    vault.put_back(stored.id, [tampered(raw_of(vault, stored.id), how)])

    with pytest.raises(SealBroken):
        vault.read(stored.id, stored.key)


def test_every_single_flipped_bit_of_a_small_file_is_noticed(vault: Vault, root: Path) -> None:
    stored = vault.store([b"seven bytes"], limit=None)
    path = stored_file(root)
    raw = path.read_bytes()

    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(SealBroken):
            vault.read(stored.id, stored.key)


@IN_BOTH
def test_a_file_under_another_name_or_with_another_key_does_not_open(vault: Vault) -> None:
    one = vault.store([b"one"], limit=None)
    two = vault.store([b"two"], limit=None)
    vault.put_back(two.id, [raw_of(vault, one.id)])

    with pytest.raises(SealBroken):
        vault.read(two.id, one.key)
    with pytest.raises(SealBroken):
        vault.read(two.id, two.key)


@IN_BOTH
@pytest.mark.parametrize("object_id", ["0" * 32, "", "..", "../../etc/passwd", "a/b", "0" * 31 + "\n", "０" * 32])
def test_an_unknown_or_impossible_id_is_missing_at_once(vault: Vault, object_id: str) -> None:
    with pytest.raises(ObjectMissing):
        vault.open(object_id, bytes(32))
    with pytest.raises(ObjectMissing):
        vault.open_raw(object_id)

    vault.delete([object_id])


@IN_BOTH
def test_more_than_the_limit_is_refused_and_leaves_nothing(vault: Vault, root: Path) -> None:
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * FRAME_BYTES

    with pytest.raises(ObjectTooLarge) as refusal:
        vault.store(endless(), limit=3 * FRAME_BYTES)

    assert refusal.value.limit == 3 * FRAME_BYTES
    assert len(read) == 4
    assert everything_under(root) == list(vault.ids()) == []


@IN_BOTH
def test_an_upload_that_breaks_off_leaves_nothing(vault: Vault, root: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 2 * FRAME_BYTES
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        vault.store(broken(), limit=None)

    assert everything_under(root) == list(vault.ids()) == []


def failing_at(call: int, error: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every system call that writes is counted; the one with that number fails."""
    made: list[str] = []

    def counted(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def replacement(*arguments: Any, **options: Any) -> Any:
            made.append(name)
            if len(made) == call:
                raise OSError(error, os.strerror(error))
            return original(*arguments, **options)

        return replacement

    for name in ("mkdir", "open", "write", "fchmod", "utime", "fsync", "rename"):
        monkeypatch.setattr(os, name, counted(name, getattr(os, name)))
    return made


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_whichever_step_fails_nothing_is_left_and_a_full_disk_is_called_so(
    tmp_path: Path, error: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = steps = 0
    while call <= steps:
        call += 1
        root = tmp_path / str(call)
        with monkeypatch.context() as failing:
            made = failing_at(call, error, failing)
            stored = None
            with suppress(OSError if error == errno.EIO else StorageFull):
                stored = FileVault(root).store([b"x" * 2 * FRAME_BYTES], limit=None)
        if call <= len(made):
            assert stored is None
            assert everything_under(root) == []
        else:
            assert stored is not None
            assert len(FileVault(root).read(stored.id, stored.key)) == 2 * FRAME_BYTES
        steps = max(steps, len(made))

    assert steps > 15


def test_files_and_folders_are_for_their_owner_only(vault: Vault, root: Path) -> None:
    vault.store([b"x"], limit=None)

    modes = {path.stat().st_mode & 0o777 for path in [root, *root.rglob("*")]}
    assert modes == {0o700, 0o600}
    assert stored_file(root).stat().st_mode & 0o777 == 0o600


def test_times_on_the_disk_tell_the_day_only(vault: Vault, root: Path) -> None:
    stored = [vault.store([b"x"], limit=None) for _ in range(3)]
    vault.delete([stored[0].id])

    times = {path.stat().st_mtime_ns for path in [root, *root.rglob("*")]}
    assert {time % (86_400 * 10**9) for time in times} == {0}


def test_ids_are_random_and_listed(vault: Vault, root: Path) -> None:
    stored = {vault.store([b"the same"], limit=None).id for _ in range(20)}
    (root / "notes.txt").write_text("not a sealed file")

    assert set(vault.ids()) == stored
    assert all(len(object_id) == 32 for object_id in stored)


@IN_BOTH
def test_an_empty_vault_lists_nothing_and_deletes_nothing(vault: Vault) -> None:
    assert list(vault.ids()) == []
    vault.delete(["0" * 32])


@IN_BOTH
def test_a_deleted_file_is_gone_and_may_be_deleted_again(vault: Vault) -> None:
    kept, gone = vault.store([b"kept"], limit=None), vault.store([b"gone"], limit=None)

    vault.delete([gone.id, gone.id, "0" * 32])

    assert list(vault.ids()) == [kept.id]
    with pytest.raises(ObjectMissing):
        vault.open(gone.id, gone.key)


@IN_BOTH
def test_what_was_stored_before_a_time_is_told(vault: Vault) -> None:
    stored = vault.store([b"x"], limit=None)

    assert list(vault.stored_before(datetime.now(UTC) - timedelta(days=2))) == []
    assert list(vault.stored_before(datetime.now(UTC) + timedelta(days=2))) == [stored.id]


def test_what_a_killed_process_left_is_found_by_its_age(vault: Vault, root: Path) -> None:
    kept = vault.store([b"kept"], limit=None)
    left = root / kept.id[:2] / kept.id[2:4] / f"{'0' * 32}.part"
    left.write_bytes(b"half")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    os.utime(left, (yesterday, yesterday))
    younger = left.with_name(f"{'1' * 32}.part")
    younger.write_bytes(b"half")

    discarded = vault.discard_unfinished(datetime.now(UTC) - timedelta(hours=12))

    assert discarded == 1
    assert not left.exists()
    assert younger.exists()
    assert list(vault.ids()) == [kept.id]
