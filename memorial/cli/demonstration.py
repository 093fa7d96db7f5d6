"""`memorial demo`: two memorials from the project's folder, staff to sign in as, and what a visitor needs to know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from memorial import bootstrap
from memorial.adapters.files.durable import new_file
from memorial.application.demonstration import Described, Loaded
from memorial.application.demonstration import load as load_memorial
from memorial.application.demonstration_staff import Account, ensure_staff
from memorial.domain.receipt_code import ReceiptCode
from memorial.settings import Settings, project_folder

DEMO_FILE = "demo.json"
FICTIONAL, REAL = "fictional-ferry-1987", "khojaly-1992"


def load(settings: Settings) -> None:
    """Load what is missing and say how to look at it. Again is no error: what is there stays as it is."""
    installation = bootstrap.build(settings)
    try:
        before = _read(settings.home / DEMO_FILE)
        known = {one["email"]: one["password"] for one in before.get("staff", [])}
        accounts = ensure_staff(installation.services, known)
        readers = [account.staff_id for account in accounts[:2]]
        loaded = [load_memorial(installation.services, described(slug), readers) for slug in (FICTIONAL, REAL)]
    finally:
        installation.close()
    for one in loaded:
        _say(one)
    receipt = next((one.receipt for one in loaded if one.receipt), before.get("receipt", ""))
    _write(settings.home / DEMO_FILE, document(settings, loaded, accounts, receipt))
    _say_how(settings, accounts, receipt)


def described(slug: str) -> Described:
    """The memorial that the folder of that name in `config/memorials` describes."""
    folder = project_folder("config") / "memorials" / slug

    def part(name: str) -> Any:
        return json.loads((folder / name).read_text(encoding="utf-8"))

    return Described(part("memorial.json"), part("people.json"), part("remembrances.json"), folder)


def document(settings: Settings, loaded: list[Loaded], accounts: list[Account], receipt: str) -> dict[str, Any]:
    """What `demo.json` says, for programs that look at the demonstration."""
    staff = [
        {"email": one.email, "password": one.password, "role": one.role.value, "totp_secret": None} for one in accounts
    ]
    return {
        "url": address(settings),
        "memorials": [one.slug for one in loaded],
        "fictional": FICTIONAL,
        "real": REAL,
        "staff": staff,
        "receipt": receipt,
    }


def address(settings: Settings) -> str:
    """Where the server is to be found, with a slash at the end."""
    host = f"[{settings.server.host}]" if ":" in settings.server.host else settings.server.host
    return f"{settings.public_url or f'http://{host}:{settings.server.port}'}/"


def stays_true(settings: Settings) -> None:
    """At the start of the server: the address in `demo.json` follows the port that was asked for."""
    path = settings.home / DEMO_FILE
    if (said := _read(path)) and said.get("url") != address(settings):
        _write(path, {**said, "url": address(settings)})


def summary(settings: Settings) -> list[str]:
    """Lines that lead into the demonstration, nothing where there is none."""
    said = _read(settings.home / DEMO_FILE)
    if not said:
        return []
    first = said["staff"][0]
    base = address(settings)
    return [
        f"  fictional  {base}en/{said['fictional']}/",
        f"  real       {base}en/{said['real']}/",
        f"  desk       {base}desk/   {first['email']}   {first['password']}",
        f"  receipt    {base}receipt   {_grouped(said['receipt'])}",
    ]


def _say(one: Loaded) -> None:
    if one.again:
        click.echo(f"{one.slug}: there already, left as it is.")
    elif one.real:
        click.echo(f"{one.slug}: loaded as a draft. It has no people and takes no submissions.")
    else:
        click.echo(f"{one.slug}: {one.people} people and {one.remembrances} remembrances, all made up.")


def _say_how(settings: Settings, accounts: list[Account], receipt: str) -> None:
    click.echo(f"To sign in at {address(settings)}desk/ on this machine:")
    for account in accounts:
        click.echo(f"  {account.role.value:<10} {account.email:<28} {account.password}")
    if receipt:
        click.echo(f"A receipt to try at {address(settings)}receipt: {_grouped(receipt)}")
    click.echo(f"All of it is in {settings.home / DEMO_FILE}, which only you can read.")


def _grouped(code: str) -> str:
    return ReceiptCode(code).grouped if code else "none"


def _read(path: Path) -> dict[str, Any]:
    """What was written before; {} where there is nothing that can be used."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"staff", "receipt", "fictional", "real"} <= found.keys() else {}


def _write(path: Path, said: Mapping[str, Any]) -> None:
    """Whole or not at all, and for its owner only."""
    with new_file(path, root=path.parent, mode=0o600) as write:
        write(json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n")
