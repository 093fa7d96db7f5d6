"""A place on the wall without a name: which version of a remembrance a family may have one by."""

from __future__ import annotations

from memorial.domain.remembrance import Remembrance, Version
from memorial.vocabulary import SHOWN_TO_VISITORS, About, Audience, Rendering, Scope, Standing, VersionState


def asking_for_a_place(remembrance: Remembrance) -> Version | None:
    """The accepted version whose family asks for a place without a name, for somebody whose name they keep.

    It need not be on the pages: what the family itself keeps in the archive counts once a person has accepted it.
    None where the name is shown, where the family chose somebody who stands on the wall already, or while it waits,
    is hidden or taken back.
    """
    version = _accepted(remembrance)
    if version is None or version.named is None or remembrance.about is not About.PERSON:
        return None
    if remembrance.standing is not Standing.OPEN or version.grants.rendering(Scope.PERSON_NAME) is Rendering.FULL:
        return None
    return version if version.grants.audience(Scope.WALL_PLACE) in SHOWN_TO_VISITORS else None


def _accepted(remembrance: Remembrance) -> Version | None:
    """What is published, else what was accepted for the archive because its family wants nothing of it on the pages."""
    if remembrance.published is not None:
        return remembrance.published
    pending = remembrance.pending
    if pending is None or pending.state is not VersionState.ACCEPTED or pending.publish_at is not None:
        return None
    return pending if pending.grants.audience(Scope.TEXT) <= Audience.RESEARCH else None
