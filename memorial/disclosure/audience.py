"""The effective audience of one element: the strictest of everything that bears on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from memorial.domain.minors import minor_ceiling
from memorial.domain.timers import opens_at
from memorial.vocabulary import Audience, Basis, Living, Standing, VersionState


@dataclass(frozen=True)
class Bearing:
    """Everything that bears on one element. The defaults are the closed ones: what is not known stays with the team.

    `granted` is what the contributor, the release form or the source allows, the use already taken into account.
    `approvals` counts the people who accepted; `four_eyes` says that two are needed. `under_age` is the sender.
    """

    granted: Audience | None = None
    basis: Basis | None = None
    state: VersionState | None = None
    standing: Standing | None = None
    approvals: int = 0
    four_eyes: bool = False
    embargo_over: bool = False
    objected: bool = True
    name_withheld: bool = True
    name_looked_for: bool = False
    living: Living | None = None
    living_agreed: bool = False
    shows_people: bool = False
    under_age: bool = True
    guardian_agreed: bool = False
    staff_ceiling: Audience | None = None
    memorial_ceiling: Audience | None = None


def effective_audience(bearing: Bearing) -> Audience:
    """The minimum of grant, guards, embargo, moderation, objection and ceilings; `TEAM` where something is missing."""
    if bearing.granted is None or bearing.basis is None:
        return Audience.TEAM
    return min(
        bearing.granted,
        _ceiling(bearing.memorial_ceiling),
        _ceiling(bearing.staff_ceiling),
        _moderation(bearing),
        _standing(bearing.standing),
        Audience.PUBLIC if bearing.embargo_over else Audience.ARCHIVE,
        Audience.TEAM if bearing.objected else Audience.PUBLIC,
        _name_guard(bearing),
        _living_guard(bearing),
        minor_ceiling(bearing.under_age, bearing.guardian_agreed),
    )


def _ceiling(ceiling: Audience | None) -> Audience:
    return Audience.TEAM if ceiling is None else ceiling


def _moderation(bearing: Bearing) -> Audience:
    """`TEAM` until accepted by a person, at most the archive until published, and until two have seen what two must."""
    if bearing.state not in (VersionState.ACCEPTED, VersionState.PUBLISHED) or bearing.approvals < 1:
        return Audience.TEAM
    if bearing.state is VersionState.ACCEPTED or (bearing.four_eyes and bearing.approvals < 2):
        return Audience.ARCHIVE
    return Audience.PUBLIC


_STANDINGS = {
    Standing.OPEN: Audience.PUBLIC,
    Standing.PAUSED: Audience.TEAM,
    Standing.WITHDRAWN: Audience.ARCHIVE,
    Standing.REMOVED: Audience.TEAM,
    Standing.ERASED: Audience.NONE,
}


def _standing(standing: Standing | None) -> Audience:
    return _STANDINGS[standing] if standing is not None else Audience.TEAM


def _name_guard(bearing: Bearing) -> Audience:
    """Where a name is withheld, nobody outside reads the text before somebody has looked for the name in it."""
    return Audience.ARCHIVE if bearing.name_withheld and not bearing.name_looked_for else Audience.PUBLIC


def _living_guard(bearing: Bearing) -> Audience:
    if not bearing.shows_people or bearing.living is Living.NO:
        return Audience.PUBLIC
    if bearing.living is Living.YES and bearing.living_agreed:
        return Audience.UNLISTED
    return Audience.ARCHIVE


def embargo_over(not_before: date | None, time_zone: str, trusted_now: datetime | None) -> bool:
    """Whether an embargo is over. Without a clock that can be trusted, none is."""
    if not_before is None:
        return True
    return trusted_now is not None and trusted_now >= opens_at(not_before, time_zone)
