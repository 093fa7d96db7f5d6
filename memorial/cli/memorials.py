"""Commands for whole memorials: create, open, close."""

from __future__ import annotations

import os
from pathlib import Path

import click

from memorial import bootstrap
from memorial.application import memorials, opening
from memorial.cli.noted import noting_refusals
from memorial.domain.memorial import Controller, Memorial
from memorial.settings import load_settings
from memorial.vocabulary import MemorialKind


@click.command()
@click.argument("slug")
@click.option("--title", required=True, help="The memorial's name: for a disputed event, place and date.")
@click.option("--languages", required=True, help="Codes with commas, the first being the main one: en,az")
@click.option("--timezone", default="UTC", show_default=True, help="Name of a time zone, such as Asia/Baku.")
@click.option("--real/--fictional", default=True, help="Whether it remembers real people.")
@click.option("--notice", multiple=True, metavar="CODE=FILE", help="A notice to families, from a file.")
@click.option("--controller", default="", help="Who answers for the data.")
@click.option("--contact", default="", help="How to reach who answers for the data.")
def create(
    slug: str,
    title: str,
    languages: str,
    timezone: str,
    real: bool,
    notice: tuple[str, ...],
    controller: str,
    contact: str,
) -> None:
    """Begin a memorial. It is not public until `memorial open SLUG`; the desk has a list of what it needs before."""
    installation = bootstrap.build(load_settings(os.environ))
    codes = tuple(code.strip() for code in languages.split(",") if code.strip())
    kind = MemorialKind.REAL if real else MemorialKind.FICTIONAL
    begun = Memorial(
        bootstrap.random_id(),
        slug,
        kind,
        codes,
        {code: title for code in codes[:1]},
        time_zone=timezone,
        notice=_notices(notice, codes),
        controller=Controller(name=controller.strip(), contact=contact.strip()),
    )
    with noting_refusals(installation.services, "create"):
        memorials.create(installation.services, begun)
    click.echo(
        f"{slug} is there, and not public. Next: `memorial staff add EMAIL --role admin`, `memorial serve`, and at the"
        f" desk /desk/setup/{slug}, where its last step opens it (or `memorial open {slug}`)."
    )


def _notices(given: tuple[str, ...], codes: tuple[str, ...]) -> dict[str, str]:
    """By language. A file that cannot be read, and a language that the memorial does not have, end the command."""
    found = {}
    for one in given:
        code, _equals, path = one.partition("=")
        if code not in codes:
            raise click.UsageError(f"--notice is CODE=FILE, with one of the languages {', '.join(codes)}.")
        try:
            found[code] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise click.ClickException(f"{path} cannot be read as text in UTF-8.") from None
    return found


@click.command("open")
@click.argument("slug")
def open_(slug: str) -> None:
    """Make a memorial public and let it take submissions; what is missing for that is named."""
    services = bootstrap.build(load_settings(os.environ)).services
    with noting_refusals(services, "open"):
        opened = opening.open_memorial(services, slug, anyway=True)
    for one in opening.missing_before_opening(services, opened):
        click.echo(f"Still missing: {one}.", err=True)
    if opened.draft:
        click.echo(f"{slug} is public, and a draft: it takes no submissions until its sources are signed.")
    else:
        click.echo(f"{slug} is public and takes submissions.")


@click.command()
@click.argument("slug")
def close(slug: str) -> None:
    """Stop submissions. What is public stays public."""
    services = bootstrap.build(load_settings(os.environ)).services
    with noting_refusals(services, "close"):
        memorials.close_memorial(services, slug)
    click.echo(f"{slug} takes no submissions. What is public stays.")
