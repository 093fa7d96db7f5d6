"""Something is wrong, or shall be hidden: what anyone may say without an account, and what becomes of it by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from memorial.application.offer import Answers, Incomplete, own_code_problems
from memorial.application.ports.store import AuditEntry, Due, UnitOfWork
from memorial.application.services import Services
from memorial.disclosure.gate import REMOVED, WITHHELD, disclose
from memorial.domain import objection as rules
from memorial.domain.errors import AlreadySentDifferently, Invalid, NotAllowed, NotFound
from memorial.domain.holds import NAME, SIGNATURE, TEXT, Hold, file_element, settle, with_hold
from memorial.domain.memorial import Memorial
from memorial.domain.objection import Around, Objection, Subject
from memorial.domain.person import Person
from memorial.domain.personal_details import DetailKind, find_details
from memorial.domain.remembrance import Remembrance
from memorial.domain.writing import clean
from memorial.vocabulary import ActorKind, Basis, Ground, ObjectionKind, ObjectionState, Standing

LONGEST_MESSAGE = 5_000
_LONGEST_ABOUT = 64
ACTIONS = ("message", "proof", "erase")


@dataclass(frozen=True)
class Element:
    """One thing that visitors see and that can be hidden alone. `word` stands for it on the form; `kind` is
    name, text, signature, picture or recording, and `number` counts those of its kind from 1."""

    word: str
    element: str
    kind: str
    number: int = 0
    caption: str = ""


@dataclass(frozen=True)
class Raised:
    """What came of it: whether something is hidden already, and whether the same form had been sent before."""

    memorial_id: str
    objection_id: str
    hidden: bool
    again: bool


@dataclass(frozen=True)
class ConcernView:
    """What the holder of its code sees."""

    memorial: Memorial
    objection: Objection


# What can be objected to


def elements_of(services: Services, memorial_id: str, about: str) -> tuple[Element, ...]:
    """What visitors see now of the person or remembrance with that id; nothing for an unknown and a hidden one alike.

    Ask only for what is published, so that the time it takes says nothing.
    """
    with services.unit_of_work(read_only=True) as uow:
        return _elements(uow, memorial_id, about)


def _elements(uow: UnitOfWork, memorial_id: str, about: str) -> tuple[Element, ...]:
    record = find_subject(uow, memorial_id, about)
    if isinstance(record, Person):
        return (Element(NAME, NAME, "name"),)
    shown = disclose(record, uow.surroundings(record)) if record is not None else None
    if shown is None:
        return ()
    found = [Element(TEXT, TEXT, "text")]
    if shown.signature:
        found.append(Element(SIGNATURE, SIGNATURE, "signature"))
    for number, one in enumerate(shown.pictures, start=1):
        word = f"picture-{hashlib.sha256(one.file_id.encode()).hexdigest()[:16]}"
        found.append(Element(word, file_element(one.file_id), "picture", number, _plain(one.caption)))
    for number, sound in enumerate(shown.sounds, start=1):
        word = f"recording-{hashlib.sha256(sound.file_id.encode()).hexdigest()[:16]}"
        found.append(Element(word, file_element(sound.file_id), "recording", number, _plain(sound.caption)))
    return tuple(found)


def _plain(caption: str) -> str:
    """The caption with a sign that people know where something was taken out of it."""
    return caption.replace(WITHHELD, "…").replace(REMOVED, "…")


def find_subject(uow: UnitOfWork, memorial_id: str, subject_id: str) -> Person | Remembrance | None:
    """What has that id; None where there is nothing, and where its sender took it back."""
    record = _find_kept(uow, memorial_id, subject_id)
    return None if record is not None and _taken_back(record) else record


def _taken_back(record: Person | Remembrance) -> bool:
    return isinstance(record, Remembrance) and record.standing in (Standing.WITHDRAWN, Standing.ERASED)


def _find_kept(uow: UnitOfWork, memorial_id: str, subject_id: str) -> Person | Remembrance | None:
    if not subject_id:
        return None
    person = uow.people.find(memorial_id, subject_id)
    if person is not None:
        return person
    try:
        return uow.remembrances.get(memorial_id, subject_id)
    except NotFound:
        return None


# Saying it


def raise_objection(services: Services, slug: str, code: str, given: Mapping[str, str], *, language: str) -> Raised:
    """Keep what somebody says, sealed under `code`, and hide one element at once where the rules say so.

    `given`: kind, reason, message; about (the id of something published, a part of the record as `of_record` reads it,
    else ''), element, given_about, looked_automatic.
    The same form with the same code again makes nothing new. Raises `Incomplete`, `NotFound`, and
    `AlreadySentDifferently` where other words come under a code that was used.
    """
    answers = Answers(given)
    kind = answers.word("kind", ObjectionKind, needed="choose_one")
    ground = answers.word("reason", Ground, needed="choose_reason")
    message = clean(given.get("message", "")).strip()
    answers.problems += _message_problems(message, code)
    with services.unit_of_work() as uow:
        memorial = uow.memorials.by_slug(slug)
        uow.objections.lock(memorial.id)
        before = uow.objections.of_code(code)
        if before is not None:
            return _sent_again(before, kind, ground, message)
        about = given.get("about", "")
        element = _chosen(_elements(uow, memorial.id, about), given.get("element", ""), kind, answers)
        if kind is None or ground is None or answers.problems:
            raise Incomplete(answers.problems)
        subject = _subject_of(element, about)
        made = Objection(
            id=services.new_id(),
            memorial_id=memorial.id,
            key_id=services.keys.take().id,
            kind=kind,
            ground=ground,
            subject=subject,
            subject_id=about if subject is not Subject.MEMORIAL else "",
            element=element.element if element else "",
            message=message,
            made_at=services.now(),
            language=language,
            given_about=clean(given.get("given_about", ""))[:_LONGEST_ABOUT] if subject is Subject.MEMORIAL else "",
        )
        around = _around(uow, memorial, made, services.now())
        around = replace(around, looks_automatic=bool(given.get("looked_automatic")))
        held_back = rules.held_back_because(made, around)
        made = replace(made, held_back=held_back)
        if held_back:
            uow.objections.add(made, code)
        else:
            uow.objections.add(rules.hide(made, now=services.now(), at_once=True), code)
            keep_hold(uow, made, made.hold, now=services.now())
            uow.audit.add(_by_itself(made, "hide_at_once", made.ground.value))
        uow.commit()
    return Raised(memorial.id, made.id, hidden=not held_back, again=False)


def _message_problems(message: str, code: str) -> list[Invalid]:
    if not message:
        return [Invalid("message", "say_what_is_wrong")]
    if len(message) > LONGEST_MESSAGE:
        return [Invalid("message", "message_too_long")]
    # Any code, not this one alone: whoever writes may hold the code of a remembrance, which opens it to every reader.
    if any(one.kind is DetailKind.RECEIPT for one in find_details(message)):
        return [Invalid("message", "a_code")]
    return own_code_problems({"message": message}, code)


def _sent_again(before: Objection, kind: object, ground: object, message: str) -> Raised:
    if (before.kind, before.ground, before.message) != (kind, ground, message):
        raise AlreadySentDifferently
    hidden = before.state is ObjectionState.HIDING
    return Raised(before.memorial_id, before.id, hidden=hidden, again=True)


def _chosen(elements: tuple[Element, ...], word: str, kind: ObjectionKind | None, answers: Answers) -> Element | None:
    """The element that is meant; the only one where there is one. Hiding is asked for one of several by name."""
    found = next((one for one in elements if one.word == word), elements[0] if len(elements) == 1 else None)
    if found is None and elements:
        if kind is ObjectionKind.HIDE:
            answers.problems.append(Invalid("element", "choose_which"))
        return elements[0]
    return found


def _subject_of(element: Element | None, about: str) -> Subject:
    if element is None:
        return Subject.RECORD if rules.of_record(about) is not None else Subject.MEMORIAL
    return Subject.PERSON if element.element == NAME else Subject.REMEMBRANCE


def _around(uow: UnitOfWork, memorial: Memorial, made: Objection, now: datetime) -> Around:
    record = find_subject(uow, memorial.id, made.subject_id)
    whole = uow.people.whole(memorial.id, record.id) if isinstance(record, Person) else None
    listed = whole is not None and any(one.basis is not Basis.CONTRIBUTOR for one in whole.names)
    return Around(
        hidden_at_once=uow.objections.hidden_at_once(memorial.id),
        shown=uow.objections.shown(memorial.id),
        commemoration=rules.is_commemoration(memorial, now.astimezone(ZoneInfo(memorial.time_zone)).date()),
        from_a_list=listed,
        holds=whole.objections if whole else record.objections if record is not None else (),
    )


def _by_itself(one: Objection, action: str, reason: str) -> AuditEntry:
    return AuditEntry(one.memorial_id, ActorKind.JOB, "objection", action, "objection", one.id, reason=reason)


# What it does to the record


def keep_hold(uow: UnitOfWork, objection: Objection, hold: Hold, *, now: datetime) -> None:
    """Put the hold on its record, which passes the gate with this unit; its senders hear that there is news.

    Raises `NotFound` where the record is gone or was taken back.
    """
    record = find_subject(uow, objection.memorial_id, objection.subject_id)
    if record is None:
        raise NotFound
    _save(uow, record, with_hold(record.objections, hold), now)


def settle_hold(uow: UnitOfWork, objection: Objection, state: ObjectionState, *, now: datetime) -> None:
    """The record remembers how it ended, so that the same ground hides nothing at once again. A gone record is none.

    One that was taken back gets no new hold. One that lies on it is settled, or it would hide for ever what returns.
    """
    record = _find_kept(uow, objection.memorial_id, objection.subject_id)
    if record is None:
        return
    held = record.objections if _taken_back(record) else with_hold(record.objections, objection.hold)
    settled = settle(held, objection.id, state)
    if settled != record.objections:
        _save(uow, record, settled, now)


def _save(uow: UnitOfWork, record: Person | Remembrance, holds: tuple[Hold, ...], now: datetime) -> None:
    if isinstance(record, Person):
        uow.people.save(replace(record, objections=holds))
        whole = uow.people.whole(record.memorial_id, record.id) or record
        sources = dict.fromkeys(one.source_id for one in whole.names if one.basis is Basis.CONTRIBUTOR)
        told = [one for one in (find_subject(uow, record.memorial_id, s) for s in sources) if one is not None]
    else:
        uow.remembrances.save(replace(record, objections=holds))
        told = [record]
    for one in told:
        if isinstance(one, Remembrance) and one.email and not _taken_back(one):
            uow.outbox.add(one.memorial_id, one.id, "answer", one.interface_language, now=now)


# What the objector may do with the code


def open_concern(services: Services, code: str) -> ConcernView:
    """Raises `NotFound` where the code opens no objection."""
    with services.unit_of_work(read_only=True) as uow:
        found = _of_code(uow, code)
        return ConcernView(uow.memorials.get(found.memorial_id), found)


def _of_code(uow: UnitOfWork, code: str) -> Objection:
    found = uow.objections.of_code(code)
    if found is None:
        raise NotFound("no_receipt")
    return found


def act(services: Services, code: str, action: str, given: Mapping[str, str]) -> None:
    """`message`, `proof` or `erase`. Raises `Invalid`, `NotAllowed`, `Conflict` once it is closed, `NotFound`."""
    if action not in ACTIONS:
        raise NotAllowed("no_such_action")
    now, text = services.now(), clean(given.get("message", "")).strip()
    with services.unit_of_work() as uow:
        found = _of_code(uow, code)
        uow.objections.lock(found.memorial_id)
        if action == "erase":
            _take_back(uow, found, now)
        else:
            problems = _message_problems(text, code)
            if problems:
                raise problems[0]
            said = rules.say(found, text, from_objector=True, now=now, shows_it=action == "proof")
            uow.objections.save(said)
        uow.commit()


def _take_back(uow: UnitOfWork, found: Objection, now: datetime) -> None:
    """The objection and its words go; what it hid, undecided, is seen again, and what was decided stays so."""
    if found.state is ObjectionState.HIDING:
        settle_hold(uow, found, ObjectionState.LAPSED, now=now)
        uow.audit.add(_by_itself(found, "objection_taken_back", "asked"))
    uow.objections.erase(found)


# What happens by itself


def lapse(services: Services, one: Due) -> None:
    """Nothing was given that shows it in time: the element is seen again."""
    now = services.now()
    with services.unit_of_work() as uow:
        found = uow.objections.get(one.memorial_id, one.record_id)
        if found.lapses_at is None or found.lapses_at > now:
            uow.dues.done(one)
        else:
            uow.objections.save(rules.close(found, ObjectionState.LAPSED, now=now))
            settle_hold(uow, found, ObjectionState.LAPSED, now=now)
            uow.audit.add(_by_itself(found, "objection_lapsed", "due"))
        uow.commit()


def forget(services: Services, one: Due) -> None:
    """Some time after it was closed an objection is destroyed with all that was written in it."""
    with services.unit_of_work() as uow:
        found = uow.objections.get(one.memorial_id, one.record_id)
        uow.objections.erase(found)
        uow.audit.add(_by_itself(found, "objection_forgotten", "due"))
        uow.commit()
