"""Groups of people: a family, a household, a house, a crew, a class. Who belongs to one is a claim with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from memorial.domain.person import NameClaim
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience, Basis, Certainty

MOST_MEMBERS = 1000
"""So many people in one group at most: whenever one of them comes or goes, the gate looks at all of them."""


class GroupKind(StrEnum):
    """What holds the people of a group together."""

    FAMILY = "family"
    HOUSEHOLD = "household"
    HOUSE = "house"
    CREW = "crew"
    CLASS = "class"
    UNIT = "unit"
    OTHER = "other"


FAMILIES = frozenset({GroupKind.FAMILY, GroupKind.HOUSEHOLD})


@dataclass(frozen=True)
class Member:
    """That somebody belongs to the group, as somebody says it. `role` in words, such as "mother" or "first mate"."""

    person_id: str
    basis: Basis
    source_id: str
    audience: Audience
    certainty: Certainty = Certainty.NOT_SAID
    role: str = ""
    language: str = "und"
    id: str = ""


@dataclass(frozen=True)
class GroupChange:
    """One change by the desk, kept with the group: what went, what came, who, when and why.

    `kind_was` and `note_was` are set where those changed; `removed_was` where the group was removed or brought back.
    """

    at: datetime
    by: str
    reason: str = ""
    names_out: tuple[NameClaim, ...] = ()
    names_in: tuple[NameClaim, ...] = ()
    members_out: tuple[Member, ...] = ()
    members_in: tuple[Member, ...] = ()
    kind_was: GroupKind | None = None
    note_was: str | None = None
    removed_was: bool | None = None


@dataclass(frozen=True)
class Group:
    """People who belong together. `note` is for the desk alone: it passes no gate.

    A removed group is seen by nobody, and can be brought back from its history.
    """

    id: str
    memorial_id: str
    key_id: str
    kind: GroupKind
    names: tuple[NameClaim, ...] = ()
    members: tuple[Member, ...] = ()
    note: str = ""
    removed: bool = False
    history: tuple[GroupChange, ...] = ()
    revision: int = 0

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of all who belong to it, each once."""
        return tuple(dict.fromkeys(member.person_id for member in self.members))

    @property
    def people_ever(self) -> frozenset[str]:
        """The ids of all whom it names, in its history too."""
        changes = (member for one in self.history for member in (*one.members_out, *one.members_in))
        return frozenset({member.person_id for member in (*self.members, *changes)})


T = TypeVar("T", NameClaim, Member)


def with_change(before: Group, after: Group, *, at: datetime, by: str, reason: str = "") -> Group:
    """`after`, with what differs from `before` noted in its history. Unchanged where nothing does."""
    change = GroupChange(
        at,
        by,
        reason,
        names_out=_only(before.names, after.names),
        names_in=_only(after.names, before.names),
        members_out=_only(before.members, after.members),
        members_in=_only(after.members, before.members),
        kind_was=before.kind if before.kind is not after.kind else None,
        note_was=before.note if before.note != after.note else None,
        removed_was=before.removed if before.removed is not after.removed else None,
    )
    if change == GroupChange(at, by, reason):
        return after
    return replace(after, history=(*before.history, change))


def taken_back(group: Group, number: int) -> Group:
    """The group with that change of its history (counted from 0) done the other way round; its history as it was."""
    change = group.history[number]
    return replace(
        group,
        names=(*_only(group.names, change.names_in), *_only(change.names_out, group.names)),
        members=(*_only(group.members, change.members_in), *_only(change.members_out, group.members)),
        kind=change.kind_was or group.kind,
        note=group.note if change.note_was is None else change.note_was,
        removed=group.removed if change.removed_was is None else change.removed_was,
    )


def without_person(group: Group, person_id: str) -> Group:
    """The group as if it had never named that person: who was erased is in no history either."""
    return replace(
        group,
        members=_others(group.members, person_id),
        history=tuple(
            replace(
                one,
                members_out=_others(one.members_out, person_id),
                members_in=_others(one.members_in, person_id),
            )
            for one in group.history
        ),
    )


def _others(members: Iterable[Member], person_id: str) -> tuple[Member, ...]:
    return tuple(member for member in members if member.person_id != person_id)


def _only(these: Iterable[T], not_those: Iterable[T]) -> tuple[T, ...]:
    left_out = set(not_those)
    return tuple(one for one in these if one not in left_out)


# After a restore


def is_narrower(before: Group, after: Group) -> bool:
    """Whether something that visitors may have seen of it is not open to them any more."""
    if before.removed:
        return False
    # A child is named in a family, and not in a class or a house.
    if before.kind in FAMILIES and after.kind not in FAMILIES:
        return True
    return after.removed or not _open_claims(before) <= _open_claims(after)


def _open_claims(group: Group) -> set[tuple[str, str, Audience]]:
    """Each name and member with every audience up to its own."""
    said = [("name", claim.text, claim.audience) for claim in group.names]
    said += [("member", f"{claim.person_id} {claim.role}", claim.audience) for claim in group.members]
    return {(what, whom, at) for what, whom, most in said for at in SHOWN_TO_VISITORS if at <= most}
