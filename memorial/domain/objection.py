"""An objection: somebody concerned says that something is wrong, or asks that it be hidden. No account, one code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from memorial.domain.errors import Conflict, Invalid, NotAllowed
from memorial.domain.holds import Hold, hiding_now, settled_before
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Reader
from memorial.domain.remembrance import AskedAct, Message
from memorial.domain.timers import Timer
from memorial.vocabulary import Ground, ObjectionKind, ObjectionState

PROOF_DAYS = 14
"""Without anything that shows it, what was hidden is seen again."""
DECISION_DAYS = 7
"""Within so many days after that, two people decide."""
KEPT_DAYS = 60
"""How long an objection is kept after it was closed; then its words are destroyed."""
AROUND_DAYS = 3
"""Before and after a commemorative day, when crowds come, nothing is hidden before a person has looked."""
LEAST_AT_ONCE = 3
SHARE_AT_ONCE = 50
"""One in so many of what a memorial shows."""

HIDES_AT_ONCE = frozenset({Ground.LIVING_PERSON, Ground.CHILD, Ground.ADDRESS, Ground.CONTACT})
WAITING = frozenset({ObjectionState.OPEN, ObjectionState.HIDING})
"""States in which somebody at the desk has something to do, or may have."""


class Subject(StrEnum):
    """What an objection is about."""

    PERSON = "person"
    REMEMBRANCE = "remembrance"
    RECORD = "record"
    """Of what happened. `subject_id` says which part, as `of_record` reads it. Nothing of it is hidden by itself."""
    MEMORIAL = "memorial"


_OF_RECORD = re.compile(r"(record|reply)(?:/(sources/)?([A-Za-z0-9_.-]{1,80}))?\Z")


@dataclass(frozen=True)
class PartOfRecord:
    """What of the record somebody writes about: a question, a source, or neither: all of it. `reply`: to answer it."""

    reply: bool
    question: str = ""
    source: str = ""


def of_record(about: str) -> PartOfRecord | None:
    """'record', 'record/killed', 'reply/sources/inquiry' and the like; None for all else."""
    match = _OF_RECORD.match(about)
    if match is None:
        return None
    reply, source = match[1] == "reply", match[2] is not None
    return PartOfRecord(reply, "" if source else match[3] or "", (match[3] or "") if source else "")


@dataclass(frozen=True)
class Objection:
    """All of it is private: one sealed document. `element` is '' where nothing was named that could be hidden.

    `given_about` is what stood in the address where nothing that is shown has that id. `held_back` names why a
    person looks first; '' where it hid at once.
    """

    id: str
    memorial_id: str
    key_id: str
    kind: ObjectionKind
    ground: Ground
    subject: Subject
    subject_id: str
    element: str
    message: str
    made_at: datetime
    language: str
    state: ObjectionState = ObjectionState.OPEN
    state_since: datetime | None = None
    hidden_at: datetime | None = None
    at_once: bool = False
    held_back: str = ""
    proof_at: datetime | None = None
    kin_verified_by: str = ""
    messages: tuple[Message, ...] = ()
    asked: tuple[AskedAct, ...] = ()
    decided_by: tuple[str, ...] = ()
    given_about: str = ""
    restored_at: datetime | None = None
    """It came out of a backup: whether something was given since that shows it, nobody knows."""
    revision: int = 0

    @property
    def hides_something(self) -> bool:
        """Whether it asks that one element be hidden, and so is decided by two people."""
        return self.kind is ObjectionKind.HIDE and bool(self.element)

    @property
    def hold(self) -> Hold:
        return Hold(self.id, self.element, self.ground)

    @property
    def lapses_at(self) -> datetime | None:
        """When it lapses by itself; None once something was given that shows it, or may have been."""
        if self.state is not ObjectionState.HIDING or self.hidden_at is None or self._decided_from is not None:
            return None
        return self.hidden_at + timedelta(days=PROOF_DAYS)

    @property
    def decide_by(self) -> datetime | None:
        if self.state not in WAITING or self._decided_from is None:
            return None
        return self._decided_from + timedelta(days=DECISION_DAYS)

    @property
    def _decided_from(self) -> datetime | None:
        return self.proof_at or self.restored_at


@dataclass(frozen=True)
class Around:
    """What bears on whether something may be hidden at once: how much is so already, of how much, and when."""

    hidden_at_once: int
    shown: int
    commemoration: bool
    from_a_list: bool
    holds: Sequence[Hold]
    looks_automatic: bool = False


def most_at_once(shown: int) -> int:
    """How many elements may be hidden at once, before anybody has looked, in a memorial that shows so many."""
    return max(LEAST_AT_ONCE, shown // SHARE_AT_ONCE)


def held_back_because(objection: Objection, around: Around) -> str:
    """Why a person has to look before anything is hidden; '' where it is hidden at once."""
    if not objection.hides_something:
        return "nothing_to_hide"
    if objection.ground not in HIDES_AT_ONCE:
        return "ground"
    if around.looks_automatic:
        return "looks_automatic"
    if around.from_a_list:
        return "from_a_list"
    if settled_before(around.holds, objection.element, objection.ground):
        return "settled_before"
    if hiding_now(around.holds, objection.element):
        return "hidden_already"
    if around.commemoration:
        return "commemoration"
    most = most_at_once(around.shown + around.hidden_at_once)
    return "limit" if around.hidden_at_once >= most else ""


_MONTH_DAY = re.compile(r"(?:[0-9]{4}|-)?-?([01][0-9])-([0-3][0-9])\Z")


def is_commemoration(memorial: Memorial, today: date) -> bool:
    """Whether `today` lies around a day on which a community remembers, across the turn of the year too."""
    days = [*memorial.commemorative_days, *(day.month_day for day in memorial.days_of_remembrance)]
    days += [str(one.get("date", "")) for one in (memorial.record.commemorative_dates if memorial.record else ())]
    near = {today + timedelta(days=n) for n in range(-AROUND_DAYS, AROUND_DAYS + 1)}
    return any(month_day(day) in {(one.month, one.day) for one in near} for day in days)


def month_day(text: str) -> tuple[int, int] | None:
    """(month, day) of MM-DD, --MM-DD or a whole date; the 29th of February counts as the 28th. None for all else."""
    match = _MONTH_DAY.match(text)
    if match is None:
        return None
    month, day = int(match[1]), int(match[2])
    try:
        date(2000, month, day)
    except ValueError:
        return None
    return (2, 28) if (month, day) == (2, 29) else (month, day)


# After a restore


def found_again(hold: Hold, *, memorial_id: str, subject: Subject, subject_id: str, key_id: str,
                language: str, made_at: datetime, now: datetime) -> Objection:  # fmt: skip
    """What a record's hold still tells of an objection that is lost with its words, so that it can be decided.

    Whether something was given that shows it is lost too, so that it does not lapse by itself.
    """
    return Objection(
        id=hold.objection_id,
        memorial_id=memorial_id,
        key_id=key_id,
        kind=ObjectionKind.HIDE,
        ground=hold.ground,
        subject=subject,
        subject_id=subject_id,
        element=hold.element,
        message="",
        made_at=made_at,
        language=language,
        state=ObjectionState.HIDING,
        state_since=made_at,
        hidden_at=now,
        at_once=hold.ground in HIDES_AT_ONCE,
        restored_at=now,
    )


def brought_back(objection: Objection, *, now: datetime) -> Objection:
    """As it goes on after a restore: what it hides stays so until people have looked."""
    if objection.state is not ObjectionState.HIDING or objection.proof_at or objection.restored_at:
        return objection
    return replace(objection, restored_at=now)


def follow_hold(objection: Objection, hold: Hold, *, now: datetime) -> Objection:
    """The objection, which may be older than the hold on its record, brought to the state of that hold."""
    if objection.state not in WAITING or objection.state is hold.state:
        return objection
    if hold.state is ObjectionState.HIDING:
        return hide(objection, now=now) if objection.hides_something else objection
    return close(objection, hold.state, now=now) if hold.state not in WAITING else objection


# What happens to one


def hide(objection: Objection, *, now: datetime, at_once: bool = False) -> Objection:
    """Its element goes out of sight until two people have decided. Raises `NotAllowed` where there is none."""
    _require_open(objection)
    if not objection.hides_something or objection.state is ObjectionState.HIDING:
        raise NotAllowed("nothing_to_hide")
    return replace(objection, state=ObjectionState.HIDING, state_since=now, hidden_at=now, at_once=at_once)


def _require_open(objection: Objection) -> None:
    if objection.state not in WAITING:
        raise Conflict("decided_meanwhile")


def say(objection: Objection, text: str, *, from_objector: bool, now: datetime, shows_it: bool = False) -> Objection:
    """A word between the objector and the desk; `shows_it`: it is what the objector gives as proof."""
    _require_open(objection)
    if not text.strip():
        raise Invalid("message", "write_something")
    if shows_it and not objection.hides_something:
        raise NotAllowed("nothing_to_hide")
    said = Message(now, from_objector, text, code="proof" if shows_it else "")
    told = replace(objection, messages=(*objection.messages, said))
    return replace(told, proof_at=told.proof_at or now) if shows_it else told


def decide(
    objection: Objection, verdict: ObjectionState, reader: Reader, message: str, *, now: datetime
) -> tuple[Objection, bool]:
    """Uphold or reject; True when a second editor has now said the same. Nobody is both of the two."""
    _require_open(objection)
    if not objection.hides_something or verdict not in (ObjectionState.UPHELD, ObjectionState.REJECTED):
        raise NotAllowed("no_such_action")
    if not reader.editor:
        raise NotAllowed("editors_only")
    if reader.alone:
        raise NotAllowed("needs_two_people")
    agreed = [one for one in objection.asked if one.act == verdict.value and one.staff_id != reader.staff_id]
    mine = AskedAct(verdict.value, reader.staff_id, now, message)
    rest = tuple(one for one in objection.asked if one.staff_id != reader.staff_id)
    asked = replace(objection, asked=(*rest, mine))
    if not agreed:
        return asked, False
    both = (agreed[0].staff_id, reader.staff_id)
    words = message.strip() or agreed[0].reason.strip()
    if words:
        asked = say(asked, words, from_objector=False, now=now)
    return replace(close(asked, verdict, now=now), decided_by=both), True


def answer(objection: Objection, message: str, *, now: datetime) -> Objection:
    """Close what asks for no hiding: one reader looked at it, did what was needed elsewhere, and says so."""
    if objection.hides_something:
        raise NotAllowed("needs_two_people")
    return close(say(objection, message, from_objector=False, now=now), ObjectionState.ANSWERED, now=now)


def close(objection: Objection, state: ObjectionState, *, now: datetime) -> Objection:
    _require_open(objection)
    return replace(objection, state=state, state_since=now)


def timers(objection: Objection) -> tuple[Timer, ...]:
    """What becomes due by itself: it lapses, or what is closed is destroyed."""
    if (lapses := objection.lapses_at) is not None:
        return (Timer("lapse", lapses),)
    if objection.state not in WAITING and objection.state_since is not None:
        return (Timer("forget", objection.state_since + timedelta(days=KEPT_DAYS)),)
    return ()
