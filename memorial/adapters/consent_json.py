"""The consent record as JSON-LD: ISO/IEC TS 27560 in the form of the Data Privacy Vocabulary's guide, signed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from memorial.adapters.attesting import ALGORITHM
from memorial.adapters.consent_events import LINK, Document, controller_id, in_force, principal_id, status_entries
from memorial.application.consent_record import ConsentRecord
from memorial.application.ports.evidence import Attestor, NoticeKept, PlainRow
from memorial.domain.memorial import Controller, Memorial
from memorial.vocabulary import Audience, Scope, Use

PROFILE = "https://w3id.org/dpv/schema/dpv-27560"
NOT_STATED = "not stated"
"""What stands in a field that must be there and that the memorial has not filled in."""

CONTEXT_OF_THIS_FORM = "urn:memorial:consent-record:2#"

CONTEXT = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "memorial": CONTEXT_OF_THIS_FORM,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}

PURPOSES: Mapping[Use, tuple[str, str]] = {
    Use.DISPLAY: ("dpv:NonCommercialPurpose", "Keep it, and show it on the pages of this memorial"),
    Use.INDEX: ("dpv:NonCommercialPurpose", "Let search engines and feeds list it"),
    Use.REUSE: ("dpv:NonCommercialPurpose", "Quotation, exhibition, press or book"),
    Use.DATASET: ("dpv:ResearchAndDevelopment", "A data set for research, without names"),
    Use.PARTNER: ("dpv:NonCommercialPurpose", "Hand it over to another archive that is named"),
    Use.ML_TRAINING: ("dpv:ResearchAndDevelopment", "Training of machines"),
    Use.CONTACT_ITEM: ("dpv:CommunicationManagement", "Write to the sender about this item"),
    Use.CONTACT_ANNIVERSARY: ("dpv:CommunicationManagement", "Write to the sender on anniversaries"),
}

KINDS: Mapping[Scope, str] = {
    Scope.CONTRIBUTOR_NAME: "The sender's name",
    Scope.RELATION: "What the sender was to the person",
    Scope.PERSON_NAME: "The name of the person who is remembered",
    Scope.DATES: "Dates of the person",
    Scope.PLACE: "Places of the person",
    Scope.TEXT: "The text",
    Scope.PHOTO: "A photograph",
    Scope.VOICE: "A voice",
    Scope.VIDEO: "A video",
    Scope.TRANSCRIPT: "A transcript or translation",
    Scope.CONTACT: "An address of the sender",
    Scope.ORIGINAL_FILE: "Original files with what is hidden in them",
    Scope.WALL_PLACE: "A place on the wall, without the name",
    Scope.KIN: "What another person was to the one who is remembered",
}
SPECIAL = frozenset({Scope.TEXT, Scope.PHOTO, Scope.VOICE, Scope.VIDEO, Scope.TRANSCRIPT})
"""What may tell of faith, health, descent or conviction: special categories of personal data."""

RECIPIENTS: Mapping[Audience, str] = {
    Audience.NONE: "Nobody",
    Audience.TEAM: "Readers of this memorial's team",
    Audience.ARCHIVE: "Staff of the closed archive",
    Audience.RESEARCH: "Researchers under agreement",
    Audience.UNLISTED: "Visitors of this site",
    Audience.PUBLIC: "Everyone",
}
RETENTION = "Until the sender takes it back and 30 days more, or erases it at once"


def canonical(document: Any) -> bytes:
    """The same bytes for the same content, however the file is laid out."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def signed_record(record: ConsentRecord, attestor: Attestor, *, exercised_at: str) -> Document:
    """The whole document. `exercised_at` is the address of the receipt page."""
    document: Document = {
        "@context": CONTEXT,
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": f"{PROFILE}#receipt-eu-gdpr",
        "dpv:hasIdentifier": record.receipt_id,
        "dct:created": record.issued_on.isoformat(),
        "dct:language": record.remembrance.interface_language,
        "dpv:hasRecordOfActivity": [_consent_record(record, attestor, exercised_at)],
    }
    signature = attestor.sign(canonical(document)).hex()
    document["memorial:attestation"] = {
        "memorial:algorithm": ALGORITHM,
        "memorial:publicKey": attestor.public_key.hex(),
        "memorial:signature": signature,
    }
    return document


def _consent_record(record: ConsentRecord, attestor: Attestor, exercised_at: str) -> Document:
    memorial, remembrance, evidence = record.memorial, record.remembrance, record.evidence
    events = status_entries(evidence.rows, attestor, evidence.principal)
    controller = controller_id(memorial.id)
    uses = sorted({str(row["use"]) for row in evidence.rows})
    return {
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": f"{PROFILE}#record-eu-gdpr",
        "dct:identifier": remembrance.id,
        "dct:language": remembrance.interface_language,
        "dpv:hasDataSubject": {"@type": "dpv:DataSubject", "@id": principal_id(evidence.principal)},
        "dpv:hasDataController": _controller(memorial.controller, controller),
        "dpv:hasJurisdiction": jurisdiction(memorial.controller),
        "dpv:hasLegalBasis": ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"],
        "dpv:hasNotice": _notices(evidence.rows, evidence.notices),
        "dpv:hasProcess": [_process(Use(use), evidence.rows, memorial, controller) for use in uses],
        "dpv:hasConsentControl": {
            "@type": ["dpv:ProvideConsent", "dpv:WithdrawConsent"],
            "dpv:isExercisedAt": exercised_at,
        },
        "dpv:hasRight": [
            {"@type": ["dpv:DataSubjectRight", f"eu-gdpr:{article}"], "dpv:isExercisedAt": exercised_at}
            for article in ("A7-3", "A15", "A16", "A17", "A18", "A20")
        ],
        "dpv:hasConsentStatus": events,
        "memorial:words": _words(record),
        "memorial:files": [{"memorial:element": kept.id, "memorial:sha256": kept.sha256} for kept in remembrance.files],
        "memorial:commitmentKey": evidence.commitment_key,
        "memorial:inForce": in_force(evidence.rows),
        "memorial:standing": remembrance.standing.value,
        "memorial:chain": {
            "memorial:of": memorial.id,
            "memorial:events": len(events),
            "memorial:lastLink": events[-1][LINK],
        },
    }


def jurisdiction(of: Controller) -> str:
    return f"loc:{of.country}" if of.country else NOT_STATED


def _controller(of: Controller, identifier: str) -> Document:
    return {
        "@type": ["dpv:LegalEntity", "dpv:DataController"],
        "dct:identifier": identifier,
        "dpv:hasName": of.name or NOT_STATED,
        "dpv:hasAddress": of.address or NOT_STATED,
        "dpv:hasContact": of.contact or NOT_STATED,
    }


def _notices(rows: Iterable[PlainRow], kept: Mapping[str, NoticeKept]) -> list[Document]:
    """Each wording once for each language in which it was shown. Words that were not kept are null."""
    shown = dict.fromkeys((str(row["notice_hash"]), str(row["notice_lang"]), str(row["notice_id"])) for row in rows)
    found = []
    for mark, language, name in shown:
        words = kept.get(mark)
        found.append(
            {
                "@type": "dpv:ConsentNotice",
                "dct:identifier": name,
                "dct:language": language,
                "dct:description": words.text if words else None,
                "memorial:sha256": mark,
            }
        )
    return found


def _process(use: Use, rows: Iterable[PlainRow], memorial: Memorial, controller: str) -> Document:
    kind, title = PURPOSES[use]
    mine = [row for row in rows if row["use"] == use.value]
    scopes = sorted({Scope(str(row["scope"])) for row in mine}, key=lambda scope: int(scope.value[1:]))
    reached = sorted({Audience.parse(str(row["to_audience"])) for row in mine})
    return {
        "@type": "dpv:Process",
        "memorial:use": use.value,
        "dpv:hasPurpose": {"@type": "dpv:Purpose", "skos:broader": kind, "dct:title": title},
        "dpv:hasPersonalData": [_personal_data(scope) for scope in scopes],
        "dpv:hasDataController": controller,
        "dpv:hasDataSource": "dpv:DataSubjectDataSource",
        "dpv:hasRecipient": [{"@type": "dpv:Recipient", "dct:title": RECIPIENTS[one]} for one in reached],
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageLocation", "dpv:hasLocation": jurisdiction(memorial.controller)},
            {
                "@type": "dpv:StorageDuration",
                "dpv:hasDuration": {"@type": "dpv:UntilEventDuration", "rdf:value": RETENTION},
            },
        ],
    }


def _personal_data(scope: Scope) -> Document:
    kind = "dpv:SpecialCategoryPersonalData" if scope in SPECIAL else "dpv:PersonalData"
    return {"@type": kind, "dct:title": KINDS[scope], "memorial:scope": scope.value}


def _words(record: ConsentRecord) -> list[Document]:
    """What was consented to, by its fingerprint: `memorial:commitmentKey` opens the commitment of each event to it."""
    return [
        {"memorial:version": version.number, "memorial:contentHash": version.content_hash}
        for version in record.remembrance.versions
    ]
