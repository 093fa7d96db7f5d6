"""Bringing an interview in from files at the desk: only looking what would come of them, or keeping it, closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from memorial.application.acts import note
from memorial.application.interview_files import Arriving
from memorial.application.interview_import import Asked, InterviewImported, import_interview
from memorial.application.interviews import SUBJECT, require_words
from memorial.application.memorials import Actor
from memorial.application.services import Services
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind


class Waiting:
    """Files on their way in, sealed while they are looked at, since a form sends each of them once. Gone afterwards."""

    def __init__(self, services: Services) -> None:
        self._services, self._stored, self.files = services, list[str](), list[Arriving]()

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Raises `StorageFull`."""
        kept = self._services.vault.store(pieces, limit=None)
        self._stored.append(kept.id)
        self.files.append(Arriving(name, partial(self._open, kept.id, kept.key)))

    def _open(self, object_id: str, key: bytes) -> Iterator[bytes]:
        return self._services.vault.open(object_id, key)

    def __enter__(self) -> Waiting:
        return self

    def __exit__(self, *_error: object) -> None:
        self._services.vault.delete(self._stored)


def bring(
    services: Services,
    member: StaffMember,
    memorial: Memorial,
    files: Sequence[Arriving],
    asked: Asked,
    *,
    trial: bool,
) -> InterviewImported:
    """One audit entry, for a look too. Raises what `import_interview` raises, and `NotAllowed`."""
    require_words(member, memorial.id)
    actor = Actor(ActorKind.STAFF, member.id)
    found = import_interview(services, memorial.slug, files, asked, actor=actor, dry_run=trial)
    if trial:
        with services.unit_of_work() as uow:
            note(uow, member, memorial.id, "-", "import_interview_look", kind=SUBJECT)
            uow.commit()
    return found
