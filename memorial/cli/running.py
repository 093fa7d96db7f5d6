"""Commands that set up and run the program: init, demo, serve, worker."""

from __future__ import annotations

import os

import click

from memorial import bootstrap
from memorial.adapters.db.database import public_grants
from memorial.adapters.db.people_keys_upkeep import PeopleKeysUpkeep
from memorial.application import memorials, record_upgrade, seeking
from memorial.cli.said import counted
from memorial.settings import Settings, load_settings
from memorial.vocabulary import Surface


@click.command()
def init() -> None:
    """Create or upgrade the database, the keys and the folders. Safe to repeat."""
    settings = load_settings(os.environ)
    bootstrap.initialise(settings)
    _after_an_upgrade(settings)
    click.echo(f"Ready in {settings.home}.")
    if settings.database.url.startswith("postgresql"):
        click.echo("The login of the public pages needs these grants, here with the name memorial_public:")
        click.echo("\n".join(public_grants("memorial_public")))


def _after_an_upgrade(settings: Settings) -> None:
    """What an older program kept has its place in this one, and is found too, at the desk and by visitors. The
    background work goes on with whatever of the search is interrupted here."""
    installation = bootstrap.build(settings)
    try:
        if made := record_upgrade.upgrade_records(installation.services):
            click.echo(f"The record of {counted(made, 'memorial')} is kept as entries now.")
        if memorials.recompute_waiting(installation.services, progress=_say_gate):
            click.echo()
        if waiting := seeking.how_many_wait(installation.services):
            said = "\rMaking remembrances ready for the desk's search: {} of " + str(waiting)
            seeking.prepare_all(installation.services, lambda done: click.echo(said.format(done), nl=False))
            click.echo()
        names = PeopleKeysUpkeep(installation.archive)
        if waiting := names.count_waiting():
            said = "\rMaking names ready for the visitors' search: {} of " + str(waiting)
            names.make_all(lambda done: click.echo(said.format(done), nl=False))
            click.echo()
    finally:
        installation.close()


def _say_gate(done: int) -> None:
    click.echo(f"\rRunning the gate anew, as this version does: {done:,} records", nl=False)


@click.command()
def demo() -> None:
    """Load the demonstration: one made-up memorial, one draft of a real one, and staff to sign in as.

    Sets the installation up where that was not done.
    """
    from memorial.cli.demonstration import load

    load(load_settings(os.environ))


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=int, help="The port to listen on.")
@click.option("--workers", type=int, help="How many processes answer.")
@click.option("--surface", type=click.Choice([one.value for one in Surface]), help="Serve one of the three parts only.")
def serve(host: str | None, port: int | None, workers: int | None, surface: str | None) -> None:
    """Run the production server, with its background work in a process beside it."""
    from memorial.cli.serving import run

    chosen = {"server.host": host, "server.port": port, "server.workers": workers}
    run(load_settings(os.environ, overrides=chosen), Surface(surface) if surface else None)


@click.command()
@click.option("--beside", type=int, hidden=True, help="The process whose end is the end of this one too.")
def worker(beside: int | None) -> None:
    """Do the background work: publications that are due, embargoes, expiry, mail. `serve` starts one itself."""
    from memorial.cli.logs import set_up_logs
    from memorial.worker import run

    set_up_logs()
    run(beside=beside)
