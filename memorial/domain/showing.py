"""What follows a decision: published or undone, out of sight and seen again, removed by two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from memorial.domain.errors import Conflict, NotAllowed
from memorial.domain.moderation import Reader, with_one
from memorial.domain.remembrance import AskedAct, Message, Remembrance, Version
from memorial.vocabulary import Audience, Standing, VersionState


def require_shown(remembrance: Remembrance) -> None:
    """Only what is published, or was until it was taken out of sight, can be paused, shown again or removed."""
    if remembrance.published is None or remembrance.standing not in (Standing.OPEN, Standing.PAUSED):
        raise NotAllowed("not_open")


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
        state_since=version.waited_since or now,
    )
    return remembrance.with_version(back)


def pause(remembrance: Remembrance, by: str, *, now: datetime) -> Remembrance:
    """Out of sight at once; `by` is 'contributor', 'delegate' (a code that can only hide) or 'staff'."""
    if remembrance.standing not in (Standing.OPEN, Standing.PAUSED):
        raise NotAllowed("not_open")
    # Who asked to show it again spoke of what stood in the way then, not of this.
    left = tuple(asked for asked in remembrance.asked_acts if by != "staff" or asked.act != "resume")
    return replace(
        remembrance,
        standing=Standing.PAUSED,
        paused_by=with_one(remembrance.paused_by, by),
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
