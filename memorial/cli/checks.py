"""`memorial check` and `memorial doctor`: what is not as it must be, and what is unsafe about this installation."""

from __future__ import annotations

import os

import click

from memorial import bootstrap
from memorial.adapters.db.fixity import SqlFixity
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.last_check import SqlLastChecks
from memorial.application import nightly
from memorial.application.checking import Wrong
from memorial.application.checking import check as check_everything
from memorial.application.fixity import read_everything
from memorial.application.ports.store import AuditEntry
from memorial.cli.described import describe
from memorial.cli.examination import Judgement, examine
from memorial.cli.said import amiss, are, counted
from memorial.domain.staff import EVERYWHERE
from memorial.settings import load_settings
from memorial.vocabulary import ActorKind


@click.command()
@click.option("--files", is_flag=True, help="Read every file now; else what the background work found counts.")
def check(files: bool) -> None:
    """Run the gate anew over everything and compare, verify the chains, find what belongs to nothing.

    Exit code 1 if anything is wrong. Nothing is mended; when and how much was found is kept for `memorial doctor`.
    """
    settings = load_settings(os.environ)
    installation = bootstrap.build(settings)
    inspection = ArchiveInspection(installation.archive, installation.services.now)
    wrong: list[Wrong] = []
    try:
        if files:
            read_everything(
                installation.services,
                SqlFixity(installation.archive),
                progress=lambda done: click.echo(f"  files of {done:,} records", err=True),
            )
        for one in check_everything(
            installation.services, inspection, progress=lambda done: click.echo(f"  {done:,} records", err=True)
        ):
            wrong.append(one)
            click.echo(f"{one.kind:<11} {one.where}  {one.detail}".rstrip())
        engines = installation.engines
        nightly.note(SqlLastChecks(engines.writing, engines.reading), wrong, installation.services.now())
    finally:
        installation.close()
    if wrong:
        raise click.ClickException(f"{amiss(len(wrong))}.")
    click.echo("Everything is as it must be.")


@click.command()
@click.option("--accept-clock", is_flag=True, help="Say that the clock is right, after it leapt or went back.")
def doctor(accept_clock: bool) -> None:
    """Say what is configured, what works and what is unsafe, each with its remedy. Exit code 1 if something is."""
    settings = load_settings(os.environ)
    if accept_clock:
        _accept_clock(bootstrap.build(settings))
    click.echo(describe(settings))
    click.echo()
    found = list(examine(settings))
    for one in found:
        click.echo(f"{one.judgement.value:<7} {one.what}")
        if one.remedy:
            click.echo(f"        {one.remedy}")
    unsafe = sum(1 for one in found if one.judgement is Judgement.UNSAFE)
    if unsafe:
        raise click.ClickException(f"{counted(unsafe, 'thing')} of these {are(unsafe)} unsafe.")


def _accept_clock(installation: bootstrap.Installation) -> None:
    try:
        with installation.services.unit_of_work() as uow:
            now = installation.services.now()
            uow.clock_readings.record(now, accept_jump=True)
            uow.audit.add(
                AuditEntry(
                    EVERYWHERE, ActorKind.OPERATOR, "operator", "accept_clock", "installation", "clock", reason="asked"
                )
            )
            uow.commit()
    finally:
        installation.close()
    click.echo(f"The clock is taken to be right: {now:%Y-%m-%d %H:%M} UTC. Embargoes that are over now open.")
