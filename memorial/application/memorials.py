"""Memorials as a whole: begin one, open and close it, and run the gate anew after a change that touches everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from memorial.application.ports.store import AuditEntry
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.languages import is_language_code, valid_slug
from memorial.domain.memorial import Memorial
from memorial.vocabulary import ActorKind

BATCH = 200


def create(services: Services, memorial: Memorial, *, actor: str = "operator") -> Memorial:
    """A new memorial, not yet public. Raises `Invalid` for a slug that is taken or reserved, or unknown languages."""
    if not valid_slug(memorial.slug):
        raise Invalid("slug", "not_a_slug", memorial.slug)
    if not memorial.languages or not all(is_language_code(code) for code in memorial.languages):
        raise Invalid("languages", "unknown_language", ", ".join(memorial.languages))
    with services.unit_of_work() as uow:
        try:
            uow.memorials.by_slug(memorial.slug)
        except NotFound:
            pass
        else:
            raise Invalid("slug", "taken", memorial.slug)
        uow.memorials.add(memorial)
        uow.audit.add(AuditEntry(memorial.id, ActorKind.OPERATOR, actor, "create", "memorial", memorial.id))
        uow.commit()
    recompute(services, memorial.id)
    return memorial


def open_memorial(services: Services, slug: str, *, actor: str = "operator") -> Memorial:
    """Make it public and let it take submissions."""
    return _change(services, slug, actor, "open", lambda m: replace(m, public=True, accepting=True))


def close_memorial(services: Services, slug: str, *, actor: str = "operator") -> Memorial:
    """Stop submissions; what is public stays."""
    return _change(services, slug, actor, "close", lambda m: replace(m, accepting=False))


def change_settings(services: Services, slug: str, *, actor: str, change: Callable[[Memorial], Memorial]) -> Memorial:
    return _change(services, slug, actor, "change_settings", change)


def _change(services: Services, slug: str, actor: str, action: str, change: Callable[[Memorial], Memorial]) -> Memorial:
    with services.unit_of_work() as uow:
        before = uow.memorials.by_slug(slug)
        after = change(before)
        if after == before:
            return before
        uow.memorials.save(after)
        uow.audit.add(AuditEntry(after.id, ActorKind.OPERATOR, actor, action, "memorial", after.id))
        uow.commit()
    if (before.public, before.ceiling, before.time_zone) != (after.public, after.ceiling, after.time_zone):
        recompute(services, after.id)
    return after


def recompute(services: Services, memorial_id: str, *, progress: Callable[[int], None] = lambda done: None) -> int:
    """Run the gate over every record of a memorial in batches, then show it again; the number of records."""
    with services.unit_of_work(read_only=True) as uow:
        ids = [*uow.people.ids(memorial_id), *uow.remembrances.ids(memorial_id)]
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
