"""Marks that decide nothing, on what waits; and declining what was marked as spam, so that it can be undone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from memorial.domain.errors import Conflict, NotAllowed
from memorial.domain.remembrance import Remembrance, Version
from memorial.vocabulary import Flag, ReasonCode, Standing, VersionState

MARKS = (Flag.GRAPHIC, Flag.POSSIBLE_DUPLICATE, Flag.SPAM_LIKELY)
"""None of them decides anything, moves anything in the queue, or is told to the sender."""

UNDO_SPAM = timedelta(hours=24)
ONE_IN = 10
"""Of so many that are declined together, one at least was opened by who declines them."""


def waiting_version(remembrance: Remembrance) -> Version:
    """The version that waits for a reader. Raises `Conflict`."""
    pending = remembrance.pending
    if pending is None or pending.state is not VersionState.IN_REVIEW or remembrance.standing is not Standing.OPEN:
        raise Conflict
    return pending


def marked(remembrance: Remembrance, mark: Flag, *, on: bool) -> Remembrance:
    """With that mark, or without it. Raises `Conflict` where nothing waits, `NotAllowed` for any other label."""
    if mark not in MARKS:
        raise NotAllowed("no_such_mark")
    version = waiting_version(remembrance)
    flags = {*version.flags, mark} if on else {*version.flags} - {mark}
    return remembrance.with_version(replace(version, flags=tuple(sorted(flags))))


def spam_version(remembrance: Remembrance) -> Version:
    """The version that may be declined together with others. Raises `Conflict`, `NotAllowed`."""
    version = waiting_version(remembrance)
    if Flag.SPAM_LIKELY not in version.flags:
        raise NotAllowed("not_marked_as_spam")
    return version


def sample_is_enough(declined: Collection[str], opened: Collection[str]) -> bool:
    """Whether enough of those were opened to know what the rest is."""
    return len(set(declined) & set(opened)) * ONE_IN >= len(set(declined)) > 0


def can_undo_spam(remembrance: Remembrance, now: datetime) -> bool:
    """For a day, as long as its sender has not answered."""
    version = remembrance.latest
    fits = version.state is VersionState.DECLINED and version.reason == ReasonCode.SPAM.value
    return (
        fits
        and Flag.SPAM_LIKELY in version.flags
        and remembrance.standing is Standing.OPEN
        and not remembrance.appeals
        and version.state_since is not None
        and now - version.state_since < UNDO_SPAM
    )


def spam_is_final_at(remembrance: Remembrance, now: datetime) -> datetime | None:
    """When what was declined as spam cannot be undone any more; None where nothing can be undone now."""
    since = remembrance.latest.state_since
    return since + UNDO_SPAM if since is not None and can_undo_spam(remembrance, now) else None


def undo_spam(remembrance: Remembrance, *, now: datetime) -> Remembrance:
    """It waits again as before, without the mark, and whoever declined it may read it. Raises `NotAllowed`."""
    if not can_undo_spam(remembrance, now):
        raise NotAllowed("nothing_to_undo")
    version = remembrance.latest
    flags = tuple(flag for flag in version.flags if flag is not Flag.SPAM_LIKELY)
    since = version.waited_since or now
    back = replace(version, state=VersionState.IN_REVIEW, reason="", reason_message="", flags=flags, state_since=since)
    return replace(remembrance.with_version(back), declined_by=remembrance.declined_by[:-1])
