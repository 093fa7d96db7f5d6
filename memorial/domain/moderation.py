"""What readers may decide, and what must hold first. Each function returns the remembrance as it is afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from memorial.domain.consent import Grants
from memorial.domain.errors import Conflict, Invalid, NotAllowed
from memorial.domain.minors import guardian_agreed, minor_ceiling, under_age
from memorial.domain.paragraphs import WordChange, changes_between, with_changes
from memorial.domain.remembrance import AskedAct, Heard, Message, Remembrance, Span, StaffNote, Suggestion, Version
from memorial.vocabulary import Audience, Flag, Living, ReasonCode, Rendering, Scope, Standing, VersionState

FOUR_EYES = frozenset(
    {Flag.MINOR, Flag.LIVING_PERSON, Flag.ACCUSATION, Flag.EXACT_PLACE, Flag.SENDER_UNDER_AGE, Flag.ON_PAPER}
)
"""What a reader saw, the sender said, or how it came, that makes publication a matter for two editors.

Nothing that a program finds by itself is in here: a label that a word list or a pattern raises decides nothing.
"""

FOUND_IN_WORDS = frozenset({Flag.PHONE_NUMBER, Flag.LINK, Flag.AGAINST_A_PEOPLE, Flag.FILE_UNREAD})
"""What a program finds in a wording, and finds anew in the next one. All else stays when the words change."""

NEVER_ALONE = frozenset({ReasonCode.DENIAL, ReasonCode.DISTORTION})
MOST_APPEALS = 2


@dataclass(frozen=True)
class Reader:
    """Who decides: the staff id, whether an editor, and whether the only one who may decide in this memorial.

    `two`: the memorial wants two editors for whatever becomes public.
    """

    staff_id: str
    editor: bool = False
    alone: bool = False
    two: bool = False


@dataclass(frozen=True)
class Findings:
    """What the reader ticked, and which places are to be taken out or are confirmed as not this person's name.

    `heard`: the ids of recordings that the reader listened to; `no_name_said`: and in them neither the person's name
    nor the sender's is said, private or not.
    """

    flags: frozenset[Flag] = frozenset()
    names_looked_for: bool = False
    redactions: tuple[Span, ...] = ()
    released: tuple[Span, ...] = ()
    heard: frozenset[str] = frozenset()
    no_name_said: bool = False
    compared: bool = False
    """The words with the scan of the paper form from which somebody else entered them."""


def open_version(remembrance: Remembrance, number: int, revision: int) -> Version:
    """The version that is being decided, if it still waits and nobody changed it since it was read."""
    version = remembrance.version(number)
    if version is None or remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED):
        raise Conflict("withdrawn_meanwhile")
    if remembrance.revision != revision or version.state is not VersionState.IN_REVIEW:
        raise Conflict
    return version


def flags_of(version: Version) -> frozenset[Flag]:
    """The flags on a version, with what the contributor said of each file that may be shown.

    By the first answer or by a later one: that one changes the grant of the file, not what was said of it.
    """
    found = set(version.flags)
    opened = {one.element for one in version.grants.entries if one.audience > Audience.RESEARCH}
    if any((one.publish or one.file_id in opened) and one.living is not Living.NO for one in version.files):
        found.add(Flag.LIVING_PERSON)
    return frozenset(found)


def ceiling_of(version: Version) -> Audience:
    """The most that staff and the sender's age allow: without a guardian's agreement, the archive."""
    return min(version.staff_ceiling, minor_ceiling(under_age(version), guardian_agreed(version)))


def relabelled(version: Version, found: Iterable[Flag]) -> Version:
    """The version with what a program found in its words now, and all that was said of it otherwise."""
    return replace(version, flags=tuple(sorted({*version.flags} - FOUND_IN_WORDS | {*found})))


def withholds_a_name(version: Version) -> bool:
    """Whether the person's or the contributor's name stays private, so that the text must be searched for it."""
    return keeps_a_name(version.grants, version.contributor_name)


def keeps_a_name(grants: Grants, contributor_name: str) -> bool:
    """Whether these grants keep a name from visitors, in part or wholly."""
    person, signature = (
        grants.audience(scope) <= Audience.RESEARCH or grants.rendering(scope) is not Rendering.FULL
        for scope in (Scope.PERSON_NAME, Scope.CONTRIBUTOR_NAME)
    )
    return person or (signature and bool(contributor_name))


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
        state_since=now,
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


def require_another_reader(remembrance: Remembrance, reader: Reader) -> None:
    """An appeal is decided by somebody else than who declined or kept it."""
    if reader.staff_id in remembrance.declined_by:
        raise NotAllowed("another_reader_decides_an_appeal")


def _accept_with_two(
    remembrance: Remembrance, read: Version, reader: Reader, *, now: datetime, undo: timedelta
) -> Remembrance:
    if reader.alone:
        kept = replace(read, staff_ceiling=Audience.ARCHIVE, reason="needs_two_people", accepted_by=(reader.staff_id,))
        return _accepted(remembrance, kept, now=now, undo=undo)
    if not reader.editor:
        return remembrance.with_version(replace(read, passed_by=_added(read.passed_by, reader.staff_id)))
    agreed = _added(read.accepted_by, reader.staff_id)
    if len(agreed) < 2:
        return remembrance.with_version(replace(read, accepted_by=agreed))
    return _accepted(remembrance, replace(read, accepted_by=agreed), now=now, undo=undo)


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
        return replace(remembrance, messages=(*remembrance.messages, Message(now, False, text)))
    return replace(remembrance, notes=(*remembrance.notes, StaffNote(now, reader.staff_id, text)))


def needs_two(version: Version, findings: Findings, reason: ReasonCode | None) -> bool:
    """Whether what is decided here is a matter for two people, by its labels or by the reason."""
    return bool(FOUR_EYES & (flags_of(version) | findings.flags)) or reason in NEVER_ALONE


def with_word_of(remembrance: Remembrance, editors: frozenset[str], readers: frozenset[str]) -> Remembrance:
    """Without the agreement of those who may not decide here any more: a closed account agrees to nothing."""
    asked = tuple(act for act in remembrance.asked_acts if act.staff_id in editors)
    here = replace(remembrance, asked_acts=asked)
    waiting = remembrance.pending
    if waiting is None or waiting.state is not VersionState.IN_REVIEW:
        return here
    accepted = tuple(one for one in waiting.accepted_by if one in editors)
    denied = tuple(one for one in waiting.denied_by if one in readers)
    return here.with_version(replace(waiting, accepted_by=accepted, denied_by=denied))


def require_shown(remembrance: Remembrance) -> None:
    """Only what is published, or was until it was taken out of sight, can be paused, shown again or removed."""
    if remembrance.published is None or remembrance.standing not in (Standing.OPEN, Standing.PAUSED):
        raise NotAllowed("not_open")


def _added(ids: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ids, one)))


def _accepted(remembrance: Remembrance, read: Version, *, now: datetime, undo: timedelta) -> Remembrance:
    for_visitors = min(read.grants.audience(Scope.TEXT), ceiling_of(read)) > Audience.RESEARCH
    publish_at = now + undo if for_visitors else None
    return remembrance.with_version(replace(read, state=VersionState.ACCEPTED, publish_at=publish_at))


def publish(remembrance: Remembrance, number: int, *, now: datetime, today: date) -> Remembrance:
    """Publish an accepted version whose undo time is over; the version published before is superseded."""
    version = remembrance.version(number)
    if version is None or version.state is not VersionState.ACCEPTED or version.publish_at is None:
        raise Conflict
    if version.publish_at > now:
        raise NotAllowed("undo_time_not_over")
    versions = tuple(_after_publication(v, number, now) for v in remembrance.versions)
    return replace(remembrance, versions=versions, published_on=remembrance.published_on or today)


def _after_publication(version: Version, number: int, now: datetime) -> Version:
    if version.number == number:
        return replace(version, state=VersionState.PUBLISHED, publish_at=None, state_since=now)
    if version.state is VersionState.PUBLISHED:
        return replace(version, state=VersionState.SUPERSEDED, state_since=now)
    return version


def undo(remembrance: Remembrance, number: int, *, now: datetime) -> Remembrance:
    """Take an acceptance back while its undo time runs."""
    version = remembrance.version(number)
    if version is None or version.state is not VersionState.ACCEPTED or version.publish_at is None:
        raise NotAllowed("already_published" if remembrance.published is not None else "nothing_to_undo")
    back = replace(
        version,
        state=VersionState.IN_REVIEW,
        publish_at=None,
        accepted_by=(),
        heard=(),
        staff_ceiling=Audience.PUBLIC,
        state_since=now,
    )
    return remembrance.with_version(back)


def ask(remembrance: Remembrance, version: Version, question: str, *, now: datetime) -> Remembrance:
    if not question.strip():
        raise Invalid("message", "write_the_question")
    asked = replace(version, state=VersionState.NEEDS_CONTRIBUTOR, question=question, state_since=now)
    return replace(remembrance.with_version(asked), messages=(*remembrance.messages, Message(now, False, question)))


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
    return replace(remembrance.with_version(kept), declined_by=_added(remembrance.declined_by, reader.staff_id))


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
            said = replace(version, denied_by=(reader.staff_id,), passed_by=_added(version.passed_by, reader.staff_id))
            return remembrance.with_version(said)
    declined = replace(
        version, state=VersionState.DECLINED, reason=reason.value, reason_message=message, state_since=now
    )
    return replace(remembrance.with_version(declined), declined_by=_added(remembrance.declined_by, reader.staff_id))


def pass_to_second(
    remembrance: Remembrance, version: Version, reader: Reader, note: str, *, now: datetime
) -> Remembrance:
    passed = replace(version, passed_by=_added(version.passed_by, reader.staff_id))
    noted = remembrance.with_version(passed)
    return replace(noted, notes=(*noted.notes, StaffNote(now, reader.staff_id, note))) if note.strip() else noted


def pause(remembrance: Remembrance, by: str, *, now: datetime) -> Remembrance:
    """Out of sight at once; `by` is 'contributor', 'delegate' (a code that can only hide) or 'staff'."""
    if remembrance.standing not in (Standing.OPEN, Standing.PAUSED):
        raise NotAllowed("not_open")
    # Who asked to show it again spoke of what stood in the way then, not of this.
    left = tuple(asked for asked in remembrance.asked_acts if by != "staff" or asked.act != "resume")
    return replace(
        remembrance,
        standing=Standing.PAUSED,
        paused_by=_added(remembrance.paused_by, by),
        standing_since=now,
        asked_acts=left,
    )


def resume(remembrance: Remembrance, by: str, *, now: datetime) -> Remembrance:
    """Lift one's own pause; it is seen again when nobody else's holds."""
    if remembrance.standing is not Standing.PAUSED or by not in remembrance.paused_by:
        raise NotAllowed("not_paused_by_you")
    left = tuple(who for who in remembrance.paused_by if who != by)
    standing = Standing.PAUSED if left else Standing.OPEN
    return replace(remembrance, standing=standing, paused_by=left, standing_since=now)


def ask_for_two(
    remembrance: Remembrance, act: str, reader: Reader, reason: str, *, now: datetime
) -> tuple[Remembrance, bool]:
    """Record that an editor asks for an act that needs two; True when the second one has now agreed."""
    if not reader.editor:
        raise NotAllowed("editors_only")
    if reader.alone:
        raise NotAllowed("needs_two_people")
    others = [asked for asked in remembrance.asked_acts if asked.act == act and asked.staff_id != reader.staff_id]
    if others:
        rest = tuple(asked for asked in remembrance.asked_acts if asked.act != act)
        return replace(remembrance, asked_acts=rest), True
    mine = AskedAct(act, reader.staff_id, now, reason)
    kept = tuple(a for a in remembrance.asked_acts if (a.act, a.staff_id) != (act, reader.staff_id))
    return replace(remembrance, asked_acts=(*kept, mine)), False


def remove(remembrance: Remembrance, reason: str, *, now: datetime) -> Remembrance:
    return replace(
        remembrance,
        standing=Standing.REMOVED,
        standing_since=now,
        messages=(*remembrance.messages, Message(now, False, reason, code="removed")),
    )
