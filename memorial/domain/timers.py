"""What becomes due by itself, and when. Silence never erases and never publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from memorial.domain.remembrance import Remembrance
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
    latest = remembrance.latest
    if latest.state is VersionState.DECLINED and latest.reason == ReasonCode.SPAM.value and latest.state_since:
        found.append(Timer("expire", latest.state_since + timedelta(days=APPEAL_DAYS)))
    return tuple(found)
