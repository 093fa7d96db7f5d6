"""All that is bound to one receipt, for its holder to take along: consent, words, files, messages, and nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from memorial.application.consent_record import ConsentRecord, record_of
from memorial.application.ports.evidence import HideCode
from memorial.application.services import Services
from memorial.domain.errors import NotFound
from memorial.domain.media_copy import MediaCopy
from memorial.domain.minors import guardian_agreed, under_age
from memorial.domain.moderation import FOUND_IN_WORDS
from memorial.domain.remembrance import FileKept, Message, Remembrance, Version
from memorial.vocabulary import Flag

LONGEST_NAME = 80
LABELS_TOLD = FOUND_IN_WORDS | {Flag.SENDER_UNDER_AGE, Flag.GRAPHIC_SAID}
"""What follows from the holder's own words and answers. All else may be what a reader thought of them."""


@dataclass(frozen=True)
class FilePart:
    """One stored file: its path, and where it lies sealed."""

    path: str
    vault_id: str
    vault_key: str


@dataclass(frozen=True)
class Everything:
    record: ConsentRecord
    hide_codes: tuple[HideCode, ...]
    guardian_code_made_on: date | None = None


def everything(services: Services, code: str) -> Everything:
    """Raises `NotFound`: for a code that was never given, for one that can only hide, and after an erasure alike."""
    with services.unit_of_work(read_only=True) as uow:
        found = uow.receipts.find(code)
        if found is None:
            raise NotFound("no_receipt")
        record = record_of(services, uow, *found)
        made_on = uow.guardian_codes.made_on(*found) if record.remembrance.guardian_code else None
        return Everything(record, uow.hide_codes.of(*found), made_on)


def file_parts(remembrance: Remembrance) -> Iterator[FilePart]:
    """The originals and every size or copy that was made of them, each under a path of its own."""
    for number, kept in enumerate(remembrance.files, start=1):
        yield FilePart(original_path(number, kept), kept.vault_id, kept.vault_key)
        for made in kept.derivatives:
            path = f"files/{number:02}/{made.size}.{made.format}"
            yield FilePart(path, made.vault_id, made.vault_key)
        for copy in kept.copies:
            yield FilePart(copy_path(number, copy), copy.vault_id, copy.vault_key)


def copy_path(number: int, copy: MediaCopy) -> str:
    return f"files/{number:02}/copy.{copy.format}"


def original_path(number: int, kept: FileKept) -> str:
    """The sender's own name for the file, with nothing in it that could lead out of its folder."""
    name = unicodedata.normalize("NFC", kept.name)[-LONGEST_NAME:]
    safe = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in name).strip(". ")
    return f"files/{number:02}/original-{safe or 'file'}"


def stored(services: Services, part: FilePart) -> Iterator[bytes]:
    """The bytes in pieces, each verified before it is given out."""
    yield from services.vault.open(part.vault_id, bytes.fromhex(part.vault_key))


def described(of: Everything) -> dict[str, Any]:
    """Everything but the bytes of files, as plain data. No note between readers, no name or hour of one, no key."""
    remembrance = of.record.remembrance
    published_on = remembrance.published_on
    return {
        "id": remembrance.id,
        "memorial": {"id": of.record.memorial.id, "slug": of.record.memorial.slug},
        "about": remembrance.about.value,
        "person_id": remembrance.person_id,
        "received_at": remembrance.received_at.isoformat(),
        "published_on": published_on.isoformat() if published_on else None,
        "status": remembrance.status,
        "kept_in_archive": remembrance.kept_in_archive,
        "appeals": remembrance.appeals,
        "email": remembrance.email,
        "interface_language": remembrance.interface_language,
        "given_with": _given_with(remembrance),
        "versions": [_version(version) for version in remembrance.versions],
        "files": [_file(number, kept) for number, kept in enumerate(remembrance.files, start=1)],
        "messages": [_message(said) for said in remembrance.messages],
        "guardian_code": {"made_on": of.guardian_code_made_on.isoformat()} if of.guardian_code_made_on else None,
        "codes_that_can_only_hide": [{"made_on": one.made_on.isoformat()} for one in of.hide_codes],
    }


def _given_with(remembrance: Remembrance) -> dict[str, Any] | None:
    """How it came; of the team nobody is named."""
    given = remembrance.given_with
    return None if given is None else {"help_from": given.helper, "paper_form": given.serial}


def _message(said: Message) -> dict[str, Any]:
    """Of a reader only the day: the hour would tell when somebody of the team is at work."""
    at = said.at if said.from_contributor else said.at.date()
    return {
        "at": at.isoformat(),
        "from_you": said.from_contributor,
        "text": said.text,
        "code": said.code,
        "signed": said.signed,
    }


def _version(version: Version) -> dict[str, Any]:
    named, suggestion = version.named, version.suggestion
    return {
        "number": version.number,
        "made_at": version.made_at.isoformat(),
        "state": version.state.value,
        "story": version.story,
        "language": version.language,
        "person_named": None
        if named is None
        else {
            "name": named.name,
            "name_other": named.name_other,
            "fate": named.fate.value,
            "born": named.born,
            "died": named.died,
            "place": named.place,
            "nickname": named.nickname,
            "born_on": named.born_on,
            "died_on": named.died_on,
        },
        "contributor_name": version.contributor_name,
        "relation": version.relation.value if version.relation else None,
        "labels": [flag.value for flag in version.flags if flag in LABELS_TOLD],
        "guardian_agreed": guardian_agreed(version) if under_age(version) else None,
        "question": version.question,
        "reason": version.reason,
        "reason_message": version.reason_message,
        "suggestion": {"story": suggestion.story, "reason": suggestion.reason} if suggestion else None,
        "files": [
            {
                "file_id": one.file_id,
                "caption": one.caption,
                "living": one.living.value,
                "agreed": one.agreed,
                "publish": one.publish,
            }
            for one in version.files
        ],
        "content_hash": version.content_hash,
    }


def _file(number: int, kept: FileKept) -> dict[str, Any]:
    return {
        "file_id": kept.id,
        "kind": kept.kind.value,
        "name": kept.name,
        "mime": kept.mime,
        "bytes": kept.length,
        "sha256": kept.sha256,
        "path": original_path(number, kept),
        "sizes": [
            {"path": f"files/{number:02}/{made.size}.{made.format}", "width": made.width, "height": made.height}
            for made in kept.derivatives
        ],
        "copies": [{"path": copy_path(number, copy), "mime": copy.mime} for copy in kept.copies],
        "milliseconds": kept.duration or None,
    }
