"""What a unit of work made narrower, found by comparing what it read with what it wrote: no use case can forget it."""

from __future__ import annotations

from collections.abc import Iterator

from memorial.adapters.db.work import Work
from memorial.application.ports.secrets import LedgerEntry
from memorial.domain import group as groups
from memorial.domain import heritage, record_entry
from memorial.domain.interview_narrowing import narrowings_of_interview
from memorial.domain.narrowing import Narrowing, narrowings, narrowings_of_memorial
from memorial.domain.person_narrowing import narrowings_of_person

CLOSED = "closed"
"""Of a group, a place of memory or an entry of the record: an older state is shown when the desk has looked."""


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
            told = narrowings_of_person(opened, person)
            yield from (entry(memorial_id, person_id, one) for one in told)
            # A state before they were joined, or after they were parted, hides all that was hidden as one.
            holds = [one for one in told if one.detail.startswith("hold=")]
            yield from (entry(memorial_id, other, one) for other in person.joined for one in holds)
    for (memorial_id, group_id), group in work.groups.items():
        earlier = work.groups_before.get((memorial_id, group_id))
        if earlier is not None and group is not None and groups.is_narrower(earlier, group):
            yield entry(memorial_id, group_id, Narrowing("narrowed", CLOSED))
    for (memorial_id, item_id), item in work.heritage.items():
        before_it = work.heritage_before.get((memorial_id, item_id))
        if before_it is not None and item is not None and heritage.is_narrower(before_it, item):
            yield entry(memorial_id, item_id, Narrowing("narrowed", CLOSED))
    for (memorial_id, entry_id), entry_after in work.record.items():
        entry_before = work.record_before.get((memorial_id, entry_id))
        if entry_before is not None and entry_after is not None and record_entry.is_narrower(entry_before, entry_after):
            yield entry(memorial_id, entry_id, Narrowing("narrowed", CLOSED))
    for (memorial_id, interview_id), told_after in work.interviews.items():
        told_before = work.interviews_before.get((memorial_id, interview_id))
        if told_before and told_after:
            some = narrowings_of_interview(told_before, told_after)
            yield from (entry(memorial_id, interview_id, one) for one in some)
    for memorial_id, was in work.memorials_before.items():
        is_now = work.memorials.get(memorial_id, was)
        yield from (entry(memorial_id, memorial_id, one) for one in narrowings_of_memorial(was, is_now))
