"""Commands that set up and run the program: init, demo, serve, worker."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from memorial import bootstrap
from memorial.adapters.db.database import public_grants
from memorial.settings import Settings, load_settings


SURFACE_VARIABLE = "SURFACE_OF_THIS_PROCESS"
"""How `serve` tells its workers which surface they are; not a setting."""


@click.command()
def init() -> None:
    """Create or upgrade the database, the keys and the folders. Safe to repeat."""
    settings = load_settings(os.environ)
    bootstrap.initialise(settings)
    click.echo(f"Ready in {settings.home}.")
    if settings.database.url.startswith("postgresql"):
        click.echo("The public login needs these grants:")
        click.echo("\n".join(public_grants("memorial_public")))


@click.command()
def demo() -> None:
    """Load the demonstration memorials into an empty installation."""
    from memorial.cli.demonstration import load

    load(load_settings(os.environ))


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=int, help="The port to listen on.")
@click.option("--workers", type=int, help="How many processes answer.")
@click.option("--surface", type=click.Choice(["wall", "contribute", "desk"]), help="Serve one of the three parts only.")
def serve(host: str | None, port: int | None, workers: int | None, surface: str | None) -> None:
    """Run the production server, with its background worker beside it."""
    chosen = {"server.host": host, "server.port": port, "server.workers": workers}
    settings = load_settings(os.environ, overrides=chosen)
    bootstrap.build(settings).close()
    background = None if surface else subprocess.Popen([sys.executable, "-m", "memorial", "worker"])
    try:
        _serve(settings, surface)
    finally:
        if background is not None:
            background.terminate()
            background.wait(timeout=20)


def _serve(settings: Settings, surface: str | None) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    os.environ |= {"MEMORIAL_SERVER_HOST": settings.server.host}
    if surface:
        os.environ[SURFACE_VARIABLE] = surface
    click.echo(f"memorial listens on http://{settings.server.host}:{settings.server.port}/")
    Granian(
        "memorial.wsgi:application",
        address=settings.server.host,
        port=settings.server.port,
        interface=Interfaces.WSGI,
        workers=settings.server.workers,
        blocking_threads=settings.server.threads,
        factory=True,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


@click.command()
def worker() -> None:
    """Do the background work: publications that are due, embargoes, expiry, mail."""
    from memorial.worker import run

    run()
