"""`disclose_group()`: what may be seen of a group. It is made of those of its people who are seen, and of nobody else.

Whatever a group holds beside them (a private member, how many there are) changes nothing that visitors get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from memorial.disclosure.person import PersonDisclosure
from memorial.domain.group import FAMILIES, Group, GroupKind
from memorial.domain.memorial import Memorial
from memorial.domain.person import FATES_OF_THE_DEAD, NameClaim
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience, Basis, Certainty, FactKind, Fate

FEWEST = 2
"""So many of its people are seen, or the group is not."""


@dataclass(frozen=True)
class ShownPerson:
    """Someone as visitors see them. `child`: any source leaves it possible that they were under 18."""

    disclosure: PersonDisclosure
    child: bool


Shown = Callable[[str], ShownPerson | None]
"""What visitors see of the person of that id; None for whom they do not."""


@dataclass(frozen=True)
class MemberDisclosure:
    """That somebody who is seen belongs to the group, as one source says it. `role` is '' for a child."""

    person_id: str
    audience: Audience
    role: str
    language: str
    certainty: Certainty
    source_id: str


@dataclass(frozen=True)
class GroupDisclosure:
    """What may be seen of one group.

    `all_died`: the sources by which each of these people died, '' for a family; None where that is not said of each.
    """

    group_id: str
    kind: GroupKind
    audience: Audience
    names: tuple[NameClaim, ...]
    members: tuple[MemberDisclosure, ...]
    all_died: tuple[str, ...] | None = None


def disclose_group(group: Group, memorial: Memorial, shown: Shown) -> GroupDisclosure | None:
    """What visitors may see of a group, or None.

    A child is seen in a family or household only: a class or a house would tell where they learned or lived.
    """
    if not memorial.public or group.removed:
        return None
    people = {one: who for one in group.people if (who := shown(one)) is not None and not who.disclosure.kept}
    members = tuple(_members(group, memorial, people))
    seen = {member.person_id for member in members}
    if len(seen) < FEWEST:
        return None
    audience, names = _names(group, memorial)
    return GroupDisclosure(
        group.id,
        group.kind,
        audience if names else max(member.audience for member in members),
        names,
        members,
        _all_died([who.disclosure for who in people.values() if who.disclosure.person_id in seen], group.kind),
    )


def _members(group: Group, memorial: Memorial, people: dict[str, ShownPerson]) -> Iterable[MemberDisclosure]:
    once = set[MemberDisclosure]()
    for claim in group.members:
        who = people.get(claim.person_id)
        audience = min(claim.audience, memorial.reach)
        if who is None or not claim.source_id or audience not in SHOWN_TO_VISITORS:
            continue
        if who.child and group.kind not in FAMILIES:
            continue
        member = MemberDisclosure(
            who.disclosure.person_id,
            min(audience, who.disclosure.audience),
            "" if who.child else claim.role,
            "und" if who.child else claim.language,
            claim.certainty,
            "" if claim.basis is Basis.CONTRIBUTOR else claim.source_id,
        )
        if member not in once:
            once.add(member)
            yield member


def _names(group: Group, memorial: Memorial) -> tuple[Audience, tuple[NameClaim, ...]]:
    """The names that the widest audience of any of them may see, each once, the preferred first."""
    allowed = [(min(claim.audience, memorial.reach), claim) for claim in group.names if claim.source_id]
    shown = [(audience, claim) for audience, claim in allowed if audience in SHOWN_TO_VISITORS]
    if not shown:
        return Audience.NONE, ()
    widest = max(audience for audience, _ in shown)
    once: dict[tuple[str, str], NameClaim] = {}
    for audience, claim in shown:
        if audience is widest:
            once.setdefault((claim.text, claim.language), claim)
    return widest, tuple(sorted(once.values(), key=lambda claim: not claim.preferred))


def _all_died(people: Sequence[PersonDisclosure], kind: GroupKind) -> tuple[str, ...] | None:
    """By whom each of these is said to have died; None as soon as of one it is not, or another thing is said too.

    Missing is never dead, and who is said by one to have died and by another to have survived is not counted either.
    """
    if kind not in FAMILIES:
        return None
    sources: dict[str, None] = {}
    for person in people:
        fates = [fact for fact in person.facts if fact.kind == FactKind.FATE]
        died = [fact for fact in fates if fact.value in FATES_OF_THE_DEAD]
        if not died or any(fact.value in (Fate.MISSING, Fate.SURVIVED) for fact in fates):
            return None
        sources |= {"" if fact.basis is Basis.CONTRIBUTOR else fact.source_id: None for fact in died}
    return tuple(sources)
