"""`memorial prove`: restores a backup into a place of its own, looks whether all of it is there, removes the place."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import click

from memorial import bootstrap
from memorial.adapters.backup.errors import BackupRefused, RestoreFailed
from memorial.adapters.db.fixity import SqlFixity, damaged_records
from memorial.adapters.db.restore_proofs import made_about
from memorial.adapters.db.sqlite import file_system_of
from memorial.adapters.keys.card import combine
from memorial.adapters.keys.installation_key import InstallationKeys
from memorial.adapters.keys.key_backup import key_id_of, make_backup
from memorial.adapters.keys.restoring import restore_keys
from memorial.application import restore_alarm
from memorial.application.fixity import read_everything
from memorial.application.ports.secrets import KeysUnusable, StorageFull
from memorial.application.services import Services
from memorial.cli.backup import bring_back, say
from memorial.cli.examination import UNPROVED_HOURS
from memorial.cli.keys import share_option, show_option, words_of_shares
from memorial.cli.said import counted
from memorial.cli.temporary import temporary_folder
from memorial.domain.errors import Refusal
from memorial.settings import Settings, load_settings

PREFIX = "memorial-prove-"
MEMORY = Path("/dev/shm")  # noqa: S108 - keys are better there than on a disk
ROOM_FOR_KEYS = 4
"""A key store takes at most so many times the room of its backup."""


@dataclass(frozen=True)
class Proof:
    """What came back, and about when the backup was made."""

    rows: int
    files: int
    made_at: datetime | None


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", "key_file", type=click.Path(path_type=Path), help="The file that `backup --new-key` made.")
@click.option(
    "--keys",
    "key_backup",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take the keys from this backup of the keys, with two shares of the card; else those of the installation.",
)
@share_option
@show_option
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where to restore to, for the time of the proof; else the system's folder for temporary files.",
)
def prove(
    source: Path,
    key_file: Path | None,
    key_backup: Path | None,
    shares: tuple[Path, ...],
    show_words: bool,
    folder: Path | None,
) -> None:
    """Restore a backup into an empty place beside this installation, prove it, and remove the place again.

    Nothing here is changed. That it was proved is remembered: without a proof for 48 hours an alarm is raised.
    """
    settings = load_settings(os.environ)
    installation = bootstrap.build(settings)
    try:
        with _noting_failure(installation.services):
            words = words_of_shares(shares, show_words) if key_backup or shares else []
            with _place(settings, folder, key_backup, words, installation.services.now()) as place:
                proof = _prove(place, source, key_file)
            _require_young(proof, settings, installation.services.now())
        restore_alarm.note_proof(installation.services, rows=proof.rows, files=proof.files)
    finally:
        installation.close()
    came = f"{counted(proof.rows, 'row')} and {counted(proof.files, 'file')}"
    click.echo(f"Proved: {came} came back whole, and every file opens.")


@contextmanager
def _noting_failure(services: Services) -> Iterator[None]:
    """One audit entry too where nothing was proved."""
    try:
        yield
    except (BackupRefused, KeysUnusable, StorageFull, Refusal, OSError) as problem:
        restore_alarm.note_failure(services, type(problem).__name__)
        raise


@contextmanager
def _place(
    settings: Settings, folder: Path | None, key_backup: Path | None, words: list[str], now: datetime
) -> Iterator[Settings]:
    """Settings of an empty place with a copy of the keys; both are gone afterwards."""
    parent = (folder or Path(tempfile.gettempdir())).absolute()
    with temporary_folder(parent, PREFIX) as home:
        found, key = _keys_to_bring(settings, home, key_backup, words, now)
        with _folder_for_keys(home, found) as keys:
            at = replace(settings.keys, url=f"sqlite:///{keys / 'keys.sqlite3'}", folder=keys)
            restore_keys(at.url, at.folder, found, key)
            yield replace(
                settings,
                home=home,
                keys=at,
                secret_key_file=keys / "secret_key",
                database=replace(settings.database, url=f"sqlite:///{home / 'memorial.sqlite3'}", public_url=None),
                storage=replace(settings.storage, url=(home / "files").as_uri()),
            )


def _keys_to_bring(
    settings: Settings, home: Path, given: Path | None, words: list[str], now: datetime
) -> tuple[Path, bytes]:
    """A backup of the keys and the key that opens it: the one that was given, or one made now of those in use."""
    if given is not None:
        key, _ = combine(words)
        return given, key
    made = home / "keys-of-now"
    make_backup(settings.keys.url, settings.keys.folder, made, now=now, remember=False)
    return made, InstallationKeys.load(settings.keys.folder).wrapping_key(key_id_of(made))


@contextmanager
def _folder_for_keys(home: Path, found: Path) -> Iterator[Path]:
    """In memory where there is any: keys and data never lie on one disk because of a proof."""
    needed = ROOM_FOR_KEYS * found.stat().st_size + 2**20
    if file_system_of(MEMORY) == "tmpfs" and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > needed:
        with temporary_folder(MEMORY, PREFIX) as keys:
            yield keys
        return
    click.echo("There is no room in memory: a copy of the keys lies beside the data while this lasts.", err=True)
    keys = home / "keys"
    keys.mkdir(mode=0o700)
    yield keys


def _prove(place: Settings, source: Path, key_file: Path | None) -> Proof:
    loaded, _ = bring_back(place, source, key_file)
    restored = bootstrap.build(place)
    try:
        store = SqlFixity(restored.archive)
        read_everything(restored.services, store, progress=lambda done: say("files opened", done))
        damaged = damaged_records(restored.archive)
        if damaged:
            many = sum(number for _, _, number in damaged)
            raise RestoreFailed(
                f"{counted(many, 'file')} of {counted(len(damaged), 'record')} {'was' if many == 1 else 'were'}"
                " damaged before this backup was made."
                " Look here: memorial check --files"
            )
        return Proof(loaded.rows, loaded.files, made_about(restored.engines.reading))
    finally:
        restored.close()


def _require_young(proof: Proof, settings: Settings, now: datetime) -> None:
    """An old backup that still opens says nothing about those of these days."""
    hours = settings.backup.prove_hours or UNPROVED_HOURS
    if proof.made_at is None or abs(now - proof.made_at) > timedelta(hours=hours):
        made = f"of {proof.made_at:%Y-%m-%d}" if proof.made_at else "of a time that is not known"
        raise RestoreFailed(
            f"It came back whole, and it is {made}: that proves no backup of the last {hours} hours. Prove a newer one."
        )
