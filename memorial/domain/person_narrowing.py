"""What became narrower between two states of a person, in machine words; and the same done again to an older state.

A claim is told by its id. One without an id, of an older program, is told by its source: what else that source says of
the person is closed with it, for in an older state nobody can tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from memorial.domain.holds import with_hold
from memorial.domain.narrowing import Narrowing, hold_of, of_holds
from memorial.domain.person import (
    FactClaim,
    KinClaim,
    NameClaim,
    Person,
    is_closed_matter,
    is_opened,
    may_have_been_a_child,
    too_fine_for_a_child,
)
from memorial.vocabulary import Audience, Basis

AnyClaim = NameClaim | FactClaim | KinClaim
Claim = TypeVar("Claim", NameClaim, FactClaim, KinClaim)


def narrowings_of_person(before: Person, after: Person) -> list[Narrowing]:
    """Objections, and what lists, other sources and the desk no longer give. What families give follows them."""
    # Sealed anew, its older state cannot be opened any more: what hides its name is told again, whole.
    rekeyed = before.key_id != after.key_id
    found = [*of_holds(() if rekeyed else before.objections, after.objections)]
    found += [Narrowing("narrowed", words) for words in dict.fromkeys(_closed(before, after))]
    if may_have_been_a_child(after) and not may_have_been_a_child(before):
        found.append(Narrowing("narrowed", "child"))
    if before.portrait is not None and before.portrait != after.portrait:
        found.append(Narrowing("narrowed", f"portrait={before.portrait.file_id}"))
    if before.kept_place is not None and (
        after.kept_place is None or after.kept_place.audience < before.kept_place.audience
    ):
        found.append(Narrowing("narrowed", "kept_place"))
    if before.joined_into and not after.joined_into:
        found.append(Narrowing("narrowed", f"parted={before.joined_into}"))
    found += [Narrowing("narrowed", f"parted={one}") for one in before.joined if one not in after.joined]
    if rekeyed:
        found.append(Narrowing("narrowed", "rekeyed"))
    return found


def narrow_person(person: Person, detail: str) -> Person:
    """The person after that was done to it (again). What does not apply to this older state changes nothing."""
    kind, _, words = detail.partition("=")
    match kind:
        case "hold":
            return replace(person, objections=with_hold(person.objections, hold_of(words)))
        case "claims" | "claim":
            what, _, word = words.rpartition(",")
            return _lowered(person, what, Audience.parse(word), by_id=kind == "claim")
        case "closed" | "closed_of":
            return _closed_again(person, words, by_id=kind == "closed")
        case "child":
            # What told so may be lost with the newer state: places and roles stay with the team until somebody looks.
            return _without_what_no_child_s_page_shows(person)
        case "portrait":
            chosen = person.portrait
            return replace(person, portrait=None) if chosen is not None and chosen.file_id == words else person
        case "kept_place":
            return replace(person, kept_place=None)
        case "parted":
            into = "" if person.joined_into == words else person.joined_into
            return replace(person, joined_into=into, joined=tuple(one for one in person.joined if one != words))
        case "rekeyed":
            return person
    # What cannot be understood was narrower than it is now: nobody outside sees what lists and others say.
    return _open_to_the_team(person)


def _claims(person: Person) -> tuple[AnyClaim, ...]:
    every: tuple[AnyClaim, ...] = (*person.names, *person.facts, *person.kin)
    return tuple(claim for claim in every if claim.basis is not Basis.CONTRIBUTOR)


def _closed(before: Person, after: Person) -> Iterator[str]:
    reached = _reached(after)
    for source, audience in _reached(before).items():
        now = reached.get(source, Audience.NONE)
        if now < audience:
            yield f"claims={source},{now.word}"
    claims = _claims(after)
    by_id = {claim.id: claim for claim in claims if claim.id}
    for old in _claims(before):
        # Without an id: it stays if the same is still said, under an id or not. With one: if that still says the same.
        same = _saying_the_same(old, [by_id[old.id]] if old.id in by_id else [] if old.id else claims)
        new = max(same, key=_audience, default=None)
        now = new.audience if new is not None else Audience.NONE
        if now < old.audience:
            yield f"claim={old.id},{now.word}" if old.id else f"claims={old.source_id},{now.word}"
        elif isinstance(old, FactClaim) and isinstance(new, FactClaim) and _shut(old, new):
            yield f"closed={old.id}" if old.id else f"closed_of={old.source_id}"


def _saying_the_same(old: AnyClaim, claims: Iterable[AnyClaim]) -> Iterator[AnyClaim]:
    return (one for one in claims if type(one) is type(old) and _bare(one) == _bare(old))


def _audience(claim: AnyClaim) -> Audience:
    return claim.audience


def _bare(claim: AnyClaim) -> AnyClaim:
    """What it says and on what that rests, whoever may see it."""
    if isinstance(claim, NameClaim):
        return replace(claim, id="", audience=Audience.NONE, preferred=False, sort_key="")
    if isinstance(claim, FactClaim):
        return replace(claim, id="", audience=Audience.NONE, opened_by=(), asked_by="")
    return replace(claim, id="", audience=Audience.NONE)


def _shut(old: FactClaim, new: FactClaim) -> bool:
    return is_closed_matter(old) and is_opened(old) and not is_opened(new)


def _reached(person: Person) -> dict[str, Audience]:
    """How far each source reaches with anything that it says of the person."""
    reached: dict[str, Audience] = {}
    for claim in _claims(person):
        reached[claim.source_id] = max(reached.get(claim.source_id, Audience.NONE), claim.audience)
    return reached


def _lowered(person: Person, what: str, most: Audience, *, by_id: bool) -> Person:
    def lower(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        return tuple(
            replace(claim, audience=min(claim.audience, most))
            if (claim.id if by_id else claim.source_id) == what
            else claim
            for claim in claims
        )

    return replace(person, names=lower(person.names), facts=lower(person.facts), kin=lower(person.kin))


def _without_what_no_child_s_page_shows(person: Person) -> Person:
    facts = tuple(
        replace(fact, audience=min(fact.audience, Audience.TEAM)) if too_fine_for_a_child(fact) else fact
        for fact in person.facts
    )
    return replace(person, facts=facts)


def _open_to_the_team(person: Person) -> Person:
    for source in _reached(person):
        person = _lowered(person, source, Audience.TEAM, by_id=False)
    return person


def _closed_again(person: Person, what: str, *, by_id: bool) -> Person:
    facts = tuple(
        replace(fact, opened_by=(), asked_by="") if (fact.id if by_id else fact.source_id) == what else fact
        for fact in person.facts
    )
    return replace(person, facts=facts)
