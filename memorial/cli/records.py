"""`memorial import record` and `memorial export --format record`: what sources say of what happened, as one file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import click

from memorial import bootstrap
from memorial.adapters.record_json import read_record
from memorial.adapters.record_json_form import write_record
from memorial.application.memorials import OPERATOR
from memorial.application.offer import Incomplete
from memorial.application.ports.record_form import LARGEST_RECORD, NotARecord
from memorial.application.record_exchange import (
    BROUGHT_IN,
    RecordExported,
    RecordImported,
    export_record,
    import_record,
)
from memorial.cli.noted import noting_refusals
from memorial.cli.said import are, counted
from memorial.domain.record import EntryKind
from memorial.settings import load_settings
from memorial.vocabulary import MemorialKind

FICTIONAL = "fictional"
_KINDS = {
    EntryKind.ABOUT: ("summary", "summaries"),
    EntryKind.SOURCE: ("source", "sources"),
    EntryKind.FIGURE: ("figure", "figures"),
    EntryKind.QUESTION: ("question", "questions"),
    EntryKind.EVENT: ("dated statement", "dated statements"),
    EntryKind.PLACE: ("place", "places"),
    EntryKind.NAME: ("name of the event", "names of the event"),
    EntryKind.OBSERVANCE: ("day of remembrance", "days of remembrance"),
    EntryKind.STATEMENT: ("statement of a source", "statements of a source"),
    EntryKind.UNIT: ("armed unit", "armed units"),
    EntryKind.DOCUMENT: ("document", "documents"),
    EntryKind.FOOTAGE: ("piece of footage", "pieces of footage"),
    EntryKind.REPLY: ("reply", "replies"),
    EntryKind.CHECK: ("worked sum", "worked sums"),
    EntryKind.LEFT_OUT: ("note of what was left out", "notes of what was left out"),
}
_NO_REASON = {
    "forgotten": "it says nothing.",
    "too_long": "it is too long for a list of changes.",
    "number_in_reason": "a reason holds no number but a year or a date: numbers stand with their source.",
    "about_a_people": "visitors read it, and it perhaps speaks about a people, or calls for something.",
}


# Coming in


@click.command("record")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reason", default=BROUGHT_IN, show_default=True, help="Why, as visitors read it among the changes.")
@click.option("--dry-run", is_flag=True, help="Read and report everything, and change nothing.")
def import_(slug: str, file: Path, reason: str, dry_run: bool) -> None:
    """Bring what sources say of what happened into the memorial SLUG. FILE is JSON: config/schemas/record-1.json.

    Again is no error: only what differs is changed, with its history. Statements (essay_facts) wait at the desk. What
    cannot be used is said with its place and the reason, and so is what rests on it; the rest comes in. The exit code
    is 1 if nothing at all could be taken, else 0, also where something was refused.
    """
    installation = bootstrap.build(load_settings(os.environ))
    try:
        # Looking at what would be done is no act.
        with nullcontext() if dry_run else noting_refusals(installation.services, "import_record"):
            imported = import_record(
                installation.services,
                slug,
                read_record(_bytes_of(file)),
                actor=OPERATOR,
                dry_run=dry_run,
                reason=reason,
                progress=lambda done: click.echo(f"  {done:,} entries", err=True),
            )
    except NotARecord as problem:
        raise click.ClickException(f"{file} cannot be used: {problem.detail}") from None
    except Incomplete as problem:
        code = problem.problems[0].code
        raise click.ClickException(f"That cannot be the --reason: {_NO_REASON.get(code, code)}") from None
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror}.") from None
    finally:
        installation.close()
    _say(imported, slug, dry_run=dry_run)


def _bytes_of(file: Path) -> bytes:
    """No more of it than can be used."""
    with file.open("rb") as opened:
        return opened.read(LARGEST_RECORD + 1)


def _say(imported: RecordImported, slug: str, *, dry_run: bool) -> None:
    for one in imported.refused:
        click.echo(f"  {one.place}: {one.words}")
    if imported.refused:
        click.echo(f"{counted(len(imported.refused), 'thing')} of the file {_was(len(imported.refused))} not taken.")
    if not imported.usable:
        raise click.ClickException("Nothing of the file can be used. Nothing was changed.")
    would, now = ("Would be", "would be") if dry_run else ("Now", "are now")
    for verb, counts in (("new", imported.added), ("changed", imported.changed)):
        if counts:
            click.echo(f"{would} {verb} in {slug}: {_in_words(counts)}.")
    if imported.same:
        click.echo(f"{counted(imported.same, 'entry', 'entries')} {are(imported.same)} there already, just so.")
    if imported.waiting:
        click.echo(
            f"{counted(imported.waiting, 'entry', 'entries')} {'would wait' if dry_run else _waits(imported.waiting)}"
            " at the desk, and nobody else sees them until somebody there takes them in."
        )
    if imported.signatures_lost:
        click.echo(
            f"Signed, and something else in this file, so that they {now} unsigned:"
            f" {', '.join(imported.signatures_lost)}. What rests on a source that waits is not seen meanwhile."
        )
    if imported.not_in_file:
        here = counted(imported.not_in_file, "entry", "entries")
        click.echo(f"{here} of {slug} {are(imported.not_in_file)} not in the file, and left as before.")
    if dry_run:
        click.echo("Nothing was changed.")
    elif imported.draft:
        click.echo(
            f"{slug} is a draft: it is shown on this machine only, until a named reviewer has signed each of its"
            " sources at the desk."
        )


def _in_words(counts: Mapping[EntryKind, int]) -> str:
    return ", ".join(counted(counts[kind], *_KINDS[kind]) for kind in EntryKind if counts.get(kind))


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _waits(number: int) -> str:
    return "waits" if number == 1 else "wait"


# Going out


def export_to(installation: bootstrap.Installation, slug: str, out: Path, *, graphic: bool) -> None:
    """Write the record of that memorial to a file that is not there yet, readable by its owner only."""
    services = installation.services
    with noting_refusals(services, "export_record"):
        with services.unit_of_work(read_only=True) as uow:
            fictional = uow.memorials.by_slug(slug).kind is MemorialKind.FICTIONAL
        path = out.with_name(f"{FICTIONAL}-{out.name}") if fictional and FICTIONAL not in out.name.lower() else out
        # Made first: nothing is written over, and an act that fails here is not noted as done.
        with open(path, "xb", opener=_for_the_owner) as file:
            try:
                found = export_record(services, slug, graphic=graphic, actor=OPERATOR)
                file.write(write_record(found.entries))
            except BaseException:
                path.unlink()
                raise
    if path != out:
        click.echo(f"The name of the file begins with “{FICTIONAL}”, so that nobody takes what is made up for real.")
    _say_written(path, found)


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _say_written(path: Path, found: RecordExported) -> None:
    counts = {kind: sum(one.kind is kind for one in found.entries) for kind in EntryKind}
    click.echo(f"{path}: {_in_words(counts)}.")
    if found.left_out:
        click.echo(
            f"{counted(found.left_out, 'thing')} {are(found.left_out)} not in it, because they are graphic:"
            " --graphic takes them along."
        )
    if found.fictional:
        click.echo("All of it is made up, and the file says so.")
    elif found.draft:
        click.echo("It is a draft, and the file says so: not every source of it was signed. Please do not cite it.")
    click.echo("It holds notes for editors and what waits at the desk. Keep it as you keep the archive.")
