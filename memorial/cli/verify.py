"""`memorial verify`: a contributor's record, checked with nothing but the file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from memorial import bootstrap
from memorial.adapters.consent_archive import read_file
from memorial.adapters.consent_verify import NotARecord, Verified
from memorial.adapters.consent_verify import verify as verified
from memorial.adapters.db.evidence import rows_differ
from memorial.settings import load_settings, project_folder

SCHEMA = "consent-record-1.json"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", metavar="FINGERPRINT", help="The key of the memorial, as it shows it on its consent page.")
@click.option("--here", is_flag=True, help="Compare with this installation too: does it still hold the same events?")
def verify(file: Path, key: str | None, here: bool) -> None:
    """Check a consent record (.json), or all that was taken along with it (.zip). Needs no installation and no network.

    Exit code 1 if anything does not hold.
    """
    try:
        document, beside = read_file(file)
    except NotARecord as problem:
        raise click.ClickException(str(problem)) from problem
    schema = json.loads((project_folder("config") / "schemas" / SCHEMA).read_text(encoding="utf-8"))
    found = verified(document, schema)
    problems = [*found.problems, *beside]
    if key is not None and found.key and _plain(key) != _plain(found.key):
        problems.append(f"It is signed with another key: {found.key}.")
    if here and not found.problems:
        problems += _differs_here(document)
    for line in problems:
        click.echo(line)
    if problems:
        count = len(problems)
        raise click.ClickException(f"This record does not hold: {count} thing{'' if count == 1 else 's'} found.")
    click.echo("\n".join(_holds(found, key_was_given=key is not None, here=here)))


def _plain(fingerprint: str) -> str:
    return "".join(fingerprint.split()).lower()


def _holds(found: Verified, *, key_was_given: bool, here: bool) -> list[str]:
    """What it proves, and what not."""
    lines = [
        "This record holds.",
        f"  Its form is complete, and its signature fits. Signed on {found.created} with the key",
        f"    {found.key}",
        f"  {found.events} consent events: every hash fits what the event says, they stand in order, and what is said"
        " to be in force follows from them.",
        f"  {found.versions} wordings of the remembrance: each event was given for exactly one of them.",
        f"  {found.notices_readable} of {found.notices} notices are in it word for word.",
        "",
        "What this proves: whoever has that key stated these consents, in this order, at these times, for these words.",
    ]
    if not key_was_given:
        lines.append(
            "It does not say whose key that is. Compare it with the one on the memorial's consent page, or give it with"
            " --key."
        )
    if here:
        lines.append("This installation still holds every one of these events as they stand in the file.")
    gaps = found.events - 1 - found.linked
    between = f" {gaps} times other people's events stand between these; they are not in the file." if gaps else ""
    lines += [
        f"It does not prove who sent it, that the clock was right, or what came after event {found.head} of the"
        f" memorial.{between}",
    ]
    return lines


def _differs_here(document: Any) -> list[str]:
    installation = bootstrap.build(load_settings(os.environ))
    rows = [event["memorial:row"] for event in document["dpv:hasRecordOfActivity"][0]["dpv:hasConsentStatus"]]
    try:
        differing = rows_differ(installation.engines.reading, rows)
        signed_here = installation.services.attestor.public_key.hex()
    finally:
        installation.close()
    found = [f"Event {number} is not in this installation as it stands in the file." for number in differing]
    if document["memorial:attestation"]["memorial:publicKey"] != signed_here:
        found.append("This installation signs with another key.")
    return found
