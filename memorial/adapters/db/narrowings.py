"""What a unit of work made narrower, found by comparing what it read with what it wrote: no use case can forget it."""

from __future__ import annotations

from collections.abc import Iterator

from memorial.adapters.db.work import Work
from memorial.application.ports.secrets import LedgerEntry
from memorial.domain.narrowing import Narrowing, narrowings, narrowings_of_memorial, narrowings_of_person


def all_narrowings(work: Work) -> Iterator[LedgerEntry]:
    """The entries for the ledger; erasures are told by those who erase."""
    now = work.now()

    def entry(memorial_id: str, record_id: str, one: Narrowing) -> LedgerEntry:
        return LedgerEntry(now, one.action, memorial_id, record_id, one.detail)

    for (memorial_id, record_id), after in work.remembrances.items():
        before = work.before.get((memorial_id, record_id))
        if before is not None and after is not None:
            yield from (entry(memorial_id, record_id, one) for one in narrowings(before, after))
    for (memorial_id, person_id), person in work.people.items():
        opened = work.opened_people.get((memorial_id, person_id))
        if opened is not None and person is not None:
            yield from (entry(memorial_id, person_id, one) for one in narrowings_of_person(opened, person))
    for memorial_id, was in work.memorials_before.items():
        is_now = work.memorials.get(memorial_id, was)
        yield from (entry(memorial_id, memorial_id, one) for one in narrowings_of_memorial(was, is_now))
