"""What a remembrance grants of the people beside whom its person shall stand."""

from __future__ import annotations

from dataclasses import replace

from memorial.disclosure.audience import effective_audience
from memorial.disclosure.gate import Surroundings, bearing_of
from memorial.domain.person import KinClaim
from memorial.domain.remembrance import Beside, Remembrance
from memorial.vocabulary import SHOWN_TO_VISITORS, About, Audience, Basis, Rendering, Scope


def kin_granted(remembrance: Remembrance, around: Surroundings) -> tuple[KinClaim, ...]:
    """The ties that this remembrance gives by its own consent, as it stands now: none where it keeps the name private.

    What it says of the person reaches no further than the name and the text.
    """
    version = remembrance.published
    if version is None or remembrance.about is not About.PERSON:
        return ()
    if version.grants.rendering(Scope.PERSON_NAME) is not Rendering.FULL:
        return ()
    grants, bearing = version.grants, replace(bearing_of(remembrance, version, around), objected=False)

    def audience(wish: Beside) -> Audience:
        granted = min(grants.audience(Scope.KIN, wish.id), grants.audience(Scope.PERSON_NAME))
        return effective_audience(replace(bearing, granted=min(granted, grants.audience(Scope.TEXT))))

    reached = ((wish, audience(wish)) for wish in version.beside)
    return tuple(
        KinClaim(wish.other_id, wish.kinship, Basis.CONTRIBUTOR, remembrance.id, seen_by, wish.certainty, id=wish.id)
        for wish, seen_by in reached
        if seen_by in SHOWN_TO_VISITORS
    )
