"""The installation's secrets: made once, for their owner only, and refused when anything is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from memorial.adapters.keys import installation_key
from memorial.adapters.keys.installation_key import KEY_FILE, PEPPER_FILE, InstallationKeys
from memorial.application.ports.secrets import KeysUnusable, SealBroken, StorageFull


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "keys"


def test_secrets_are_made_once_and_load_again(folder: Path) -> None:
    made = InstallationKeys.create(folder)
    loaded = InstallationKeys.load(folder)

    assert loaded.current == made.current
    assert loaded.proofs() == made.proofs()
    assert loaded.unwrap("k1", made.wrap("k1", bytes(32)), wrapped_by=made.current) == bytes(32)
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        KEY_FILE: 0o600,
        PEPPER_FILE: 0o600,
    }
    assert folder.stat().st_mode & 0o777 == 0o700


def test_nothing_that_exists_is_overwritten(folder: Path) -> None:
    InstallationKeys.create(folder)
    before = (folder / KEY_FILE).read_bytes()

    with pytest.raises(KeysUnusable, match="exists already"):
        InstallationKeys.create(folder)

    assert (folder / KEY_FILE).read_bytes() == before


def test_peppers_differ_by_label_and_stay_the_same(folder: Path) -> None:
    keys = InstallationKeys.create(folder)

    assert keys.pepper("receipt") == InstallationKeys.load(folder).pepper("receipt")
    assert len({keys.pepper("receipt"), keys.pepper("index"), keys.pepper("cookie")}) == 3
    assert len(keys.pepper("receipt")) == 32


def test_neither_prints_nor_proofs_hold_a_secret(folder: Path) -> None:
    keys = InstallationKeys.create(folder)
    written = [(folder / name).read_text().splitlines()[2] for name in (KEY_FILE, PEPPER_FILE)]

    shown = f"{keys!r} {keys} {keys.proofs()} {vars(keys).keys()}"

    assert not any(secret in shown for secret in written)


@pytest.mark.parametrize("name", [KEY_FILE, PEPPER_FILE])
def test_a_missing_secret_is_refused(folder: Path, name: str) -> None:
    InstallationKeys.create(folder)
    (folder / name).unlink()

    with pytest.raises(KeysUnusable, match=f"{name} is missing") as refusal:
        InstallationKeys.load(folder)

    assert "memorial keys restore" in refusal.value.remedy


def test_a_missing_folder_is_refused(folder: Path) -> None:
    with pytest.raises(KeysUnusable, match=r"folder .* is missing"):
        InstallationKeys.load(folder)


@pytest.mark.parametrize("name", ["", KEY_FILE, PEPPER_FILE])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o710])
def test_what_others_may_use_is_refused_with_the_command_that_mends_it(folder: Path, name: str, mode: int) -> None:
    InstallationKeys.create(folder)
    (folder / name).chmod(mode if name else mode | 0o700)

    with pytest.raises(KeysUnusable) as refusal:
        InstallationKeys.load(folder)

    assert refusal.value.remedy.startswith("Run: chmod ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only the system's administrator can give a file away")
def test_a_secret_of_another_account_is_refused(folder: Path) -> None:
    InstallationKeys.create(folder)
    os.chown(folder / KEY_FILE, 65534, 65534)

    with pytest.raises(KeysUnusable, match="another account"):
        InstallationKeys.load(folder)


def test_a_secret_that_is_stricter_than_asked_is_fine(folder: Path) -> None:
    InstallationKeys.create(folder)
    (folder / KEY_FILE).chmod(0o400)

    InstallationKeys.load(folder)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text.replace("version 1", "version 2"),
        lambda text: text[:-5],
        lambda text: text + "more\n",
        lambda text: text.replace("\n", "\nf", 1),
        lambda text: text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:],
        lambda text: "\u202e" + text,
    ],
)
def test_one_damaged_character_is_noticed(folder: Path, damage: Callable[[str], str]) -> None:
    InstallationKeys.create(folder)
    path = folder / KEY_FILE
    path.write_text(damage(path.read_text()))

    with pytest.raises(KeysUnusable, match="damaged"):
        InstallationKeys.load(folder)


def test_a_full_disk_leaves_no_half_of_the_secrets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_at_the_second(path: Path, secret: bytes) -> None:
        if path.name == PEPPER_FILE:
            raise StorageFull
        written(path, secret)

    written = installation_key.write_secret
    monkeypatch.setattr(installation_key, "write_secret", full_at_the_second)

    with pytest.raises(StorageFull):
        InstallationKeys.create(folder)

    assert list(folder.iterdir()) == []


def test_a_wrapped_key_opens_only_under_its_name_and_its_installation_key(folder: Path, tmp_path: Path) -> None:
    keys = InstallationKeys.create(folder)
    other = InstallationKeys.create(tmp_path / "other")
    wrapped = keys.wrap("k1", bytes(32))

    with pytest.raises(SealBroken):
        keys.unwrap("k2", wrapped, wrapped_by=keys.current)
    with pytest.raises(SealBroken):
        other.unwrap("k1", wrapped, wrapped_by=other.current)
    with pytest.raises(KeysUnusable, match=keys.current):
        other.unwrap("k1", wrapped, wrapped_by=keys.current)
