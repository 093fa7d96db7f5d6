"""A family asks beside whom their person shall stand on the wall: read like new words, and taken back at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from memorial.domain.consent import Grant, taken_back
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.remembrance import Beside, Remembrance, Version
from memorial.domain.taking_back import live_versions, with_next_version
from memorial.vocabulary import About, Audience, Rendering, Scope, Standing, Use

MOST_BESIDE = 5
"""Beside so many at once somebody may be asked to stand; two can be fulfilled in one line."""


def may_ask(remembrance: Remembrance) -> bool:
    """Only for somebody whose name is shown in full: who is not seen stands beside nobody."""
    if remembrance.standing not in (Standing.OPEN, Standing.PAUSED) or remembrance.about is not About.PERSON:
        return False
    return _base(remembrance).grants.rendering(Scope.PERSON_NAME) is Rendering.FULL


def asked_now(remembrance: Remembrance) -> tuple[Beside, ...]:
    """What is asked for, published or waiting for a reader, and not taken back."""
    found = [wish for version in live_versions(remembrance) for wish in granted_in(version)]
    return tuple({wish.id: wish for wish in found}.values())


def granted_in(version: Version) -> tuple[Beside, ...]:
    return tuple(wish for wish in version.beside if version.grants.audience(Scope.KIN, wish.id) > Audience.RESEARCH)


def ask(remembrance: Remembrance, wish: Beside, *, now: datetime) -> Remembrance:
    """The wish in a version of its own, which waits for a reader; what is published stays as it is.

    Raises `NotAllowed`, `Invalid`.
    """
    if not may_ask(remembrance):
        raise NotAllowed("name_not_shown")
    base = _base(remembrance)
    if wish.other_id == remembrance.person_id:
        raise Invalid("other_id", "the_same_person")
    there = granted_in(base)
    if any(one.other_id == wish.other_id for one in there):
        raise Invalid("other_id", "asked_already")
    if len(there) >= MOST_BESIDE:
        raise Invalid("other_id", "enough_beside")
    granted = Grant(Scope.KIN, Use.DISPLAY, Audience.PUBLIC, element=wish.id)
    wider = replace(base, beside=(*there, wish), grants=base.grants.with_changes([granted]))
    return with_next_version(remembrance, wider, now=now)


def ask_no_more(remembrance: Remembrance, wish_id: str) -> Remembrance:
    """Taken back in every version, at once. Raises `NotAllowed` where there is no such wish."""
    changed = remembrance
    for version in remembrance.versions:
        granted = version.grants.find(Scope.KIN, element=wish_id)
        if granted is not None and granted.state.permits:
            grants = version.grants.with_changes([taken_back(granted)])
            changed = changed.with_version(replace(version, grants=grants))
    if changed == remembrance:
        raise NotAllowed("not_asked")
    return changed


def _base(remembrance: Remembrance) -> Version:
    return remembrance.pending or remembrance.published or remembrance.latest
