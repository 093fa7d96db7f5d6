"""`disclose_item()`: what may be seen of a place of memory. A name that somebody allows opens it; no spot is exact."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.domain.heritage import ConditionClaim, HeritageItem, HeritageKind, PlaceClaim, holds_coordinates
from memorial.domain.memorial import Memorial
from memorial.domain.person import NameClaim
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience


@dataclass(frozen=True)
class HeritageDisclosure:
    """What may be seen of one item: every permitted statement beside its source, in the order they were given."""

    item_id: str
    kind: HeritageKind
    audience: Audience
    names: tuple[NameClaim, ...]
    places: tuple[PlaceClaim, ...]
    conditions: tuple[ConditionClaim, ...]


def disclose_item(item: HeritageItem, memorial: Memorial) -> HeritageDisclosure | None:
    """What visitors may see of an item, or None. A text that holds coordinates is left out, whoever allowed it."""
    if not memorial.public or item.now.removed:
        return None

    def audience_of(claim: NameClaim | PlaceClaim | ConditionClaim, *texts: str) -> Audience:
        if not claim.source_id or any(holds_coordinates(text) for text in texts):
            return Audience.NONE
        return min(claim.audience, memorial.reach)

    names = [(audience_of(claim, claim.text), claim) for claim in item.now.names]
    audience = max((at for at, _ in names), default=Audience.NONE)
    if audience not in SHOWN_TO_VISITORS:
        return None
    shown = [claim for at, claim in names if at is audience]
    return HeritageDisclosure(
        item.id,
        item.now.kind,
        audience,
        tuple(sorted(dict.fromkeys(shown), key=lambda claim: not claim.preferred)),
        tuple(claim for claim in item.now.places if audience_of(claim, claim.text) >= audience),
        tuple(claim for claim in item.now.conditions if audience_of(claim, claim.words, claim.on) >= audience),
    )
