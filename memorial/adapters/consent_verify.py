"""Checks a consent record with nothing but the file: its form, its signature, each hash, the order, what holds now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memorial.adapters import consent_events, consent_first_form
from memorial.adapters.attesting import fingerprint, signature_fits
from memorial.adapters.consent_events import controller_id, in_force
from memorial.adapters.consent_json import CONTEXT_OF_THIS_FORM, canonical
from memorial.adapters.json_shape import misfits
from memorial.adapters.sealing import commitment_under
from memorial.settings import project_folder

LARGEST_FILE = 64 * 1024 * 1024

PRESENT_FORM = 2
FORMS = (1, PRESENT_FORM)
CONTEXT_OF_FIRST_FORM = CONTEXT_OF_THIS_FORM.replace(":2#", ":1#")


class NotARecord(Exception):
    """The file is no JSON, or holds a name twice: two programs could read two different things in it."""


@dataclass(frozen=True)
class Verified:
    """What was found. `problems` empty: it holds."""

    problems: tuple[str, ...]
    events: int = 0
    gaps: int = 0
    """In the first form: how often other people's events stand between these. Later ones do not tell."""
    notices: int = 0
    notices_readable: int = 0
    versions: int = 0
    created: str = ""
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


def schema_path(form: int = PRESENT_FORM) -> Path:
    return project_folder("config") / "schemas" / f"consent-record-{form}.json"


def schemas() -> dict[int, Any]:
    """The JSON Schema of each form, as it is shipped with the program."""
    return {form: json.loads(schema_path(form).read_text(encoding="utf-8")) for form in FORMS}


def form_of(document: Any) -> int:
    """In which of its forms the record is written. What is none of them is held against the present one."""
    context = document.get("@context") if isinstance(document, dict) else None
    name = context.get("memorial") if isinstance(context, dict) else None
    return 1 if name == CONTEXT_OF_FIRST_FORM else PRESENT_FORM


def verify(document: Any, of_form: Mapping[int, Mapping[str, Any]]) -> Verified:
    """Everything that is wrong, in plain words; what a form that does not fit would hide is not looked at.

    `of_form` has a schema for each, as `schemas()` gives them.
    """
    form = form_of(document)
    shape = tuple(f"The form: {one}." for one in misfits(document, of_form[form]))
    if shape:
        return Verified(shape)
    record = document["dpv:hasRecordOfActivity"][0]
    events = events_of(document)
    pseudonym = record["dpv:hasDataSubject"]["@id"].rpartition(":")[2]
    order = consent_first_form.problems if form == 1 else _order
    notices = record["dpv:hasNotice"]
    return Verified(
        problems=(
            *_signature(document),
            *_identity(record, events),
            *order(record, events, pseudonym),
            *_in_force(record, events),
            *_notices(record, events),
            *_words(record, events),
        ),
        events=len(events),
        gaps=consent_first_form.gaps(events) if form == 1 else 0,
        notices=len(notices),
        notices_readable=sum(one["dct:description"] is not None for one in notices),
        versions=len(record["memorial:words"]),
        created=document["dct:created"],
        key=fingerprint(bytes.fromhex(document["memorial:attestation"]["memorial:publicKey"])),
    )


def events_of(document: Any) -> list[dict[str, Any]]:
    """What each event shows of its row in the chain: all of it in the first form."""
    name = consent_first_form.ROW if form_of(document) == 1 else consent_events.ROW
    return [one[name] for one in document["dpv:hasRecordOfActivity"][0]["dpv:hasConsentStatus"]]


def _signature(document: dict[str, Any]) -> Iterator[str]:
    attestation = document["memorial:attestation"]
    signed = canonical({name: value for name, value in document.items() if name != "memorial:attestation"})
    key, signature = (bytes.fromhex(attestation[f"memorial:{part}"]) for part in ("publicKey", "signature"))
    if not signature_fits(key, signed, signature):
        yield "The signature does not fit: something was changed after the record was signed."


def _identity(record: dict[str, Any], events: list[dict[str, Any]]) -> Iterator[str]:
    memorial_id = record["memorial:chain"]["memorial:of"]
    if any(one["memorial_id"] != memorial_id or one["record_id"] != record["dct:identifier"] for one in events):
        yield "An event belongs to another record."
    if record["dpv:hasDataController"]["dct:identifier"] != controller_id(memorial_id):
        yield "The controller is not the one of this record."


def _order(record: dict[str, Any], events: list[dict[str, Any]], pseudonym: str) -> Iterator[str]:
    """Whether each event follows from the one before it, up to the end that the record names."""
    chain, entries = record["memorial:chain"], record["dpv:hasConsentStatus"]
    links = consent_events.linked(chain["memorial:of"], record["dct:identifier"], events)
    for number, (entry, event, link) in enumerate(zip(entries, events, links, strict=True), start=1):
        if entry[consent_events.LINK] != link:
            yield f"Event {number} does not follow from the one before it, or its hash does not fit what it says."
        if entry != consent_events.status_entry(event, entry[consent_events.LINK], pseudonym):
            yield f"Event {number} says something else than its row in the chain."
    if (len(entries), entries[-1][consent_events.LINK]) != (chain["memorial:events"], chain["memorial:lastLink"]):
        yield "The end of the record is not the last event."


def _in_force(record: dict[str, Any], events: list[dict[str, Any]]) -> Iterator[str]:
    if record["memorial:inForce"] != in_force(events):
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


def _words(record: dict[str, Any], events: list[dict[str, Any]]) -> Iterator[str]:
    opening = bytes.fromhex(record["memorial:commitmentKey"])
    hashes = {one["memorial:version"]: one["memorial:contentHash"] for one in record["memorial:words"]}
    for number, event in enumerate(events, start=1):
        content = hashes.get(event["version"])
        if content is None or commitment_under(opening, content.encode()) != event["content_commitment"]:
            yield f"Event {event.get('seq', number)} was given for other words."
