"""More openings of identities than one person may do by themselves: asked for, allowed by an administrator, looked at.

A search by a private name or address counts as one of them: it tells as much.

All of it stands in the audit log and nowhere else: what was asked, what was decided, what was opened, who looked at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.application.staff_entry import Entered
from memorial.application.step_up import Act, require_proved
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind, OpeningReason

MOST_A_DAY = 10
"""How many one person opens in 24 hours by themselves."""
MOST_MORE = 10
A_DAY = timedelta(days=1)
"""How long what an administrator allowed holds."""
ASKED_FOR = timedelta(days=7)
"""How long a question waits for an answer."""
WEEKS = 8
"""How many weeks the list goes back."""

OPENED, ASK, ALLOW, REFUSE, LOOK = (
    "open_identity", "ask_openings", "allow_openings", "refuse_openings", "look_at_openings",
)  # fmt: skip
SEARCHED = "search_private"
_DECIDED = (ALLOW, REFUSE)


@dataclass(frozen=True)
class Question:
    """One editor's question for more, and what became of it: an action of `ALLOW` and `REFUSE`, or ''."""

    id: str
    memorial_id: str
    staff_id: str
    reason: OpeningReason
    more: int
    at: datetime
    answer: str = ""
    answered_by: str = ""
    until: datetime | None = None
    """Until when what was allowed holds."""


@dataclass(frozen=True)
class Opening:
    """One identity that was opened: by whom, on which day, why, of which record. No name and no text."""

    staff_id: str
    record_id: str
    reason: str
    day: date
    searched: bool = False
    """A search: `record_id` is the kind of value that was looked for (`SoughtBy`)."""


@dataclass(frozen=True)
class Week:
    """What was opened in one week of a memorial. `upto` numbers the newest of it in the memorial's log."""

    name: str
    monday: date
    openings: tuple[Opening, ...]
    upto: int
    looked_by: str = ""
    looked_on: date | None = None
    more_since: bool = False
    """Something was opened after somebody had looked."""

    @property
    def looked_at(self) -> bool:
        return bool(self.looked_by) and not self.more_since


@dataclass(frozen=True)
class Own:
    """How it stands with one's own openings in a memorial."""

    opened: int
    ceiling: int
    questions: Sequence[Question]
    may_ask: bool


@dataclass(frozen=True)
class Waits:
    """What waits for an administrator: questions of editors, and weeks that are over and nobody looked at."""

    questions: int = 0
    weeks: int = 0


# How many


def may_open(uow: UnitOfWork, memorial_id: str, staff_id: str, now: datetime) -> bool:
    """Whether one more is within ten a day and what an administrator of that memorial has allowed."""
    return _opened(uow, staff_id, now) < _ceiling(uow, memorial_id, staff_id, now)


def _opened(uow: UnitOfWork, staff_id: str, now: datetime) -> int:
    # In all memorials together, so that nobody opens ten in each.
    return sum(uow.audit.count(staff_id, action, after=now - A_DAY) for action in (OPENED, SEARCHED))


def _ceiling(uow: UnitOfWork, memorial_id: str, staff_id: str, now: datetime) -> int:
    asked = _questions(uow, memorial_id, now)
    return MOST_A_DAY + sum(one.more for one in asked if one.staff_id == staff_id and one.until and now < one.until)


# Asking


def ask(services: Services, member: StaffMember, memorial_id: str, reason: str, more: int) -> str:
    """Ask an administrator for more, and give the question's id. Refused or not, it leaves one audit entry.

    Raises `NotAllowed` for who is no editor there ('editors_only'), may still open some ('not_needed_yet') or asked
    already ('asked_already'); `Invalid` for `reason` and `more`.
    """
    question_id = services.new_id()
    try:
        if member.disabled or not member.is_editor(memorial_id):
            raise NotAllowed("editors_only")
        if reason not in set(OpeningReason):
            raise Invalid("reason", "choose_why")
        if not 1 <= more <= MOST_MORE:
            raise Invalid("more", "how_many_more")
        with services.unit_of_work() as uow:
            uow.audit.lock(memorial_id)
            now = services.now()
            if may_open(uow, memorial_id, member.id, now):
                raise NotAllowed("not_needed_yet")
            if any(one.staff_id == member.id and not one.answer for one in _questions(uow, memorial_id, now)):
                raise NotAllowed("asked_already")
            _note(uow, member, memorial_id, ASK, question_id, reason=f"{reason}:{more}")
            uow.commit()
    except Refusal as refusal:
        _note_refused(services, member, memorial_id, ASK, question_id, refusal.code)
        raise
    return question_id


def own(services: Services, member: StaffMember, memorial_id: str) -> Own:
    with services.unit_of_work(read_only=True) as uow:
        now = services.now()
        opened, ceiling = _opened(uow, member.id, now), _ceiling(uow, memorial_id, member.id, now)
        mine = [one for one in _questions(uow, memorial_id, now) if one.staff_id == member.id]
    editor = member.is_editor(memorial_id)
    waits = any(not one.answer for one in mine)
    return Own(opened, ceiling, mine[::-1], editor and opened >= ceiling and not waits)


# Deciding


def decide(services: Services, entered: Entered, memorial_id: str, question_id: str, *, allow: bool) -> None:
    """Allow so many more for a day, or refuse it. Refused or not, it leaves one audit entry.

    Raises `NotAllowed` for who does not administer the memorial ('admins_only') and who asked ('asked_yourself');
    `ProveAnew`; `NotFound`; `Conflict` where it was answered meanwhile.
    """
    member, action = entered.member, ALLOW if allow else REFUSE
    try:
        if member.disabled or not member.is_admin(memorial_id):
            raise NotAllowed("admins_only")
        require_proved(services, entered, Act.TWO_PEOPLE)
        with services.unit_of_work() as uow:
            uow.audit.lock(memorial_id)
            found = next((one for one in _questions(uow, memorial_id, services.now()) if one.id == question_id), None)
            if found is None:
                raise NotFound
            if found.answer:
                raise Conflict("decided_meanwhile")
            if found.staff_id == member.id:
                raise NotAllowed("asked_yourself")
            _require_still_editor(uow, found, allow=allow)
            _note(uow, member, memorial_id, action, question_id, reason="decided")
            uow.commit()
    except Refusal as refusal:
        _note_refused(services, member, memorial_id, action, question_id, refusal.code)
        raise


def _require_still_editor(uow: UnitOfWork, found: Question, *, allow: bool) -> None:
    asker = uow.staff.get(found.staff_id)
    if allow and (asker is None or asker.disabled or not asker.is_editor(found.memorial_id)):
        raise NotAllowed("editors_only")


def _questions(uow: UnitOfWork, memorial_id: str, now: datetime) -> list[Question]:
    """What was asked in the last days and is not forgotten, with the first answer to each; the oldest first."""
    asked: dict[str, Question] = {}
    for _seq, entry in uow.audit.acts((ASK, *_DECIDED), after=now - ASKED_FOR - A_DAY, memorial_id=memorial_id):
        at = entry.at or now
        if entry.action == ASK:
            reason, _, more = entry.reason.partition(":")
            asked[entry.subject_id] = Question(
                entry.subject_id, memorial_id, entry.actor, OpeningReason(reason), int(more), at
            )
        elif (one := asked.get(entry.subject_id)) is not None and not one.answer:
            until = at + A_DAY if entry.action == ALLOW else None
            asked[one.id] = Question(
                one.id, memorial_id, one.staff_id, one.reason, one.more, one.at, entry.action, entry.actor, until
            )
    return [one for one in asked.values() if one.answer or now - one.at < ASKED_FOR]


# Looking


def listed(services: Services, member: StaffMember, memorial_id: str) -> tuple[Sequence[Question], Sequence[Week]]:
    """Questions that wait, the oldest first; and the last weeks in which anything was opened, the newest first.

    Raises `NotFound` for who does not administer that memorial.
    """
    if not member.is_admin(memorial_id):
        raise NotFound
    with services.unit_of_work(read_only=True) as uow:
        waiting = [one for one in _questions(uow, memorial_id, services.now()) if not one.answer]
        return waiting, _weeks(uow, memorial_id, services.now())


def waits(services: Services, member: StaffMember) -> Waits:
    """In all memorials that they administer; what they asked themselves waits for somebody else."""
    questions = weeks = 0
    with services.unit_of_work(read_only=True) as uow:
        now = services.now()
        for memorial in uow.memorials.all():
            if not member.is_admin(memorial.id):
                continue
            asked = _questions(uow, memorial.id, now)
            questions += sum(not one.answer and one.staff_id != member.id for one in asked)
            this = _monday(now)
            weeks += sum(one.monday < this and not one.looked_at for one in _weeks(uow, memorial.id, now))
    return Waits(questions, weeks)


def look(services: Services, member: StaffMember, memorial_id: str, week: str, upto: str) -> None:
    """Note that they looked at what was opened in that week, up to that entry. It leaves one audit entry.

    Raises `NotAllowed` for who does not administer the memorial, and for who opened some of it themselves
    ('opened_yourself'); `NotFound` for a week in which nothing was opened; `Conflict` where more was opened meanwhile.
    """
    try:
        if member.disabled or not member.is_admin(memorial_id):
            raise NotAllowed("admins_only")
        with services.unit_of_work() as uow:
            uow.audit.lock(memorial_id)
            found = next((one for one in _weeks(uow, memorial_id, services.now()) if one.name == week), None)
            if found is None:
                raise NotFound
            if any(one.staff_id == member.id for one in found.openings):
                raise NotAllowed("opened_yourself")
            if upto != str(found.upto):
                raise Conflict("opened_meanwhile")
            _note(uow, member, memorial_id, LOOK, found.name, reason=f"upto:{found.upto}", kind="week")
            uow.commit()
    except Refusal as refusal:
        _note_refused(services, member, memorial_id, LOOK, week, refusal.code, kind="week")
        raise


def _weeks(uow: UnitOfWork, memorial_id: str, now: datetime) -> list[Week]:
    first = _monday(now) - timedelta(weeks=WEEKS - 1)
    after = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(microseconds=1)
    opened: dict[date, list[tuple[int, AuditEntry]]] = {}
    looked: dict[str, AuditEntry] = {}
    for seq, entry in uow.audit.acts((OPENED, SEARCHED, LOOK), after=after, memorial_id=memorial_id):
        if entry.action == LOOK:
            looked[entry.subject_id] = entry
        else:
            opened.setdefault(_monday(entry.at or now), []).append((seq, entry))
    return [_week(monday, opened[monday], looked.get(_name(monday))) for monday in sorted(opened, reverse=True)]


def _week(monday: date, some: Sequence[tuple[int, AuditEntry]], looked: AuditEntry | None) -> Week:
    openings = tuple(
        Opening(entry.actor, entry.subject_id, entry.reason, entry.at.date(), entry.action == SEARCHED)
        for _, entry in some
        if entry.at
    )
    upto = max(seq for seq, _ in some)
    if looked is None or looked.at is None:
        return Week(_name(monday), monday, openings, upto)
    since = looked.reason != f"upto:{upto}"
    return Week(_name(monday), monday, openings, upto, looked.actor, looked.at.date(), since)


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def _name(monday: date) -> str:
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02}"


# The log


def _note(
    uow: UnitOfWork,
    member: StaffMember,
    memorial_id: str,
    action: str,
    subject: str,
    *,
    reason: str,
    outcome: str = "done",
    kind: str = "question",
) -> None:
    uow.audit.add(AuditEntry(memorial_id, ActorKind.STAFF, member.id, action, kind, subject[:64], outcome, reason))


def _note_refused(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    action: str,
    subject: str,
    code: str,
    kind: str = "question",
) -> None:
    with services.unit_of_work() as uow:
        _note(uow, member, memorial_id, action, subject or "-", reason=code[:80], outcome="refused", kind=kind)
        uow.commit()
