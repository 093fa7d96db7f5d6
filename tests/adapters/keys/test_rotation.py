"""A rotation beside those who read and write: killed before any step everything can be read, and it can go on."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from memorial.adapters.keys import rotation
from memorial.adapters.keys.care import read_care
from memorial.adapters.keys.installation_key import KEY_FILE, InstallationKeys, read_secret
from memorial.adapters.keys.keystore import SqlKeyStore
from memorial.adapters.keys.rotation import rotate
from memorial.application.ports.secrets import KeyDestroyed, KeysUnusable, LedgerEntry
from tests.adapters.keys.places import KeyPlace, copied, key_place, killed_before
from tests.installations import MORNING
from tests.servers.postgres import PostgresServer

FORKS = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyPlace]:
    folder = tmp_path / "keys"
    if request.param == "sqlite":
        yield key_place(folder)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"keys_{secrets.token_hex(6)}"
    yield key_place(folder, server.create_database(name))
    server.drop_database(name)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> KeyPlace:
    return key_place(tmp_path / "keys")


def rotated(place: KeyPlace, page: int = 500) -> None:
    for _ in rotate(place.url, place.folder, page=page):
        pass


def names(place: KeyPlace) -> set[str]:
    return {path.name for path in place.folder.iterdir() if path.suffix != ".sqlite3-shm"}


def test_after_a_rotation_every_key_opens_and_the_old_key_is_nowhere(place: KeyPlace) -> None:
    before, old, peppers = place.fill(30), read_secret(place.folder / KEY_FILE), place.peppers()
    old_id = place.keys().current

    rotated(place, page=7)

    assert place.materials() == before
    assert place.peppers() == peppers
    assert place.keys().current != old_id
    assert not {path.name for path in place.folder.glob("*") if path.name.startswith(("retired", "next", "destroyed"))}
    assert {row.wrapped_by for row in place.ask("SELECT DISTINCT wrapped_by FROM record_key")} == {place.keys().current}
    assert {row.name for row in place.ask("SELECT name FROM key_proof")} == {place.keys().current, "pepper"}
    with pytest.raises(KeysUnusable, match="missing"):
        place.keys().wrapping_key(old_id)
    assert old not in place.raw()


def test_a_process_that_began_before_reads_and_writes_on_and_uses_the_new_key(place: KeyPlace) -> None:
    earlier = place.fill(5)
    with place.store(batch=3) as store:
        first = store.take()
        rotated(place)
        later = [store.take() for _ in range(9)]

        assert store.material(first.id) == first.material
        assert {key_id: store.material(key_id) for key_id in earlier} == earlier
        assert {key.id: store.material(key.id) for key in later} == {key.id: key.material for key in later}
    assert {row.wrapped_by for row in place.ask("SELECT DISTINCT wrapped_by FROM record_key")} == {place.keys().current}


def test_those_who_take_read_and_erase_notice_nothing_of_rotations(place: KeyPlace) -> None:
    kept, gone, problems, stop = {}, set(), list[BaseException](), threading.Event()

    def live(number: int) -> None:
        try:
            with place.store(batch=4) as store:
                while not stop.is_set():
                    one, other = store.take(), store.take()
                    assert store.material(one.id) == one.material
                    entry = LedgerEntry(MORNING, "erased", "m", other.id)
                    store.destroy([other.id], entries=[entry])
                    kept[one.id] = one.material
                    gone.add(other.id)
                    time.sleep(0.02)
        except BaseException as problem:
            problems.append(problem)

    lives = [threading.Thread(target=live, args=(number,)) for number in range(3)]
    for one in lives:
        one.start()
    rotations = 0
    while rotations < 3 or (len(kept) <= 10 and not problems):
        rotated(place, page=5)
        rotations += 1
    stop.set()
    for one in lives:
        one.join()

    assert problems == []
    assert len(kept) > 10
    assert place.materials() == kept
    assert {row.record_id for row in place.ask("SELECT record_id FROM erasure_ledger")} == gone
    assert {row.wrapped_by for row in place.ask("SELECT DISTINCT wrapped_by FROM record_key")} == {place.keys().current}


@FORKS
def test_killed_before_any_step_all_can_be_read_and_the_same_command_goes_on(
    on_sqlite: KeyPlace, tmp_path: Path
) -> None:
    before, peppers, old = on_sqlite.fill(14), on_sqlite.peppers(), on_sqlite.keys().current
    secret, step, half = read_secret(on_sqlite.folder / KEY_FILE), 0, 0

    while True:
        step += 1
        place = copied(on_sqlite, tmp_path / f"killed-{step}")
        killed = killed_before(step, lambda place=place: rotated(place, page=4))
        if not killed:
            break
        half += read_care(place.url, place.folder).rotating
        with place.store() as store:
            added = store.take()
        known = {**before, added.id: added.material}
        assert place.materials() == known, step
        assert place.peppers() == peppers, step

        rotated(place, page=4)

        assert place.materials() == known, step
        assert place.peppers() == peppers, step
        assert place.keys().current != old, step
        assert secret not in place.raw(), step
        assert not [name for name in names(place) if name.startswith(("retired", "next", "destroyed"))], step
        assert not [name for name in names(place) if name.endswith(".part")], step
        assert not read_care(place.url, place.folder).rotating, step

    assert step > 20
    assert half > 8


@FORKS
@pytest.mark.postgres
@pytest.mark.parametrize("stride", [9, pytest.param(1, marks=pytest.mark.long)])
def test_on_postgresql_too_a_killed_rotation_goes_on(
    postgres_server: PostgresServer, tmp_path: Path, stride: int
) -> None:
    step = 3
    while True:
        name = f"keys_{secrets.token_hex(6)}"
        place = key_place(tmp_path / name, postgres_server.create_database(name))
        before, peppers = place.fill(14), place.peppers()
        killed = killed_before(step, lambda place=place: rotated(place, page=4))

        assert place.materials() == before, step
        rotated(place, page=4)

        assert (place.materials(), place.peppers()) == (before, peppers), step
        assert len(place.ask("SELECT name FROM key_proof")) == 2, step
        postgres_server.drop_database(name)
        if not killed:
            break
        step += stride
    assert step > 15


def test_a_rotation_that_was_killed_twice_ends_with_one_key(on_sqlite: KeyPlace) -> None:
    before = on_sqlite.fill(20)
    for pages in (1, 2):
        running = rotate(on_sqlite.url, on_sqlite.folder, page=4)
        for _ in range(pages):
            next(running)
        running.close()

    assert len(on_sqlite.ask("SELECT name FROM key_proof")) == 3
    rotated(on_sqlite)

    assert len(on_sqlite.ask("SELECT name FROM key_proof")) == 2
    assert on_sqlite.materials() == before


def test_half_rotated_is_told_and_both_keys_are_needed(on_sqlite: KeyPlace) -> None:
    on_sqlite.fill(20)
    running = rotate(on_sqlite.url, on_sqlite.folder, page=4)
    next(running), next(running)
    running.close()

    care = read_care(on_sqlite.url, on_sqlite.folder)
    (retired,) = on_sqlite.folder.glob("retired-*.key")
    kept = retired.read_bytes()
    retired.unlink()
    with pytest.raises(KeysUnusable, match="Missing, or not the one"):
        SqlKeyStore(on_sqlite.url, on_sqlite.keys())
    with pytest.raises(KeysUnusable, match="Missing, or not the one"):
        rotated(on_sqlite)
    retired.write_bytes(kept)
    retired.chmod(0o600)

    assert (care.rotating, care.waiting) == (True, 16)
    rotated(on_sqlite)


def test_a_damaged_record_key_stops_the_rotation_and_no_key_is_destroyed(on_sqlite: KeyPlace) -> None:
    before = on_sqlite.fill(6)
    damaged = sorted(before)[3]
    on_sqlite.ask(f"UPDATE record_key SET wrapped = CAST(x'0102' AS BLOB) WHERE id = '{damaged}'")

    with pytest.raises(KeysUnusable, match=f"{damaged} is damaged"):
        rotated(on_sqlite)

    with on_sqlite.store() as store:
        assert all(store.material(key_id) == known for key_id, known in before.items() if key_id != damaged)
    assert read_care(on_sqlite.url, on_sqlite.folder).rotating


def test_a_key_erased_during_a_rotation_stays_erased(on_sqlite: KeyPlace) -> None:
    before = on_sqlite.fill(12)
    running = rotate(on_sqlite.url, on_sqlite.folder, page=4)
    next(running)
    doomed = sorted(before)[-1]
    with on_sqlite.store() as store:
        store.destroy([doomed], entries=[])

    for _ in running:
        pass

    with on_sqlite.store() as store, pytest.raises(KeyDestroyed):
        store.material(doomed)
    assert len(on_sqlite.materials()) == 11


def test_two_rotations_do_not_run_at_once(place: KeyPlace) -> None:
    place.fill(8)
    running = rotate(place.url, place.folder, page=2)
    next(running)

    with pytest.raises(KeysUnusable, match="Another command is at work"):
        rotated(place)

    for _ in running:
        pass
    assert len(place.ask("SELECT name FROM key_proof")) == 2


def test_wrong_keys_are_refused_before_anything_is_changed(on_sqlite: KeyPlace, tmp_path: Path) -> None:
    on_sqlite.fill(3)
    InstallationKeys.create(tmp_path / "another")
    (on_sqlite.folder / KEY_FILE).write_bytes((tmp_path / "another" / KEY_FILE).read_bytes())
    before = sorted(names(on_sqlite))

    with pytest.raises(KeysUnusable, match="not the one of this key store"):
        rotated(on_sqlite)

    assert sorted(names(on_sqlite)) == before
    assert len(on_sqlite.ask("SELECT name FROM key_proof")) == 2


def test_a_key_folder_that_changes_while_it_is_read_is_read_again(
    on_sqlite: KeyPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole rotation happens between the reading of the first file and the last."""
    from memorial.adapters.keys import installation_key

    before, plain = on_sqlite.fill(3), read_secret
    acts: list[Callable[[], None]] = [lambda: rotated(on_sqlite)]

    def slowly(path: Path) -> bytes:
        secret = plain(path)
        if acts:
            acts.pop()()
        return secret

    monkeypatch.setattr(installation_key, "read_secret", slowly)

    assert on_sqlite.materials() == before


def test_a_secret_that_is_destroyed_was_overwritten_first(on_sqlite: KeyPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    on_sqlite.fill(2)
    overwritten: list[bytes] = []
    removed = rotation.os.unlink

    def look(path: Path, **named: object) -> None:
        if "destroyed-" in str(path):
            overwritten.append(Path(path).read_bytes())
        removed(path)

    monkeypatch.setattr(rotation.os, "unlink", look)
    rotated(on_sqlite)

    assert [set(left) for left in overwritten] == [{0}]
