"""Whether a remembrance grants a place on the wall without a name, as it stands now."""

from __future__ import annotations

from datetime import datetime

from memorial.disclosure.audience import Bearing, effective_audience, embargo_over
from memorial.domain.minors import guardian_agreed, under_age
from memorial.domain.moderation import FOUR_EYES, flags_of
from memorial.domain.remembrance import Remembrance
from memorial.domain.wall_place import asking_for_a_place
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience, Basis, Scope, VersionState


def place_granted(remembrance: Remembrance | None, time_zone: str, trusted_now: datetime | None) -> bool:
    """Whether there may be one. What its memorial shows at all is decided where the place itself passes the gate.

    It holds neither text nor name: that the text is objected to, or was not searched for names, does not bear on it.
    """
    version = asking_for_a_place(remembrance) if remembrance is not None else None
    if remembrance is None or version is None:
        return False
    audience = effective_audience(
        Bearing(
            granted=version.grants.audience(Scope.WALL_PLACE),
            basis=Basis.CONTRIBUTOR,
            # Accepted for the archive at the family's own wish is as far as such a version ever comes.
            state=VersionState.PUBLISHED,
            standing=remembrance.standing,
            approvals=len({*version.accepted_by} - {remembrance.witness}),
            four_eyes=bool(FOUR_EYES & flags_of(version)),
            embargo_over=embargo_over(version.grants.not_before(), time_zone, trusted_now),
            objected=False,
            name_withheld=False,
            under_age=under_age(version),
            guardian_agreed=guardian_agreed(version),
            staff_ceiling=version.staff_ceiling,
            memorial_ceiling=Audience.PUBLIC,
        )
    )
    return audience in SHOWN_TO_VISITORS
