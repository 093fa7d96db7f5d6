"""Offering a remembrance: a draft that only its code opens, a look at what the public would see, and sending it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from memorial.application.kept_files import picture_of, store_file
from memorial.application.language_reading import families_may_use
from memorial.application.offer import Incomplete, Offer, first_words, offer_from
from memorial.application.ports.media import FileRefused
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.consent import Grants, consent_events
from memorial.domain.draft import Draft
from memorial.domain.errors import AlreadySentDifferently, Conflict, Invalid, NotAllowed, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import FileKept, GivenWith, Remembrance, Version
from memorial.published.types import PublishedRemembrance
from memorial.vocabulary import ActorKind, VersionState

log = logging.getLogger(__name__)


class Closed(NotAllowed):
    """The memorial takes no submissions now."""

    code = "closed_to_submissions"


@dataclass(frozen=True)
class Sending:
    """What came of sending: the record's id, and whether this form had been sent before."""

    memorial_id: str
    record_id: str
    again: bool


def memorial_of(services: Services, slug: str) -> Memorial:
    """The memorial that a family wants to give to. Raises `NotFound`, also for one that was not opened yet."""
    with services.unit_of_work(read_only=True) as uow:
        found = uow.memorials.by_slug(slug)
    if not found.public:
        raise NotFound
    return found


def memorial_with_id(services: Services, memorial_id: str) -> Memorial:
    """The memorial of a draft. Raises `NotFound`."""
    with services.unit_of_work(read_only=True) as uow:
        return uow.memorials.get(memorial_id)


class LanguageClosed(Closed):
    """Nobody has read what families agree to in this language yet."""

    code = "language_not_open"


def require_open(services: Services, memorial: Memorial, language: str) -> None:
    """A draft record, a memorial that is not public, and one that was closed take nothing. Raises `Closed`.

    Nor is anything taken in a language whose words no named reader has signed: `LanguageClosed`.
    """
    if not (memorial.public and memorial.accepting) or memorial.draft:
        raise Closed
    if not families_may_use(services, memorial, language):
        raise LanguageClosed


def begin(services: Services, slug: str, language: str, answers: dict[str, str]) -> str:
    """Start a draft, and give the digits of its code. Raises `NotFound`, `Closed`."""
    code = ReceiptCode.generate().digits
    now = services.now()
    with services.unit_of_work() as uow:
        memorial = uow.memorials.by_slug(slug)
        require_open(services, memorial, language)
        draft = Draft(memorial.id, language, {**answers, "idempotency_key": services.new_id()}, started_at=now)
        uow.drafts.save(code, draft, expires_at=now + services.limits.unseen_draft)
        uow.commit()
    return code


def open_draft(services: Services, code: str) -> Draft:
    """Raises `NotFound` where the code opens no draft."""
    with services.unit_of_work(read_only=True) as uow:
        return _draft(uow, code)


def _draft(uow: UnitOfWork, code: str) -> Draft:
    draft = uow.drafts.find(code)
    if draft is None:
        raise NotFound("no_draft")
    return draft


def save_answers(
    services: Services, code: str, answers: dict[str, str], *, language: str | None = None, code_shown: bool = False
) -> Draft:
    """Put these answers over those of the draft. What stands in other answers is untouched."""
    with services.unit_of_work() as uow:
        draft = _draft(uow, code)
        changed = replace(
            draft.with_answers(answers),
            language=language or draft.language,
            code_shown=draft.code_shown or code_shown,
        )
        if changed != draft:
            uow.drafts.save(code, changed, expires_at=_expires(services, changed))
            uow.commit()
    return changed


def draft_expires(services: Services, draft: Draft) -> datetime:
    return _expires(services, draft)


def _expires(services: Services, draft: Draft) -> datetime:
    return services.now() + services.limits.draft_time(seen=draft.code_shown)


def discard_draft(services: Services, code: str) -> None:
    """Destroy a draft and its files. An unknown code is no error."""
    with services.unit_of_work() as uow:
        uow.drafts.delete(code)
        uow.commit()


# Files


def keep_file(services: Services, code: str, filename: str, chunks: Iterable[bytes]) -> FileKept:
    """Seal one file into the draft. A photograph's sizes are made now; after a refusal nothing of it is left.

    Raises `FileRefused` with the codes of the media port, and 'too_large', 'too_many', 'storage_full', 'empty'.
    """
    draft = open_draft(services, code)
    limits = services.limits
    used = sum(kept.length for kept in draft.files)
    if len(draft.files) >= limits.max_files or used >= limits.max_total_bytes:
        raise FileRefused("too_many")
    stored: list[str] = []
    try:
        kept = store_file(services, filename, chunks, limits.max_total_bytes - used, stored)
        _add_to_draft(services, code, kept)
    except BaseException:
        services.vault.delete(stored)
        raise
    return kept


def _add_to_draft(services: Services, code: str, kept: FileKept) -> None:
    with services.unit_of_work() as uow:
        draft = _draft(uow, code)
        changed = draft.with_file(kept)
        uow.drafts.save(code, changed, expires_at=_expires(services, changed))
        uow.commit()


def remove_file(services: Services, code: str, file_id: str) -> Draft:
    with services.unit_of_work() as uow:
        draft = _draft(uow, code)
        left = {name: text for name, text in draft.answers.items() if not name.startswith(f"file:{file_id}:")}
        changed = replace(draft.without_file(file_id), answers=left)
        if changed != draft:
            uow.drafts.save(code, changed, expires_at=_expires(services, changed))
            uow.commit()
    return changed


# Looking and sending


def problems(services: Services, code: str) -> tuple[Invalid, ...]:
    """Everything that still keeps the draft from being sent, field by field. Raises `NotFound`."""
    with services.unit_of_work(read_only=True) as uow:
        draft = _draft(uow, code)
        try:
            _offer(services, uow, code, draft, uow.memorials.get(draft.memorial_id))
        except Incomplete as incomplete:
            return tuple(incomplete.problems)
    return ()


@dataclass(frozen=True)
class Look:
    """What the check page shows: the draft, the offer it makes, what the public would see, and the payload's mark."""

    draft: Draft
    offer: Offer
    shown: PublishedRemembrance | None
    payload: str


def look(services: Services, code: str, *, media_base: str) -> Look:
    """What would become of the draft, by the same gate that will publish it. Raises `Incomplete`."""
    with services.unit_of_work(read_only=True) as uow:
        draft = _draft(uow, code)
        memorial = uow.memorials.get(draft.memorial_id)
        offer = _offer(services, uow, code, draft, memorial)
        remembrance = remembrance_of(offer, memorial, record_id=services.new_id(), key_id="", now=services.now())
        shown = uow.preview(remembrance, remembrance.latest, media_base=media_base)
        return Look(draft, offer, shown, uow.receipts.payload_hash(payload_of(draft)))


def _offer(services: Services, uow: UnitOfWork, code: str, draft: Draft, memorial: Memorial) -> Offer:
    """Raises `Incomplete`, also where the person that was chosen from the names is not there any more."""
    offer = offer_from(draft, memorial, services, code=code)
    if offer.person_id is not None and uow.people.find(memorial.id, offer.person_id) is None:
        raise Incomplete([Invalid("person_name", "write_the_name")])
    return offer


def payload_of(draft: Draft) -> str:
    """Everything that is sent, as one canonical text: by it a form sent twice is told from one with other words."""
    described = {
        "answers": {name: text for name, text in sorted(draft.answers.items()) if name != "idempotency_key"},
        "files": [[kept.id, kept.sha256] for kept in draft.files],
    }
    return json.dumps(described, ensure_ascii=False, sort_keys=True)


class ChangedSinceLook(Conflict):
    """The draft holds other words than the check page showed; it has to be shown again before it is sent."""

    code = "changed_since_look"


def send(services: Services, code: str, *, idempotency_key: str, payload: str) -> Sending:
    """Send the draft: the item, its consent and its receipt in one durable transaction. Again is no second item.

    `payload` is what the check page carried. Raises `AlreadySentDifferently`, `ChangedSinceLook`, `Incomplete`,
    `Closed`, `NotFound`.
    """
    with services.unit_of_work() as uow:
        draft = uow.drafts.find(code)
        if draft is None:
            return _sent_before(uow, code, idempotency_key, payload)
        memorial = uow.memorials.get(draft.memorial_id)
        require_open(services, memorial, draft.language)
        if uow.receipts.payload_hash(payload_of(draft)) != payload:
            raise ChangedSinceLook
        if draft.answers.get("idempotency_key") != idempotency_key:
            raise AlreadySentDifferently
        record_id = _commit_offer(services, uow, code, draft, memorial)
    return Sending(memorial.id, record_id, again=False)


def _sent_before(uow: UnitOfWork, code: str, idempotency_key: str, payload: str) -> Sending:
    bound = uow.receipts.find(code)
    if bound is None:
        raise NotFound("no_draft")
    memorial_id, record_id = bound
    sent = uow.receipts.sent(memorial_id, idempotency_key)
    if sent is None or sent.payload_hash != payload or sent.record_id != record_id:
        raise AlreadySentDifferently
    return Sending(memorial_id, record_id, again=True)


def _commit_offer(services: Services, uow: UnitOfWork, code: str, draft: Draft, memorial: Memorial) -> str:
    now, record_id, key = services.now(), services.new_id(), services.keys.take()
    offer = _offer(services, uow, code, draft, memorial)
    remembrance = remembrance_of(offer, memorial, record_id=record_id, key_id=key.id, now=now)
    events = consent_events(
        record_id,
        1,
        Grants(),
        remembrance.latest.grants,
        at=now,
        actor_kind=ActorKind.CONTRIBUTOR,
        method="web_form" if offer.helper is None else "web_form_with_help",
        notice=offer.notice,
    )
    uow.remembrances.add(remembrance, events)
    uow.receipts.bind(code, memorial.id, record_id)
    uow.receipts.record_sent(memorial.id, draft.answers["idempotency_key"], payload_of(draft), record_id)
    uow.drafts.delete(code, keep_files=[vault_id for kept in draft.files for vault_id in kept.vault_ids])
    uow.commit()
    return record_id


def remembrance_of(offer: Offer, memorial: Memorial, *, record_id: str, key_id: str, now: datetime) -> Remembrance:
    version = Version(
        number=1,
        story=offer.story,
        language=offer.story_language,
        files=offer.files_shown,
        grants=offer.grants,
        notice=offer.notice,
        made_at=now,
        state=VersionState.IN_REVIEW,
        named=offer.named,
        contributor_name=offer.contributor_name,
        relation=offer.relation,
        flags=offer.flags,
        state_since=now,
    )
    return Remembrance(
        id=record_id,
        memorial_id=memorial.id,
        key_id=key_id,
        about=offer.about,
        received_at=now,
        person_id=offer.person_id,
        versions=(version,),
        files=offer.files,
        messages=first_words(offer, memorial, now),
        interface_language=offer.interface_language,
        given_with=None if offer.helper is None else GivenWith(offer.helper),
    )


def draft_picture(services: Services, code: str, file_id: str, size: str, fmt: str) -> bytes | None:
    """One re-encoded size of a photograph in the draft, for its own contributor only."""
    with suppress(NotFound):
        draft = open_draft(services, code)
        return picture_of(services, draft.files, file_id, size, fmt)
    return None
