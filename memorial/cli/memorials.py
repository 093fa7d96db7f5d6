"""Commands for whole memorials: create, open, close."""

from __future__ import annotations

import os

import click

from memorial import bootstrap
from memorial.application import memorials
from memorial.cli.noted import noting_refusals
from memorial.domain.memorial import Memorial
from memorial.settings import load_settings
from memorial.vocabulary import MemorialKind


@click.command()
@click.argument("slug")
@click.option("--title", required=True, help="The memorial's name: for a disputed event, place and date.")
@click.option("--languages", required=True, help="Codes with commas, the first being the main one: en,az")
@click.option("--timezone", default="UTC", show_default=True, help="Name of a time zone, such as Asia/Baku.")
@click.option("--real/--fictional", default=True, help="Whether it remembers real people.")
def create(slug: str, title: str, languages: str, timezone: str, real: bool) -> None:
    """Begin a memorial. It is not public until `memorial open SLUG`."""
    installation = bootstrap.build(load_settings(os.environ))
    codes = tuple(code.strip() for code in languages.split(",") if code.strip())
    kind = MemorialKind.REAL if real else MemorialKind.FICTIONAL
    begun = Memorial(bootstrap.random_id(), slug, kind, codes, {code: title for code in codes[:1]}, time_zone=timezone)
    with noting_refusals(installation.services, "create"):
        memorials.create(installation.services, begun)
    click.echo(f"{slug} is there, and not public. Next: its notice and controller, then `memorial open {slug}`.")


@click.command("open")
@click.argument("slug")
def open_(slug: str) -> None:
    """Make a memorial public and let it take submissions."""
    services = bootstrap.build(load_settings(os.environ)).services
    with noting_refusals(services, "open"):
        opened = memorials.open_memorial(services, slug)
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
