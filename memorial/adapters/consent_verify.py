"""Checks a consent record with nothing but the file: its form, its signature, each hash, the order, what holds now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from memorial.adapters.attesting import fingerprint, signature_fits
from memorial.adapters.consent_json import canonical, controller_id, in_force, status_entry
from memorial.adapters.json_shape import misfits
from memorial.adapters.sealing import commitment_under
from memorial.domain.consent import chain_hash, first_link

LARGEST_FILE = 64 * 1024 * 1024


class NotARecord(Exception):
    """The file is no JSON, or holds a name twice: two programs could read two different things in it."""


@dataclass(frozen=True)
class Verified:
    """What was found. `problems` empty: it holds."""

    problems: tuple[str, ...]
    events: int = 0
    linked: int = 0
    """How many pairs of events stand one right after the other in the memorial's chain."""
    notices: int = 0
    notices_readable: int = 0
    versions: int = 0
    created: str = ""
    head: int = 0
    """Where the record ends: its own last event. Older records name the last of the whole memorial at that time."""
    key: str = ""
    """The fingerprint of the key that signed."""


def read_record(raw: bytes) -> Any:
    """Raises `NotARecord`."""
    if len(raw) > LARGEST_FILE:
        raise NotARecord("The file is too large for a consent record.")
    try:
        return json.loads(raw, object_pairs_hook=_once, parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError) as problem:
        raise NotARecord("This is not a consent record: it cannot be read as JSON.") from problem


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(said: str) -> Any:
    raise ValueError(f"no number of that kind: {said}")


def verify(document: Any, schema: Mapping[str, Any]) -> Verified:
    """Everything that is wrong, in plain words; what a form that does not fit would hide is not looked at."""
    shape = tuple(f"The form: {one}." for one in misfits(document, schema))
    if shape:
        return Verified(shape)
    record = document["dpv:hasRecordOfActivity"][0]
    rows = [event["memorial:row"] for event in record["dpv:hasConsentStatus"]]
    notices = record["dpv:hasNotice"]
    return Verified(
        problems=(
            *_signature(document),
            *_identity(record, rows),
            *_chain(record, rows),
            *_events(record),
            *_notices(record, rows),
            *_words(record, rows),
        ),
        events=len(rows),
        linked=sum(later["seq"] == earlier["seq"] + 1 for earlier, later in pairwise(rows)),
        notices=len(notices),
        notices_readable=sum(one["dct:description"] is not None for one in notices),
        versions=len(record["memorial:words"]),
        created=document["dct:created"],
        head=record["memorial:chain"]["memorial:headNumber"],
        key=fingerprint(bytes.fromhex(document["memorial:attestation"]["memorial:publicKey"])),
    )


def _signature(document: dict[str, Any]) -> Iterator[str]:
    attestation = document["memorial:attestation"]
    signed = canonical({name: value for name, value in document.items() if name != "memorial:attestation"})
    key, signature = (bytes.fromhex(attestation[f"memorial:{part}"]) for part in ("publicKey", "signature"))
    if not signature_fits(key, signed, signature):
        yield "The signature does not fit: something was changed after the record was signed."


def _identity(record: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[str]:
    memorial_id = record["memorial:chain"]["memorial:of"]
    if any(row["memorial_id"] != memorial_id or row["record_id"] != record["dct:identifier"] for row in rows):
        yield "An event belongs to another record."
    if record["dpv:hasDataController"]["dct:identifier"] != controller_id(memorial_id):
        yield "The controller is not the one of this record."


def _chain(record: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        hashed = {name: value for name, value in row.items() if name != "hash"}
        if chain_hash(row["prev_hash"], hashed) != row["hash"]:
            yield f"Event {row['seq']}: its hash does not fit what it says."
    for earlier, later in pairwise(rows):
        if later["seq"] <= earlier["seq"]:
            yield f"Event {later['seq']} stands out of order."
        elif later["seq"] == earlier["seq"] + 1 and later["prev_hash"] != earlier["hash"]:
            yield f"Event {later['seq']} does not follow from the one before it."
    first, last, chain = rows[0], rows[-1], record["memorial:chain"]
    if first["seq"] == 1 and first["prev_hash"] != first_link(first["memorial_id"], "consent"):
        yield "The first event does not begin this memorial's chain."
    if last["seq"] > chain["memorial:headNumber"]:
        yield "There is an event after the end of the chain."
    if last["seq"] == chain["memorial:headNumber"] and last["hash"] != chain["memorial:headHash"]:
        yield "The end of the chain is not the last event."


def _events(record: dict[str, Any]) -> Iterator[str]:
    pseudonym = record["dpv:hasDataSubject"]["@id"].rpartition(":")[2]
    for event in record["dpv:hasConsentStatus"]:
        if event != status_entry(event["memorial:row"], pseudonym):
            yield f"Event {event['memorial:row']['seq']} says something else than its row in the chain."
    if record["memorial:inForce"] != in_force([event["memorial:row"] for event in record["dpv:hasConsentStatus"]]):
        yield "What is said to be in force does not follow from the events."


def _notices(record: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[str]:
    known = {one["memorial:sha256"] for one in record["dpv:hasNotice"]}
    if {row["notice_hash"] for row in rows} != known:
        yield "The notices are not those of the events."
    for one in record["dpv:hasNotice"]:
        words = one["dct:description"]
        if (
            words is not None
            and hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest() != (one["memorial:sha256"])
        ):
            yield "The words of a notice are not those that were agreed to."


def _words(record: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[str]:
    opening = bytes.fromhex(record["memorial:commitmentKey"])
    hashes = {one["memorial:version"]: one["memorial:contentHash"] for one in record["memorial:words"]}
    for row in rows:
        content = hashes.get(row["version"])
        if content is None or commitment_under(opening, content.encode()) != row["content_commitment"]:
            yield f"Event {row['seq']} was given for other words."
