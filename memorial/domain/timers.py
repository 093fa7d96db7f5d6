"""What becomes due by itself, and when. Silence never erases and never publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from memorial.domain.remembrance import Remembrance
from memorial.domain.wall_place import asking_for_a_place
from memorial.vocabulary import ReasonCode, Standing, VersionState

RETURN_DAYS = 30
APPEAL_DAYS = 60
SILENCE_DAYS = 90


@dataclass(frozen=True)
class Timer:
    """Something that a job does with a remembrance at or after `at` (UTC)."""

    kind: str
    at: datetime


def opens_at(day: date, time_zone: str) -> datetime:
    """An embargo opens at midnight in the memorial's time zone; given in UTC."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def place_comes_at(remembrance: Remembrance, time_zone: str) -> datetime | None:
    """When a place without a name may come to the wall: all of a week together, in the night before a Monday.

    None where none is granted. What came before the version stood as it does now is no reason to come at once.
    """
    version = asking_for_a_place(remembrance)
    if version is None:
        return None
    since = max(at for at in (version.state_since or version.made_at, remembrance.standing_since) if at is not None)
    if opens := version.grants.not_before():
        since = max(since, opens_at(opens, time_zone))
    return next_monday(since, time_zone)


def next_monday(after: datetime, time_zone: str) -> datetime:
    """The first midnight after that time with which a Monday begins there; given in UTC."""
    today = after.astimezone(ZoneInfo(time_zone)).date()
    return opens_at(today + timedelta(days=7 - today.weekday()), time_zone)


def timers(remembrance: Remembrance, time_zone: str) -> tuple[Timer, ...]:
    """Everything that is due some day for this remembrance as it stands."""
    found: list[Timer] = []
    if remembrance.standing is Standing.WITHDRAWN and not remembrance.kept_in_archive and remembrance.standing_since:
        found.append(Timer("expire", remembrance.standing_since + timedelta(days=RETURN_DAYS)))
    if remembrance.standing not in (Standing.OPEN, Standing.PAUSED):
        return tuple(found)
    for version in remembrance.versions:
        if version.state is VersionState.ACCEPTED and version.publish_at:
            found.append(Timer("publish", version.publish_at))
        waiting = version.state in (VersionState.NEEDS_CONTRIBUTOR, VersionState.CONTRIBUTOR_REVIEW)
        if waiting and version.state_since:
            found.append(Timer("silence", version.state_since + timedelta(days=SILENCE_DAYS)))
        if version.state is VersionState.PUBLISHED and (day := version.grants.not_before()):
            found.append(Timer("embargo", opens_at(day, time_zone)))
    if at := place_comes_at(remembrance, time_zone):
        found.append(Timer("place", at))
    latest = remembrance.latest
    if latest.state is VersionState.DECLINED and latest.reason == ReasonCode.SPAM.value and latest.state_since:
        found.append(Timer("expire", latest.state_since + timedelta(days=APPEAL_DAYS)))
    return tuple(found)
