"""Memorials as a whole: begin one, close it, and run the gate anew after a change that touches everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from zoneinfo import ZoneInfo

from memorial.application.ports.store import AuditEntry
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.languages import is_language_code, valid_slug
from memorial.domain.memorial import Memorial
from memorial.vocabulary import ActorKind

BATCH = 200
MOST_DUE = 10_000


@dataclass(frozen=True)
class Actor:
    """Who changes a memorial: somebody at the desk, or the operator on the command line."""

    kind: ActorKind
    id: str


OPERATOR = Actor(ActorKind.OPERATOR, "operator")


def create(services: Services, memorial: Memorial) -> Memorial:
    """A new memorial, not yet public. Raises `Invalid` for a slug that is taken or reserved, or unknown languages."""
    if not valid_slug(memorial.slug):
        raise Invalid("slug", "not_a_slug", memorial.slug)
    if not memorial.languages or not all(is_language_code(code) for code in memorial.languages):
        raise Invalid("languages", "unknown_language", ", ".join(memorial.languages))
    try:
        ZoneInfo(memorial.time_zone)
    except (KeyError, ValueError, OSError):
        raise Invalid("time_zone", "unknown_time_zone", memorial.time_zone) from None
    with services.unit_of_work() as uow:
        try:
            uow.memorials.by_slug(memorial.slug)
        except NotFound:
            pass
        else:
            raise Invalid("slug", "taken", memorial.slug)
        uow.memorials.add(memorial)
        uow.audit.add(_entry(memorial, OPERATOR, "create"))
        uow.commit()
    recompute(services, memorial.id)
    return memorial


def _entry(memorial: Memorial, by: Actor, action: str, *, reason: str = "asked") -> AuditEntry:
    return AuditEntry(memorial.id, by.kind, by.id, action, "memorial", memorial.id, reason=reason)


def close_memorial(services: Services, slug: str, *, by: Actor = OPERATOR) -> Memorial:
    """Stop submissions; what is public stays."""
    return _change(services, slug, by, "close", lambda m: replace(m, accepting=False))


def change_settings(
    services: Services,
    slug: str,
    *,
    change: Callable[[Memorial], Memorial],
    by: Actor = OPERATOR,
    action: str = "change_settings",
) -> Memorial:
    return _change(services, slug, by, action, change)


def _change(services: Services, slug: str, by: Actor, action: str, change: Callable[[Memorial], Memorial]) -> Memorial:
    with services.unit_of_work() as uow:
        before = uow.memorials.by_slug(slug)
        after = change(before)
        if after != before:
            uow.memorials.save(after)
        uow.audit.add(_entry(after, by, action, reason="asked" if after != before else "nothing_changed"))
        uow.commit()
    if (before.public, before.reach, before.time_zone) != (after.public, after.reach, after.time_zone):
        recompute(services, after.id)
    return after


def recompute(services: Services, memorial_id: str, *, progress: Callable[[int], None] = lambda done: None) -> int:
    """Run the gate over every record of a memorial in batches, then show it again; the number of records."""
    with services.unit_of_work(read_only=True) as uow:
        ids = [*uow.people.ids(memorial_id), *uow.remembrances.ids(memorial_id)]
        ids += [*uow.groups.ids(memorial_id), *uow.heritage.ids(memorial_id), *uow.record.one_id(memorial_id)]
        ids += uow.interviews.ids(memorial_id)
    waiting, done = iter(ids), 0
    while batch := list(islice(waiting, BATCH)):
        with services.unit_of_work() as uow:
            for record_id in batch:
                uow.republish(memorial_id, record_id)
            uow.commit()
        done += len(batch)
        progress(done)
    with services.unit_of_work() as uow:
        uow.republish(memorial_id, memorial_id)
        uow.commit()
    return done


def recompute_waiting(services: Services, *, progress: Callable[[int], None] = lambda done: None) -> int:
    """The same for every memorial that waits for it, as after an upgrade with new rules; the number of records."""
    with services.unit_of_work(read_only=True) as uow:
        waiting = [one.memorial_id for one in uow.dues.due(services.now(), limit=MOST_DUE) if one.kind == "recompute"]
    total = 0
    for memorial_id in waiting:
        total += recompute(services, memorial_id, progress=partial(_beyond, progress, total))
    return total


def _beyond(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)
