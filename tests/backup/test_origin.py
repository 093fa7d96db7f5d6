"""Who has the open half of a key can make a backup, and none that is restored; old keys open nothing that is new."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from memorial.adapters.backup.envelope import open_backup, own_privates, parse_public, public_name, seal_backup
from memorial.adapters.backup.errors import BackupRefused, NotABackup
from memorial.adapters.backup.origin import Signer, check_origin
from memorial.adapters.backup.stream import message, piece
from memorial.adapters.keys.installation_key import InstallationKeys
from memorial.adapters.keys.key_backup import make_backup
from memorial.adapters.keys.restoring import restore_keys
from tests.backup.conftest import keys_to, opened_with, run_here, sealed_as_of_old, sealed_by
from tests.backup.test_restore import back_up, opened, restored, with_a_photograph
from tests.installations import MORNING, TestInstallation


def inside(keys: InstallationKeys, backup: Path) -> list[bytes]:
    return [piece(one) if isinstance(one, bytes) else message(one) for one in opened_with(keys, backup)]


def untouched(empty: Path) -> bool:
    return sorted(path.name for path in empty.iterdir()) == ["keys"]


def by_a_stranger(public: str, key_id: str) -> Callable[[Path, list[bytes]], None]:
    """What somebody makes who knows the open half of the key, and the id under which the installation signs."""

    def make(out: Path, chunks: list[bytes]) -> None:
        with out.open("wb") as file:
            signer = Signer(key_id, secrets.token_bytes(32))
            seal_backup(lambda some: (file.write(some), None)[1], [parse_public(public)], chunks, signer)

    return make


@pytest.mark.parametrize("signed", ["with a key of their own", "under the installation's name", "not at all"])
def test_a_backup_that_a_stranger_made_is_refused_before_anything_is_opened(
    here: TestInstallation, home: Path, tmp_path: Path, signed: str
) -> None:
    here.publish()
    keys = here.installation.keys
    public = run_here(["backup", "--new-key", str(tmp_path / "offline")], home).stdout.splitlines()[-1]
    chunks = inside(keys, back_up(home, tmp_path / "whole"))
    forged = tmp_path / "forged"
    if signed == "not at all":
        sealed_as_of_old(keys, forged, chunks)
    else:
        key_id = keys.current if signed.startswith("under") else "0" * 16
        by_a_stranger(public, key_id)(forged, chunks)
    empty = keys_to(home, tmp_path / "empty")

    said = run_here(["restore", str(forged), "--key", str(tmp_path / "offline")], empty)

    assert said.returncode == 1
    assert ("damaged" in said.stderr) if signed.startswith("under") else ("--origin-unproved" in said.stderr)
    assert untouched(empty)


def test_only_an_option_that_says_so_opens_what_nothing_proves(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    here.publish()
    public = run_here(["backup", "--new-key", str(tmp_path / "offline")], home).stdout.splitlines()[-1]
    chunks = inside(here.installation.keys, back_up(home, tmp_path / "whole"))
    by_a_stranger(public, "0" * 16)(tmp_path / "strange", chunks)
    by_a_stranger(public, here.installation.keys.current)(tmp_path / "forged", chunks)
    key = ("--key", str(tmp_path / "offline"), "--origin-unproved")

    empty = restored(home, tmp_path / "strange", tmp_path / "empty", *key)
    # What bears the installation's own name and is not signed by it is not merely unproved.
    forged = run_here(["restore", str(tmp_path / "forged"), *key], keys_to(home, tmp_path / "another"))

    with opened(empty) as built, built.reader.snapshot() as edition:
        assert edition.remembrances(here.memorial.id, after="", limit=9).rows
    assert forged.returncode == 1
    assert "damaged" in forged.stderr


def test_a_backup_of_an_older_version_says_what_to_do(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    here.publish()
    chunks = inside(here.installation.keys, back_up(home, tmp_path / "whole"))
    older = sealed_as_of_old(here.installation.keys, tmp_path / "older", chunks)
    empty = keys_to(home, tmp_path / "empty")

    said = run_here(["restore", str(older)], empty)

    assert said.returncode == 1
    assert "older version" in said.stderr and "--origin-unproved" in said.stderr
    assert untouched(empty)
    assert run_here(["restore", str(older), "--origin-unproved"], empty).returncode == 0


def test_a_backup_to_an_offline_key_is_signed_by_the_installation(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    public = run_here(["backup", "--new-key", str(tmp_path / "offline")], home).stdout.splitlines()[-1]
    backup = back_up(home, tmp_path / "whole", "--to", public)

    with backup.open("rb") as file:
        assert check_origin(file, here.installation.keys.backup_secrets()).maker == here.installation.keys.current
        assert check_origin(file, {"0" * 16: bytes(32)}).maker == ""


def test_a_file_that_is_changed_between_the_proof_and_the_reading_is_refused(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    keys, whole = here.installation.keys, back_up(home, tmp_path / "whole")
    receiver = public_name(own_privates(keys.backup_secrets())[0])
    by_a_stranger(receiver, keys.current)(tmp_path / "forged", inside(keys, whole))
    forged = (tmp_path / "forged").read_bytes()

    with whole.open("rb") as file:
        origin = check_origin(file, keys.backup_secrets())
        # In place, and of the same length.
        assert len(forged) == whole.stat().st_size
        whole.write_bytes(forged)
        with pytest.raises(NotABackup, match="changed while it was read"):
            list(open_backup(file, own_privates(keys.backup_secrets()), origin))


def test_after_a_rotation_new_backups_open_with_the_new_key_only_and_older_ones_still_do(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    with_a_photograph(here)
    stolen = keys_to(home, tmp_path / "stolen") / "keys"
    before = back_up(home, tmp_path / "before")
    assert run_here(["keys", "rotate"], home).returncode == 0
    after = back_up(home, tmp_path / "after")
    thief = InstallationKeys.load(stolen)

    assert opened_with(thief, before)
    with after.open("rb") as file:
        origin = check_origin(file, thief.backup_secrets())
        for privates in (own_privates(thief.backup_secrets()), [thief.pepper("backup")]):
            with pytest.raises(NotABackup, match="None of the keys here"):
                list(open_backup(file, privates, origin))
    assert opened_with(InstallationKeys.load(home / "keys"), after)
    restored(home, before, tmp_path / "empty")


def test_after_a_theft_what_opens_and_proves_the_older_backups_is_destroyed(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    here.publish()
    thief = InstallationKeys.load(keys_to(home, tmp_path / "stolen") / "keys")
    chunks = inside(here.installation.keys, back_up(home, tmp_path / "before"))
    assert run_here(["keys", "rotate"], home).returncode == 0

    assert run_here(["keys", "rotate", "--forget-backups"], home).returncode == 0

    assert not list((home / "keys").glob("backup-*"))
    forged = sealed_by(thief, tmp_path / "forged", chunks)
    for path in (tmp_path / "before", forged):
        with pytest.raises(BackupRefused, match="keys that are not here"):
            opened_with(InstallationKeys.load(home / "keys"), path)
    restored(home, back_up(home, tmp_path / "after"), tmp_path / "empty")


def test_a_backup_of_the_keys_brings_along_what_opens_older_backups(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    before = back_up(home, tmp_path / "before")
    for _ in range(2):
        assert run_here(["keys", "rotate"], home).returncode == 0
    keys = here.installation.settings.keys
    make_backup(keys.url, keys.folder, tmp_path / "keys", now=MORNING)
    today = InstallationKeys.load(home / "keys")

    other = tmp_path / "other"
    restore_keys(f"sqlite:///{other}/k.sqlite3", other, tmp_path / "keys", today.wrapping_key(today.current))

    brought = InstallationKeys.load(other)
    assert brought.backup_secrets() == today.backup_secrets()
    assert len(brought.backup_secrets()) == 3
    assert opened_with(brought, before)
