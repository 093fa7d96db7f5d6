"""A guardian's code: made by a sender under age; with it a guardian sees what visitors would, agrees, or not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from memorial.application.kept_files import picture_of
from memorial.application.offer import notice_of
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.domain import minors
from memorial.domain.consent import ConsentEvent, Grants, Notice, consent_events
from memorial.domain.errors import Conflict, NotAllowed, NotFound
from memorial.domain.media_copy import MediaCopy
from memorial.domain.memorial import Memorial
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance, Version
from memorial.published.types import PublishedRemembrance
from memorial.vocabulary import ActorKind, ConsentState, Standing

CONTROLS = "a guardian's page: agree, do not agree, take back, one button each, nothing selected beforehand, first form"
"""Which controls stood on the guardian's page; its hash goes into every event."""


@dataclass(frozen=True)
class GuardianView:
    """All that such a code tells. `asked` is the version to decide about, 0 where there is none now; `shown` what
    visitors would see of it, `word` what a guardian said of it last; `stands`: some agreement can be taken back."""

    memorial: Memorial
    asked: int
    shown: PublishedRemembrance | None
    word: ConsentState | None
    agreed: bool
    stands: bool
    opens: date | None


# For the sender


def make(services: Services, code: str) -> str:
    """A new guardian's code, in digits; one that was made before ends. Raises `NotFound`, `NotAllowed`."""
    made, code_id = ReceiptCode.generate().digits, services.new_id()
    with services.unit_of_work() as uow:
        before = _of_receipt(uow, code)
        if not minors.is_young(before) or before.standing not in (Standing.OPEN, Standing.PAUSED):
            raise NotAllowed("no_guardian_needed")
        uow.guardian_codes.add(made, before.memorial_id, before.id, code_id=code_id)
        uow.remembrances.save(replace(before, guardian_code=code_id))
        uow.commit()
    return made


def made_on(services: Services, code: str) -> date | None:
    """The day on which the code that holds now was made. Raises `NotFound`."""
    with services.unit_of_work(read_only=True) as uow:
        mine = _of_receipt(uow, code)
        return uow.guardian_codes.made_on(mine.memorial_id, mine.id) if mine.guardian_code else None


def end(services: Services, code: str) -> None:
    """From now on that code opens nothing. Raises `NotFound`.

    Not while an agreement stands, which could then not be taken back: `NotAllowed`. A new code may be made instead.
    """
    with services.unit_of_work() as uow:
        before = _of_receipt(uow, code)
        if minors.agreement_stands(before):
            raise NotAllowed("guardian_agreed")
        uow.guardian_codes.end(before.memorial_id, before.id)
        uow.remembrances.save(replace(before, guardian_code=""))
        uow.commit()


def _of_receipt(uow: UnitOfWork, code: str) -> Remembrance:
    """Found by the receipt alone: a guardian makes no codes."""
    found = uow.receipts.find(code)
    if found is None:
        raise NotFound("no_receipt")
    return uow.remembrances.get(*found)


# For the guardian


def look(services: Services, guardian_code: str, *, media_base: str) -> GuardianView:
    """Raises `NotFound`: for a code that was never made, for one that ended, and after an erasure alike."""
    with services.unit_of_work(read_only=True) as uow:
        memorial, remembrance, _ = _opened(uow, guardian_code)
        asked, shown = _asked(uow, remembrance, media_base)
        return GuardianView(
            memorial=memorial,
            asked=asked.number if asked else 0,
            shown=shown,
            word=minors.word_of_guardian(asked) if asked else None,
            agreed=asked is not None and minors.guardian_agreed(asked),
            stands=minors.agreement_stands(remembrance),
            opens=asked.grants.not_before() if asked else None,
        )


def _opened(uow: UnitOfWork, guardian_code: str) -> tuple[Memorial, Remembrance, str]:
    found = uow.guardian_codes.find(guardian_code)
    if found is None:
        raise NotFound("no_receipt")
    memorial_id, record_id, code_id = found
    remembrance = uow.remembrances.get(memorial_id, record_id)
    if remembrance.guardian_code != code_id:
        # It came back with a backup after it had ended.
        raise NotFound("no_receipt")
    return uow.memorials.get(memorial_id), remembrance, code_id


def _asked(
    uow: UnitOfWork, remembrance: Remembrance, media_base: str
) -> tuple[Version, PublishedRemembrance] | tuple[None, None]:
    """Nobody is asked about what would not be shown anyhow: they would not know to what they agree."""
    version = minors.asked_of_guardian(remembrance)
    shown = uow.preview(remembrance, version, media_base=media_base, if_agreed=True) if version else None
    return (version, shown) if version is not None and shown is not None else (None, None)


def act(services: Services, guardian_code: str, action: str, *, version: int, language: str) -> None:
    """`agree`, `refuse` or `take_back`, with this commit; each is an event of consent, and one entry in the log.

    Again is no error, and leaves nothing. Raises `NotFound`; `Conflict` where the page showed another `version` than
    the one to decide about; `NotAllowed` for any other action.
    """
    now = services.now()
    with services.unit_of_work() as uow:
        memorial, before, code_id = _opened(uow, guardian_code)
        if action == "take_back":
            after = minors.take_back(before)
        elif action in ("agree", "refuse"):
            if _asked(uow, before, "")[0] is None:
                raise Conflict
            agree = action == "agree"
            after = minors.agree(before, version, now=now) if agree else minors.refuse(before, version)
        else:
            raise NotAllowed("no_such_action")
        if after == before:
            return
        uow.remembrances.save(after, guardian_changes(before, after, now, notice=_notice(memorial, language)))
        entry = AuditEntry(memorial.id, ActorKind.GUARDIAN, code_id, f"guardian_{action}", "remembrance", before.id)
        uow.audit.add(replace(entry, reason="asked"))
        uow.commit()


def _notice(memorial: Memorial, language: str) -> Notice:
    """The memorial's notice, in the language in which the guardian had it before them."""
    controls = hashlib.sha256(CONTROLS.encode()).hexdigest()
    return replace(notice_of(memorial, language), controls_hash=controls)


def guardian_changes(
    before: Remembrance,
    after: Remembrance,
    now: datetime,
    *,
    notice: Notice | None = None,
    method: str = "guardian_page",
) -> list[ConsentEvent]:
    """An event for everything that a guardian's word changed, in every version; of `notice`, or of the version's."""
    events: list[ConsentEvent] = []
    for version in after.versions:
        old = before.version(version.number)
        events += consent_events(
            after.id,
            version.number,
            old.guardian if old else Grants(),
            version.guardian,
            at=now,
            actor_kind=ActorKind.GUARDIAN,
            method=method,
            notice=notice or version.notice,
        )
    return events


def picture(
    services: Services, guardian_code: str, file_id: str, size: str, fmt: str, *, media_base: str
) -> bytes | None:
    """One re-encoded size of a photograph, if it is one that visitors would see."""
    view = look(services, guardian_code, media_base=media_base)
    name = f"{media_base}/{file_id}/{size}.{fmt}"
    shown = view.shown.pictures if view.shown else ()
    if not any(source.name == name for one in shown for source in one.sources):
        return None
    with services.unit_of_work(read_only=True) as uow:
        _, remembrance, _ = _opened(uow, guardian_code)
    return None if file_id in remembrance.scans else picture_of(services, remembrance.files, file_id, size, fmt)


def recording(services: Services, guardian_code: str, file_id: str, form: str, *, media_base: str) -> MediaCopy | None:
    """A copy of a recording, if it is one that visitors would hear. Raises `NotFound`."""
    view = look(services, guardian_code, media_base=media_base)
    sounds = view.shown.sounds if view.shown else ()
    if file_id not in {one.recording.id for one in sounds}:
        return None
    with services.unit_of_work(read_only=True) as uow:
        _, remembrance, _ = _opened(uow, guardian_code)
    kept = remembrance.kept_file(file_id)
    return kept.copy(form) if kept is not None else None
