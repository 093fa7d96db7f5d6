"""`memorial backup` and `memorial restore`: the whole installation without its keys, out and back in."""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import click

from memorial import bootstrap
from memorial.adapters.backup import restoring
from memorial.adapters.backup.envelope import open_backup, parse_public, public_name
from memorial.adapters.backup.errors import RestoreFailed
from memorial.adapters.backup.making import Whole, ledger_head, make_backup
from memorial.adapters.backup.place import Place
from memorial.adapters.db.database import open_writing_engine
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.mending import SqlMending
from memorial.adapters.files.vault import FileVault
from memorial.adapters.keys.installation_key import InstallationKeys, read_secret, write_secret
from memorial.adapters.keys.keystore import SqlKeyStore
from memorial.application import restoring as bringing_up_to_date
from memorial.application.backup import note_backup
from memorial.application.ports.secrets import KeysUnusable
from memorial.settings import Settings, load_settings, project_folder

LABEL = "backup"
"""The pepper's part under which the installation's own key for backups is made."""


@dataclass
class Said:
    """Says how far it is, and not more often than somebody reads."""

    last: float = 0.0

    def __call__(self, what: str, done: int) -> None:
        now = time.monotonic()
        if now - self.last >= SECONDS_BETWEEN_WORDS:
            self.last = now
            click.echo(f"  {what}: {done:,}", err=True)


SECONDS_BETWEEN_WORDS = 1.0
say = Said()


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--to", "receivers", multiple=True, metavar="KEY", help="Only who holds the other half can open it.")
@click.option("--new-key", type=click.Path(path_type=Path), help="Make such a key in that file, and say its open half.")
def backup(out: Path | None, receivers: tuple[str, ...], new_key: Path | None) -> None:
    """Write the whole installation into one encrypted file, while it goes on running. No key is in it.

    Without --to, whoever has the key folder can open it.
    """
    if new_key is not None:
        _make_key(new_key)
        return
    if out is None:
        raise click.UsageError("Say where the backup goes: memorial backup OUT")
    public = [parse_public(name) for name in receivers]
    installation = bootstrap.build(load_settings(os.environ))
    try:
        own = parse_public(public_name(installation.keys.pepper(LABEL)))
        root = bootstrap.files_root(installation.settings)
        whole = Whole(installation.engines.reading, installation.key_store, FileVault(root / "vault"))
        made = make_backup(out.absolute(), whole, public or [own], say)
        note_backup(installation.services, outcome="done", reason=f"rows:{made.rows},files:{made.files}")
    finally:
        installation.close()
    size = out.stat().st_size
    click.echo(f"{out}: {made.rows:,} rows, {made.files:,} files, {size / 1e6:,.1f} MB. The keys are not in it.")


def _make_key(path: Path) -> None:
    if path.exists():
        raise KeysUnusable(f"{path} exists already.", "Nothing was changed: give another name.")
    secret = secrets.token_bytes(32)
    write_secret(path.absolute(), secret)
    click.echo(f"Keep {path} away from this machine, and a second copy elsewhere. Backups are made to:")
    click.echo(public_name(secret))


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", "key_file", type=click.Path(path_type=Path), help="The file that `backup --new-key` made.")
def restore(source: Path, key_file: Path | None) -> None:
    """Bring a backup back into an empty place, beside the newest keys there are, and prove it before it opens.

    What was erased, withdrawn or narrowed after the backup was made stays so.
    """
    settings = load_settings(os.environ)
    keys = InstallationKeys.load(settings.keys.folder)
    key_store = SqlKeyStore(settings.keys.url, keys)
    try:
        private = [read_secret(key_file)] if key_file else [keys.pepper(LABEL)]
        with source.open("rb") as file:
            first, following = restoring.begin(open_backup(file, private))
            _require_newer(key_store, first)
            place = _place(settings)
            place.prepare(first.revision)
            bootstrap.make_cookie_secret(settings)
            loaded = _load(settings, following)
        with restoring.not_trusted():
            place.upgrade(first.revision)
            done = _bring_up_to_date(settings, first.ledger)
        # Only now: what came of a trial must not erase it. The chains are as long as they were in the backup, and the
        # worker notes them again.
        key_store.noted_heads.forget()
        place.open()
    finally:
        key_store.close()
    click.echo(f"{loaded.rows:,} rows and {loaded.files:,} files came back whole, each compared with the backup.")
    click.echo(
        f"From the ledger since the backup: {done.erased:,} erased and {done.narrowed:,} narrowed. So they are again."
    )
    if done.keys_left:
        click.echo(f"{done.keys_left:,} keys belong to nothing that came back: to what was sent after the backup.")
    click.echo("The gate was run over everything. It may be opened: memorial serve")
    if not settings.database.url.startswith("sqlite"):
        click.echo("Give the login of the public pages its grants again: memorial init prints them.")


def _require_newer(key_store: SqlKeyStore, first: restoring.Begin) -> None:
    """With older keys the ledger would miss what was taken back, and it would be public again."""
    remedy = "Bring back the newest backup of the keys (memorial keys restore), then restore this backup again."
    if key_store.newest_entry() < first.ledger:
        raise KeysUnusable("These keys and their ledger are older than the backup.", remedy)
    if first.ledger and ledger_head(key_store, first.ledger) != (first.ledger, first.ledger_digest):
        raise KeysUnusable("These keys and their ledger belong to another installation.", remedy)


def _place(settings: Settings) -> Place:
    root = bootstrap.files_root(settings)
    return Place(settings.database.url, root, settings.home, project_folder("migrations"))


def _load(settings: Settings, following: restoring.Frames) -> restoring.Loaded:
    root = bootstrap.files_root(settings)
    writing = open_writing_engine(settings.database.url)
    try:
        loaded = restoring.load(following, writing, FileVault(root / "vault"), say)
        restoring.compare(writing, loaded, say)
    finally:
        writing.dispose()
    return loaded


def _bring_up_to_date(settings: Settings, after: int) -> bringing_up_to_date.Replayed:
    installation = bootstrap.build(settings, restoring=True)
    try:
        services, mending = installation.services, SqlMending(installation.archive)
        inspection = ArchiveInspection(
            installation.archive, bootstrap.files_root(settings) / "vault", installation.services.now
        )
        # All of it is read before the first is done again, since doing so adds to the ledger.
        entries = [entry for _, entry in installation.key_store.ledger(after)]
        done = bringing_up_to_date.replay(services, mending, entries, say)
        bringing_up_to_date.prove(services, mending, inspection, done, say)
        for one in done.wrong:
            click.echo(f"{one.kind:<11} {one.where}  {one.detail}".rstrip(), err=True)
        if done.wrong:
            raise RestoreFailed(
                f"{len(done.wrong):,} things are not as they must be. It stays closed; the backup was not changed."
            )
        bringing_up_to_date.conclude(services, mending)
    finally:
        installation.close()
    return done
