"""One contract for the key store, on SQLite and on PostgreSQL: durable before given out, gone once destroyed."""

from __future__ import annotations

import multiprocessing
import secrets
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from memorial.adapters.keys import keystore as keystore_module
from memorial.adapters.keys import schema
from memorial.adapters.keys.installation_key import KEY_FILE, PEPPER_FILE, InstallationKeys
from memorial.adapters.keys.keystore import BATCH_LIFETIME, SqlKeyStore, create_key_store
from memorial.application.ports.secrets import KeyDestroyed, KeyStore, KeysUnusable, LedgerEntry
from tests.servers.postgres import PostgresServer

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Installation:
    """A key store's address and its key folder, and stores opened on them as separate processes would."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder, self.clock = url, folder, Clock()
        self._opened: list[SqlKeyStore] = []
        create_key_store(url, folder)

    def open(self, *, batch: int = 64) -> SqlKeyStore:
        store = SqlKeyStore(self.url, InstallationKeys.load(self.folder), batch=batch, now=self.clock)
        self._opened.append(store)
        return store

    def execute(self, statement: str) -> None:
        engine = create_engine(self.url)
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def close(self) -> None:
        for store in self._opened:
            store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/keys/keys.sqlite"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"keys_{secrets.token_hex(6)}"
    yield server.create_database(name)
    server.drop_database(name)


@pytest.fixture
def installation(url: str, tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(url, tmp_path / "keys")
    yield installation
    installation.close()


@pytest.fixture
def sqlite_installation(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(f"sqlite:///{tmp_path}/keys/keys.sqlite", tmp_path / "keys")
    yield installation
    installation.close()


@pytest.fixture
def store(installation: Installation) -> KeyStore:
    return installation.open()


def entry(record_id: str = "r1", **changes: str) -> LedgerEntry:
    return LedgerEntry(at=NOON, action="erased", memorial_id="m1", record_id=record_id, **changes)


def test_a_taken_key_is_in_the_store_for_every_process_already(installation: Installation) -> None:
    taken = installation.open().take()

    assert installation.open().material(taken.id) == taken.material
    assert len(taken.material) == 32
    assert len(taken.id) == 32


def test_keys_are_all_different_also_across_batches_and_processes(installation: Installation) -> None:
    one, two = installation.open(batch=3), installation.open(batch=3)

    taken = [store.take() for _ in range(10) for store in (one, two)]

    assert len({key.id for key in taken}) == 20
    assert len({key.material for key in taken}) == 20


def test_many_threads_share_one_batch_and_never_a_key(installation: Installation) -> None:
    store, together = installation.open(batch=160), threading.Barrier(8)
    taken: list[str] = []

    def take() -> None:
        together.wait()
        taken.extend(store.take().id for _ in range(20))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == 160
    assert set(taken) == set(store.key_ids())


def test_a_key_prints_without_its_material(store: KeyStore) -> None:
    taken = store.take()

    assert taken.id in repr(taken)
    assert "material" not in repr(taken)


def test_an_unknown_key_is_as_good_as_destroyed(store: KeyStore) -> None:
    with pytest.raises(KeyDestroyed):
        store.material("0" * 32)
    assert store.materials(["0" * 32]) == {}


def test_a_destroyed_key_is_gone_in_every_process_at_once(installation: Installation) -> None:
    one, two = installation.open(), installation.open()
    erased, kept = one.take(), one.take()
    assert two.material(erased.id) == erased.material

    one.destroy([erased.id], entries=[entry()])

    for store in (one, two):
        with pytest.raises(KeyDestroyed):
            store.material(erased.id)
        assert store.materials([erased.id, kept.id]) == {kept.id: kept.material}


def test_destroying_again_is_no_error(store: KeyStore) -> None:
    taken = store.take()

    store.destroy([taken.id, taken.id], entries=[])
    store.destroy([taken.id, "0" * 32], entries=[])
    store.destroy([], entries=[])


def test_a_destroyed_key_that_waits_to_be_taken_is_never_given_out(installation: Installation) -> None:
    store = installation.open(batch=5)
    store.take()
    waiting = set(store.key_ids())

    store.destroy(waiting, entries=[])

    assert store.take().id not in waiting


def test_erasure_and_ledger_stand_or_fall_together(installation: Installation) -> None:
    store = installation.open()
    taken = store.take()
    installation.execute("DROP TABLE erasure_ledger")

    with pytest.raises(Exception, match="erasure_ledger"):
        store.destroy([taken.id], entries=[entry()])

    assert store.material(taken.id) == taken.material


def test_the_ledger_keeps_its_order_and_goes_on_from_any_entry(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keystore_module, "_PAGE", 3)
    written = [entry(f"r{number}", detail=f"scope=S{number}") for number in range(10)]
    store.append(written[:4])
    store.destroy([store.take().id], entries=written[4:6])
    store.append(written[6:])
    store.append([])

    numbered = list(store.ledger())

    assert [line for _, line in numbered] == written
    assert [number for number, _ in numbered] == sorted(number for number, _ in numbered)
    assert list(store.ledger(after=numbered[6][0])) == numbered[7:]
    assert list(store.ledger(after=numbered[-1][0])) == []


def test_a_ledger_entry_keeps_its_moment_whatever_its_zone(store: KeyStore) -> None:
    moment = datetime(2026, 3, 1, 23, 30, 5, 123456, tzinfo=UTC).astimezone(None)

    store.append([LedgerEntry(at=moment, action="narrowed", memorial_id="m1", record_id="r1")])

    ((_, read),) = store.ledger()
    assert read.at == moment
    assert read.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "detail", ["Անի", "her brother's name", "scope=S1; name=“Ani”", "x" * 201, "two\nlines", "a@b.example"]
)
def test_the_ledger_refuses_what_could_be_a_name_or_a_sentence(detail: str) -> None:
    with pytest.raises(ValueError, match="machine words"):
        entry(detail=detail)


def test_a_ledger_entry_needs_a_zone_and_a_known_action() -> None:
    with pytest.raises(ValueError, match="zone"):
        LedgerEntry(at=NOON.replace(tzinfo=None), action="erased", memorial_id="m1", record_id="r1")
    with pytest.raises(ValueError, match="published"):
        LedgerEntry(at=NOON, action="published", memorial_id="m1", record_id="r1")  # type: ignore[arg-type]


def test_every_key_is_listed_and_those_of_earlier_days_apart(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keystore_module, "_PAGE", 3)
    store = installation.open(batch=4)
    earlier = {store.take().id for _ in range(4)}
    installation.clock.now = NOON + timedelta(days=3)
    later = {store.take().id for _ in range(4)}

    assert set(store.key_ids()) == earlier | later
    assert set(store.key_ids(created_before=NOON.date())) == set()
    assert set(store.key_ids(created_before=NOON.date() + timedelta(days=3))) == earlier


def test_keys_that_waited_long_are_not_given_out_since_a_sweep_may_take_them(installation: Installation) -> None:
    store = installation.open(batch=4)
    store.take()
    waited = set(store.key_ids())

    installation.clock.now = NOON + BATCH_LIFETIME + timedelta(seconds=1)

    assert store.take().id not in waited


def test_closing_destroys_the_keys_that_nobody_took(installation: Installation) -> None:
    store = installation.open(batch=10)
    taken = {store.take().id for _ in range(3)}

    store.close()

    assert set(installation.open().key_ids()) == taken


def _take_in_a_child(store: SqlKeyStore, answers: multiprocessing.SimpleQueue[list[str]]) -> None:
    answers.put([store.take().id for _ in range(3)])


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_gets_other_keys_than_its_parent(installation: Installation) -> None:
    store = installation.open(batch=10)
    store.take()
    fork = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[list[str]] = fork.SimpleQueue()

    child = fork.Process(target=_take_in_a_child, args=(store, answers))
    child.start()
    in_child = answers.get()
    child.join()

    assert set(in_child).isdisjoint({store.take().id for _ in range(9)})
    assert set(in_child) <= set(store.key_ids())


def test_setting_up_again_changes_nothing(installation: Installation) -> None:
    taken = installation.open().take()
    both = (installation.folder / KEY_FILE, installation.folder / PEPPER_FILE)
    before = [path.read_bytes() for path in both]

    create_key_store(installation.url, installation.folder)

    assert [path.read_bytes() for path in both] == before
    assert installation.open().material(taken.id) == taken.material


def test_a_store_that_was_never_set_up_is_refused_with_the_remedy(url: str, tmp_path: Path) -> None:
    keys = InstallationKeys.create(tmp_path / "elsewhere")

    with pytest.raises(KeysUnusable, match="memorial keys restore BACKUP"):
        SqlKeyStore(url, keys)


def test_a_store_of_a_newer_program_is_refused(installation: Installation) -> None:
    installation.execute("UPDATE key_store_version SET version = 99")

    with pytest.raises(KeysUnusable, match="newer program"):
        installation.open()


def test_a_store_of_an_older_program_is_brought_up_to_date(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = installation.open().take()
    step: Callable[..., None] = lambda connection: connection.execute(text("CREATE TABLE added (id INTEGER)"))  # noqa: E731
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, step))
    with pytest.raises(KeysUnusable, match="memorial init"):
        installation.open()

    create_key_store(installation.url, installation.folder)

    installation.execute("INSERT INTO added VALUES (1)")
    assert installation.open().material(taken.id) == taken.material


@pytest.mark.parametrize("secret", [KEY_FILE, PEPPER_FILE])
def test_another_installations_secret_stops_the_start(installation: Installation, tmp_path: Path, secret: str) -> None:
    InstallationKeys.create(tmp_path / "another")
    (tmp_path / "another" / secret).replace(installation.folder / secret)

    with pytest.raises(KeysUnusable, match="not the one of this key store"):
        installation.open()
    with pytest.raises(KeysUnusable, match="not the one of this key store"):
        create_key_store(installation.url, installation.folder)


@pytest.mark.parametrize("lost", [[KEY_FILE], [PEPPER_FILE], [KEY_FILE, PEPPER_FILE]])
def test_lost_secrets_of_a_store_in_use_are_never_made_anew(installation: Installation, lost: list[str]) -> None:
    for name in lost:
        (installation.folder / name).unlink()

    with pytest.raises(KeysUnusable, match="bring back all the keys"):
        create_key_store(installation.url, installation.folder)

    assert not any((installation.folder / name).exists() for name in lost)


def test_after_a_rotation_older_keys_still_open(installation: Installation) -> None:
    taken = installation.open().take()
    InstallationKeys.create(installation.folder / "next")
    (installation.folder / KEY_FILE).rename(installation.folder / "retired-1.key")
    (installation.folder / "next" / KEY_FILE).rename(installation.folder / KEY_FILE)
    keys = InstallationKeys.load(installation.folder)
    installation.execute(f"INSERT INTO key_proof VALUES ('{keys.current}', '{keys.proofs()[keys.current]}')")

    store = installation.open()

    assert store.material(taken.id) == taken.material
    assert store.material(store.take().id)
    (installation.folder / "retired-1.key").unlink()
    with pytest.raises(KeysUnusable, match="Missing"):
        installation.open()


def test_no_material_lies_in_the_files_and_a_destroyed_key_not_even_wrapped(sqlite_installation: Installation) -> None:
    def raw() -> bytes:
        return b"".join(path.read_bytes() for path in sqlite_installation.folder.iterdir())

    store = sqlite_installation.open(batch=200)
    taken = [store.take() for _ in range(200)]
    assert not any(key.material in raw() for key in taken)
    assert all(key.id.encode() in raw() for key in taken)

    store.destroy([key.id for key in taken[::2]], entries=[])

    left = raw()
    assert not any(key.id.encode() in left for key in taken[::2])
    assert all(key.id.encode() in left for key in taken[1::2])


@pytest.mark.postgres
def test_a_server_that_may_lose_the_newest_commits_is_told_not_to(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    url = postgres_server.create_database(f"keys_{secrets.token_hex(6)}")
    installation = Installation(url, tmp_path / "keys")
    plain = create_engine(url)
    with plain.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "off"
    plain.dispose()

    with installation.open()._writer.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
    installation.close()


def test_the_file_keeps_no_order_in_which_keys_were_made(sqlite_installation: Installation) -> None:
    with pytest.raises(OperationalError, match="no such column: rowid"):
        sqlite_installation.execute("SELECT rowid FROM record_key")


def test_the_store_file_is_for_its_owner_only(sqlite_installation: Installation) -> None:
    sqlite_installation.open().take()

    assert sqlite_installation.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in sqlite_installation.folder.iterdir()} == {0o600}
