"""Nothing becomes wider unless its contributor said so in the same breath: what the store asks before it saves."""

from __future__ import annotations

from collections.abc import Sequence

from memorial.domain.consent import ConsentEvent, Grants, widens
from memorial.domain.errors import NotAllowed
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import ActorKind


def require_agreed(before: Remembrance, after: Remembrance, consent: Sequence[ConsentEvent]) -> None:
    """Raises `NotAllowed` if any version lets more be seen than it did, and its contributor's events do not say so."""
    agreed = {(event.version, event.grant) for event in consent if event.actor_kind is ActorKind.CONTRIBUTOR}
    for version in after.versions:
        was = before.version(version.number)
        grants = was.grants if was is not None else Grants()
        for grant in version.grants.entries:
            old = grants.find(grant.scope, grant.use, grant.element)
            if widens(old, grant) and (version.number, grant) not in agreed:
                raise NotAllowed("nobody_agreed")
