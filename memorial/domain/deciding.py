"""What a reader decides on a version that waits. Each function returns the remembrance as it is afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from memorial.domain.errors import Conflict, Invalid, NotAllowed
from memorial.domain.moderation import (
    FOUR_EYES,
    NEVER_ALONE,
    Findings,
    Reader,
    ceiling_of,
    flags_of,
    require_another_reader,
    with_one,
    withholds_a_name,
)
from memorial.domain.paragraphs import WordChange, changes_between, with_changes
from memorial.domain.remembrance import OWN_ANSWER, Heard, Message, Remembrance, StaffNote, Suggestion, Version
from memorial.vocabulary import Audience, Flag, ReasonCode, Scope, Standing, VersionState

WAITING = frozenset({"received", "in_review", "quarantined"})
"""Statuses in which there is something to decide."""


def accept(
    remembrance: Remembrance,
    version: Version,
    reader: Reader,
    findings: Findings,
    *,
    now: datetime,
    undo: timedelta,
) -> Remembrance:
    """Accept a version. What two editors must see waits for the second; alone, it stays in the archive.

    Raises `Invalid` where a name is withheld and the reader did not say that they looked for it.
    What the same reader said of its recordings before is replaced by what they say now.
    """
    _require_compared(remembrance, version, reader, findings)
    if withholds_a_name(version) and not findings.names_looked_for:
        raise Invalid("names_looked_for", "look_for_the_name")
    read = replace(
        version,
        flags=tuple(sorted(flags_of(version) | findings.flags)),
        names_looked_for=version.names_looked_for or findings.names_looked_for,
        redactions=tuple(dict.fromkeys((*version.redactions, *findings.redactions))),
        released=findings.released,
        heard=_listened(remembrance, replace(version, heard=_by_others(version, reader)), reader, findings),
        suggestion=None,
    )
    require_another_reader(remembrance, reader)
    if reader.two or FOUR_EYES & set(read.flags):
        return _accept_with_two(remembrance, read, reader, now=now, undo=undo)
    return _accepted(remembrance, replace(read, accepted_by=(reader.staff_id,)), now=now, undo=undo)


def _require_compared(remembrance: Remembrance, version: Version, reader: Reader, findings: Findings) -> None:
    """What came on paper is compared with its scan by everybody who accepts it: never by who entered it."""
    if Flag.ON_PAPER not in version.flags:
        return
    if reader.staff_id == remembrance.witness:
        raise NotAllowed("others_compare_the_sheet")
    if not findings.compared:
        raise Invalid("compared", "compare_with_the_scan")


def _accept_with_two(
    remembrance: Remembrance, read: Version, reader: Reader, *, now: datetime, undo: timedelta
) -> Remembrance:
    if reader.alone:
        kept = replace(read, staff_ceiling=Audience.ARCHIVE, reason="needs_two_people", accepted_by=(reader.staff_id,))
        return _accepted(remembrance, kept, now=now, undo=undo)
    if not reader.editor:
        return remembrance.with_version(replace(read, passed_by=with_one(read.passed_by, reader.staff_id)))
    agreed = with_one(read.accepted_by, reader.staff_id)
    if len(agreed) < 2:
        return remembrance.with_version(replace(read, accepted_by=agreed))
    return _accepted(remembrance, replace(read, accepted_by=agreed), now=now, undo=undo)


def _accepted(remembrance: Remembrance, read: Version, *, now: datetime, undo: timedelta) -> Remembrance:
    for_visitors = min(read.grants.audience(Scope.TEXT), ceiling_of(read)) > Audience.RESEARCH
    publish_at = now + undo if for_visitors else None
    accepted = replace(
        read, state=VersionState.ACCEPTED, publish_at=publish_at, state_since=now, waited_since=read.state_since
    )
    return remembrance.with_version(accepted)


def _by_others(version: Version, reader: Reader) -> tuple[Heard, ...]:
    return tuple(one for one in version.heard if one.staff_id != reader.staff_id)


def _listened(remembrance: Remembrance, version: Version, reader: Reader, findings: Findings) -> tuple[Heard, ...]:
    """What was listened to by now. Only what can be heard at the desk counts, and each reader's last word of it."""
    there = {one.file_id for one in version.files if (kept := remembrance.kept_file(one.file_id)) and kept.copies}
    mine = [Heard(one, reader.staff_id, findings.no_name_said) for one in sorted(findings.heard & there)]
    again = {one.file_id for one in mine}
    others = [one for one in version.heard if one.staff_id != reader.staff_id or one.file_id not in again]
    return (*others, *mine)


def listen(remembrance: Remembrance, number: int, reader: Reader, findings: Findings, *, revision: int) -> Remembrance:
    """A reader listened to recordings of what was accepted before: they could not be heard then.

    Raises `Conflict` where that version does not stand any more, or anything changed since the reader saw it;
    `Invalid` where nothing was listened to.
    """
    version = remembrance.version(number)
    if remembrance.standing not in (Standing.OPEN, Standing.PAUSED) or version is None:
        raise Conflict("withdrawn_meanwhile")
    if remembrance.revision != revision or version.state not in (VersionState.ACCEPTED, VersionState.PUBLISHED):
        raise Conflict
    heard = _listened(remembrance, version, reader, findings)
    if heard == version.heard:
        raise Invalid("heard", "listen_first")
    return remembrance.with_version(replace(version, heard=heard))


def with_word(remembrance: Remembrance, number: int, reader: Reader, text: str, *, now: datetime) -> Remembrance:
    """What a reader wrote with an acceptance: for the sender once it is accepted, for the next reader until then."""
    version = remembrance.version(number)
    if not text.strip() or version is None:
        return remembrance
    if version.state is VersionState.ACCEPTED:
        return replace(remembrance, messages=(*remembrance.messages, Message(now, False, text, signed=reader.signed)))
    return replace(remembrance, notes=(*remembrance.notes, StaffNote(now, reader.staff_id, text)))


def ask(remembrance: Remembrance, version: Version, question: str, *, now: datetime, signed: str = "") -> Remembrance:
    if not question.strip():
        raise Invalid("message", "write_the_question")
    asked = replace(version, state=VersionState.NEEDS_CONTRIBUTOR, question=question, state_since=now)
    return _told(remembrance.with_version(asked), question, signed, now)


def write(remembrance: Remembrance, text: str, *, now: datetime, signed: str = "") -> Remembrance:
    """A word to the sender where nothing waits for a decision. Nothing else changes. Raises `Conflict`, `Invalid`."""
    if remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED):
        raise Conflict("withdrawn_meanwhile")
    if remembrance.status in WAITING:
        raise Conflict
    if not text.strip():
        raise Invalid("message", "write_the_message")
    return _told(remembrance, text, signed, now)


def _told(remembrance: Remembrance, text: str, signed: str, now: datetime) -> Remembrance:
    said = Message(now, False, text, signed=signed)
    return read(replace(remembrance, messages=(*remembrance.messages, said)))


def read(remembrance: Remembrance) -> Remembrance:
    """All its messages as they are now were before a reader."""
    return replace(remembrance, messages_read=len(remembrance.messages))


def unseen(remembrance: Remembrance) -> tuple[Message, ...]:
    """What its sender wrote since a reader last saw its messages, or answered; oldest first.

    Of what was taken back only what was written with that, and since: the rest went with it.
    """
    answers = [number for number, one in enumerate(remembrance.messages, 1) if not (one.from_contributor or one.code)]
    since = remembrance.messages[max(remembrance.messages_read, *answers[-1:], 0) :]
    written = tuple(one for one in since if one.from_contributor and _says_something(one))
    if remembrance.standing is not Standing.WITHDRAWN:
        return written
    return tuple(one for one in written if remembrance.standing_since and one.at >= remembrance.standing_since)


def _says_something(message: Message) -> bool:
    return message.code != OWN_ANSWER and bool(message.text or message.code == "appeal")


def unread_since(remembrance: Remembrance) -> datetime | None:
    """When its sender wrote what no reader has seen yet; None where it is in the queue, where it is seen, or erased."""
    if remembrance.status in WAITING or remembrance.standing is Standing.ERASED:
        return None
    return next((one.at for one in unseen(remembrance)), None)


def suggest(
    remembrance: Remembrance,
    version: Version,
    reader: Reader,
    story: str,
    reason: str,
    *,
    now: datetime,
    changes: tuple[WordChange, ...] = (),
) -> Remembrance:
    """Propose other words: the whole `story`, or paragraph by paragraph. Only the contributor can take them over."""
    story = with_changes(version.story, changes) if changes else story
    if not story.strip() or story == version.story:
        raise Invalid("suggestion", "suggest_other_words")
    offered = Suggestion(story, reason, reader.staff_id, now, changes or changes_between(version.story, story))
    changed = replace(version, state=VersionState.CONTRIBUTOR_REVIEW, suggestion=offered, state_since=now)
    return remembrance.with_version(changed)


def keep(remembrance: Remembrance, version: Version, reader: Reader, message: str, *, now: datetime) -> Remembrance:
    """Accept for the closed archive only; the contributor is told why and may appeal."""
    require_another_reader(remembrance, reader)
    kept = replace(
        version,
        state=VersionState.ACCEPTED,
        staff_ceiling=Audience.ARCHIVE,
        accepted_by=(reader.staff_id,),
        publish_at=None,
        reason="kept",
        reason_message=message,
        state_since=now,
    )
    return replace(remembrance.with_version(kept), declined_by=with_one(remembrance.declined_by, reader.staff_id))


def decline(
    remembrance: Remembrance, version: Version, reader: Reader, reason: ReasonCode, message: str, *, now: datetime
) -> Remembrance:
    """Decline with a reason that the contributor reads. Denial and distortion need two people."""
    require_another_reader(remembrance, reader)
    if reason in NEVER_ALONE:
        # Passing it on for another reason is no agreement to this one: each of the two says it.
        if set(version.denied_by) == {reader.staff_id}:
            raise NotAllowed("needs_two_people")
        if not version.denied_by:
            said = replace(
                version, denied_by=(reader.staff_id,), passed_by=with_one(version.passed_by, reader.staff_id)
            )
            return remembrance.with_version(said)
    declined = replace(
        version,
        state=VersionState.DECLINED,
        reason=reason.value,
        reason_message=message,
        state_since=now,
        waited_since=version.state_since,
    )
    return replace(remembrance.with_version(declined), declined_by=with_one(remembrance.declined_by, reader.staff_id))


def pass_to_second(
    remembrance: Remembrance, version: Version, reader: Reader, note: str, *, now: datetime
) -> Remembrance:
    passed = replace(version, passed_by=with_one(version.passed_by, reader.staff_id))
    noted = remembrance.with_version(passed)
    return replace(noted, notes=(*noted.notes, StaffNote(now, reader.staff_id, note))) if note.strip() else noted
