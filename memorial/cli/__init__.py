"""The `memorial` program: one command for each thing an operator does. Errors are one clear line, never a traceback."""

from __future__ import annotations

import click

from memorial.adapters.db.database import DatabaseNotReady
from memorial.application.ports.secrets import KeysUnusable
from memorial.cli.memorials import close, create, open_
from memorial.cli.running import demo, init, serve, worker
from memorial.domain.errors import Refusal
from memorial.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="memorial", message="%(version)s")
def cli() -> None:
    """Keep memorials: what families entrust, what is published, and by whose consent."""


for command in (init, demo, serve, worker, create, open_, close):
    cli.add_command(command)


def main() -> int:
    """Run a command; what an operator can mend ends in one line on standard error and exit code 1."""
    try:
        cli(standalone_mode=True)
    except (SettingsError, DatabaseNotReady, KeysUnusable, Refusal) as problem:
        click.echo(f"memorial: {problem}", err=True)
        return 1
    return 0
