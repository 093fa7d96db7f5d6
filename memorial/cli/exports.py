"""`memorial export`: what the memorial keeps or shows, as files that other programs read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from memorial import bootstrap
from memorial.adapters.family_dates import as_edtf
from memorial.adapters.lists.writing import write_csv
from memorial.application import exporting, staffing
from memorial.application.exporting import ListTable, Registry
from memorial.application.ports.transcripts import FORMS
from memorial.cli import interviews, records
from memorial.cli.noted import noting_refusals
from memorial.domain.errors import Refusal
from memorial.settings import load_settings


@click.command()
@click.argument("slug")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "record", *(name for name in FORMS if name != "csv")]),
    required=True,
    help="csv: a table of names for each list. record: what sources say of what happened, as JSON. webvtt, srt, ohms,"
    " txt, and csv with --interview: a transcript.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A folder, or a file, not there yet.")
@click.option("--closed", is_flag=True, help="Names and transcripts: everything, also what visitors do not see.")
@click.option("--graphic", is_flag=True, help="record: graphic matter too.")
@click.option("--interview", default="", metavar="ID", help="The interview whose transcript is meant.")
@click.option("--language", default="", metavar="LANG", help="The language of that transcript; else the original.")
@click.option("--session", default=1, type=click.IntRange(1, 1000), help="The sitting, from 1.")
def export(
    slug: str, kind: str, out: Path, closed: bool, graphic: bool, interview: str, language: str, session: int
) -> None:
    """Write what the memorial SLUG keeps, in a form that `memorial import` reads again.

    As csv: the names, as tables. What families told is not in them: it rests on their consent, and no file can carry
    that. As record: the desk's own record of what happened, with notes for editors. With --interview: what visitors
    may read of a transcript today, and with --closed all of it.
    """
    if (closed and kind == "record") or (graphic and kind != "record"):
        raise click.UsageError("--closed goes with names and transcripts, and --graphic with --format record.")
    if bool(interview) != (kind in FORMS) and (interview or kind != "csv"):
        raise click.UsageError(
            "--interview goes with --format webvtt, srt, ohms, txt and csv, which need it but for csv."
        )
    if kind == "record":
        _export_file(out, partial(records.export_to, slug=slug, out=out, graphic=graphic))
    elif interview:
        asked = partial(interviews.export_to, slug=slug, interview_id=interview, form=kind, out=out)
        _export_file(out, partial(asked, language=language, session=session, closed=closed))
    else:
        _export_names(slug, out, closed=closed)


def _export_file(out: Path, write: Callable[[bootstrap.Installation], None]) -> None:
    installation = bootstrap.build(load_settings(os.environ))
    try:
        write(installation)
    except FileExistsError as problem:
        raise click.ClickException(f"{problem.filename} is there already: nothing is written over.") from None
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror}.") from None
    finally:
        installation.close()


def _export_names(slug: str, out: Path, *, closed: bool) -> None:
    installation = bootstrap.build(load_settings(os.environ))
    try:
        with noting_refusals(installation.services, "export_names"):
            out.mkdir(mode=0o700)
            found = exporting.export_registry(
                installation.services,
                slug,
                closed=closed,
                read_date=lambda written: as_edtf(written, "en"),
                actor=staffing.OPERATOR.id,
            )
        files = [(table, _write(out, number, table)) for number, table in enumerate(found.tables, start=1)]
    except FileExistsError:
        raise click.ClickException(f"{out} is there already: nothing is written over.") from None
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror}.") from None
    except Refusal:
        out.rmdir()
        raise
    finally:
        installation.close()
    _say(found, files, closed=closed)


def _write(out: Path, number: int, table: ListTable) -> Path:
    words = re.sub(r"[^\w]+", "-", table.source.title.lower()).strip("-")[:60]
    path = out / f"{number:02}-{words or 'list'}.csv"
    write_csv(path, table.header, table.rows)
    path.chmod(0o600)
    return path


def _say(found: Registry, files: list[tuple[ListTable, Path]], *, closed: bool) -> None:
    if closed:
        click.echo("These tables hold names that visitors do not see. Keep them as you keep the archive.")
    else:
        click.echo(f"{found.left_out:,} people whom visitors do not see are not included.")
    if found.of_families:
        click.echo(f"{found.of_families:,} people whom only their families named are not included.")
    for table, path in files:
        click.echo(f"{path}: {len(table.rows):,} rows of “{table.source.title}”")
    if not files:
        click.echo("No list gives a name. The folder is empty.")
