"""Somebody under age: a guardian agrees before visitors see anything of it, to one wording and for this site only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from memorial.domain.consent import Grant, Grants, any_widening
from memorial.domain.errors import Conflict, NotAllowed
from memorial.domain.remembrance import PENDING_STATES, Remembrance, Version
from memorial.vocabulary import Audience, ConsentState, Flag, Scope, Standing, Use, VersionState


def minor_ceiling(under_age: bool, guardian_agreed: bool) -> Audience:
    """The most that visitors may see of what somebody under age sends."""
    if not under_age:
        return Audience.PUBLIC
    return Audience.UNLISTED if guardian_agreed else Audience.ARCHIVE


def under_age(version: Version) -> bool:
    return Flag.SENDER_UNDER_AGE in version.flags


def is_young(remembrance: Remembrance) -> bool:
    """Whether its sender said that they are under age, and has not said since that they have grown up."""
    return any(under_age(version) for version in remembrance.versions)


def wanted_of_guardian(version: Version) -> Grants:
    """What a guardian is asked for: each element that its sender lets visitors see, to be shown on this site.

    Empty where the sender keeps the text from visitors: then there is nothing to agree to.
    """
    if version.grants.audience(Scope.TEXT) <= Audience.RESEARCH:
        return Grants()
    return Grants(
        tuple(
            replace(grant, audience=Audience.UNLISTED, state=ConsentState.GIVEN)
            for grant in version.grants.entries
            if grant.use is Use.DISPLAY and grant.state.permits and grant.audience > Audience.RESEARCH
        )
    )


def guardian_agreed(version: Version) -> bool:
    """Whether a guardian's agreement stands for all that the sender of this version lets visitors see."""
    wanted = wanted_of_guardian(version)
    return bool(wanted.entries) and not any_widening(version.guardian, wanted)


def waits_for_guardian(version: Version) -> bool:
    return under_age(version) and bool(wanted_of_guardian(version).entries) and not guardian_agreed(version)


def word_of_guardian(version: Version) -> ConsentState | None:
    """What a guardian said last of this version; None where nobody said anything."""
    said = version.guardian.find(Scope.TEXT)
    return said.state if said is not None else None


def asked_of_guardian(remembrance: Remembrance) -> Version | None:
    """The version that a guardian is asked about: what waits or was accepted last, before what is published."""
    if remembrance.standing is not Standing.OPEN:
        return None
    live = [version for version in (remembrance.pending, remembrance.published) if version is not None]
    return next((version for version in live if under_age(version) and wanted_of_guardian(version).entries), None)


def agreement_stands(remembrance: Remembrance) -> bool:
    return any(grant.state.permits for version in remembrance.versions for grant in version.guardian.entries)


def agree(remembrance: Remembrance, number: int, *, now: datetime) -> Remembrance:
    """A guardian agrees to that version. Who accepted it before did so for the archive: readers look at it again.

    Raises `Conflict` where another version is asked about by now.
    """
    version = _asked(remembrance, number)
    if guardian_agreed(version):
        return remembrance
    agreed = version.guardian.with_changes(wanted_of_guardian(version).entries)
    return remembrance.with_version(replace(_before_readers(version, now), guardian=agreed))


def refuse(remembrance: Remembrance, number: int) -> Remembrance:
    """A guardian does not agree to that version. What they agreed to before, they take back. Raises `Conflict`."""
    version = _asked(remembrance, number)
    if guardian_agreed(version):
        return take_back(remembrance)
    wanted = wanted_of_guardian(version).entries
    said = (replace(grant, audience=Audience.TEAM, state=ConsentState.REFUSED) for grant in wanted)
    return remembrance.with_version(replace(version, guardian=version.guardian.with_changes(said)))


def take_back(remembrance: Remembrance) -> Remembrance:
    """No agreement of a guardian stands any more, for no version."""
    changed = remembrance
    for version in remembrance.versions:
        changed = changed.with_version(replace(version, guardian=revoked(version.guardian)))
    return changed


def revoked(grants: Grants) -> Grants:
    return Grants(tuple(_revoked(grant) if grant.state.permits else grant for grant in grants.entries))


def _revoked(grant: Grant) -> Grant:
    return replace(grant, audience=Audience.NONE, state=ConsentState.REVOKED)


def _asked(remembrance: Remembrance, number: int) -> Version:
    version = asked_of_guardian(remembrance)
    if version is None or version.number != number:
        raise Conflict
    return version


def _before_readers(version: Version, now: datetime) -> Version:
    """What was accepted for the archive waits for two readers again; what they decided otherwise stays decided."""
    if version.state is VersionState.IN_REVIEW:
        return replace(version, accepted_by=(), passed_by=())
    for_archive = version.state is VersionState.ACCEPTED and version.publish_at is None
    if for_archive and not version.reason and version.staff_ceiling > Audience.RESEARCH:
        return replace(version, state=VersionState.IN_REVIEW, accepted_by=(), passed_by=(), state_since=now)
    return version


# Of age

ASKED_AFTER_YEARS = 2
"""Nobody who is under 16 is 18 before: two years is the earliest."""
ASKED_AGAIN_AFTER_YEARS = 1


def asked_of_age(remembrance: Remembrance, today: date) -> bool:
    """Whether the sender is asked today if they are 18. Nobody's day of birth is known, and silence changes nothing."""
    if remembrance.standing not in (Standing.OPEN, Standing.PAUSED) or not is_young(remembrance):
        return False
    if today < years_after(remembrance.received_at.date(), ASKED_AFTER_YEARS):
        return False
    last = remembrance.not_yet_of_age_on
    return last is None or today >= years_after(last, ASKED_AGAIN_AFTER_YEARS)


def years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1)


def not_yet_of_age(remembrance: Remembrance, today: date) -> Remembrance:
    _require_asked(remembrance, today)
    return replace(remembrance, not_yet_of_age_on=today)


def come_of_age(remembrance: Remembrance, today: date) -> Remembrance:
    """The sender agrees anew, alone. Visitors see what they saw before: no guardian is needed, and none has a code.

    What no guardian agreed to stays in the archive; its sender may open it like everybody else.
    """
    _require_asked(remembrance, today)
    versions = tuple(_renewed(version) for version in remembrance.versions)
    return replace(remembrance, versions=versions, guardian_code="")


def _require_asked(remembrance: Remembrance, today: date) -> None:
    if not asked_of_age(remembrance, today):
        raise NotAllowed("not_asked_now")


def _renewed(version: Version) -> Version:
    grown = replace(version, flags=tuple(flag for flag in version.flags if flag is not Flag.SENDER_UNDER_AGE))
    if version.state is not VersionState.PUBLISHED and version.state not in PENDING_STATES:
        return grown
    decided = version.state in (VersionState.ACCEPTED, VersionState.PUBLISHED)
    most = Audience.ARCHIVE if decided and waits_for_guardian(version) else Audience.PUBLIC
    return replace(grown, grants=Grants(tuple(_again(version.grants.entries, most))))


def _again(grants: Iterable[Grant], most: Audience) -> Iterable[Grant]:
    for grant in grants:
        if grant.state.permits:
            yield replace(grant, audience=min(grant.audience, most), state=ConsentState.RENEWED)
        else:
            yield grant
