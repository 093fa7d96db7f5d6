"""The `memorial` program: one command for each thing an operator does. Errors are one clear line, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module, metadata

import click

from memorial.cli.said import in_one_line

# Each command is imported when it is asked for: the server should not wait for what only an import of names needs.
_COMMANDS = {
    "init": ("memorial.cli.running", "init"),
    "demo": ("memorial.cli.running", "demo"),
    "serve": ("memorial.cli.running", "serve"),
    "worker": ("memorial.cli.running", "worker"),
    "create": ("memorial.cli.memorials", "create"),
    "open": ("memorial.cli.memorials", "open_"),
    "close": ("memorial.cli.memorials", "close"),
    "staff": ("memorial.cli.staff", "staff"),
    "import": ("memorial.cli.imports", "import_"),
    "export": ("memorial.cli.exports", "export"),
    "backup": ("memorial.cli.backup", "backup"),
    "restore": ("memorial.cli.backup", "restore"),
    "prove": ("memorial.cli.prove", "prove"),
    "repair": ("memorial.cli.repair", "repair"),
    "check": ("memorial.cli.checks", "check"),
    "verify": ("memorial.cli.verify", "verify"),
    "doctor": ("memorial.cli.checks", "doctor"),
    "keys": ("memorial.cli.keys", "keys"),
}


def version() -> str:
    """The number of the installed program."""
    try:
        return metadata.version("memorial")
    except metadata.PackageNotFoundError:
        return "from a checkout, not installed"


class Program(click.Group):
    """Lists the commands in the order in which an operator meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(module), name)
        return found


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version(), message="%(version)s")
def cli() -> None:
    """Keep memorials: what families entrust, what is published, and by whose consent."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what an operator can mend ends in one line on standard error and exit code 1.

    `arguments` are those of the command line, unless given.
    """
    try:
        cli(arguments, standalone_mode=True)
    except Exception as problem:
        line = in_one_line(problem)
        if line is None:
            raise
        click.echo(f"memorial: {line}", err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
