"""One event in a consent record: what of its row in the chain is shown, and what stands for the rest.

A row of the chain has the hour at which staff was at work, and a number that counts the events of other families.
Neither is shown. The row's hash stands there under a key of the installation (its mark), and each event is linked to
the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from memorial.application.ports.evidence import Attestor, PlainRow
from memorial.domain.consent import chain_hash, first_link
from memorial.vocabulary import ActorKind, ConsentState

Document = dict[str, Any]
ROW, LINK = "memorial:event", "memorial:link"
"""Names in an event: what is shown of its row, and the hash over that and the event before."""

_OF_THE_WHOLE_CHAIN = frozenset({"seq", "prev_hash", "hash", "at_utc"})
_DAY = len("2026-03-02")


def principal_id(pseudonym: str) -> str:
    return f"urn:memorial:principal:{pseudonym}"


def guardian_id(pseudonym: str) -> str:
    """Whoever holds the code that the sender gave to a guardian: nothing else is known of them."""
    return f"urn:memorial:guardian-of:{pseudonym}"


def controller_id(memorial_id: str) -> str:
    return f"urn:memorial:controller:{memorial_id}"


def shown(row: PlainRow, attestor: Attestor) -> Document:
    """What a holder may know of that row of the chain, and the mark that stands for the whole of it."""
    mark = attestor.mark(str(row["hash"]).encode()).hex()
    rest = {name: value for name, value in row.items() if name not in _OF_THE_WHOLE_CHAIN}
    return {**rest, "at": _time(row), "mark": mark}


def _time(row: PlainRow) -> str:
    """The sender's own act to the moment; of anybody else's only the day, for the hour tells when they are at work."""
    at = str(row["at_utc"])
    return f"{at}Z" if row["actor_kind"] == ActorKind.CONTRIBUTOR.value else at[:_DAY]


def linked(memorial_id: str, record_id: str, events: Iterable[Document]) -> list[str]:
    """The link of each event: one taken out, put in, changed or moved changes all that follow."""
    previous, links = first_link(memorial_id, f"consent-record:{record_id}"), []
    for event in events:
        previous = chain_hash(previous, event)
        links.append(previous)
    return links


def status_entries(rows: Sequence[PlainRow], attestor: Attestor, pseudonym: str) -> list[Document]:
    """The events of one record, in order."""
    events = [shown(row, attestor) for row in rows]
    if not events:
        return []
    links = linked(str(rows[0]["memorial_id"]), str(rows[0]["record_id"]), events)
    return [status_entry(event, link, pseudonym) for event, link in zip(events, links, strict=True)]


def status_entry(event: Mapping[str, Any], link: str, pseudonym: str) -> Document:
    """One event, made from what is shown of its row and from nothing else: who checks the one has checked the other."""
    state = ConsentState(str(event["state"]))
    return {
        "@type": [f"dpv:{state.value}", "dpv:ExplicitlyExpressedConsent"],
        "dpv:isIndicatedAtTime": event["at"],
        "dpv:isIndicatedBy": said_by(event, pseudonym),
        "dpv:hasIndicationMethod": event["method"],
        "dct:valid": event["valid_until"] or "until it is changed or taken back",
        ROW: dict(event),
        LINK: link,
    }


def said_by(row: Mapping[str, Any], pseudonym: str) -> str:
    kinds = {ActorKind.CONTRIBUTOR.value: principal_id(pseudonym), ActorKind.GUARDIAN.value: guardian_id(pseudonym)}
    return kinds.get(str(row["actor_kind"]), controller_id(str(row["memorial_id"])))


def in_force(events: Iterable[Mapping[str, Any]]) -> list[Document]:
    """The last event for each element of each version; what a guardian said stands beside what the sender said."""
    last: dict[tuple[int, str, str, str, bool], Mapping[str, Any]] = {}
    for row in events:
        by_guardian = row["actor_kind"] == ActorKind.GUARDIAN.value
        at = (int(row["version"] or 0), str(row["scope"]), str(row["use"]), str(row["element"]), by_guardian)
        last[at] = row
    return [
        {
            **({"memorial:by": ActorKind.GUARDIAN.value} if at[-1] else {}),
            "memorial:version": row["version"],
            "memorial:scope": row["scope"],
            "memorial:use": row["use"],
            "memorial:element": row["element"],
            "memorial:audience": row["to_audience"],
            "memorial:rendering": row["rendering"],
            "memorial:notBefore": row["not_before"],
            "memorial:state": row["state"],
        }
        for at, row in sorted(last.items(), key=lambda pair: pair[0])
    ]
