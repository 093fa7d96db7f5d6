"""Nothing becomes wider unless its contributor said so in the same breath: what the store asks before it saves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from memorial.domain.consent import ConsentEvent, Grant, Grants, widens
from memorial.domain.errors import NotAllowed
from memorial.domain.minors import is_young, under_age
from memorial.domain.remembrance import Remembrance, Version
from memorial.vocabulary import ActorKind, Audience, ConsentState, Scope, Use

Said = set[tuple[int, Grant]]


def require_agreed(before: Remembrance, after: Remembrance, consent: Sequence[ConsentEvent]) -> None:
    """Raises `NotAllowed` if any version lets more be seen than it did, and its contributor's events do not say so.

    Of somebody under age a guardian's events have to say it too, for this site and no other use; and nobody but the
    sender says that they are under age no more.
    """
    mine, guardians = _said(consent, ActorKind.CONTRIBUTOR), _said(consent, ActorKind.GUARDIAN)
    for version in after.versions:
        was = before.version(version.number)
        _require_said(version, was.grants if was else Grants(), version.grants.entries, mine)
        _require_said(version, was.guardian if was else Grants(), version.guardian.entries, guardians)
        if under_age(version):
            _require_this_site_only(version, was)
    if is_young(before) and not all(under_age(version) for version in after.versions):
        _require_grown_up(after, mine)


def _said(consent: Sequence[ConsentEvent], who: ActorKind) -> Said:
    return {(event.version, event.grant) for event in consent if event.actor_kind is who}


def _require_said(version: Version, was: Grants, entries: Iterable[Grant], said: Said) -> None:
    for grant in entries:
        if widens(was.find(grant.scope, grant.use, grant.element), grant) and (version.number, grant) not in said:
            raise NotAllowed("nobody_agreed")


def _require_this_site_only(version: Version, was: Version | None) -> None:
    """A sender under age gives it for display; a guardian for nothing else, and not further than this site."""
    for grant in version.grants.entries:
        old = was.grants.find(grant.scope, grant.use, grant.element) if was else None
        if grant.use is not Use.DISPLAY and widens(old, grant):
            raise NotAllowed("under_age")
    if any(one.use is not Use.DISPLAY or one.audience > Audience.UNLISTED for one in version.guardian.entries):
        raise NotAllowed("under_age")


def _require_grown_up(after: Remembrance, mine: Said) -> None:
    """The sender renewed the consent of some version, alone, and no version goes on as that of somebody under age."""
    renewed = any(
        grant.scope is Scope.TEXT and grant.state is ConsentState.RENEWED and after.version(number) is not None
        for number, grant in mine
    )
    if not renewed or is_young(after):
        raise NotAllowed("nobody_agreed")
