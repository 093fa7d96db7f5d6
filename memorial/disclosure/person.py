"""`disclose_person()`: what may be seen of a person. A name shows if a grant allows it and no objection forbids it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from memorial.disclosure.folding import fold
from memorial.domain.holds import NAME, forbids
from memorial.domain.memorial import Memorial
from memorial.domain.person import (
    PLACES,
    FactClaim,
    KinClaim,
    NameClaim,
    Person,
    Portrait,
    is_closed_matter,
    is_opened,
    may_have_been_a_child,
    too_fine_for_a_child,
)
from memorial.domain.personal_details import find_details
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience, NameKind

ShownAs = Callable[[str], str]
"""Under which id visitors see that person; '' where they do not."""


@dataclass(frozen=True)
class PersonDisclosure:
    """What may be seen of one person: every permitted claim beside its source.

    `kept`: an entry without a name, which says and links to nothing else.
    """

    person_id: str
    audience: Audience
    names: tuple[NameClaim, ...]
    facts: tuple[FactClaim, ...]
    sort_key: str
    kin: tuple[KinClaim, ...] = ()
    portrait: Portrait | None = None
    kept: bool = False


def disclose_person(
    person: Person, memorial: Memorial, *, shown_as: ShownAs = lambda person_id: ""
) -> PersonDisclosure | None:
    """What visitors may see of a person, or None. A record joined into another is seen as that other."""
    if not memorial.public or person.joined_into or forbids(person.objections, NAME):
        return None
    names = [(min(claim.audience, memorial.reach), claim) for claim in person.names if claim.source_id]
    shown = [(audience, claim) for audience, claim in names if audience in SHOWN_TO_VISITORS]
    if not shown:
        return _kept_place(person, memorial)
    audience = max(audience for audience, _ in shown)
    carried = _in_order(claim for its, claim in shown if its is audience)
    return PersonDisclosure(
        person.id,
        audience,
        carried,
        tuple(_facts(person, memorial, audience)),
        _sort_key(carried[0], person),
        tuple(_kin(person, memorial, shown_as)),
        person.portrait,
    )


def _kept_place(person: Person, memorial: Memorial) -> PersonDisclosure | None:
    place = person.kept_place
    if place is None or not place.source_id or person.names:
        return None
    if min(place.audience, memorial.reach) not in SHOWN_TO_VISITORS:
        return None
    return PersonDisclosure(person.id, Audience.UNLISTED, (), (), "", kept=True)


def _in_order(claims: Iterable[NameClaim]) -> tuple[NameClaim, ...]:
    """Each name once: the person's own form before others, preferred ones first, else as they were given."""
    once: dict[str, NameClaim] = {}
    for claim in sorted(claims, key=_rank):
        once.setdefault(claim.text, claim)
    return tuple(once.values())


def _rank(claim: NameClaim) -> tuple[bool, bool]:
    return claim.kind != NameKind.OWN, not claim.preferred


def _sort_key(first: NameClaim, person: Person) -> str:
    """By what the name stands in order. A key of the whole record counts only if it is made of words of this name:
    another one's would tell the first letter of a name that is not shown."""
    if first.sort_key:
        return first.sort_key
    own = set(fold(first.text).split())
    return person.sort_key if own and set(fold(person.sort_key).split()) <= own else ""


def _facts(person: Person, memorial: Memorial, audience: Audience) -> Iterable[FactClaim]:
    child = may_have_been_a_child(person)
    closed = [claim for claim in person.facts if is_closed_matter(claim) and not is_opened(claim)]
    for claim in person.facts:
        if min(claim.audience, memorial.reach) < audience or claim in closed:
            continue
        if child and too_fine_for_a_child(claim):
            continue
        if claim.kind in PLACES and _reads_like_an_address(claim.value):
            continue
        yield replace(claim, words="") if _tells_of(closed, claim) else claim


def _tells_of(closed: Iterable[FactClaim], claim: FactClaim) -> bool:
    """Whether the words of a claim are those in which the same source says what is closed."""
    return any(claim.words and claim.source_id == one.source_id and one.words in claim.words for one in closed)


@lru_cache(maxsize=4096)
def _reads_like_an_address(place: str) -> bool:
    """An exact place is never public, whoever gives it."""
    return bool(find_details(place))


def _kin(person: Person, memorial: Memorial, shown_as: ShownAs) -> Iterable[KinClaim]:
    """A tie is seen while both are; which pages may carry it, its audience says."""
    for claim in person.kin:
        audience = min(claim.audience, memorial.reach)
        other = shown_as(claim.other_id) if claim.source_id and audience in SHOWN_TO_VISITORS else ""
        if other and other != person.id:
            yield replace(claim, other_id=other, audience=audience)
