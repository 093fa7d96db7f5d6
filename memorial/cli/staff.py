"""`memorial staff`: who may enter the desk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from memorial import bootstrap
from memorial.application import staffing
from memorial.application.services import Services
from memorial.application.staffing import NewAccount
from memorial.cli.said import counted
from memorial.domain.staff import EVERYWHERE, StaffMember
from memorial.settings import load_settings
from memorial.vocabulary import Role


@contextmanager
def _services() -> Iterator[Services]:
    installation = bootstrap.build(load_settings(os.environ))
    try:
        yield installation.services
    finally:
        installation.close()


@click.group()
def staff() -> None:
    """Say who may enter the desk. Each person sets up a second factor at the first sign-in."""


@staff.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What they may do.")
@click.option("--memorial", metavar="SLUG", help="In this memorial only; without it, in all of them.")
@click.option("--name", default="", help="What colleagues call them; without it, the first part of the address.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
def add(email: str, role: str, memorial: str | None, name: str, password_stdin: bool) -> None:
    """Add an account, or a role to the account of that address, whose password then stays."""
    password = _password(password_stdin)
    new = NewAccount(email, Role(role), memorial, password, name, must_change_password=not password_stdin)
    with _services() as services:
        member, made = staffing.add_staff(services, new)
    where = f"in {memorial}" if memorial else "in every memorial"
    click.echo(f"{member.email} is {role} {where}.")
    if made:
        _hand_over(password, given=password_stdin)
    else:
        click.echo("The account was there already; its password stays as it is.")


@staff.command("list")
def list_() -> None:
    """List every account, its roles, and whether it has a second factor."""
    with _services() as services:
        members = staffing.list_staff(services)
        with services.unit_of_work(read_only=True) as uow:
            slugs = {memorial.id: memorial.slug for memorial in uow.memorials.all()}
            unopened = len(uow.staff.unopened())
    if not members and not unopened:
        click.echo("There are no accounts. `memorial staff add EMAIL --role editor` makes one.")
    for member in members:
        click.echo(f"{member.email:<36} {_roles(member, slugs):<36} {_state(member)}")
    if unopened:
        raise click.ClickException(
            f"{counted(unopened, 'account')} cannot be opened with these keys: look at memorial doctor."
        )


@staff.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close an account. Whoever is signed in with it is signed out at the next click."""
    with _services() as services:
        member = staffing.disable(services, email)
    click.echo(f"{member.email} can no longer enter.")


@staff.command()
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
def reset(email: str, password_stdin: bool) -> None:
    """Give a new password and ask for a new second factor; opens a disabled account again."""
    password = _password(password_stdin)
    with _services() as services:
        member = staffing.reset(services, email, password)
    click.echo(f"{member.email} can enter again, and sets up a second factor then. All sessions are ended.")
    _hand_over(password, given=password_stdin)


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        return staffing.temporary_password()
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise click.UsageError("--password-stdin was given, and no password came on standard input.")
    return line


def _hand_over(password: str, *, given: bool) -> None:
    if not given:
        click.echo(f"Password to hand over, to be changed at the first sign-in: {password}")


def _roles(member: StaffMember, slugs: dict[str, str]) -> str:
    words = [role.value if at == EVERYWHERE else f"{role.value} in {slugs.get(at, '?')}" for at, role in member.roles]
    return ", ".join(words) or "no role"


def _state(member: StaffMember) -> str:
    if member.disabled:
        return "disabled"
    if member.demonstration:
        return "demonstration, this machine only"
    if not member.password_hash:
        return "needs a new password: memorial staff reset"
    return "second factor set up" if member.totp_secret else "second factor not set up yet"
