"""The installation's own secrets: the key that wraps record keys, and the pepper of every keyed hash, as files."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType

from memorial.adapters.files.durable import new_file, remove_files
from memorial.adapters.sealing import KEY_BYTES, derive, unwrap, wrap
from memorial.application.ports.secrets import KeysUnusable

KEY_FILE = "installation.key"
PEPPER_FILE = "pepper"
RETIRED_KEY_FILES = "retired-*.key"
"""Keys that wrap nothing new and still open what they wrapped: what a rotation leaves until all is wrapped again."""
NEXT_KEY_FILES = "next-*.key"
"""A key that a rotation made and has not yet put in the place of the one before."""
BACKUP_KEY_FILES = "backup-*.key"
"""What opens and proves the backups of the data that were made before a rotation, named after the key of that time. It
is made from that key, and does not give it back."""

_FIRST_LINE = "memorial secret, version 1"
BRING_BACK = (
    "Is its disk mounted? Else bring back all the keys, where none are: memorial keys restore BACKUP. A new one would"
    " open nothing that is stored."
)


class InstallationKeys:
    """The wrapping keys by id, which of them lies as `installation.key`, and the pepper. Prints nothing of any of them.

    Which key wraps what is new is said by the key store, so that all processes change over at the same moment.
    """

    def __init__(
        self,
        wrapping_keys: Mapping[str, bytes],
        *,
        current: str,
        pepper: bytes,
        folder: Path | None = None,
        older_backups: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self._wrapping_keys = MappingProxyType(dict(wrapping_keys))
        self._older_backups = MappingProxyType(dict(older_backups))
        self._pepper, self._folder = pepper, folder
        self.current = current

    @classmethod
    def create(cls, folder: Path) -> InstallationKeys:
        """Makes the folder and both secrets, then loads them. Refuses to touch anything that is there already."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in (KEY_FILE, PEPPER_FILE):
            if (folder / name).exists():
                raise KeysUnusable(f"{folder / name} exists already.", "Nothing was changed: load it instead.")
        try:
            for name in (KEY_FILE, PEPPER_FILE):
                write_secret(folder / name, secrets.token_bytes(KEY_BYTES))
        except BaseException:
            # One without the other would look like a loss at the next start.
            remove_files(folder / name for name in (KEY_FILE, PEPPER_FILE))
            raise
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> InstallationKeys:
        """The secrets in that folder. Raises `KeysUnusable` if one is missing, damaged, or open to others."""
        if not folder.is_dir():
            raise KeysUnusable(f"The key folder {folder} is missing.", BRING_BACK)
        _refuse_if_open_to_others(folder, folder.stat(), "700")
        wrapping_keys, current, pepper, older = _as_they_stand(folder)
        return cls(wrapping_keys, current=current, pepper=pepper, folder=folder, older_backups=older)

    @staticmethod
    def any_in(folder: Path) -> bool:
        return any((folder / name).exists() for name in (KEY_FILE, PEPPER_FILE))

    def read_again(self) -> None:
        """Takes in what the folder holds now. Keys that are gone from it are kept: a reader may be about to use one."""
        if self._folder is not None:
            found, self.current, self._pepper, older = _as_they_stand(self._folder)
            self._wrapping_keys = MappingProxyType({**self._wrapping_keys, **found})
            self._older_backups = MappingProxyType({**self._older_backups, **older})

    def wrap(self, record_key_id: str, material: bytes, *, by: str | None = None) -> bytes:
        """The record key, wrapped by the key of that id, else by the current one. Raises `KeysUnusable`."""
        return wrap(self.wrapping_key(by or self.current), record_key_id, material)

    def unwrap(self, record_key_id: str, wrapped: bytes, *, wrapped_by: str) -> bytes:
        """The record key again. Raises `KeysUnusable` if the key that wrapped it is not here, and `SealBroken`."""
        return unwrap(self.wrapping_key(wrapped_by), record_key_id, wrapped)

    def wrapping_key(self, key_id: str) -> bytes:
        """The secret of that id. Raises `KeysUnusable`."""
        if key_id not in self._wrapping_keys:
            # A rotation in another process may have made it after this one began.
            self.read_again()
        if key_id not in self._wrapping_keys:
            raise KeysUnusable(f"The installation key {key_id} is missing.", BRING_BACK)
        return self._wrapping_keys[key_id]

    def root_of_peppers(self) -> bytes:
        """The secret of the pepper file, for a backup of the keys and nothing else."""
        return self._pepper

    def backup_secrets(self) -> dict[str, bytes]:
        """By the id of the installation key in whose time they serve: what opens and signs backups of the data.

        The current one is the first: new backups are made with it alone, and no key of before a rotation opens them.
        """
        held = {key_id: backup_secret(key) for key_id, key in self._wrapping_keys.items()}
        return {self.current: held[self.current], **held, **self._older_backups}

    def older_backups(self) -> Mapping[str, bytes]:
        """Those of before earlier rotations, for a backup of the keys."""
        return self._older_backups

    def pepper(self, label: str) -> bytes:
        """32 bytes for one kind of keyed hash or cookie, always the same for the same label and pepper file."""
        return derive(self._pepper, f"pepper:{label}")

    def proofs(self) -> dict[str, str]:
        """For each wrapping key by its id, and for `pepper`, a value that proves which secret it is; no more."""
        proofs = {key_id: derive(key, "proof").hex() for key_id, key in self._wrapping_keys.items()}
        return proofs | {"pepper": derive(self._pepper, "proof").hex()}

    def __repr__(self) -> str:
        return f"<InstallationKeys {self.current}>"


def backup_secret(wrapping_key: bytes) -> bytes:
    return derive(wrapping_key, "backups of the data")


def id_of(key: bytes) -> str:
    """16 hex digits that name a secret and say nothing else of it."""
    return derive(key, "id").hex()[:16]


def _as_they_stand(folder: Path) -> tuple[dict[str, bytes], str, bytes, dict[str, bytes]]:
    """The wrapping keys by id, the id of the current one, the pepper, and what older backups need, as they stood at
    one moment."""
    while True:
        before = _standing(folder)
        try:
            current, pepper = read_secret(folder / KEY_FILE), read_secret(folder / PEPPER_FILE)
            names = [name for name, _ in before if name not in (KEY_FILE, PEPPER_FILE)]
            found = [read_secret(folder / name) for name in names if not fnmatch(name, BACKUP_KEY_FILES)]
            older = [(name, read_secret(folder / name)) for name in names if fnmatch(name, BACKUP_KEY_FILES)]
        except KeysUnusable:
            if _standing(folder) == before:
                raise
            continue
        # A rotation that runs at this moment renames files; then they are read again.
        if _standing(folder) == before:
            of_backups = {name.removeprefix("backup-").removesuffix(".key"): one for name, one in older}
            return {id_of(key): key for key in (*found, current)}, id_of(current), pepper, of_backups


def _standing(folder: Path) -> list[tuple[str, int]]:
    names = {KEY_FILE, PEPPER_FILE}
    patterns = (RETIRED_KEY_FILES, NEXT_KEY_FILES, BACKUP_KEY_FILES)
    names |= {path.name for pattern in patterns for path in folder.glob(pattern)}
    standing = []
    for name in sorted(names):
        with suppress(FileNotFoundError):
            standing.append((name, (folder / name).stat().st_ino))
    return standing


def write_secret(path: Path, secret: bytes) -> None:
    """Three lines: what this is, the id, the secret in Base64. The id is made from the secret, so damage shows."""
    lines = (_FIRST_LINE, id_of(secret), base64.b64encode(secret).decode())
    with new_file(path, root=path.parent, mode=0o600) as write:
        write("\n".join((*lines, "")).encode())


def read_secret(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            _refuse_if_open_to_others(path, os.fstat(file.fileno()), "600")
            lines = file.read(1000).decode("ascii", "replace").splitlines()
    except FileNotFoundError:
        raise KeysUnusable(f"The secret {path} is missing.", BRING_BACK) from None
    except OSError as error:
        problem = f"The secret {path} cannot be read ({error.strerror})."
        raise KeysUnusable(problem, "Give the program that right.") from error
    with suppress(ValueError, binascii.Error):
        first_line, named_id, text = lines
        secret = base64.b64decode(text, validate=True)
        if first_line == _FIRST_LINE and len(secret) == KEY_BYTES and named_id == id_of(secret):
            return secret
    raise KeysUnusable(f"The secret {path} is damaged.", BRING_BACK)


def _refuse_if_open_to_others(path: Path, status: os.stat_result, wanted: str) -> None:
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise KeysUnusable(f"Others than its owner may use {path}.", f"Run: chmod {wanted} {path}")
    if status.st_uid not in (os.geteuid(), 0):
        raise KeysUnusable(f"{path} belongs to another account.", f"Make it belong to the account {os.geteuid()}.")
