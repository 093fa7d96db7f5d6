"""`memorial verify`: a contributor's record, checked with nothing but the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from memorial import bootstrap
from memorial.adapters.consent_archive import read_file
from memorial.adapters.consent_events import shown
from memorial.adapters.consent_verify import NotARecord, Verified, events_of, form_of, schemas
from memorial.adapters.consent_verify import verify as verified
from memorial.adapters.db.evidence import events_differ, rows_differ
from memorial.cli.said import are, counted
from memorial.settings import load_settings


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
    found = verified(document, schemas())
    problems = [*found.problems, *beside]
    if key is not None and found.key and _plain(key) != _plain(found.key):
        problems.append(f"It is signed with another key: {found.key}.")
    if here and not found.problems:
        problems += _differs_here(document)
    for line in problems:
        click.echo(line)
    if problems:
        count = len(problems)
        raise click.ClickException(f"This record does not hold: {counted(count, 'thing')} found.")
    click.echo("\n".join(_holds(found, key_was_given=key is not None, here=here)))


def _plain(fingerprint: str) -> str:
    return "".join(fingerprint.split()).lower()


def _holds(found: Verified, *, key_was_given: bool, here: bool) -> list[str]:
    """What it proves, and what not."""
    readable = f"{found.notices_readable} of {counted(found.notices, 'notice')} {are(found.notices_readable)}"
    lines = [
        "This record holds.",
        f"  Its form is complete, and its signature fits. Signed on {found.created} with the key",
        f"    {found.key}",
        f"  {counted(found.events, 'consent event')}: every hash fits what the event says, they stand in order, and"
        " what is said to be in force follows from them.",
        f"  {counted(found.versions, 'wording')} of the remembrance: each event was given for exactly one.",
        f"  {readable} in it word for word.",
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
    between = f" {counted(found.gaps, 'time')} other people's events stand between these; they are not in the file."
    lines += [
        "It does not prove who sent it, that the clock was right, or what came after these events."
        f"{between if found.gaps else ''}",
    ]
    if not here:
        lines.append("Whether the memorial still holds the same events, it can say itself: memorial verify --here.")
    return lines


def _differs_here(document: Any) -> list[str]:
    record, events = document["dpv:hasRecordOfActivity"][0], events_of(document)
    installation = bootstrap.build(load_settings(os.environ))
    reading, attestor = installation.engines.reading, installation.services.attestor
    try:
        if document["memorial:attestation"]["memorial:publicKey"] != attestor.public_key.hex():
            return ["This installation signs with another key."]
        if form_of(document) == 1:
            differing = rows_differ(reading, events)
        else:
            of = record["memorial:chain"]["memorial:of"], record["dct:identifier"]
            differing = events_differ(reading, *of, events, lambda row: shown(row, attestor))
    finally:
        installation.close()
    return [f"Event {number} is not in this installation as it stands in the file." for number in differing]
