"""Recordings given with a remembrance: who of visitors may hear them, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from memorial.disclosure.audience import Bearing, effective_audience
from memorial.domain.media_copy import MediaCopy
from memorial.domain.remembrance import FileKept, FileShown, Heard, Remembrance, Version
from memorial.vocabulary import About, Audience, VersionState

POSTER = "jpeg"


@dataclass(frozen=True)
class SoundDisclosure:
    """A recording that may be heard. `duration` in milliseconds; `copies` is empty only in a preview."""

    file_id: str
    caption: str
    video: bool
    duration: int
    peaks: tuple[int, ...]
    copies: tuple[MediaCopy, ...]


def sound_audience(
    given: FileShown, kept: FileKept, version: Version, bearing: Bearing, *, name_kept: bool
) -> Audience:
    """Who may hear it at most. A text can be searched for a name and cut; of a voice somebody has to say what it says.

    So a recording counts as accepted by those alone who listened to it, where two people decide by the two who did.
    Where some name is kept from visitors (`name_kept`), it counts only if each of them says that none is said in it.
    `living` is what the sender says of others who speak: their own voice they give by giving it.
    """
    heard = [one for one in version.heard if one.file_id == kept.id]
    may_say_it = (name_kept or bearing.name_withheld) and not all(one.no_name_said for one in heard)
    ears = set() if may_say_it else {one.staff_id for one in heard}
    approvals = len(ears & set(version.accepted_by)) if bearing.four_eyes else min(len(ears), bearing.approvals)
    granted = version.grants.audience(kept.scope, kept.id)
    return effective_audience(
        replace(
            bearing,
            granted=granted,
            approvals=approvals,
            shows_people=True,
            living=given.living,
            living_agreed=given.agreed,
        )
    )


def some_name_kept(remembrance: Remembrance, names: Iterable[str], *, person_shown: bool) -> bool:
    """Whether a recording might say what visitors do not learn: a name that is known, or the person's, which is not."""
    return any(names) or (remembrance.about is About.PERSON and not person_shown)


def as_if_heard(version: Version, staff: tuple[str, ...]) -> tuple[Heard, ...]:
    """For a preview of what is not published yet: as if these had listened, and heard no name."""
    if version.state is VersionState.PUBLISHED:
        return version.heard
    return tuple(Heard(given.file_id, one, no_name_said=True) for given in version.files for one in staff)
