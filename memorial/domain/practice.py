"""Worked cases for those who begin to read: an invented text, and what the real rules make of each decision on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from memorial.domain import deciding, moderation
from memorial.domain.consent import Choices, FileChoice, Notice, grants_from
from memorial.domain.errors import Conflict, Refusal
from memorial.domain.moderation import Findings, Reader
from memorial.domain.person_named import PersonNamed
from memorial.domain.remembrance import FileKept, FileShown, Remembrance, StoredDerivative, Version
from memorial.vocabulary import (
    About,
    Audience,
    Decision,
    FileKind,
    Flag,
    Living,
    NameShown,
    ReasonCode,
    Scope,
    Signature,
    Standing,
    VersionState,
)


class Follows(StrEnum):
    """What a decision leads to."""

    SOON = "soon"
    ARCHIVE = "archive"
    TWO_EDITORS = "two_editors"
    TWO_PEOPLE = "two_people"
    SENDER_ANSWERS = "sender_answers"
    SENDER_DECIDES = "sender_decides"
    DECLINED = "declined"
    SECOND = "second"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class PracticePhoto:
    caption: str
    living: Living = Living.UNSURE
    agreed: bool = False


@dataclass(frozen=True)
class PracticeCase:
    """`right`: decisions that the rules lead to, the best one first; `ticks`: what should be ticked."""

    name: str
    title: str
    topic: str
    person: str
    text: str
    right: tuple[Decision, ...]
    ticks: frozenset[Flag]
    follows: Follows
    finds: tuple[str, ...]
    why: str
    rule: str
    also: str
    sender_reads: str
    sender_marks: tuple[Flag, ...] = ()
    photos: tuple[PracticePhoto, ...] = ()
    reason: ReasonCode | None = None
    name_shown: NameShown = NameShown.FULL
    withdrawn: bool = False
    looked: bool = False


@dataclass(frozen=True)
class Chosen:
    """What somebody who practises chose."""

    decision: Decision
    ticks: frozenset[Flag] = frozenset()
    reason: ReasonCode | None = None
    looked: bool = False


_WHEN = datetime(2000, 1, 1, tzinfo=UTC)
_READER = Reader("practice")
_UNDO = timedelta(minutes=10)


def remembrance_of(case: PracticeCase) -> Remembrance:
    """The case as a record of the usual kind. It is made for one look and stored nowhere."""
    files = tuple(_kept(number) for number in range(1, len(case.photos) + 1))
    shown = tuple(
        FileShown(kept.id, one.caption, one.living, one.agreed, publish=True)
        for kept, one in zip(files, case.photos, strict=True)
    )
    chosen = tuple(
        FileChoice(kept.id, Scope.PHOTO, True, one.living, one.agreed)
        for kept, one in zip(files, case.photos, strict=True)
    )
    grants = grants_from(Choices(Audience.PUBLIC, case.name_shown, Signature.RELATION, index=True, files=chosen))
    version = Version(
        1,
        case.text,
        "und",
        shown,
        grants,
        Notice("practice", "en", "", ""),
        _WHEN,
        named=PersonNamed(case.person),
        flags=tuple(sorted(case.sender_marks)),
    )
    standing = Standing.WITHDRAWN if case.withdrawn else Standing.OPEN
    return Remembrance(
        f"practice-{case.name}",
        "practice",
        "",
        About.PERSON,
        _WHEN,
        versions=(version,),
        files=files,
        standing=standing,
    )


def _kept(number: int) -> FileKept:
    made = StoredDerivative("card", "jpeg", 1, 1, "", "", 1)
    return FileKept(f"photo-{number}", FileKind.PHOTO, "", "image/jpeg", 1, "", "", "", (made,))


def what_follows(case: PracticeCase, chosen: Chosen) -> Follows:
    """By the same rules as at the desk. Raises the `Refusal` that the desk would."""
    before = remembrance_of(case)
    try:
        version = moderation.open_version(before, 1, before.revision)
    except Conflict:
        return Follows.TAKEN_BACK
    after = _decided(before, version, chosen)
    decided = after.version(1)
    assert decided is not None
    if decided.state is VersionState.ACCEPTED:
        return Follows.SOON if decided.publish_at is not None else Follows.ARCHIVE
    if decided.state is VersionState.IN_REVIEW:
        waits = {Decision.ACCEPT: Follows.TWO_EDITORS, Decision.DECLINE: Follows.TWO_PEOPLE}
        return waits.get(chosen.decision, Follows.SECOND)
    return _AFTERWARDS[decided.state]


_AFTERWARDS = {
    VersionState.NEEDS_CONTRIBUTOR: Follows.SENDER_ANSWERS,
    VersionState.CONTRIBUTOR_REVIEW: Follows.SENDER_DECIDES,
    VersionState.DECLINED: Follows.DECLINED,
}


def _decided(before: Remembrance, version: Version, chosen: Chosen) -> Remembrance:
    """What is typed in earnest is taken as typed here: a question, other words, a reason."""
    if chosen.decision is Decision.ACCEPT:
        findings = Findings(chosen.ticks, names_looked_for=chosen.looked)
        return deciding.accept(before, version, _READER, findings, now=_WHEN, undo=_UNDO)
    if chosen.decision is Decision.ASK:
        return deciding.ask(before, version, "?", now=_WHEN)
    if chosen.decision is Decision.SUGGEST:
        return deciding.suggest(before, version, _READER, version.story + ".", "", now=_WHEN)
    if chosen.decision is Decision.KEEP:
        return deciding.keep(before, version, _READER, "", now=_WHEN)
    if chosen.decision is Decision.DECLINE:
        return deciding.decline(before, version, _READER, chosen.reason or ReasonCode.OFF_TOPIC, "", now=_WHEN)
    return deciding.pass_to_second(before, version, _READER, "", now=_WHEN)


def as_the_rules_lead(case: PracticeCase) -> Chosen | None:
    """The best decision, with the ticks that belong to it. None where there is nothing to decide."""
    return Chosen(case.right[0], case.ticks, case.reason, case.looked) if case.right else None


def agrees(case: PracticeCase, chosen: Chosen) -> bool:
    """Whether the rules lead to this as well: not where one reader alone would publish what the ticks give to two."""
    if chosen.decision not in case.right or chosen.decision is not Decision.ACCEPT:
        return chosen.decision in case.right
    ticked = replace(chosen, ticks=chosen.ticks | case.ticks, looked=chosen.looked or case.looked)
    try:
        return what_follows(case, chosen) is what_follows(case, ticked)
    except Refusal:
        return False


def missed(case: PracticeCase, ticks: Collection[Flag]) -> frozenset[Flag]:
    return case.ticks - frozenset(ticks)
