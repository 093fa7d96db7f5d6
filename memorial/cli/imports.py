"""`memorial import`: a list of names with a report of its rows, taking it back, and the record of what happened."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

import click

from memorial import bootstrap
from memorial.adapters.family_dates import as_edtf
from memorial.adapters.lists.reading import Columns, read_list
from memorial.application import staffing
from memorial.application.list_rows import Field, RowReport
from memorial.application.people import Imported, SameListAgain, import_people, undo_import
from memorial.application.ports.lists import Asked, NotAList
from memorial.cli import interviews, records
from memorial.cli.noted import noting_refusals
from memorial.domain.name_list import UNDO_DAYS, DateOrder
from memorial.settings import load_settings
from memorial.vocabulary import Audience

_NOTES = {
    "no_name": "no name: left out",
    "name_too_long": "the name is too long",
    "too_many_cells": "more cells than the header has: left out",
    "too_few_cells": "fewer cells than the header has: left out",
    "date_not_understood": "date not understood, left out of what is shown",
    "date_impossible": "no such day in that order of day and month, left out of what is shown",
    "date_two_ways": "day or month may come first: only the year is taken; say --dates",
    "died_before_born": "died before being born: both are kept as they are written",
    "age_not_understood": "age not understood, left out of what is shown",
    "sex_not_understood": "sex not understood, left out of what is shown",
    "fate_not_understood": "fate not understood, left out of what is shown",
    "place_too_long": "the place is too long, left out of what is shown",
    "text_too_long": "the text is too long, left out of what is shown",
    "starts_like_a_formula": "begins like a formula: kept as text",
}
_ORDERS = {"day-first": DateOrder.DAY_FIRST, "month-first": DateOrder.MONTH_FIRST, "as-written": DateOrder.AS_WRITTEN}


@click.group("import")
def import_() -> None:
    """Bring in what exists already: a list of names, which can be undone, what sources say of it, or an interview."""


import_.add_command(records.import_)
import_.add_command(interviews.import_)


@import_.command()
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, help="Who made the list: it is the basis on which anybody is shown.")
@click.option(
    "--audience",
    type=click.Choice([Audience.PUBLIC.word, Audience.TEAM.word]),
    default=Audience.TEAM.word,
    show_default=True,
    help="Who sees the names: everyone, or the team only.",
)
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=FIELD", help="What a column is; may be repeated.")
@click.option("--encoding", default="", metavar="NAME", help="How the letters are written, where it is not UTF-8.")
@click.option("--sheet", default="", metavar="NAME", help="Which sheet of a spreadsheet; else the first with rows.")
@click.option("--dates", type=click.Choice(list(_ORDERS)), help="What 03/04/1990 means in this list.")
@click.option("--dry-run", is_flag=True, help="Read and report everything, and add nobody.")
def people(
    slug: str,
    file: Path,
    source: str,
    audience: str,
    mapping: tuple[str, ...],
    encoding: str,
    sheet: str,
    dates: str | None,
    dry_run: bool,
) -> None:
    """Add everyone whom FILE names to the memorial SLUG. FILE is CSV, TSV, XLSX or ODS with a header.

    Fields for --map: name, surname, given, patronymic, nickname, earlier, name_other (or name_other:ru with its
    language), sex, born, died, age, fate, survived (1 or 0), place, place_of_birth, residence, place_of_death, role,
    household, number, note, ignore.
    """
    if not source.strip():
        raise click.UsageError("--source is empty: say who made the list.")
    columns = _mapped(mapping)
    installation = bootstrap.build(load_settings(os.environ))
    try:
        # Looking at what would be done is no act.
        with nullcontext() if dry_run else noting_refusals(installation.services, "import_people"):
            order = _ORDERS[dates] if dates else None
            found = read_list(file, columns, asked=Asked(encoding=encoding, sheet=sheet), dates=order)
            _say_columns(found.columns)
            imported = import_people(
                installation.services,
                slug,
                found.names(),
                source=source,
                read_date=lambda written: as_edtf(written, "en"),
                audience=Audience.parse(audience),
                dry_run=dry_run,
                progress=lambda done: click.echo(f"  {done:,} people", err=True),
            )
        if not imported.added and not dry_run:
            staffing.note_refused(installation.services, staffing.OPERATOR, "import_people", "nobody", subject="-")
    except NotAList as problem:
        raise click.ClickException(f"{file} cannot be used: {problem.detail}") from None
    except SameListAgain as problem:
        raise click.ClickException(
            f"The same file is in {slug} already. `memorial import undo {problem.detail}` takes it back."
        ) from None
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror}.") from None
    finally:
        installation.close()
    _say(imported, slug, audience, dry_run=dry_run)


@import_.command(help=f"Take back a whole import, within {UNDO_DAYS} days: the people that it added, and its source.")
@click.argument("import_id", metavar="ID")
def undo(import_id: str) -> None:
    installation = bootstrap.build(load_settings(os.environ))
    try:
        with noting_refusals(installation.services, "undo_import"):
            undone = undo_import(
                installation.services, import_id, progress=lambda done: click.echo(f"  {done:,} people", err=True)
            )
    finally:
        installation.close()
    click.echo(f"Undone: {undone.erased:,} people are gone.")
    if undone.kept:
        click.echo(
            f"{undone.kept:,} stay, because a family has written about them;"
            " what the list says of them is shown to the team only."
        )


def _mapped(mapping: tuple[str, ...]) -> dict[str, str]:
    pairs = [pair.rpartition("=") for pair in mapping]
    for column, equals, field in pairs:
        if not (column and equals and field):
            raise click.UsageError("--map is written COLUMN=FIELD, for example --map passenger=name")
    return {column.strip(): field.strip() for column, _, field in pairs}


def _say_columns(columns: Columns) -> None:
    click.echo("Columns:")
    for heading, use in zip(columns.header, columns.uses, strict=True):
        said = "not used" if use.field is Field.IGNORE else use.field.value
        language = "" if use.language == "und" else f" ({use.language})"
        click.echo(f"  {heading or '(no heading)':<24} {said}{language}")


def _say(imported: Imported, slug: str, audience: str, *, dry_run: bool) -> None:
    for report in imported.reports:
        _say_row(report)
    if not imported.added:
        raise click.ClickException("No row holds a name that can be used. Nobody was added.")
    noted = len(imported.reports) - imported.left_out
    counts = f"{imported.left_out:,} rows left out, {noted:,} with a note."
    if dry_run:
        click.echo(f"{imported.added:,} people would be added; {counts} Nothing was changed.")
        return
    shown = "everyone can see" if audience == Audience.PUBLIC.word else "the team can see, and nobody else"
    click.echo(f"{imported.added:,} people were added to {slug}, whom {shown}; {counts}")
    click.echo(f"To take all of it back: memorial import undo {imported.id}")


def _say_row(report: RowReport) -> None:
    for problem in report.problems:
        said = _NOTES[problem.code]
        click.echo(f"  line {report.number}: {said}{f' ({problem.cell})' if problem.cell else ''}")
