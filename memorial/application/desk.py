"""What the desk reads: today's counts, lists of what was published or kept, the log, mail that waits, one picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from memorial.application.acts import note
from memorial.application.groups import may_keep_groups
from memorial.application.kept_files import picture_of
from memorial.application.ports.log import Acts
from memorial.application.ports.store import AuditEntry, Clear, OutboxNote, UnitOfWork
from memorial.application.reviewing import person_name
from memorial.application.services import Services
from memorial.application.staffing import INSTALLATION
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.core import labels_in
from memorial.domain.media_copy import MediaCopy
from memorial.domain.memorial import Memorial
from memorial.domain.personal_details import DetailKind, find_details
from memorial.domain.remembrance import OWN_ANSWER, Beside, Remembrance, Span, Version
from memorial.domain.staff import EVERYWHERE, StaffMember
from memorial.domain.standing_beside import granted_in
from memorial.vocabulary import Standing

MOST = 200
"""How many rows a list or a count reads. What is beyond is said in words."""

PER_PAGE = 50
MANY = 1_000
ANY = Acts()
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Today:
    """How things stand in one memorial; nothing about who did how much."""

    memorial: Memorial
    waiting: int
    mine: tuple[str, ...]
    questions: int
    answers: int
    mail: int
    yours: int = 0
    """Of those that wait: in languages that this person reads; all where they chose none."""
    passed: int = 0
    """What this person passed on to another reader, and which still waits."""
    published: int = 0
    """In the last week."""
    unread: int = 0
    """Of how many, outside the queue, nobody has seen what their sender wrote."""


@dataclass(frozen=True)
class Listed:
    """One line of a list at the desk: the clear columns, the name, and the record for its states and times."""

    clear: Clear
    person_name: str
    remembrance: Remembrance


@dataclass(frozen=True)
class LogPage:
    entries: Sequence[tuple[int, AuditEntry]]
    older: int | None
    names: Mapping[str, str]
    actions: Sequence[str] = ()
    actors: Sequence[str] = ()


def memorials_of(services: Services, member: StaffMember) -> Sequence[Memorial]:
    """The memorials in which this person has any role, by slug."""
    with services.unit_of_work(read_only=True) as uow:
        return [one for one in uow.memorials.all() if member.roles_in(one.id)]


def memorial_for(services: Services, member: StaffMember, slug: str, *, admins: bool = False) -> Memorial:
    """The memorial, for who reads there, and with `admins` for who administers it.

    Raises `NotFound` for an unknown memorial and for one of others alike.
    """
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.by_slug(slug)
    if not (member.may_read(memorial.id) or (admins and member.is_admin(memorial.id))):
        raise NotFound
    return memorial


def today(services: Services, member: StaffMember, memorial: Memorial) -> Today:
    with services.unit_of_work(read_only=True) as uow:
        waiting = uow.remembrances.waiting(memorial.id, limit=MOST)
        asked = uow.remembrances.with_status(memorial.id, ("needs_contributor", "contributor_review"), limit=MOST)
        now = services.now()
        mine = [one.id for one in waiting if one.claimed_by == member.id and (one.claimed_until or now) > now]
        opened = [uow.remembrances.get(memorial.id, one.id) for one in waiting]
        mail = 0 if services.mail_configured else len(_waiting_mail(uow, memorial.id))
        shown = uow.remembrances.with_status(memorial.id, ("published",), limit=MOST, newest=True)
        unseen = uow.remembrances.unread(memorial.id, limit=MOST)
    read = {*member.desk.languages, "", "und"}
    return Today(
        memorial,
        len(waiting),
        tuple(mine),
        questions=len(asked),
        answers=sum(map(_is_answer, opened)),
        mail=mail,
        yours=sum(one.language in read or not member.desk.languages for one in waiting),
        passed=sum(_was_passed_on(one, member) for one in opened),
        published=sum(one.waiting_since > now - A_WEEK for one in shown),
        unread=len(unseen),
    )


def _is_answer(remembrance: Remembrance) -> bool:
    last = remembrance.messages[-1] if remembrance.messages else None
    return last is not None and last.from_contributor and last.code != OWN_ANSWER


def _was_passed_on(remembrance: Remembrance, member: StaffMember) -> bool:
    return remembrance.pending is not None and member.id in remembrance.pending.passed_by


def _waiting_mail(uow: UnitOfWork, memorial_id: str) -> list[OutboxNote]:
    return [one for one in uow.outbox.listed(memorial_id, limit=MOST) if one.state == "waiting"]


def listed(services: Services, memorial: Memorial, statuses: Sequence[str]) -> list[Listed]:
    """What has one of these statuses in a memorial, the newest first."""
    with services.unit_of_work(read_only=True) as uow:
        found = uow.remembrances.with_status(memorial.id, statuses, limit=MOST, newest=True)
        return [_listed(uow, clear) for clear in found]


def unread(services: Services, memorial: Memorial) -> list[Listed]:
    """What senders wrote where nothing waits for a decision, and no reader has seen yet: the longest wait first."""
    with services.unit_of_work(read_only=True) as uow:
        return [_listed(uow, clear) for clear in uow.remembrances.unread(memorial.id, limit=MOST)]


def _listed(uow: UnitOfWork, clear: Clear) -> Listed:
    remembrance = uow.remembrances.get(clear.memorial_id, clear.id)
    taken_back = remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED)
    return Listed(clear, "" if taken_back else person_name(uow, remembrance), remembrance)


def record(services: Services, memorial: Memorial, record_id: str) -> Listed:
    """One remembrance as the lists show it; without the name when it was taken back. Raises `NotFound`."""
    with services.unit_of_work(read_only=True) as uow:
        return _listed(uow, uow.remembrances.clear(memorial.id, record_id))


def names_of_staff(services: Services) -> dict[str, str]:
    with services.unit_of_work(read_only=True) as uow:
        return {member.id: member.name for member in uow.staff.all()}


def log_page(services: Services, member: StaffMember, where: str, acts: Acts = ANY, *, before: int | None) -> LogPage:
    """One page of a memorial's audit log, the newest first; `INSTALLATION` for who administers everything.

    Raises `NotFound` for anybody else.
    """
    _require_log(member, where)
    with services.unit_of_work(read_only=True) as uow:
        found, older = _log_entries(uow, where, acts, before, PER_PAGE)
        actions, actors = uow.log.kinds(where)
    return LogPage(found, older, names_of_staff(services), actions, actors)


def whole_log(services: Services, member: StaffMember, where: str, acts: Acts) -> Iterator[LogPage]:
    """All of it in parts, so that a long log takes no more memory than a short one; nobody's name is in it.

    For the memorial's archivists and administrators; one entry in that log. Raises `NotFound` at once for others.
    """
    _require_log(member, where)
    if where != INSTALLATION and not may_keep_groups(member, where):
        raise NotFound
    with services.unit_of_work() as uow:
        note(uow, member, where, where, "export_log", reason="asked", kind="memorial")
        uow.commit()
    return _parts_of_log(services, where, acts)


def _parts_of_log(services: Services, where: str, acts: Acts) -> Iterator[LogPage]:
    before: int | None = None
    while True:
        with services.unit_of_work(read_only=True) as uow:
            found, before = _log_entries(uow, where, acts, before, MANY)
        yield LogPage(found, before, {})
        if before is None:
            return


def _log_entries(
    uow: UnitOfWork, where: str, acts: Acts, before: int | None, limit: int
) -> tuple[Sequence[tuple[int, AuditEntry]], int | None]:
    found = list(uow.log.entries(where, acts, before=before, limit=limit + 1))
    return found[:limit], found[limit - 1][0] if len(found) > limit else None


def _require_log(member: StaffMember, where: str) -> None:
    if where == INSTALLATION and not member.is_admin(EVERYWHERE):
        raise NotFound


def outbox(services: Services, memorial: Memorial) -> Sequence[OutboxNote]:
    with services.unit_of_work(read_only=True) as uow:
        return uow.outbox.listed(memorial.id, limit=MOST)


def review_picture(
    services: Services, memorial: Memorial, record_id: str, file_id: str, size: str, fmt: str
) -> bytes | None:
    """One re-encoded size of a photograph for its reader; None where there is none, or it was taken back.

    The scan of a paper form is opened in a way of its own: `paper.scan`.
    """
    try:
        with services.unit_of_work(read_only=True) as uow:
            remembrance = uow.remembrances.get(memorial.id, record_id)
    except NotFound:
        return None
    if remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED):
        return None
    return None if file_id in remembrance.scans else picture_of(services, remembrance.files, file_id, size, fmt)


def review_recording(
    services: Services, memorial: Memorial, record_id: str, file_id: str, form: str
) -> MediaCopy | None:
    """A copy of a recording for its reader; None where there is none, or it was taken back."""
    try:
        with services.unit_of_work(read_only=True) as uow:
            remembrance = uow.remembrances.get(memorial.id, record_id)
    except NotFound:
        return None
    kept = remembrance.kept_file(file_id)
    taken_back = remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED)
    return kept.copy(form) if kept is not None and not taken_back else None


# The text as its reader sees it


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: plain, or one of 'name' (with its number), 'removed', a kind of detail or of label."""

    text: str
    kind: str = ""
    number: int = 0


def pieces(
    text: str, field: str, mentions: Sequence[Span], redactions: Sequence[Span], added: Sequence[AddedWords] = ()
) -> list[Piece]:
    """The text cut where something has to be looked at; overlapping marks are joined to one, a name going first.

    `added` are the memorial's own lines beside the core lists of words against a people.
    """
    marks: dict[int, tuple[str, int]] = {}
    for label in labels_in(text, added):
        marks.update(dict.fromkeys(range(label.start, label.end), (label.kind.value, 0)))
    for detail in find_details(text):
        marks.update(dict.fromkeys(range(detail.start, detail.end), (detail.kind.value, 0)))
    for number, span in enumerate(mentions, start=1):
        if span.field == field:
            marks.update(dict.fromkeys(range(span.start, min(span.end, len(text))), ("name", number)))
    for span in redactions:
        if span.field == field:
            marks.update(dict.fromkeys(range(span.start, min(span.end, len(text))), ("removed", 0)))
    plain = ("", 0)
    cuts = [0, *(at for at in range(1, len(text)) if marks.get(at, plain) != marks.get(at - 1, plain)), len(text)]
    return [Piece(text[start:end], *marks.get(start, plain)) for start, end in pairwise(cuts) if end > start]


def details_in(text: str) -> frozenset[DetailKind]:
    return frozenset(detail.kind for detail in find_details(text))


def places_of(version: Version, phrases: Sequence[str]) -> tuple[Span, ...]:
    """Every place where one of these exact phrases stands in the story or a caption, to be taken out.

    Raises `Invalid` for a phrase that stands nowhere, so that nobody believes it gone.
    """
    found: list[Span] = []
    texts = {"story": version.story, **{f"caption:{one.file_id}": one.caption for one in version.files}}
    for phrase in phrases:
        places = [Span(field, at, at + len(phrase)) for field, text in texts.items() for at in _all(text, phrase)]
        if not places:
            raise Invalid("take_out", "phrase_not_found", phrase)
        found += places
    return tuple(found)


def _all(text: str, phrase: str) -> list[int]:
    places, at = [], text.find(phrase)
    while at >= 0:
        places.append(at)
        at = text.find(phrase, at + len(phrase))
    return places


def beside_whom(services: Services, memorial_id: str, version: Version) -> list[tuple[Beside, str]]:
    """Each wish of that version to stand beside somebody, with the first name of theirs."""
    wishes = granted_in(version)
    if not wishes:
        return []
    with services.unit_of_work(read_only=True) as uow:
        others = [uow.people.find(memorial_id, wish.other_id) for wish in wishes]
    names = [other.names[0].text if other is not None and other.names else "" for other in others]
    return list(zip(wishes, names, strict=True))
