"""The backup of the keys: opened by its card alone, whole or refused, and brought back into an empty home."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from memorial.adapters.keys.care import BackupKeys
from memorial.adapters.keys.facts import RESTORING
from memorial.adapters.keys.installation_key import KEY_FILE, PEPPER_FILE, InstallationKeys, id_of, read_secret
from memorial.adapters.keys.key_backup import key_id_of, make_backup
from memorial.adapters.keys.keystore import SqlKeyStore
from memorial.adapters.keys.restoring import restore_keys
from memorial.adapters.keys.rotation import rotate
from memorial.application.ports.secrets import KeysUnusable, LedgerEntry
from tests.adapters.keys.places import KeyPlace, key_place, killed_before
from tests.installations import MORNING
from tests.servers.postgres import PostgresServer

FORKS = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@dataclass(frozen=True)
class Kept:
    """A key store in use, its backup, and the key of its card."""

    place: KeyPlace
    backup: Path
    key: bytes
    materials: dict[str, bytes]


def backed_up(place: KeyPlace, out: Path) -> Kept:
    materials = place.fill(25)
    with place.store() as store:
        store.append([LedgerEntry(MORNING, "hidden", "m", f"r{number}", "scope=S6") for number in range(4)])
    make_backup(place.url, place.folder, out, now=MORNING)
    return Kept(place, out, read_secret(place.folder / KEY_FILE), materials)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return backed_up(key_place(tmp_path / "keys"), tmp_path / "backup")


def urls(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/{name}/keys.sqlite3"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    database = f"{name}_{secrets.token_hex(6)}"
    yield server.create_database(database)
    server.drop_database(database)


@pytest.fixture(params=DATABASES)
def url_before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from urls(request, tmp_path, "before")


@pytest.fixture(params=DATABASES)
def url_after(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from urls(request, tmp_path, "after")


def test_keys_ledger_and_peppers_come_back_on_either_database(url_before: str, url_after: str, tmp_path: Path) -> None:
    kept = backed_up(key_place(tmp_path / "before", url_before), tmp_path / "backup")

    counted = restore_keys(url_after, tmp_path / "after", kept.backup, kept.key)

    after = KeyPlace(url_after, tmp_path / "after")
    assert (counted.keys, counted.entries) == (25, 4)
    assert after.materials() == kept.materials
    assert after.peppers() == kept.place.peppers()
    with kept.place.store() as old, after.store() as new:
        assert list(new.ledger()) == list(old.ledger())
        last = list(new.ledger())[-1][0]
        new.append([LedgerEntry(MORNING, "erased", "m", "later")])
        ((number, _),) = new.ledger(after=last)
        assert number > last
        assert new.material(new.take().id)


def test_a_backup_in_mid_rotation_brings_back_both_keys(kept: Kept, tmp_path: Path) -> None:
    running = rotate(kept.place.url, kept.place.folder, page=5)
    next(running), next(running)
    running.close()
    key = read_secret(kept.place.folder / KEY_FILE)
    assert key != kept.key
    make_backup(kept.place.url, kept.place.folder, tmp_path / "half", now=MORNING)

    restore_keys(f"sqlite:///{tmp_path}/after/k.sqlite3", tmp_path / "after", tmp_path / "half", key)
    after = KeyPlace(f"sqlite:///{tmp_path}/after/k.sqlite3", tmp_path / "after")

    assert after.materials() == kept.materials
    for _ in rotate(after.url, after.folder):
        pass
    assert after.materials() == kept.materials


def test_the_file_holds_no_secret_and_no_id_of_a_record_in_the_clear(kept: Kept) -> None:
    raw = kept.backup.read_bytes()

    assert kept.backup.stat().st_mode & 0o777 == 0o600
    assert key_id_of(kept.backup) == id_of(kept.key)
    hidden = [kept.key, read_secret(kept.place.folder / PEPPER_FILE), b"erasure", b"wrapped", b"scope=S6"]
    hidden += [key_id.encode() for key_id in kept.materials]
    assert not [one for one in hidden if one in raw]


def test_another_key_is_told_by_its_id_and_opens_nothing(kept: Kept, tmp_path: Path) -> None:
    other = secrets.token_bytes(32)

    with pytest.raises(KeysUnusable, match=f"open the key {id_of(other)}.* under the key {id_of(kept.key)}"):
        restore_keys(f"sqlite:///{tmp_path}/after/k.sqlite3", tmp_path / "after", kept.backup, other)

    assert not (tmp_path / "after").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:60],
        lambda raw: raw[:200] + bytes([raw[200] ^ 1]) + raw[201:],
        lambda raw: raw + b"x",
        lambda raw: raw.replace(b"version 1", b"version 2", 1),
        lambda raw: b"",
    ],
    ids=["an end", "half", "the head", "one bit", "more", "version", "empty"],
)
def test_a_damaged_backup_is_refused_and_writes_nothing(kept: Kept, tmp_path: Path, damage: object) -> None:
    kept.backup.write_bytes(damage(kept.backup.read_bytes()))  # type: ignore[operator]

    with pytest.raises(KeysUnusable):
        restore_keys(f"sqlite:///{tmp_path}/after/k.sqlite3", tmp_path / "after", kept.backup, kept.key)

    assert not (tmp_path / "after").exists()


def test_nothing_is_brought_back_over_other_keys(kept: Kept, tmp_path: Path) -> None:
    other = key_place(tmp_path / "other")
    before = other.raw()
    with pytest.raises(KeysUnusable, match=r"another secret\. Nothing was changed"):
        restore_keys(other.url, other.folder, kept.backup, kept.key)
    for name in (KEY_FILE, PEPPER_FILE):
        (other.folder / name).unlink()
    with pytest.raises(KeysUnusable, match=r"in use\. Nothing was changed"):
        restore_keys(other.url, other.folder, kept.backup, kept.key)

    assert len(before) > 0
    assert not (other.folder / KEY_FILE).exists()


def test_an_older_state_is_never_written_over_a_store_in_use(kept: Kept) -> None:
    with kept.place.store() as store:
        erased = store.take()
        store.destroy([erased.id], entries=[])

    with pytest.raises(KeysUnusable, match="in use"):
        restore_keys(kept.place.url, kept.place.folder, kept.backup, kept.key)


@FORKS
def test_killed_before_any_step_the_same_command_brings_all_back(kept: Kept, tmp_path: Path) -> None:
    step, closed = 0, 0
    while True:
        step += 1
        folder = tmp_path / f"after-{step}"
        after = KeyPlace(f"sqlite:///{folder}/keys.sqlite3", folder)
        killed = killed_before(step, lambda to=after: restore_keys(to.url, to.folder, kept.backup, kept.key))
        if not killed:
            break
        try:
            SqlKeyStore(after.url, after.keys()).close()
        except KeysUnusable:
            closed += 1
        else:
            assert after.materials() == kept.materials, step

        restore_keys(after.url, after.folder, kept.backup, kept.key)

        assert (after.materials(), after.peppers()) == (kept.materials, kept.place.peppers()), step
        assert not list(folder.glob("*.part")), step
        assert after.ask(f"SELECT 1 FROM key_fact WHERE name = '{RESTORING}'") == []
    assert step > 8
    assert closed > 5


def test_a_backup_of_a_store_in_use_is_of_one_moment(kept: Kept, tmp_path: Path) -> None:
    """Every key that was taken and kept before it began is in it, and none that was destroyed before."""
    stop, problems = threading.Event(), list[BaseException]()

    def live() -> None:
        try:
            with kept.place.store(batch=2) as store:
                while not stop.wait(0.005):
                    store.destroy([store.take().id], entries=[LedgerEntry(MORNING, "erased", "m", "r")])
        except BaseException as problem:
            problems.append(problem)

    thread = threading.Thread(target=live)
    thread.start()
    for number in range(5):
        make_backup(kept.place.url, kept.place.folder, tmp_path / f"b{number}", now=MORNING)
    stop.set()
    thread.join()

    assert problems == []
    for number in range(5):
        found = BackupKeys.opened(tmp_path / f"b{number}", kept.key)
        assert found.materials(list(kept.materials)) == kept.materials


def test_what_was_erased_before_is_not_in_it_and_nothing_is_overwritten(kept: Kept, tmp_path: Path) -> None:
    erased = next(iter(kept.materials))
    with kept.place.store() as store:
        store.destroy([erased], entries=[])
    make_backup(kept.place.url, kept.place.folder, tmp_path / "later", now=MORNING)

    assert erased not in set(BackupKeys.opened(tmp_path / "later", kept.key).key_ids())
    with pytest.raises(KeysUnusable, match="exists already"):
        make_backup(kept.place.url, kept.place.folder, kept.backup, now=MORNING)
    with pytest.raises(KeysUnusable, match="There is no folder"):
        make_backup(kept.place.url, kept.place.folder, tmp_path / "no" / "where", now=MORNING)


def test_what_was_brought_back_is_for_its_owner_alone(kept: Kept, tmp_path: Path) -> None:
    restore_keys(f"sqlite:///{tmp_path}/after/k.sqlite3", tmp_path / "after", kept.backup, kept.key)

    assert (tmp_path / "after").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "after").iterdir()} == {0o600}
    assert InstallationKeys.load(tmp_path / "after").proofs() == kept.place.keys().proofs()
