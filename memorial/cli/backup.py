"""`memorial backup` and `memorial restore`: the whole installation without its keys, out and back in."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from memorial import bootstrap
from memorial.adapters.backup import restoring
from memorial.adapters.backup.envelope import open_backup, own_privates, parse_public, public_name
from memorial.adapters.backup.errors import RestoreFailed
from memorial.adapters.backup.files_place import BucketPlace, FilesPlace, FolderPlace
from memorial.adapters.backup.making import Whole, ledger_head, make_backup
from memorial.adapters.backup.origin import Origin, Signer, check_origin, require_proved
from memorial.adapters.backup.place import Place
from memorial.adapters.db.database import open_writing_engine
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.mending import SqlMending
from memorial.adapters.keys.brought_back import card_to_prove, record_proof_by_restore
from memorial.adapters.keys.installation_key import InstallationKeys, read_secret, write_secret
from memorial.adapters.keys.keystore import SqlKeyStore
from memorial.application import restoring as bringing_up_to_date
from memorial.application.backup import note_backup
from memorial.application.key_care import open_one
from memorial.application.ports.secrets import KeysUnusable
from memorial.cli.noted import noting_refusals, noting_refusals_if_there
from memorial.cli.said import amiss, are, counted
from memorial.settings import Settings, load_settings, project_folder

OLD_LABEL = "backup"
"""The pepper's part that opens backups of older versions of this program, which signed none."""


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
    installation = bootstrap.build(load_settings(os.environ))
    try:
        with noting_refusals(installation.services, "backup"):
            public = [parse_public(name) for name in receivers]
            mine = installation.keys.backup_secrets()
            own = parse_public(public_name(own_privates(mine)[0]))
            whole = Whole(installation.engines.reading, installation.key_store, installation.services.vault)
            made = make_backup(out.absolute(), whole, public or [own], Signer(*next(iter(mine.items()))), say)
        note_backup(installation.services, outcome="done", reason=f"rows:{made.rows},files:{made.files}")
    finally:
        installation.close()
    size = out.stat().st_size
    held = f"{counted(made.rows, 'row')}, {counted(made.files, 'file')}, {size / 1e6:,.1f} MB"
    click.echo(f"{out}: {held}. The keys are not in it.")


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
@click.option(
    "--origin-unproved",
    is_flag=True,
    help="Restore it although nothing proves that this installation made it: anybody with its key's open half could.",
)
def restore(source: Path, key_file: Path | None, origin_unproved: bool) -> None:
    """Bring a backup back into an empty place, beside the newest keys there are, and prove it before it opens.

    What was erased, withdrawn or narrowed after the backup was made stays so.
    """
    settings = load_settings(os.environ)
    with noting_refusals_if_there(settings, "restore"):
        loaded, done = bring_back(settings, source, key_file, origin_unproved=origin_unproved)
    came = f"{counted(loaded.rows, 'row')} and {counted(loaded.files, 'file')}"
    click.echo(f"{came} came back whole, each compared with the backup.")
    for line in _what_the_ledger_did(done):
        click.echo(line)
    card = _prove_card(settings)
    if card is not None:
        click.echo(f"Card {card} brought the keys back that opened this: it is proved.")
    click.echo("The gate was run over everything. It may be opened: memorial serve")
    if not settings.database.url.startswith("sqlite"):
        click.echo("Give the login of the public pages its grants again: memorial init prints them.")


def _what_the_ledger_did(done: bringing_up_to_date.Replayed) -> Iterator[str]:
    if done.erased or done.narrowed:
        yield (
            f"Since the backup {counted(done.erased, 'thing')} had been erased and {counted(done.narrowed, 'thing')}"
            " narrowed. So it is again."
        )
    else:
        yield "The ledger tells of nothing that was erased or narrowed since the backup."
    if done.accounts:
        yield (
            f"{counted(done.accounts, 'account')} of staff may do less than in the backup. `memorial staff list` says"
            " which need a new password: memorial staff reset EMAIL"
        )
    if done.keys_left:
        yield (
            f"{counted(done.keys_left, 'key')} {are(done.keys_left)} of nothing that came back, but of what was sent"
            " after the backup."
        )


def _prove_card(settings: Settings) -> int | None:
    """The number of the card that brought the keys back, if a record opened with them: no better proof is there."""
    card = card_to_prove(settings.keys.url)
    if card is None:
        return None
    installation = bootstrap.build(settings)
    try:
        open_one(installation.services.unit_of_work)
        record_proof_by_restore(settings.keys.url, card, installation.services.now())
    except KeysUnusable:
        # Nothing private was in it yet, which says nothing about the card.
        return None
    finally:
        installation.close()
    return card.number


def bring_back(
    settings: Settings, source: Path, key_file: Path | None, *, origin_unproved: bool = False
) -> tuple[restoring.Loaded, bringing_up_to_date.Replayed]:
    """Restore into the empty place of these settings, prove it, and let the program open it. `memorial prove` too."""
    keys = InstallationKeys.load(settings.keys.folder)
    key_store = SqlKeyStore(settings.keys.url, keys)
    try:
        with source.open("rb") as file:
            origin = check_origin(file, keys.backup_secrets())
            if not origin_unproved:
                require_proved(origin)
            private = [read_secret(key_file)] if key_file else privates_for(keys, origin)
            first, following = restoring.begin(open_backup(file, private, origin))
            _require_newer(key_store, first)
            place = _place(settings)
            place.prepare(first.revision)
            bootstrap.make_cookie_secret(settings)
            loaded = _load(settings, following)
        with restoring.not_trusted():
            place.upgrade()
            done = _bring_up_to_date(settings, first.ledger, origin.signed)
        # Only now: what came of a trial must not erase it. The chains are as long as they were in the backup, and the
        # worker notes them again.
        key_store.noted_heads.forget()
        bootstrap.bind_keys(settings)
        place.open()
    finally:
        key_store.close()
    return loaded, done


def privates_for(keys: InstallationKeys, origin: Origin) -> list[bytes]:
    return own_privates(keys.backup_secrets()) if origin.signed else [keys.pepper(OLD_LABEL)]


def _require_newer(key_store: SqlKeyStore, first: restoring.Begin) -> None:
    """With older keys the ledger would miss what was taken back, and it would be public again."""
    remedy = "Bring back the newest backup of the keys (memorial keys restore), then restore this backup again."
    if key_store.newest_entry() < first.ledger:
        raise KeysUnusable("These keys and their ledger are older than the backup.", remedy)
    if first.ledger and ledger_head(key_store, first.ledger) != (first.ledger, first.ledger_digest):
        raise KeysUnusable("These keys and their ledger belong to another installation.", remedy)


def _place(settings: Settings) -> Place:
    bucket = bootstrap.bucket_of(settings)
    files: FilesPlace = FolderPlace(bootstrap.files_root(settings)) if bucket is None else BucketPlace(bucket)
    return Place(settings.database.url, files, settings.home, project_folder("migrations"))


def _load(settings: Settings, following: restoring.Frames) -> restoring.Loaded:
    writing = open_writing_engine(settings.database.url)
    try:
        loaded = restoring.load(following, writing, bootstrap.vault_of(settings), say)
        restoring.compare(writing, loaded, say)
    finally:
        writing.dispose()
    return loaded


def _bring_up_to_date(settings: Settings, after: int, of_staff: bool) -> bringing_up_to_date.Replayed:
    installation = bootstrap.build(settings, restoring=True)
    try:
        services, mending = installation.services, SqlMending(installation.archive)
        inspection = ArchiveInspection(installation.archive, installation.services.now)
        # All of it is read before the first is done again, since doing so adds to the ledger.
        entries = [entry for _, entry in installation.key_store.ledger(after)]
        done = bringing_up_to_date.replay(services, mending, entries, say, of_staff=of_staff)
        bringing_up_to_date.prove(services, mending, inspection, done, say)
        for one in done.wrong:
            click.echo(f"{one.kind:<11} {one.where}  {one.detail}".rstrip(), err=True)
        if done.wrong:
            raise RestoreFailed(f"{amiss(len(done.wrong))}. It stays closed; the backup was not changed.")
        bringing_up_to_date.conclude(services, mending)
    finally:
        installation.close()
    return done
