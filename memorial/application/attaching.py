"""Which person an accepted remembrance belongs to, and undoing that."""

from __future__ import annotations

from dataclasses import replace

from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import Invalid
from memorial.domain.person import Person
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import About, Rendering, Scope, VersionState


def attach(services: Services, uow: UnitOfWork, accepted: Remembrance, number: int, person_id: str) -> Remembrance:
    """Where the name is shown in full, the remembrance belongs to a person: the one chosen, or a new one.

    A remembrance that keeps the name private stays unattached.
    """
    version = accepted.version(number)
    assert version is not None
    full = version.grants.rendering(Scope.PERSON_NAME) is Rendering.FULL
    ready = version.state is VersionState.ACCEPTED and version.publish_at is not None
    if accepted.about is not About.PERSON or accepted.person_id or not (full and ready and version.named):
        return accepted
    if person_id:
        chosen = uow.people.find(accepted.memorial_id, person_id)
        if chosen is None or chosen.kept_place is not None:
            raise Invalid("person_id", "choose_the_person")
        return replace(accepted, person_id=person_id)
    key = services.keys.take()
    person = Person(services.new_id(), accepted.memorial_id, key.id, names=(), added_on=services.now().date())
    uow.people.add(person)
    return replace(accepted, person_id=person.id)


def detach(uow: UnitOfWork, remembrance: Remembrance, number: int) -> Remembrance:
    """Undo what accepting did with the person: it can be chosen anew, and one made for it is gone again."""
    version = remembrance.version(number)
    person = uow.people.find(remembrance.memorial_id, remembrance.person_id) if remembrance.person_id else None
    if version is None or version.named is None or remembrance.published is not None or person is None:
        return remembrance
    if not person.names and not person.facts and not person.import_id:
        uow.people.erase(person)
    return replace(remembrance, person_id=None)
