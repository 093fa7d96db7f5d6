"""Consent records in their first form, which families hold: whole rows of the chain, with their numbers and times.

None is made any more. Each that was made is checked as it always was.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from memorial.adapters.consent_events import said_by
from memorial.application.ports.evidence import PlainRow
from memorial.domain.consent import chain_hash, first_link
from memorial.vocabulary import ConsentState

ROW = "memorial:row"


def status_entry(row: PlainRow, pseudonym: str) -> dict[str, Any]:
    """One event, made from its row of the chain and from nothing else: who checks the row has checked the event."""
    state = ConsentState(str(row["state"]))
    return {
        "@type": [f"dpv:{state.value}", "dpv:ExplicitlyExpressedConsent"],
        "dpv:isIndicatedAtTime": f"{row['at_utc']}Z",
        "dpv:isIndicatedBy": said_by(row, pseudonym),
        "dpv:hasIndicationMethod": row["method"],
        "dct:valid": row["valid_until"] or "until it is changed or taken back",
        ROW: dict(row),
    }


def problems(record: dict[str, Any], rows: list[dict[str, Any]], pseudonym: str) -> Iterator[str]:
    """What does not hold of the events and of their places in the chain."""
    yield from _rows(rows)
    yield from _ends(record["memorial:chain"], rows)
    for event in record["dpv:hasConsentStatus"]:
        if event != status_entry(event[ROW], pseudonym):
            yield f"Event {event[ROW]['seq']} says something else than its row in the chain."


def gaps(rows: list[dict[str, Any]]) -> int:
    """How often other people's events stand between these."""
    return sum(later["seq"] != earlier["seq"] + 1 for earlier, later in pairwise(rows))


def _rows(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        hashed = {name: value for name, value in row.items() if name != "hash"}
        if chain_hash(row["prev_hash"], hashed) != row["hash"]:
            yield f"Event {row['seq']}: its hash does not fit what it says."
    for earlier, later in pairwise(rows):
        if later["seq"] <= earlier["seq"]:
            yield f"Event {later['seq']} stands out of order."
        elif later["seq"] == earlier["seq"] + 1 and later["prev_hash"] != earlier["hash"]:
            yield f"Event {later['seq']} does not follow from the one before it."


def _ends(chain: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[str]:
    first, last = rows[0], rows[-1]
    if first["seq"] == 1 and first["prev_hash"] != first_link(first["memorial_id"], "consent"):
        yield "The first event does not begin this memorial's chain."
    if last["seq"] > chain["memorial:headNumber"]:
        yield "There is an event after the end of the chain."
    if last["seq"] == chain["memorial:headNumber"] and last["hash"] != chain["memorial:headHash"]:
        yield "The end of the chain is not the last event."
