"""`memorial demo`: two memorials from the project's folder, staff to sign in as, and what a visitor needs to know."""

from __future__ import annotations

import json
from typing import Any

import click

from memorial import bootstrap
from memorial.adapters.db.database import DatabaseNotReady
from memorial.adapters.record_json import read_record
from memorial.application.demonstration import Described, Loaded
from memorial.application.demonstration import load as load_memorial
from memorial.application.demonstration_staff import Account, ensure_staff
from memorial.application.memorials import recompute_waiting
from memorial.application.standing_together import order_now
from memorial.cli.demonstration_file import DEMO_FILE, address, grouped, read, write
from memorial.cli.noted import noting_refusals
from memorial.settings import Settings, project_folder

FICTIONAL, REAL = "fictional-ferry-1987", "khojaly-1992"


def load(settings: Settings) -> None:
    """Load what is missing and say how to look at it. Again is no error: what is there stays as it is."""
    installation = _built(settings)
    try:
        before = read(settings.home / DEMO_FILE)
        known = {one["email"]: one["password"] for one in before.get("staff", [])}
        with noting_refusals(installation.services, "load_demonstration"):
            accounts = ensure_staff(installation.services, known)
            readers = [account.staff_id for account in accounts[:2]]
            loaded = [load_memorial(installation.services, described(slug), readers) for slug in (FICTIONAL, REAL)]
            recompute_waiting(installation.services)
            order_now(installation.services, FICTIONAL)
    finally:
        installation.close()
    for one in loaded:
        _say(one)
    receipt = next((one.receipt for one in loaded if one.receipt), before.get("receipt", ""))
    write(settings.home / DEMO_FILE, document(settings, loaded, accounts, receipt))
    _say_how(settings, accounts, receipt)


def _built(settings: Settings) -> bootstrap.Installation:
    """What is there, or a fresh installation where there is none."""
    try:
        return bootstrap.build(settings)
    except DatabaseNotReady:
        bootstrap.initialise(settings)
        return bootstrap.build(settings)


def described(slug: str) -> Described:
    """The memorial that the folder of that name in `config/memorials` describes."""
    folder = project_folder("config") / "memorials" / slug

    def part(name: str) -> Any:
        return json.loads((folder / name).read_text(encoding="utf-8"))

    ties = part("ties.json") if (folder / "ties.json").exists() else {}
    record = read_record(file.read_bytes()) if (file := folder / "record.json").exists() else None
    interviews = part("interviews.json") if (folder / "interviews.json").exists() else ()
    parts = (part("memorial.json"), part("people.json"), part("remembrances.json"))
    return Described(*parts, folder, ties, record, interviews)


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
    by_name = address(settings).replace("//127.0.0.1", "//localhost")
    if by_name != address(settings):
        click.echo(f"Browsers offer passkeys at {by_name}desk/ only, where the machine has a name.")
    if receipt:
        click.echo(f"A receipt to try at {address(settings)}receipt: {grouped(receipt)}")
    click.echo(f"All of it is in {settings.home / DEMO_FILE}, which only you can read.")
