"""`memorial repair`: reads every file, and brings what is damaged or missing back from a second copy, each proved."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from memorial import bootstrap
from memorial.adapters.backup.envelope import open_backup
from memorial.adapters.backup.errors import NotABackup
from memorial.adapters.backup.origin import check_origin
from memorial.adapters.backup.second_copy import BackupCopy, FolderCopy, vault_in
from memorial.adapters.db.fixity import SqlFixity, damaged_records
from memorial.adapters.keys.installation_key import InstallationKeys, read_secret
from memorial.application import repairing
from memorial.application.fixity import read_everything
from memorial.application.repairing import Repaired, SecondCopy
from memorial.cli.backup import privates_for, say
from memorial.cli.noted import REFUSALS, in_a_word
from memorial.cli.temporary import temporary_folder
from memorial.settings import Settings, load_settings

PREFIX = ".memorial-repair-"


@click.command()
@click.argument("source", metavar="FROM", type=click.Path(path_type=Path, exists=True))
@click.option("--key", "key_file", type=click.Path(path_type=Path), help="The file that `backup --new-key` made.")
def repair(source: Path, key_file: Path | None) -> None:
    """Read every file, and bring those that are damaged or missing back from FROM: a backup, or a copy of the files.

    A file takes another's place only if it is just what was kept. What was erased stays so. Exit code 1 if any is left.
    """
    settings = load_settings(os.environ)
    installation = bootstrap.build(settings)
    try:
        with temporary_folder(settings.home, PREFIX) as staging, _noting_refusals(installation):
            second = _second_copy(settings, installation.keys, source, key_file, staging)
            done = _repair(installation, second)
    finally:
        installation.close()
    click.echo(f"{done.replaced:,} files were brought back, {done.made_anew:,} for visitors made anew.")
    if done.left:
        raise click.ClickException(f"{done.left:,} files are damaged still: {source} holds no whole copy. Try another.")
    click.echo("Every kept file is as it was kept.")


def _repair(installation: bootstrap.Installation, second: SecondCopy) -> Repaired:
    services, store = installation.services, SqlFixity(installation.archive)
    read_everything(services, store, progress=lambda done: say("records read", done))
    records = [(memorial_id, record_id) for memorial_id, record_id, _ in damaged_records(installation.archive)]
    done = repairing.repair(services, store, services.vault, second, records)
    counted = f"replaced:{done.replaced},made_anew:{done.made_anew},left:{done.left}"
    repairing.note_repair(services, outcome="done", reason=counted)
    return done


@contextmanager
def _noting_refusals(installation: bootstrap.Installation) -> Iterator[None]:
    """One audit entry too where nothing could be brought back."""
    try:
        yield
    except REFUSALS as problem:
        repairing.note_repair(installation.services, outcome="refused", reason=in_a_word(problem))
        raise


def _second_copy(
    settings: Settings, keys: InstallationKeys, source: Path, key_file: Path | None, staging: Path
) -> SecondCopy:
    if source.is_dir():
        vault = vault_in(source)
        own = None if bootstrap.in_bucket(settings) else bootstrap.files_root(settings) / "vault"
        if own is not None and vault.resolve() == own.resolve():
            raise NotABackup("These are the damaged files themselves. Give a backup, or a copy of them.")
        return FolderCopy(vault, staging)

    @contextmanager
    def opened() -> Iterator[Iterable[bytes]]:
        with source.open("rb") as file:
            # Who made it matters little here: a file counts only if the record's own key opens it.
            origin = check_origin(file, keys.backup_secrets())
            private = [read_secret(key_file)] if key_file else privates_for(keys, origin)
            yield open_backup(file, private, origin)

    return BackupCopy(opened, staging, say)
