"""Brings the places without a name to the wall: all that are due there with one commit, so that none stands out."""

from __future__ import annotations

from memorial.application.ports.store import Due, UnitOfWork
from memorial.application.services import Services
from memorial.disclosure.wall_place import place_granted
from memorial.domain.errors import NotFound
from memorial.domain.person import KeptPlace, Person
from memorial.domain.timers import next_monday
from memorial.vocabulary import Audience

PLACE = "place"


def bring_places(services: Services, one: Due) -> None:
    """Every place that is due there comes; what is asked for and not granted yet is looked at again a week later."""
    now = services.now()
    with services.unit_of_work() as uow:
        waiting = [one.record_id, *uow.wall_places.due(one.memorial_id, now)]
        for record_id in dict.fromkeys(waiting):
            _bring(services, uow, Due(one.memorial_id, record_id, PLACE, one.due_at))
        uow.commit()


def _bring(services: Services, uow: UnitOfWork, one: Due) -> None:
    try:
        remembrance = uow.remembrances.get(one.memorial_id, one.record_id)
    except NotFound:
        uow.dues.done(one)
        return
    if uow.wall_places.stands(one.memorial_id, one.record_id):
        uow.dues.done(one)
        return
    now, zone = services.now(), uow.memorials.get(one.memorial_id).time_zone
    if not place_granted(remembrance, zone, uow.clock_readings.trusted()):
        uow.dues.postpone(one, next_monday(now, zone))
        return
    kept = KeptPlace(remembrance.id, Audience.UNLISTED)
    key = services.keys.take()
    # No day: it would tell when, and so whose it is.
    uow.people.add(Person(services.new_id(), one.memorial_id, key.id, names=(), kept_place=kept))
    uow.dues.done(one)
