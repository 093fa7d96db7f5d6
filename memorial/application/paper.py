"""Paper forms: a sheet is printed with its code on a stub; at the desk what it says is entered under its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from memorial.application.acts import note, note_refused, require_reader
from memorial.application.giving import memorial_of, remembrance_of, require_open
from memorial.application.kept_files import store_file
from memorial.application.offer import Incomplete, Offer, notice_of, offer_from
from memorial.application.ports.media import FileRefused
from memorial.application.ports.paper import Printed, SheetTaken
from memorial.application.services import Services
from memorial.domain.consent import Grants, consent_events
from memorial.domain.draft import Draft
from memorial.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.paper_serial import FIELD, new_serial, parse_serial
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import FileKept, GivenWith, Remembrance
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind, Flag, Standing

ON_ITS_WAY = timedelta(days=400)
"""How long a sheet may lie in a drawer before it comes back."""
ENTERED = "enter_paper"
SIGNED = "signed"
OPENED = "open_scan"


A_DAY = timedelta(days=1)
TRIES = 5


class PrintedEnough(NotAllowed):
    """As many sheets were made for this memorial within a day as may be."""

    code = "printed_enough"


@dataclass(frozen=True)
class Sheet:
    """What is printed once and shown never again: the number on the sheet, and the code on the stub."""

    serial: str
    code: str


def make_sheet(services: Services, slug: str, language: str) -> Sheet:
    """Raises `NotFound`, `Closed`, `PrintedEnough`."""
    memorial = memorial_of(services, slug)
    require_open(services, memorial, language)
    notice = notice_of(memorial, language)
    printed = Printed(language, notice.text_hash, notice.controls_hash)
    for attempt in range(TRIES):
        try:
            return _add(services, memorial.id, printed)
        except SheetTaken:
            if attempt == TRIES - 1:
                raise
    raise SheetTaken


def _add(services: Services, memorial_id: str, printed: Printed) -> Sheet:
    now, most = services.now(), services.limits.paper_forms
    sheet = Sheet(new_serial(), ReceiptCode.generate().digits)
    with services.unit_of_work() as uow:
        if most and uow.paper.printed_since(memorial_id, now - A_DAY) >= most:
            raise PrintedEnough
        uow.paper.add(memorial_id, sheet.serial, sheet.code, printed, expires_at=now + ON_ITS_WAY)
        uow.commit()
    return sheet


def forget_old(services: Services) -> int:
    """Sheets whose time is over are forgotten, and their codes open nothing; how many."""
    with services.unit_of_work() as uow:
        gone = uow.paper.forget_old()
        uow.commit()
    return gone


def waits_for(services: Services, code: str) -> Memorial | None:
    """The memorial of a sheet that was printed with this code and not entered yet."""
    with services.unit_of_work(read_only=True) as uow:
        memorial_id = uow.paper.waits_for(code)
        return uow.memorials.get(memorial_id) if memorial_id else None


def enter(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    answers: Mapping[str, str],
    scan: tuple[str, Iterable[bytes]] | None,
) -> Remembrance:
    """What a sheet says comes into the queue, with its scan, under the code that stayed with the family.

    Whoever enters it is the witness; publication takes two editors (`Flag.ON_PAPER`). Refused or not, it leaves
    one audit entry. Raises `NotAllowed`, `Incomplete` with every problem, `FileRefused`.
    """
    try:
        return _enter(services, member, memorial_id, answers, scan)
    except (Refusal, FileRefused) as refusal:
        note_refused(services, member, memorial_id, "-", ENTERED, refusal.code)
        raise


def _enter(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    answers: Mapping[str, str],
    scan: tuple[str, Iterable[bytes]] | None,
) -> Remembrance:
    require_reader(member, memorial_id)
    draft = Draft(memorial_id, "", dict(answers))
    serial, printed = _looked_at(services, draft, scan is not None)
    draft = replace(draft, language=printed.language)
    stored: list[str] = []
    try:
        name, pieces = scan or ("", ())
        kept = store_file(services, name, pieces, services.limits.max_total_bytes, stored)
        if not kept.derivatives:
            raise FileRefused("not_a_picture")
        return _commit(services, member, draft, (serial, printed), kept)
    except BaseException:
        services.vault.delete(stored)
        raise


def _looked_at(services: Services, draft: Draft, has_scan: bool) -> tuple[str, Printed]:
    """The number and what the sheet says, once nothing is missing: before the file is read. Raises `Incomplete`."""
    problems, serial, printed = list[Invalid](), "", None
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.get(draft.memorial_id)
        try:
            serial = parse_serial(draft.answers.get(FIELD, ""))
            printed = uow.paper.printed(memorial.id, serial)
            if printed is None:
                problems.append(Invalid(FIELD, "no_such_sheet"))
        except Invalid as wrong:
            problems.append(wrong)
    if draft.answers.get(SIGNED) != "yes":
        problems.append(Invalid(SIGNED, "sheet_not_signed"))
    if not has_scan:
        problems.append(Invalid("scan", "no_file"))
    try:
        offer_from(draft, memorial, services)
    except Incomplete as incomplete:
        problems += incomplete.problems
    if problems or printed is None:
        raise Incomplete(problems)
    return serial, printed


def _commit(
    services: Services, member: StaffMember, draft: Draft, sheet: tuple[str, Printed], kept: FileKept
) -> Remembrance:
    """The notice is the one that stood on the sheet, though its words, or the language, were closed since."""
    serial, printed = sheet
    answers = {**draft.answers, f"file:{kept.id}:publish": "no", f"file:{kept.id}:living": "unsure"}
    with services.unit_of_work() as uow:
        memorial = uow.memorials.get(draft.memorial_id)
        offer = offer_from(replace(draft, answers=answers, files=(kept,)), memorial, services)
        notice = replace(offer.notice, text_hash=printed.notice_hash, controls_hash=printed.controls_hash)
        offer = replace(offer, notice=notice)
        made = _remembrance(services, offer, memorial, GivenWith(serial=serial, scan=(kept.id,), witness=member.id))
        events = consent_events(
            made.id, 1, Grants(), made.latest.grants,
            at=services.now(), actor_kind=ActorKind.CONTRIBUTOR, method="paper_form", notice=offer.notice,
        )  # fmt: skip
        uow.remembrances.add(made, events)
        try:
            uow.paper.file(memorial.id, serial, made.id)
        except NotFound:
            raise Incomplete([Invalid(FIELD, "no_such_sheet")]) from None
        note(uow, member, memorial.id, made.id, ENTERED)
        uow.commit()
    return made


def _remembrance(services: Services, offer: Offer, memorial: Memorial, given: GivenWith) -> Remembrance:
    key = services.keys.take()
    made = remembrance_of(offer, memorial, record_id=services.new_id(), key_id=key.id, now=services.now())
    flagged = replace(made.latest, flags=tuple(sorted({*made.latest.flags, Flag.ON_PAPER})))
    return replace(made.with_version(flagged), given_with=given)


def scan(services: Services, member: StaffMember, memorial_id: str, record_id: str, file_id: str) -> bytes:
    """The scan of a sheet as a picture, with the signature on it. Each opening leaves an audit entry.

    Raises `NotAllowed`, `NotFound`: also where it did not come on paper, or was taken back.
    """
    require_reader(member, memorial_id)
    with services.unit_of_work() as uow:
        record = uow.remembrances.get(memorial_id, record_id)
        gone = record.standing in (Standing.WITHDRAWN, Standing.ERASED)
        kept = record.kept_file(file_id) if file_id in record.scans else None
        if gone or kept is None or Flag.ON_PAPER not in record.latest.flags:
            raise NotFound
        made = next((one for one in kept.derivatives if (one.size, one.format) == ("full", "jpeg")), None)
        if made is None:
            raise NotFound
        note(uow, member, memorial_id, record_id, OPENED, reason="opened")
        uow.commit()
    return services.vault.read(made.vault_id, bytes.fromhex(made.vault_key))
