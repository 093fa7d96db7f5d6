"""What somebody says of two who may be one person, and what follows: their records are joined, or parted again.

What is said is kept with the pair. Records are joined only where both stand in the memorial: of two rows that are not
brought in yet it is only said, and somebody joins them afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from memorial.application import joining, same_people
from memorial.application.acts import note
from memorial.application.list_acts import acting
from memorial.application.ports.store import UnitOfWork
from memorial.application.same_people import PairShown
from memorial.application.services import Services
from memorial.domain.errors import NotAllowed
from memorial.domain.name_list import SameState
from memorial.domain.staff import StaffMember

REASON = "same person, as a list was compared"


@dataclass(frozen=True)
class PairNow:
    """A pair, and whether its two records are one now. `may_join`: both stand in the memorial, each for itself."""

    shown: PairShown
    joined: bool
    may_join: bool


def pairs(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    list_id: str,
    *,
    state: SameState = SameState.OPEN,
    after: str = "",
    limit: int = 20,
) -> Sequence[PairNow]:
    """The pairs of that list of which this was said, in the order of their ids. Raises `NotAllowed`, `NotFound`."""
    found = same_people.pairs(services, member, memorial_id, list_id, state=state, after=after, limit=limit)
    with services.unit_of_work(read_only=True) as uow:
        return [_now(uow, memorial_id, one) for one in found]


def decide(services: Services, member: StaffMember, memorial_id: str, pair_id: str, state: SameState) -> None:
    """Say it, join or part their records where both stand in the memorial; one audit entry.

    Who stood there before leads. Raises `NotFound`, and `NotAllowed` as `joining.join_within` does; then nothing is
    said and nothing is changed.
    """
    with acting(services, member, memorial_id, pair_id, "decide_same_person"), services.unit_of_work() as uow:
        kept = uow.lists.get(memorial_id, uow.same_people.list_of(memorial_id, pair_id))
        pair = uow.same_people.get(kept, pair_id)
        people = uow.lists.people_numbered(kept, {number for number in (pair.row, pair.other_row) if number})
        one = people.get(pair.row, "")
        other = pair.other_person or people.get(pair.other_row, "")
        if one and other:
            _follow(uow, services, member, memorial_id, one, other, state)
        said = replace(pair, state=state, decided_by=member.id, decided_at=services.now())
        uow.same_people.save(kept, said)
        note(uow, member, memorial_id, pair_id, "decide_same_person", reason=state.value, kind="list")
        uow.commit()


def _follow(
    uow: UnitOfWork,
    services: Services,
    member: StaffMember,
    memorial_id: str,
    one: str,
    other: str,
    state: SameState,
) -> None:
    joined = _joined(uow, memorial_id, one, other)
    now = services.now()
    if state is not SameState.SAME:
        if joined:
            joining.part_within(uow, memorial_id, joined, by=member.id, now=now)
        return
    if joined or _one_record(uow, memorial_id, one, other):
        return
    try:
        joining.join_within(uow, memorial_id, other, one, by=member.id, reason=REASON, now=now)
    except NotAllowed as refusal:
        if refusal.code not in ("leads_others", "joined_already"):
            raise
        joining.join_within(uow, memorial_id, one, other, by=member.id, reason=REASON, now=now)


def _joined(uow: UnitOfWork, memorial_id: str, one: str, other: str) -> str:
    """Which of the two is joined into the other; '' for none."""
    for follows, leads in ((one, other), (other, one)):
        found = uow.people.find(memorial_id, follows)
        if found is not None and found.joined_into == leads:
            return follows
    return ""


def _one_record(uow: UnitOfWork, memorial_id: str, one: str, other: str) -> bool:
    """Whether both follow the same third record."""
    leads = {found.joined_into for i in (one, other) if (found := uow.people.find(memorial_id, i)) is not None}
    return len(leads) == 1 and leads != {""}


def _now(uow: UnitOfWork, memorial_id: str, shown: PairShown) -> PairNow:
    one, other = shown.left.person_id, shown.right.person_id
    if not (one and other):
        return PairNow(shown, joined=False, may_join=False)
    joined = bool(_joined(uow, memorial_id, one, other)) or _one_record(uow, memorial_id, one, other)
    return PairNow(shown, joined, may_join=not joined)
