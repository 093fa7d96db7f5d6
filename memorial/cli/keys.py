"""`memorial keys`: a new installation key, the card that brings it back, and the backup that the card opens."""

from __future__ import annotations

import getpass
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from memorial import bootstrap
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.keys.brought_back import note_brought_back, opening_of
from memorial.adapters.keys.card import NEEDED, SHARES, WORDS, combine, known_word, words_of
from memorial.adapters.keys.care import BackupKeys, make_card, read_care, record_proof
from memorial.adapters.keys.installation_key import id_of
from memorial.adapters.keys.key_backup import Counted, key_id_of, make_backup
from memorial.adapters.keys.restoring import restore_keys
from memorial.adapters.keys.rotation import rotate as rotate_keys
from memorial.application import key_care
from memorial.application.key_care import CardMade
from memorial.application.ports.secrets import KeysUnusable
from memorial.cli.noted import REFUSALS, in_a_word, noting_refusals_if_there
from memorial.cli.said import are, counted
from memorial.settings import Settings, load_settings

_ROW = 3

_backup_path = click.argument("backup", type=click.Path(path_type=Path, dir_okay=False))
share_option = click.option(
    "--share",
    "shares",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A file with the words of one share, or its page. Give two. Without it the words are asked for.",
)
show_option = click.option("--show-words", is_flag=True, help="Show the words while they are typed.")


@click.group()
def keys() -> None:
    """Care for the keys: rotate, print the key card, back up, bring back, prove."""


@contextmanager
def _audited(settings: Settings, action: str) -> Iterator[bootstrap.Installation]:
    """The program's parts, and one audit entry at the end: done, or refused."""
    installation = bootstrap.build(settings)
    try:
        try:
            yield installation
        except REFUSALS as problem:
            key_care.note_act(installation.services, action, outcome="refused", reason=in_a_word(problem))
            raise
        key_care.note_act(installation.services, action)
    finally:
        installation.close()


@keys.command()
@click.option(
    "--forget-backups",
    is_flag=True,
    help="The keys were stolen: destroy what opens and proves the backups made so far, which nobody can restore then.",
)
def rotate(forget_backups: bool) -> None:
    """Make a new installation key, wrap every record key again, destroy the old one. The server may run meanwhile.

    Backups made from now on open with the new key only. It can be interrupted at any point; the same command goes on.
    """
    settings = load_settings(os.environ)
    try:
        with _audited(settings, "rotate_keys"):
            for progress in rotate_keys(settings.keys.url, settings.keys.folder, forget_backups=forget_backups):
                click.echo(f"  {progress.done:,} of {progress.of:,} record keys", err=True)
    except KeyboardInterrupt:
        raise click.ClickException("Interrupted. All works with both keys; run it again to go on.") from None
    click.echo("The new key is in use, and the old one is destroyed.")
    if forget_backups:
        click.echo("No backup made before can be restored any more. At once: memorial backup OUT. Destroy the older.")
    click.echo("Now: memorial keys card OUT, memorial keys backup OUT, memorial keys prove BACKUP.")
    click.echo("Then destroy the older card and the older backups of the keys.")


@keys.command()
@click.argument("out", type=click.Path(path_type=Path))
def card(out: Path) -> None:
    """Write the key card into the new folder OUT: three pages to print, of which any two open a backup of the keys.

    Choose a folder that goes with the power, such as /dev/shm/card, or a memory stick that you destroy.
    """
    settings = load_settings(os.environ)
    place = settings.public_url or f"none yet; the folder {settings.home.name}"
    with _audited(settings, "make_key_card") as installation:
        _refuse_beside_the_data(settings, out)
        today = installation.services.now().date()
        with installation.services.unit_of_work(read_only=True) as uow:
            titles = [one.text(one.title, one.languages[0]) for one in uow.memorials.all()]
        at = settings.keys
        pages = make_card(at.url, at.folder, out, place=place, today=today, memorials=titles)
    click.echo(f"The key card is in {out}:")
    for page in pages:
        click.echo(f"  {page.name}")
    click.echo(f"Print the {SHARES} pages. Give each to another person, in another house. Any {NEEDED} open the keys.")
    click.echo("Then prove that it works: memorial keys backup OUT, and memorial keys prove BACKUP.")
    click.echo(f"Then remove the files: rm -r {out}")


def _held(held: Counted) -> str:
    keys_, entries = counted(held.keys, "record key"), counted(held.entries, "entry", "entries")
    return f"{keys_} and {entries} of the ledger"


def _refuse_beside_the_data(settings: Settings, out: Path) -> None:
    for kept in (settings.home, settings.keys.folder):
        if out.resolve().is_relative_to(kept.resolve()):
            problem = f"{out} lies in {kept}: who takes that would have the card as well."
            raise KeysUnusable(problem, "Give a folder elsewhere, such as /dev/shm/card.")


@keys.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def backup(out: Path) -> None:
    """Write the keys and the ledger of erasures into the file OUT, which only the key card opens.

    The server may run meanwhile. Do it every day, and after an erasure; keep none longer than 30 days.
    """
    settings = load_settings(os.environ)
    with _audited(settings, "back_up_keys") as installation:
        now = installation.services.now()
        held = make_backup(settings.keys.url, settings.keys.folder, out, now=now)
        care = read_care(settings.keys.url, settings.keys.folder)
    click.echo(f"{out}: {_held(held)}.")
    if care.card is None or care.card.key_id != care.current:
        click.echo("No card opens it yet. Run: memorial keys card OUT", err=True)


@keys.command()
@_backup_path
@share_option
@show_option
def restore(backup: Path, shares: tuple[Path, ...], show_words: bool) -> None:
    """Bring the keys back from BACKUP with two shares of the card, into a home that has none.

    Do it before `memorial init` and before `memorial restore`. It can be interrupted; the same command goes on.
    """
    settings = load_settings(os.environ)
    with noting_refusals_if_there(settings, "restore_keys"):
        key_id_of(backup)
        key, number = combine(words_of_shares(shares, show_words))
        opening = opening_of(backup, key)
        bootstrap.refuse_backup_of_other_keys(settings, opening.facts)
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = restore_keys(settings.keys.url, settings.keys.folder, backup, key)
        note_brought_back(settings.keys.url, CardMade(id_of(key), number), opening.made_at, datetime.now(UTC))
    click.echo(f"{_held(held)} are back.")
    following = "memorial init" if bootstrap.database_stands(settings) else "memorial restore BACKUP-OF-THE-DATA"
    click.echo(f"Now: {following}, then memorial doctor.")


@keys.command()
@_backup_path
@share_option
@show_option
def prove(backup: Path, shares: tuple[Path, ...], show_words: bool) -> None:
    """Prove that two shares of the card and BACKUP open a real record, and remember that it was proved.

    Nothing else is changed, and nothing of the record is shown.
    """
    settings = load_settings(os.environ)
    with _audited(settings, "prove_key_card") as installation:
        key, number = combine(words_of_shares(shares, show_words))
        care = read_care(settings.keys.url, settings.keys.folder)
        if id_of(key) != care.current:
            raise KeysUnusable("This card is not of the key in use.", "Make a new one: memorial keys card OUT")
        kind, newer = _open_with(installation, BackupKeys.opened(backup, key))
        proved = CardMade(id_of(key), number)
        record_proof(settings.keys.url, card=proved, now=installation.services.now())
    click.echo(f"Proved: card {number} and this backup opened a {kind}.")
    if newer:
        click.echo(f"{counted(newer, 'record')} {are(newer)} newer than this backup: only a newer one can open that.")
    if care.card != proved:
        latest = f"{care.card.number}" if care.card else "none"
        click.echo(f"These shares are of card {number}; the newest card is {latest}, and was not proved.", err=True)


def _open_with(installation: bootstrap.Installation, found: BackupKeys) -> tuple[str, int]:
    """The kind of record that opened with nothing but the card and the backup; how many records it has no key for."""
    if found.own.proofs()["pepper"] != installation.keys.proofs()["pepper"]:
        raise KeysUnusable("This backup is of another memorial.", "Take a backup that was made here.")
    archive = replace(installation.archive, keys=found, peppers=bootstrap.peppers_of(found.own))
    kind = key_care.open_one(archive.unit_of_work)
    without, _ = ArchiveInspection(archive, installation.services.now).key_differs()
    return kind, len(without)


def words_of_shares(paths: Sequence[Path], show: bool) -> list[str]:
    """The words of the shares, from files or as they are typed. One share by file leaves the other to be typed."""
    found = [words_of(_text_of(path), share=str(path)) for path in paths]
    while len(found) < NEEDED:
        found.append(_typed(len(found) + 1, show))
    return found


def _text_of(path: Path) -> str:
    if path.stat().st_size > 100_000:
        raise KeysUnusable(f"{path} is too large for a share.", "Give a file with the words, or the page of a share.")
    return path.read_text(encoding="utf-8", errors="replace")


def _row(label: str, show: bool) -> list[str]:
    """What was typed. Raises `KeysUnusable` where nobody can type and nothing more comes."""
    try:
        with warnings.catch_warnings():
            # Without a terminal there is nothing on which words could be seen.
            warnings.simplefilter("ignore", getpass.GetPassWarning)
            typed: str = click.prompt(label, hide_input=not show, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise KeysUnusable("The words cannot be asked for here.", "Give --share twice.") from None
    return typed.lower().split()


def _typed(number: int, show: bool) -> str:
    """Asks for one share, three words at a time, and for a row again in which a word is none of a card's."""
    click.echo(f"The words of the {'first' if number == 1 else 'next'} share, {_ROW} at a time.", err=True)
    if not show:
        click.echo("They are not shown; the first four letters of each are enough.", err=True)
    typed: list[str] = []
    while len(typed) < WORDS:
        label = f"words {len(typed) + 1} to {len(typed) + _ROW}"
        row = _row(label, show)
        wrong = [place for place, word in enumerate(row, start=len(typed) + 1) if not known_word(word)]
        if len(row) != _ROW or wrong:
            which = f"word {wrong[0]} is not on the list" if wrong else f"{len(row)} words came, not {_ROW}"
            click.echo(f"  {which}; this row again, please.", err=True)
            continue
        typed += row
    return words_of(" ".join(typed), share=f"share {number}")
