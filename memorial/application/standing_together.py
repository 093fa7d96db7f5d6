"""Makes the order in which those who belong together stand side by side, and keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from memorial.application.ports.store import Due, UnitOfWork
from memorial.application.services import Services
from memorial.domain.together import Group, Pair, together

TRIES_BESIDE_OTHERS = 5
AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class _Published:
    """What the order is made of, and the number of the edition in which it stood so."""

    edition: int
    people: tuple[str, ...]
    pairs: tuple[Pair, ...]
    groups: tuple[Group, ...]

    def order(self) -> list[str]:
        """Nobody, where nobody is tied to anybody."""
        return together(self.people, self.pairs, self.groups) if self.pairs or self.groups else []


def order_together(services: Services, one: Due) -> None:
    """Of what is published in that memorial at this moment.

    It is made while nobody waits for it. If something was published meanwhile, it is left, and made anew a minute
    later; where that happens again and again, it is made at last while others wait.
    """
    with services.unit_of_work(read_only=True) as uow:
        seen = _published(uow, one.memorial_id)
    order = seen.order()
    with services.unit_of_work() as uow:
        if uow.standing_together.edition(one.memorial_id) != seen.edition:
            if one.tries < TRIES_BESIDE_OTHERS:
                uow.dues.postpone(one, services.now() + AGAIN_AFTER)
                uow.commit()
                return
            order = _published(uow, one.memorial_id).order()
        uow.standing_together.store(one.memorial_id, order)
        uow.standing_together.done(one.memorial_id)
        uow.commit()


def order_now(services: Services, slug: str) -> None:
    """The same at once, for a memorial that was loaded whole."""
    with services.unit_of_work(read_only=True) as uow:
        memorial_id = uow.memorials.by_slug(slug).id
    order_together(services, Due(memorial_id, memorial_id, "together", services.now(), 0))


def order_is_kept(uow: UnitOfWork, memorial_id: str) -> bool:
    """Whether the stored order is that of what is published now, or is to be made anew."""
    store = uow.standing_together
    return store.is_waiting(memorial_id) or list(store.stored(memorial_id)) == _published(uow, memorial_id).order()


def _published(uow: UnitOfWork, memorial_id: str) -> _Published:
    store = uow.standing_together
    return _Published(
        store.edition(memorial_id),
        tuple(store.people(memorial_id)),
        tuple(store.pairs(memorial_id)),
        tuple(store.groups(memorial_id)),
    )
